"""How patient callers are, from waits that answers cut short."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._columns import NONNEGATIVE, POSITIVE_TIME, column, time_column
from .._hints import Numbers, Time, Times
from .._patience_laws import PatienceLaw
from .._table import table
from ..patience import patience_from_totals
from .call_log import CallLog
from .patience_fits import (
    BalkingFit,
    ExponentialFit,
    HazardFit,
    HyperexponentialFit,
    KaplanMeier,
    WeibullFit,
)
from .waits import Waits, present, same_length

Observed = Waits | CallLog


def _core_of(observed: Observed) -> Any:
    waits = observed.waits if isinstance(observed, CallLog) else observed
    if not isinstance(waits, Waits):
        raise ValueError(f"waits must be a Waits or a CallLog, got {type(waits).__name__}")
    return waits._waits


def _apart(observed: Observed, balking: bool) -> tuple[Any, float]:
    """The waits that a law is fitted to, and the share that balks where that is fitted too."""
    core = _core_of(observed)
    return (core.others(), core.balking(0.95)[0]) if balking else (core, 0.0)


def balking(waits: Observed, *, confidence: float = 0.95) -> BalkingFit:
    """Estimate the share that hangs up at once among those who had to wait.

    It is 1 less the Kaplan-Meier estimate at 0 of those who were not answered at once, who tell
    nothing of it. Only waits of 0 count: where the log adds ringing to every wait, subtract it.

    Parameters
    ----------
    waits : Waits or CallLog
    confidence : float
        Of the interval, which is Clopper and Pearson's, within (0, 1).

    Returns
    -------
    BalkingFit
        Laws of patience take the share as `balking`; the fits of this module find both where asked
        to, as in ``exponential_patience(waits, balking=True)``.

    Raises
    ------
    ValueError
        Where nobody had to wait, and for another confidence.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[0, 7], answered=[5000, 130], abandoned=[30, 40])
    >>> found = kr.fit.balking(waits)
    >>> print(f"{found.share:.3f}, from {found.lower:.3f} to {found.upper:.3f}")
    0.150, from 0.104 to 0.207
    >>> kr.fit.exponential_patience(waits, balking=True).law
    Exponential(average=29.75, balking=0.15)
    """
    return BalkingFit(*_core_of(waits).balking(confidence))


def exponential_patience(waits: Observed, *, balking: bool = False) -> ExponentialFit:
    """Fit an exponential patience: all waiting time over the number who hung up.

    Parameters
    ----------
    waits : Waits or CallLog
    balking : bool
        Fit the share that hangs up at once too, as `krarup.fit.balking` does, and the law to the
        others; without it, they are among those who hung up.

    Returns
    -------
    ExponentialFit
        The maximum-likelihood estimate; its standard error is average / sqrt(abandoned).

    Raises
    ------
    ValueError
        Where nobody hung up, or nobody waited.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> patience = kr.fit.exponential_patience(waits).average
    >>> queue = kr.ErlangA(contacts=60, interval="30min", aht=180, patience=patience)
    """
    core, share = _apart(waits, balking)
    average, error = core.exponential()
    return ExponentialFit(average, error, share)


def exponential_patience_from_totals(*, total_wait: Times, abandoned: Numbers) -> ExponentialFit:
    """Fit one exponential patience to a table of intervals.

    Parameters
    ----------
    total_wait : time or column of times
        Waiting time of all contacts of each interval, answered or not; a bare number is in seconds.
    abandoned : float or column
        How many of them hung up.

    Returns
    -------
    ExponentialFit
        Of all intervals together: their waiting time over their abandonments.

    Raises
    ------
    DataError
        With each row where a number is missing or negative.
    ValueError
        Where nobody hung up, or nobody waited.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.fit.exponential_patience_from_totals(total_wait=["2h", "3h"], abandoned=[26, 38])
    ExponentialFit(average=281.25, standard_error=35.15625, balking=0.0)
    """
    waited = present(time_column("total_wait", total_wait))
    left = present(column("abandoned", abandoned, NONNEGATIVE))
    same_length(total_wait=waited, abandoned=left)
    count = float(left.sum())
    average = patience_from_totals(total_wait=float(waited.sum()), abandoned=count)
    return ExponentialFit(average, average / math.sqrt(count))


def weibull_patience(waits: Observed, *, balking: bool = False) -> WeibullFit:
    """Fit a Weibull patience by censored maximum likelihood.

    Parameters
    ----------
    waits : Waits or CallLog
    balking : bool
        Fit the share that hangs up at once too, as `krarup.fit.balking` does, and the law to the
        others; without it, they are left out.

    Returns
    -------
    WeibullFit
        With standard errors from the observed information.

    Raises
    ------
    ValueError
        Where nobody hung up after a wait > 0, or all did after the longest wait.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> round(kr.fit.weibull_patience(waits).shape, 3)
    1.276
    """
    core, share = _apart(waits, balking)
    scale, shape, scale_error, shape_error, average = core.weibull()
    at_once = core.totals()[3]
    return WeibullFit(scale, shape, scale_error, shape_error, average, at_once, share)


def hyperexponential_patience(waits: Observed, *, balking: bool = False) -> HyperexponentialFit:
    """Fit a mixture of two exponential patiences by censored maximum likelihood.

    Parameters
    ----------
    waits : Waits or CallLog
    balking : bool
        Fit the share that hangs up at once too, as `krarup.fit.balking` does, and the law to the
        others; without it, they are left out.

    Returns
    -------
    HyperexponentialFit
        With standard errors from the observed information; one kind alone where no mixture is
        likelier.

    Raises
    ------
    ValueError
        Where nobody hung up after a wait > 0.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[1, 2, 2, 3, 60, 400], abandoned=[1, 1, 1, 1, 0, 1])
    >>> [round(share, 3) for share in kr.fit.hyperexponential_patience(waits).shares]
    [0.662, 0.338]
    """
    core, share = _apart(waits, balking)
    kinds, errors = core.hyperexponential()
    shares, averages = zip(*kinds, strict=True)
    return HyperexponentialFit(
        shares, averages, errors[0], tuple(errors[1 : 1 + len(kinds)]), core.totals()[3], share
    )


def hazard_patience(waits: Observed, *, starts: Times, balking: bool = False) -> HazardFit:
    """Fit a rate of hanging up for each stretch of the wait: abandonments over time waited in it.

    Parameters
    ----------
    waits : Waits or CallLog
    starts : column of times
        Where each stretch begins; the first at 0, rising, all before the longest wait. A bare
        number is in seconds.
    balking : bool
        Fit the share that hangs up at once too, as `krarup.fit.balking` does, and the law to the
        others; without it, they are in the first stretch.

    Returns
    -------
    HazardFit
        The maximum-likelihood estimates.

    Raises
    ------
    ValueError
        For other starts; where nobody hung up, or nobody waited.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> kr.fit.hazard_patience(waits, starts=["0s", "5s"]).frame["exposure"].tolist()
    [26.0, 36.0]
    """
    at = np.atleast_1d(time_column("starts", starts).values)
    names = ("from", "to", "abandoned", "exposure", "hazard", "standard_error")
    core, share = _apart(waits, balking)
    columns = core.hazard(at.tolist())
    return HazardFit(table(dict(zip(names, columns, strict=True))), share)


def kaplan_meier(
    waits: Observed, *, confidence: float = 0.95, balking: bool = False
) -> KaplanMeier:
    """Estimate the shares still waiting, by Kaplan and Meier.

    At equal waits an abandonment counts before an answer.

    Parameters
    ----------
    waits : Waits or CallLog
    confidence : float
        Of the intervals around each share, within (0, 1).
    balking : bool
        Fit the share that hangs up at once too, as `krarup.fit.balking` does, and the law to the
        others; without it, they hang up at 0, out of all
        contacts, those answered at once too.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    ValueError
        Where nobody hung up.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 3, 5, 6], answered=[0, 1, 1, 2], abandoned=[1, 2, 0, 1])
    >>> kr.fit.kaplan_meier(waits).frame["at_risk"].tolist()
    [8.0, 7.0, 3.0]
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must be in (0, 1), got {confidence}")
    of = waits.waits if isinstance(waits, CallLog) else waits
    core, share = _apart(of, balking)
    names = (
        "wait",
        "at_risk",
        "abandoned",
        "still_there",
        "standard_error",
        "lower",
        "upper",
        "exposure",
    )
    columns = core.kaplan_meier(confidence)
    observed = core.columns()
    of = Waits(wait=observed[0], answered=observed[1], abandoned=observed[2])
    frame = table(dict(zip(names, columns, strict=True)))
    return KaplanMeier(frame, float(observed[0][-1]), of, share)


