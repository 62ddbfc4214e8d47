"""Call logs: read, checked row by row, and what they show of agents, counted second by second."""

import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest

MORNING = pd.Timestamp("2026-03-02 09:00:00")
BY_WAIT = dict(
    arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled", agent="agent"
)
BY_TIMES = dict(arrival="arrived", answered_at="answered", ended_at="ended", agent="agent")


def generated(contacts=3000, seed=1):
    """A log by waits and by timestamps, of agents who take one contact after another."""
    rng = np.random.default_rng(seed)
    free = np.zeros(8)
    rows = []
    arrival = 0.0
    for _ in range(contacts):
        arrival += round(rng.exponential(20.0), 1)
        patience = round(rng.exponential(120.0), 1)
        who = int(free.argmin())
        answer = max(arrival, free[who])
        left = patience < answer - arrival
        handled = round(rng.exponential(150.0), 1)
        wait = patience if left else answer - arrival
        if not left:
            free[who] = answer + handled
        rows.append((arrival, wait, left, 0.0 if left else handled, None if left else f"A{who}"))
    frame = pd.DataFrame(rows, columns=["arrived", "wait", "hung_up", "handled", "agent"])
    ends = frame["arrived"] + frame["wait"]
    stamps = pd.DataFrame(
        {
            "arrived": MORNING + pd.to_timedelta(frame["arrived"].round(1), unit="s"),
            "answered": (MORNING + pd.to_timedelta(ends.round(1), unit="s")).where(
                ~frame["hung_up"]
            ),
            "ended": MORNING + pd.to_timedelta((ends + frame["handled"]).round(1), unit="s"),
            "agent": frame["agent"],
        }
    )
    frame["arrived"] = stamps["arrived"]
    return frame, stamps


def test_waits_and_timestamps_are_read_alike():
    frame, stamps = generated()
    one, other = kr.fit.read_log(frame, **BY_WAIT), kr.fit.read_log(stamps, **BY_TIMES)
    assert len(one) == len(other) == len(frame)
    assert one.wait == pytest.approx(frame["wait"].to_numpy())
    assert other.wait == pytest.approx(one.wait, abs=2e-6)
    assert (other.abandoned == one.abandoned).all()
    assert other.handle_time == pytest.approx(one.handle_time, abs=2e-6, nan_ok=True)
    patience = kr.fit.exponential_patience(one)
    assert patience.average == pytest.approx(frame["wait"].sum() / frame["hung_up"].sum())
    assert patience.average == pytest.approx(120, abs=4 * patience.standard_error)
    assert kr.fit.handle_time(one).contacts == (~frame["hung_up"]).sum()
    assert kr.fit.handle_time(one).average == pytest.approx(
        frame.loc[~frame["hung_up"], "handled"].mean()
    )
    again = pickle.loads(pickle.dumps(one))
    assert repr(again) == repr(one)
    shuffled = kr.fit.read_log(frame.sample(frac=1, random_state=1), **BY_WAIT)
    assert kr.fit.weibull_patience(shuffled) == kr.fit.weibull_patience(one)
    assert len(kr.fit.overlaps(one)) == len(kr.fit.overlaps(shuffled)) == 0


def small(**changes):
    columns = {
        "arrived": MORNING + pd.to_timedelta([0, 60, 120, 180], unit="s"),
        "wait": [5.0, 10.0, 0.0, 30.0],
        "hung_up": [False, True, False, False],
        "handled": [100.0, 0.0, 50.0, 60.0],
        "agent": ["Ida", None, "Bo", "Ida"],
    }
    return pd.DataFrame({**columns, **changes})


