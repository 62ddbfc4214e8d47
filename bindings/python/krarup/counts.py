"""What a switch has counted, and the measures that follow from counts alone."""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._columns import NONNEGATIVE, TIME, Column, answer, column, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Series, Time, TimeOrArray, Times
from ._target import absent, choice

_NEEDED = {
    "exclude_abandoned_within": "abandoned_within",
    "positive": "abandoned_within",
    "exclude_short": "short_abandoned",
    "positive_short": "short_abandoned",
}


@overload
def service_level_from_counts(
    *,
    answered: Number,
    answered_within: Number,
    abandoned: Number,
    abandoned_within: Number | None = ...,
    short_abandoned: Number | None = ...,
    definition: str = ...,
) -> float: ...
@overload
def service_level_from_counts(
    *,
    answered: NumberOrArray,
    answered_within: NumberOrArray,
    abandoned: NumberOrArray,
    abandoned_within: NumberOrArray | None = ...,
    short_abandoned: NumberOrArray | None = ...,
    definition: str = ...,
) -> Floats: ...
@overload
def service_level_from_counts(
    *,
    answered: Numbers,
    answered_within: Numbers,
    abandoned: Numbers,
    abandoned_within: Numbers | None = ...,
    short_abandoned: Numbers | None = ...,
    definition: str = ...,
) -> Series: ...
def service_level_from_counts(
    *,
    answered: Numbers,
    answered_within: Numbers,
    abandoned: Numbers,
    abandoned_within: Numbers | None = None,
    short_abandoned: Numbers | None = None,
    definition: str = "offered",
) -> Any:
    """Measured service level; the definition names the fraction.

    A day's level is that of the day's counts: add up the columns first. The mean of the intervals'
    levels is not it.

    Parameters
    ----------
    answered : float or column
        Contacts that reached an agent, however late.
    answered_within : float or column
        Of the answered: within the answer time.
    abandoned : float or column
        Contacts that hung up unanswered, short abandons among them.
    abandoned_within : float or column, optional
        Of the abandoned: within the answer time.
    short_abandoned : float or column, optional
        Of the abandoned: within the short threshold.
    definition : str
        As in `ErlangA.service_level`; "virtual" cannot be had from counts.

    Returns
    -------
    float, or float array or Series
        1 where no contact came; 0 where contacts came and none counts.

    Raises
    ------
    ValueError
        For counts of which a part exceeds its whole, and where the definition needs a count that
        is not given.

    Examples
    --------
    >>> import krarup as kr
    >>> counts = dict(answered=1000, answered_within=860, abandoned=60, abandoned_within=20)
    >>> for definition in ("offered", "answered", "exclude_abandoned_within", "positive"):
    ...     level = kr.service_level_from_counts(**counts, definition=definition)
    ...     print(f"{definition:25}{level:.4f}")
    offered                  0.8113
    answered                 0.8600
    exclude_abandoned_within 0.8269
    positive                 0.8302
    """
    counted = {"abandoned_within": abandoned_within, "short_abandoned": short_abandoned}
    known = {name: code for name, code in _core.service_level_definitions.items()}
    known.pop("virtual")
    which = choice("definition", definition, known)
    needed = _NEEDED.get(definition)
    if needed is not None and counted[needed] is None:
        raise ValueError(f"definition {definition!r} must come with {needed}, got none")
    return answer(
        "service_level",
        _core.service_level_from_counts,
        column("answered", answered, NONNEGATIVE),
        column("answered_within", answered_within, NONNEGATIVE),
        column("abandoned", abandoned, NONNEGATIVE),
        *(_if_counted(name, value) for name, value in counted.items()),
        which,
    )


@overload
def abandonment_from_counts(
    *,
    answered: Number,
    abandoned: Number,
    short_abandoned: Number | None = ...,
    definition: str = ...,
) -> float: ...
@overload
def abandonment_from_counts(
    *,
    answered: NumberOrArray,
    abandoned: NumberOrArray,
    short_abandoned: NumberOrArray | None = ...,
    definition: str = ...,
) -> Floats: ...
@overload
def abandonment_from_counts(
    *,
    answered: Numbers,
    abandoned: Numbers,
    short_abandoned: Numbers | None = ...,
    definition: str = ...,
) -> Series: ...
def abandonment_from_counts(
    *,
    answered: Numbers,
    abandoned: Numbers,
    short_abandoned: Numbers | None = None,
    definition: str = "offered",
) -> Any:
    """Measured share of contacts that hung up unanswered.

    Parameters
    ----------
    answered, abandoned : float or column
    short_abandoned : float or column, optional
        Of the abandoned: within the short threshold.
    definition : str
        - "offered": abandoned / (answered + abandoned)
        - "exclude_short": (abandoned - short) / (answered + abandoned - short)
        - "forgive_short": (abandoned - short) / (answered + abandoned)

    Returns
    -------
    float, or float array or Series
        0 where no contact counts.

    Raises
    ------
    ValueError
        For counts of which a part exceeds its whole, and where the definition needs short abandons
        that are not given.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.abandonment_from_counts(answered=1000, abandoned=60), 4)
    0.0566
    >>> round(kr.abandonment_from_counts(
    ...     answered=1000, abandoned=60, short_abandoned=10, definition="exclude_short"), 4)
    0.0476
    """
    which = choice("definition", definition, _core.abandonment_definitions)
    if definition != "offered" and short_abandoned is None:
        raise ValueError(f"definition {definition!r} must come with short_abandoned, got none")
    return answer(
        "probability_of_abandonment",
        _core.abandonment_from_counts,
        column("answered", answered, NONNEGATIVE),
        column("abandoned", abandoned, NONNEGATIVE),
        _if_counted("short_abandoned", short_abandoned),
        which,
    )


@overload
def occupancy_from_times(*, handling_time: Time, ready_time: Time) -> float: ...
@overload
def occupancy_from_times(*, handling_time: TimeOrArray, ready_time: TimeOrArray) -> Floats: ...
@overload
def occupancy_from_times(*, handling_time: Times, ready_time: Times) -> Series: ...
def occupancy_from_times(*, handling_time: Times, ready_time: Times) -> Any:
    """Measured occupancy: handling time over ready time.

    Parameters
    ----------
    handling_time : time or column
        Talk, hold and wrap-up time of all agents.
    ready_time : time or column
        That, and the idle time between contacts. Breaks and other unready time are in neither.

    Returns
    -------
    float, or float array or Series
        0 where nobody was ready.

    Raises
    ------
    ValueError
        Where handling time exceeds ready time.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.occupancy_from_times(handling_time="33h", ready_time="40h")
    0.825
    """
    return answer(
        "occupancy",
        _core.occupancy_from_times,
        time_column("handling_time", handling_time, TIME),
        time_column("ready_time", ready_time, TIME),
    )


def _if_counted(name: str, value: Numbers | None) -> Column:
    return absent(name) if value is None else column(name, value, NONNEGATIVE)