@dataclass(frozen=True)
class GoodnessOfFit:
    """How well a law explains waits. Made by `goodness_of_fit`.

    Attributes
    ----------
    log_likelihood : float
        Of the waits > 0, those who hung up at 0 being left out for every law; the higher, the
        better.
    akaike : float
        AIC, 2 parameters - 2 log_likelihood; the lower, the better.
    greatest_distance : float
        Between the shares still there of the law and of Kaplan-Meier.
    at : float
        The wait where that is, seconds.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 8], answered=[1, 0, 1], abandoned=[0, 2, 0])
    >>> law = kr.patience.Exponential(average=10)
    >>> round(kr.fit.goodness_of_fit(law, waits, parameters=1).log_likelihood, 4)
    -6.4052
    """

    log_likelihood: float
    akaike: float
    greatest_distance: float
    at: float


def goodness_of_fit(
    law: PatienceLaw, waits: Observed, *, parameters: int, until: Time | None = None
) -> GoodnessOfFit:
    """Say how well a law explains waits.

    Parameters
    ----------
    law : PatienceLaw
        One with a density: exponential, gamma, Weibull, lognormal, hyperexponential or of a hazard
        in steps, without balking.
    waits : Waits or CallLog
    parameters : int
        How many numbers of the law were fitted to these waits.
    until : time, optional
        The distance to the Kaplan-Meier estimate is looked at up to this wait; beyond it few are
        left and the estimate is rough.

    Returns
    -------
    GoodnessOfFit

    Raises
    ------
    ValueError
        For another law; where nobody hung up.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 8], answered=[1, 0, 1], abandoned=[0, 2, 0])
    >>> law = kr.patience.Gamma(average=10, shape=2)
    >>> round(kr.fit.goodness_of_fit(law, waits, parameters=2).greatest_distance, 4)
    0.4755
    """
    if law.balking > 0.0:
        raise ValueError(f"a law with balking has no density at 0, got {law!r}")
    end = np.inf if until is None else float(time_column("until", until, POSITIVE_TIME).values)
    judged = _core_of(waits).judge(law._kind, law._numbers(), parameters, end)
    return GoodnessOfFit(*judged)