@pytest.mark.parametrize(
    ("changes", "row", "text"),
    [
        ({"wait": [5.0, -1.0, 0.0, 30.0]}, 1, "wait must be finite and >= 0 s, got -1"),
        ({"wait": [5.0, None, 0.0, 30.0]}, 1, "wait must be there"),
        ({"handled": [100.0, 0.0, -50.0, 60.0]}, 2, "handle_time (column 'handled') must be fin"),
        ({"handled": [100.0, 0.0, None, 60.0]}, 2, "handle_time (column 'handled') must be there"),
        ({"hung_up": [False, None, False, False]}, 1, "abandoned (column 'hung_up') must be True"),
        ({"agent": ["Ida", None, None, "Ida"]}, 2, "agent must be there, of answered contacts"),
        (
            {"arrived": [MORNING, pd.NaT, MORNING, MORNING]},
            1,
            "arrival (column 'arrived') must be a timestamp",
        ),
    ],
)
def test_what_is_wrong_is_said_by_row_and_left_out_if_asked(changes, row, text):
    frame = small(**changes)
    frame.index = list("abcd")
    with pytest.raises(kr.DataError) as error:
        kr.fit.read_log(frame, **BY_WAIT)
    (finding,) = error.value.findings
    assert finding.row == row and finding.label == "abcd"[row]
    assert text in str(finding)
    log = kr.fit.read_log(frame, **BY_WAIT, wrong="leave_out")
    assert log.left_out == 1 and log.row.tolist() == [i for i in range(4) if i != row]
    assert str(log.findings[0]) == str(finding)


def test_numbers_of_abandoned_contacts_that_nobody_reads_are_not_looked_at():
    frame = small(handled=[100.0, np.nan, 50.0, 60.0])
    assert np.isnan(kr.fit.read_log(frame, **BY_WAIT).handle_time[1])
    assert len(kr.fit.read_log(small(handled=[100.0, -5.0, 50.0, 60.0]), **BY_WAIT)) == 4


def test_timestamps_that_run_backwards_or_are_missing():
    _, stamps = generated(10)
    stamps.loc[0, "answered"] = stamps.loc[0, "arrived"] - pd.Timedelta("1s")
    stamps.loc[1, "ended"] = stamps.loc[1, "answered"] - pd.Timedelta("1s")
    stamps.loc[2, "ended"] = pd.NaT
    stamps["outcome"] = ["answered"] * 10
    stamps.loc[3, "answered"] = pd.NaT
    stamps["was_answered"] = True
    log = kr.fit.read_log(stamps, **BY_TIMES, answered="was_answered", wrong="leave_out")
    assert [each.row for each in log.findings] == [0, 1, 2, 3]
    assert log.left_out == 4
    texts = list(map(str, log.findings))
    assert "answered before it arrives" in texts[0]
    assert "no work ends before it begins" in texts[1]
    assert "ended_at (column 'ended') must be a timestamp" in texts[2]
    assert "answered_at (column 'answered') must be there, of answered contacts" in texts[3]


def test_rows_that_come_twice():
    frame = pd.concat([small(), small().iloc[[2, 0, 2]]], ignore_index=True)
    log = kr.fit.read_log(frame, **BY_WAIT, wrong="leave_out")
    assert [(each.row, each.value) for each in log.findings] == [(4, 2), (5, 0), (6, 2)]
    assert len(log) == 4
    frame = small(number=[7, 8, 8, 9])
    log = kr.fit.read_log(frame, **BY_WAIT, contact="number", wrong="leave_out")
    assert [(each.row, each.value) for each in log.findings] == [(2, 1)]
    nearly = pd.concat([small(), small().iloc[[2]].assign(agent="Eva")], ignore_index=True)
    assert len(kr.fit.read_log(nearly, **BY_WAIT)) == 5


