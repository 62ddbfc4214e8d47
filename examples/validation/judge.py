"""Judges Erlang C, Erlang A and M/M/n+G by what happened at two real centers.

    python examples/validation/judge.py [--chart PATH]

Patience is fitted on the first half of the days. For every half hour of the second half the models
are told the calls, their handle time and the agents who were there, and say what should have come of
it; what came of it stands beside. So the queues are judged, and no forecast is.
"""

import argparse
import pathlib

import krarup as kr
import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of a canvas without a screen)

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
WITHIN = 20  # s
BANDS = {"below 0.8": (0.0, 0.8), "0.8 to 0.9": (0.8, 0.9), "0.9 to 1": (0.9, 1.0),
         "1 to 1.1": (1.0, 1.1), "above 1.1": (1.1, np.inf), "all": (0.0, np.inf)}
STEPS = [0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600]  # s, of hazards


class Center:
    """A center's half hours in two halves, and the waits of all its calls."""

    def __init__(self, name, files, wrap_up):
        self.name = name
        rows = pd.read_csv(DATA / f"{files}_intervals.csv")
        self.left_out = int(rows.offered[rows.timed == 0].sum())  # no handle time is known
        rows = rows[rows.timed > 0].copy()
        rows["aht"] = rows.sum_service_s / rows.timed + wrap_up
        days = sorted(rows.date.unique())
        first = rows.date < days[len(days) // 2]
        self.fitted_on, self.judged_on = rows[first], rows[~first]
        self.waits = pd.read_csv(DATA / f"{files}_waits.csv")

    def average_patience(self):
        """Exponential patience: all waiting time of the first half over its abandonments."""
        rows = self.fitted_on
        waited = rows.sum_wait_answered_s.sum() + rows.sum_wait_abandoned_s.sum()
        return waited / rows.abandoned.sum()

    def hazards(self):
        """(from, hang-ups per second of waiting) by steps. Of all days: waits by day are not known."""
        wait = self.waits.wait_s.to_numpy()
        calls = (self.waits.answered + self.waits.abandoned).to_numpy()
        steps = []
        for low, high in zip(STEPS, [*STEPS[1:], np.inf], strict=True):
            waited = calls @ (np.clip(wait, low, high) - low)
            hung_up = self.waits.abandoned[(wait >= low) & (wait < high)].sum()
            steps.append((low, hung_up / waited))
        return steps

    def predictions(self, agents):
        """What each model says of the second half, row by row, were these the agents."""
        rows = self.judged_on
        told = {"contacts": rows.offered.to_numpy(), "interval": "30min",
                "aht": rows.aht.to_numpy()}
        queues = {
            "Erlang C": kr.ErlangC(**told),
            "Erlang A": kr.ErlangA(**told, patience=self.average_patience()),
            "M/M/n+G": kr.MMnG(**told, patience=kr.HazardPatience(self.hazards())),
        }
        n = rows[agents].to_numpy()
        return {
            name: pd.DataFrame(
                {
                    "service level": queue.service_level(agents=n, answer_within=WITHIN),
                    "hang up": queue.probability_of_abandonment(agents=n),
                    "asa": queue.asa(agents=n),
                },
                index=rows.index,
            )
            for name, queue in queues.items()
        }

    def observations(self):
        rows = self.judged_on
        return pd.DataFrame(
            {
                "service level": rows.answered_within_20s / rows.offered,
                "hang up": rows.abandoned / rows.offered,
                "asa": rows.sum_wait_answered_s / rows.answered,
            }
        )


def totals(table, rows):
    """Shares over calls, the speed of answer over answered calls."""
    answered = rows.offered * (1 - table["hang up"])
    return {
        "service level": np.average(table["service level"], weights=rows.offered),
        "hang up": np.average(table["hang up"], weights=rows.offered),
        "asa": np.average(table["asa"], weights=answered),
    }


def in_words(key, value):
    if key != "asa":
        return f"{100 * value:.1f} %"
    return f"{value:.1f} s" if np.isfinite(value) else "endless"


def judge(center):
    """Prints what was predicted beside what was seen, by bands of load, and returns the rows."""
    rows = center.judged_on
    load = rows.offered / 1800 * rows.aht / rows.agents_300
    predicted = center.predictions("agents_300")
    seen = center.observations()
    print(f"\n{center.name}: {len(rows)} half hours, {rows.offered.sum()} calls; "
          f"average patience {center.average_patience():.0f} s; {center.left_out} calls left out")
    header = [f"{'erlangs per agent':18}{'calls':>8}"]
    print("".join(header + [f"{name:>30}" for name in ("answered within 20 s", "hang up", "ASA")]))
    names = [*predicted, "in fact"]
    print(f"{'':26}" + 3 * "".join(f"{name:>10}"[-10:] for name in ("C", "A", "G", "in fact"))[:0])
    for band, (low, high) in BANDS.items():
        inside = (load >= low) & (load < high)
        if not inside.any():
            continue
        said = [totals(table[inside], rows[inside]) for table in [*predicted.values(), seen]]
        cells = [
            " ".join(f"{in_words(key, each[key]):>9}" for each in said)
            for key in ("service level", "hang up", "asa")
        ]
        print(f"{band:18}{rows.offered[inside].sum():8}  " + "   ".join(cells))
    print(f"{'':28}" + "   ".join(" ".join(f"{name:>9}" for name in names) for _ in range(3)))
    overloaded = load >= 1.0
    print(f"Erlang C has no answer for {100 * rows.offered[overloaded].sum() / rows.offered.sum():.0f} % of the calls")
    for agents in ("agents_180", "agents_600"):
        other = totals(center.predictions(agents)["Erlang A"], rows)["service level"]
        print(f"with {agents[7:]} s as the longest gap between two calls of an agent who is there, "
              f"Erlang A says {100 * other:.1f} %")
    misses = {
        name: 100 * np.average((table["service level"] - seen["service level"]).abs(), weights=rows.offered)
        for name, table in predicted.items()
    }
    print("mean miss of a half hour's service level, points: "
          + ", ".join(f"{name} {miss:.1f}" for name, miss in misses.items()))
    return predicted, seen


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chart", type=pathlib.Path, default=pathlib.Path("build/validation.png"))
    options = parser.parse_args()
    centers = [Center("VANAD, January to March 2014", "vanad_2014q1", 6),
               Center("Technion, February 1999", "technion_1999_02", 8)]
    for center in centers:
        judge(center)


if __name__ == "__main__":
    main()
