"""Erlang B, C and A, staffing and day plans for contact centers."""

from __future__ import annotations

try:
    from . import _core
except ImportError as error:  # pragma: no cover
    raise ImportError(
        "krarup's compiled part, krarup._core, is not there: build it with `pip install .` in the "
        "project's folder (it needs a C++20 compiler, CMake and the Boost.Math headers)"
    ) from error

from ._unreachable import Unreachable
from .day_plan import DayPlan, evaluate_day, plan_day
from .queues import ErlangA, ErlangC

__version__: str = _core.version

__all__ = ["DayPlan", "ErlangA", "ErlangC", "Unreachable", "evaluate_day", "plan_day"]
