"""What a number of agents can promise, and of how much."""

from __future__ import annotations

from typing import Any, Unpack, overload

import numpy as np

from . import _core
from ._columns import (
    NONNEGATIVE,
    PROPORTION,
    TIME,
    Column,
    answer_or_reason,
    column,
    compute,
    dressed,
    result_index,
    result_shape,
    time_column,
)
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._requirement import Requirement
from ._target import Target, TargetOfArrays, TargetOfOne, definition_columns
from ._unreachable import Unreachable


class Capacity(Requirement[Result]):
    """The requirement turned round: the solvers of a queue under a number of agents."""

    @overload
    def contacts_answerable(self, *, agents: Number, **target: Unpack[TargetOfOne]) -> Result: ...
    @overload
    def contacts_answerable(
        self: Plain, *, agents: NumberOrArray, **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def contacts_answerable(self, *, agents: Numbers, **target: Unpack[Target]) -> Series: ...
    def contacts_answerable(self, *, agents: Numbers, **target: Unpack[Target]) -> Any:
        """Largest volume per interval with which so many agents keep every promise.

        The queue's own `contacts` are not read.

        Parameters
        ----------
        agents : float or column
            On the phones; may be real.
        **target
            The promises, as in `agents_required`.

        Returns
        -------
        float, or float array or Series
            Contacts in each `interval`. Where no volume at all keeps the promises, 0, and where
            every volume does, infinity; `Unreachable` with the reason if it stands alone.

        Raises
        ------
        ValueError
            As `agents_required`.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.contacts_answerable(agents=14, service_level=0.80, answer_within=20), 2)
        108.68
        """
        columns = [
            self._columns["interval"],
            *self._load[1:],
            column("agents", agents, NONNEGATIVE),
            *self._target(**target),
        ]
        return answer_or_reason(
            "contacts_answerable", self._formula("contacts_answerable"), *columns
        )

    @overload
    def longest_aht(self, *, agents: Number, **target: Unpack[TargetOfOne]) -> Result: ...
    @overload
    def longest_aht(
        self: Plain, *, agents: NumberOrArray, **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def longest_aht(self, *, agents: Numbers, **target: Unpack[Target]) -> Series: ...
    def longest_aht(self, *, agents: Numbers, **target: Unpack[Target]) -> Any:
        """Longest average handle time with which so many agents keep every promise.

        The queue's own `aht` is not read.

        Parameters
        ----------
        agents : float or column
            On the phones; may be real.
        **target
            The promises, as in `agents_required`.

        Returns
        -------
        float, or float array or Series
            Seconds. 0 and infinity as in `contacts_answerable`.

        Raises
        ------
        ValueError
            As `agents_required`.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.longest_aht(agents=14, service_level=0.80, answer_within=20), 2)
        194.86
        """
        columns = [
            self._contacts_per_second,
            *self._load[2:],
            column("agents", agents, NONNEGATIVE),
            *self._target(**target),
        ]
        return answer_or_reason("longest_aht", self._formula("longest_aht"), *columns)

    @overload
    def largest_shrinkage(self, *, scheduled: Number, **target: Unpack[TargetOfOne]) -> Result: ...
    @overload
    def largest_shrinkage(
        self: Plain, *, scheduled: NumberOrArray, **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def largest_shrinkage(self, *, scheduled: Numbers, **target: Unpack[Target]) -> Series: ...
    def largest_shrinkage(self, *, scheduled: Numbers, **target: Unpack[Target]) -> Any:
        """Largest share of paid time off the phones with which every promise is kept.

        Parameters
        ----------
        scheduled : float or column
            Agents on the schedule.
        **target
            The promises, as in `agents_required`.

        Returns
        -------
        float, or float array or Series
            1 - `agents_required` / scheduled; 1 where nobody is required. NaN where even all of
            them on the phones miss the target; `Unreachable` with the reason if it stands alone.

        Raises
        ------
        ValueError
            As `agents_required`.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> queue.largest_shrinkage(scheduled=[16, 20], service_level=0.80, answer_within=20)
        array([0.125, 0.3  ])
        """
        columns = [*self._load, *self._target(**target)]
        (needed, reasons), index = compute(self._formula("agents_required"), columns)
        staff = column("scheduled", scheduled, NONNEGATIVE)
        both = [Column("agents_required", needed, index), staff]
        index, shape = result_index(both), result_shape(both)
        needed, paid = np.broadcast_to(needed, shape), np.broadcast_to(staff.values, shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(needed == 0.0, 1.0, (paid - needed) / paid)
        share = np.where((needed > paid) | np.isnan(paid), np.nan, share)
        if shape == () and needed > paid:
            short = f"{float(needed):g} agents are required even without shrinkage"
            return Unreachable(np.nan, _core.explain(int(reasons)) if reasons > 0 else short)
        return dressed("shrinkage", share, index)

    @overload
    def answer_within_achieved(
        self,
        *,
        agents: Number,
        service_level: Number,
        definition: str = ...,
        short: Time | None = ...,
    ) -> Result: ...
    @overload
    def answer_within_achieved(
        self: Plain,
        *,
        agents: NumberOrArray,
        service_level: NumberOrArray,
        definition: str = ...,
        short: TimeOrArray | None = ...,
    ) -> Floats: ...
    @overload
    def answer_within_achieved(
        self,
        *,
        agents: Numbers,
        service_level: Numbers,
        definition: str = ...,
        short: Times | None = ...,
    ) -> Series: ...
    def answer_within_achieved(
        self,
        *,
        agents: Numbers,
        service_level: Numbers,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """Shortest answer time within which so many agents reach the service level.

        Parameters
        ----------
        agents : float or column
            On the phones; may be real.
        service_level : float or column
            Over what `definition` says.
        definition, short
            As in `service_level`.

        Returns
        -------
        float, or float array or Series
            Seconds. Unreachable, infinity, where no answer time is long enough: under "offered"
            the service level stays below 1 - P(abandon).

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.answer_within_achieved(agents=13, service_level=0.90), 2)
        35.0
        """
        return answer_or_reason(
            "answer_within_achieved",
            self._formula("answer_within_achieved"),
            *self._load,
            column("agents", agents, NONNEGATIVE),
            column("service_level", service_level, PROPORTION),
            *definition_columns(definition, short),
        )

    @overload
    def lines_required(
        self, *, agents: Number, blocking: Number, wrap_up: Time = ...
    ) -> Result: ...
    @overload
    def lines_required(
        self: Plain, *, agents: NumberOrArray, blocking: NumberOrArray, wrap_up: TimeOrArray = ...
    ) -> Floats: ...
    @overload
    def lines_required(
        self, *, agents: Numbers, blocking: Numbers, wrap_up: Times = ...
    ) -> Series: ...
    def lines_required(self, *, agents: Numbers, blocking: Numbers, wrap_up: Times = 0.0) -> Any:
        """Least number of lines that turns away at most a share of offered contacts.

        A contact holds a line while it waits and while it is talked to. Erlang B on that load, as
        planners do it: an approximation that is short by some lines for a small, busy group.

        Parameters
        ----------
        agents : float or column
            On the phones; may be real.
        blocking : float or column
            At most this share of offered contacts finds no free line.
        wrap_up : time or column
            The part of `aht` in which the line is free again.

        Returns
        -------
        int, or float array or Series
            Unreachable, infinity, for a blocking of 0 and where the queue grows without end.

        Raises
        ------
        ValueError
            For an argument out of its range, or a wrap-up longer than `aht`.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> queue.lines_required(agents=14, blocking=0.001)
        22
        """
        return answer_or_reason(
            "lines_required",
            self._formula("lines_required"),
            *self._load,
            column("agents", agents, NONNEGATIVE),
            time_column("wrap_up", wrap_up, TIME),
            column("blocking", blocking, PROPORTION),
            whole=True,
        )
