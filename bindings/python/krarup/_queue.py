"""The measures of a queue with agents."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from . import _core
from ._columns import ANSWER_TIME, NONNEGATIVE, Column, column, compute, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._sensitivity import Sensitivity, sensitivity
from ._table import table
from ._target import absent, choice, definition_columns
from ._waits import Waits


class Queue(Waits[Result]):
    """What happens in a queue under a number of agents.

    Every measure takes `agents`, the number on the phones, which may be real: finite and >= 0,
    else a ValueError says in which row. Every argument may be a column, and columns broadcast with
    those of the queue itself.

    `ErlangC` and `ErlangA` are queues; for type hints, `Queue[float]` is one of a single interval.

    Examples
    --------
    >>> import krarup as kr
    >>> def spare(queue: kr.Queue[float], agents: int) -> float:
    ...     return 1 - queue.occupancy(agents=agents)
    >>> round(spare(kr.ErlangC(contacts=100, interval="30min", aht=180), 14), 4)
    0.2857
    """

    _sensitive = {
        name: number
        for name, number in _core.sensitive_measures.items()
        if name != "probability_of_abandonment"
    }

    @overload
    def probability_of_wait(self, *, agents: Number) -> Result: ...
    @overload
    def probability_of_wait(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def probability_of_wait(self, *, agents: Numbers) -> Series: ...
    def probability_of_wait(self, *, agents: Numbers) -> Any:
        """Share of offered contacts that find every agent busy.

        Returns
        -------
        float, or float array or Series
            0 where nothing is offered. `ErlangC`: 1 where agents <= offered load.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.probability_of_wait(agents=14), 4)
        0.1741
        """
        return self._ask("probability_of_wait", agents)

    @overload
    def probability_of_abandonment(self, *, agents: Number) -> Result: ...
    @overload
    def probability_of_abandonment(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def probability_of_abandonment(self, *, agents: Numbers) -> Series: ...
    def probability_of_abandonment(self, *, agents: Numbers) -> Any:
        """Share of offered contacts that hang up before an answer; 0 for `ErlangC`.

        Returns
        -------
        float, or float array or Series
            0 where nothing is offered, else 1 without agents.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.probability_of_abandonment(agents=12), 4)
        0.0427
        """
        return self._ask("probability_of_abandonment", agents)

    @overload
    def service_level(
        self,
        *,
        agents: Number,
        answer_within: Time,
        definition: str = ...,
        short: Time | None = ...,
    ) -> Result: ...
    @overload
    def service_level(
        self: Plain,
        *,
        agents: NumberOrArray,
        answer_within: TimeOrArray,
        definition: str = ...,
        short: TimeOrArray | None = ...,
    ) -> Floats: ...
    @overload
    def service_level(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = ...,
        short: Times | None = ...,
    ) -> Series: ...
    def service_level(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """Share of contacts answered within a time; the definition names the share.

        Parameters
        ----------
        agents : float or column
        answer_within : time or column
            The 20 s of "80 % in 20 s"; infinity asks who is answered at all.
        definition : str
            Over which contacts; all agree where nobody hangs up.

            - "offered": answered within / (answered + abandoned)
            - "answered": answered within / answered
            - "exclude_abandoned_within": answered within / (answered + abandoned - abandoned
              within)
            - "positive": (answered within + abandoned within) / (answered + abandoned)
            - "exclude_short": answered within / (answered + abandoned - short abandons)
            - "positive_short": (answered within + short abandons) / (answered + abandoned)
            - "virtual": share of offered contacts whom an answer would have reached within, had
              they waited for ever
        short : time or column, optional
            Who hangs up within it is a short abandon; needed by the two short definitions, and
            read by them alone.

        Returns
        -------
        float, or float array or Series
            1 where nothing is offered. `ErlangC`: 0 where agents <= offered load.

        Raises
        ------
        ValueError
            For an argument out of its range, or an unknown definition.

        References
        ----------
        O. Jouini, G. Koole, A. Roubos, Performance indicators for call centers with impatient
        customers, IIE Transactions 45(3), 2013.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.service_level(agents=14, answer_within=20), 4)
        0.9168
        >>> queue.service_level(agents=range(11, 15), answer_within="20s").round(4)
        array([0.6569, 0.7723, 0.8582, 0.9168])
        >>> round(queue.service_level(agents=11, answer_within=20, definition="positive"), 4)
        0.6826
        """
        within = time_column("answer_within", answer_within, ANSWER_TIME)
        which = definition_columns(definition, short)
        if definition == "offered":
            formula = "probability_of_answer_within"
            return self._ask("service_level", agents, within, formula=formula)
        return self._ask("service_level", agents, within, *which)

    @overload
    def asa(self, *, agents: Number) -> Result: ...
    @overload
    def asa(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def asa(self, *, agents: Numbers) -> Series: ...
    def asa(self, *, agents: Numbers) -> Any:
        """Average speed of answer: mean wait of answered contacts, none-waiters as 0.

        Returns
        -------
        float, or float array or Series
            Seconds; 0 where nothing is offered, infinity where no answer ever comes. `ErlangC`:
            infinity where agents <= offered load.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.asa(agents=12), 4)
        11.8614
        """
        return self._ask("asa", agents)

    @overload
    def mean_queue_length(self, *, agents: Number) -> Result: ...
    @overload
    def mean_queue_length(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def mean_queue_length(self, *, agents: Numbers) -> Series: ...
    def mean_queue_length(self, *, agents: Numbers) -> Any:
        """Contacts that wait, averaged over time.

        Returns
        -------
        float, or float array or Series
            `ErlangC`: infinity where agents <= offered load.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.mean_queue_length(agents=14), 4)
        0.4353
        """
        return self._ask("mean_queue_length", agents)

    @overload
    def occupancy(self, *, agents: Number) -> Result: ...
    @overload
    def occupancy(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def occupancy(self, *, agents: Numbers) -> Series: ...
    def occupancy(self, *, agents: Numbers) -> Any:
        """Share of the agents' ready time, handling or idle, spent handling contacts.

        Returns
        -------
        float, or float array or Series
            In [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.occupancy(agents=14), 4)
        0.7143
        """
        return self._ask("occupancy", agents)

    @overload
    def sensitivity(
        self,
        *,
        of: str,
        agents: Number,
        answer_within: Time | None = ...,
        definition: str = ...,
        short: Time | None = ...,
    ) -> Sensitivity[Result]: ...
    @overload
    def sensitivity(
        self: Plain,
        *,
        of: str,
        agents: NumberOrArray,
        answer_within: TimeOrArray | None = ...,
        definition: str = ...,
        short: TimeOrArray | None = ...,
    ) -> Sensitivity[Floats]: ...
    @overload
    def sensitivity(
        self,
        *,
        of: str,
        agents: Numbers,
        answer_within: Times | None = ...,
        definition: str = ...,
        short: Times | None = ...,
    ) -> Sensitivity[Series]: ...
    def sensitivity(
        self,
        *,
        of: str,
        agents: Numbers,
        answer_within: Times | None = None,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Sensitivity[Any]:
        """A measure and its derivatives by agents, offered load, handle time and patience.

        Parameters
        ----------
        of : str
            Which measure:

            - "probability_of_wait", "service_level", "asa"
            - "mean_wait": that of offered contacts
            - "probability_of_abandonment": of `ErlangA` alone
            - "log_probability_of_wait": of `ErlangC` alone; the natural logarithm keeps its digits
              where the probability is below 1e-308
        agents : float or column
        answer_within : time or column, optional
            With "service_level", and so are `definition` and `short`; see there.
        definition : str
        short : time or column, optional

        Returns
        -------
        Sensitivity
            `ErlangC` where agents <= offered load: all 0, and of the infinite `asa` infinities of
            the sign in which it moves.

        Raises
        ------
        ValueError
            For an argument out of its range, and for an answer time that is missing or not read.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> queue.sensitivity(of="asa", agents=[12, 13, 14]).per_agent.round(3)
        array([-6.179, -3.863, -2.318])
        """
        return sensitivity(
            self._formula("sensitivity"),
            [
                *self._load,
                column("agents", agents, NONNEGATIVE),
                choice("of", of, self._sensitive),
                *level_columns(of, answer_within, definition, short),
            ],
        )

    def evaluate(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """Every measure at once, one row for each combination of the arguments' rows.

        Parameters
        ----------
        agents : float or column
        answer_within, definition, short
            As in `service_level`.

        Returns
        -------
        DataFrame
            With the index of the arguments' Series, if any. Without pandas, a read-only mapping
            from names to arrays. Times in seconds.

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> rows = queue.evaluate(agents=range(11, 14), answer_within=20)
        >>> print(rows[["agents", "service_level", "asa", "occupancy"]].round(4))
           agents  service_level      asa  occupancy
        0    11.0         0.6569  19.6033     0.8455
        1    12.0         0.7723  11.8614     0.7977
        2    13.0         0.8582   6.9140     0.7500
        """
        n = column("agents", agents, NONNEGATIVE)
        columns = [
            *self._load,
            n,
            time_column("answer_within", answer_within, ANSWER_TIME),
            *definition_columns(definition, short),
        ]
        outputs, index = compute(self._formula("evaluate"), columns)
        shape = np.shape(outputs[0])
        rows = {"agents": np.broadcast_to(n.values, shape)}
        rows |= dict(zip(_core.performance_columns, outputs, strict=True))
        if index is not None and shape != (len(index),):
            index = None
        return table({name: np.ravel(values) for name, values in rows.items()}, index)


def level_columns(
    of: str, answer_within: Times | None, definition: str, short: Times | None
) -> list[Column]:
    """The answer time and the definition, where the measure is a service level."""
    if of == "service_level":
        if answer_within is None:
            raise ValueError("of 'service_level' must come with answer_within, a time, got none")
        times = time_column("answer_within", answer_within, ANSWER_TIME)
        return [times, *definition_columns(definition, short)]
    for name, value in (("answer_within", answer_within), ("short", short)):
        if value is not None:
            raise ValueError(f"{name} must come with of 'service_level', got of {of!r}")
    return [absent("answer_within"), *definition_columns("offered", None)]
