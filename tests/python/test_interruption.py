"""Long work of the main thread hears signals, tells how far it is, and leaves nothing half-done."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from typing import Any, ClassVar

import krarup as kr
import numpy as np
import pytest
from krarup import _core, _progress

ROWS = 60_000
VOLUMES = np.random.default_rng(20260512).uniform(1, 1000, ROWS)
PROMISE = {"service_level": 0.80, "answer_within": 20}
QUEUE = kr.ErlangA(contacts=VOLUMES, interval="30min", aht=180, patience=300)


def rows_of_plan():
    plan = kr.plan_day({"contacts": VOLUMES}, interval="30min", aht=180, patience=300, **PROMISE)
    return np.asarray(plan.frame["service_level"])


DAY = kr.Day({"contacts": [200] * 300}, interval="30min", aht=180, patience=300)


def levels_of_day():
    return np.asarray(DAY.evaluate(agents=22, answer_within=20).frame["service_level"])


DAY_BY_AGES = kr.Day(
    {"contacts": [60] * 12},
    interval="30min",
    aht=180,
    patience=kr.patience.Weibull(scale=300, shape=0.6),
)


def levels_of_day_by_ages():
    course = DAY_BY_AGES.evaluate(agents=8, answer_within=20)
    return np.asarray(course.frame["service_level"])


LONG_WORK = {
    "agents_required": lambda: QUEUE.agents_required(**PROMISE),
    "row by row": lambda: QUEUE.fractional_agents_required(**PROMISE),
    "plan_day": rows_of_plan,
    "a day carried on": levels_of_day,
    "a day carried on by ages": levels_of_day_by_ages,
    "raw": lambda: kr.ufuncs.erlang_a_wait(VOLUMES / 8, VOLUMES / 10, 2.0),
    "converted": lambda: kr.ufuncs.erlang_a_wait(np.arange(ROWS), VOLUMES / 10, 2.0),
    "outer": lambda: kr.ufuncs.erlang_a_wait(VOLUMES[:200, None] / 8, VOLUMES[:300] / 10, 2.0),
    "short rows": lambda: kr.ufuncs.erlang_a_wait(VOLUMES[:20_000, None] / 8, [9.0, 8.0, 7.0], 2.0),
    "into every other": lambda: kr.ufuncs.erlang_a_wait(
        VOLUMES / 8, VOLUMES / 10, 2.0, out=np.empty((ROWS, 2))[:, 0]
    ),
}
every_work = pytest.mark.parametrize("work", LONG_WORK.values(), ids=LONG_WORK)


@pytest.fixture(autouse=True)
def heard():
    """SIGINT is heard here and in new processes, also where a background shell ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def told():
    """Has the next work tell how many rows are done; a list of what it told."""
    seen = []
    yield seen
    _core.tell_progress(None)


@every_work
@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_of_the_handler_ends_the_work_early(work, workers, told):
    def raise_signal(done):
        told.append(done)
        os.kill(os.getpid(), signal.SIGINT)
        while True:  # in Python, so that the handler runs here
            pass

    with kr.execution(workers=workers):
        expected = work()
        _core.tell_progress(raise_signal)
        with pytest.raises(KeyboardInterrupt):
            work()
        _core.tell_progress(None)
        assert len(told) == 1, "it went on"
        assert told[0] < ROWS
        np.testing.assert_array_equal(work(), expected)


def test_what_is_left_undone_is_not_looked_at_again(told):
    result = np.full(ROWS, np.nan)

    def stop(done):
        told.append(done)
        raise ZeroDivisionError

    _core.tell_progress(stop)
    with kr.execution(workers=1), pytest.raises(ZeroDivisionError):
        kr.ufuncs.erlang_a_wait(VOLUMES / 8, VOLUMES / 10, 2.0, out=result)
    done = int(np.count_nonzero(~np.isnan(result)))
    assert told == [done]
    assert done < ROWS


@every_work
def test_being_told_changes_no_bit(work, told):
    expected = work()
    _core.tell_progress(told.append)
    np.testing.assert_array_equal(work(), expected)
    assert told == sorted(told)
    assert all(0 <= done <= ROWS for done in told)


def test_a_handler_that_does_not_raise_lets_the_work_go_on(told):
    heard = []
    before = signal.signal(signal.SIGUSR1, lambda *_: heard.append(kr.ufuncs.erlang_b(14, 10.0)))
    try:
        expected = QUEUE.agents_required(**PROMISE)
        _core.tell_progress(lambda _: os.kill(os.getpid(), signal.SIGUSR1))
        np.testing.assert_array_equal(QUEUE.agents_required(**PROMISE), expected)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert set(heard) <= {kr.ufuncs.erlang_b(14, 10.0)}


def test_other_threads_neither_hear_nor_tell(told):
    _core.tell_progress(told.append)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(QUEUE.agents_required(**PROMISE)))
    thread.start()
    thread.join()
    assert told == []
    np.testing.assert_array_equal(answers[0], QUEUE.agents_required(**PROMISE))


