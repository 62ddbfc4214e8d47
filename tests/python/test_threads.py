"""Every question to columns: the same to the bit for any number of workers, and others may run."""

import sys
import threading

import krarup as kr
import numpy as np
import pytest
from krarup import _core
from questions import questions

# A worker of a question that is computed by packs of rows gets at least 50,000 of them, of any
# other one 10,000: these are enough for 16 workers, or for three where a row takes long.
BY_PACKS = {
    *("erlang_b", "erlang_c", "erlang_c_service_level", "probability_of_wait", "offered_load"),
    *("probability_of_blocking", "probability_of_answer_within", "mean_queue_length"),
}
DEAR = {
    *("fractional_agents_required", "sensitivity", "contacts_answerable", "longest_aht"),
    *("sensitivity_of_blocking", "sensitivity_of_log_blocking", "plan_day"),
    *("patience_from_abandonment", "answer_within_achieved", "largest_shrinkage"),
}
FEW, MANY, MORE = questions(35_000), questions(170_000), questions(850_000)
LONG = {
    name: (MORE if name in BY_PACKS else FEW if name in DEAR else MANY)[name]
    for name in MANY
    if not name.startswith("mgn_")
}
# Of M/G/n rows are dear and workers have few of them, in one way for all measures and solvers.
LONG |= {name: questions(5_000)[name] for name in ("mgn_evaluate", "mgn_agents_required")}


def test_no_ufunc_is_left_out(monkeypatch):
    compiled = {name for name, each in vars(_core).items() if isinstance(each, np.ufunc)}
    asked = set(kr.ufuncs.__all__)

    class Noted:
        def __init__(self, name):
            self._name, self._ufunc = name, getattr(_core, name)
            self.nout = self._ufunc.nout

        def __call__(self, *columns):
            asked.add(self._name)
            return self._ufunc(*columns)

    for name in compiled:
        monkeypatch.setattr(_core, name, Noted(name))
    short = questions(3)
    for ask in short.values():
        ask()
    assert asked == compiled
    assert asked <= set(short) | {"probability_of_blocking"}


@pytest.mark.parametrize("ask", LONG.values(), ids=LONG)
def test_the_same_to_the_bit_for_any_number_of_workers(ask):
    with kr.execution(workers=1):
        alone = np.asarray(ask())
    assert not np.isnan(alone).all()
    for workers in (2, 3, 7, 16):
        with kr.execution(workers=workers):
            np.testing.assert_array_equal(np.asarray(ask()), alone)


class Counting:
    """Another thread that counts to a thousand as soon as it gets the interpreter's lock."""

    def __enter__(self):
        self._counted, self._go, self._ready = 0, threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.wait()
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)  # seconds: nobody has to hand the lock over
        return self

    def _run(self):
        self._ready.set()
        self._go.wait()
        for _ in range(1000):
            self._counted += 1

    def during(self, call):
        """How far it counted while one call ran."""
        self._go.set()
        call()
        return self._counted

    def __exit__(self, *_):
        sys.setswitchinterval(self._interval)
        self._go.set()
        self._thread.join()


def test_a_call_that_keeps_the_lock_stops_others():
    with Counting() as others:
        assert others.during(lambda: sum(range(3_000_000))) == 0


@pytest.fixture
def calls(monkeypatch):
    """Single calls of C++ that last some tenths of a second."""
    arguments = []
    planned = _core.plan_day
    monkeypatch.setattr(_core, "plan_day", lambda *a: (arguments.extend(a), planned(*a))[1])
    MANY["plan_day"]()
    loads = np.linspace(1.0, 1000.0, 1_000_000)
    return {
        "a column": lambda: kr.ufuncs.erlang_a_wait(14.0, loads, 2.0),
        "row by row": lambda: kr.ufuncs.log_erlang_c(1000.0, loads),
        "a plan": lambda: planned(*arguments),
    }


@pytest.mark.parametrize("name", ["a column", "row by row", "a plan"])
def test_others_run_while_one_call_does(name, calls):
    for _ in range(20):  # a busy machine may leave the other thread no processor
        with kr.execution(workers=1), Counting() as others:
            if others.during(calls[name]) == 1000:
                return
    pytest.fail("no other thread ran")
