"""Plans a real day with Erlang C and Erlang A side by side, and judges both by what happened.

    python examples/plan_a_day.py [--chart PATH]

The day is Wednesday 12 February 2014 at an outsourcer in Rotterdam (examples/data). Each half hour
gets the least number of agents that answers 80 % of its calls within 20 s; 30 % of paid time is not
spent on the phones.
"""

import argparse
import math
import pathlib

import krarup as kr
import matplotlib
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of a canvas without a screen)

PROJECT = pathlib.Path(__file__).resolve().parents[1]
PROMISE = {"interval": "30min", "service_level": 0.80, "answer_within": 20}
SHRINKAGE = 0.30
PATIENCE = 840.942  # s: the quarter's waiting time of all calls / its abandonments (data/README.md)


def read_day():
    day = pd.read_csv(
        PROJECT / "examples/data/vanad_2014-02-12.csv", index_col="start", parse_dates=True
    )
    day["service_level"] = day.answered_within_20s / day.contacts
    return day


def percent(share):
    return f"{100 * share:.1f}%"


def print_table(day, patient, impatient):
    c, a = patient.frame, impatient.frame
    columns = {
        ("forecast", "calls"): day.contacts.map("{:.0f}".format),
        ("forecast", "AHT s"): day.aht.map("{:.0f}".format),
        ("forecast", "erlangs"): a.offered_load.map("{:.1f}".format),
        ("Erlang C", "agents"): c.agents_required.map("{:.0f}".format),
        ("Erlang C", "scheduled"): c.scheduled.map("{:.0f}".format),
        ("Erlang A", "agents"): a.agents_required.map("{:.0f}".format),
        ("Erlang A", "scheduled"): a.scheduled.map("{:.0f}".format),
        ("Erlang A", "in 20 s"): a.service_level.map(percent),
        ("Erlang A", "ASA s"): a.asa.map("{:.1f}".format),
        ("Erlang A", "hang up"): a.probability_of_abandonment.map(percent),
        ("Erlang A", "occupied"): a.occupancy.map(percent),
        ("in fact", "agents"): day.agents_300.map("{:.1f}".format),
        ("in fact", "in 20 s"): day.service_level.map(percent),
    }
    table = pd.DataFrame(columns).set_index(day.index.strftime("%H:%M").rename(None))
    print(table.to_string())


def print_totals(day, patient, impatient):
    def row(name, cell):
        print(f"{name:38} {cell(patient):>9} {cell(impatient):>9}")

    print(f"\n{'The day':38}  Erlang C  Erlang A")
    row("agents at the peak", lambda plan: f"{plan.peak.agents_required}")
    row("hours on the phones", lambda plan: f"{plan.totals['ready_hours']:.1f}")
    row("paid hours, at 30 % shrinkage", lambda plan: f"{plan.totals['paid_hours']:.1f}")
    row("answered within 20 s", lambda plan: percent(plan.totals["service_level"]))
    row("average speed of answer, s", lambda plan: f"{plan.totals['asa']:.1f}")
    row("hang up", lambda plan: percent(plan.totals["probability_of_abandonment"]))
    row("occupancy", lambda plan: percent(plan.totals["occupancy"]))


def print_judgement(day, patient, impatient):
    """What the models say of the agents who were there, beside what happened."""
    observed = {
        "service_level": day.answered_within_20s.sum() / day.contacts.sum(),
        "probability_of_abandonment": day.abandoned.sum() / day.contacts.sum(),
        "asa": day.sum_wait_answered_s.sum() / day.answered.sum(),
    }

    def seconds(value):
        return f"{value:.1f}" if math.isfinite(value) else "endless"

    def error(plan):
        return ((plan.frame.service_level - day.service_level).abs() * day.contacts).sum()

    print(f"\n{'With the agents who were there':38}  Erlang C  Erlang A   in fact")
    for name, key, shown in (
        ("answered within 20 s", "service_level", percent),
        ("hang up", "probability_of_abandonment", percent),
        ("average speed of answer, s", "asa", seconds),
    ):
        cells = patient.totals[key], impatient.totals[key], observed[key]
        print(f"{name:38} " + " ".join(f"{shown(cell):>9}" for cell in cells))
    misses = [error(plan) / day.contacts.sum() for plan in (patient, impatient)]
    print(
        f"{'mean miss of a half hour, points':38} "
        + " ".join(f"{100 * miss:9.1f}" for miss in misses)
    )
    print("One day, and some of it is estimated: examples/data/README.md tells what.")


