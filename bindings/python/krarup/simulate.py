"""A day of one queue, contact by contact, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _core
from ._hints import Number, Numbers, Time, Times
from ._patience_laws import PatienceLaw
from ._simulated_day import SimulatedDay
from ._simulation import answer, asked, runs
from ._target import choice


def simulate(
    frame: Any,
    *,
    agents: Numbers | str,
    answer_within: Time,
    definition: str = "offered",
    short: Time | None = None,
    interval: Times | None = None,
    contacts: Numbers | str = "contacts",
    arrival_rate: str = "even",
    arrivals: Any = None,
    aht: PatienceLaw | Times = "aht",
    handle_time_scv: Number | None = None,
    patience: PatienceLaw | Times | None = None,
    lines: Number | None = None,
    redials_of_abandoned: Number | None = None,
    redials_of_blocked: Number | None = None,
    redial_after: Time = "10min",
    callbacks: Number | None = None,
    callback_when_told: Time = 0,
    callback_free_agents: int = 1,
    breaks: Sequence[tuple[Time, Time, int]] = (),
    day_variation: Number | None = None,
    interval_variation: Number | None = None,
    backlog: Numbers = 0,
    leaving: str = "finish_contact",
    replications: int = 1000,
    half_width: Number | None = None,
    confidence: Number = 0.95,
    seed: int = 1,
    engine: str = "fastest",
    start: str | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
) -> SimulatedDay:
    """Simulate a day of one queue, first come, first served, again and again.

    What `Day` computes for exponential times alone, this estimates for any laws, and says how far
    it may be off. Who waits when an interval ends waits on in the next.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast, one row for each interval, in the order of time and without gaps, as in
        `Day`; it is not changed.
    agents : column or float
        On the phones in each interval; whole numbers.
    answer_within, definition, short
        Of the service level, as in `plan_day`; one for the day.
    interval, contacts, arrival_rate, lines, backlog, start, time_zone, repeated_hour
        As in `Day`.
    arrivals : column of times or timestamps, optional
        When contacts came, as a log has it, in the order of time: every replication has just these
        contacts instead of chance ones at the rates of `contacts`, which are then counted. Numbers
        are seconds since the day began; timestamps are read as those of the frame.
    aht : time or column, or PatienceLaw
        Average handle time; or a law of `krarup.patience`, here of handle times, for all intervals.
        A handle time belongs to the contact, the pace of the work to the time: half of a contact
        that is done at an average of 200 s is half of one done at 400 s.
    handle_time_scv : float, optional
        Squared coefficient of variation of lognormal handle times; 0 makes all alike. Without it
        they are exponential.
    patience : time or column, or PatienceLaw, optional
        Average patience of an exponential law; or any law, for all intervals. Without it nobody
        hangs up.
    redials_of_abandoned, redials_of_blocked : float, optional
        Share of contacts that hung up, or found no line, that call again, below 1. The latter comes
        with `lines`.
    redial_after : time
        They do so after a pause of this average, exponential; not after the day.
    callbacks : float, optional
        Share of contacts that leave their number instead of waiting, of those who find every agent
        busy and are told a longer wait than `callback_when_told`: the contacts before them, and
        their own, times the average handle time over the agents. An agent calls them, in the order
        of coming, when nobody waits and at least `callback_free_agents` are free; they are there
        then. A service level counts them as offered and not in time.
    breaks : sequence of (from, to, agents), optional
        So many agents are away from the phones from one time since the day began to another. Who
        has a contact in hand does with it as `leaving` says, and is back at the same time.
    day_variation, interval_variation : float, optional
        How far the volume strays from the forecast, as in `ErlangX`: coefficients of variation of a
        factor that the whole day shares and of one for each interval.
    leaving : {"finish_contact", "hand_over"}
        What agents do with the contact in hand when the next interval has fewer, as in
        `Day.evaluate`.
    replications : int
        Days to simulate; with `half_width` at most so many.
    half_width : float, optional
        Stop as soon as the half-width of the day's service level is no more than this: 0.001 for a
        tenth of a point; after 512 days at the earliest.
    confidence : float
        Of the interval around each measure by itself.
    seed : int
        Of the random numbers, from 0. Two simulations of one seed meet contacts that come at the
        same times, so a difference between them, such as that of one more agent, is far better
        known than either.
    engine : {"fastest", "first_come"}
        How it is done; the chances are the same.

        - "fastest": exponential handle times, where that can be, by the time until some agent is
          free alone, which takes half as long; others as "first_come"
        - "first_come": agent by agent, each contact with a handle time and a patience of its own,
          the same in every simulation of the seed

    Returns
    -------
    SimulatedDay

    Raises
    ------
    DataError
        A ValueError with everything that is wrong with the data, as in `Day`.
    ValueError
        For an argument that makes no sense by itself.
    ImportError
        For a frame that takes Narwhals, where that is missing.

    See Also
    --------
    Day : The same exactly, for exponential handle times and patience.

    Notes
    -----
    The answer is the same to the last bit for any number of threads, which `execution` chooses.
    Ctrl-C stops it, and work that takes over a second shows a bar, as there.

    Examples
    --------
    Staff is short at half past nine; handle times vary less than exponential ones would, and a few
    callers are very patient.

    >>> import pandas as pd
    >>> import krarup as kr
    >>> forecast = pd.DataFrame(
    ...     {"contacts": [100, 120, 100, 80], "staff": [13, 10, 13, 11]},
    ...     index=pd.date_range("2014-01-02 09:00", periods=4, freq="30min"),
    ... )
    >>> day = kr.simulate(forecast, agents="staff", answer_within=20, aht=180, handle_time_scv=0.5,
    ...                   patience=kr.patience.Weibull(scale="8min", shape=0.7), replications=2000)
    >>> print(day.frame[["service_level", "service_level_half_width", "carried_over"]].round(2))
                         service_level  service_level_half_width  carried_over
    2014-01-02 09:00:00           0.90                      0.00          0.31
    2014-01-02 09:30:00           0.30                      0.01          3.71
    2014-01-02 10:00:00           0.84                      0.01          0.34
    2014-01-02 10:30:00           0.88                      0.01          0.26
    """
    of = asked(frame, locals())
    how = runs(replications, seed, confidence, half_width)
    by = int(choice("engine", engine, _core.queue_engines).values)
    expected = of.queue.columns[0].sum()
    cells, done, reached = how.over(expected, of.queue.core.replicate, by)
    return answer(of, cells, done, reached, how)
