"""An analyst's program under `mypy --strict`: what comes out has the type of what went in.

Lines that must be refused say by which error; `warn_unused_ignores` holds them to it.
"""

from __future__ import annotations

import datetime
from typing import Any, assert_type

import krarup as kr
import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def single_numbers() -> float:
    billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    assert_type(billing, kr.ErlangA[float])
    assert_type(billing.service_level(agents=14, answer_within=20), float)
    assert_type(billing.service_level(agents=np.float64(14), answer_within="20s"), float)
    assert_type(billing.agents_required(service_level=0.80, answer_within=20), float)
    assert_type(billing.wait_quantile(agents=14, share=0.95), float)
    assert_type(billing.average_time_to_abandon(agents=14), float)
    assert_type(billing.contacts_answerable(agents=14, max_asa=20), float)
    slopes = billing.sensitivity(of="asa", agents=14)
    assert_type(slopes.per_agent, float)
    assert_type(billing.offered_load(), float)
    law = kr.patience.Weibull(scale="5min", shape=0.7)
    assert_type(law.survival(60), float)
    real = kr.ErlangX(contacts=100, interval="30min", aht=180, patience=law, lines=40)
    assert_type(real, kr.ErlangX[float])
    assert_type(real.probability_of_blocking(agents=14), float)
    assert_type(real.probability_of_target(agents=14, max_asa=20), float)
    assert_type(real.agents_required(max_asa=20, probability=0.9), float)
    assert_type(real.service_level_quantile(agents=14, answer_within=20, share=0.1), float)
    assert_type(kr.MMnG(contacts=9, interval=60, aht=180, patience=law), kr.MMnG[float])
    support = kr.ErlangC(contacts=100, interval=datetime.timedelta(minutes=30), aht=180)
    assert_type(support.asa(agents=14), float)
    lines = kr.ErlangB(contacts=200, interval="1h", aht=np.timedelta64(3, "m"))
    assert_type(lines.probability_of_blocking(trunks=17), float)
    assert_type(lines.trunks_required(blocking=0.01), float)
    assert_type(kr.patience_from_totals(total_wait="5h", abandoned=60), float)
    assert_type(kr.scheduled_from_on_phone(on_phone=14, shrinkage=0.3), float)
    n = support.agents_required(service_level=1.0, answer_within=20)
    if isinstance(n, kr.Unreachable):
        print(n.why)
    return n + kr.occupancy_from_times(handling_time="33h", ready_time="40h")


def arrays() -> Floats:
    billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    assert_type(billing.service_level(agents=range(11, 15), answer_within=20), Floats)
    assert_type(billing.service_level(agents=14, answer_within=[20, "30s", None]), Floats)
    assert_type(billing.agents_required(service_level=[0.7, 0.8], answer_within=20), Floats)
    real = kr.ErlangX(contacts=100, interval="30min", aht=180, patience=[60, 300])
    assert_type(real.attempts(agents=14), Floats)
    assert_type(real.agents_required(max_asa=20, probability=[0.5, 0.9]), Floats)
    day = kr.ErlangC(contacts=np.arange(48), interval="30min", aht=180)
    assert_type(day, kr.ErlangC[Floats])
    assert_type(day.asa(agents=14), Floats)
    assert_type(day.sensitivity(of="asa", agents=14).value, Floats)
    assert_type(day.occupancy(agents=[14.5] * 48), Floats)
    assert_type(day.agents_required(service_level=0.80, answer_within=20), Floats)
    assert_type(kr.largest_offered_load(trunks=[10, 20], blocking=0.01), Floats)
    return kr.median_patience_from_average(average=(60, 300)) + day.mean_queue_length(agents=2)[:2]


