"""A day of several classes of contacts before the same agents, the more urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import _core
from ._findings import DataError, of_class
from ._hints import Number, Numbers, Time, Times
from ._simulated_day import SimulatedDay
from ._simulation import USUAL, Asked, answer, asked, runs


def simulate_center(
    frame: Any,
    classes: Mapping[str, Mapping[str, Any]],
    *,
    agents: Numbers | str,
    answer_within: Time | None = None,
    interval: Times | None = None,
    lines: Number | None = None,
    day_variation: Number | None = None,
    interval_variation: Number | None = None,
    arrival_rate: str = "even",
    breaks: Sequence[tuple[Time, Time, int]] = (),
    leaving: str = "finish_contact",
    replications: int = 1000,
    half_width: Number | None = None,
    confidence: Number = 0.95,
    seed: int = 1,
    start: str | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
) -> dict[str, SimulatedDay]:
    """Simulate a day of several classes of contacts that the same agents answer.

    An agent who is free takes the first contact of the most urgent class that waits. A contact in
    hand is not interrupted by a more urgent one.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast, one row for each interval, as in `simulate`.
    classes : mapping
        From the name of each class, the most urgent first, to what it has for itself: `contacts`,
        `aht`, `handle_time_scv`, `patience`, `answer_within`, `definition`, `short`,
        `redials_of_abandoned`, `redials_of_blocked`, `redial_after`, `callbacks`,
        `callback_when_told`, `callback_free_agents`, `arrivals` and `backlog`, as in `simulate`.
    agents : column or float
        On the phones in each interval, for all classes; whole numbers.
    answer_within : time, optional
        Of the classes that have none for themselves.
    lines : float, optional
        Contacts in the system at most, of all classes together; a whole number.
    day_variation, interval_variation : float, optional
        As in `simulate`; the same factors for all classes.
    half_width : float, optional
        Stop as soon as the half-width of the day's service level is no more than this in every
        class.
    interval, arrival_rate, breaks, leaving, replications, confidence, seed, start, time_zone, \
repeated_hour
        As in `simulate`.

    Returns
    -------
    dict of SimulatedDay
        By the names of the classes. Agents are those of all; a class's occupancy is its own share
        of their ready time. Of the definition "virtual" only a lower bound is to be had: those who
        hang up are taken for late.

    Raises
    ------
    DataError
        A ValueError with everything that is wrong with the data of a class.
    ValueError
        Without classes, for something that a class cannot have for itself, and as `simulate`.
    ImportError
        For a frame that takes Narwhals, where that is missing.

    Examples
    --------
    Emergencies are few and go first; all others pay for that.

    >>> import krarup as kr
    >>> forecast = {"emergencies": [20, 30, 20], "others": [80, 100, 80]}
    >>> classes = {
    ...     "emergencies": dict(contacts="emergencies", aht=240, answer_within=10),
    ...     "others": dict(contacts="others", aht=180, patience="5min"),
    ... }
    >>> day = kr.simulate_center(forecast, classes, agents=[14, 16, 14], interval="30min",
    ...                          answer_within=20)
    >>> [round(day[name].totals["service_level"], 1) for name in classes]
    [0.9, 0.8]
    """
    shared = dict(locals())
    if not isinstance(classes, Mapping) or not classes:
        raise ValueError(f"classes must be a mapping from names to arguments, got {classes!r}")
    known = (*USUAL, "answer_within")
    queues: dict[str, Asked] = {}
    intervals = None
    for name, own in classes.items():
        if not isinstance(name, str) or not isinstance(own, Mapping):
            raise ValueError(
                "classes must be a mapping from names to mappings of arguments, got "
                f"{name!r}: {own!r}"
            )
        for argument in own:
            if argument not in known:
                raise ValueError(
                    f"class {name!r} must have of its own only {', '.join(known)}, got {argument!r}"
                )
        given = {**USUAL, **shared, **own}
        if given["answer_within"] is None:
            raise ValueError(f"class {name!r} must have answer_within, or all classes")
        try:
            queues[name] = asked(frame, given, intervals)
        except DataError as error:
            raise DataError(of_class(error.findings, name, known)) from error
        except ValueError as error:
            raise ValueError(f"class {name!r}: {error}") from error
        intervals = len(queues[name].queue.columns[0])
    how = runs(replications, seed, confidence, half_width)
    each = {name: of.queue for name, of in queues.items()}
    core = _core.SimulatedCenter([of.queue.core for of in queues.values()])
    expected = sum(of.queue.columns[0].sum() for of in queues.values())
    found, done, reached = how.over(expected, core.replicate)
    return {
        name: answer(of, cells, done, reached, how, each, name)
        for (name, of), cells in zip(queues.items(), found, strict=True)
    }
