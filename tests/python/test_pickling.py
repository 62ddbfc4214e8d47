"""Every public object survives pickle, copy and deepcopy, here and in another process."""

import copy
import dataclasses
import inspect
import io
import pickle
import subprocess
import sys
from collections.abc import Mapping

import krarup as kr
import numpy as np
import pandas as pd
import pytest

PROMISE = {"service_level": 0.80, "answer_within": 20}
DAY = pd.date_range("2026-03-02 09:00", periods=4, freq="30min", tz="Europe/Copenhagen")
FORECAST = pd.DataFrame({"contacts": [60.0, 100.0, 140.0, 4.0]}, index=DAY)
C = kr.ErlangC(contacts=100, interval="30min", aht=180)
A = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
WEIBULL = kr.patience.Weibull(scale="5min", shape=0.7, balking=0.02)
SERIES = kr.ErlangA(contacts=FORECAST["contacts"], interval="30min", aht=[180] * 4, patience=300)
EXPORT = """Interval Start,Queue Name,Offer,Avg Handle
2026-03-02T08:00:00.000Z,billing,60,181500
2026-03-02T08:30:00.000Z,billing,,
Total,billing,60,181500
"""


def error_of(call, *arguments, **named):
    with pytest.raises(ValueError) as caught:
        call(*arguments, **named)
    return caught.value


def plan(**more):
    return kr.plan_day(FORECAST, interval="30min", aht=180, **PROMISE, **more)


