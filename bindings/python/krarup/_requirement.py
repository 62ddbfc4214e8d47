"""How many agents a promise takes, and what a number of agents can promise."""

from __future__ import annotations

from typing import Any, Unpack

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
from ._hints import Numbers, Times
from ._model import Model
from ._target import Target, definition_columns, target_columns
from ._unreachable import Unreachable

ENDLESS_PATIENCE = Column("patience", np.asarray(np.inf))  # Erlang C


class Requirement(Model):
    """The solvers of a queue with agents."""

    @property
    def _patience(self) -> Column:
        raise NotImplementedError

    @property
    def _load(self) -> list[Column]:
        return [self._contacts_per_second, self._columns["aht"], self._patience]

    def _target(self, **target: Unpack[Target]) -> list[Column]:
        return target_columns(self._patience is not ENDLESS_PATIENCE, **target)

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
        return answer_or_reason(name, _core.agents_required, *self._load, *target, whole=True)

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
            "continuous": _core.fractional_agents_required,
            "interpolated": _core.interpolated_agents_required,
        }
        if convention not in conventions:
            valid = ", ".join(repr(each) for each in conventions)
            raise ValueError(f"convention must be one of {valid}, got {convention!r}")
        columns = [*self._load, *self._target(**target)]
        return answer_or_reason("fractional_agents_required", conventions[convention], *columns)

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
            self._columns["aht"],
            self._patience,
            column("agents", agents, NONNEGATIVE),
            *self._target(**target),
        ]
        return answer_or_reason("contacts_answerable", _core.contacts_answerable, *columns)

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
            self._patience,
            column("agents", agents, NONNEGATIVE),
            *self._target(**target),
        ]
        return answer_or_reason("longest_aht", _core.longest_aht, *columns)

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
        (needed, reasons), index = compute(_core.agents_required, columns)
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
            _core.answer_within_achieved,
            *self._load,
            column("agents", agents, NONNEGATIVE),
            column("service_level", service_level, PROPORTION),
            *definition_columns(definition, short),
        )

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
            _core.lines_required,
            *self._load,
            column("agents", agents, NONNEGATIVE),
            time_column("wrap_up", wrap_up, TIME),
            column("blocking", blocking, PROPORTION),
            whole=True,
        )
