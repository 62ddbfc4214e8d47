"""What happens through a day that is carried from interval to interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from ._forecast import Forecast
from ._frames import Moments, frame_of
from ._hints import Floats, Numbers
from ._patience_laws import PatienceLaw
from ._presentation import Answer, cells, number, percent


@dataclass(frozen=True, eq=False, repr=False)
class DayPerformance(Answer):
    """What happens through a day in which who waits at an interval's end waits on in the next.

    Made by `Day.evaluate`. An interval's shares and waits are those of the contacts that arrive in
    it, whenever they are answered; its occupancy and queue length are averages over its time.

    Attributes
    ----------
    frame : DataFrame, or what the forecast was
        One row for each interval. A pandas frame keeps its index; a mapping comes back as one, or
        as a read-only mapping where pandas is missing.

        - the column that `start` names
        - contacts, aht (s), patience (s, where it is an average), agents: what was given
        - offered_load: erlangs, of `contacts`
        - occupancy, probability_of_wait, service_level, asa (s), mean_queue_length,
          probability_of_abandonment: as the methods of `ErlangA`
        - probability_of_blocking: as the method of `ErlangX`; with lines alone
        - carried_over: contacts that wait at the interval's end, on average
        - probability_of_carrying_over: that somebody waits at its end
        - overrun: agents' time after its end, on average, of those who leave with a contact (s)

        NaN is what the method of `Day.evaluate` does not know.
    totals : mapping
        - intervals
        - contacts, answered, abandoned; with lines also blocked
        - service_level: contacts served in time over contacts that count
        - asa: over answered contacts
        - probability_of_wait, probability_of_abandonment, probability_of_blocking: over contacts
        - occupancy: handling time over ready time
        - probability_of_clearing: that nobody waits or is being handled at the end of the day
        - overtime: from the end of the day until the last contact is gone, on average, under the
          agents of the last interval (s)
        - error: the states' probabilities are wrong by no more than this, summed; of the states
          alone, not of a measure; NaN where nobody knows
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
    >>> day = kr.Day({"contacts": [100, 120, 100, 80]}, interval="30min", aht=180,
    ...              patience="10min")
    >>> course = day.evaluate(agents=[13, 10, 13, 11], answer_within=20)
    >>> course.frame["carried_over"].round(3).tolist()
    [0.549, 7.152, 0.554, 0.402]
    >>> round(course.totals["overtime"])  # seconds
    484
    """

    frame: Any
    totals: Mapping[str, float]
    assumed: tuple[str, ...]
    interval: Floats
    start: Moments | None
    time_zone: str | None
    _in_system: tuple[Floats, ...] = field(compare=False)
    _forecast: Forecast = field(compare=False)

    def number_in_system(self) -> Floats:
        """The chances of every number of contacts in the system, at the end of each interval.

        Returns
        -------
        float array
            A row for each interval, a column for each number from 0: contacts that wait and those
            that an agent of the interval has. The last row may be the `backlog` of another day.

        Raises
        ------
        ValueError
            Of a day by another method than the exact one, which does not know them.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 40]}, interval="30min", aht=180, patience="10min")
        >>> course = day.evaluate(agents=[10, 6], answer_within=20)
        >>> course.number_in_system()[-1, :5].round(3)
        array([0.017, 0.07 , 0.14 , 0.187, 0.187])
        """
        if not self._in_system:
            raise ValueError(
                "number_in_system is known to the method 'exact' alone; " + self.assumed[1]
            )
        most = max(map(len, self._in_system))
        return np.array([np.pad(each, (0, most - len(each))) for each in self._in_system])

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
        >>> day = kr.Day({"contacts": [100, 120, 100]}, interval="30min", aht=180, patience=600)
        >>> day.evaluate(agents=[13, 10, 13], answer_within=20).plot().get_ylabel()
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
        parts = [
            f"{totals['intervals']} intervals",
            f"{totals['contacts']:,.6g} contacts",
            f"service level {percent(totals['service_level'])}",
            f"ASA {totals['asa']:,.1f} s",
        ]
        if self._hangs_up():
            parts.append(f"abandonment {percent(totals['probability_of_abandonment'])}")
        return ", ".join(parts)

    def _hangs_up(self) -> bool:
        named = "patience" in frame_of(self.frame).names()
        return named or self.totals["probability_of_abandonment"] > 0.0

    def _knows(self, measure: str) -> bool:
        """Whether the method has an answer in any interval."""
        return not np.isnan(np.asarray(frame_of(self.frame).column(measure), float)).all()

    def _notes(self) -> Sequence[str]:
        totals = self.totals
        how = () if self._in_system else (self.assumed[1],)
        if np.isnan(totals["overtime"]):
            return how
        return (
            f"at the end of the day nobody is left in {percent(totals['probability_of_clearing'])} "
            f"of cases; the last contact is gone {number(totals['overtime'])} s later on average",
            *how,
        )

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        kind = frame_of(self.frame)
        measures = (
            "contacts",
            "agents",
            "service_level",
            "asa",
            *(("probability_of_abandonment",) if self._hangs_up() else ()),
            "occupancy",
            *(each for each in ("carried_over", "overrun") if self._knows(each)),
        )
        labels = [str(self._forecast.label(row)) for row in range(len(self.interval))]
        first = "interval" if self.start is None else "start"
        shown = {name: cells(name, np.asarray(kind.column(name), float)) for name in measures}
        return {first: labels, **shown}


LEAVING = {
    "finish_contact": "Agents who leave finish the contact in hand, beyond their interval's end.",
    "hand_over": "Agents who leave hand the contact in hand to the head of the queue.",
}
_RATES = {"even": "an even rate", "sloping": "a rate that slopes towards its neighbors'"}
_GOES_ON = {
    "exact": "Who waits, or is being handled, at the end of an interval goes on in the next, at "
    "its rates.",
    "state_dependent": "Who waits, or is being handled, at the end of an interval goes on in the "
    "next; those who wait hang up as they would on average if each had waited since its turn came "
    "among the arrivals.",
    "stationary": "Each interval is in balance by itself, at its own volume; nobody is carried "
    "over.",
    "lagged": "Each interval is in balance by itself, at the volume of an average handle time "
    "before; nobody is carried over.",
    "offered_load": "Each interval is in balance by itself, at the mean load that there would be "
    "if an agent were always free; nobody is carried over.",
    "backlog": "Sub-periods of about a handle time are in balance, each with those whom the one "
    "before left over.",
    "fluid": "Contacts are a flow and nothing is left to chance; who is left over goes on in the "
    "next interval.",
}


def assumptions(
    method: str,
    leaving: str,
    arrival_rate: str,
    hangs_up: bool,
    lines: float | None,
    forecast: Forecast,
    law: PatienceLaw | None = None,
) -> tuple[str, ...]:
    """What a day takes for granted."""
    patience = "exponential patience, no redials" if hangs_up else "nobody hangs up"
    if law is not None:
        patience = f"patience {law!r}, no redials"
    limit = "" if lines is None else f", {lines:.15g} lines"
    return (
        f"Poisson arrivals at {_RATES[arrival_rate]} in each interval, exponential handle times, "
        f"{patience}{limit}; first come, first served.",
        f"By the method {method!r}: {_GOES_ON[method]}",
        *((LEAVING[leaving],) if method in ("exact", "state_dependent", "fluid") else ()),
        "Totals weigh each share by what it is a share of.",
        forecast.clock,
        *(f"But {each}." for each in forecast.recognized if each.seconds is not None),
    )
