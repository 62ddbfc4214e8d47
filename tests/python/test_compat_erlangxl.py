"""The functions of Erlang for Excel: names, units, published numbers, and the exact answers."""

import inspect
import math

import by_definition
import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup.compat import erlangxl as xl
from pytest import approx

SIGNATURES = {
    "Abandon": "Agents AbandonTime CallsPerHour AHT",
    "Agents": "SLA ServiceTime CallsPerHour AHT",
    "AgentsASA": "ASA CallsPerHour AHT",
    "ASA": "Agents CallsPerHour AHT",
    "CallCapacity": "NoAgents SLA ServiceTime AHT",
    "FractionalAgents": "SLA ServiceTime CallsPerHour AHT",
    "FractionalCallCapacity": "NoAgents SLA ServiceTime AHT",
    "Queued": "Agents CallsPerHour AHT",
    "QueueSize": "Agents CallsPerHour AHT",
    "QueueTime": "Agents CallsPerHour AHT",
    "ServiceTime": "Agents SLA CallsPerHour AHT",
    "SLA": "Agents ServiceTime CallsPerHour AHT",
    "Trunks": "Agents CallsPerHour AHT",
    "Utilisation": "Agents CallsPerHour AHT",
    "ErlangB": "Servers Intensity",
    "ErlangBExt": "Servers Intensity Retry",
    "EngsetB": "Servers Events Intensity",
    "ErlangC": "Servers Intensity",
    "NBTrunks": "Intensity Blocking",
    "NumberTrunks": "Servers Intensity",
    "Servers": "Blocking Intensity",
    "Traffic": "Servers Blocking",
    "LoopingTraffic": "Trunks Blocking Increment MaxIntensity MinIntensity",
}

ROWS = [  # agents, calls per hour, AHT: 5, 10, 10, 0.5, 17.575 and 96.25 erlangs
    (8, 100, 180),
    (11, 200, 180),
    (14, 200, 180),
    (2, 10, 180),
    (21, 57, 1110),
    (102, 1155, 300),
]


def load(calls, aht):
    return by_definition.Fraction(calls * aht, 3600)


def test_names_and_order_of_arguments_are_the_add_ins():
    assert sorted(xl.__all__) == sorted(SIGNATURES)
    for name, arguments in SIGNATURES.items():
        parameters = inspect.signature(getattr(xl, name)).parameters.values()
        positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert positional == arguments.split(), name
        assert all(p.name == "as_original" for p in parameters if p.kind is p.KEYWORD_ONLY)


def test_examples_of_the_add_ins_own_document():
    assert xl.Agents(0.85, 15, 100, 180) == 8
    assert xl.ASA(8, 100, 180, as_original=True) == 10


def test_call_centre_helpers_case():
    assert xl.Agents(0.80, 20, 200, 180) == 14
    assert xl.FractionalAgents(0.80, 20, 200, 180) == approx(13.0474928642, rel=1e-11)
    published = {  # P(wait), SLA in 20 s, ASA, occupancy, queue
        11: (0.6821182047, 0.3896138117, 122.7812768, 0.9090909, 6.8211820),
        12: (0.4493882243, 0.6401580404, 40.44494019, 0.8333333, 2.2469411),
        13: (0.2852704530, 0.7955947884, 17.11622718, 0.7692308, 0.9509015),
        14: (0.1741319336, 0.8883500192, 7.835937012, 0.7142857, 0.4353298),
        15: (0.1020423670, 0.9414528429, 3.673525212, 0.6666667, 0.2040847),
        16: (0.0573403309, 0.9705604925, 1.720209927, 0.6250000, 0.0955672),
        17: (0.0308761100, 0.9858147177, 0.7939571138, 0.5882353, 0.0441087),
    }
    for n, (waits, level, asa, occupancy, queue) in published.items():
        assert xl.Queued(n, 200, 180) == approx(waits, abs=6e-11)
        assert xl.SLA(n, 20, 200, 180) == approx(level, abs=6e-11)
        assert xl.ASA(n, 200, 180) == approx(asa, rel=1e-9)
        assert xl.Utilisation(n, 200, 180) == approx(occupancy, abs=6e-8)
        assert xl.QueueSize(n, 200, 180) == approx(queue, abs=6e-8)


