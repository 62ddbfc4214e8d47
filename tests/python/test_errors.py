"""Every wrong value is refused where it stands, by name, rule and value."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest

LOAD = {"contacts": 100, "interval": "30min", "aht": 180, "patience": 300}
ASK = {"agents": 14, "answer_within": 20}
PROMISE = {"service_level": 0.80, "answer_within": 20}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"contacts": -1}, "contacts must be finite and >= 0, got -1"),
        ({"contacts": np.inf}, "contacts must be finite and >= 0, got inf"),
        ({"contacts": "100"}, "contacts must be finite and >= 0, got '100'"),
        ({"contacts": True}, "contacts must be finite and >= 0, got True"),
        ({"contacts": None}, "contacts must be finite and >= 0, got None"),
        ({"contacts": [100, "many"]}, "row 1: contacts must be finite and >= 0, got 'many'"),
        ({"contacts": np.array([True, False])}, "row 0: contacts must be .* got (np.)?True"),
        ({"interval": 0}, "interval must be finite and > 0 s, got 0"),
        ({"interval": "1:30"}, "interval must be finite and > 0 s, got '1:30'"),
        ({"aht": 0}, "aht must be finite and > 0 s, got 0"),
        ({"aht": [180, -3]}, "row 1: aht must be finite and > 0 s, got -3"),
        ({"patience": 0}, "patience must be finite and > 0 s, got 0"),
        ({"patience": np.inf}, "patience must be finite and > 0 s, got inf"),
        (
            {"contacts": [1, 2, 3], "aht": [1, 2, 3, 4]},
            r"contacts has shape \(3,\), aht has shape \(4,\)",
        ),
        ({"contacts": pd.DataFrame({"a": [1]})}, "contacts must be a number or one column"),
        ({"contacts": [[1, 2], [3]]}, "contacts must be a number or a column of numbers"),
        ({"contacts": 1e300, "interval": 1e-300}, "rate must be finite and >= 0, got inf"),
    ],
)
def test_models(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        kr.ErlangA(**{**LOAD, **change}).asa(agents=14)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"agents": -1}, "agents must be finite and >= 0, got -1"),
        ({"agents": [1, 2, np.inf]}, "row 2: agents must be finite and >= 0, got inf"),
        ({"agents": [[1, 2], [3, -4]]}, r"row \(1, 1\): agents must be finite and >= 0, got -4"),
        ({"answer_within": -1}, "answer_within must be >= 0 s, got -1"),
        ({"definition": "offerd"}, "definition must be one of 'offered', 'answered'.*got 'offerd'"),
        ({"definition": "exclude_short"}, "'exclude_short' must come with short, a time, got none"),
        ({"definition": "exclude_short", "short": 0}, "short must be finite and > 0 s, got 0"),
    ],
)
def test_measures(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        kr.ErlangA(**LOAD).service_level(**{**ASK, **change})


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ({}, "a target must promise something: service_level with answer_within, max_asa"),
        ({"service_level": 0.8}, "service_level must come with answer_within, got it alone"),
        ({"answer_within": 20}, "answer_within must come with service_level, got it alone"),
        (
            {**PROMISE, "service_level": 80},
            r"service_level must be in \[0, 1\], got 80: write 0.80 for 80 %",
        ),
        (
            {**PROMISE, "max_occupancy": 85},
            r"max_occupancy must be in \[0, 1\], got 85: write 0.85 for 85 %",
        ),
        ({**PROMISE, "service_level": -0.1}, r"service_level must be in \[0, 1\], got -0.1$"),
        ({"max_asa": -1}, "max_asa must be finite and >= 0 s, got -1"),
        (
            {**PROMISE, "definition": "positive_short", "short": 21},
            "short must be <= answer_within, got 21",
        ),
        (
            {**PROMISE, "definition": "exclude_short", "short": [5, 30]},
            "row 1: short must be <= answer_within, got 30",
        ),
    ],
)
def test_targets(target, complaint):
    queue = kr.ErlangA(**LOAD)
    solvers = (
        lambda: queue.agents_required(**target),
        lambda: queue.fractional_agents_required(**target),
        lambda: queue.contacts_answerable(agents=14, **target),
        lambda: queue.longest_aht(agents=14, **target),
    )
    for solve in solvers:
        with pytest.raises(ValueError, match=complaint):
            solve()


def test_abandonment_is_promised_only_where_somebody_can_hang_up():
    queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    with pytest.raises(ValueError, match="max_abandonment must come with patience"):
        queue.agents_required(max_abandonment=0.05)
    with pytest.raises(ValueError, match="max_abandonment must come with patience"):
        kr.plan_day({"contacts": [100]}, aht=180, interval="30min", max_abandonment=0.05)


def test_names_that_are_none():
    queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    with pytest.raises(ValueError, match="'offered', 'answered', 'virtual', got 'abandoned'"):
        queue.mean_wait(agents=14, of="abandoned")
    with pytest.raises(ValueError, match="'continuous', 'interpolated', got 'linear'"):
        queue.fractional_agents_required(**PROMISE, convention="linear")
    with pytest.raises(TypeError, match="max_ocupancy"):
        queue.contacts_answerable(agents=14, max_ocupancy=0.8)


def test_nothing_is_positional_and_nothing_has_a_default_unit():
    with pytest.raises(TypeError):
        kr.ErlangC(100, "30min", 180)
    with pytest.raises(TypeError, match="interval"):
        kr.ErlangC(contacts=100, aht=180)
    with pytest.raises(TypeError):
        kr.ErlangC(**{name: LOAD[name] for name in ("contacts", "interval", "aht")}).asa(14)


def test_a_row_is_named_by_its_label_too():
    index = pd.date_range("2014-01-02 10:00", periods=3, freq="30min", tz="Europe/Amsterdam")
    aht = pd.Series([180, -3, 180], index=index)
    with pytest.raises(ValueError, match=r"row 1 \(2014-01-02 10:30:00\+01:00\): aht must be"):
        kr.ErlangC(contacts=100, interval="30min", aht=aht)
    with pytest.raises(ValueError, match=r"^row 1 \(b\): agents"):
        kr.ErlangA(**LOAD).asa(agents=pd.Series([1, -1], index=["a", "b"]))
    with pytest.raises(ValueError, match=r"^row 1: agents"):
        kr.ErlangA(**LOAD).asa(agents=pd.Series([1, -1]))


def test_two_series_must_share_their_index():
    contacts = pd.Series([100, 100], index=["a", "b"])
    aht = pd.Series([180, 180], index=["b", "a"])
    with pytest.raises(ValueError, match="contacts and aht have different indexes"):
        kr.ErlangC(contacts=contacts, interval="30min", aht=aht)
    queue = kr.ErlangC(contacts=contacts, interval="30min", aht=180)
    with pytest.raises(ValueError, match="contacts and agents have different indexes"):
        queue.asa(agents=pd.Series([14, 14]))
    assert queue.asa(agents=pd.Series([14, 14], index=["a", "b"])).index.tolist() == ["a", "b"]


def test_what_only_the_formulas_know_is_refused_with_its_row():
    queue = kr.ErlangC(contacts=100, interval="30min", aht=[180, 60, np.nan])
    with pytest.raises(ValueError, match=r"^row 1: wrap_up must be .*\(60 s\), got 90"):
        queue.lines_required(agents=14, blocking=0.01, wrap_up=90)
    whole = kr.ErlangC(contacts=[1, 1e308], interval=[1, 1e-5], aht=180)
    with pytest.raises(ValueError, match="^row 1: rate must be finite"):
        whole.asa(agents=14)


def test_rows_of_any_order_and_shape_are_named_by_their_place():
    aht = np.full((3, 2), 180.0, order="F")  # in memory (2, 0) comes before (1, 1)
    aht[2, 0], aht[1, 1] = 60, 50
    queue = kr.ErlangC(contacts=100, interval="30min", aht=aht)
    with pytest.raises(ValueError, match=r"^row \(1, 1\): wrap_up .*\(50 s\), got 90"):
        queue.lines_required(agents=14, blocking=0.01, wrap_up=90)


def test_a_model_refuses_without_a_warning():
    queue = kr.ErlangC(contacts=[1, 1e308], interval=1e-5, aht=180)
    for ask in (
        lambda: queue.probability_of_wait(agents=14),
        lambda: queue.service_level(agents=14, answer_within=20),
        lambda: queue.agents_required(service_level=0.8, answer_within=20),
        lambda: queue.occupancy(agents=14),
    ):
        with np.errstate(all="raise"), pytest.raises(ValueError, match="^row 1: rate must be"):
            ask()


def test_an_error_leaves_nothing_behind():
    queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    with np.errstate(invalid="ignore"):
        kr.ufuncs.erlang_b(-1, 10)
    assert np.isnan(queue.asa(agents=np.nan))
    assert queue.asa(agents=14) > 0
