"""How long it takes to fit a log of 1.5 million contacts that has been read.

One thread; the log is made up, with waits in milliseconds, of which nearly all differ. What the
machine of the project's tests took in all: 1.8 s to 2.5 s.
"""

import time

import krarup as kr
import numpy as np
import pandas as pd

CONTACTS = 1_500_000


def generated() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    day = rng.integers(0, 250, CONTACTS) * 86_400.0
    arrival = np.sort(day + rng.uniform(8 * 3600, 20 * 3600, CONTACTS)).round(3)
    patience = rng.exponential(np.where(rng.random(CONTACTS) < 0.3, 40.0, 600.0))
    answer = rng.exponential(60.0, CONTACTS) * (rng.random(CONTACTS) < 0.6)
    left = patience < answer
    wait = np.minimum(patience, answer).round(3)
    begin = pd.Timestamp("2026-01-01") + pd.to_timedelta(arrival, unit="s")
    answered = begin + pd.to_timedelta(wait, unit="s")
    handled = pd.to_timedelta(np.where(left, 0.0, rng.exponential(240.0, CONTACTS)), unit="s")
    agents = np.array([f"agent {i}" for i in range(400)], dtype=object)
    return pd.DataFrame(
        {
            "arrived": begin,
            "answered": answered.where(~left),
            "ended": answered + handled,
            "agent": np.where(left, None, agents[rng.integers(0, 400, CONTACTS)]),
        }
    )


def main() -> None:
    frame = generated()
    log: kr.fit.CallLog | None = None

    def read() -> kr.fit.CallLog:
        return kr.fit.read_log(
            frame, arrival="arrived", answered_at="answered", ended_at="ended", agent="agent"
        )

    total = 0.0
    steps = [
        ("read_log, with every check", None),
        ("exponential_patience", kr.fit.exponential_patience),
        ("kaplan_meier", kr.fit.kaplan_meier),
        ("weibull_patience", kr.fit.weibull_patience),
        ("hyperexponential_patience", kr.fit.hyperexponential_patience),
        ("handle_time", kr.fit.handle_time),
        ("agents_present", lambda of: kr.fit.agents_present(of, interval="30min")),
        (
            "day_counts, over_dispersion",
            lambda of: kr.fit.over_dispersion(kr.fit.day_counts(of, interval="30min")),
        ),
    ]
    for name, step in steps:
        start = time.perf_counter()
        if step is None:
            log = read()
        else:
            step(log)
        seconds = time.perf_counter() - start
        total += seconds
        print(f"{name:<30}{seconds:8.3f} s")
    print(f"{'all':<30}{total:8.3f} s")


if __name__ == "__main__":
    main()
