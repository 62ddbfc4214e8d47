"""Queues by their definitions, summed and integrated without krarup."""

import math

import numpy as np
from by_definition import erlang_c

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


def integral(function, low, high, pieces=200):
    """Gauss's rule with 20 nodes on each of so many equal pieces."""
    edges = np.linspace(low, high, pieces + 1)
    half = np.diff(edges)[:, np.newaxis] / 2
    x = edges[:-1, np.newaxis] + half * (1 + _NODES)
    return float(np.sum(half * _WEIGHTS * function(x)))


class Queue:
    """M/M/n, and M/M/n+M where patience is given; times in seconds."""

    def __init__(self, contacts, interval, aht, patience=math.inf):
        self.rate, self.aht, self.patience = contacts / interval, aht, patience
        self.load = self.rate * aht

    def _parts(self, n):
        """The virtual wait's density, unnormalized; its end and integral; the weight of no wait."""
        leave = 1 / self.patience

        def density(x):
            return self.rate * np.exp(self.rate * -np.expm1(-leave * x) / leave - n * x / self.aht)

        end = self.patience + self.aht / n
        while density(end) > 1e-25 * max(density(0.0), density(end / 2)):
            end *= 2
        blocking = 1.0
        for k in range(1, n):
            blocking = self.load * blocking / (k + self.load * blocking)
        return density, end, integral(density, 0.0, end), 1 / blocking

    def service_level(self, n, within):
        """Answered within, over offered."""
        if math.isinf(self.patience):
            if self.load >= n:
                return 0.0
            return 1 - float(erlang_c(n, self.load)) * math.exp((self.load - n) * within / self.aht)
        if n == 0:
            return 0.0
        density, _, waits, free = self._parts(n)
        answered = integral(lambda v: np.exp(-v / self.patience) * density(v), 0.0, within)
        return (free + answered) / (free + waits)

    def abandonment(self, n):
        """Abandoned over offered: the chance that a patience is shorter than the wait."""
        if math.isinf(self.patience):
            return 0.0
        if n == 0:
            return 1.0
        density, end, waits, free = self._parts(n)
        lost = integral(lambda v: -np.expm1(-v / self.patience) * density(v), 0.0, end)
        return lost / (free + waits)

    def mean_queue_length(self, n):
        if math.isinf(self.patience):
            return float(erlang_c(n, self.load)) * self.load / (n - self.load)
        return self.rate * self.patience * self.abandonment(n)

    def agents_required(self, level, within):
        """Counted up from none."""
        n = 0
        while self.service_level(n, within) < level:
            n += 1
        return n


def gamma_density(volume, mean, variation):
    shape = variation**-2
    x = volume * shape / mean
    log = (shape - 1) * math.log(x) - x - math.lgamma(shape)
    return math.exp(log) * shape / mean


def means_over_volumes(model, mean, variation, n, within, counted=lambda queue, n: 1.0):
    """Over contacts and over intervals, by Simpson's rule over the volume."""
    volumes = np.linspace(1e-3, mean * (1 + 12 * variation), 2001)
    step = volumes[1] - volumes[0]
    simpson = np.array([1, *[4, 2] * 999, 4, 1]) * step / 3
    mass = simpson * [gamma_density(v, mean, variation) for v in volumes]
    queues = [model(v) for v in volumes]
    level = np.array([queue.service_level(n, within) for queue in queues])
    below = np.array([counted(queue, n) for queue in queues])
    return mass @ (volumes * level) / (mass @ (volumes * below)), mass @ level
