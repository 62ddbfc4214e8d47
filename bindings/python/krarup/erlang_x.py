"""Erlang X: one queue with all that real ones have."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from ._columns import (
    ANSWER_TIME,
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE_TIME,
    VARIATION,
    column,
    compute,
    dressed,
    time_column,
)
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._over_dispersed import OverDispersed
from ._patience_laws import PatienceLaw
from ._target import definition_columns
from .mmn_g import REDIALS, QueueOfLaw


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
            *(column(*each, BELOW_ONE) for each in zip(REDIALS, redials, strict=True)),
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

    def _of_feature(self, name: str) -> Any:
        each = self._feature(name)
        return dressed(name, each.values, each.index)

    @property
    def redials_of_abandoned(self) -> Any:
        """Share of attempts that hung up that are followed by another."""
        return self._of_feature("redials_of_abandoned")

    @property
    def redials_of_blocked(self) -> Any:
        """Share of attempts that found no line that are followed by another."""
        return self._of_feature("redials_of_blocked")

    @property
    def redials_of_answered(self) -> Any:
        """Share of answered attempts that are followed by another."""
        return self._of_feature("redials_of_answered")

    @property
    def day_variation(self) -> Any:
        """Coefficient of variation of the factor that a day's intervals share."""
        return self._of_feature("day_variation")

    @property
    def interval_variation(self) -> Any:
        """Coefficient of variation of the factor of each interval."""
        return self._of_feature("interval_variation")

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
