"""What fits of patience find, and how well it is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._columns import time_column
from .._hints import Time, Times
from .._patience_laws import (
    Empirical,
    Exponential,
    Hazard,
    Hyperexponential,
    Weibull,
)


@dataclass(frozen=True)
class BalkingFit:
    """How many of those who would have to wait hang up at once. Made by `balking`.

    Attributes
    ----------
    share : float
        Of those who had to wait.
    lower, upper : float
        The interval of confidence, by Clopper and Pearson.
    hung_up_at_once : float
        Contacts that hung up after a wait of 0.
    had_to_wait : float
        All contacts but those who were answered after a wait of 0.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[0, 7], answered=[40, 12], abandoned=[4, 4])
    >>> kr.fit.balking(waits).share
    0.2
    """

    share: float
    lower: float
    upper: float
    hung_up_at_once: float
    had_to_wait: float


@dataclass(frozen=True)
class ExponentialFit:
    """An exponential patience: callers hang up at one rate, however long they have waited.

    Made by `exponential_patience`.

    Attributes
    ----------
    average : float
        Seconds.
    standard_error : float
        Of the average, seconds.
    balking : float
        Share that hangs up at once, fitted apart; the average is that of the others.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> kr.fit.exponential_patience(waits)
    ExponentialFit(average=15.5, standard_error=7.75, balking=0.0)
    """

    average: float
    standard_error: float
    balking: float = 0.0

    @property
    def law(self) -> Exponential:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Exponential(average=self.average, balking=self.balking)


@dataclass(frozen=True)
class WeibullFit:
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
        Contacts that hung up after a wait of 0, where the law has no density; 0 where balking is
        fitted.
    balking : float
        Share that hangs up at once, fitted apart; the rest is of the others.

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
    balking: float = 0.0

    @property
    def law(self) -> Weibull:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        return Weibull(scale=self.scale, shape=self.shape, balking=self.balking)


@dataclass(frozen=True)
class HyperexponentialFit:
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
        Contacts that hung up after a wait of 0, where any mixture can be made likely; 0 where
        balking is fitted.
    balking : float
        Share that hangs up at once, fitted apart; the rest is of the others.

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
    balking: float = 0.0

    @property
    def average(self) -> float:
        """Mean patience of both kinds together, seconds."""
        return float(np.dot(self.shares, self.averages))

    @property
    def law(self) -> Hyperexponential:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        kinds = zip(self.shares, self.averages, strict=True)
        return Hyperexponential(kinds, balking=self.balking)


@dataclass(frozen=True, eq=False)
class HazardFit:
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
    balking : float
        Share that hangs up at once, fitted apart; the frame is of the others.

    Examples
    --------
    >>> import krarup as kr
    >>> waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    >>> kr.fit.hazard_patience(waits, starts=[0, 5, 10]).frame["hazard"].tolist()
    [0.038461538461538464, 0.125, 0.05]
    """

    frame: Any
    balking: float = 0.0

    @property
    def law(self) -> Hazard:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`."""
        steps = zip(self.frame["from"], self.frame["hazard"], strict=True)
        return Hazard(steps, balking=self.balking)


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
    balking : float
        Share that hangs up at once, fitted apart; the frame is of the others.

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
    balking: float = 0.0

    @property
    def law(self) -> Empirical:
        """The law, for `krarup.MMnG` and `krarup.ErlangX`; who is left never hangs up."""
        shares = np.asarray(self.frame["still_there"])
        return Empirical(np.asarray(self.frame["wait"]), shares, balking=self.balking)

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
        found = found * (1.0 - self.balking)
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
        return float((1.0 - self.balking) * self._waits._waits.restricted_average(seconds))