@pytest.mark.parametrize(("n", "calls", "aht"), ROWS)
def test_measures_by_definition(n, calls, aht):
    a = load(calls, aht)
    waits = float(by_definition.erlang_c(n, a))
    idle = float(n - a)
    assert xl.Queued(n, calls, aht) == approx(waits, rel=1e-13)
    assert xl.Abandon(n, 30, calls, aht) == approx(waits * math.exp(-idle * 30 / aht), rel=1e-12)
    assert xl.SLA(n, 30, calls, aht) == approx(1 - waits * math.exp(-idle * 30 / aht), rel=1e-12)
    assert xl.ASA(n, calls, aht) == approx(waits * aht / idle, rel=1e-12)
    assert xl.QueueTime(n, calls, aht) == approx(aht / idle, rel=1e-12)
    assert xl.QueueSize(n, calls, aht) == approx(waits * float(a) / idle, rel=1e-12)
    assert xl.Utilisation(n, calls, aht) == approx(float(a) / n, rel=1e-13)
    share = 1 - waits / 3  # a third of those who wait, wait longer
    assert xl.ServiceTime(n, share, calls, aht) == approx(math.log(3) * aht / idle, rel=1e-10)


@pytest.mark.parametrize(("n", "calls", "aht"), ROWS)
def test_solvers_against_trying(n, calls, aht):
    a = load(calls, aht)

    def level(m, volume=calls):
        a = load(volume, aht)
        return by_definition.service_level(m, a, 20 / aht) if m > a else 0.0

    required = by_definition.least(lambda m: level(m) >= 0.8)
    assert xl.Agents(0.80, 20, calls, aht) == required
    asa = by_definition.least(lambda m: m > a and by_definition.asa(m, a) * aht <= 10)
    assert xl.AgentsASA(10, calls, aht) == asa

    before, after = level(required - 1), level(required)
    part = (0.8 - before) / (after - before)
    assert xl.FractionalAgents(0.8, 20, calls, aht) == approx(required - 1 + part, rel=1e-12)

    whole = xl.CallCapacity(n, 0.8, 20, aht, as_original=True)
    assert type(whole) is int and level(n, whole) >= 0.8 > level(n, whole + 1)
    assert math.floor(xl.CallCapacity(n, 0.8, 20, aht)) == whole
    assert xl.CallCapacity(n + 0.7, 0.8, 20, aht, as_original=True) == whole

    lines = a * aht + load(calls, round(by_definition.asa(n, a) * aht * 2**40)) * aht / 2**40
    lines /= aht
    needed = by_definition.least(lambda m: by_definition.erlang_b(m, lines) <= 0.001, start=n)
    assert xl.Trunks(n, calls, aht) == needed


@pytest.mark.parametrize("n", [0.9, 2, 13.5, 14.25, 101.1])
def test_fractional_capacity_is_what_fractional_agents_ask_for(n):
    calls = xl.FractionalCallCapacity(n, 0.8, 20, 180)
    assert xl.FractionalAgents(0.8, 20, calls, 180) == approx(n, rel=1e-9)
    whole = xl.FractionalCallCapacity(n, 0.8, 20, 180, as_original=True)
    assert whole == math.floor(calls)
    assert xl.FractionalAgents(0.8, 20, whole + 1, 180) > n


def test_fractional_capacity_of_whole_agents_is_their_capacity():
    agents = np.array([[0.0], [1], [14], [np.nan]])
    shares = [0.0, 0.8, 1.0]
    capacity = xl.FractionalCallCapacity(agents, shares, 20, 180)
    np.testing.assert_allclose(capacity, xl.CallCapacity(agents, shares, 20, 180), rtol=1e-14)
    assert np.isnan(capacity[3]).all() and np.isinf(capacity[1:3, 0]).all()


