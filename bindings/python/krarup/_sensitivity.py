"""What one agent, erlang or second more changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple

from ._columns import Column, Formula, compute, dressed
from ._hints import Result


class Sensitivity(NamedTuple, Generic[Result]):
    """A measure and its partial derivatives, each a float, or a float array or Series.

    A derivative is the slope at a number of agents, not the step to the next whole one.

    Attributes
    ----------
    value : Any
        The measure itself; seconds where it is a time.
    per_agent : Any
        By the agents, or the trunks of `ErlangB`.
    per_erlang : Any
        By the offered load, where more contacts bring it: all times stay.
    per_second_of_aht : Any
        By the handle time; contacts and all other times stay, so the load rises with it.
    per_second_of_patience : Any
        By the patience; 0 where nobody hangs up.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> slopes = queue.sensitivity(of="service_level", agents=12, answer_within=20)
    >>> round(slopes.value, 4), round(slopes.per_agent, 4), round(slopes.per_second_of_aht, 5)
    (0.7723, 0.1008, -0.00599)
    """

    value: Result
    per_agent: Result
    per_erlang: Result
    per_second_of_aht: Result
    per_second_of_patience: Result


def sensitivity(ufunc: Formula, columns: Sequence[Column]) -> Sensitivity[Any]:
    """The five outputs of an ufunc of the columns, dressed as its arguments were."""
    outputs, index = compute(ufunc, columns)
    named = zip(Sensitivity._fields, outputs, strict=True)
    return Sensitivity(*(dressed(name, values, index) for name, values in named))
