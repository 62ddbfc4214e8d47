"""Volume by day and interval: counts against pandas, clocks, and over-dispersion found again."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest


def drawn(days, mean, day, interval, seed, intervals=24):
    """Counts of a gamma-mixed Poisson law, in the table of an export."""
    rng = np.random.default_rng(seed)
    expected = mean * (1 + 0.5 * np.sin(np.arange(intervals)))
    of_day = rng.gamma(1 / day, day, (days, 1)) if day else 1.0
    own = rng.gamma(1 / interval, interval, (days, intervals)) if interval else 1.0
    starts = [
        at + pd.Timedelta(minutes=480 + 30 * i)
        for at in pd.date_range("2026-01-05", periods=days)
        for i in range(intervals)
    ]
    calls = rng.poisson(expected * of_day * own * np.ones((days, intervals))).ravel()
    return pd.DataFrame({"start": starts, "calls": calls}), expected


TABLE = dict(start="start", contacts="calls", interval="30min")


def test_over_dispersion_and_profile_are_found_again():
    table, expected = drawn(364, 60.0, 0.02, 0.01, 1)
    counts = kr.fit.day_counts(table, **TABLE)
    found = kr.fit.over_dispersion(counts, kind="weekday")
    assert found.day == pytest.approx(0.02, abs=4 * found.day_standard_error)
    assert found.interval == pytest.approx(0.01, abs=4 * found.interval_standard_error)
    assert found.day_standard_error < 0.003 and found.interval_standard_error < 0.001
    assert found.day_bounds[0] < 0.02 < found.day_bounds[1]
    assert found.interval_bounds[0] < 0.01 < found.interval_bounds[1]
    wider = kr.fit.over_dispersion(counts, kind="weekday", confidence=0.99)
    assert wider.day == found.day and wider.day_bounds[0] < found.day_bounds[0]
    profile = kr.fit.intraday_profile(counts, kind="all", confidence=0.999)
    assert (profile["lower"] < expected).all() and (expected < profile["upper"]).all()
    assert profile["share"].sum() == pytest.approx(1)
    days = table.groupby(table["start"].dt.strftime("%H:%M"))["calls"]
    assert profile["contacts"].tolist() == pytest.approx(days.mean().tolist())
    assert profile["standard_error"].tolist() == pytest.approx(days.sem().tolist())


def test_differences_between_weekdays_are_no_over_dispersion():
    table, _ = drawn(140, 60.0, 0.0, 0.0, 2)
    weekend = table["start"].dt.day_of_week >= 5
    table.loc[weekend, "calls"] //= 3
    counts = kr.fit.day_counts(table, **TABLE)
    assert kr.fit.over_dispersion(counts, kind="all").day > 0.05
    assert kr.fit.over_dispersion(counts).day < 0.002
    by_hand = ["weekend" if day.astype(object).weekday() >= 5 else "week" for day in counts.days]
    assert kr.fit.over_dispersion(counts, kind=by_hand).day < 0.002
    profile = kr.fit.intraday_profile(counts)
    assert profile["kind"].unique().tolist() == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    saturday = table[table["start"].dt.day_of_week == 5]
    first = saturday[saturday["start"].dt.hour * 60 + saturday["start"].dt.minute == 480]
    row = profile[(profile["kind"] == "Saturday") & (profile["start"] == "08:00")]
    assert row["contacts"].item() == pytest.approx(first["calls"].mean())


def log_of(times):
    frame = pd.DataFrame({"at": pd.DatetimeIndex(times), "wait": 0.0, "gone": False})
    # many contacts may come in the same second
    frame["number"] = np.arange(len(frame))
    return kr.fit.read_log(frame, arrival="at", wait="wait", abandoned="gone", contact="number")


def test_counts_of_a_log_are_those_of_pandas():
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2026-03-02") + pd.to_timedelta(rng.integers(0, 9, 4000), unit="D")
    times = pd.Series(days + pd.to_timedelta(rng.integers(8 * 3600, 18 * 3600, 4000), unit="s"))
    times = times[times.dt.day != 5]
    counts = kr.fit.day_counts(log_of(times), interval="15min")
    expected = pd.crosstab(times.dt.date, times.dt.floor("15min").dt.time)
    assert counts.contacts.tolist() == expected.to_numpy().tolist()
    assert counts.starts[0] == 8 * 3600 and counts.contacts.shape == (8, 40)
    assert [str(day) for day in counts.days[:4]] == [f"2026-03-0{i}" for i in (2, 3, 4, 6)]
    assert "not among the days" in " ".join(counts.assumed)
    morning = kr.fit.day_counts(log_of(times), interval="1h", opening="09:00", closing="12:00")
    assert morning.contacts.shape == (8, 3)
    outside = len(times) - int(morning.contacts.sum())
    assert f"{outside:,} contacts outside the hours" in morning.assumed[1]


def test_volume_is_found_again_from_a_log():
    table, expected = drawn(120, 20.0, 0.03, 0.02, 7)
    starts = table["start"].repeat(table["calls"])
    rng = np.random.default_rng(8)
    times = starts + pd.to_timedelta(rng.integers(0, 1800, len(starts)), unit="s")
    counts = kr.fit.day_counts(log_of(times), interval="30min")
    assert counts.contacts.ravel().tolist() == table["calls"].tolist()
    found = kr.fit.over_dispersion(counts, confidence=0.999)
    assert found.day_bounds[0] < 0.03 < found.day_bounds[1]
    assert found.interval_bounds[0] < 0.02 < found.interval_bounds[1]
    profile = kr.fit.intraday_profile(counts, kind="all", confidence=0.999)
    assert (profile["lower"] < expected).all() and (expected < profile["upper"]).all()


def test_a_day_with_a_change_of_the_clock_is_left_out_and_said():
    hours = pd.date_range("2026-10-24", "2026-10-27", freq="30min", tz="Europe/Copenhagen")[:-1]
    counts = kr.fit.day_counts(log_of(hours), interval="30min")
    assert counts.contacts.tolist() == [[1.0] * 48] * 2
    assert [(str(day), why) for day, why in counts.left_out] == [
        ("2026-10-25", "the clock is changed")
    ]
    table = pd.DataFrame({"start": hours, "calls": 1})
    of_table = kr.fit.day_counts(table, **TABLE)
    assert of_table.contacts.tolist() == counts.contacts.tolist()
    assert of_table.left_out == counts.left_out
    table["start"] = table["start"].dt.tz_localize(None)
    of_wall = kr.fit.day_counts(table, **TABLE, time_zone="Europe/Copenhagen")
    assert of_wall.left_out == counts.left_out
    with pytest.raises(kr.DataError, match="must not come twice"):
        kr.fit.day_counts(table, **TABLE)


def test_days_that_lack_intervals_or_contacts_are_left_out_and_said():
    table, _ = drawn(5, 60.0, 0.0, 0.0, 4)
    table.loc[24:47, "calls"] = 0
    table = table.drop(index=[50, 51, 119])
    counts = kr.fit.day_counts(table, **TABLE)
    assert [(str(day), why) for day, why in counts.left_out] == [
        ("2026-01-06", "no contacts"),
        ("2026-01-07", "2 intervals are missing, the first at 09:00"),
        ("2026-01-09", "1 interval is missing, the first at 19:30"),
    ]
    assert repr(counts).endswith("3 days left out")


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("start", pd.NaT, "start must be a timestamp"),
        ("start", pd.Timestamp("2026-01-05 08:17"), "must be at the begin of an interval"),
        ("start", pd.Timestamp("2026-01-05 09:00"), "start must not come twice"),
        ("calls", -1.0, "contacts (column 'calls') must be finite and >= 0, got -1"),
        ("calls", None, "contacts (column 'calls') must be there"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_by_row(column, value, text):
    table, _ = drawn(1, 60.0, 0.0, 0.0, 5)
    table["calls"] = table["calls"].astype(float)
    table.loc[3, column] = value
    with pytest.raises(kr.DataError) as error:
        kr.fit.day_counts(table, **TABLE)
    (finding,) = error.value.findings
    assert text in str(finding) and finding.row == 3


def test_arguments_that_make_no_sense():
    table, _ = drawn(2, 60.0, 0.0, 0.0, 6)
    counts = kr.fit.day_counts(table, **TABLE)
    for call, text in (
        (lambda: kr.fit.day_counts(table, interval="30min"), "say start and contacts"),
        (lambda: kr.fit.day_counts(table, **{**TABLE, "interval": "7h"}), "whole part of a day"),
        (lambda: kr.fit.day_counts(table, **TABLE, opening="8"), "opening must be"),
        (lambda: kr.fit.day_counts(table, **TABLE, opening="10:00", closing="09:00"), "closing"),
        (lambda: kr.fit.day_counts(table, **{**TABLE, "start": "x"}), "no column 'x'"),
        (lambda: kr.fit.over_dispersion(counts), "Monday has 1, Tuesday has 1"),
        (lambda: kr.fit.over_dispersion(counts, kind="all"), "all has 2"),
        (lambda: kr.fit.intraday_profile(counts), "at least 2 days"),
        (lambda: kr.fit.intraday_profile(counts, kind=["a"]), "one value for each of 2 days"),
        (lambda: kr.fit.intraday_profile(table), "must be a DayCounts"),
        (lambda: kr.fit.intraday_profile(counts, kind="all", confidence=1.0), "confidence"),
    ):
        with pytest.raises(ValueError, match=text):
            call()
