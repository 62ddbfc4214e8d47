"""Small queues by all their states, without a formula of the field and without krarup."""

import numpy as np


class Chain:
    """M/M/n/K+M in balance: `load` erlangs, `hang_ups` per handle time and waiting contact, so many
    places for contacts in all; without a limit that could be felt where there is none. All times in
    handle times."""

    def __init__(self, n, load, hang_ups=0.0, places=None):
        self.n, self.hang_ups = n, hang_ups
        if places is None:
            places, share = n, 1.0  # of the time, over that of the state with all agents busy
            while share > 1e-18 or load >= n + hang_ups * (places - n):
                places += 1
                share *= load / (n + hang_ups * (places - n))
        state = np.arange(places + 1)
        leaving = np.minimum(state, n) + hang_ups * np.maximum(state - n, 0)
        rates = np.diag(np.full(places, load), 1) + np.diag(leaving[1:], -1)
        balance = (rates - np.diag(rates.sum(axis=1))).T
        balance[-1] = 1.0  # the shares of time add up to 1
        self.states = np.linalg.solve(balance, np.eye(places + 1)[-1])
        self.busy, self.queue = np.minimum(state, n), np.maximum(state - n, 0)

    @property
    def wait(self):
        return self.states[self.n :].sum()

    @property
    def blocking(self):
        return self.states[-1]

    @property
    def occupancy(self):
        return self.states @ self.busy / self.n

    @property
    def mean_queue_length(self):
        return self.states @ self.queue

    def _tagged(self, own):
        """Rates from so many contacts before a tagged one to the next number, and to its answer and
        its hanging up, the last two."""
        waiting = len(self.states) - self.n
        on = self.n + self.hang_ups * np.arange(waiting)
        rates = np.zeros((waiting + 2, waiting + 2))
        rates[np.arange(1, waiting), np.arange(waiting - 1)] = on[1:]
        rates[0, waiting] = on[0]
        rates[:waiting, waiting + 1] = own
        return rates - np.diag(rates.sum(axis=1))

    def within(self, t, own=None):
        """Shares answered and hung up by t, over offered, by uniformization."""
        rates = self._tagged(self.hang_ups if own is None else own)
        fastest = -rates.diagonal().min()
        step = np.eye(len(rates)) + rates / fastest
        at = np.append(self.states[self.n :], [0.0, 0.0])
        weight, total = np.exp(-fastest * t), np.zeros(len(rates))
        assert weight > 0.0, "t too long for so many states"
        for k in range(1, int(fastest * t + 12 * np.sqrt(fastest * t) + 60)):
            total += weight * at
            at, weight = at @ step, weight * fastest * t / k
        return self.states[: self.n].sum() + total[-2], total[-1]

    def mean_waits(self):
        """Mean waits of those answered and of those who hang up, over offered, by linear
        equations."""
        rates = self._tagged(self.hang_ups)
        times = np.linalg.solve(-rates[:-2, :-2].T, self.states[self.n :])
        return np.linalg.solve(-rates[:-2, :-2].T, times) @ rates[:-2, -2:]