MINUTES_OF_WORK = """
    import numpy as np
    import krarup as kr

    volumes = np.linspace(1, 1000, 8_000_000)
    queue = kr.ErlangA(contacts=volumes, interval="30min", aht=180, patience=300)
    promise = dict(service_level=0.80, answer_within=20)
    print("begun", flush=True)
    try:
        with kr.execution(workers=1):
            {work}
    except KeyboardInterrupt:
        few = kr.ErlangA(contacts=volumes[:3], interval="30min", aht=180, patience=300)
        print(few.agents_required(**promise), kr.ErlangC(contacts=100, interval="30min",
              aht=180).agents_required(**promise), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    "work",
    [
        "queue.fractional_agents_required(**promise)",
        "kr.plan_day({'contacts': volumes}, interval='30min', aht=180, patience=300, **promise)",
        "kr.ufuncs.erlang_a_abandonment(volumes[:3_000, None] / 8, volumes[:20_000] / 10, 2.0)",
        "kr.Day({'contacts': [10_000] * 960}, interval='30min', aht=180).evaluate(agents=990, "
        "answer_within=20)",
    ],
    ids=["column", "plan_day", "raw", "a day carried on"],
)
def test_control_c_ends_minutes_of_work_and_the_process_computes_on(work):
    program = textwrap.dedent(MINUTES_OF_WORK).format(work=work)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "begun\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.8)
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=10)
        finally:
            process.kill()
    assert complaint == ""
    assert said == "[1. 1. 1.] 14\n"
    assert process.returncode == 0


class Bar:
    """A stand-in for tqdm that keeps what is done to it."""

    made: ClassVar[list[Any]] = []

    def __init__(self, **arguments):
        self.total, self.n, self.closed = arguments["total"], 0, False
        assert not arguments["leave"]
        Bar.made.append(self)

    def update(self, more):
        assert more >= 0
        self.n += more

    def close(self):
        self.closed = True


@pytest.fixture
def bars(monkeypatch):
    """The bars that are made, as if all work took long."""
    monkeypatch.setattr(Bar, "made", [])
    monkeypatch.setattr(_progress, "bar_maker", lambda: Bar)
    monkeypatch.setattr(_progress, "_FORESEEN_AFTER", 0.0)
    monkeypatch.setattr(_progress, "_WORTH_A_BAR", 0.0)
    return Bar.made


@pytest.mark.parametrize("work", ["agents_required", "row by row", "plan_day"])
def test_a_bar_moves_on_and_goes_away(work, bars):
    with kr.execution(progress=False):
        expected = LONG_WORK[work]()
    assert bars == []
    with kr.execution(progress=True, workers=1):
        np.testing.assert_array_equal(LONG_WORK[work](), expected)
    assert len(bars) == 1
    assert bars[0].total == ROWS
    assert 0 <= bars[0].n <= ROWS
    assert bars[0].closed


def test_a_bar_goes_away_where_the_work_fails(bars):
    volumes = VOLUMES.copy()
    volumes[40_000] = 1e308
    queue = kr.ErlangC(contacts=volumes, interval=1e-5, aht=1e-5)
    with kr.execution(progress=True), pytest.raises(ValueError, match="^row 40000"):
        queue.fractional_agents_required(**PROMISE)
    assert all(bar.closed for bar in bars)


def test_no_bar_where_nobody_watches_for_short_work_or_in_other_threads(bars):
    QUEUE.agents_required(**PROMISE)
    with kr.execution(progress=True):
        kr.ErlangC(contacts=100, interval="30min", aht=180).agents_required(**PROMISE)
        thread = threading.Thread(target=lambda: QUEUE.agents_required(**PROMISE))
        thread.start()
        thread.join()
    assert bars == []


class Terminal:
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar_unless_told_otherwise(bars, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    QUEUE.fractional_agents_required(**PROMISE)
    assert len(bars) == 1
    with kr.execution(progress=False):
        QUEUE.fractional_agents_required(**PROMISE)
    assert len(bars) == 1


def test_without_tqdm_a_terminal_gets_none_and_who_insists_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    np.testing.assert_array_equal(LONG_WORK["agents_required"](), LONG_WORK["agents_required"]())
    with pytest.raises(ImportError, match=r"pip install 'krarup\[progress\]'"):
        kr.execution(progress=True).__enter__()


def test_tqdm_draws_it(capsys, monkeypatch):
    pytest.importorskip("tqdm")
    monkeypatch.setattr(_progress, "_FORESEEN_AFTER", 0.0)
    monkeypatch.setattr(_progress, "_WORTH_A_BAR", 0.0)
    with kr.execution(progress=True, workers=1):
        QUEUE.fractional_agents_required(**PROMISE)
    assert "krarup" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["yes", 1, 0.5])
def test_progress_is_true_or_false(wrong):
    with pytest.raises(ValueError, match="progress must be True or False, got"):
        kr.execution(progress=wrong).__enter__()
