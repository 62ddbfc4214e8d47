"""How patient callers are, from waits that answers cut short."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._columns import POSITIVE_TIME, time_column
from .._hints import Floats, Time, Times
from .._patience_laws import Empirical, Exponential, Hazard, Hyperexponential, Weibull
from .._table import table
from .call_log import CallLog
from .waits import Waits

Observed = Waits | CallLog


def _core_of(observed: Observed) -> Any:
    waits = observed.waits if isinstance(observed, CallLog) else observed
    if not isinstance(waits, Waits):
        raise ValueError(f"waits must be a Waits or a CallLog, got {type(waits).__name__}")
    return waits._waits


@dataclass(frozen=True)
class ExponentialPatience:
    """An exponential patience: callers hang up at one rate, however long they have waited.

    Made by `exponential_patience`.

    Attributes
    ----------
    average : float
        Seconds.
    standard_error : float
        Of the average, seconds.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> kr.fit.exponential_patience(waits)
    ExponentialPatience(average=15.5, standard_error=7.75)
    """

    average: float
    standard_error: float

    @property
    def law(self) -> Exponential:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Exponential(average=self.average)

    def _law(self) -> tuple[str, list[float], int]:
        return "exponential", [self.average], 1


@dataclass(frozen=True)
class WeibullPatience:
    """A Weibull patience: P(patience > t) = exp(-(t / scale) ** shape).

    Made by `weibull_patience`.

    Attributes
    ----------
    scale : float
        Seconds.
    shape : float
        Below 1 the first seconds are the most dangerous, above 1 callers lose patience.
    scale_standard_error, shape_standard_error : float
    average : float
        Mean patience, seconds.
    left_out : float
        Contacts that hung up after a wait of 0, where the law has no density.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(
    ...     wait=[1, 2, 3, 5, 8, 13, 40, 90],
    ...     answered=[1, 0, 0, 1, 2, 0, 1, 1], abandoned=[0, 1, 2, 1, 0, 1, 1, 0],
    ... )
    >>> fit = kr.fit.weibull_patience(waits)
    >>> round(fit.scale, 3), round(fit.shape, 4)
    (38.837, 0.6925)
    """

    scale: float
    shape: float
    scale_standard_error: float
    shape_standard_error: float
    average: float
    left_out: float

    @property
    def law(self) -> Weibull:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Weibull(scale=self.scale, shape=self.shape)

    def _law(self) -> tuple[str, list[float], int]:
        return "weibull", [self.scale, self.shape], 2


@dataclass(frozen=True)
class HyperexponentialPatience:
    """Two kinds of callers, each with an exponential patience; the impatient first.

    Made by `hyperexponential_patience`.

    Attributes
    ----------
    shares : tuple of float
        Of all contacts; (1.0,) where no mixture is likelier than one exponential patience.
    averages : tuple of float
        Mean patience of each kind, seconds.
    share_standard_error : float
        Of the first share; NaN where there is one kind.
    average_standard_errors : tuple of float
    left_out : float
        Contacts that hung up after a wait of 0, where any mixture can be made likely.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[5, 10, 15], abandoned=[1, 1, 1])
    >>> kr.fit.hyperexponential_patience(waits).averages
    (10.0,)
    """

    shares: tuple[float, ...]
    averages: tuple[float, ...]
    share_standard_error: float
    average_standard_errors: tuple[float, ...]
    left_out: float

    @property
    def average(self) -> float:
        """Mean patience of all, seconds."""
        return float(np.dot(self.shares, self.averages))

    @property
    def law(self) -> Hyperexponential:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Hyperexponential(zip(self.shares, self.averages, strict=True))

    def _law(self) -> tuple[str, list[float], int]:
        pairs = zip(self.shares, self.averages, strict=True)
        return "hyperexponential", [x for pair in pairs for x in pair], 2 * len(self.shares) - 1


@dataclass(frozen=True, eq=False)
class HazardPatience:
    """A rate of hanging up for each stretch of the wait.

    Made by `hazard_patience`.

    Attributes
    ----------
    frame : DataFrame
        A row for each stretch; a read-only mapping from names to arrays where pandas is missing.

        - from, to: seconds; `from` excluded but for 0, `to` included, infinite in the last
        - abandoned: contacts that hung up in it
        - exposure: time that contacts waited in it, seconds
        - hazard: per second, abandoned / exposure
        - standard_error: of the hazard

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> kr.fit.hazard_patience(waits, starts=[0, 5, 10]).frame["hazard"].tolist()
    [0.038461538461538464, 0.125, 0.05]
    """

    frame: Any

    @property
    def law(self) -> Hazard:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Hazard(
            zip(
                *(np.asarray(self.frame[name]).tolist() for name in ("from", "hazard")), strict=True
            )
        )

    def _law(self) -> tuple[str, list[float], int]:
        starts, hazards = (np.asarray(self.frame[name]) for name in ("from", "hazard"))
        return "hazard", np.column_stack([starts, hazards]).ravel().tolist(), len(starts)


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """The shares of contacts that would still be waiting, without a formula for patience.

    Made by `kaplan_meier`.

    Attributes
    ----------
    frame : DataFrame
        A row for each wait at which somebody hung up; a read-only mapping where pandas is missing.

        - wait: seconds
        - at_risk: contacts still waiting just before; abandoned: those who hung up at it
        - still_there: P(patience > wait); standard_error: by Greenwood's formula
        - lower, upper: the interval of confidence, normal in ln(-ln still_there)
        - exposure: waiting time of all contacts up to this wait, seconds
    longest_wait : float
        Of any contact, seconds; beyond it the waits say nothing.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 3, 5, 6], answered=[0, 1, 1, 2], abandoned=[1, 2, 0, 1])
    >>> kr.fit.kaplan_meier(waits).still_there([0, 2, 4, 6]).round(4).tolist()
    [1.0, 0.875, 0.625, 0.4167]
    """

    frame: Any
    longest_wait: float
    _waits: Any = field(repr=False)

    @property
    def law(self) -> Empirical:
        """The table as a law, for `krarup.MMnG` and `krarup.ErlangX`.

        Whom it leaves beyond the longest wait never hangs up.
        """
        return Empirical(*(np.asarray(self.frame[name]) for name in ("wait", "still_there")))

    def still_there(self, after: Times) -> Any:
        """Share of contacts that would still be waiting after so long without an answer.

        Parameters
        ----------
        after : time or column of times
            A bare number is in seconds.

        Returns
        -------
        float or float array
            NaN beyond the longest wait, where nothing is known.

        Examples
        --------
        >>> import krarup as kr
        >>> waits = kr.fit.Waits(wait=[2, 3], abandoned=[1, 0])
        >>> kr.fit.kaplan_meier(waits).still_there("2s")
        0.5
        """
        at = time_column("after", after).values
        shares = np.append(1.0, np.asarray(self.frame["still_there"]))
        found = shares[np.searchsorted(np.asarray(self.frame["wait"]), at, side="right")]
        found = np.where(np.isnan(at) | (at > self.longest_wait), np.nan, found)
        return float(found) if found.ndim == 0 else found

    def restricted_average(self, until: Time) -> float:
        """Mean of the lesser of patience and `until`, which must not be beyond the longest wait.

        The mean itself is unknown where the longest wait ended with an answer.

        Parameters
        ----------
        until : time
            A bare number is in seconds.

        Returns
        -------
        float
            Seconds.

        Raises
        ------
        ValueError
            Beyond the longest wait.

        Examples
        --------
        >>> import krarup as kr
        >>> waits = kr.fit.Waits(wait=[2, 3], abandoned=[1, 0])
        >>> kr.fit.kaplan_meier(waits).restricted_average(3)
        2.5
        """
        seconds = float(time_column("until", until).values)
        if not seconds <= self.longest_wait:
            raise ValueError(
                f"until must be at most the longest wait, {self.longest_wait:.6g} s, "
                f"got {seconds:.6g}"
            )
        return float(self._waits._waits.restricted_average(seconds))


def exponential_patience(waits: Observed) -> ExponentialPatience:
    """Fit an exponential patience: all waiting time over the number who hung up.

    Parameters
    ----------
    waits : Waits or CallLog

    Returns
    -------
    ExponentialPatience
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
    return ExponentialPatience(*_core_of(waits).exponential())


