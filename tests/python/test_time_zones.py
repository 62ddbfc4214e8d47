"""Days of 46 and 50 half hours, clocks that repeat or skip an hour, and exports that hide it."""

import datetime
import re
from zoneinfo import ZoneInfo

import krarup as kr
import numpy as np
import pandas as pd
import polars as pl
import pytest

PROMISE = {"interval": "30min", "aht": 180, "service_level": 0.80, "answer_within": 20}
HALF_HOUR = datetime.timedelta(minutes=30)

# Each date with the half hours that it has, counted from the published changes of the clock.
DAYS = [
    ("Europe/Copenhagen", "2026-03-29", 46),
    ("Europe/Copenhagen", "2026-10-25", 50),
    ("Europe/Copenhagen", "2026-03-28", 48),
    ("Australia/Lord_Howe", "2026-04-05", 49),  # put back by half an hour
    ("Australia/Lord_Howe", "2026-10-04", 47),
    ("Asia/Kathmandu", "2026-03-29", 48),  # 5:45 ahead, no change
    ("America/Havana", "2026-03-08", 46),  # from midnight to 01:00
    ("America/Havana", "2026-11-01", 50),  # from 01:00 to midnight
]


def instants_of(zone, date):
    """The instants, half an hour apart, at which the zone's clock shows that date."""
    noon = datetime.datetime.fromisoformat(f"{date}T12:00").replace(tzinfo=ZoneInfo(zone))
    midnight = noon.replace(hour=0, minute=0, tzinfo=datetime.UTC)
    around = [midnight + datetime.timedelta(minutes=15 * i) for i in range(-120, 240)]
    of_day = [each for each in around if f"{each.astimezone(noon.tzinfo):%Y-%m-%d}" == date]
    return of_day[::2]


def wall_clock(zone, date):
    """The same times as a clock on the wall shows them."""
    return [
        each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in instants_of(zone, date)
    ]


@pytest.mark.parametrize(("zone", "date", "intervals"), DAYS)
def test_every_day_has_its_half_hours(zone, date, intervals):
    instants = instants_of(zone, date)
    assert len(instants) == intervals
    start = pd.DatetimeIndex(instants).tz_convert(zone)
    day = pd.DataFrame({"contacts": 100.0}, index=start)
    plan = kr.plan_day(day, by="date", **PROMISE)
    assert plan.frame.index.equals(start)
    assert plan.time_zone == zone
    assert len(plan.groups) == 1 and plan.groups["date"][0] == pd.Timestamp(date)
    assert plan.totals["paid_hours"] == plan.groups["paid_hours"][0] == 14 * intervals / 2
    assert plan.start.tolist() == [each.replace(tzinfo=None) for each in instants]

    rows = pl.DataFrame({"start": instants, "contacts": [100.0] * intervals})
    in_utc = kr.plan_day(rows, start="start", by="date", time_zone=zone, **PROMISE)
    assert in_utc.groups["date"].to_list() == [datetime.date.fromisoformat(date)]
    assert in_utc.totals == plan.totals


@pytest.mark.parametrize(("zone", "date", "intervals"), DAYS)
def test_wall_clock_times_in_order_are_read_as_they_were(zone, date, intervals):
    wall, instants = wall_clock(zone, date), instants_of(zone, date)
    day = {"start": wall, "contacts": [100.0] * intervals}
    order = {"start": "start", "by": ["date"], "time_zone": zone, "repeated_hour": "in_order"}
    for frame in (pd.DataFrame(day), pl.DataFrame(day), pl.DataFrame(day).to_arrow(), day):
        plan = kr.plan_day(frame, **order, **PROMISE)
        assert plan.start.tolist() == [each.replace(tzinfo=None) for each in instants]
        assert plan.totals["paid_hours"] == 14 * intervals / 2
        assert len(plan.groups["date"]) == 1


def copenhagen(wall, **columns):
    return pd.DataFrame({"contacts": 100.0, **columns}, index=pd.DatetimeIndex(wall))


AUTUMN = wall_clock("Europe/Copenhagen", "2026-10-25")
ZONE = {"time_zone": "Europe/Copenhagen"}


def test_an_export_sorted_by_the_wall_clock_is_read_too():
    plan = kr.plan_day(copenhagen(sorted(AUTUMN)), **ZONE, repeated_hour="in_order", **PROMISE)
    assert [f"{each:%H:%M}" for each in plan.frame.index[4:8]] == [
        "02:00",
        "02:00",
        "02:30",
        "02:30",
    ]
    utc = [str(each)[11:16] for each in plan.start[4:8]]
    assert utc == ["00:00", "01:00", "00:30", "01:30"]


