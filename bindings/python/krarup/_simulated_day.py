"""What a simulation says of a day, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._forecast import Forecast
from ._frames import Moments, frame_of
from ._hints import Floats, Numbers
from ._patience_laws import PatienceLaw
from ._presentation import Answer, cells, number, percent

_WITH_HALF_WIDTHS = ("service_level", "asa", "probability_of_abandonment", "occupancy")


@dataclass(frozen=True)
class SimulatedQueue:
    """A queue through a day in plain values, from which the compiled part makes its own."""

    columns: tuple[Floats, ...]
    lines: float | None
    start: Floats
    slopes: bool
    leaving: int
    handle_time: PatienceLaw
    patience: PatienceLaw | None
    squared_variations: tuple[float, float]
    arrivals: Floats | None
    redials: tuple[float, float, float]
    callbacks: tuple[float, float, float]
    breaks: tuple[tuple[float, float, float], ...]
    level: tuple[float, float, float]

    @cached_property
    def core(self) -> _core.SimulatedQueue:
        """The compiled part's own."""
        return _core.SimulatedQueue(
            self.columns,
            len(self.columns[0]),
            self.lines,
            self.start,
            self.slopes,
            self.leaving,
            self.handle_time._core_law(),
            None if self.patience is None else self.patience._core_law(),
            self.squared_variations,
            self.arrivals,
            self.redials,
            self.callbacks,
            self.breaks,
            self.level,
        )

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "core"}


