"""Erlang B: trunks without a queue."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from . import _core
from ._columns import NONNEGATIVE, PROPORTION, Column, answer, answer_or_reason, column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Model, Plain
from ._sensitivity import Sensitivity, sensitivity


class ErlangB(Model[Result]):
    """The M/G/n/n loss system: who finds every trunk busy is turned away and gone.

    Parameters
    ----------
    contacts : float or column
        Offered in each interval; finite, >= 0.
    interval : time or column
        Its length; > 0. There is no default.
    aht : time or column
        Average time that a contact holds a trunk, of any law; > 0.

    Raises
    ------
    ValueError
        For a value out of its range, with its row where there are several, and for columns whose
        lengths or indexes do not fit.

    References
    ----------
    A. K. Erlang, Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges, 1917.

    Examples
    --------
    >>> import krarup as kr
    >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
    >>> round(lines.probability_of_blocking(trunks=17), 5)
    0.01295
    >>> lines.trunks_required(blocking=0.01)
    18
    """

    @overload
    def __init__(self: ErlangB[float], *, contacts: Number, interval: Time, aht: Time) -> None: ...
    @overload
    def __init__(
        self: ErlangB[Floats], *, contacts: NumberOrArray, interval: TimeOrArray, aht: TimeOrArray
    ) -> None: ...
    @overload
    def __init__(
        self: ErlangB[Series], *, contacts: Numbers, interval: Times, aht: Times
    ) -> None: ...
    def __init__(self, *, contacts: Numbers, interval: Times, aht: Times) -> None:
        super().__init__(contacts, interval, aht)

    def _ask(self, name: str, ufunc: np.ufunc, *more: Column) -> Any:
        return answer(name, ufunc, self._contacts_per_second, self._columns["aht"], *more)

    @overload
    def probability_of_blocking(self, *, trunks: Number) -> Result: ...
    @overload
    def probability_of_blocking(self: Plain, *, trunks: NumberOrArray) -> Floats: ...
    @overload
    def probability_of_blocking(self, *, trunks: Numbers) -> Series: ...
    def probability_of_blocking(self, *, trunks: Numbers) -> Any:
        """Share of offered contacts that find every trunk busy.

        Parameters
        ----------
        trunks : float or column
            May be real.

        Returns
        -------
        float, or float array or Series
            0 where nothing is offered, else 1 without trunks.

        Raises
        ------
        ValueError
            For trunks that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> round(lines.probability_of_blocking(trunks=17), 5)
        0.01295
        """
        columns = [_trunks(trunks), self._offered_load]
        return answer("probability_of_blocking", _core.erlang_b, *columns)

    @overload
    def carried_load(self, *, trunks: Number) -> Result: ...
    @overload
    def carried_load(self: Plain, *, trunks: NumberOrArray) -> Floats: ...
    @overload
    def carried_load(self, *, trunks: Numbers) -> Series: ...
    def carried_load(self, *, trunks: Numbers) -> Any:
        """Load that is served, in erlangs: the mean number of busy trunks.

        Parameters
        ----------
        trunks : float or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For trunks that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> round(lines.carried_load(trunks=17), 4)
        9.8705
        """
        return self._ask("carried_load", _core.carried_load, _trunks(trunks))

    @overload
    def lost_load(self, *, trunks: Number) -> Result: ...
    @overload
    def lost_load(self: Plain, *, trunks: NumberOrArray) -> Floats: ...
    @overload
    def lost_load(self, *, trunks: Numbers) -> Series: ...
    def lost_load(self, *, trunks: Numbers) -> Any:
        """Load that is turned away, in erlangs.

        Parameters
        ----------
        trunks : float or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For trunks that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> round(lines.lost_load(trunks=17), 4)
        0.1295
        """
        return self._ask("lost_load", _core.lost_load, _trunks(trunks))

    @overload
    def occupancy(self, *, trunks: Number) -> Result: ...
    @overload
    def occupancy(self: Plain, *, trunks: NumberOrArray) -> Floats: ...
    @overload
    def occupancy(self, *, trunks: Numbers) -> Series: ...
    def occupancy(self, *, trunks: Numbers) -> Any:
        """Share of the trunks' time that is busy; 0 without trunks.

        Parameters
        ----------
        trunks : float or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For trunks that are negative or infinite.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> round(lines.occupancy(trunks=17), 4)
        0.5806
        """
        return self._ask("occupancy", _core.occupancy_of_trunks, _trunks(trunks))

    @overload
    def sensitivity(self, *, trunks: Number, log: bool = ...) -> Sensitivity[Result]: ...
    @overload
    def sensitivity(
        self: Plain, *, trunks: NumberOrArray, log: bool = ...
    ) -> Sensitivity[Floats]: ...
    @overload
    def sensitivity(self, *, trunks: Numbers, log: bool = ...) -> Sensitivity[Series]: ...
    def sensitivity(self, *, trunks: Numbers, log: bool = False) -> Sensitivity[Any]:
        """Probability of blocking and its derivatives by trunks, offered load and handle time.

        Parameters
        ----------
        trunks : float or column
        log : bool
            Of its natural logarithm instead, which keeps its digits below 1e-308.

        Returns
        -------
        Sensitivity
            With the derivative by trunks as `per_agent`.

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> slopes = lines.sensitivity(trunks=17)
        >>> round(slopes.value, 5), round(slopes.per_agent, 5), round(slopes.per_erlang, 5)
        (0.01295, -0.00737, 0.00923)
        """
        ufunc = _core.sensitivity_of_log_blocking if log else _core.sensitivity_of_blocking
        columns = [self._contacts_per_second, self._columns["aht"], _trunks(trunks)]
        return sensitivity(ufunc, columns)

    @overload
    def trunks_required(self, *, blocking: Number) -> Result: ...
    @overload
    def trunks_required(self: Plain, *, blocking: NumberOrArray) -> Floats: ...
    @overload
    def trunks_required(self, *, blocking: Numbers) -> Series: ...
    def trunks_required(self, *, blocking: Numbers) -> Any:
        """Least whole number of trunks that blocks at most a share of offered contacts.

        Parameters
        ----------
        blocking : float or column
            0.01 for 1 %.

        Returns
        -------
        int, or float array or Series
            Unreachable, infinity, for a blocking of 0 with contacts offered.

        Raises
        ------
        ValueError
            For a blocking outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> lines.trunks_required(blocking=[0.1, 0.01, 0.001])
        array([13., 18., 21.])
        """
        return answer_or_reason(
            "trunks_required",
            _core.trunks_required,
            self._contacts_per_second,
            self._columns["aht"],
            column("blocking", blocking, PROPORTION),
            whole=True,
        )

    @overload
    def load_with_recalls(self, *, trunks: Number, recall: Number) -> Result: ...
    @overload
    def load_with_recalls(
        self: Plain, *, trunks: NumberOrArray, recall: NumberOrArray
    ) -> Floats: ...
    @overload
    def load_with_recalls(self, *, trunks: Numbers, recall: Numbers) -> Series: ...
    def load_with_recalls(self, *, trunks: Numbers, recall: Numbers) -> Any:
        """Offered load in erlangs after those turned away have called again.

        The fixed point of extended Erlang B: each further attempt is taken to be as independent as
        a first one.

        Parameters
        ----------
        trunks : float or column
        recall : float or column
            Share of blocked contacts that try again.

        Returns
        -------
        float, or float array or Series
            Unreachable, infinity, where every blocked contact tries again and trunks <= load.

        Raises
        ------
        ValueError
            For an argument out of its range.

        Examples
        --------
        >>> import krarup as kr
        >>> lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
        >>> round(lines.load_with_recalls(trunks=12, recall=0.5), 4)
        10.8214
        """
        return answer_or_reason(
            "load_with_recalls",
            _core.load_with_recalls,
            self._contacts_per_second,
            self._columns["aht"],
            _trunks(trunks),
            column("recall", recall, PROPORTION),
        )


@overload
def largest_offered_load(*, trunks: Number, blocking: Number) -> float: ...
@overload
def largest_offered_load(*, trunks: NumberOrArray, blocking: NumberOrArray) -> Floats: ...
@overload
def largest_offered_load(*, trunks: Numbers, blocking: Numbers) -> Series: ...
def largest_offered_load(*, trunks: Numbers, blocking: Numbers) -> Any:
    """Largest load in erlangs of which so many trunks block at most a share.

    Parameters
    ----------
    trunks : float or column
    blocking : float or column
        0.01 for 1 %.

    Returns
    -------
    float, or float array or Series
        Unreachable, infinity, for a blocking of 1.

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.largest_offered_load(trunks=10, blocking=0.01), 4)
    4.4612
    """
    return answer_or_reason(
        "largest_offered_load",
        _core.largest_offered_load,
        _trunks(trunks),
        column("blocking", blocking, PROPORTION),
    )


def _trunks(value: Numbers) -> Column:
    return column("trunks", value, NONNEGATIVE)