def weibull_patience(waits: Observed) -> WeibullPatience:
    """Fit a Weibull patience by censored maximum likelihood.

    Parameters
    ----------
    waits : Waits or CallLog

    Returns
    -------
    WeibullPatience
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
    scale, shape, scale_error, shape_error, average = (core := _core_of(waits)).weibull()
    return WeibullPatience(scale, shape, scale_error, shape_error, average, core.totals()[3])


def hyperexponential_patience(waits: Observed) -> HyperexponentialPatience:
    """Fit a mixture of two exponential patiences by censored maximum likelihood.

    Parameters
    ----------
    waits : Waits or CallLog

    Returns
    -------
    HyperexponentialPatience
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
    kinds, errors = (core := _core_of(waits)).hyperexponential()
    shares, averages = zip(*kinds, strict=True)
    return HyperexponentialPatience(
        shares, averages, errors[0], tuple(errors[1 : 1 + len(kinds)]), core.totals()[3]
    )


def hazard_patience(waits: Observed, *, starts: Times) -> HazardPatience:
    """Fit a rate of hanging up for each stretch of the wait: abandonments over time waited in it.

    Parameters
    ----------
    waits : Waits or CallLog
    starts : column of times
        Where each stretch begins; the first at 0, rising, all before the longest wait. A bare
        number is in seconds.

    Returns
    -------
    HazardPatience
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
    columns = _core_of(waits).hazard(at.tolist())
    return HazardPatience(table(dict(zip(names, columns, strict=True))))


def kaplan_meier(waits: Observed, *, confidence: float = 0.95) -> KaplanMeier:
    """Estimate the shares still waiting, by Kaplan and Meier.

    At equal waits an abandonment counts before an answer.

    Parameters
    ----------
    waits : Waits or CallLog
    confidence : float
        Of the intervals around each share, within (0, 1).

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
    columns = _core_of(of).kaplan_meier(confidence)
    return KaplanMeier(
        table(dict(zip(names, columns, strict=True))), float(of.columns()["wait"][-1]), of
    )


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
    fits: list[Any] = [
        exponential_patience(waits),
        weibull_patience(waits),
        hyperexponential_patience(waits),
    ]
    if starts is not None:
        fits.append(hazard_patience(waits, starts=starts))
    end = np.inf if until is None else float(time_column("until", until, POSITIVE_TIME).values)
    laws = [each._law() for each in fits]
    judged = [_core_of(waits).judge(*law, end) for law in laws]
    values: Floats = np.array(judged, dtype=float)
    names = ("log_likelihood", "akaike", "greatest_distance", "at")
    return table(
        {
            "law": [law[0] for law in laws],
            "parameters": [law[2] for law in laws],
            **{name: values[:, i] for i, name in enumerate(names)},
        }
    )