def test_lines_by_definition():
    for n, a in [(1, 0.5), (17, 10), (30, 10), (5, 20), (120, 100.5)]:
        assert xl.ErlangB(n, a) == approx(float(by_definition.erlang_b(n, a)), rel=1e-13)
    assert xl.ErlangC(14, 10) == approx(float(by_definition.erlang_c(14, 10)), rel=1e-13)
    for a, blocking in [(0.5, 0.01), (10, 0.5), (10, 0.01), (10, 0.0001), (100, 0.02)]:
        kept = by_definition.least(lambda m, a=a, b=blocking: by_definition.erlang_b(m, a) <= b)
        assert xl.NBTrunks(a, blocking) == xl.Servers(blocking, a) == kept
        load = xl.Traffic(kept, blocking)
        assert float(by_definition.erlang_b(kept, load)) == approx(blocking, rel=1e-11)
    kept = by_definition.least(lambda m: by_definition.erlang_b(m, 10) < 0.001)
    assert [xl.NumberTrunks(n, 10) for n in (0, 14, 20.5, 25, 25.5)] == [kept, kept, kept, 25, 26]
    np.testing.assert_array_equal(xl.NumberTrunks([14, 25.5, np.nan], 10), [kept, 26, np.nan])
    assert np.isnan(xl.NumberTrunks(np.nan, 10)) and np.isnan(xl.NumberTrunks(14, np.nan))


def test_looping_traffic_keeps_its_limits():
    exact = xl.Traffic(17, 0.01)
    assert xl.LoopingTraffic(17, 0.01, 1, 100, 0) == exact
    assert xl.LoopingTraffic(17, 0.01, 1, 5, 0) == 5
    assert xl.LoopingTraffic(17, 0.01, 1, 100, 50) == 50


def test_published_blocking_with_retries():
    assert xl.ErlangBExt(1000, 1500, 0.2) == approx(0.386, abs=5e-4)  # Westbay's manual
    assert xl.ErlangBExt(1000, 1500, 0.2) == approx(0.3857, abs=5e-5)
    assert xl.ErlangBExt(1000, 1500, 0.2, as_original=True) == approx(0.3832, abs=5e-5)


@pytest.mark.parametrize("as_original", [False, True])
def test_blocking_with_retries_at_its_edges(as_original):
    def blocked(*arguments):
        return xl.ErlangBExt(*arguments, as_original=as_original)

    assert blocked(17, 10, 0) == approx(xl.ErlangB(17, 10), rel=1e-13)
    assert blocked(0, 10, 0.5) == 1 and blocked(10, 0, 0.5) == 0
    column = blocked([17, np.nan, 5], [10, 10, np.nan], 0.3)
    assert column[0] == approx(blocked(17, 10, 0.3)) and np.isnan(column[1:]).all()


def test_blocking_with_retries_is_a_fixed_point():
    for n, a, retry in [(17, 10, 0.5), (5, 20, 0.9), (12, 10, 1.0)]:
        blocked = xl.ErlangBExt(n, a, retry)
        again = a / (1 - retry * blocked)
        assert float(by_definition.erlang_b(n, again)) == approx(blocked, rel=1e-9)
    assert xl.ErlangBExt([10, 9], 10, 1.0).tolist() == [1, 1]  # everyone retries, too few lines


def test_engset_by_definition():
    for n, callers, idle in [(10, 50, 0.1), (1, 2, 3.0), (29, 30, 0.5), (3, 1000, 0.001)]:
        exact = float(by_definition.engset(n, callers, idle))
        assert xl.EngsetB(n, callers, idle) == approx(exact, rel=1e-13)
    assert xl.EngsetB(30, 30, 0.5) == 0 and xl.EngsetB(0, 30, 0.5) == 1
    many = xl.EngsetB(17, 1e9, 10 / 1e9)
    assert many == approx(xl.ErlangB(17, 10), rel=1e-7)
    with pytest.raises(ValueError, match=r"row 1: Servers must be whole, got 2.5"):
        xl.EngsetB([2, 2.5], 50, 0.1)


