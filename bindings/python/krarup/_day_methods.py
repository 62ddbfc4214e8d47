"""The methods by which a day is evaluated, and what each of them takes."""

from __future__ import annotations

from . import _core
from ._patience_laws import Exponential, PatienceLaw
from ._target import choice

#: As the compiled part numbers them: it takes the exact one by a law where there is one.
_METHODS = {**_core.day_methods, "state_dependent": _core.day_methods["exact"]}
_TAKE_A_LAW = ("state_dependent", "stationary", "lagged", "offered_load")
_KNOW_LEAVING = ("exact", "state_dependent", "fluid")
_KNOW_TOLERANCE = ("exact", "state_dependent")
_KNOW_BACKLOG = ("exact", "state_dependent", "offered_load", "backlog", "fluid")

USUAL_TOLERANCE = 1e-8


def is_exponential(law: PatienceLaw) -> bool:
    """Whether its average says it all."""
    return isinstance(law, Exponential) and law.balking == 0.0


def refuse_law(question: str, law: PatienceLaw | None) -> None:
    """Where a question is for an average patience alone."""
    if law is not None:
        raise ValueError(
            f"patience must be an average or an exponential law without balking for {question} of "
            f"a day, got {law!r}"
        )


def method_for(
    method: str | None,
    law: PatienceLaw | None,
    leaving: str,
    tolerance: float,
    begins_with_some: bool,
) -> tuple[str, int]:
    """The method that is to be taken, and its number."""
    if method is None:
        method = "exact" if law is None else "state_dependent"
    number = int(choice("method", method, _METHODS).values)
    if law is None and method == "state_dependent":
        raise ValueError(
            "method 'state_dependent' must come with a law of patience; without one take 'exact'"
        )
    if law is not None and method not in _TAKE_A_LAW:
        raise ValueError(
            f"method must be one of {_listed(_TAKE_A_LAW)} where patience is a law, got {method!r} "
            f"with {law!r}"
        )
    if law is not None and method == "state_dependent" and law.survival(0) < 1.0:
        raise ValueError(
            "patience must be a law of which nobody hangs up at once for method "
            f"'state_dependent', got {law!r}"
        )
    if leaving != "finish_contact" and method not in _KNOW_LEAVING:
        raise ValueError(
            f"leaving {leaving!r} must come with method {_listed(_KNOW_LEAVING)}, got {method!r}"
        )
    if tolerance != USUAL_TOLERANCE and method not in _KNOW_TOLERANCE:
        raise ValueError(
            f"tolerance must come with method {_listed(_KNOW_TOLERANCE)}, got {method!r}"
        )
    if begins_with_some and method not in _KNOW_BACKLOG:
        raise ValueError(f"backlog must come with method {_listed(_KNOW_BACKLOG)}, got {method!r}")
    return method, number


def _listed(methods: tuple[str, ...]) -> str:
    *first, last = map(repr, methods)
    return f"{', '.join(first)} or {last}"
