"""Staffs real days by formulas for each interval, and as days, and says what becomes of it.

    python examples/validation/staff.py [--chart PATH]

A plan is told how many calls come in each interval of a day, how long they take and how patient
callers are, as it was on that day, and is to answer a share of them in 20 s. Three plans are made:

- by itself: each interval has the agents with which it would keep the promise in balance, Erlang A
- as a day: the least agents' time with which every interval keeps it, who waits carried over
- day's level: the least with which the day as a whole keeps it, and no interval is more than
  20 points below

What happens under each is computed with those who wait carried over. All agents' time is counted
that is paid: on the plan, and after it by those who leave with a call on the line.

Half an hour is long beside calls of four minutes. So the same loads are staffed once more as if
they came of calls of a quarter of an hour, with numbers that may change every quarter of an hour.
"""

import argparse
import dataclasses
import pathlib

import judge
import krarup as kr
import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of a canvas without a screen)

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VANAD, TECHNION = judge.CENTERS
WITHIN = {"answer_within": 20}
PLANS = ("by itself", "as a day", "day's level")


@dataclasses.dataclass(frozen=True)
class Case:
    title: str
    center: str
    level: float = 0.80
    every: int = 1  # of the center's days
    long_calls: bool = False
    leaving: str = "finish_contact"


LONG = {"center": VANAD, "every": 7, "long_calls": True}
CASES = (
    Case("VANAD, 80 % in 20 s", VANAD),
    Case("VANAD, 90 % in 20 s", VANAD, level=0.90, every=3),
    Case("Technion, 80 % in 20 s", TECHNION),
    Case("Technion, 90 % in 20 s", TECHNION, level=0.90),
    Case("VANAD's load by calls of 15 min, 80 % in 20 s", **LONG),
    Case("the same, calls handed over at the end of a shift", **LONG, leaving="hand_over"),
)


def days(case):
    """The forecast of each of a case's days without gaps, and its callers' average patience."""
    files, wrap_up = judge.CENTERS[case.center]
    rows = pd.concat(judge.read(files, wrap_up))
    patience = judge.average_patience(rows)
    by_date = rows.groupby("date")
    whole = [(date, day) for date, day in by_date if len(day) == by_date.size().max()]
    found = {}
    for date, day in whole[:: case.every]:
        start = pd.to_datetime(day.date + " " + day.start)
        told = pd.DataFrame({"contacts": day.offered, "aht": day.aht}).set_index(start)
        found[date] = in_long_calls(told) if case.long_calls else told
    return found, patience


def in_long_calls(told, aht=900.0):
    """The same load in calls that take `aht` seconds, by quarter hours."""
    calls = told.contacts * told.aht / aht / 2
    quarters = told.index.union(told.index + pd.Timedelta("15min"))
    return pd.DataFrame({"contacts": calls.reindex(quarters, method="ffill"), "aht": aht})


def plan(told, patience, case):
    """The agents of each interval, by each plan, and what happens under them."""
    interval = "15min" if case.long_calls else "30min"
    promise = {"service_level": case.level, **WITHIN}
    day = kr.Day(told, interval=interval, patience=patience)
    asked = {**promise, "leaving": case.leaving}
    alone = kr.plan_day(told, interval=interval, patience=patience, **promise)
    every_interval = day.agents_required(**asked)
    whole_day = day.agents_required(
        **asked, promised="whole_day", least_service_level=case.level - 0.2
    )
    assert every_interval.kept and whole_day.kept
    agents = {
        "by itself": alone.frame["agents_required"].to_numpy(),
        "as a day": every_interval.agents.to_numpy(),
        "day's level": whole_day.agents.to_numpy(),
    }
    return {
        name: (numbers, day.evaluate(agents=numbers, **WITHIN, leaving=case.leaving))
        for name, numbers in agents.items()
    }


def measure(numbers, course, case):
    """What one day of a plan comes to."""
    level = course.frame["service_level"].to_numpy()
    calls = course.frame["contacts"].to_numpy()
    return {
        "planned": (numbers * course.interval).sum() / 3600,
        "after": course.frame["overrun"].sum() / 3600,
        "intervals": len(level),
        "missed": (level < case.level).sum(),
        "worst": level.min(),
        "in time": (level * calls).sum(),
        "calls": calls.sum(),
    }


def staff(case):
    """Prints what each plan of a case comes to; its days, to be drawn."""
    told, patience = days(case)
    planned = {date: plan(day, patience, case) for date, day in told.items()}
    print(f"\n{case.title}; {len(told)} days, patience {patience:.0f} s")
    head = ("planned", "after shift", "in all", "change", "missed", "worst", "day's level")
    print(" " * 12 + "".join(f"{name:>12}" for name in head))
    first = None
    for name in PLANS:
        each = pd.DataFrame([measure(*of[name], case) for of in planned.values()])
        hours = (each.planned + each.after).mean()
        first = first or hours
        cells = [
            f"{each.planned.mean():.1f}",
            f"{each.after.mean():.1f}",
            f"{hours:.1f}",
            f"{hours / first - 1:+.1%}" if name != PLANS[0] else "",
            f"{each.missed.sum() / each.intervals.sum():.1%}",
            f"{each.worst.min():.1%}",
            f"{each['in time'].sum() / each.calls.sum():.1%}",
        ]
        print(f"{name:12}" + "".join(f"{cell:>12}" for cell in cells))
    return planned


def draw(columns, path):
    """A day of each case: the agents of two plans, and the service level under them."""
    fig, axes = plt.subplots(
        2, len(columns), figsize=(11, 6), sharex="col", sharey="row", layout="constrained"
    )
    styles = {"by itself": ("0.55", (0, (4, 1.5))), "as a day": ("C0", "solid")}
    for (case, date, planned), (above, below) in zip(columns, axes.T, strict=True):
        for name, (color, dashes) in styles.items():
            numbers, course = planned[name]
            hours = 8 + np.append(0, course.interval.cumsum()) / 3600
            style = {"baseline": None, "color": color, "linestyle": dashes, "lw": 1.6}
            above.stairs(numbers, hours, **style, label=name)
            below.stairs(course.frame["service_level"], hours, **style)
        below.axhline(case.level, color="C3", lw=1, label="promised")
        above.set_title(f"{date}, {case.title.split(', ')[0]}", loc="left", fontsize=10)
        below.set_xticks(range(8, 21, 2), [f"{hour}:00" for hour in range(8, 21, 2)])
        below.set_xlim(8, 20)
        below.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1, decimals=0))
        for axis in (above, below):
            axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set_ylabel("agents")
    axes[0, 0].set_ylim(bottom=0)
    axes[1, 0].set_ylabel("answered within 20 s")
    axes[0, 0].legend(frameon=False, fontsize=9, title="each interval staffed", alignment="left")
    axes[1, 0].legend(frameon=False, fontsize=9, loc="lower right")
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=120, bbox_inches="tight")
    print(f"\nThe chart is {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--chart", type=pathlib.Path, default=PROJECT / "build/validation/staff.png"
    )
    options = parser.parse_args()
    print("Agent-hours a day, intervals below the promise, the worst of them, all days' level")
    planned = {case: staff(case) for case in CASES}
    drawn = CASES[0], CASES[4]
    missed = {
        date: measure(*planned[CASES[0]][date]["by itself"], CASES[0])["missed"]
        for date in planned[CASES[4]]
    }
    date = max(missed, key=missed.get)
    draw([(case, date, planned[case][date]) for case in drawn], options.chart)


if __name__ == "__main__":
    main()
