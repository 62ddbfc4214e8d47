"""Erlang B, C and A, staffing and day plans for contact centers.

Every bare number that is a time is in seconds; text such as "30min" and timedeltas are times too.
Any argument may be a column: a sequence, an array or a pandas Series, whose index the result keeps.
NaN stands for a missing number and stays in its row. Columns are computed in C++, long ones by
several threads; `execution` says how many.
"""

from __future__ import annotations

import numpy as _numpy  # noqa: F401  # where it is missing, that is what is said

try:
    from . import _core
except ImportError as error:
    from importlib.util import find_spec

    if find_spec("krarup._core") is not None:
        raise ImportError(
            f"krarup's compiled part, krarup._core, does not load: {error}"
        ) from error
    raise ImportError(
        "krarup's compiled part, krarup._core, is missing for this Python: build it with `pip "
        "install .` in the project's folder (it takes a C++20 compiler and the headers of Boost "
        "and Eigen)"
    ) from error

from . import arrow, fit, patience, plotting, ufuncs
from ._day_performance import DayPerformance
from ._day_plan import DayPlan, Peak
from ._day_staffing import DayStaffing
from ._execution import execution, instruction_sets
from ._findings import DataError, Finding, Findings
from ._queue import Queue
from ._row_warnings import RowWarning
from ._sensitivity import Sensitivity
from ._simulated_day import SimulatedDay
from ._unreachable import Unreachable
from .agents_required_under_forecast_error import agents_required_under_forecast_error
from .agents_table import AgentsTable, agents_table
from .contact_mix import aht_of_mix, handle_time_for_each, talk_time_share
from .cost import LeastCost, Prices, least_cost
from .counts import abandonment_from_counts, occupancy_from_times, service_level_from_counts
from .day import Day
from .day_plan import evaluate_day, plan_day
from .day_service_level import DayServiceLevel, day_service_level
from .erlang_b import ErlangB, largest_offered_load
from .erlang_x import ErlangX
from .exports import Export, SkippedRow, export_presets, read_export
from .forecast_error import ServiceLevelDistribution, service_level_under_forecast_error
from .mgn import MGn
from .mmn_g import MMnG
from .patience import (
    average_patience_from_median,
    median_patience_from_average,
    patience_from_abandonment,
    patience_from_totals,
)
from .plan_comparison import PlanComparison, compare_plans
from .pooling import Pooling, pooling
from .queues import ErlangA, ErlangC
from .sensitivity_grid import SensitivityGrid, sensitivity_grid
from .service_level_curve import ServiceLevelCurve, service_level_curve
from .simulate import simulate
from .simulate_center import simulate_center
from .simulate_steady import SteadyState, simulate_steady
from .staffing import (
    ShrinkageItem,
    full_time_equivalents,
    on_phone_from_scheduled,
    paid_time,
    scheduled_from_on_phone,
    shrinkage,
)
from .tornado import Tornado, tornado
from .validation import validate
from .which_definition import WhichDefinition, which_definition

__version__: str = _core.version

__all__ = [
    "AgentsTable",
    "DataError",
    "Day",
    "DayPerformance",
    "DayPlan",
    "DayServiceLevel",
    "DayStaffing",
    "ErlangA",
    "ErlangB",
    "ErlangC",
    "ErlangX",
    "Export",
    "Finding",
    "Findings",
    "LeastCost",
    "MGn",
    "MMnG",
    "Peak",
    "PlanComparison",
    "Pooling",
    "Prices",
    "Queue",
    "RowWarning",
    "Sensitivity",
    "SensitivityGrid",
    "ServiceLevelCurve",
    "ServiceLevelDistribution",
    "ShrinkageItem",
    "SimulatedDay",
    "SkippedRow",
    "SteadyState",
    "Tornado",
    "Unreachable",
    "WhichDefinition",
    "abandonment_from_counts",
    "agents_required_under_forecast_error",
    "agents_table",
    "aht_of_mix",
    "arrow",
    "average_patience_from_median",
    "compare_plans",
    "day_service_level",
    "evaluate_day",
    "execution",
    "fit",
    "export_presets",
    "full_time_equivalents",
    "handle_time_for_each",
    "instruction_sets",
    "largest_offered_load",
    "least_cost",
    "median_patience_from_average",
    "occupancy_from_times",
    "on_phone_from_scheduled",
    "paid_time",
    "patience",
    "patience_from_abandonment",
    "patience_from_totals",
    "plan_day",
    "plotting",
    "pooling",
    "read_export",
    "scheduled_from_on_phone",
    "sensitivity_grid",
    "service_level_curve",
    "service_level_from_counts",
    "service_level_under_forecast_error",
    "shrinkage",
    "simulate",
    "simulate_center",
    "simulate_steady",
    "talk_time_share",
    "tornado",
    "ufuncs",
    "validate",
    "which_definition",
]
