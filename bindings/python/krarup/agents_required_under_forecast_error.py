"""How many agents a promise takes where the volume does not come out as forecast."""

from __future__ import annotations

import itertools

import numpy as np

from ._columns import PROPORTION, column
from ._hints import Numbers, Times
from ._queue import Queue
from ._single import single_number, single_queue
from ._uncertain_volume import asked_for, means, with_volumes
from ._unreachable import Unreachable
from ._volume_law import volume_law


def agents_required_under_forecast_error(
    queue: Queue[float],
    *,
    service_level: float,
    answer_within: Times,
    coefficient_of_variation: float | None = None,
    scenarios: Numbers | None = None,
    weights: Numbers | None = None,
    probability: float | None = None,
    definition: str = "offered",
    short: Times | None = None,
) -> int | Unreachable:
    """Least whole number of agents that keeps a promise although the volume misses its forecast.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval; its contacts are the forecast.
    service_level : float
    answer_within : time
    coefficient_of_variation, scenarios, weights
        How the volume misses its forecast, as in `service_level_under_forecast_error`.
    probability : float, optional
        In at least this share of such intervals the service level is reached. Without it, it is
        reached in the mean over contacts.
    definition, short
        As in `ErlangA.service_level`.

    Returns
    -------
    int, or Unreachable

    Raises
    ------
    ValueError
        As `service_level_under_forecast_error`.

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> billing.agents_required(service_level=0.80, answer_within=20)
    13
    >>> promise = dict(service_level=0.80, answer_within=20, coefficient_of_variation=0.2)
    >>> kr.agents_required_under_forecast_error(billing, **promise)
    14
    >>> kr.agents_required_under_forecast_error(billing, **promise, probability=0.9)
    16
    """
    queue = single_queue(queue)
    law = volume_law(float(queue.contacts), coefficient_of_variation, scenarios, weights)
    level = single_number(column("service_level", service_level, PROPORTION))
    asked = asked_for(answer_within, definition, short)
    if probability is not None:
        chance = single_number(column("probability", probability, PROPORTION))
        volume = law.least_volume(chance) if level > 0.0 else 0.0
        if np.isinf(volume):
            return Unreachable(np.inf, "a gamma law exceeds every volume with some probability")
        required: int | Unreachable = with_volumes(queue, volume).agents_required(
            service_level=level, **asked
        )
        return required
    at_mean = with_volumes(queue, law.mean).agents_required(service_level=level, **asked)
    if isinstance(at_mean, Unreachable):
        return at_mean

    def is_enough(n: int) -> bool:
        return means(law, queue, n, asked)[0] >= level

    if definition in ("answered", "exclude_abandoned_within", "exclude_short"):
        return next(filter(is_enough, itertools.count()))  # more agents may weigh bad volumes more
    if is_enough(0):
        return 0
    too_few, enough = 0, 1
    while not is_enough(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return enough