def test_the_hours_that_the_clock_repeats_and_skips():
    autumn = pd.to_datetime(["2026-10-25 01:30", "2026-10-25 02:30", "2026-10-25 03:30"])
    frame = small().iloc[:3].assign(arrived=autumn)
    zone = dict(**BY_WAIT, time_zone="Europe/Copenhagen")
    with pytest.raises(kr.DataError, match="row 1.*must not be a time that the clock .* twice"):
        kr.fit.read_log(frame, **zone)
    hours = {"first": 1, "second": 2}
    for policy, hour in hours.items():
        log = kr.fit.read_log(frame, **zone, repeated_hour=policy)
        assert log.arrival[1] == np.datetime64(f"2026-10-25T0{hour - 1}:30")
    spring = frame.assign(arrived=pd.to_datetime(["2026-03-29 01:30", "2026-03-29 02:30", MORNING]))
    log = kr.fit.read_log(spring, **zone, wrong="leave_out")
    assert [each.row for each in log.findings] == [1]
    assert "must be a time that the clock of Europe/Copenhagen shows" in str(log.findings[0])
    # with offsets there is no doubt: the wait is an hour by the clock, 20 s in truth
    stamps = pd.DataFrame(
        {
            "arrived": pd.to_datetime(["2026-10-25 02:59:50+02:00"]),
            "answered": pd.to_datetime(["2026-10-25 02:00:10+01:00"]),
            "ended": pd.to_datetime(["2026-10-25 02:05:10+01:00"]),
        }
    )
    for column in stamps:
        stamps[column] = pd.to_datetime(stamps[column], utc=True).dt.tz_convert("Europe/Berlin")
    log = kr.fit.read_log(stamps, arrival="arrived", answered_at="answered", ended_at="ended")
    assert log.wait.tolist() == [20.0] and log.handle_time.tolist() == [300.0]
    assert log.zone == "Europe/Berlin"
    naive = stamps.apply(lambda column: column.dt.tz_localize(None))
    with pytest.raises(kr.DataError, match="got -3580"):
        kr.fit.read_log(naive, arrival="arrived", answered_at="answered", ended_at="ended")


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (dict(arrival="arrived"), "either wait or answered_at"),
        (dict(arrival="arrived", wait="wait"), "say abandoned or answered"),
        (dict(arrival="arrived", answered_at="answered"), "say ended_at"),
        (dict(arrival="x", wait="wait", abandoned="hung_up"), "no column 'x'"),
        (dict(arrival="wait", wait="wait", abandoned="hung_up"), "must be a column of timestamps"),
        (dict(**BY_WAIT, answered="hung_up"), "not both"),
        (dict(**BY_WAIT, wrong="drop"), "wrong must be one of"),
        (dict(**BY_WAIT, repeated_hour="added"), "repeated_hour must be"),
    ],
)
def test_columns_that_do_not_say_enough(names, text):
    with pytest.raises(ValueError, match=text):
        kr.fit.read_log(small(), **names)


def test_a_mapping_and_a_frame_of_polars_are_read_alike():
    frame = small()
    columns = {name: frame[name].to_numpy() for name in frame}
    assert len(kr.fit.read_log(columns, **BY_WAIT)) == 4
    polars = pytest.importorskip("polars")
    log = kr.fit.read_log(polars.from_pandas(frame), **BY_WAIT)
    assert log.wait.tolist() == frame["wait"].tolist()
    assert log.agent.tolist() == ["Ida", None, "Bo", "Ida"]


@pytest.mark.parametrize("kind", ["nullable", "category", "polars", "arrow"])
def test_other_kinds_of_columns_are_read_alike(kind):
    frame = small(number=["a", "b", "a", "c"])
    if kind == "nullable":
        frame = frame.convert_dtypes()
    elif kind == "category":
        frame = frame.astype({"agent": "category", "number": "category"})
    else:
        module = pytest.importorskip("polars" if kind == "polars" else "pyarrow")
        read = module.from_pandas if kind == "polars" else module.Table.from_pandas
        frame = read(frame)
    log = kr.fit.read_log(frame, **BY_WAIT, contact="number", wrong="leave_out")
    assert log.row.tolist() == [0, 1, 3] and [each.row for each in log.findings] == [2]
    assert kr.fit.handle_time_by(log, agent=True)["average"].tolist() == [80.0]


def test_overlaps_are_those_found_pair_by_pair():
    rng = np.random.default_rng(5)
    contacts = 120
    frame = pd.DataFrame(
        {
            "arrived": MORNING + pd.to_timedelta(rng.integers(0, 20000, contacts), unit="s"),
            "wait": rng.integers(0, 60, contacts),
            "hung_up": rng.random(contacts) < 0.1,
            "handled": rng.integers(1, 500, contacts),
            "agent": rng.choice(["Ida", "Bo", "Eva"], contacts),
        }
    )
    log = kr.fit.read_log(frame, **BY_WAIT, wrap_up=30)
    begin = (frame["arrived"] - MORNING).dt.total_seconds() + frame["wait"]
    end = begin + frame["handled"]
    expected = set()
    for i in range(contacts):
        for j in range(contacts):
            both = not frame["hung_up"][i] and not frame["hung_up"][j] and i != j
            if both and frame["agent"][i] == frame["agent"][j]:
                earlier = begin[j] < begin[i] or (begin[j] == begin[i] and j < i)
                if earlier and end[j] > begin[i]:
                    expected.add(i)
    found = kr.fit.overlaps(log)
    assert {each.row for each in found} == expected and len(found) == len(expected) > 5
    assert all(each.severity == "warning" for each in found)
    for each in found:  # the other row that it names is still going on then
        other = int(each.value.split("row ")[1].split()[0])
        seconds = float(each.value.split("for ")[1].split()[0])
        assert end[other] - begin[each.row] == pytest.approx(seconds)


