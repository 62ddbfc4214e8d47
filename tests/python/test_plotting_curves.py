"""Curves of queues go through the points that the formulas give."""

import math

import krarup as kr
import matplotlib.pyplot as plt
import numpy as np
import pytest

LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
C, A = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
MODELS = {"Erlang C": C, "Erlang A": A}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def probability_of_wait(agents, erlangs):
    """Erlang C from its definition."""
    terms = [erlangs**k / math.factorial(k) for k in range(agents)]
    last = erlangs**agents / math.factorial(agents) * agents / (agents - erlangs)
    return last / (sum(terms) + last)


def beyond(agents, seconds):
    """Share of the contacts of C that wait longer, in percent."""
    return 100 * probability_of_wait(agents, 10) * math.exp(-(agents - 10) * seconds / 180)


def texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def curve(ax, label):
    (line,) = [each for each in ax.lines if each.get_label().startswith(label)]
    return line.get_xdata(), line.get_ydata()


def test_service_level_is_that_of_the_formula():
    ax = kr.plotting.plot_service_level(MODELS, answer_within=20, service_level=0.80)
    n, level = curve(ax, "Erlang C")
    assert n.tolist() == list(range(int(n[0]), int(n[-1]) + 1)) and n[0] <= 8 and n[-1] >= 17
    for agents, drawn in zip(n, level, strict=True):
        expected = 100 - beyond(int(agents), 20) if agents > 10 else 0
        assert drawn == pytest.approx(expected, rel=1e-12)
    assert ax.get_xlabel() == "agents on the phones"
    assert ax.get_ylabel() == "service level within 20 s (% of offered contacts)"
    assert texts(ax) == [
        "Erlang C, 14 agents required",
        "Erlang A, 13 agents required",
        "promise: 80 %",
    ]


def test_the_agents_required_are_marked_on_their_curves():
    ax = kr.plotting.plot_service_level(MODELS, answer_within=20, service_level=0.80)
    marks = [each.get_xydata() for each in ax.lines if each.get_markersize() == 11]
    assert [each[0, 0] for each in marks] == [14, 13]
    assert marks[0][0, 1] == pytest.approx(100 - beyond(14, 20))


def test_a_promise_out_of_reach_is_said_and_not_marked():
    ax = kr.plotting.plot_service_level(C, answer_within=20, service_level=1.0, agents=[0, 10, 20])
    assert texts(ax) == ["promise not kept", "promise: 100 %"]
    assert not [each for each in ax.lines if each.get_markersize() == 11]
    ax.figure.canvas.draw()


def test_occupancy_is_drawn_where_asked():
    ax = kr.plotting.plot_service_level(C, answer_within=20, agents=[8, 10, 20], occupancy=True)
    n, share = curve(ax, "occupancy")
    assert n.tolist() == [8, 10, 20] and share.tolist() == [100, 100, 50]


def test_a_queue_without_contacts_is_drawn():
    ax = kr.plotting.plot_service_level(
        kr.ErlangC(contacts=0, interval=1800, aht=180), answer_within=20, service_level=0.8
    )
    _, level = curve(ax, "0 agents required")
    assert set(level) == {100.0}
    waits = kr.plotting.plot_waits(kr.ErlangC(contacts=0, interval=1800, aht=180), agents=0)
    assert texts(waits) == ["0 agents: p50 0 s, p80 0 s, p90 0 s, p95 0 s"]
    waits.figure.canvas.draw()


def test_a_center_of_thousands_takes_few_points():
    big = kr.ErlangA(contacts=60000, interval="30min", aht=300, patience=300)
    ax = kr.plotting.plot_service_level(big, answer_within=20, service_level=0.80)
    n, _ = curve(ax, "9")
    assert 50 < len(n) <= 201
    marks = [each.get_xdata() for each in ax.lines if each.get_markersize() == 11]
    assert marks[0].tolist() == [big.agents_required(service_level=0.80, answer_within=20)]


@pytest.mark.parametrize("definition", ["answered", "virtual"])
def test_the_axis_names_the_definition(definition):
    ax = kr.plotting.plot_service_level(A, answer_within="1min", definition=definition)
    assert "within 60 s" in ax.get_ylabel() and definition in ax.get_ylabel()


