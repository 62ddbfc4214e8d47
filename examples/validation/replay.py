"""Replays 63 real days by each method for a day, and judges them by what happened.

    python examples/validation/replay.py [--chart PATH]

For every half hour of VANAD's days from January to March 2014 a method is told the calls, their
handle time and the agents who were there, and says how many calls should have been answered within
20 s. It is told no moment at which a call came: only how many did in the half hour. One patience,
that of the whole quarter, holds for all of it.

Agents are whole through a day. Where 34.7 were there on average, 34 are taken to be there for three
tenths of the half hour and 35 for the rest, the more of them on the side of the neighbor that has
more: the time of the agents is kept. They hand a call over when they leave, since who was still
talking then is counted as there by the log. Nobody waits when a day begins.
"""

import argparse
import pathlib

import judge
import krarup as kr
import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of a canvas without a screen)

PROJECT = pathlib.Path(__file__).resolve().parents[2]
FILES, WRAP_UP = judge.CENTERS["VANAD, January to March 2014"]
METHODS = ("stationary", "lagged", "offered_load", "backlog", "fluid", "exact")
HANDLE_TIME_SCV = 0.468  # of all of the quarter's, examples/data/README.md
WITHIN = {"answer_within": 20}


def read():
    rows = pd.concat(judge.read(FILES, WRAP_UP)).reset_index(drop=True)
    rows["seen"] = rows.answered_within_20s / rows.offered
    load = rows.offered / 1800 * rows.aht / rows.agents_300
    before = load.groupby(rows.date).shift(1)
    rows["overloaded"] = load >= 1
    rows["after_overload"] = (before >= 1) & (load < 1)
    return rows


def in_parts(day):
    """Each half hour in two parts of whole numbers of agents, with the time of all agents kept."""
    agents = day.agents_300.to_numpy()
    rises = np.append(agents[1:], 0) > np.append(0, agents[:-1])
    few, more = np.floor(agents), agents - np.floor(agents)
    parts = []
    for row, each in enumerate(day.itertuples()):
        both = [(few[row], 1 - more[row]), (few[row] + 1, more[row])]
        for whole, share in both if rises[row] else both[::-1]:
            if share > 1e-9:
                parts.append((row, share * 1800, share * each.offered, each.aht, whole))
    return pd.DataFrame(parts, columns=["row", "interval", "contacts", "aht", "agents"])


def together(parts, level):
    """Service level of each half hour, from those of its parts."""
    calls = np.bincount(parts.row, parts.contacts)
    return np.bincount(parts.row, parts.contacts * np.asarray(level)) / calls


def predict(rows, patience):
    """What each method says of every half hour, and two simulations."""
    others = ("exact, whole", "and sloping", "simulated", "one day by chance")
    said = {name: [] for name in (*METHODS, *others)}
    by_chance = np.random.default_rng(1)
    for number, (_, day) in enumerate(rows.groupby("date")):
        parts = in_parts(day)
        given = {"interval": "interval", "patience": patience}
        asked = {"agents": "agents", **WITHIN}
        model = kr.Day(parts, **given)
        for method in METHODS:
            leaving = {"leaving": "hand_over"} if method in ("exact", "fluid") else {}
            course = model.evaluate(**asked, method=method, **leaving)
            said[method].append(together(parts, course.frame.service_level))
        told = {"contacts": day.offered, "aht": day.aht}
        for name, rate in (("exact, whole", "even"), ("and sloping", "sloping")):
            model = kr.Day(told, interval="30min", patience=patience, arrival_rate=rate)
            course = model.evaluate(agents=day.agents_300.round(), leaving="hand_over", **WITHIN)
            said[name].append(np.asarray(course.frame["service_level"]))
        given |= {"leaving": "hand_over", "handle_time_scv": HANDLE_TIME_SCV, "seed": number}
        course = kr.simulate(parts, **asked, **given, replications=100)
        said["simulated"].append(together(parts, course.frame.service_level))
        came = np.repeat(np.arange(len(day)), day.offered) + by_chance.random(day.offered.sum())
        log = kr.simulate(
            parts, **asked, **given, arrivals=np.sort(1800 * came), replications=2
        ).contacts()
        log = pd.DataFrame(log)
        in_time = log.answered & (log.wait <= WITHIN["answer_within"])
        level = in_time.groupby(parts.row.to_numpy()[log.interval]).mean()
        said["one day by chance"].append(level.reindex(range(len(day))).fillna(1.0).to_numpy())
    return pd.DataFrame({name: np.concatenate(each) for name, each in said.items()})


