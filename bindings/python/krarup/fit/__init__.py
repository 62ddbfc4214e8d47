"""What models need, from what centers record: patience, handle times, volume and agents.

>>> import krarup as kr
>>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
>>> kr.fit.exponential_patience(waits).average
15.5
"""

from __future__ import annotations

from .agents import WrapUp, agents_present, overlaps, wrap_up
from .call_log import CallLog, read_log
from .counts import DayCounts, day_counts
from .handle_times import HandleTime, handle_time, handle_time_by, handle_time_from_totals
from .patience import (
    GoodnessOfFit,
    balking,
    compare_patience,
    exponential_patience,
    exponential_patience_from_totals,
    goodness_of_fit,
    hazard_patience,
    hyperexponential_patience,
    kaplan_meier,
    weibull_patience,
)
from .patience_fits import (
    BalkingFit,
    ExponentialFit,
    HazardFit,
    HyperexponentialFit,
    KaplanMeier,
    WeibullFit,
)
from .volume import OverDispersion, intraday_profile, over_dispersion
from .waits import Waits

__all__ = [
    "BalkingFit",
    "CallLog",
    "ExponentialFit",
    "DayCounts",
    "GoodnessOfFit",
    "HandleTime",
    "HazardFit",
    "HyperexponentialFit",
    "KaplanMeier",
    "OverDispersion",
    "Waits",
    "WeibullFit",
    "WrapUp",
    "agents_present",
    "balking",
    "compare_patience",
    "day_counts",
    "exponential_patience",
    "exponential_patience_from_totals",
    "goodness_of_fit",
    "handle_time",
    "handle_time_by",
    "handle_time_from_totals",
    "hazard_patience",
    "hyperexponential_patience",
    "intraday_profile",
    "kaplan_meier",
    "over_dispersion",
    "overlaps",
    "read_log",
    "weibull_patience",
    "wrap_up",
]
