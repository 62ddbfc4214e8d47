"""No answer depends on workers, on the instructions, or on what other threads do."""

import threading
from concurrent.futures import ThreadPoolExecutor

import krarup as kr
import numpy as np
import pandas as pd
import pytest

ROWS = 200_000
WIDEST = kr.instruction_sets()[-1]


def rows_of(rows=ROWS, seed=1):
    random = np.random.default_rng(seed)
    load = 10 ** random.uniform(-2, 4, rows)
    n = np.ceil(load * random.uniform(0.7, 1.5, rows))
    return n, load, random.uniform(0.2, 20, rows), random.uniform(0, 1, rows)


N, LOAD, PATIENCE, TIME = rows_of()
QUEUE = kr.ErlangC(contacts=LOAD * 10, interval="30min", aht=180)
IMPATIENT = kr.ErlangA(
    contacts=LOAD[:20_000] * 10, interval="30min", aht=180, patience=PATIENCE[:20_000] * 180
)
QUESTIONS = {
    "erlang_b": lambda: kr.ufuncs.erlang_b(N, LOAD),
    "erlang_c": lambda: kr.ufuncs.erlang_c(N, LOAD),
    "erlang_c_service_level": lambda: kr.ufuncs.erlang_c_service_level(N, LOAD, TIME),
    "erlang_a_wait": lambda: kr.ufuncs.erlang_a_wait(N, LOAD, PATIENCE),
    "agents_required": lambda: QUEUE.agents_required(service_level=TIME, answer_within=20),
    "mean_queue_length": lambda: QUEUE.mean_queue_length(agents=N),
    "impatient": lambda: IMPATIENT.agents_required(service_level=0.8, answer_within=20),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("instructions", kr.instruction_sets())
def test_workers_change_nothing(question, instructions):
    with kr.execution(workers=1, instructions=instructions):
        alone = question()
    for workers in (2, 7):
        with kr.execution(workers=workers, instructions=instructions):
            np.testing.assert_array_equal(question(), alone)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("instructions", kr.instruction_sets())
def test_instructions_change_no_whole_number_and_shares_hardly(question, instructions):
    whole = question in (QUESTIONS["agents_required"], QUESTIONS["impatient"])
    with kr.execution(instructions="baseline"):
        plain = question()
    with kr.execution(instructions=instructions):
        answers = question()
    np.testing.assert_allclose(answers, plain, rtol=0 if whole else 1e-13, atol=0)


def test_many_rows_are_the_same_as_their_pieces():
    together = kr.ufuncs.erlang_c_service_level(N, LOAD, TIME)
    size = 10_000
    pieces = [
        kr.ufuncs.erlang_c_service_level(*(each[i : i + size] for each in (N, LOAD, TIME)))
        for i in range(0, ROWS, size)
    ]
    np.testing.assert_array_equal(np.concatenate(pieces), together)


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_the_first_of_the_wrong_rows_is_named(workers):
    volumes = LOAD * 10
    volumes[[150_000, 70_000, 199_999]] = 1e308
    queue = kr.ErlangC(contacts=volumes, interval=1e-5, aht=180)
    with kr.execution(workers=workers):
        with pytest.raises(ValueError, match="^row 70000: rate must be finite"):
            queue.agents_required(service_level=0.8, answer_within=20)
        with pytest.raises(ValueError, match="^row 70000: rate must be finite"):
            queue.mean_queue_length(agents=14)
        with np.errstate(invalid="ignore"):
            c = kr.ufuncs.erlang_c(14, np.where(volumes < 1e308, LOAD, -1))
    assert np.flatnonzero(np.isnan(c)).tolist() == [70_000, 150_000, 199_999]


def test_threads_of_python_do_not_disturb_each_other():
    def ask(seed):
        n, load, _, time = rows_of(20_000, seed)
        if seed % 3 == 0:
            volumes = load.copy()
            volumes[seed] = 1e308
            queue = kr.ErlangC(contacts=volumes, interval=1e-5, aht=1e-5)
            with pytest.raises(ValueError, match=f"^row {seed}: rate must be finite"):
                queue.service_level(agents=n, answer_within=time)
        with np.errstate(all="raise"), kr.execution(workers=1 + seed % 2):
            return kr.ufuncs.erlang_c_service_level(n, load, time)

    alone = [ask(seed) for seed in range(12)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(ask, range(12)))
    for mine, theirs in zip(alone, together, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_a_choice_lasts_as_long_as_its_block_and_is_this_threads():
    before = kr._core.execution()
    seen = []
    with kr.execution(workers=3):
        assert kr._core.execution() == (3, before[1])
        with pytest.raises(ZeroDivisionError), kr.execution(instructions="baseline"):
            assert kr._core.execution() == (3, 0)
            raise ZeroDivisionError
        assert kr._core.execution() == (3, before[1])
        thread = threading.Thread(target=lambda: seen.append(kr._core.execution()))
        thread.start()
        thread.join()
    assert kr._core.execution() == before == seen[0]
    assert kr._core.instruction_sets[WIDEST] == before[1]


@pytest.mark.parametrize("workers", [0, -1, 1.5, True, "2"])
def test_workers_are_a_whole_number(workers):
    with pytest.raises(ValueError, match="workers must be a whole number >= 1, got"):
        kr.execution(workers=workers).__enter__()


def test_instructions_are_the_machines():
    with pytest.raises(ValueError, match="instructions must be one of 'baseline'.*got 'mmx'"):
        kr.execution(instructions="mmx").__enter__()


@pytest.mark.parametrize("patience", [None, 300])
def test_a_long_plan_is_the_same_for_any_number_of_workers(patience):
    forecast = pd.DataFrame({"contacts": np.round(LOAD[:12_000] * 10)})
    forecast.iloc[[3, 11_000], 0] = np.nan
    promise = {"service_level": 0.8, "answer_within": 20, "patience": patience}

    def plan(rows):
        return kr.plan_day(rows, interval="30min", aht=180, **promise)

    with kr.execution(workers=1):
        alone = plan(forecast)
    with kr.execution(workers=7):
        shared = plan(forecast)
        row = plan(forecast.iloc[11_500:11_501])
    pd.testing.assert_frame_equal(shared.frame, alone.frame, check_exact=True)
    assert shared.totals == alone.totals
    pd.testing.assert_frame_equal(row.frame, alone.frame.iloc[11_500:11_501], rtol=1e-13)
