"""Judges Erlang C, Erlang A and M/M/n+G by what happened at two real centers.

    python examples/validation/judge.py [--chart PATH]

Patience is fitted on the first half of the days. For every half hour of the second half the models
are told the calls, their handle time and the agents who were there, and say what should have come
of it; what came of it stands beside. So the queues are judged, and no forecast is.

Two things are estimated. The logs hold no roster: who answers two calls within 300 s is taken to be
there between them, and other gaps are tried. And the waits are known for the whole time alone, not
by day, so M/M/n+G has its hazards from both halves; Erlang A has its patience from the first.
"""

import argparse
import pathlib

import krarup as kr
import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of a canvas without a screen)

PROJECT = pathlib.Path(__file__).resolve().parents[2]
CENTERS = {
    # name: files, seconds of wrap-up that no log has, from calls that follow each other
    "VANAD, January to March 2014": ("vanad_2014q1", 6),
    "Technion, February 1999": ("technion_1999_02", 8),
}
BANDS = {
    "below 0.8": (0.0, 0.8),
    "0.8 to 0.9": (0.8, 0.9),
    "0.9 to 1.0": (0.9, 1.0),
    "1.0 to 1.1": (1.0, 1.1),
    "above 1.1": (1.1, np.inf),
    "all": (0.0, np.inf),
}
STARTS = [0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600]  # s, of hazards
MEASURES = {"service_level": "answered in 20 s", "abandonment": "hang up", "asa": "ASA"}


def read(files, wrap_up):
    """The half hours of which a handle time is known, those patience is fitted on first."""
    rows = pd.read_csv(PROJECT / f"examples/data/{files}_intervals.csv")
    rows = rows[rows.timed > 0].reset_index(drop=True)
    rows["aht"] = rows.sum_service_s / rows.timed + wrap_up
    days = sorted(rows.date.unique())
    return rows[rows.date < days[len(days) // 2]], rows[rows.date >= days[len(days) // 2]]


def average_patience(rows):
    waited = rows.sum_wait_answered_s.sum() + rows.sum_wait_abandoned_s.sum()
    return kr.patience_from_totals(total_wait=waited, abandoned=rows.abandoned.sum())


def hazards(files):
    """Who hangs up per second of waiting, in steps: the first seconds are not like the others."""
    waits = pd.read_csv(PROJECT / f"examples/data/{files}_waits.csv")
    observed = kr.fit.Waits(wait=waits.wait_s, answered=waits.answered, abandoned=waits.abandoned)
    return kr.fit.hazard_patience(observed, starts=STARTS).law


def predict(queue, agents):
    return pd.DataFrame(
        {
            "service_level": queue.service_level(agents=agents, answer_within=20),
            "abandonment": queue.probability_of_abandonment(agents=agents),
            "asa": queue.asa(agents=agents),
        }
    ).set_index(agents.index)


def observe(rows):
    return pd.DataFrame(
        {
            "service_level": rows.answered_within_20s / rows.offered,
            "abandonment": rows.abandoned / rows.offered,
            "asa": rows.sum_wait_answered_s / rows.answered.clip(lower=1),
        }
    )


def together(table, offered):
    """Shares weighted by calls, the speed of answer by answered calls."""
    answered = offered * (1 - table.abandonment)
    with np.errstate(invalid="ignore"):
        asa = np.average(table.asa, weights=answered)
    return {
        "service_level": np.average(table.service_level, weights=offered),
        "abandonment": np.average(table.abandonment, weights=offered),
        "asa": asa,
    }


def in_words(measure, value):
    if measure != "asa":
        return f"{100 * value:.1f}%"
    return f"{value:.1f}s" if np.isfinite(value) else "endless"


def judge(name, files, wrap_up):
    """Prints what was predicted beside what was seen, and returns both for the chart."""
    first, rows = read(files, wrap_up)
    patience = average_patience(first)
    told = {"contacts": rows.offered, "interval": "30min", "aht": rows.aht}
    queues = {
        "Erlang C": kr.ErlangC(**told),
        "Erlang A": kr.ErlangA(**told, patience=patience),
        "M/M/n+G": kr.MMnG(**told, patience=hazards(files)),
    }
    tables = {model: predict(queue, rows.agents_300) for model, queue in queues.items()}
    tables["in fact"] = observe(rows)

    load = rows.offered / 1800 * rows.aht / rows.agents_300
    calls = rows.offered.sum()
    print(f"\n{name}: {len(rows)} half hours, {calls} calls, patience {patience:.0f} s")
    for measure, title in MEASURES.items():
        print(f"\n{title:>18}{'calls':>9}" + "".join(f"{model:>10}" for model in tables))
        for band, (low, high) in BANDS.items():
            inside = (load >= low) & (load < high)
            cells = [
                in_words(measure, together(table[inside], rows.offered[inside])[measure])
                for table in tables.values()
            ]
            print(f"{band:>18}{rows.offered[inside].sum():9}" + "".join(f"{c:>10}" for c in cells))

    overload = rows.offered[load >= 1].sum() / calls
    print(f"\nErlang C has no answer but an endless queue for {overload:.0%} of the calls.")
    seen = tables["in fact"].service_level
    for model in queues:
        miss = np.average((tables[model].service_level - seen).abs(), weights=rows.offered)
        print(f"{model} misses a half hour's service level by {100 * miss:.1f} points on average.")
    for gap in (180, 600):
        other = predict(queues["Erlang A"], rows[f"agents_{gap}"])
        level = together(other, rows.offered)["service_level"]
        print(f"With gaps of up to {gap} s between an agent's calls Erlang A says {level:.1%}.")
    return tables, rows.offered


def draw(judged, path):
    """Service level seen in half hours of which the same was predicted."""
    fig, axes = plt.subplots(1, len(judged), figsize=(10, 5), sharey=True, layout="constrained")
    styles = {"Erlang C": ("0.6", "s"), "Erlang A": ("C0", "o"), "M/M/n+G": ("C3", "^")}
    for axis, (name, (tables, offered)) in zip(axes, judged.items(), strict=True):
        axis.plot([0, 1], [0, 1], color="0.8", lw=1)
        for model, (color, marker) in styles.items():
            said = tables[model].service_level
            group = (said * 10).clip(upper=9).astype(int)
            weights = offered.groupby(group).sum()
            means = [
                (table.service_level * offered).groupby(group).sum() / weights
                for table in (tables[model], tables["in fact"])
            ]
            axis.plot(*means, color=color, marker=marker, lw=1.2, label=model)
        axis.set_title(name, loc="left", fontsize=11)
        axis.set_xlabel("answered within 20 s, predicted")
        axis.xaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1, decimals=0))
        axis.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1, decimals=0))
        axis.set_aspect("equal")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("answered within 20 s, in fact")
    axes[0].legend(frameon=False, loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=120, bbox_inches="tight")
    print(f"\nThe chart is {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--chart", type=pathlib.Path, default=PROJECT / "build/validation/calibration.png"
    )
    options = parser.parse_args()
    judged = {name: judge(name, *of) for name, of in CENTERS.items()}
    draw(judged, options.chart)


if __name__ == "__main__":
    main()