def test_overload_is_an_answer_unless_the_old_number_is_asked_for():
    busy = (9, 200, 180)  # 9 agents under 10 erlangs
    assert xl.SLA(9, 20, 200, 180) == 0
    assert xl.Queued(*busy) == xl.Utilisation(*busy) == xl.Abandon(9, 30, 200, 180) == 1
    for wait in (xl.ASA, xl.QueueTime):
        assert wait(*busy) == np.inf
        assert wait(*busy, as_original=True) == 2000  # 180 s / (9 x 0.01)
    assert xl.QueueSize(*busy) == xl.QueueSize(*busy, as_original=True) == np.inf
    assert xl.Trunks(*busy) == np.inf
    with_rounded_wait = by_definition.least(
        lambda m: by_definition.erlang_b(m, load(200, 180 + 2000)) < 0.001
    )
    assert xl.Trunks(*busy, as_original=True) == with_rounded_wait


def test_whole_seconds_are_rounded_half_up():
    assert xl.QueueTime(13, 210, 180, as_original=True) == 72
    assert xl.QueueTime([14, 12], 200, [178, 179], as_original=True).dtype == float
    np.testing.assert_array_equal(
        xl.QueueTime([12, 14, np.nan], 200, 180, as_original=True), [90, 45, np.nan]
    )
    assert xl.QueueTime(3, 720, 5, as_original=True) == 3  # 5 s / (3 - 1)
    assert xl.QueueTime([3], 720, 5, as_original=True).tolist() == [3]


def test_nothing_offered_asks_for_nobody():
    assert xl.Agents(0.8, 20, 0, 180) == xl.AgentsASA(10, 0, 180) == 0
    assert xl.SLA(0, 20, 0, 180) == 1 and xl.ErlangB(0, 0) == 0


def test_columns_broadcast_and_a_series_keeps_its_index():
    calls = pd.Series([100.0, np.nan, 200.0], index=["a", "b", "c"])
    agents = xl.Agents(0.80, 20, calls, 180)
    assert agents.index.tolist() == ["a", "b", "c"]
    assert agents["c"] == 14 and np.isnan(agents["b"])
    assert xl.SLA([[13], [14]], 20, calls, "3min").shape == (2, 3)
    for series in (
        xl.ASA(14, calls, 180, as_original=True),
        xl.Trunks(14, calls, 180),
        xl.Trunks(14, calls, 180, as_original=True),
        xl.CallCapacity(calls, 0.8, 20, 180, as_original=True),
        xl.FractionalCallCapacity(calls / 8, 0.8, 20, 180),
        xl.NumberTrunks(calls, 10),
        xl.NumberTrunks(10, calls),
        xl.ErlangBExt(20, calls / 20, 0.1),
        xl.EngsetB(5, calls, 0.01),
        xl.LoopingTraffic(calls, 0.01, 1, 500, 0),
    ):
        assert series.index.tolist() == ["a", "b", "c"] and np.isnan(series["b"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: xl.Agents(80, 20, 200, 180), r"SLA must be in \[0, 1\], got 80: write 0.80"),
        (lambda: xl.SLA(14, 20, -1, 180), r"^CallsPerHour must be finite and >= 0, got -1"),
        (lambda: xl.ASA([14, 15], 200, [180, 0]), r"row 1: AHT must be finite and > 0 s, got 0"),
        (lambda: xl.SLA([1, 2], 20, [1, 2, 3], 1), r"Agents has shape .* CallsPerHour has shape"),
        (lambda: xl.SLA(14, "soon", 200, 180), r"ServiceTime must be .* got 'soon'"),
        (lambda: xl.NBTrunks(10, 2), r"Blocking must be in \[0, 1\], got 2: write 0.02"),
    ],
)
def test_errors_name_the_add_ins_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_100_percent_says_why_not():
    assert isinstance(xl.Agents(1.0, 20, 200, 180), kr.Unreachable)