def draw(day, patient, impatient, foreseen, path):
    """Requirement over the day, and the service level beside the promise; readable in grey."""
    fig, (top, bottom) = plt.subplots(
        2, 1, figsize=(10, 7), sharex=True, height_ratios=(3, 2), layout="constrained"
    )
    half_hour = pd.Timedelta("30min")
    edges = day.index.append(day.index[-1:] + half_hour)
    middle = day.index + half_hour / 2

    top.stairs(impatient.frame.offered_load, edges, fill=True, color="0.85", label="offered load")
    top.stairs(
        patient.frame.agents_required,
        edges,
        baseline=None,
        color="0.45",
        lw=1.5,
        ls=(0, (4, 1.5)),
        label="required, Erlang C",
    )
    top.stairs(
        impatient.frame.agents_required,
        edges,
        baseline=None,
        color="tab:blue",
        lw=2,
        label="required, Erlang A",
    )
    top.plot(middle, day.agents_300, "kx", ms=6, label="present in fact")
    top.set_ylabel("agents on the phones; load in erlangs")
    top.set_ylim(0, 1.25 * patient.frame.agents_required.max())
    top.set_title(
        f"Agents for {day.contacts.sum():,} calls on {day.index[0]:%A %-d %B %Y}:"
        " 80 % answered within 20 s"
    )

    bottom.axhline(80, color="0.45", lw=1, ls=(0, (1, 2)), label="promised")
    bottom.stairs(
        100 * impatient.frame.service_level,
        edges,
        baseline=None,
        color="tab:blue",
        lw=2,
        label="planned, Erlang A",
    )
    bottom.plot(
        middle,
        100 * foreseen.frame.service_level,
        "o",
        mfc="white",
        mec="tab:orange",
        mew=1.5,
        ms=7,
        label="Erlang A with the agents present in fact",
    )
    bottom.plot(middle, 100 * day.service_level, "kx", ms=6, label="in fact")
    bottom.set_ylabel("answered within 20 s (%)")
    bottom.set_ylim(0, 128)
    bottom.set_yticks(range(0, 101, 20))
    bottom.set_xlabel("time of day (local)")
    bottom.set_xlim(edges[0], edges[-1])
    bottom.xaxis.set_major_locator(matplotlib.dates.HourLocator())
    bottom.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M"))
    for axes in (top, bottom):
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(ncols=4, loc="upper center", frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chart", type=pathlib.Path, default=PROJECT / "build/plan_a_day.png")
    chart = parser.parse_args().chart

    day = read_day()
    patient = kr.plan_day(day, **PROMISE, shrinkage=SHRINKAGE)
    impatient = kr.plan_day(day, **PROMISE, patience=PATIENCE, shrinkage=SHRINKAGE)
    patient_in_fact = kr.evaluate_day(day, **PROMISE, agents="agents_300")
    impatient_in_fact = kr.evaluate_day(day, **PROMISE, agents="agents_300", patience=PATIENCE)

    print(
        f"{day.index[0]:%A %-d %B %Y}, VANAD, Rotterdam. 80 % of {day.contacts.sum():,} calls are"
        " to be answered within 20 s."
    )
    print("Erlang C: nobody hangs up. Erlang A: callers wait 14 min on average, then hang up.\n")
    print_table(day, patient, impatient)
    print_totals(day, patient, impatient)
    print_judgement(day, patient_in_fact, impatient_in_fact)
    draw(day, patient, impatient, impatient_in_fact, chart)
    print(f"\nchart: {chart}")


if __name__ == "__main__":
    main()