def test_a_repeated_hour_is_refused_until_somebody_says_how_to_read_it():
    with pytest.raises(
        ValueError, match=r"row 4 \(2026-10-25 02:00:00\): .* the clock .* twice"
    ) as no:
        kr.plan_day(copenhagen(AUTUMN), **ZONE, **PROMISE)
    for policy in ("'in_order'", "'first'", "'second'", "'added'"):
        assert policy in str(no.value)
    with pytest.raises(ValueError, match="row 6 .* repeat a timestamp.* time_zone and repeated"):
        kr.plan_day(copenhagen(AUTUMN), **PROMISE)
    once = copenhagen(sorted(set(AUTUMN)))
    with pytest.raises(ValueError, match=r"row 4 .* twice"):  # it comes once, but when?
        kr.plan_day(once, **ZONE, **PROMISE)
    with pytest.raises(
        ValueError, match=r"row 4 .* there twice.*:00 once: repeated_hour 'in_order'"
    ):
        kr.plan_day(once, **ZONE, repeated_hour="in_order", **PROMISE)
    thrice = copenhagen(sorted([*AUTUMN, AUTUMN[4]]))
    with pytest.raises(ValueError, match=r"row 4 .* there twice.*:00 3 times"):
        kr.plan_day(thrice, **ZONE, repeated_hour="in_order", **PROMISE)


@pytest.mark.parametrize(("policy", "utc"), [("first", "00:00"), ("second", "01:00")])
def test_an_export_that_dropped_one_of_the_hours(policy, utc):
    once = copenhagen(sorted(set(AUTUMN)))
    plan = kr.plan_day(once, **ZONE, repeated_hour=policy, **PROMISE)
    assert str(plan.start[4])[11:16] == utc
    assert plan.totals["paid_hours"] == 14 * 48 / 2
    with pytest.raises(ValueError, match="row 6 .* repeat a timestamp"):
        kr.plan_day(copenhagen(AUTUMN), **ZONE, repeated_hour=policy, **PROMISE)


def test_an_export_that_added_the_hours_up():
    once = copenhagen(sorted(set(AUTUMN)))
    once.iloc[4:6, 0] = 200.0  # two hours' contacts in the rows of one
    plan = kr.plan_day(once, **ZONE, repeated_hour="added", **PROMISE)
    assert plan.frame["agents_required"].eq(14).all()
    assert plan.interval.tolist() == [1800.0] * 4 + [3600.0] * 2 + [1800.0] * 42
    assert plan.totals["paid_hours"] == 14 * 50 / 2
    assert plan.totals["contacts"] == 5000


def test_added_hours_count_as_far_as_a_longer_interval_holds_them():
    """Four hours of Copenhagen's wall clock from midnight are five; an hour of Lord Howe's 1.5."""
    hours = [datetime.datetime(2026, 10, 25, i) for i in range(0, 24, 4)]
    order = {"aht": 180, "service_level": 0.8, "answer_within": 20, "repeated_hour": "added"}
    with pytest.raises(ValueError, match=r"row 0 .*clock .* is put back, got .* 18000 s long"):
        refuse = {**order, "repeated_hour": "refuse"}
        kr.plan_day(copenhagen(hours), interval="4h", **ZONE, **refuse)
    plan = kr.plan_day(copenhagen(hours), interval="4h", **ZONE, **order)
    assert plan.interval.tolist() == [5 * 3600] + [4 * 3600] * 5
    hours = [datetime.datetime(2026, 4, 5, i) for i in range(4)]
    order |= {"time_zone": "Australia/Lord_Howe"}
    with pytest.raises(
        ValueError, match="clock of Australia/Lord_Howe shows twice, got .*01:30:00"
    ):
        half = [*hours[:2], hours[1] + HALF_HOUR]
        kr.plan_day(copenhagen(half), interval="30min", **{**order, "repeated_hour": "refuse"})
    plan = kr.plan_day(copenhagen(hours), interval="1h", **order)
    assert plan.interval.tolist() == [3600.0, 5400.0, 3600.0, 3600.0]


def test_times_that_never_were_are_refused():
    spring = pd.date_range("2026-03-29", periods=48, freq="30min")
    told = re.escape("row 4 (2026-03-29 02:00:00): start must be a time that the clock of Europe")
    for policy in ("refuse", "in_order", "added"):
        with pytest.raises(ValueError, match=f"{told}.* from 02:00 to 03:00.* drop the row"):
            kr.plan_day(copenhagen(spring), **ZONE, repeated_hour=policy, **PROMISE)
    with pytest.raises(ValueError, match=r"row 0 .*America/Havana.* from 00:00 to 01:00"):
        first = pd.date_range("2026-03-08", periods=4, freq="30min")
        kr.plan_day(copenhagen(first), time_zone="America/Havana", **PROMISE)


def test_the_policy_is_told():
    plan = kr.plan_day(copenhagen(AUTUMN), **ZONE, repeated_hour="in_order", **PROMISE)
    told = "\n".join(plan.assumed)
    assert "wall clock times of Europe/Copenhagen" in told
    assert "the first is before the change (4 rows)" in told
    aware = copenhagen(pd.date_range("2026-03-02", periods=2, freq="30min", tz="UTC"))
    assert "those of UTC" in "\n".join(kr.plan_day(aware, **PROMISE).assumed)
    naive = copenhagen(pd.date_range("2026-03-02", periods=2, freq="30min"))
    assert "no time zone" in "\n".join(kr.plan_day(naive, **PROMISE).assumed)
    assert "no timestamps" in "\n".join(kr.plan_day({"contacts": [1.0]}, **PROMISE).assumed)