def misses(level, seen, rows):
    """Mean absolute error in points, weighted by calls: of some half hours, and of days."""
    error, calls = 100 * (level - seen).abs(), rows.offered
    groups = {
        "half hour": calls > 0,
        "overloaded": rows.overloaded,
        "after one": rows.after_overload,
        "others": ~rows.overloaded & ~rows.after_overload,
    }
    of = {name: np.average(error[chosen], weights=calls[chosen]) for name, chosen in groups.items()}
    by_day = (100 * (level - seen) * calls).groupby(rows.date).sum() / calls.groupby(
        rows.date
    ).sum()
    return {**of, "day": by_day.abs().mean(), "day's lean": by_day.mean()}


def show(said, rows, patience):
    counts = [len(rows), rows.overloaded.sum(), rows.after_overload.sum()]
    print(
        f"VANAD, January to March 2014: {rows.date.nunique()} days, {rows.offered.sum()} calls, "
        f"patience {patience:.0f} s"
    )
    print(
        f"{counts[0]} half hours; {counts[1]} with more load than agents, {counts[2]} others "
        "right after one"
    )
    print("\nService level within 20 s: points missed on average")
    table = {name: misses(said[name], rows.seen, rows) for name in said if name[:3] != "one"}
    table["chance alone"] = misses(said["one day by chance"], said["simulated"], rows)
    columns = list(table["exact"])
    print(" " * 14 + "".join(f"{name:>12}" for name in columns))
    for name, row in table.items():
        cells = [f"{row[c]:+12.1f}" if c == "day's lean" else f"{row[c]:12.1f}" for c in columns]
        print(f"{name:14}" + "".join(cells))
    return table


def draw(table, said, rows, path):
    """How far the methods are off, and a day on which much is carried over."""
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(11, 4.5), width_ratios=[1, 1.5], layout="constrained"
    )
    shown = ("stationary", "lagged", "offered_load", "backlog", "exact")
    groups = {"half hour": "all half hours", "after one": "right after an overload"}
    for offset, (group, label) in enumerate(groups.items()):
        heights = [table[name][group] for name in shown]
        place = np.arange(len(shown)) + 0.38 * (offset - 0.5)
        bars = left.bar(place, heights, 0.36, color=("0.7", "C0")[offset], label=label)
        left.bar_label(bars, fmt="%.1f", fontsize=8, padding=1)
    left.set_xticks(range(len(shown)), [name.replace("_", "\n") for name in shown], fontsize=9)
    left.set_ylabel("points of service level missed")
    left.legend(frameon=False, fontsize=9)
    date = rows.after_overload.groupby(rows.date).sum().idxmax()
    day = rows.date == date
    hours = 8 + 0.5 * np.arange(day.sum() + 1)
    styles = {"stationary": ("0.55", (0, (4, 1.5))), "exact": ("C0", "solid")}
    for name, (color, dashes) in styles.items():
        level = said.loc[day, name]
        right.stairs(level, hours, baseline=None, color=color, linestyle=dashes, lw=1.6, label=name)
    right.plot(hours[:-1] + 0.25, rows.seen[day], "o", color="C3", ms=4.5, label="in fact")
    for row in np.flatnonzero(rows.overloaded[day]):
        right.axvspan(hours[row], hours[row + 1], color="0.93", lw=0, zorder=0)
    right.set_xticks(range(8, 21, 2), [f"{hour}:00" for hour in range(8, 21, 2)])
    right.set_xlim(8, 20)
    right.set_ylabel("answered within 20 s")
    right.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1, decimals=0))
    right.set_title(f"{date}; gray: more load than agents", loc="left", fontsize=10)
    right.legend(
        frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.07), ncols=3
    )
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=120, bbox_inches="tight")
    print(f"\nThe chart is {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--chart", type=pathlib.Path, default=PROJECT / "build/validation/replay.png"
    )
    options = parser.parse_args()
    rows = read()
    patience = judge.average_patience(rows)
    said = predict(rows, patience)
    table = show(said, rows, patience)
    draw(table, said, rows, options.chart)


if __name__ == "__main__":
    main()
