"""How long contacts wait: means, quantiles and the whole distribution."""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._capacity import Capacity
from ._columns import NONNEGATIVE, PROPORTION, TIME, Column, answer, column, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._target import choice


class Waits(Capacity[Result]):
    """The waits of a queue under a number of agents, and how its questions are asked."""

    _waits = {name: _core.waits_of[name] for name in ("offered", "answered", "virtual")}

    def _ask(self, name: str, agents: Numbers, *more: Column, formula: str | None = None) -> Any:
        n = column("agents", agents, NONNEGATIVE)
        return answer(name, self._formula(formula or name), *self._load, n, *more)

    def _of(self, whom: str) -> Column:
        return choice("of", whom, self._waits)

    @overload
    def mean_wait(self, *, agents: Number, of: str = ...) -> Result: ...
    @overload
    def mean_wait(self: Plain, *, agents: NumberOrArray, of: str = ...) -> Floats: ...
    @overload
    def mean_wait(self, *, agents: Numbers, of: str = ...) -> Series: ...
    def mean_wait(self, *, agents: Numbers, of: str = "offered") -> Any:
        """Mean wait, none-waiters as 0, of those contacts that `of` names.

        Parameters
        ----------
        agents : float or column
        of : {"offered", "answered", "abandoned", "virtual"}
            All contacts, until answered or hung up; those answered (`asa`); those who hang up
            (`ErlangA` alone); or a contact that would wait for ever.

        Returns
        -------
        float, or float array or Series
            Seconds.

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> [round(queue.mean_wait(agents=12, of=of), 4) for of in ("offered", "virtual")]
        [12.8133, 14.4394]
        """
        return self._ask("mean_wait", agents, self._of(of))

    @overload
    def mean_wait_of_waiters(self, *, agents: Number) -> Result: ...
    @overload
    def mean_wait_of_waiters(self: Plain, *, agents: NumberOrArray) -> Floats: ...
    @overload
    def mean_wait_of_waiters(self, *, agents: Numbers) -> Series: ...
    def mean_wait_of_waiters(self, *, agents: Numbers) -> Any:
        """Mean wait of those who find every agent busy, whatever its end.

        Returns
        -------
        float, or float array or Series
            Seconds.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> queue.mean_wait_of_waiters(agents=14)
        45.0
        """
        return self._ask("mean_wait_of_waiters", agents)

    @overload
    def wait_quantile(self, *, agents: Number, share: Number, of: str = ...) -> Result: ...
    @overload
    def wait_quantile(
        self: Plain, *, agents: NumberOrArray, share: NumberOrArray, of: str = ...
    ) -> Floats: ...
    @overload
    def wait_quantile(self, *, agents: Numbers, share: Numbers, of: str = ...) -> Series: ...
    def wait_quantile(self, *, agents: Numbers, share: Numbers, of: str = "offered") -> Any:
        """Wait that a share of the contacts does not exceed.

        Parameters
        ----------
        agents : float or column
        share : float or column
            Over those whom `of` names, as in `mean_wait`; 0.95 for the 95th percentile.
        of : str

        Returns
        -------
        float, or float array or Series
            Seconds; infinity where there is no such wait.

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> queue.wait_quantile(agents=14, share=[0.5, 0.9, 0.95]).round(2)
        array([ 0.  , 24.96, 56.15])
        """
        return self._ask("wait_quantile", agents, column("share", share, PROPORTION), self._of(of))

    @overload
    def probability_of_wait_beyond(
        self, *, agents: Number, wait: Time, of: str = ...
    ) -> Result: ...
    @overload
    def probability_of_wait_beyond(
        self: Plain, *, agents: NumberOrArray, wait: TimeOrArray, of: str = ...
    ) -> Floats: ...
    @overload
    def probability_of_wait_beyond(
        self, *, agents: Numbers, wait: Times, of: str = ...
    ) -> Series: ...
    def probability_of_wait_beyond(
        self, *, agents: Numbers, wait: Times, of: str = "offered"
    ) -> Any:
        """Share of those whom `of` names that wait longer than a time.

        Parameters
        ----------
        agents : float or column
        wait : time or column
        of : str
            As in `mean_wait`.

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
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> round(queue.probability_of_wait_beyond(agents=14, wait="1min"), 4)
        0.0459
        """
        time = time_column("wait", wait, TIME)
        return self._ask("probability_of_wait_beyond", agents, time, self._of(of))

    @overload
    def probability_of_answer_within(self, *, agents: Number, wait: Time) -> Result: ...
    @overload
    def probability_of_answer_within(
        self: Plain, *, agents: NumberOrArray, wait: TimeOrArray
    ) -> Floats: ...
    @overload
    def probability_of_answer_within(self, *, agents: Numbers, wait: Times) -> Series: ...
    def probability_of_answer_within(self, *, agents: Numbers, wait: Times) -> Any:
        """Share of offered contacts that are answered within a time.

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
        >>> round(queue.probability_of_answer_within(agents=12, wait=20), 4)
        0.7723
        """
        return self._ask("probability_of_answer_within", agents, time_column("wait", wait, TIME))
