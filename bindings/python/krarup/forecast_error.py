"""Service level where the volume does not come out as forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._columns import NONNEGATIVE, PROPORTION, column, dressed
from ._hints import Floats, Numbers, Times
from ._presentation import Answer, percent
from ._queue import Queue
from ._single import single_number, single_queue
from ._uncertain_volume import asked_for, means, share_that_keeps, with_volumes
from ._volume_law import VolumeLaw, volume_law


@dataclass(frozen=True, eq=False, repr=False)
class ServiceLevelDistribution(Answer):
    """The service level of given agents as a chance variable: the volume misses its forecast.

    Made by `service_level_under_forecast_error`.

    Attributes
    ----------
    mean : float
        Over contacts: those served in time in all such intervals, over those that count there.
        It is what a long run of days shows.
    mean_over_intervals : float
        Each interval counts alike, however many contacts it brings.
    point : float
        The service level if the forecast were true.
    target : float or None
    probability_of_target : float or None
        Share of such intervals whose service level is at least the target.
    queue : ErlangC or ErlangA
        With the forecast as its volume.
    agents : float
    answer_within : float
        Seconds.
    definition : str
    short : float or None
        Seconds.

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> outlook = kr.service_level_under_forecast_error(
    ...     billing, agents=14, coefficient_of_variation=0.1, answer_within=20,
    ...     service_level=0.80)
    >>> outlook
    ServiceLevelDistribution: mean 90.0 % over contacts, 90.6 % over intervals, 91.7 % as forecast
    intervals  at least
         99 %    71.8 %
         90 %    82.9 %
         75 %    87.7 %
         50 %    91.9 %
         25 %    94.8 %
         10 %    96.7 %
          1 %    98.6 %
    at least 80.0 % in 94.3 % of intervals
    """

    mean: float
    mean_over_intervals: float
    point: float
    target: float | None
    probability_of_target: float | None
    queue: Queue[float]
    agents: float
    answer_within: float
    definition: str
    short: float | None
    _law: VolumeLaw

    def quantile(self, share: Numbers) -> Any:
        """Service level that a share of the intervals does not exceed.

        Parameters
        ----------
        share : float or column
            0.10 for the level that nine of ten intervals reach.

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For a share outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> outlook = kr.service_level_under_forecast_error(
        ...     billing, agents=14, coefficient_of_variation=0.1, answer_within=20)
        >>> outlook.quantile([0.1, 0.5, 0.9]).round(4)
        array([0.8287, 0.9185, 0.9666])
        """
        asked = column("share", share, PROPORTION)
        volumes = _each(self._law.largest_volume, asked.values)
        endless = np.isinf(volumes)
        queue = with_volumes(self.queue, np.where(endless, 0.0, volumes))
        levels = queue.service_level(agents=self.agents, **self._asked())
        return dressed("service_level", np.where(endless, 0.0, levels), asked.index)

    def probability_at_least(self, level: Numbers) -> Any:
        """Share of intervals whose service level is at least this.

        Parameters
        ----------
        level : float or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For a level outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> outlook = kr.service_level_under_forecast_error(
        ...     billing, agents=14, coefficient_of_variation=0.1, answer_within=20)
        >>> outlook.probability_at_least([0.8, 0.9]).round(4)
        array([0.9435, 0.6291])
        """
        asked = column("level", level, PROPORTION)

        def reached(level: float) -> float:
            promise = {**self._asked(), "service_level": level}
            return share_that_keeps(self._law, self.queue, self.agents, promise)

        return dressed("probability", _each(reached, asked.values), asked.index)

    def plot(self, ax: Any = None) -> Any:
        """Draw it, as `krarup.plotting.plot_service_level_distribution` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Drawn into; else into a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            Without matplotlib.

        Examples
        --------
        >>> import krarup as kr
        >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
        >>> outlook = kr.service_level_under_forecast_error(
        ...     billing, agents=14, coefficient_of_variation=0.1, answer_within=20)
        >>> outlook.plot().get_xlabel()
        'service level within 20 s (% of contacts)'
        """
        from .plotting import plot_service_level_distribution

        return plot_service_level_distribution(self, ax)

    def _asked(self) -> dict[str, Any]:
        return asked_for(self.answer_within, self.definition, self.short)

    def _heading(self) -> str:
        return (
            f"mean {percent(self.mean)} over contacts, {percent(self.mean_over_intervals)} over "
            f"intervals, {percent(self.point)} as forecast"
        )

    def _notes(self) -> Sequence[str]:
        if self.target is None or self.probability_of_target is None:
            return ()
        chance = percent(self.probability_of_target)
        return (f"at least {percent(self.target)} in {chance} of intervals",)

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        shares = np.array([0.99, 0.9, 0.75, 0.5, 0.25, 0.1, 0.01])
        levels = self.quantile(1.0 - shares)
        return {
            "intervals": [f"{100 * each:.0f} %" for each in shares],
            "at least": [percent(each) for each in levels],
        }


def service_level_under_forecast_error(
    queue: Queue[float],
    *,
    agents: float,
    answer_within: Times,
    coefficient_of_variation: float | None = None,
    scenarios: Numbers | None = None,
    weights: Numbers | None = None,
    service_level: float | None = None,
    definition: str = "offered",
    short: Times | None = None,
) -> ServiceLevelDistribution:
    """Service level of given agents where the volume misses its forecast.

    The volume's rate is drawn once for the interval, which then is in balance by itself; contacts
    come as a Poisson stream of that rate. More volume never helps, so each probability is that of
    a volume, and the means are integrals: nothing is drawn by chance.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval; its contacts are the forecast.
    agents : float
        On the phones; may be real.
    answer_within : time
    coefficient_of_variation : float, optional
        The volume has a gamma law whose mean is the forecast and whose standard deviation is this
        share of it, in [0, 10]. A count of which the mean m and the variance v were seen has
        sqrt(v - m) / m: m of the variance is Poisson's.
    scenarios : column, optional
        Volumes per interval, instead of a gamma law.
    weights : column, optional
        Of the scenarios, in any unit; else they are alike.
    service_level : float, optional
        The target whose probability is asked.
    definition, short
        As in `ErlangA.service_level`.

    Returns
    -------
    ServiceLevelDistribution

    Raises
    ------
    ValueError
        For a queue of several intervals, an argument out of its range, and without one of a
        coefficient of variation and scenarios.

    Notes
    -----
    No definition's service level rises with the volume. The virtual waits of two volumes, without
    a wait among them, have a likelihood ratio that increases in the wait; so the wait of a contact
    of given patience, and of those answered, is longer in law under the larger volume.

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> outlook = kr.service_level_under_forecast_error(
    ...     billing, agents=14, coefficient_of_variation=300**0.5 / 100, answer_within=20)
    >>> round(outlook.point, 3), round(outlook.mean_over_intervals, 3), round(outlook.mean, 3)
    (0.917, 0.887, 0.869)
    >>> weathers = kr.service_level_under_forecast_error(
    ...     billing, agents=14, scenarios=[90, 100, 130], weights=[2, 5, 1], answer_within=20,
    ...     service_level=0.80)
    >>> weathers.probability_of_target
    0.875
    """
    queue = single_queue(queue)
    law = volume_law(float(queue.contacts), coefficient_of_variation, scenarios, weights)
    n = single_number(column("agents", agents, NONNEGATIVE))
    asked = asked_for(answer_within, definition, short)
    chance = None
    if service_level is not None:
        service_level = single_number(column("service_level", service_level, PROPORTION))
        chance = share_that_keeps(law, queue, n, {**asked, "service_level": service_level})
    mean, over_intervals = means(law, queue, n, asked)
    point = float(queue.service_level(agents=n, **asked))
    return ServiceLevelDistribution(
        mean, over_intervals, point, service_level, chance, queue, n, **asked, _law=law
    )


def _each(function: Any, values: Floats) -> Floats:
    """The function of each number; NaN of NaN."""
    flat = [np.nan if np.isnan(each) else function(float(each)) for each in values.ravel()]
    return np.array(flat).reshape(values.shape)
