"""How many agents a promise takes."""

from __future__ import annotations

from typing import Any, Unpack, overload

import numpy as np

from . import _core
from ._columns import Column, Formula, answer_or_reason
from ._hints import Floats, Numbers, Result, Series, Times
from ._model import Model, Plain
from ._target import Target, TargetOfArrays, TargetOfOne, target_columns

ENDLESS_PATIENCE = Column("patience", np.asarray(np.inf))  # Erlang C


class Requirement(Model[Result]):
    """The load of a queue with agents, and how many of them it takes."""

    @property
    def _patience(self) -> Column:
        raise NotImplementedError

    @property
    def _load(self) -> list[Column]:
        return [self._contacts_per_second, self._columns["aht"], self._patience]

    def _formula(self, name: str) -> Formula:
        """The formula of that name, of the columns of `_load` and of more."""
        formula: Formula = getattr(_core, name)
        return formula

    def _target(self, **target: Unpack[Target]) -> list[Column]:
        return target_columns(self._patience is not ENDLESS_PATIENCE, **target)

    @overload
    def agents_required(self, **target: Unpack[TargetOfOne]) -> Result: ...
    @overload
    def agents_required(self: Plain, **target: Unpack[TargetOfArrays]) -> Floats: ...
    @overload
    def agents_required(self, **target: Unpack[Target]) -> Series: ...
    def agents_required(
        self,
        *,
        service_level: Numbers | None = None,
        answer_within: Times | None = None,
        definition: str = "offered",
        short: Times | None = None,
        max_asa: Times | None = None,
        max_mean_wait: Times | None = None,
        max_abandonment: Numbers | None = None,
        max_occupancy: Numbers | None = None,
        max_probability_of_wait: Numbers | None = None,
    ) -> Any:
        """Least whole number of agents on the phones that keeps every promise.

        Parameters
        ----------
        service_level : float or column, optional
            At least this share of contacts, over what `definition` says, is answered within
            `answer_within`; the two come together. 0.80 for 80 %.
        answer_within : time or column, optional
            The 20 s of 80/20.
        definition : str
            Which contacts count, over which; see `service_level`.
        short : time, optional
            The short-abandon threshold of the definitions that read one.
        max_asa : time or column, optional
            At most this average speed of answer, over answered contacts.
        max_mean_wait : time or column, optional
            At most this mean wait, over offered contacts.
        max_abandonment : float or column, optional
            At most this share of offered contacts hangs up; `ErlangA` alone.
        max_occupancy : float or column, optional
            At most this share of the agents' ready time is spent handling contacts.
        max_probability_of_wait : float or column, optional
            At most this share of offered contacts finds every agent busy.

        Returns
        -------
        int, or float array or Series
            0 where nothing is offered. Where no number is enough, `Unreachable` with the reason,
            and infinity in a column. NaN where an argument is NaN.

        Raises
        ------
        ValueError
            Without a promise, for an argument out of its range, and for `max_abandonment` where
            nobody can hang up.

        See Also
        --------
        fractional_agents_required, krarup.plan_day

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> queue.agents_required(service_level=0.80, answer_within=20)
        14
        >>> queue.agents_required(service_level=0.80, answer_within=20, max_occupancy=0.70)
        15
        >>> queue.agents_required(service_level=[0.7, 0.8, 0.9], answer_within=20)
        array([13., 14., 15.])
        """
        target = self._target(
            service_level=service_level,
            answer_within=answer_within,
            definition=definition,
            short=short,
            max_asa=max_asa,
            max_mean_wait=max_mean_wait,
            max_abandonment=max_abandonment,
            max_occupancy=max_occupancy,
            max_probability_of_wait=max_probability_of_wait,
        )
        name = "agents_required"
        return answer_or_reason(name, self._formula(name), *self._load, *target, whole=True)

    @overload
    def fractional_agents_required(
        self, *, convention: str = ..., **target: Unpack[TargetOfOne]
    ) -> Result: ...
    @overload
    def fractional_agents_required(
        self: Plain, *, convention: str = ..., **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def fractional_agents_required(
        self, *, convention: str = ..., **target: Unpack[Target]
    ) -> Series: ...
    def fractional_agents_required(
        self, *, convention: str = "continuous", **target: Unpack[Target]
    ) -> Any:
        """Least real number of agents that keeps every promise.

        Parameters
        ----------
        convention : {"continuous", "interpolated"}
            "continuous" continues each formula between the whole numbers. "interpolated" takes
            each promised measure to be linear from one whole number to the next, as if 13.5 were
            half the time 13 and half the time 14 agents.
        **target
            The promises, as in `agents_required`.

        Returns
        -------
        float, or float array or Series
            At most `agents_required`, and more than that less one. Unreachable as there.

        Raises
        ------
        ValueError
            As `agents_required`, and for another convention.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.fractional_agents_required(service_level=0.80, answer_within=20), 4)
        13.0372
        >>> n = queue.fractional_agents_required(
        ...     service_level=0.80, answer_within=20, convention="interpolated"
        ... )
        >>> round(n, 4)
        13.0475
        """
        conventions = {
            "continuous": "fractional_agents_required",
            "interpolated": "interpolated_agents_required",
        }
        if convention not in conventions:
            valid = ", ".join(repr(each) for each in conventions)
            raise ValueError(f"convention must be one of {valid}, got {convention!r}")
        columns = [*self._load, *self._target(**target)]
        formula = self._formula(conventions[convention])
        return answer_or_reason("fractional_agents_required", formula, *columns)