WRONG = error_of(plan, patience=[300, -1, "n/a", 300])
COUNTS = {"answered": [100, 50], "answered_within": [80, 45], "abandoned": [10, 0]}
OBJECTS = {
    "ErlangB": kr.ErlangB(contacts=[200, 300], interval="1h", aht="3min"),
    "ErlangC": C,
    "ErlangA": A,
    "ErlangA of a Series": SERIES,
    "ErlangX": kr.ErlangX(**LOAD, patience=300, lines=20, redials_of_abandoned=[0.1, 0.3]),
    "MGn": kr.MGn(**LOAD, handle_time_scv=[0, 4]),
    "ErlangX of a law": kr.ErlangX(**LOAD, patience=WEIBULL, day_variation=0.1),
    "MMnG": kr.MMnG(**LOAD, patience=WEIBULL),
    "PatienceLaw": WEIBULL,
    "PatienceLaw of a table": kr.patience.Empirical([30, 60], [0.8, 0.0]),
    "Sensitivity": SERIES.sensitivity(of="asa", agents=12),
    "Unreachable": C.agents_required(service_level=1.0, answer_within=20),
    "DayPlan": plan(patience=300, shrinkage=0.3),
    "DayPlan of a mapping": kr.plan_day(
        {"contacts": [60, 100]}, interval="30min", aht=180, **PROMISE
    ),
    "Peak": plan().peak,
    "RowWarning": plan().warnings[0],
    "DataError": WRONG,
    "DataError of a column": error_of(kr.ErlangC, contacts=[1, -1], interval=1800, aht=180),
    "Findings": WRONG.findings,
    "Finding": WRONG.findings[0],
    "AgentsTable": kr.agents_table(A, **PROMISE),
    "LeastCost": kr.least_cost(C, wage=30, waiting_cost=60),
    "Prices": kr.least_cost(C, wage=30, waiting_cost=60).prices,
    "PlanComparison": kr.compare_plans(plan(), plan(patience=300)),
    "Pooling": kr.pooling({"billing": A, "sales": A}, **PROMISE),
    "SensitivityGrid": kr.sensitivity_grid(C, **PROMISE),
    "ServiceLevelCurve": kr.service_level_curve({"C": C}, agents=[13, 14], answer_within=20),
    "ServiceLevelDistribution": kr.service_level_under_forecast_error(
        A, agents=13, coefficient_of_variation=0.2, **PROMISE
    ),
    "distribution of scenarios": kr.service_level_under_forecast_error(
        A, agents=13, scenarios=[80, 100, 120], **PROMISE
    ),
    "Day": kr.Day(FORECAST, aht=180, patience=300, backlog=3),
    "DayPerformance": kr.Day(FORECAST, aht=180).evaluate(agents=[9, 13, 17, 2], answer_within=20),
    "DayStaffing": kr.Day(FORECAST, aht=180).agents_required(service_level=0.8, answer_within=20),
    "SimulatedDay": kr.simulate(
        FORECAST, agents=[9, 13, 17, 2], answer_within=20, aht=180, replications=2
    ),
    "SimulatedDay of a class": kr.simulate_center(
        FORECAST, {"all": {"aht": 180}}, agents=[9, 13, 17, 2], answer_within=20, replications=2
    )["all"],
    "SteadyState": kr.simulate_steady(
        contacts=60, interval=1800, aht=180, agents=8, answer_within=20, warm_up=1, batch=60
    ),
    "DayServiceLevel": kr.day_service_level(
        {"contacts": [60, 100]},
        agents=[8, 13],
        interval="30min",
        aht=180,
        patience=WEIBULL,
        day_variation=0.1,
        **PROMISE,
    ),  # fmt: skip
    "DayServiceLevel of a Day": kr.Day(FORECAST, aht=180).service_level_distribution(
        agents=[9, 13, 17, 2], day_variation=0.1, **PROMISE
    ),
    "ShrinkageItem": kr.ShrinkageItem("sickness", 0.05, "unplanned"),
    "Tornado": kr.tornado(C, **PROMISE),
    "WhichDefinition": kr.which_definition(printed=["72.7 %", "90.0 %"], **COUNTS),
    "Export": kr.read_export(io.StringIO(EXPORT), preset="genesys_cloud_queues"),
    "SkippedRow": kr.SkippedRow(3, "a total"),
}
every_object = pytest.mark.parametrize("given", OBJECTS.values(), ids=OBJECTS)
AGAIN = {
    **{
        f"protocol {p}": lambda x, p=p: pickle.loads(pickle.dumps(x, p))
        for p in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def assert_same(one, other):
    """Of one type, and the same in all that there is to see."""
    assert type(one) is type(other)
    assert repr(one) == repr(other)
    if isinstance(one, pd.DataFrame | pd.Series | pd.Index):
        assert one.equals(other)
        return
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
        assert one.flags.writeable == other.flags.writeable
        return
    if isinstance(one, Mapping):
        assert list(one) == list(other)
        for name in one:
            assert_same(one[name], other[name])
    elif isinstance(one, tuple | list):
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    names = {name for name in dir(one) if not name.startswith("_")}
    if type(one).__module__.partition(".")[0] == "krarup":
        if isinstance(one, kr.Findings):
            names -= {"errors", "warnings"}  # Findings that have them again
        if dataclasses.is_dataclass(one):
            names |= {field.name for field in dataclasses.fields(one) if field.compare}
        for name in names:
            value = inspect.getattr_static(one, name)
            if not callable(value) and not name.startswith("_"):
                assert_same(getattr(one, name), getattr(other, name))
        if hasattr(one, "_repr_html_"):
            assert one._repr_html_() == other._repr_html_()


def test_no_class_is_left_out():
    public = {getattr(kr, name) for name in kr.__all__ if inspect.isclass(getattr(kr, name))}
    assert public - {kr.Queue} <= {type(each) for each in OBJECTS.values()}


@every_object
@pytest.mark.parametrize("make", AGAIN.values(), ids=AGAIN)
def test_the_same_again(given, make):
    assert_same(make(given), given)


@pytest.mark.parametrize("make", AGAIN.values(), ids=AGAIN)
def test_a_model_made_again_never_changes_either(make):
    again = make(OBJECTS["ErlangB"])
    with pytest.raises(ValueError, match="read-only"):
        again.contacts[0] = 1
    with pytest.raises(AttributeError, match="never changes"):
        again.aht = 1
    assert again == OBJECTS["ErlangB"]
    assert hash(again) == hash(OBJECTS["ErlangB"])


def test_functions_and_ufuncs_are_themselves_again():
    for name in kr.__all__:
        if callable(each := getattr(kr, name)):
            assert pickle.loads(pickle.dumps(each)) is each
    for name in kr.ufuncs.__all__:
        each = getattr(kr.ufuncs, name)
        assert pickle.loads(pickle.dumps(each)) is each
        assert copy.deepcopy(each) is each


OTHER_PROCESS = """
import pickle, sys
objects, functions = pickle.load(sys.stdin.buffer)
assert functions[3](14, 10.0) == float(sys.argv[1])
assert objects["ErlangA"].agents_required(service_level=0.80, answer_within=20) == 13
objects["DayPlan"].full_time_equivalents(contract="37h")
pickle.dump({name: (repr(each), each) for name, each in objects.items()}, sys.stdout.buffer)
"""


def test_another_process_reads_them_and_sends_them_back():
    functions = [getattr(kr.ufuncs, name) for name in kr.ufuncs.__all__]
    functions += [getattr(kr, name) for name in kr.__all__ if callable(getattr(kr, name))]
    run = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, repr(float(functions[3](14, 10.0)))],
        input=pickle.dumps((OBJECTS, functions)),
        check=True,
        capture_output=True,
    )
    returned = pickle.loads(run.stdout)
    assert list(returned) == list(OBJECTS)
    for name, (text, again) in returned.items():
        assert text == repr(OBJECTS[name])
        assert_same(again, OBJECTS[name])
