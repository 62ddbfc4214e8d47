"""Queues whose patience follows any law: M/M/n+G, and Erlang X with all that real queues have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, overload

import numpy as np

from . import _core
from ._abandonment import Impatient
from ._columns import (
    ANSWER_TIME,
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE_TIME,
    VARIATION,
    Column,
    Formula,
    column,
    compute,
    dressed,
    time_column,
)
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._over_dispersed import OverDispersed
from ._patience_laws import Exponential, PatienceLaw
from ._requirement import ENDLESS_PATIENCE
from ._target import definition_columns

ENDLESS = _core.PatienceLaw("endless", [], 0.0)
_REDIALS = ("redials_of_abandoned", "redials_of_blocked", "redials_of_answered")
VARIATIONS = ("day_variation", "interval_variation")
FEATURES = ("lines", *_REDIALS, *VARIATIONS)


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
            *(self._feature(name) for name in _REDIALS),
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


class ErlangX(QueueOfLaw[Result], OverDispersed[Result]):
    """One queue with all that real ones have, each part of which may be left out.

    Patience of any law, a limit of lines, callers who try again, and a volume that strays from its
    forecast. With none of them it is `ErlangC`, with an average patience alone `ErlangA`, and with
    as many lines as agents alone `ErlangB`. Shares are of attempts, first ones and redials.

    Parameters
    ----------
    contacts : float or column
        First attempts in each interval; finite, >= 0.
    interval : time or column
        Its length; > 0. There is no default.
    aht : time or column
        Average handle time: talk, hold and wrap-up of an answered contact; > 0.
    patience : PatienceLaw, time or column, optional
        How long a contact would wait: a law of `krarup.patience`, one for all rows, or the average
        of an exponential one. For ever without it.
    lines : float or column, optional
        Contacts in the system at most, waiting and handled. Without limit without it.
    redials_of_abandoned, redials_of_blocked, redials_of_answered : float or column
        Shares, < 1, of attempts that hung up, that found no line, and that were answered without
        settling their matter, that are followed by another attempt.
    day_variation, interval_variation : float or column
        Coefficients of variation of the two gamma factors of mean 1 by which a day's volume, and
        an interval's own, stray from the forecast: 0.10 for a forecast that misses by 10 %.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several, and for columns whose
        lengths or indexes do not fit.

    See Also
    --------
    MMnG

    Notes
    -----
    Redials come so late that the queue has forgotten the first attempt, and are as patient as
    before: all attempts together are taken for a Poisson stream, which is too kind where they come
    within minutes. Under variation every measure is the mean over what the rate may be: shares and
    waits weighted by attempts, occupancy and queue length by time. `sensitivity` is of
    `ErlangC` and `ErlangA` alone.

    References
    ----------
    S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of the
    M/M/n+G queue, Queueing Systems 51(3), 2005.
    D. Y. Sze, A queueing model for telephone operator staffing, Operations Research 32(2), 1984.
    G. Jongbloed, G. Koole, Managing uncertainty in call centres using Poisson mixtures, Applied
    Stochastic Models in Business and Industry 17(4), 2001.

    Examples
    --------
    >>> import krarup as kr
    >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
    >>> queue = kr.ErlangX(**load, patience="5min", lines=20, redials_of_abandoned=0.3)
    >>> queue
    ErlangX(contacts=100, interval=1800, aht=180, patience=300, lines=20, redials_of_abandoned=0.3)
    >>> queue.agents_required(service_level=0.80, answer_within=20)
    13
    >>> round(queue.attempts(agents=12), 2)
    101.28
    """

    @overload
    def __init__(
        self: ErlangX[float],
        *,
        contacts: Number,
        interval: Time,
        aht: Time,
        patience: PatienceLaw | Time | None = ...,
        lines: Number | None = ...,
        redials_of_abandoned: Number = ...,
        redials_of_blocked: Number = ...,
        redials_of_answered: Number = ...,
        day_variation: Number = ...,
        interval_variation: Number = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangX[Floats],
        *,
        contacts: NumberOrArray,
        interval: TimeOrArray,
        aht: TimeOrArray,
        patience: PatienceLaw | TimeOrArray | None = ...,
        lines: NumberOrArray | None = ...,
        redials_of_abandoned: NumberOrArray = ...,
        redials_of_blocked: NumberOrArray = ...,
        redials_of_answered: NumberOrArray = ...,
        day_variation: NumberOrArray = ...,
        interval_variation: NumberOrArray = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangX[Series],
        *,
        contacts: Numbers,
        interval: Times,
        aht: Times,
        patience: PatienceLaw | Times | None = ...,
        lines: Numbers | None = ...,
        redials_of_abandoned: Numbers = ...,
        redials_of_blocked: Numbers = ...,
        redials_of_answered: Numbers = ...,
        day_variation: Numbers = ...,
        interval_variation: Numbers = ...,
    ) -> None: ...
    def __init__(
        self,
        *,
        contacts: Numbers,
        interval: Times,
        aht: Times,
        patience: PatienceLaw | Times | None = None,
        lines: Numbers | None = None,
        redials_of_abandoned: Numbers = 0.0,
        redials_of_blocked: Numbers = 0.0,
        redials_of_answered: Numbers = 0.0,
        day_variation: Numbers = 0.0,
        interval_variation: Numbers = 0.0,
    ) -> None:
        law = patience if isinstance(patience, PatienceLaw) else None
        more = {}
        if law is None and patience is not None:
            more["patience"] = time_column("patience", patience, POSITIVE_TIME)
        if lines is not None:
            more["lines"] = column("lines", lines, NONNEGATIVE)
        redials = (redials_of_abandoned, redials_of_blocked, redials_of_answered)
        features = [
            *(column(*each, BELOW_ONE) for each in zip(_REDIALS, redials, strict=True)),
            column("day_variation", day_variation, VARIATION),
            column("interval_variation", interval_variation, VARIATION),
        ]
        more |= {each.name: each for each in features if np.any(each.values != 0.0)}
        super().__init__(contacts, interval, aht, **more)
        self._keep_law(law)

    @property
    def lines(self) -> Any:
        """Contacts in the system at most, waiting and handled; None without limit."""
        return self._plain("lines") if "lines" in self._columns else None

    @property
    def redials_of_abandoned(self) -> Any:
        """Share of attempts that hung up that are followed by another."""
        each = self._feature("redials_of_abandoned")
        return dressed(each.name, each.values, each.index)

    @property
    def redials_of_blocked(self) -> Any:
        """Share of attempts that found no line that are followed by another."""
        each = self._feature("redials_of_blocked")
        return dressed(each.name, each.values, each.index)

    @property
    def redials_of_answered(self) -> Any:
        """Share of answered attempts that are followed by another."""
        each = self._feature("redials_of_answered")
        return dressed(each.name, each.values, each.index)

    @property
    def day_variation(self) -> Any:
        """Coefficient of variation of the factor that a day's intervals share."""
        each = self._feature("day_variation")
        return dressed(each.name, each.values, each.index)

    @property
    def interval_variation(self) -> Any:
        """Coefficient of variation of the factor of each interval."""
        each = self._feature("interval_variation")
        return dressed(each.name, each.values, each.index)

    @overload
    def probability_of_blocking(self, *, agents: Number) -> Result: ...
    @overload
    def probability_of_blocking(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def probability_of_blocking(self, *, agents: Numbers) -> Series: ...
    def probability_of_blocking(self, *, agents: Numbers) -> Any:
        """Share of attempts that find no line.

        Returns
        -------
        float, or float array or Series
            0 where lines are without limit.

        Raises
        ------
        ValueError
            For agents that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience=300, lines=15)
        >>> round(queue.probability_of_blocking(agents=12), 4)
        0.0428
        """
        return self._ask("probability_of_blocking", agents)

    @overload
    def probability_of_loss(self, *, agents: Number) -> Result: ...
    @overload
    def probability_of_loss(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def probability_of_loss(self, *, agents: Numbers) -> Series: ...
    def probability_of_loss(self, *, agents: Numbers) -> Any:
        """Share of first attempts that are never answered, however often they are repeated.

        Returns
        -------
        float, or float array or Series
            In [0, 1].

        Raises
        ------
        ValueError
            For agents that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience=300, redials_of_abandoned=0.5)
        >>> round(queue.probability_of_loss(agents=12), 4)
        0.0248
        """
        return self._ask("probability_of_loss", agents)

    @overload
    def attempts(self, *, agents: Number) -> Result: ...
    @overload
    def attempts(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def attempts(self, *, agents: Numbers) -> Series: ...
    def attempts(self, *, agents: Numbers) -> Any:
        """Attempts in each interval, first ones and redials.

        Returns
        -------
        float, or float array or Series
            At least `contacts`.

        Raises
        ------
        ValueError
            For agents that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience=300, redials_of_abandoned=0.5)
        >>> round(queue.attempts(agents=12), 2)
        102.48
        """
        columns = [*self._load, column("agents", agents, NONNEGATIVE)]
        (rates,), index = compute(self._formula("attempts_per_second"), columns)
        return dressed("attempts", rates * self._columns["interval"].values, index)

    @overload
    def service_level_of_accepted(
        self,
        *,
        agents: Number,
        answer_within: Time,
        definition: str = ...,
        short: Time | None = ...,
    ) -> Result: ...
    @overload
    def service_level_of_accepted(
        self: Plain,
        *,
        agents: NumberOrArray,
        answer_within: TimeOrArray,
        definition: str = ...,
        short: TimeOrArray | None = ...,
    ) -> Floats: ...
    @overload
    def service_level_of_accepted(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = ...,
        short: Times | None = ...,
    ) -> Series: ...
    def service_level_of_accepted(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """The service level of those attempts alone that found a line.

        `service_level` counts an attempt that finds no line among those not answered.

        Parameters
        ----------
        agents : float or column
        answer_within, definition, short
            As in `service_level`.

        Returns
        -------
        float, or float array or Series
            0 where no attempt found a line.

        Raises
        ------
        ValueError
            For an argument out of its range, or an unknown definition.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience=300, lines=15)
        >>> round(queue.service_level(agents=12, answer_within=20), 4)
        0.8316
        >>> round(queue.service_level_of_accepted(agents=12, answer_within=20), 4)
        0.8687
        """
        within = time_column("answer_within", answer_within, ANSWER_TIME)
        which = definition_columns(definition, short)
        return self._ask("service_level_of_accepted", agents, within, *which)
