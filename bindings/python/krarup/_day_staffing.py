"""The agents that a day takes, and what happens under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._day_performance import DayPerformance
from ._hints import Floats
from ._presentation import Answer, number


@dataclass(frozen=True, eq=False, repr=False)
class DayStaffing(Answer):
    """The least agents' time that serves a day in which who waits at an interval's end waits on.

    Made by `Day.agents_required`.

    Attributes
    ----------
    agents : float array, or Series with the index of a pandas forecast
        On the phones in each interval.
    agent_hours : float
        Agents times the length of their interval, summed.
    kept : bool
        Whether every interval, or the day, is served as promised.
    unserved : list
        The intervals, by the labels of their rows, that by themselves miss the promise with all the
        agents that they may have, or with as many as help anybody.
    performance : DayPerformance
        The day under these agents at the volume of the forecast, evaluated anew.
    volume_factor : float
        What the volume is multiplied by for the promise to be kept with the `probability` asked
        for; 1 without one.
    probability : float, optional
        Share of days on which the service level of the whole day is reached, where a `probability`
        is asked for.
    passes : int
        Over the day, until none found anything to change.
    assumed : tuple of str
        What the numbers take for granted, in sentences.

    Examples
    --------
    >>> import krarup as kr
    >>> day = kr.Day({"contacts": [100, 120, 100, 80]}, interval="30min", aht=180,
    ...              patience="10min")
    >>> staffing = day.agents_required(service_level=0.80, answer_within=20)
    >>> staffing.agents.tolist(), staffing.agent_hours, staffing.kept
    ([12.0, 15.0, 13.0, 11.0], 25.5, True)
    >>> staffing.performance.frame["service_level"].round(3).tolist()
    [0.808, 0.837, 0.825, 0.843]
    """

    agents: Any
    agent_hours: float
    kept: bool
    unserved: list[Any]
    performance: DayPerformance
    volume_factor: float
    probability: float | None
    passes: int
    assumed: tuple[str, ...]
    _promised: str
    _service_level: float | None

    def plot(self, ax: Any = None) -> Any:
        """Draw the day under these agents, with the promise, as `DayPerformance.plot` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Its room is divided into panels; else a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            Without matplotlib.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 120]}, interval="30min", aht=180, patience=600)
        >>> staffing = day.agents_required(service_level=0.80, answer_within=20)
        >>> staffing.plot().get_ylabel()
        'agents, erlangs'
        """
        return self.performance.plot(ax, service_level=self._service_level)

    def _heading(self) -> str:
        whom = {"every_interval": "every interval", "whole_day": "the day"}[self._promised]
        said = f"{whom} served as promised"
        if not self.kept:
            missed = f"in {len(self.unserved)} intervals" if self.unserved else "over the day"
            said = f"the promise is missed {missed}"
        return f"{number(self.agent_hours)} agent-hours, {said}"

    def _notes(self) -> Sequence[str]:
        notes = []
        if self.unserved:
            shown = ", ".join(str(each) for each in self.unserved[:6])
            more = len(self.unserved) - 6
            notes.append(f"missed: {shown}" + (f" and {more} more" if more > 0 else ""))
        if self.volume_factor != 1.0:
            notes.append(f"agents for {self.volume_factor:.4g} times the forecast's volume")
        if self.probability is not None:
            notes.append(f"the service level is reached on {100 * self.probability:.1f} % of days")
        return notes

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        return self.performance._columns_of_text()


def agent_hours(agents: Floats, seconds: Floats) -> float:
    return float((agents * seconds).sum() / 3600.0)