def test_waits_are_those_of_the_formula():
    ax = kr.plotting.plot_waits({"C": C, "A": A}, agents={"C": 14, "A": 12})
    times, share = curve(ax, "C, 14 agents")
    assert share == pytest.approx([beyond(14, t) for t in times], rel=1e-9)
    percentiles = [-45 * math.log(p / beyond(14, 0)) if p < beyond(14, 0) else 0 for p in (10, 5)]
    expected = f"C, 14 agents: p50 0 s, p80 0 s, p90 {percentiles[0]:.0f} s, "
    assert texts(ax)[0] == expected + f"p95 {percentiles[1]:.0f} s"
    marked = next(each for each in ax.lines if each.get_linestyle() == "None")
    assert marked.get_xdata() == pytest.approx([0, 0, *percentiles])
    assert marked.get_ydata() == pytest.approx([beyond(14, 0), beyond(14, 0), 10, 5])
    assert ax.get_xlabel() == "t (s), wait of offered contacts, until answered or hung up"


@pytest.mark.parametrize("of", ["offered", "answered", "virtual"])
def test_waits_say_whose_they_are(of):
    ax = kr.plotting.plot_waits(A, agents=11, of=of)
    _, share = curve(ax, "11 agents")
    assert share[0] == pytest.approx(100 * A.probability_of_wait_beyond(agents=11, wait=0, of=of))
    assert {"virtual": "never hang up"}.get(of, of) in ax.get_xlabel()


def test_waits_without_end_are_said():
    ax = kr.plotting.plot_waits(C, agents=9)
    assert texts(ax) == ["9 agents: p50 never, p80 never, p90 never, p95 never"]
    _, share = curve(ax, "9 agents")
    assert set(share) == {100.0}
    ax.figure.canvas.draw()


def test_names_of_percentiles_do_not_overlap():
    ax = kr.plotting.plot_waits(A, agents=8, percentiles=(0.5, 0.9, 0.95, 0.99, 0.999))
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert len(boxes) > 2
    assert all(low.y1 <= high.y0 for low, high in zip(boxes, boxes[1:], strict=False))


def test_a_table_of_agents_is_drawn():
    table = kr.agents_table(A, service_level=0.80, answer_within=20)
    ax = table.plot()
    n, level = curve(ax, "service level")
    assert n.tolist() == table.frame.agents.tolist()
    assert level == pytest.approx(100 * table.frame.service_level)
    assert texts(ax)[-1] == "13 agents required"
    kr.agents_table(C, service_level=1.0, answer_within=20).plot().figure.canvas.draw()
    kr.agents_table(C, agents=3).plot().figure.canvas.draw()


def test_a_curve_is_drawn():
    levels = kr.service_level_curve(MODELS, agents=[15, 13, 14, 10], answer_within=20)
    ax = levels.plot(service_level=0.80)
    n, level = curve(ax, "Erlang C")
    assert n.tolist() == [10, 13, 14, 15]
    assert level[2] == pytest.approx(100 - beyond(14, 20))
    assert texts(ax)[0] == "Erlang C, 14 agents required"


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (
            lambda p: p.plot_service_level([C], answer_within=20),
            "must be an ErlangC, ErlangA, ErlangX, MMnG or MGn",
        ),
        (lambda p: p.plot_service_level({}, answer_within=20), "mapping from names to queues"),
        (
            lambda p: p.plot_service_level(
                kr.ErlangC(contacts=[1, 2], interval=60, aht=9), answer_within=20
            ),
            "got a column of 2 contacts",
        ),
        (lambda p: p.plot_service_level(C, answer_within=20, agents=[]), "at least one"),
        (lambda p: p.plot_service_level(C, answer_within=20, agents=[1, np.nan]), "without nan"),
        (lambda p: p.plot_service_level(C, answer_within=20, service_level=80), "write 0.80"),
        (lambda p: p.plot_service_level(C, answer_within=20, service_level=[0.8]), "one number"),
        (lambda p: p.plot_waits(C, agents={"x": 3}), "agents must name the queues"),
        (lambda p: p.plot_waits(C, agents=-1), "agents must be finite and >= 0, got -1"),
        (lambda p: p.plot_waits(C, agents=14, percentiles=[90]), "write 0.90 for 90 %"),
        (lambda p: p.plot_waits(C, agents=14, of="nobody"), "of must be one of"),
        (lambda p: p.plot_waits(C, agents=14, longest=0), "longest must be finite and > 0 s"),
        (lambda p: p.plot_agents_table(C), "table must be of type AgentsTable, got ErlangC"),
        (lambda p: p.plot_service_level_curve(C), "curve must be of type ServiceLevelCurve"),
        (lambda p: p.plot_waits(C, "ax", agents=14), "ax must be one matplotlib Axes or None"),
    ],
)
def test_wrong_arguments_are_refused_before_a_figure_is_made(draw, words):
    with pytest.raises(ValueError, match=words):
        draw(kr.plotting)
    assert not plt.get_fignums()