def compare_patience(
    waits: Observed, *, starts: Times | None = None, until: Time | None = None
) -> Any:
    """Fit every law and say how well each explains the waits.

    Parameters
    ----------
    waits : Waits or CallLog
    starts : column of times, optional
        The stretches of a piecewise hazard, as in `hazard_patience`; left out without them.
    until : time, optional
        The distance to the Kaplan-Meier estimate is looked at up to this wait; beyond it few are
        left and the estimate is rough.

    Returns
    -------
    DataFrame
        A row for each law; a read-only mapping from names to arrays where pandas is missing.

        - law; parameters: how many numbers were fitted
        - log_likelihood: of the waits > 0; akaike: 2 parameters - 2 log_likelihood, the lower the
          better
        - greatest_distance: between the shares still there of the law and of Kaplan-Meier; at: the
          wait where it is, seconds

    Raises
    ------
    ValueError
        Where a law cannot be fitted.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[1, 2, 2, 3, 60, 400], abandoned=[1, 1, 1, 1, 0, 1])
    >>> kr.fit.compare_patience(waits)[["law", "parameters"]].values.tolist()
    [['exponential', 1], ['weibull', 2], ['hyperexponential', 3]]
    """
    mixture = hyperexponential_patience(waits)
    laws: list[tuple[PatienceLaw, int]] = [
        (exponential_patience(waits).law, 1),
        (weibull_patience(waits).law, 2),
        (mixture.law, 2 * len(mixture.shares) - 1),
    ]
    if starts is not None:
        hazards = hazard_patience(waits, starts=starts)
        laws.append((hazards.law, len(hazards.frame["from"])))
    judged = [
        goodness_of_fit(law, waits, parameters=parameters, until=until) for law, parameters in laws
    ]
    names = ("log_likelihood", "akaike", "greatest_distance", "at")
    return table(
        {
            "law": [law._kind for law, _ in laws],
            "parameters": [parameters for _, parameters in laws],
            **{name: [getattr(each, name) for each in judged] for name in names},
        }
    )
