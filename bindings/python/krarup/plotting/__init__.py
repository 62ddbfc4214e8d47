"""Pictures, drawn with matplotlib: the optional extra ``krarup[plot]``.

Each function draws into the Axes it is given, or into a new figure at the width of a notebook, and
returns the Axes. Colors differ in lightness, lines in their dashes and markers, so that a print
without color tells the same. What a picture looks like otherwise, fonts above all, follows the
user's matplotlib settings, which are never changed.

Examples
--------
>>> import krarup as kr
>>> plan = kr.plan_day({"contacts": [60, 100, 80]}, aht=180, interval="30min",
...                    service_level=0.80, answer_within=20)
>>> kr.plotting.plot_day(plan, service_level=0.80).get_ylabel()
'agents, erlangs'
"""

from __future__ import annotations

from .agents import plot_agents_table, plot_service_level, plot_service_level_curve
from .day import plot_day, plot_day_performance
from .distribution import plot_day_service_level, plot_service_level_distribution
from .sensitivity import plot_sensitivity_grid, plot_tornado
from .waits import plot_waits
from .week import plot_week

__all__ = [
    "plot_agents_table",
    "plot_day",
    "plot_day_performance",
    "plot_day_service_level",
    "plot_sensitivity_grid",
    "plot_service_level",
    "plot_service_level_curve",
    "plot_service_level_distribution",
    "plot_tornado",
    "plot_waits",
    "plot_week",
]
