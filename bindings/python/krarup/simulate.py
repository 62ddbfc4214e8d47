"""A day of one queue, contact by contact, again and again."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import numpy as np

from . import _core
from ._columns import (
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE,
    POSITIVE_TIME,
    VARIATION,
    Rule,
    column,
    time_column,
)
from ._day_performance import LEAVING
from ._hints import Floats, Number, Numbers, Time, Times
from ._patience_laws import Deterministic, Exponential, Lognormal, PatienceLaw
from ._progress import progress_of
from ._replayed import Replayed
from ._simulated_day import SimulatedDay, SimulatedQueue
from ._single import single_number
from ._target import choice, target_columns
from .day import Day

_FEWEST_CONTACTS_WORTH_A_BAR = 1e6


def simulate(
    frame: Any,
    *,
    agents: Numbers | str,
    answer_within: Time,
    definition: str = "offered",
    short: Time | None = None,
    interval: Times | None = None,
    contacts: Numbers | str = "contacts",
    arrivals: Any = None,
    aht: PatienceLaw | Times = "aht",
    handle_time_scv: Number | None = None,
    patience: PatienceLaw | Times | None = None,
    lines: Number | None = None,
    redials_of_abandoned: Number | None = None,
    redials_of_blocked: Number | None = None,
    redial_after: Time = "10min",
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
    interval, contacts, lines, backlog, start, time_zone, repeated_hour
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
        Share of contacts that hung up, or found no line, that call again, below 1.
    redial_after : time
        They do so after a pause of this average, exponential; not after the day.
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
        tenth of a point.
    confidence : float
        Of the interval around each measure by itself.
    seed : int
        Of the random numbers, from 0.
    engine : {"fastest", "first_come"}
        How it is done; the chances are the same.

        - "fastest": exponential handle times, where that can be, by the time until some agent is
          free alone, which takes half as long; others as "first_come"
        - "first_come": agent by agent, each contact with a handle time and a patience of its own.
          Two simulations of the same seed then meet the same contacts, and a difference between
          them, such as that of one more agent, is far better known than either

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
    hangs_up, law = patience is not None, None
    if isinstance(patience, PatienceLaw):
        law, patience = patience, None
    log = None if arrivals is None else Replayed(frame, arrivals, contacts)
    day = Day(
        frame,
        interval=interval,
        contacts=contacts if log is None else log.placeholder,
        aht=aht.average if isinstance(aht, PatienceLaw) else aht,
        patience=patience,
        lines=lines,
        backlog=backlog,
        start=start,
        time_zone=time_zone,
        repeated_hour=repeated_hour,
    )
    columns = [*day._values, day._staff(agents)]
    times: Floats | None = None
    if log is not None:
        times, columns[0] = log.seconds_and_counts(day)
    _, within, which, shortest, *_ = target_columns(
        hangs_up,
        service_level=1.0,
        answer_within=answer_within,
        definition=definition,
        short=short,
    )
    again = (
        _number("redials_of_abandoned", redials_of_abandoned, BELOW_ONE),
        _number("redials_of_blocked", redials_of_blocked, BELOW_ONE),
    )
    if any(again) and (times is not None or len(day._backlog) > 1):
        raise ValueError("redials must come without a backlog and arrivals of a log")
    queue = SimulatedQueue(
        columns=tuple(np.ascontiguousarray(each) for each in columns),
        lines=day._lines,
        start=day._backlog,
        leaving=int(choice("leaving", leaving, _core.leaving_agents).values),
        handle_time=_shape(aht, handle_time_scv),
        patience=law,
        squared_variations=(
            _number("day_variation", day_variation, VARIATION) ** 2,
            _number("interval_variation", interval_variation, VARIATION) ** 2,
        ),
        arrivals=times,
        redials=(*again, single_number(time_column("redial_after", redial_after, POSITIVE_TIME))),
        level=(
            single_number(within),
            single_number(which),
            max(single_number(shortest), 0.0),
        ),
    )
    if times is not None and any(queue.squared_variations):
        raise ValueError("arrivals of a log must come without day_variation, interval_variation")
    by = int(choice("engine", engine, _core.queue_engines).values)
    most = _whole_number("replications", replications, 2)
    seed = _whole_number("seed", seed, 0)
    wanted = (
        None if half_width is None else single_number(column("half_width", half_width, POSITIVE))
    )
    sure = single_number(column("confidence", confidence, BELOW_ONE))
    worth_a_bar = columns[0].sum() * most >= _FEWEST_CONTACTS_WORTH_A_BAR
    with progress_of(most, "replications", 0 if worth_a_bar else most + 1):
        cells, done, reached = queue.core.replicate(most, seed, sure, wanted, by)
    return _answer(day, queue, cells, (done, reached, sure, seed), hangs_up)


def _answer(
    day: Day,
    queue: SimulatedQueue,
    cells: Floats,
    how: tuple[int, bool, float, int],
    hangs_up: bool,
) -> SimulatedDay:
    volumes, seconds, handle_times, patiences, staff = queue.columns
    measures = dict(zip(_core.simulated_measures, cells, strict=True))
    counts = {
        name: measures.pop(name) for name in ("answered", "abandoned", "blocked", "unanswered")
    }
    attempts = measures.pop("attempts")
    counts["unanswered"] = np.rint(counts["unanswered"] * how[0]) / how[0] + 0.0  # no -0
    redials = {"attempts": attempts} if any(queue.redials[:2]) else {}
    if queue.lines is None:
        measures = {
            k: v for k, v in measures.items() if not k.startswith("probability_of_blocking")
        }
        del counts["blocked"]
    told = {"contacts": volumes, "aht": handle_times}
    if hangs_up and queue.patience is None:
        told["patience"] = patiences
    shown = {**told, "agents": staff, **{k: v[:-1] for k, v in {**redials, **measures}.items()}}
    sums = {"contacts": attempts, **redials, **counts, **measures}
    if redials:
        sums["contacts"] = np.append(volumes, volumes.sum())
    totals = {name: float(values[-1]) for name, values in sums.items() if name != "carried_over"}
    done, reached, sure, seed = how
    forecast = day._forecast
    timeline = forecast.timeline
    return SimulatedDay(
        frame=forecast.plan({name: np.array(values) for name, values in shown.items()}),
        totals=MappingProxyType({"intervals": len(volumes), **totals}),
        replications=done,
        reached=reached,
        confidence=sure,
        seed=seed,
        assumed=_assumptions(day, queue, hangs_up),
        interval=np.array(seconds),
        start=None if timeline is None else timeline.instants.copy(),
        time_zone=None if timeline is None else timeline.zone,
        _queue=queue,
        _forecast=forecast,
    )


def _number(name: str, value: Any, rule: Rule) -> float:
    return 0.0 if value is None else single_number(column(name, value, rule))


def _whole_number(name: str, value: Any, least: int) -> int:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not least <= value < 2**64:
        raise ValueError(f"{name} must be a whole number >= {least}, got {value!r}")
    return int(value)


def _shape(aht: Any, squared_variation: Any) -> PatienceLaw:
    """The law of handle times, whatever its average."""
    if isinstance(aht, PatienceLaw):
        if squared_variation is not None:
            raise ValueError("handle_time_scv must come without a law as aht, which has its own")
        return aht
    if squared_variation is None:
        return Exponential(average=1)
    scv = single_number(column("handle_time_scv", squared_variation, NONNEGATIVE))
    return (
        Deterministic(patience=1)
        if scv == 0.0
        else Lognormal(median=1, sigma=math.sqrt(math.log1p(scv)))
    )


def _assumptions(day: Day, queue: SimulatedQueue, hangs_up: bool) -> tuple[str, ...]:
    day_variation, interval_variation = np.sqrt(queue.squared_variations)
    if queue.arrivals is not None:
        arrivals = "Arrivals of a log, the same in every replication"
    else:
        arrivals = "Poisson arrivals at an even rate in each interval"
        if day_variation or interval_variation:
            arrivals += (
                f", the rate of the day varying by {day_variation:.3g} and of each interval by "
                f"{interval_variation:.3g}, in coefficients of variation"
            )
    if not hangs_up:
        patience = "nobody hangs up"
    elif queue.patience is None:
        patience = "exponential patience"
    else:
        patience = f"patience {queue.patience!r}"
    limit = "" if queue.lines is None else f", {queue.lines:.15g} lines"
    pause = queue.redials[2]
    again = "" if not any(queue.redials[:2]) else f", redials after {pause:.15g} s on average"
    forecast = day._forecast
    return (
        f"{arrivals}; handle times of the shape of {queue.handle_time!r}; "
        f"{patience}{limit}{again}; first come, first served.",
        "Who waits, or is being handled, at the end of an interval goes on in the next.",
        LEAVING[("finish_contact", "hand_over")[queue.leaving]],
        "Totals weigh each share by what it is a share of.",
        forecast.clock,
        *(f"But {each}." for each in forecast.recognized if each.seconds is not None),
    )