@pytest.mark.parametrize("gap", [0, 60, 300])
def test_agents_present_second_by_second(gap):
    rng = np.random.default_rng(6)
    contacts, length = 150, 900
    frame = pd.DataFrame(
        {
            "arrived": MORNING + pd.to_timedelta(rng.integers(0, 12000, contacts), unit="s"),
            "wait": rng.integers(0, 60, contacts),
            "hung_up": rng.random(contacts) < 0.1,
            "handled": rng.integers(1, 300, contacts),
            "agent": rng.choice([f"A{i}" for i in range(6)], contacts),
        }
    )
    found = kr.fit.agents_present(
        kr.fit.read_log(frame, **BY_WAIT, wrap_up=6), interval=length, gap=gap
    )
    busy, present = np.zeros((6, 20000), bool), np.zeros((6, 20000), bool)
    begin = ((frame["arrived"] - MORNING).dt.total_seconds() + frame["wait"]).astype(int)
    for i in np.flatnonzero(~frame["hung_up"]):
        who = int(frame["agent"][i][1:])
        busy[who, begin[i] : begin[i] + frame["handled"][i] + 6] = True
    for who in range(6):
        at = np.flatnonzero(busy[who])
        for a, b in zip(at[:-1], at[1:], strict=True):
            if b - a - 1 <= gap:
                present[who, a:b] = True
        present[who] |= busy[who]
    for k, start in enumerate(found["start"]):
        since = int((start - MORNING).total_seconds())
        of = slice(since, since + length)
        assert found["agents"][k] == pytest.approx(present[:, of].sum() / length)
        assert found["busy"][k] == pytest.approx(busy[:, of].sum() / length)
    assert found["agents"].sum() * length == pytest.approx(present.sum())
    ratio = found["busy"] / found["agents"]
    assert found["occupancy"].to_numpy() == pytest.approx(ratio.to_numpy(), nan_ok=True)


def test_agents_and_handle_times_are_shown_in_the_time_zone_of_the_log():
    frame = small()
    frame["arrived"] = frame["arrived"].dt.tz_localize("Europe/Copenhagen")
    log = kr.fit.read_log(frame, **BY_WAIT)
    for found in (
        kr.fit.agents_present(log, interval="30min"),
        kr.fit.handle_time_by(log, interval="30min"),
    ):
        assert found["start"][0] == pd.Timestamp("2026-03-02 09:00", tz="Europe/Copenhagen")


def test_handle_times_by_agent_and_interval_are_those_of_groupby():
    frame, _ = generated(2000)
    log = kr.fit.read_log(frame, **BY_WAIT)
    answered = frame[~frame["hung_up"]]
    found = kr.fit.handle_time_by(log, agent=True, interval="30min")
    keys = [answered["agent"], answered["arrived"].dt.floor("30min").rename("start")]
    expected = answered.groupby(keys)["handled"].agg(["count", "mean", "std"])
    found = found.set_index(["agent", "start"]).sort_index()
    found.index = found.index.set_levels(found.index.levels[1].as_unit("ns"), level=1)
    expected = expected.sort_index()
    assert found["contacts"].tolist() == expected["count"].tolist()
    assert found["average"].tolist() == pytest.approx(expected["mean"].tolist())
    assert found["squared_variation"].tolist() == pytest.approx(
        ((expected["std"] / expected["mean"]) ** 2).tolist(), nan_ok=True
    )


