"""How long contacts would wait before they hang up: laws of patience."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeAlias, overload

import numpy as np

from . import _core
from ._columns import (
    ANSWER_TIME,
    NONNEGATIVE,
    POSITIVE,
    POSITIVE_TIME,
    PROPORTION,
    TIME,
    Column,
    Rule,
    column,
    dressed,
    time_column,
)
from ._hints import Floats, Number, Numbers, Series, Time, TimeOrArray, Times

Parameter: TypeAlias = float | tuple[Any, ...]  #: a number, or a table of them


class PatienceLaw:
    """How long contacts would wait, if no answer came first: a value that never changes.

    Where `balking` is above 0, that share of those who find every agent busy hangs up at once, and
    the others follow the law. `Exponential` and the other laws are such laws.

    Examples
    --------
    >>> import krarup as kr
    >>> law = kr.patience.Weibull(scale="5min", shape=0.7, balking=0.02)
    >>> law
    Weibull(scale=300, shape=0.7, balking=0.02)
    >>> law.survival([0, 30, 300]).round(4)
    array([0.98  , 0.8027, 0.3605])
    """

    _kind: ClassVar[str]
    _parameters: dict[str, Parameter]
    _balking: float

    def __init__(self, balking: Number, **parameters: Parameter) -> None:
        share = _number("balking", balking, PROPORTION)
        self.__dict__.update(_parameters=parameters, _balking=share)
        self._core_law()

    def _numbers(self) -> list[float]:
        return [float(each) for value in self._parameters.values() for each in np.ravel(value)]

    def _core_law(self) -> _core.PatienceLaw:
        return _core.PatienceLaw(self._kind, self._numbers(), self._balking)

    @property
    def parameters(self) -> dict[str, Parameter]:
        """What the law was made of, times in seconds, balking apart."""
        return dict(self._parameters)

    @property
    def balking(self) -> float:
        """Share of those who find every agent busy that hangs up at once."""
        return self._balking

    @property
    def average(self) -> float:
        """Mean patience in seconds, of those who balk 0; infinity where some never hang up."""
        return self._core_law().average()

    @overload
    def survival(self, wait: Time) -> float: ...
    @overload
    def survival(self, wait: TimeOrArray) -> Floats: ...
    @overload
    def survival(self, wait: Times) -> Series: ...
    def survival(self, wait: Times) -> Any:
        """Share of those who find every agent busy that is still there after a wait.

        Parameters
        ----------
        wait : time or column
            Which brought no answer.

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For a wait that is negative.

        Examples
        --------
        >>> import krarup as kr
        >>> round(kr.patience.Exponential(average="5min").survival("1min"), 4)
        0.8187
        """
        waits = time_column("wait", wait, ANSWER_TIME)
        return dressed("survival", self._core_law().survival(waits.values), waits.index)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} never changes: make another one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} never changes: make another one")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self._parameters.items(), self._balking))

    def __repr__(self) -> str:
        parts = [f"{name}={_shown(value)}" for name, value in self._parameters.items()]
        parts += [f"balking={_shown(self._balking)}"] if self._balking else []
        return f"{type(self).__name__}({', '.join(parts)})"


def _shown(value: Parameter) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if len(value) > 6:
        return f"<{len(value)} rows>"
    return "[" + ", ".join(_row(each) for each in value) + "]"


def _row(each: Any) -> str:
    return f"({each[0]:.15g}, {each[1]:.15g})" if isinstance(each, tuple) else f"{each:.15g}"


def _single(each: Column) -> float:
    if each.values.ndim or np.isnan(each.values):
        got = f"{each.values.size} numbers" if each.values.ndim else "nan"
        raise ValueError(f"{each.name} must be one number, got {got}")
    return float(each.values)


def _number(name: str, value: Any, rule: Rule = POSITIVE) -> float:
    return _single(column(name, value, rule))


def _time(name: str, value: Any, rule: Rule = POSITIVE_TIME) -> float:
    return _single(time_column(name, value, rule))


class Exponential(PatienceLaw):
    """Hangs up at a rate that does not depend on how long it has waited: Erlang A's patience.

    Parameters
    ----------
    average : time
        > 0; of those who do not balk.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience.Exponential(average="5min")
    Exponential(average=300)
    """

    _kind = "exponential"

    def __init__(self, *, average: Time, balking: Number = 0.0) -> None:
        super().__init__(balking, average=_time("average", average))


class Deterministic(PatienceLaw):
    """All hang up after the same wait.

    Parameters
    ----------
    patience : time
        > 0.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience.Deterministic(patience=120).survival([60, 180])
    array([1., 0.])
    """

    _kind = "deterministic"

    def __init__(self, *, patience: Time, balking: Number = 0.0) -> None:
        super().__init__(balking, patience=_time("patience", patience))


class Uniform(PatienceLaw):
    """Between two waits, each as likely as any.

    Parameters
    ----------
    shortest : time
        >= 0.
    longest : time
        More than the shortest.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience.Uniform(shortest=0, longest="10min").average
    300.0
    """

    _kind = "uniform"

    def __init__(self, *, shortest: Time, longest: Time, balking: Number = 0.0) -> None:
        super().__init__(
            balking, shortest=_time("shortest", shortest, TIME), longest=_time("longest", longest)
        )


class Gamma(PatienceLaw):
    """The gamma law; an Erlang law where the shape is whole.

    Its squared coefficient of variation is 1 / shape.

    Parameters
    ----------
    average : time
        > 0; of those who do not balk.
    shape : float
        > 0; 1 is exponential.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.patience.Gamma(average=300, shape=2).survival(60), 4)
    0.9384
    """

    _kind = "gamma"

    def __init__(self, *, average: Time, shape: Number, balking: Number = 0.0) -> None:
        super().__init__(balking, average=_time("average", average), shape=_number("shape", shape))


class Weibull(PatienceLaw):
    """Still there after t is exp(-(t / scale)^shape).

    Parameters
    ----------
    scale : time
        > 0; 63.2 % have hung up after it.
    shape : float
        > 0; below 1 the first seconds are the most dangerous.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.patience.Weibull(scale=300, shape=0.7).average, 2)
    379.75
    """

    _kind = "weibull"

    def __init__(self, *, scale: Time, shape: Number, balking: Number = 0.0) -> None:
        super().__init__(balking, scale=_time("scale", scale), shape=_number("shape", shape))


class Lognormal(PatienceLaw):
    """The logarithm of patience is normal.

    Parameters
    ----------
    median : time
        > 0; half of those who do not balk have hung up after it.
    sigma : float
        > 0; the logarithm's standard deviation.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience.Lognormal(median="3min", sigma=1.2).survival(180)
    0.5
    """

    _kind = "lognormal"

    def __init__(self, *, median: Time, sigma: Number, balking: Number = 0.0) -> None:
        super().__init__(balking, median=_time("median", median), sigma=_number("sigma", sigma))


class Hyperexponential(PatienceLaw):
    """A mixture of kinds of callers, each with an exponential patience of its own.

    Parameters
    ----------
    kinds : sequence of (share, average)
        Share of all contacts, which add up to 1, and average patience, a time > 0, of each kind.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range, with its row, and shares that do not add up to 1.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience.Hyperexponential([(0.3, 10), (0.7, "400s")])
    Hyperexponential(kinds=[(0.3, 10), (0.7, 400)])
    """

    _kind = "hyperexponential"

    def __init__(self, kinds: Iterable[tuple[Number, Time]], *, balking: Number = 0.0) -> None:
        shares, averages = _two_columns("kinds", kinds)
        super().__init__(
            balking,
            kinds=_table(
                column("share", shares, PROPORTION),
                time_column("average", averages, POSITIVE_TIME),
            ),
        )


class Hazard(PatienceLaw):
    """Hangs up at a rate that changes with the wait, in steps: a message every minute.

    Parameters
    ----------
    steps : sequence of (from, hazard)
        From which wait on, a time, the first 0 and then rising; and how many of those who are
        still there hang up in each second. The last may be 0: then some never do.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For a parameter out of its range, with its row.

    Examples
    --------
    >>> import krarup as kr
    >>> law = kr.patience.Hazard([(0, 0.01), ("30s", 0.002)])
    >>> law
    Hazard(steps=[(0, 0.01), (30, 0.002)])
    >>> round(law.survival(60), 4)
    0.6977
    """

    _kind = "hazard"

    def __init__(self, steps: Iterable[tuple[Time, Number]], *, balking: Number = 0.0) -> None:
        times, hazards = _two_columns("steps", steps)
        super().__init__(
            balking,
            steps=_table(
                _rising(time_column("from", times, TIME)), column("hazard", hazards, NONNEGATIVE)
            ),
        )


class Empirical(PatienceLaw):
    """A table of shares, as the Kaplan-Meier estimate leaves it.

    Parameters
    ----------
    waits : times
        Rising; contacts hang up at these waits alone.
    still_there : floats
        Share of contacts that would wait longer than that, not rising. What is left after the last
        wait never hangs up.
    balking : float
        Share of those who find every agent busy that hangs up at once.

    Raises
    ------
    ValueError
        For columns that do not fit, and for a number out of its range or order, with its row.

    References
    ----------
    E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, Journal of the
    American Statistical Association 53(282), 1958.

    Examples
    --------
    >>> import krarup as kr
    >>> law = kr.patience.Empirical([30, 60, 180], [0.9, 0.7, 0.0])
    >>> law.survival([29, 30, 100])
    array([1. , 0.9, 0.7])
    >>> law.average
    141.0
    """

    _kind = "empirical"

    def __init__(self, waits: Times, still_there: Numbers, *, balking: Number = 0.0) -> None:
        times = _rising(time_column("waits", waits, TIME))
        shares = column("still_there", still_there, PROPORTION)
        points = _table(times, shares)
        _ordered(shares, np.diff(shares.values) <= 0, "no more than the one before")
        super().__init__(
            balking,
            waits=tuple(wait for wait, _ in points),
            still_there=tuple(share for _, share in points),
        )

    def _numbers(self) -> list[float]:
        pairs = zip(*self._parameters.values(), strict=True)
        return [number for pair in pairs for number in pair]


def _two_columns(name: str, pairs: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    rows = [tuple(each) for each in pairs]
    if not rows or any(len(each) != 2 for each in rows):
        raise ValueError(f"{name} must be pairs of numbers, got {pairs!r}")
    return [each[0] for each in rows], [each[1] for each in rows]


def _table(one: Column, other: Column) -> tuple[Any, ...]:
    if one.values.ndim != 1 or one.values.shape != other.values.shape or not one.values.size:
        raise ValueError(
            f"{one.name} and {other.name} must be columns of the same length, got "
            f"{one.values.size} and {other.values.size} numbers"
        )
    for each in (one, other):
        if np.isnan(each.values).any():
            row = int(np.argmax(np.isnan(each.values)))
            raise ValueError(f"row {row}: {each.name} must be a number, got nan")
    return tuple(zip(one.values.tolist(), other.values.tolist(), strict=True))


def _ordered(each: Column, kept: Any, rule: str) -> Column:
    if not np.all(kept | np.isnan(np.diff(each.values))):
        row = int(np.argmin(kept)) + 1
        raise ValueError(f"row {row}: {each.name} must be {rule}, got {each.values[row]:.15g}")
    return each


def _rising(times: Column) -> Column:
    if times.values.ndim != 1:
        raise ValueError(f"{times.name} must be a column, got {times.values.tolist()!r}")
    return _ordered(times, np.diff(times.values) > 0, "more than the one before")
