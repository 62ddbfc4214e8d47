"""What a queue with agents is asked whose contacts can hang up."""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._columns import TIME, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._queue import Queue


class Impatient(Queue[Result]):
    """The measures of those who hang up."""

    _waits = _core.waits_of

    @overload
    def average_time_to_abandon(self, *, agents: Number) -> Result: ...
    @overload
    def average_time_to_abandon(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def average_time_to_abandon(self, *, agents: Numbers) -> Series: ...
    def average_time_to_abandon(self, *, agents: Numbers) -> Any:
        """Mean wait of those who hang up (ATA).

        Returns
        -------
        float, or float array or Series
            Seconds.

        Raises
        ------
        ValueError
            For agents that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.average_time_to_abandon(agents=12), 4)
        34.1486
        """
        return self.mean_wait(agents=agents, of="abandoned")

    @overload
    def probability_of_abandonment_within(self, *, agents: Number, wait: Time) -> Result: ...
    @overload
    def probability_of_abandonment_within(
        self: Plain, *, agents: NumberOrArray, wait: TimeOrArray
    ) -> Floats: ...
    @overload
    def probability_of_abandonment_within(self, *, agents: Numbers, wait: Times) -> Series: ...
    def probability_of_abandonment_within(self, *, agents: Numbers, wait: Times) -> Any:
        """Share of offered contacts that hang up within a time.

        Parameters
        ----------
        agents : float or column
        wait : time or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> round(queue.probability_of_abandonment_within(agents=12, wait=5), 4)
        0.0052
        """
        times = time_column("wait", wait, TIME)
        return self._ask("probability_of_abandonment_within", agents, times)
