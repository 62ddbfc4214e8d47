"""A queue in balance, by one long simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from . import _core
from ._columns import NONNEGATIVE, OPEN_PROPORTION, POSITIVE_TIME, column, time_column
from ._hints import Number, Time
from ._patience_laws import PatienceLaw
from ._presentation import Answer, cells, number
from ._progress import progress_of
from ._simulation import FEWEST_CONTACTS_WORTH_A_BAR, USUAL, asked, law_sentence, whole_number
from ._single import single_number
from ._target import choice

_COUNTS = ("attempts", "answered", "abandoned", "blocked", "unanswered")
_OF_A_DAY = ("called_back", "wait_for_callback", "carried_over")
_WHOLE_DAY: dict[str, Any] = {
    "breaks": (),
    "day_variation": None,
    "interval_variation": None,
    "arrival_rate": "even",
    "leaving": "finish_contact",
    "start": None,
    "time_zone": None,
    "repeated_hour": "refuse",
}


@dataclass(frozen=True, eq=False, repr=False)
class SteadyState(Answer):
    """What happens in a queue in balance, by simulation, each measure with its half-width.

    Made by `simulate_steady`.

    Attributes
    ----------
    average : mapping
        - offered_load (erlangs): not simulated
        - occupancy, probability_of_wait, service_level, asa (s), mean_queue_length,
          probability_of_abandonment: as the methods of `ErlangA`
        - probability_of_blocking: as the method of `ErlangX`; with lines alone
        - the same measures, from occupancy on, with `_half_width` behind their names
        - contacts, answered, abandoned, unanswered and, with lines, blocked: in a batch, on average
    correlation : float
        Of a batch's mean queue length with that of the next: by chance alone some 1/sqrt(batches)
        around 0. Where it is greater, batches are too short and half-widths too narrow.
    warm_up, batch : float
        Lengths in seconds.
    batches : int
        That the answer rests on.
    confidence : float
        Of each interval around a measure.
    seed : int
        Of the random numbers.
    assumed : tuple of str
        What the numbers take for granted, in sentences.

    Examples
    --------
    >>> import krarup as kr
    >>> found = kr.simulate_steady(contacts=100, interval="30min", aht=180, patience="5min",
    ...                            agents=11, answer_within=20, warm_up="2h", batch="50h")
    >>> round(found.average["service_level"], 2), abs(found.correlation) < 0.5
    (0.66, True)
    """

    average: Mapping[str, float]
    correlation: float
    warm_up: float
    batch: float
    batches: int
    confidence: float
    seed: int
    assumed: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "average": dict(self.average)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, average=MappingProxyType(state["average"]))

    def _heading(self) -> str:
        return (
            f"{number(self.average['contacts'])} contacts in a batch, {self.batches} batches, "
            f"correlation {self.correlation:.2f}"
        )

    def _notes(self) -> Sequence[str]:
        sure = f"{100.0 * self.confidence:.4g} % sure, each measure by itself"
        return (f"seed {self.seed}; +- is {sure}",)

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        names = [name for name in self.average if f"{name}_half_width" in self.average]
        widths = [self.average[f"{name}_half_width"] for name in names]
        return {
            "measure": names,
            "value": [cells(name, [self.average[name]])[0] for name in names],
            "+-": [
                cells(name, [width])[0] if name == "asa" else f"{width:.2g}"
                for name, width in zip(names, widths, strict=True)
            ],
        }


def simulate_steady(
    *,
    contacts: Number,
    interval: Time,
    aht: PatienceLaw | Time,
    agents: Number,
    answer_within: Time,
    warm_up: Time,
    batch: Time,
    definition: str = "offered",
    short: Time | None = None,
    handle_time_scv: Number | None = None,
    patience: PatienceLaw | Time | None = None,
    lines: Number | None = None,
    batches: int = 30,
    confidence: Number = 0.95,
    seed: int = 1,
    engine: str = "fastest",
) -> SteadyState:
    """Simulate a queue in balance: one long run whose beginning is forgotten.

    What `ErlangA` and `MMnG` compute for exponential handle times, this estimates for any law. The
    rest of the run is cut into batches; where these are long against the time in which the queue
    forgets, they are nearly independent, and their spread says how far the averages may be off.

    Parameters
    ----------
    contacts, interval
        Offered on average in a time, as in `ErlangA`.
    aht, handle_time_scv, patience
        Times or laws, as in `simulate`.
    agents : float
        On the phones; a whole number.
    answer_within, definition, short
        Of the service level, as in `plan_day`.
    warm_up : time
        Forgotten, as the queue begins empty: some tens of handle times.
    batch : time
        Length of a batch: hundreds of handle times, and more the busier the agents are. The
        `correlation` of the answer says whether it was enough.
    lines : float, optional
        Contacts in the system at most; a whole number.
    batches : int
        At least two.
    confidence : float
        Of the interval around each measure by itself.
    seed : int
        Of the random numbers, from 0.
    engine : {"fastest", "first_come"}
        As in `simulate`.

    Returns
    -------
    SteadyState
        Without patience and lines a load of no less than the agents has no balance: the answer is
        that of a queue that grows.

    Raises
    ------
    ValueError
        For an argument that makes no sense.

    See Also
    --------
    simulate : A day, which need not be in balance.
    ErlangA, MMnG : The same exactly, for exponential handle times.

    Notes
    -----
    Ctrl-C stops it, and work that takes over a second shows a bar. One run is one thread's work.

    Examples
    --------
    Handle times that vary little make waits shorter than exponential ones do:

    >>> import krarup as kr
    >>> queue = dict(contacts=100, interval="30min", aht=180, patience="5min")
    >>> round(kr.ErlangA(**queue).asa(agents=11), 1)
    19.6
    >>> kr.simulate_steady(**queue, agents=11, answer_within=20, handle_time_scv=0.2, warm_up="2h",
    ...                    batch="50h")
    SteadyState: 10,004 contacts in a batch, 30 batches, correlation 0.18
                       measure   value      +-
                     occupancy  85.6 %  0.0025
           probability_of_wait  47.3 %  0.0077
                 service_level  66.1 %  0.0074
                           asa  17.0 s   0.5 s
             mean_queue_length  0.9879   0.028
    probability_of_abandonment   5.9 %  0.0015
    seed 1; +- is 95 % sure, each measure by itself
    """
    given = {**USUAL, **_WHOLE_DAY, **locals()}
    volume = single_number(column("contacts", contacts, NONNEGATIVE))
    forgotten = single_number(time_column("warm_up", warm_up, POSITIVE_TIME))
    length = single_number(time_column("batch", batch, POSITIVE_TIME))
    sure = single_number(column("confidence", confidence, OPEN_PROPORTION))
    many, first = whole_number("batches", batches, 2), whole_number("seed", seed, 0)
    by = int(choice("engine", engine, _core.queue_engines).values)
    of = asked({"contacts": [volume]}, {**given, "contacts": "contacts"})
    per_second = volume / of.queue.columns[1][0]
    long = per_second * (forgotten + many * length) >= FEWEST_CONTACTS_WORTH_A_BAR
    with progress_of(many, "batches", 0 if long else many + 1):
        found, correlation = of.queue.core.in_balance(forgotten, length, many, first, sure, by)
    measures = dict(zip(_core.simulated_measures, found[:, 0].tolist(), strict=True))
    counts = {name: measures.pop(name) for name in _COUNTS}
    if of.queue.lines is None:
        del counts["blocked"]
        measures = {k: v for k, v in measures.items() if "blocking" not in k}
    average = {name: value for name, value in measures.items() if name not in _OF_A_DAY}
    average["contacts"] = counts.pop("attempts")
    return SteadyState(
        average=MappingProxyType({**average, **counts}),
        correlation=correlation,
        warm_up=forgotten,
        batch=length,
        batches=many,
        confidence=sure,
        seed=first,
        assumed=(f"Poisson arrivals at a steady rate; {law_sentence(of)}",),
    )