@dataclass(frozen=True, eq=False, repr=False)
class SimulatedDay(Answer):
    """What happens through a day on average, by simulation, each measure with its half-width.

    Made by `simulate`, and for each class by `simulate_center`. An interval's shares and waits are
    those of the contacts that arrive in it, whenever they are answered; its occupancy and queue
    length are averages over its time. A measure is a ratio of means over the replications, such as
    answered in time over offered. Its half-width is half the confidence interval that has it in its
    middle, for each measure by itself.

    Attributes
    ----------
    frame : DataFrame, or what the forecast was
        One row for each interval. A pandas frame keeps its index; a mapping comes back as one, or
        as a read-only mapping where pandas is missing.

        - the column that `start` names
        - contacts, aht (s), patience (s, where it is an average), agents: what was given; contacts
          of a log are counted
        - attempts: first ones and redials; with redials alone
        - called_back: leave their number instead of waiting; with callbacks alone
        - offered_load (erlangs): that of `contacts` and `aht`, not simulated
        - occupancy, probability_of_wait, service_level, asa (s), mean_queue_length,
          probability_of_abandonment: as the methods of `ErlangA`
        - probability_of_blocking: as the method of `ErlangX`; with lines alone
        - carried_over: contacts that wait at the interval's end
        - the same measures, from occupancy on, with `_half_width` behind their names
    totals : mapping
        - intervals
        - contacts, answered, abandoned; with lines also blocked, with redials also attempts, with
          callbacks also called_back: in a replication, on average
        - mean_wait_for_callback (s): of those who are called back; with callbacks alone
        - unanswered: wait for ever, as nobody is there after the day and no patience ends
        - the measures of the frame, over the whole day, with their half-widths
    replications : int
        That the answer rests on.
    reached : bool
        Whether the half-width that was wanted is reached; true where none was.
    confidence : float
        Of each interval around a measure.
    seed : int
        Of the random numbers.
    assumed : tuple of str
        What the numbers take for granted, in sentences.
    interval : ndarray
        Length of each interval in seconds.
    start : ndarray of datetime64, or None
        When each interval begins, in UTC where there is a time zone, else on the wall clock. None
        without timestamps.
    time_zone : str or None
        The zone whose clock tells the days.

    Examples
    --------
    >>> import krarup as kr
    >>> day = kr.simulate({"contacts": [100, 120, 100, 80]}, agents=[13, 10, 13, 11],
    ...                   interval="30min", aht=180, handle_time_scv=0.5, patience="10min",
    ...                   answer_within=20)
    >>> round(day.totals["service_level"], 3), round(day.totals["service_level_half_width"], 3)
    (0.645, 0.005)
    """

    frame: Any
    totals: Mapping[str, float]
    replications: int
    reached: bool
    confidence: float
    seed: int
    assumed: tuple[str, ...]
    interval: Floats
    start: Moments | None
    time_zone: str | None
    _queue: SimulatedQueue = field(compare=False)
    _classes: Mapping[str, SimulatedQueue] = field(compare=False)  # none of one queue
    _name: str = field(compare=False)  # of the class
    _forecast: Forecast = field(compare=False)

    def contacts(self, replication: int = 0) -> dict[str, npt.NDArray[Any]]:
        """Each contact of one replication and what became of it, as columns.

        The replication is run once more, from the random numbers of its own number, by the engine
        "first_come": it is one of those that the measures rest on, or, where exponential handle
        times let these come by the fastest, one more of the same chances. The arrays are views of
        the memory that the simulation wrote, and pandas, Polars and Arrow make tables of the
        mapping.

        Parameters
        ----------
        replication : int
            Its number, from 0; also one beyond those of the measures.

        Returns
        -------
        dict of arrays
            In the order in which contacts came, redials too; who was there at first is none.

            - interval: the row in which it came
            - arrival (s): since the day began
            - wait (s): until answered or hung up; 0 for who found no line, infinite for who waits
              for ever
            - handle_time (s): by agents; 0 for who is not answered
            - answered, abandoned, blocked, called_back; none where a contact waits for ever. Who is
              called back has the handle time of that call

        Raises
        ------
        ValueError
            For a number that is negative or not whole.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.simulate({"contacts": [100, 120]}, agents=[12, 11], interval="30min", aht=180,
        ...                   patience="10min", answer_within=20, replications=2)
        >>> calls = day.contacts()
        >>> len(calls["wait"]), bool((calls["answered"] | calls["abandoned"]).all())
        (229, True)

        They are a call log, from which the patience can be estimated that made them:

        >>> waits = kr.fit.Waits(wait=calls["wait"], abandoned=calls["abandoned"])
        >>> patience = kr.fit.exponential_patience(waits)
        """
        whole = isinstance(replication, int | np.integer) and not isinstance(replication, bool)
        if not whole or not 0 <= replication < 2**64:
            raise ValueError(f"replication must be a whole number >= 0, got {replication!r}")
        if self._classes:
            core = _core.SimulatedCenter([each.core for each in self._classes.values()])
            every = core.contacts(self.seed, int(replication))
            return dict(zip(self._classes, every, strict=True))[self._name]
        return self._queue.core.contacts(self.seed, int(replication))

    def plot(self, ax: Any = None, *, service_level: Numbers | None = None) -> Any:
        """Draw the day, as `krarup.plotting.plot_day_performance` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Its room is divided into panels; else a new figure.
        service_level : float or column, optional
            The promise, drawn as a line.

        Returns
        -------
        matplotlib Axes
            That of the agents; the panels below it follow it in ``figure.axes``.

        Raises
        ------
        ImportError
            Without matplotlib.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.simulate({"contacts": [100, 120, 100]}, agents=[13, 10, 13], interval="30min",
        ...                   aht=180, patience="10min", answer_within=20, replications=10)
        >>> day.plot(service_level=0.80).get_ylabel()
        'agents, erlangs'
        """
        from .plotting import plot_day_performance

        return plot_day_performance(self, ax, service_level=service_level)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "totals": dict(self.totals)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, totals=MappingProxyType(state["totals"]))

    def _heading(self) -> str:
        totals = self.totals

        def within(name: str) -> str:
            return f"+- {100.0 * totals[name + '_half_width']:.2g} points"

        parts = [
            f"{totals['intervals']} intervals",
            f"{totals['contacts']:,.6g} contacts",
            f"service level {percent(totals['service_level'])} {within('service_level')}",
            f"ASA {totals['asa']:,.1f} +- {totals['asa_half_width']:.2g} s",
        ]
        if self._hangs_up():
            name = "probability_of_abandonment"
            parts.append(f"abandonment {percent(totals[name])} {within(name)}")
        return ", ".join(parts)

    def _notes(self) -> Sequence[str]:
        sure = f"{100.0 * self.confidence:.4g} % sure, each measure by itself"
        missed = "" if self.reached else "; the half-width that was wanted is not reached"
        return (f"{self.replications:,} replications, seed {self.seed}; +- is {sure}{missed}",)

    def _hangs_up(self) -> bool:
        return self._queue.patience is not None or "patience" in frame_of(self.frame).names()

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        kind = frame_of(self.frame)

        def column(name: str) -> Floats:
            return np.asarray(kind.column(name), float)

        labels = [str(self._forecast.label(row)) for row in range(len(self.interval))]
        shown: dict[str, Sequence[str]] = {"interval" if self.start is None else "start": labels}
        for name in ("contacts", "agents"):
            shown[name] = cells(name, column(name))
        for name in _WITH_HALF_WIDTHS:
            if name == "probability_of_abandonment" and not self._hangs_up():
                continue
            values, widths = column(name), column(name + "_half_width")
            unit = 1.0 if name == "asa" else 100.0
            shown[name] = [
                f"{value} +- {number(float(f'{unit * width:.2g}'))}"
                for value, width in zip(cells(name, values), widths, strict=True)
            ]
        shown["carried_over"] = cells("carried_over", column("carried_over"))
        return shown