def series(contacts: pd.Series[float]) -> pd.Series[float]:
    day = kr.ErlangC(contacts=contacts, interval="30min", aht=180)
    assert_type(day, "kr.ErlangC[pd.Series[float]]")
    assert_type(day.asa(agents=14), "pd.Series[float]")
    staff = day.agents_required(service_level=0.80, answer_within=20)
    assert_type(staff, "pd.Series[float]")
    assert_type(day.service_level(agents=list(range(48)), answer_within=20), "pd.Series[float]")
    billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    assert_type(billing.asa(agents=staff), "pd.Series[float]")
    assert_type(kr.paid_time(scheduled=staff, interval="30min"), "pd.Series[float]")
    return kr.on_phone_from_scheduled(scheduled=staff, shrinkage=0.3)


def results(forecast: pd.DataFrame) -> kr.DayPlan:
    queues: dict[str, kr.Queue[float]] = {
        "billing": kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300),
        "sales": kr.ErlangA(contacts=50, interval="30min", aht=400, patience=120),
    }
    pooled = kr.pooling(queues, service_level=0.80, answer_within=20)
    assert_type(pooled.queue.asa(agents=30), float)
    table = kr.agents_table(queues["billing"], spread=1, service_level=0.80, answer_within=20)
    assert_type(table, kr.AgentsTable)
    plan = kr.plan_day(forecast, interval="30min", aht=180, service_level=0.80, answer_within=20)
    for warning in plan.warnings:
        assert_type(warning, kr.RowWarning)
    if plan.peak is not None:
        assert_type(plan.peak.agents_required, int)
    assert_type(plan.totals["contacts"], float)
    for finding in kr.validate(forecast, interval="30min", aht=180):
        assert_type(finding, kr.Finding)
    simulated = kr.simulate(forecast, agents=14, answer_within=20, aht=180, interval="30min")
    assert_type(simulated.totals["service_level"], float)
    assert_type(simulated.reached, bool)
    steady = kr.simulate_steady(
        contacts=60,
        interval="30min",
        aht=180,
        agents=14,
        answer_within=20,
        warm_up="2h",
        batch=3600,
    )
    assert_type(steady, kr.SteadyState)
    assert_type(steady.average["asa"], float)
    assert_type(steady.correlation, float)
    center = kr.simulate_center(
        forecast, {"all": {"aht": 180}}, agents=14, answer_within=20, interval="30min"
    )
    assert_type(center["all"], kr.SimulatedDay)
    return plan


def any_queue(queue: kr.ErlangC) -> Any:
    """Without its parameter a queue may be of a column too."""
    return queue.asa(agents=14)


def refused() -> None:
    queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    queue.asa(14)  # type: ignore[call-overload]
    queue.asa(agents="14")  # type: ignore[arg-type]
    queue.asa(agents=None)  # type: ignore[call-overload]
    queue.service_level(agents=14)  # type: ignore[call-overload]
    queue.service_level(agents=14, answer_within=20, definition=3)  # type: ignore[call-overload]
    queue.agents_required(service_levels=0.80, answer_within=20)  # type: ignore[call-overload]
    queue.agents_required(service_level="80 %", answer_within=20)  # type: ignore[arg-type]
    kr.ErlangC(contacts="100", interval="30min", aht=180)  # type: ignore[arg-type]
    kr.ErlangC(contacts=100, aht=180)  # type: ignore[call-overload]
    kr.ErlangC(contacts=100, interval=datetime.date(2026, 3, 2), aht=180)  # type: ignore[call-overload]
    kr.patience_from_totals(total_wait="5h", abandoned="60")  # type: ignore[arg-type]
    many = kr.ErlangC(contacts=[100, 200], interval="30min", aht=180)
    kr.agents_table(many, service_level=0.80, answer_within=20)  # type: ignore[arg-type]
    print(queue.patience)  # type: ignore[attr-defined]
    print(kr.plan_days)  # type: ignore[attr-defined]


if __name__ == "__main__":
    print(single_numbers(), arrays(), series(pd.Series([60.0] * 48)), sep="\n")
    print(results(pd.DataFrame({"contacts": [60, 100]})))
