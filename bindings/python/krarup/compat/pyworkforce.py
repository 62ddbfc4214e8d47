"""The queueing classes of the package pyworkforce, under their own names.

`from krarup.compat.pyworkforce import ErlangC` replaces `from pyworkforce import ErlangC`: the same
arguments, methods, attributes and keys of answers; hence names that follow pyworkforce and not the
rest of krarup. pyworkforce itself is not needed.

- `transactions`: contacts offered in each `interval`.
- `aht`: average handle time. `asa`: not an average, but the time within which the service level
  counts an answer.
- `interval`, `aht` and `asa` are bare numbers in one unit, whichever: minutes in pyworkforce's
  documentation. Texts and timedeltas are refused, since they would bring their own.
- `positions`: agents. `raw_positions`: on the phones; `positions` of an answer: scheduled, after
  shrinkage.

`ErlangC` and `MultiErlangC` are those of pyworkforce 0.5.1. Numbers may be real, and columns, which
broadcast; the answers then hold columns. Results are exact: a probability stays below 1 under
overload, the search for positions starts where it should, and rounding up forgives what is only the
error of a division.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from .._columns import BELOW_ONE, NONNEGATIVE, POSITIVE, column
from .._hints import Numbers
from ..queues import ErlangC as _Queue
from ..staffing import on_phone_from_scheduled, scheduled_from_on_phone
from ._spreadsheet import floor

__all__ = ["ErlangC", "MultiErlangC"]

Grid: TypeAlias = Mapping[str, Iterable[Any]] | Sequence[Mapping[str, Iterable[Any]]]
Combinations: TypeAlias = list[tuple[dict[str, Any], dict[str, Any]]]

_DIVISION_ERROR = 1e-12  # (1 - 0.9) x 10 is 0.9999999999999998 in doubles


class ErlangC:
    """Positions and measures of a queue in which everybody waits.

    Parameters
    ----------
    transactions : float or column
        Contacts offered in each interval, >= 0.
    aht : float or column
        Average handle time, in the unit of all times here; > 0.
    asa : float or column
        Time within which the service level counts an answer, >= 0.
    interval : float or column
        Length of the interval; > 0.
    shrinkage : float or column
        Share of scheduled time that is not spent ready for contacts, below 1.
    **kwargs
        Not used, as in pyworkforce, and named in a warning.

    Attributes
    ----------
    n_transactions, aht, asa, interval, shrinkage
        As given.
    intensity : float or column
        Offered load in erlangs.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several.

    Examples
    --------
    >>> from krarup.compat.pyworkforce import ErlangC
    >>> erlang = ErlangC(transactions=100, aht=3, asa=20 / 60, interval=30, shrinkage=0.3)
    >>> answer = erlang.required_positions(service_level=0.8, max_occupancy=0.85)
    >>> answer["raw_positions"], answer["positions"], round(answer["service_level"], 4)
    (14, 20, 0.8884)
    """

    def __init__(
        self,
        transactions: Numbers,
        aht: Numbers,
        asa: Numbers,
        interval: Numbers,
        shrinkage: Numbers = 0.0,
        **kwargs: Any,
    ) -> None:
        column("transactions", transactions, NONNEGATIVE)
        column("aht", aht, POSITIVE)
        column("asa", asa, NONNEGATIVE)
        column("interval", interval, POSITIVE)
        column("shrinkage", shrinkage, BELOW_ONE)
        if kwargs:
            names = ", ".join(kwargs)
            warnings.warn(f"ErlangC makes no use of {names}", stacklevel=2)
        self.n_transactions = transactions
        self.aht = aht
        self.interval = interval
        self.asa = asa
        self.shrinkage = shrinkage
        self._queue = _Queue(contacts=transactions, interval=interval, aht=aht)
        self.intensity = self._queue.offered_load()

    def waiting_probability(self, positions: Numbers, scale_positions: bool = False) -> Any:
        """Share of contacts that find every position busy.

        Parameters
        ----------
        positions : float or column
        scale_positions : bool
            Whether positions are scheduled ones, of which shrinkage leaves the whole number below.

        Returns
        -------
        float, or float array or Series
            1 where positions <= intensity.

        Examples
        --------
        >>> from krarup.compat.pyworkforce import ErlangC
        >>> erlang = ErlangC(transactions=100, aht=3, asa=20 / 60, interval=30, shrinkage=0.3)
        >>> round(erlang.waiting_probability(14), 4)
        0.1741
        >>> round(erlang.waiting_probability(20, scale_positions=True), 4)
        0.1741
        """
        return self._queue.probability_of_wait(agents=self._ready(positions, scale_positions))

    def service_level(self, positions: Numbers, scale_positions: bool = False) -> Any:
        """Share of contacts answered within `asa`.

        Parameters
        ----------
        positions, scale_positions
            As in `waiting_probability`.

        Returns
        -------
        float, or float array or Series
            0 where positions <= intensity.

        Examples
        --------
        >>> from krarup.compat.pyworkforce import ErlangC
        >>> erlang = ErlangC(transactions=100, aht=3, asa=20 / 60, interval=30)
        >>> round(erlang.service_level(14), 4)
        0.8884
        """
        ready = self._ready(positions, scale_positions)
        return self._queue.service_level(agents=ready, answer_within=self.asa)

    def achieved_occupancy(self, positions: Numbers, scale_positions: bool = False) -> Any:
        """Share of the positions' time that is spent on contacts.

        Parameters
        ----------
        positions, scale_positions
            As in `waiting_probability`.

        Returns
        -------
        float, or float array or Series
            1 where positions <= intensity.

        Examples
        --------
        >>> from krarup.compat.pyworkforce import ErlangC
        >>> erlang = ErlangC(transactions=100, aht=3, asa=20 / 60, interval=30)
        >>> round(erlang.achieved_occupancy(14), 4)
        0.7143
        """
        return self._queue.occupancy(agents=self._ready(positions, scale_positions))

    def required_positions(
        self, service_level: Numbers, max_occupancy: Numbers = 1.0
    ) -> dict[str, Any]:
        """Least positions that answer a share of the contacts within `asa`.

        Parameters
        ----------
        service_level : float or column
        max_occupancy : float or column
            At most this share of the positions' time is spent on contacts.

        Returns
        -------
        dict
            raw_positions, on the phones; positions, scheduled: raw_positions / (1 - shrinkage),
            rounded up; service_level, occupancy and waiting_probability with raw_positions.
            `krarup.Unreachable`, infinity, where no number is enough.

        Examples
        --------
        >>> from krarup.compat.pyworkforce import ErlangC
        >>> erlang = ErlangC(transactions=[100, 140], aht=3, asa=20 / 60, interval=30)
        >>> erlang.required_positions(service_level=0.8)["raw_positions"]
        array([14., 18.])
        """
        raw = self._queue.agents_required(
            service_level=service_level, answer_within=self.asa, max_occupancy=max_occupancy
        )
        return {
            "raw_positions": raw,
            "positions": _of_raw(raw, self._scheduled, np.inf),
            "service_level": _of_raw(raw, self.service_level, 1.0),
            "occupancy": _of_raw(raw, self.achieved_occupancy, 0.0),
            "waiting_probability": _of_raw(raw, self.waiting_probability, 0.0),
        }

    def _scheduled(self, raw: Any) -> Any:
        return floor(scheduled_from_on_phone(on_phone=raw, shrinkage=self.shrinkage))

    def _ready(self, positions: Any, scale_positions: bool) -> Any:
        column("positions", positions, NONNEGATIVE)
        if not scale_positions:
            return positions
        ready = on_phone_from_scheduled(scheduled=positions, shrinkage=self.shrinkage)
        return floor(ready * (1 + _DIVISION_ERROR))


class MultiErlangC:
    """`ErlangC` for every combination of lists of arguments.

    Parameters
    ----------
    param_grid : dict, or list of dicts
        Lists of values by the names of `ErlangC`'s arguments. All combinations of one dict are
        taken, its names in alphabetical order, the last changing fastest; then those of the next.
    n_jobs, pre_dispatch
        Not needed: there is nothing to wait for. Taken and not used.

    Attributes
    ----------
    param_grid, n_jobs, pre_dispatch
        As given.
    param_list : list of dict
        The combinations.
    waiting_probability_params, service_level_params, achieved_occupancy_params,
    required_positions_params : list of tuple, or None
        The combinations behind the answers of the method's last call, in their order.

    Raises
    ------
    TypeError
        For a grid that is no dict, or a value in it that is no list.

    Examples
    --------
    >>> from krarup.compat.pyworkforce import MultiErlangC
    >>> grid = {"transactions": [100, 140], "aht": [3], "interval": [30], "asa": [20 / 60]}
    >>> answers = MultiErlangC(grid).required_positions({"service_level": [0.8, 0.9]})
    >>> [answer["raw_positions"] for answer in answers]
    [14, 15, 18, 19]
    """

    def __init__(
        self,
        param_grid: Grid,
        n_jobs: int | None = 2,
        pre_dispatch: int | str = "2 * n_jobs",
    ) -> None:
        self.param_grid = param_grid
        self.n_jobs = n_jobs
        self.pre_dispatch = pre_dispatch
        self.param_list = list(_combinations(param_grid))
        self.waiting_probability_params: Combinations | None = None
        self.service_level_params: Combinations | None = None
        self.achieved_occupancy_params: Combinations | None = None
        self.required_positions_params: Combinations | None = None

    def waiting_probability(self, arguments_grid: Grid) -> list[Any]:
        """`ErlangC.waiting_probability` for every combination of both grids."""
        return self._answers("waiting_probability", arguments_grid)

    def service_level(self, arguments_grid: Grid) -> list[Any]:
        """`ErlangC.service_level` for every combination of both grids."""
        return self._answers("service_level", arguments_grid)

    def achieved_occupancy(self, arguments_grid: Grid) -> list[Any]:
        """`ErlangC.achieved_occupancy` for every combination of both grids."""
        return self._answers("achieved_occupancy", arguments_grid)

    def required_positions(self, arguments_grid: Grid) -> list[dict[str, Any]]:
        """`ErlangC.required_positions` for every combination of both grids."""
        return self._answers("required_positions", arguments_grid)

    def _answers(self, method: str, arguments_grid: Grid) -> list[Any]:
        arguments = list(_combinations(arguments_grid))
        pairs = list(itertools.product(self.param_list, arguments))
        if not pairs:
            raise ValueError("param_grid and arguments_grid must have combinations, got none")
        setattr(self, f"{method}_params", pairs)
        return [getattr(ErlangC(**queue), method)(**asked) for queue, asked in pairs]


def _of_raw(raw: Any, measure: Callable[[Any], Any], limit: float) -> Any:
    """A measure of positions, or its limit where no number of them is enough."""
    if np.ndim(raw) == 0:
        return (
            raw if np.isinf(raw) and np.isinf(limit) else limit if np.isinf(raw) else measure(raw)
        )
    endless = np.isinf(raw)
    finite = raw.copy()
    finite[endless] = 0.0
    values = measure(finite)
    values[np.broadcast_to(endless, values.shape)] = limit
    return values


def _combinations(grid: Grid) -> Iterator[dict[str, Any]]:
    for each in [grid] if isinstance(grid, Mapping) else grid:
        if not isinstance(each, Mapping):
            raise TypeError(f"a grid must be a dict or a list of dicts, got {each!r}")
        names = sorted(each)
        for name in names:
            if isinstance(each[name], str) or not isinstance(each[name], Iterable):
                raise TypeError(f"{name} must be a list of values in a grid, got {each[name]!r}")
        for values in itertools.product(*(each[name] for name in names)):
            yield dict(zip(names, values, strict=True))