def test_the_end_of_work_is_that_of_talk_or_of_wrap_up():
    _, stamps = generated(300)
    answered = stamps["answered"].notna()
    wrap_up = pd.Series(np.arange(300) % 40 / 2.0)
    stamps["done"] = (stamps["ended"] + pd.to_timedelta(wrap_up, unit="s")).where(answered)
    stamps["wrap_up"] = wrap_up.where(answered)
    talk = kr.fit.read_log(stamps, **BY_TIMES).handle_time
    expected = pytest.approx((talk + wrap_up).to_numpy(), abs=2e-6, nan_ok=True)
    by_column = kr.fit.read_log(stamps, **BY_TIMES, wrap_up_time="wrap_up")
    assert by_column.handle_time == expected
    by_stamp = kr.fit.read_log(stamps, **BY_TIMES, work_ended_at="done")
    assert by_stamp.handle_time == expected
    waits = stamps.assign(
        wait=(stamps["answered"].fillna(stamps["ended"]) - stamps["arrived"]).dt.total_seconds(),
        gone=~answered,
    )
    names = dict(arrival="arrived", wait="wait", abandoned="gone")
    assert kr.fit.read_log(waits, **names, work_ended_at="done").handle_time == expected
    first, second = np.flatnonzero(answered)[:2]
    stamps.loc[first, "done"] = stamps.loc[first, "ended"] - pd.Timedelta("1s")
    stamps.loc[second, ["done", "wrap_up"]] = [pd.NaT, None]
    log = kr.fit.read_log(stamps, **BY_TIMES, work_ended_at="done", wrong="leave_out")
    assert [each.row for each in log.findings] == [first, second]
    assert "must not be before the end of the talk" in str(log.findings[0])
    with pytest.raises(kr.DataError, match=f"row {second}: wrap_up_time .* must be there"):
        kr.fit.read_log(stamps, **BY_TIMES, wrap_up_time="wrap_up")
    for more, text in (
        (dict(work_ended_at="done", wrap_up_time="wrap_up"), "say no handle_time or wrap_up_time"),
        (dict(work_ended_at="done", wrap_up=5), "the log has its wrap-up"),
        (dict(wrap_up_time="wrap_up", wrap_up=5), "the log has its wrap-up"),
    ):
        with pytest.raises(ValueError, match=text):
            kr.fit.read_log(stamps, **BY_TIMES, **more)
    with pytest.raises(ValueError, match="which wrap_up_time is added to"):
        kr.fit.read_log(waits, **names, wrap_up_time="wrap_up")


def test_wrap_up_is_what_lies_between_contacts_of_awaited_agents():
    rng = np.random.default_rng(8)
    free, rows, at = np.zeros(6), [], 0.0
    for _ in range(5000):
        at += rng.exponential(27.0)
        who = int(free.argmin())
        wait = max(0.0, free[who] - at)
        patience, handled = rng.exponential(200.0), rng.exponential(150.0)
        left = patience < wait
        rows.append((at, min(wait, patience) + 1.0, left, handled, f"A{who}"))
        if not left:  # 0 to 40 s of wrap-up, and at times a break
            free[who] = at + wait + handled + rng.uniform(0, 40) + 600.0 * (rng.random() < 0.03)
    frame = pd.DataFrame(rows, columns=["arrived", "wait", "hung_up", "handled", "agent"])
    frame["arrived"] = MORNING + pd.to_timedelta(frame["arrived"], unit="s")
    log = kr.fit.read_log(frame, **BY_WAIT)
    found = kr.fit.wrap_up(log, waited="1.01s", longest="1min")
    assert found.average == pytest.approx(20.0, abs=3 * found.standard_error)
    assert found.standard_error < 0.4 and found.longer > 50
    assert found.median == pytest.approx(20.0, abs=2.0)
    # who did not wait for an agent does not say how long one wraps up
    assert kr.fit.wrap_up(log, longest="1min").average > found.average
    again = kr.fit.read_log(frame, **BY_WAIT, wrap_up=found.average)
    of_again = kr.fit.wrap_up(again, waited="1.01s", longest="1min")
    assert (of_again.gaps, of_again.average) == pytest.approx((found.gaps, found.average))
    assert len(kr.fit.overlaps(log)) == 0


def test_what_a_log_does_not_have_is_asked_for():
    log = kr.fit.read_log(small(), arrival="arrived", wait="wait", abandoned="hung_up")
    for ask in (
        kr.fit.overlaps,
        kr.fit.handle_time,
        kr.fit.wrap_up,
        lambda of: kr.fit.agents_present(of, interval=1800),
        lambda of: kr.fit.handle_time_by(of, agent=True),
    ):
        with pytest.raises(ValueError, match="the log must be read with"):
            ask(log)
    with pytest.raises(ValueError, match="say by what"):
        kr.fit.handle_time_by(log)
    with pytest.raises(ValueError, match="gaps before contacts that waited must be > 0"):
        kr.fit.wrap_up(kr.fit.read_log(small(), **BY_WAIT), waited="1h")
