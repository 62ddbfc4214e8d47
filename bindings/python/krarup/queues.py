"""Erlang C and Erlang A: queues with agents, without and with patience."""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._abandonment import Impatient
from ._columns import POSITIVE_TIME, Column, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._queue import Queue
from ._requirement import ENDLESS_PATIENCE


class ErlangC(Queue[Result]):
    """The M/M/n queue: every contact waits until it is answered.

    Contacts come as a Poisson stream, handle times are exponential, agents are alike and answer
    first come, first served. With agents <= offered load the queue grows without end, which is an
    answer: a service level of 0 and an infinite wait.

    Parameters
    ----------
    contacts : float or column
        Offered in each interval; finite, >= 0.
    interval : time or column
        Its length; > 0. There is no default.
    aht : time or column
        Average handle time: talk, hold and wrap-up of an answered contact; > 0.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several, and for columns whose
        lengths or indexes do not fit.

    Notes
    -----
    A column is a sequence, an array or a pandas Series. A time is a number of seconds, a text such
    as "30min" (ms, s, min, h, d), or a timedelta of Python, NumPy or pandas.

    References
    ----------
    A. K. Erlang, Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges, 1917.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> queue
    ErlangC(contacts=100, interval=1800, aht=180)
    >>> queue.agents_required(service_level=0.80, answer_within=20)
    14
    """

    @overload
    def __init__(self: ErlangC[float], *, contacts: Number, interval: Time, aht: Time) -> None: ...
    @overload
    def __init__(
        self: ErlangC[Floats], *, contacts: NumberOrArray, interval: TimeOrArray, aht: TimeOrArray
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangC[Series], *, contacts: Numbers, interval: Times, aht: Times
    ) -> None: ...
    def __init__(self, *, contacts: Numbers, interval: Times, aht: Times) -> None:
        super().__init__(contacts, interval, aht)

    @property
    def _patience(self) -> Column:
        return ENDLESS_PATIENCE


class ErlangA(Impatient[Result]):
    """The M/M/n+M queue: contacts wait for a while and then hang up.

    As `ErlangC`, but each contact has an exponential patience. No load is too much for it: what
    the agents cannot carry hangs up.

    Parameters
    ----------
    contacts : float or column
        Offered in each interval; finite, >= 0.
    interval : time or column
        Its length; > 0. There is no default.
    aht : time or column
        Average handle time: talk, hold and wrap-up of an answered contact; > 0.
    patience : time or column
        How long a contact would wait, on average, before it hangs up; > 0. It is not the average
        time to abandon, which is shorter: see `patience_from_totals`.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several, and for columns whose
        lengths or indexes do not fit.

    References
    ----------
    A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
    applications to call centers, in: Advances in Services Innovations, Springer, 2007.

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> billing.agents_required(service_level=0.80, answer_within=20)
    13
    >>> round(billing.probability_of_abandonment(agents=13), 4)
    0.025
    """

    _sensitive = {
        name: number
        for name, number in _core.sensitive_measures.items()
        if name != "log_probability_of_wait"
    }

    @overload
    def __init__(
        self: ErlangA[float], *, contacts: Number, interval: Time, aht: Time, patience: Time
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangA[Floats],
        *,
        contacts: NumberOrArray,
        interval: TimeOrArray,
        aht: TimeOrArray,
        patience: TimeOrArray,
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangA[Series], *, contacts: Numbers, interval: Times, aht: Times, patience: Times
    ) -> None: ...
    def __init__(self, *, contacts: Numbers, interval: Times, aht: Times, patience: Times) -> None:
        patiences = time_column("patience", patience, POSITIVE_TIME)
        super().__init__(contacts, interval, aht, patience=patiences)

    @property
    def _patience(self) -> Column:
        return self._columns["patience"]

    @property
    def patience(self) -> Any:
        """Average patience in seconds: how long a contact would wait."""
        return self._plain("patience")
