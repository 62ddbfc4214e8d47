"""What simulations are asked, read into what the compiled part takes; and what they answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import (
    BELOW_ONE,
    NONNEGATIVE,
    OPEN_PROPORTION,
    POSITIVE,
    POSITIVE_TIME,
    PROPORTION,
    VARIATION,
    Rule,
    column,
    time_column,
)
from ._day_performance import LEAVING
from ._hints import Floats
from ._patience_laws import Deterministic, Exponential, Lognormal, PatienceLaw
from ._progress import progress_of
from ._replayed import Replayed
from ._simulated_day import SimulatedDay, SimulatedQueue
from ._single import single_number
from ._target import choice, target_columns
from .day import Day

FEWEST_CONTACTS_WORTH_A_BAR = 1e6

#: What a queue, or a class of contacts, has for itself, where it is left out.
USUAL: dict[str, Any] = {
    "definition": "offered",
    "short": None,
    "contacts": "contacts",
    "aht": "aht",
    "handle_time_scv": None,
    "patience": None,
    "redials_of_abandoned": None,
    "redials_of_blocked": None,
    "redial_after": "10min",
    "callbacks": None,
    "callback_when_told": 0,
    "callback_free_agents": 1,
    "arrivals": None,
    "backlog": 0,
}


class Asked(NamedTuple):
    """A queue, or a class of contacts, that is to be simulated."""

    day: Day
    queue: SimulatedQueue
    hangs_up: bool


class Runs(NamedTuple):
    """How often and how exactly."""

    replications: int
    seed: int
    confidence: float
    half_width: float | None

    def over(self, expected: float, simulate: Callable[..., Any], *more: Any) -> Any:
        """What `simulate` says, with a bar where so many expected contacts in a run take long."""
        most = self.replications
        long = expected * most >= FEWEST_CONTACTS_WORTH_A_BAR
        with progress_of(most, "replications", 0 if long else most + 1):
            return simulate(most, self.seed, self.confidence, self.half_width, *more)


def runs(replications: Any, seed: Any, confidence: Any, half_width: Any) -> Runs:
    """The same, as it was given."""
    wanted = None
    if half_width is not None:
        wanted = single_number(column("half_width", half_width, POSITIVE))
    return Runs(
        whole_number("replications", replications, 2),
        whole_number("seed", seed, 0),
        single_number(column("confidence", confidence, OPEN_PROPORTION)),
        wanted,
    )


def asked(frame: Any, given: dict[str, Any], intervals: int | None = None) -> Asked:
    """The queue of these arguments of `simulate`, of so many intervals where that is known."""
    aht, patience, law = given["aht"], given["patience"], None
    hangs_up = patience is not None
    if isinstance(patience, PatienceLaw):
        law, patience = patience, None
    log = None
    if given["arrivals"] is not None:
        log = Replayed(frame, given["arrivals"], given["contacts"])
        if given["arrival_rate"] != "even":
            raise ValueError("arrival_rate must be left out beside arrivals")
    day = Day(
        frame,
        contacts=given["contacts"] if log is None else log.placeholder,
        aht=aht.average if isinstance(aht, PatienceLaw) else aht,
        patience=patience,
        **{
            name: given[name]
            for name in (
                "interval",
                "arrival_rate",
                "lines",
                "backlog",
                "start",
                "time_zone",
                "repeated_hour",
            )
        },
    )
    rows = len(day._values[0])
    if intervals is not None and rows != intervals:
        raise ValueError(
            f"a day must have as many intervals in every class, {intervals}, got {rows}"
        )
    columns = [*day._values, day._staff(given["agents"])]
    times: Floats | None = None
    if log is not None:
        times, columns[0] = log.seconds_and_counts(day)
    _, within, which, shortest, *_ = target_columns(
        hangs_up,
        service_level=1.0,
        answer_within=given["answer_within"],
        definition=given["definition"],
        short=given["short"],
    )
    again = [
        _number(n, given[n], BELOW_ONE) for n in ("redials_of_abandoned", "redials_of_blocked")
    ]
    pause = time_column("redial_after", given["redial_after"], POSITIVE_TIME)
    strays = [_number(n, given[n], VARIATION) for n in ("day_variation", "interval_variation")]
    if times is not None and any(strays):
        raise ValueError("arrivals of a log must come without day_variation, interval_variation")
    if again[1] and day._lines is None:
        raise ValueError("redials_of_blocked must come with lines: without them nobody is blocked")
    queue = SimulatedQueue(
        columns=tuple(np.ascontiguousarray(each) for each in columns),
        lines=day._lines,
        start=day._backlog,
        slopes=day._slopes,
        leaving=int(choice("leaving", given["leaving"], _core.leaving_agents).values),
        handle_time=_shape(aht, given["handle_time_scv"]),
        patience=law,
        squared_variations=(strays[0] ** 2, strays[1] ** 2),
        arrivals=times,
        redials=(again[0], again[1], single_number(pause)),
        callbacks=_callbacks(given),
        breaks=_breaks(given["breaks"], columns[1], columns[-1]),
        level=(single_number(within), single_number(which), max(single_number(shortest), 0.0)),
    )
    return Asked(day, queue, hangs_up)


def answer(
    of: Asked,
    cells: Floats,
    done: int,
    reached: bool,
    how: Runs,
    classes: Mapping[str, SimulatedQueue] = MappingProxyType({}),
    name: str = "",
) -> SimulatedDay:
    """The measures of a queue, or of one of several classes, with their names."""
    day, queue, hangs_up = of
    volumes, seconds, handle_times, patiences, staff = queue.columns
    measures = dict(zip(_core.simulated_measures, cells, strict=True))
    counts = {
        name: measures.pop(name) for name in ("answered", "abandoned", "blocked", "unanswered")
    }
    attempts = measures.pop("attempts")
    counts["unanswered"] = np.rint(counts["unanswered"] * done) / done + 0.0  # no -0
    called, waited = measures.pop("called_back"), measures.pop("wait_for_callback")
    more = {"attempts": attempts} if any(queue.redials[:2]) else {}
    if queue.callbacks[0]:
        more["called_back"] = called
        counts["mean_wait_for_callback"] = np.divide(
            waited, called, out=np.zeros_like(called), where=called > 0
        )
    if queue.lines is None:
        measures = {
            k: v for k, v in measures.items() if not k.startswith("probability_of_blocking")
        }
        del counts["blocked"]
    told = {"contacts": volumes, "aht": handle_times}
    if hangs_up and queue.patience is None:
        told["patience"] = patiences
    shown = {**told, "agents": staff, **{k: v[:-1] for k, v in {**more, **measures}.items()}}
    sums = {"contacts": attempts, **more, **counts, **measures}
    if "attempts" in more:
        sums["contacts"] = np.append(volumes, volumes.sum())
    totals = {name: float(values[-1]) for name, values in sums.items() if name != "carried_over"}
    forecast = day._forecast
    timeline = forecast.timeline
    return SimulatedDay(
        frame=forecast.plan({name: np.array(values) for name, values in shown.items()}),
        totals=MappingProxyType({"intervals": len(volumes), **totals}),
        replications=done,
        reached=reached,
        confidence=how.confidence,
        seed=how.seed,
        assumed=_assumptions(of, classes),
        interval=np.array(seconds),
        start=None if timeline is None else timeline.instants.copy(),
        time_zone=None if timeline is None else timeline.zone,
        _queue=queue,
        _classes=dict(classes),
        _name=name,
        _forecast=forecast,
    )


def _number(name: str, value: Any, rule: Rule) -> float:
    return 0.0 if value is None else single_number(column(name, value, rule))


def whole_number(name: str, value: Any, least: int) -> int:
    """The same, if it is one."""
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


def _callbacks(given: dict[str, Any]) -> tuple[float, float, float]:
    """Share that accepts, what they are told at least, agents who must be free."""
    told = single_number(time_column("callback_when_told", given["callback_when_told"]))
    free = whole_number("callback_free_agents", given["callback_free_agents"], 1)
    if given["callbacks"] is None:
        for name, value in (("callback_when_told", told), ("callback_free_agents", free)):
            if value != USUAL[name]:
                raise ValueError(f"{name} must come with callbacks, got it alone")
    return _number("callbacks", given["callbacks"], PROPORTION), told, float(free)


def _breaks(breaks: Any, seconds: Floats, staff: Floats) -> tuple[tuple[float, float, float], ...]:
    """From when, until when, how many agents."""
    if not isinstance(breaks, Sequence) or isinstance(breaks, str):
        raise ValueError(
            f"breaks must be a sequence of (beginning, end, number of agents), got {breaks!r}"
        )
    ends = np.cumsum(seconds)
    found: list[tuple[float, float, float]] = []
    for row, each in enumerate(breaks):
        if not isinstance(each, Sequence) or isinstance(each, str) or len(each) != 3:
            raise ValueError(
                f"row {row}: breaks must be of a beginning, an end and a number of agents, "
                f"got {each!r}"
            )
        try:
            begin, end = (single_number(time_column("breaks", time)) for time in each[:2])
            count = float(whole_number("agents of breaks", each[2], 0))
        except ValueError as error:
            raise ValueError(f"row {row}: {error}") from error
        if not begin < end <= ends[-1]:
            raise ValueError(
                f"row {row}: breaks must end after they begin, within the day's {ends[-1]:.15g} s, "
                f"got from {begin:.15g} to {end:.15g} s"
            )
        found.append((begin, end, count))
    for time in sorted({begin for begin, *_ in found} | {0.0, *ends[:-1].tolist()}):
        away = sum(count for begin, end, count in found if begin <= time < end)
        row = int(np.searchsorted(ends, time, side="right"))
        if away > staff[row]:
            raise ValueError(
                f"breaks in row {row} of the day must be of no more than its {staff[row]:.15g} "
                f"agents at once, got {away:.15g} from {time:.15g} s on"
            )
    return tuple(found)


def law_sentence(of: Asked) -> str:
    """By which laws contacts are handled and wait, and who may."""
    _, queue, hangs_up = of
    if not hangs_up:
        patience = "nobody hangs up"
    elif queue.patience is None:
        patience = "exponential patience"
    else:
        patience = f"patience {queue.patience!r}"
    limit = "" if queue.lines is None else f", {queue.lines:.15g} lines"
    pause = queue.redials[2]
    again = "" if not any(queue.redials[:2]) else f", redials after {pause:.15g} s on average"
    if queue.callbacks[0]:
        again += f", {queue.callbacks[0]:.15g} of those who are asked are called back"
    return (
        f"handle times of the shape of {queue.handle_time!r}; "
        f"{patience}{limit}{again}; first come, first served."
    )


def _assumptions(of: Asked, classes: Iterable[str]) -> tuple[str, ...]:
    day, queue, _ = of
    day_variation, interval_variation = np.sqrt(queue.squared_variations)
    if queue.arrivals is not None:
        arrivals = "Arrivals of a log, the same in every replication"
    else:
        rate = "a rate that slopes" if queue.slopes else "an even rate"
        arrivals = f"Poisson arrivals at {rate} in each interval"
        if day_variation or interval_variation:
            arrivals += (
                f", the rate of the day varying by {day_variation:.3g} and of each interval by "
                f"{interval_variation:.3g}, in coefficients of variation"
            )
    forecast = day._forecast
    order: tuple[str, ...] = ()
    if classes:
        named = ", ".join(classes)
        order = (f"Urgent first: {named}; a contact in hand is not interrupted.",)
    return (
        f"{arrivals}; {law_sentence(of)}",
        *order,
        "Who waits, or is being handled, at the end of an interval goes on in the next.",
        LEAVING[("finish_contact", "hand_over")[queue.leaving]],
        "Totals weigh each share by what it is a share of.",
        forecast.clock,
        *(f"But {each}." for each in forecast.recognized if each.seconds is not None),
    )
