"""M/M/n+G: Erlang A for patience of any law, which no column can hold; Erlang X has one too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, overload

import numpy as np

from . import _core
from ._abandonment import Impatient
from ._columns import Column, Formula
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._patience_laws import Exponential, PatienceLaw
from ._requirement import ENDLESS_PATIENCE

ENDLESS = _core.PatienceLaw("endless", [], 0.0)
REDIALS = ("redials_of_abandoned", "redials_of_blocked", "redials_of_answered")
VARIATIONS = ("day_variation", "interval_variation")
FEATURES = ("lines", *REDIALS, *VARIATIONS)


def unless_given(name: str) -> Column:
    """What a feature is where it is left out: lines without limit, no redials, no variation."""
    return Column(name, np.asarray(np.inf if name == "lines" else 0.0))


def average_of(law: PatienceLaw) -> Column:
    """The average that the compiled part takes of an exponential law; of others it takes none."""
    average = law.parameters["average"] if isinstance(law, Exponential) else 0.0
    return Column("patience", np.asarray(average))


class _Question(NamedTuple):
    """A formula on columns, and on a law that no column can hold."""

    name: str
    law: _core.PatienceLaw

    @property
    def nout(self) -> int:
        return _core.erlang_x_questions[self.name]

    def __call__(self, *values: Any) -> Any:
        shape = np.broadcast_shapes(*(np.shape(each) for each in values))
        columns = [
            np.asarray(each if np.size(each) == 1 else np.broadcast_to(each, shape)).reshape(-1)
            for each in values
        ]
        answers = _core.ask_erlang_x(self.name, self.law, columns, math.prod(shape))
        outputs = tuple(answers.reshape(self.nout, *shape))
        return outputs if self.nout > 1 else outputs[0]


class QueueOfLaw(Impatient[Result]):
    """A queue with agents whose patience follows a law, which no column can hold."""

    _law: PatienceLaw | None  # None where each row has a number, or where nobody hangs up

    def _keep_law(self, law: PatienceLaw | None) -> None:
        self.__dict__["_law"] = law

    @property
    def _patience(self) -> Column:
        if self._law is None:
            return self._columns.get("patience", ENDLESS_PATIENCE)
        return average_of(self._law)

    @property
    def _load(self) -> list[Column]:
        def square(name: str) -> Column:
            each = self._feature(name)
            return each._replace(values=np.square(each.values))

        return [
            *super()._load,
            self._feature("lines"),
            *(self._feature(name) for name in REDIALS),
            *(square(name) for name in VARIATIONS),
        ]

    def _feature(self, name: str) -> Column:
        return self._columns.get(name) or unless_given(name)

    def _formula(self, name: str) -> Formula:
        if name not in _core.erlang_x_questions:
            raise ValueError(f"{name} must come with an ErlangC or an ErlangA, got {self!r}")
        if self._law is not None:
            return _Question(name, self._law._core_law())
        if "patience" in self._columns:
            return _Question(name, _core.PatienceLaw("exponential", [1.0], 0.0))
        return _Question(name, ENDLESS)

    def _made_with(self, values: Mapping[str, Any]) -> Any:
        law = {"patience": self._law} if self._law else {}
        return super()._made_with({**law, **values})

    @property
    def patience(self) -> Any:
        """How long a contact would wait: the law, or the average in seconds; None for ever."""
        if self._law is None and "patience" in self._columns:
            return self._plain("patience")
        return self._law

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, QueueOfLaw):
            return NotImplemented
        alike = self._law == other._law and self._columns.keys() == other._columns.keys()
        return alike and super().__eq__(other)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self._law))

    def __repr__(self) -> str:
        numbers = super().__repr__()
        return numbers if self._law is None else f"{numbers[:-1]}, patience={self._law!r})"


class MMnG(QueueOfLaw[Result]):
    """The M/M/n+G queue: Erlang A with any law of patience.

    Parameters
    ----------
    contacts : float or column
        Offered in each interval; finite, >= 0.
    interval : time or column
        Its length; > 0. There is no default.
    aht : time or column
        Average handle time: talk, hold and wrap-up of an answered contact; > 0.
    patience : PatienceLaw
        How long a contact would wait, one law for all rows: see `krarup.patience`.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several, for columns whose
        lengths or indexes do not fit, and for a patience that is no law.

    See Also
    --------
    ErlangX

    Notes
    -----
    Exact. `sensitivity` is of `ErlangC` and `ErlangA` alone.

    References
    ----------
    S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of the
    M/M/n+G queue, Queueing Systems 51(3), 2005.

    Examples
    --------
    >>> import krarup as kr
    >>> law = kr.patience.Weibull(scale=300, shape=0.7)
    >>> queue = kr.MMnG(contacts=100, interval="30min", aht=180, patience=law)
    >>> queue
    MMnG(contacts=100, interval=1800, aht=180, patience=Weibull(scale=300, shape=0.7))
    >>> queue.agents_required(service_level=0.80, answer_within=20)
    12
    >>> round(queue.probability_of_abandonment(agents=12), 4)
    0.0555
    """

    @overload
    def __init__(
        self: MMnG[float], *, contacts: Number, interval: Time, aht: Time, patience: PatienceLaw
    ) -> None: ...
    @overload
    def __init__(
        self: MMnG[Floats],
        *,
        contacts: NumberOrArray,
        interval: TimeOrArray,
        aht: TimeOrArray,
        patience: PatienceLaw,
    ) -> None: ...
    @overload
    def __init__(
        self: MMnG[Series], *, contacts: Numbers, interval: Times, aht: Times, patience: PatienceLaw
    ) -> None: ...
    def __init__(
        self, *, contacts: Numbers, interval: Times, aht: Times, patience: PatienceLaw
    ) -> None:
        if not isinstance(patience, PatienceLaw):
            raise ValueError(f"patience must be a law of krarup.patience, got {patience!r}")
        super().__init__(contacts, interval, aht)
        self._keep_law(patience)
