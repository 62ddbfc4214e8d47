"""How a volume comes out that a forecast misses: a law of chance for one number of contacts."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from ._columns import NONNEGATIVE, VARIATION, column
from ._hints import Floats, Numbers
from ._single import single_number

Function = Callable[[Floats], Floats]


class VolumeLaw(Protocol):
    """The volume of an interval as a chance variable."""

    mean: float

    def means_of(self, *functions: Function, knee: float = 0.0) -> list[float]:
        """The mean of each function of the volume, whose mean size is at most about 1.

        A bend at the volume `knee` is no obstacle.
        """

    def share_up_to(self, volume: float) -> float:
        """Probability of that volume or less."""

    def least_volume(self, share: float) -> float:
        """The least volume that is not exceeded with at least that probability."""

    def largest_volume(self, share: float) -> float:
        """The largest volume that is reached with at least that probability."""


class Scenarios:
    """Given volumes with their probabilities."""

    def __init__(self, volumes: Floats, weights: Floats) -> None:
        order = np.argsort(volumes)
        self.volumes, self.shares = volumes[order], weights[order] / weights.sum()
        self.mean = float(self.shares @ self.volumes)

    def means_of(self, *functions: Function, knee: float = 0.0) -> list[float]:
        return [float(self.shares @ function(self.volumes)) for function in functions]

    def share_up_to(self, volume: float) -> float:
        return float(self.shares[self.volumes <= volume].sum())

    def least_volume(self, share: float) -> float:
        reached = np.cumsum(self.shares) >= share - 1e-12  # as the shares' sum is rounded
        return float(self.volumes[np.argmax(reached)] if reached.any() else self.volumes[-1])

    def largest_volume(self, share: float) -> float:
        reached = np.cumsum(self.shares[::-1])[::-1] >= share - 1e-12
        return float(self.volumes[reached][-1] if reached.any() else self.volumes[0])


class Gamma:
    """The gamma law with a mean and a coefficient of variation.

    The density of x = ln(volume / mean) is proportional to exp(shape (x - e^x + 1)), smooth for
    every shape. By (x - e^x + 1) <= -x^2/3 on [-1, 0], <= x + 1, and <= -x^2/2 above 0, it lies
    below e^-45 of its peak outside the window.
    """

    def __init__(self, mean: float, coefficient_of_variation: float) -> None:
        self.mean = mean
        self._shape = coefficient_of_variation**-2
        depth = 45.0 / self._shape
        self._low = -math.sqrt(3.0 * depth) if 3.0 * depth <= 1.0 else -depth - 1.0
        self._high = min(math.sqrt(2.0 * depth), math.log1p(2.0 * depth) + 1.0)
        self._whole = self._integral(self._high)

    def _density(self, x: Floats) -> Floats:
        return np.exp(self._shape * (x - np.expm1(x)))

    def _integral(
        self, to: float, function: Function = np.ones_like, bend: float = -np.inf
    ) -> float:
        edges = np.linspace(self._low, to, 33)
        if self._low < bend < to:
            edges = np.sort([*edges, bend])
        return integral(
            lambda x: function(self.mean * np.exp(x)) * self._density(x),
            edges,
            1e-15 * (self._high - self._low),  # the density is at most 1
        )

    def means_of(self, *functions: Function, knee: float = 0.0) -> list[float]:
        bend = math.log(knee / self.mean) if knee > 0.0 else -np.inf
        return [self._integral(self._high, each, bend) / self._whole for each in functions]

    def share_up_to(self, volume: float) -> float:
        x = math.log(volume / self.mean) if volume > 0.0 else -math.inf
        if x >= self._high:
            return 1.0
        return self._integral(x) / self._whole if x > self._low else 0.0

    def least_volume(self, share: float) -> float:
        if share <= 0.0 or share >= 1.0:
            return 0.0 if share <= 0.0 else math.inf
        low, high = self._low, self._high
        while low < (middle := 0.5 * (low + high)) < high:
            if self._integral(middle) < share * self._whole:
                low = middle
            else:
                high = middle
        return self.mean * math.exp(high)

    def largest_volume(self, share: float) -> float:
        return self.least_volume(1.0 - share)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(15)


def integral(function: Function, edges: Floats, tolerance: float) -> float:
    """Over all panels between the edges, halving those where 15 nodes do not agree with 30."""

    def gauss(low: Floats, high: Floats) -> Floats:
        half = 0.5 * (high - low)[:, np.newaxis]
        x = low[:, np.newaxis] + half * (1.0 + _NODES)
        values = function(x.ravel()).reshape(x.shape)
        return np.asarray((half * _WEIGHTS * values).sum(axis=1))

    low, high = edges[:-1], edges[1:]
    whole, total = gauss(low, high), 0.0
    for _ in range(25):
        middle = 0.5 * (low + high)
        left, right = gauss(low, middle), gauss(middle, high)
        rough = np.abs(left + right - whole) > tolerance
        total += float((left + right)[~rough].sum())
        if not 0 < np.count_nonzero(rough) <= 2048:  # all agree, or what is left is noise
            return total + float((left + right)[rough].sum())
        low, high = np.r_[low[rough], middle[rough]], np.r_[middle[rough], high[rough]]
        whole = np.r_[left[rough], right[rough]]
    return total + float(whole.sum())


def volume_law(
    mean: float,
    coefficient_of_variation: float | None,
    scenarios: Numbers | None,
    weights: Numbers | None,
) -> VolumeLaw:
    """The law that the arguments describe.

    Raises
    ------
    ValueError
        Without one of a coefficient of variation and scenarios, with both, for values out of
        their range, and for weights that do not fit.
    """
    if (coefficient_of_variation is None) == (scenarios is None):
        got = "neither" if scenarios is None else "both"
        raise ValueError(f"give either coefficient_of_variation or scenarios, got {got}")
    if coefficient_of_variation is not None:
        if weights is not None:
            raise ValueError("weights must come with scenarios, got them alone")
        variation = column("coefficient_of_variation", coefficient_of_variation, VARIATION)
        if mean == 0.0 or single_number(variation) == 0.0:
            return Scenarios(np.array([mean]), np.array([1.0]))
        return Gamma(mean, single_number(variation))
    volumes = column("scenarios", scenarios, NONNEGATIVE).values
    shares = column("weights", np.ones(volumes.shape) if weights is None else weights, NONNEGATIVE)
    if volumes.ndim != 1 or not volumes.size or np.isnan(volumes).any():
        raise ValueError(f"scenarios must be a column of volumes without nan, got {scenarios!r}")
    if shares.values.shape != volumes.shape or not 0.0 < shares.values.sum() < np.inf:
        raise ValueError(
            f"weights must be one number for each of {volumes.size} scenarios, with a sum > 0, "
            f"got {weights!r}"
        )
    return Scenarios(volumes, shares.values)