def test_queues_repeat_the_hour_each_by_itself():
    half_hours = [
        {"queue": queue, "start": each, "contacts": 100.0}
        for each in AUTUMN
        for queue in ("billing", "sales")
    ]
    order = {"start": "start", "by": ["queue", "date"], "repeated_hour": "in_order"}
    plan = kr.plan_day(pd.DataFrame(half_hours), **order, **ZONE, **PROMISE)
    assert plan.groups["intervals"].tolist() == [50, 50]
    assert plan.frame["queue"].tolist() == ["billing", "sales"] * 50
    instants = [each.replace(tzinfo=None) for each in instants_of(ZONE["time_zone"], "2026-10-25")]
    assert plan.start[::2].tolist() == plan.start[1::2].tolist() == instants


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"time_zone": "Copenhagen"}, "time_zone must be a name such as .* got 'Copenhagen'"),
        ({"time_zone": "../etc"}, "time_zone must be a name such as"),
        ({"repeated_hour": "in_order"}, "must come with .* but there is no time_zone"),
        ({"repeated_hour": "guess"}, "must be one of 'refuse', 'in_order', .* got 'guess'"),
    ],
)
def test_bad_arguments_are_named(change, complaint):
    day = copenhagen(pd.date_range("2026-03-02", periods=2, freq="30min"))
    with pytest.raises(ValueError, match=complaint):
        kr.plan_day(day, **{**change, **PROMISE})


def test_a_policy_without_wall_clock_times_is_refused():
    aware = copenhagen(pd.date_range("2026-03-02", periods=2, freq="30min", tz="UTC"))
    with pytest.raises(ValueError, match="but the timestamps say their offset"):
        kr.plan_day(aware, **ZONE, repeated_hour="in_order", **PROMISE)
    for more in ({"time_zone": "UTC"}, {"repeated_hour": "first"}):
        with pytest.raises(
            ValueError, match="must come with timestamps: name their column in start"
        ):
            kr.plan_day({"contacts": [1.0, 2.0]}, **more, **PROMISE)


def test_offsets_of_several_zones_are_refused():
    one, other = (datetime.timezone(datetime.timedelta(hours=h)) for h in (1, 2))
    first = datetime.datetime(2026, 3, 2, 9, tzinfo=one)
    mixed = [first, (first + HALF_HOUR).astimezone(other)]
    for frame in ({"start": mixed, "contacts": [1, 2]},):
        with pytest.raises(
            ValueError, match=r"row 1 .* zone of the rows above \(UTC\+01:00\), got .*\+02"
        ):
            kr.plan_day(frame, start="start", **PROMISE)
    half_naive = {"start": [first, first.replace(tzinfo=None) + HALF_HOUR], "contacts": [1, 2]}
    with pytest.raises(
        ValueError, match=r"row 1: .* zone of the rows above \(UTC\+01:00\), got 2026"
    ):
        kr.plan_day(half_naive, start="start", **PROMISE)


def test_every_change_of_a_clock_in_fifty_years_agrees_with_python():
    """Each wall clock time near a change against `fold`, Python's own way to tell them apart."""
    from krarup._clock import Clock

    for zone in ("Europe/Copenhagen", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia"):
        tz = ZoneInfo(zone)
        wall = np.arange("1990-01-01", "2030-01-01", 35, dtype="M8[m]").astype("M8[us]")[::9]
        first, last = Clock(zone, wall).instants(wall)
        for each, one, other in zip(wall.tolist(), first.tolist(), last.tolist(), strict=True):
            utcs = []
            for fold in (0, 1):
                told = each.replace(tzinfo=tz, fold=fold)
                utc = told.astimezone(datetime.UTC)
                back = utc.astimezone(tz).replace(tzinfo=None, fold=0)
                utcs.append(utc.replace(tzinfo=None) if back == each else None)
            assert [one, other] == utcs, (zone, each)


@pytest.mark.parametrize("zone", [None, "Europe/Copenhagen"])
@pytest.mark.parametrize("never", ["9999-12-31", "1899-12-30", "0001-01-01"])
def test_a_time_that_stands_for_none_is_named(never, zone):
    times = ["2026-03-02 09:00", never, "2026-03-02 09:30"]
    day = {"contacts": [60, 0, 80], "start": np.array(times, "M8[s]")}
    with pytest.raises(
        ValueError, match=f"^row 1: start must be .* from 1900 to 2199, got {never}"
    ):
        kr.plan_day(
            day, start="start", time_zone=zone, aht=180, interval="30min", max_asa=20, by="date"
        )
