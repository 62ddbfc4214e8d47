"""Holds a day with any law of patience against simulation, law by law and day by day.

    python examples/validation/patience.py [--contacts NUMBER]

`kr.Day` takes an exponential patience exactly. By another law those who wait are taken to hang up
as they would on average if each had waited since its turn came among the arrivals. How far that is
from the truth is said in points of an interval's service level and abandonment: the largest
difference from the mean of simulated days, over the intervals of a day. Calls take 3 minutes, 20
seconds are allowed. The days, by half hours unless they say otherwise:

- 10, 100: about so many erlangs, at 0.7 to 1.1 times the agents, and nobody in the end
- few: 3 agents, at 0.4 to 1.1 times them
- nobody: 9 erlangs at 12 agents, of whom there is none in one half hour
- swing: by ten minutes 60 and 140 erlangs in turn, at 100 agents
- rush: an hour of 150 erlangs at 100 agents, then nobody comes, then few
- leave: 100 erlangs at 105 agents, but for an hour at 70
"""

import argparse
import math

import krarup as kr
import numpy as np

LAWS = {
    "exponential": kr.patience.Weibull(scale=240, shape=1),
    "two kinds": kr.patience.Hyperexponential(kinds=[(0.3, 30), (0.7, 330)]),
    "half at once": kr.patience.Hyperexponential(kinds=[(0.5, 10), (0.5, 470)]),
    "lognormal, sigma 1": kr.patience.Lognormal(median=180, sigma=1),
    "Weibull, shape 0.5": kr.patience.Weibull(scale=120, shape=0.5),
    "Weibull, shape 2": kr.patience.Weibull(scale=270, shape=2),
    "1 to 5 min": kr.patience.Uniform(shortest=60, longest=300),
    "2 min for all": kr.patience.Deterministic(patience=120),
}
LOADS = np.array([0.6, 0.9, 1.15, 1.0, 0.8, 1.1, 0.4, 0.0])
READY = np.array([0.7, 0.95, 1.05, 1.05, 0.8, 1.0, 0.6, 0.3])
MEASURES = ("service_level", "probability_of_abandonment")


def day(loads, agents, minutes=30):
    """A forecast of loads in erlangs, and the length of its intervals."""
    loads = np.asarray(loads, float)
    return {"contacts": loads * minutes / 3, "agents": agents}, f"{minutes}min"


DAYS = {
    "10": day(10 * LOADS, [math.ceil(each) for each in 10 * READY]),
    "100": day(100 * LOADS, [math.ceil(each) for each in 100 * READY]),
    "few": day([1.5, 2.4, 3.3, 2.7, 2.1, 3.0, 1.2], [3] * 7),
    "nobody": day([8, 9, 9, 9, 8], [12, 12, 0, 12, 12]),
    "swing": day([60, 140] * 4, [100] * 8, minutes=10),
    "rush": day([150, 150, 0, 20], [100] * 4),
    "leave": day([100] * 6, [105, 105, 70, 70, 105, 105]),
}


def differences(law, forecast, interval, contacts):
    """Largest differences over the intervals, and how well the truth is known there."""
    asked = {"agents": "agents", "answer_within": 20}
    given = {"interval": interval, "aht": "3min", "patience": law}
    near = kr.Day(forecast, **given).evaluate(**asked).frame
    replications = max(2, round(contacts / forecast["contacts"].sum()))
    truth = kr.simulate(forecast, **given, **asked, replications=replications, seed=1).frame
    return [
        (
            np.abs(np.subtract(near[name], truth[name])).max(),
            np.max(truth[f"{name}_half_width"]),
        )
        for name in MEASURES
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=float, default=1e8, help="to simulate for each cell")
    options = parser.parse_args()
    found = {
        law: [differences(LAWS[law], *each, options.contacts) for each in DAYS.values()]
        for law in LAWS
    }
    for m, name in enumerate(("service level", "abandonment")):
        if m > 0:
            print()
        title = f"{name} (points)"
        print(f"{title:24}" + "".join(f"{each:>8}" for each in DAYS))
        for law, cells in found.items():
            print(f"{law:24}" + "".join(f"{100 * cell[m][0]:8.1f}" for cell in cells))
        widths = [max(100 * cells[d][m][1] for cells in found.values()) for d in range(len(DAYS))]
        print(f"{'truth known within':24}" + "".join(f"{width:8.2f}" for width in widths))


if __name__ == "__main__":
    main()
