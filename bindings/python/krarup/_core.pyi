from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ._hints import Floats

version: str
day_plan_columns: list[str]
exact_day_columns: list[str]
performance_columns: tuple[str, ...]
abandonment_definitions: dict[str, int]
erlang_x_questions: dict[str, int]
instruction_sets: dict[str, int]
day_methods: dict[str, int]
leaving_agents: dict[str, int]
promised_for: dict[str, int]
queue_engines: dict[str, int]
roundings: dict[str, int]
sensitive_measures: dict[str, int]
service_level_definitions: dict[str, int]
shrinkage_combinations: dict[str, int]
shrinkage_kinds: dict[str, int]
simulated_measures: list[str]
waits_of: dict[str, int]

class AnsweredLog:
    def __init__(
        self,
        arrival: Floats,
        wait: Floats,
        handle_time: Floats,
        agent: npt.NDArray[np.int64],
        wrap_up: float,
        /,
    ) -> None: ...
    def overlaps(self, /) -> list[Floats]: ...
    def present(self, interval: float, gap: float, /) -> list[Floats]: ...
    def wrap_up(self, waited: float, longest: float, /) -> list[float]: ...

class ObservedWaits:
    @staticmethod
    def of_log(wait: Floats, abandoned: npt.NDArray[np.bool_], /) -> ObservedWaits: ...
    @staticmethod
    def of_histogram(wait: Floats, answered: Floats, abandoned: Floats, /) -> ObservedWaits: ...
    def balking(self, confidence: float, /) -> list[float]: ...
    def columns(self, /) -> list[Floats]: ...
    def exponential(self, /) -> list[float]: ...
    def hazard(self, starts: Sequence[float], /) -> list[Floats]: ...
    def hyperexponential(self, /) -> tuple[list[list[float]], list[float]]: ...
    def judge(
        self, name: str, numbers: Sequence[float], parameters: int, until: float, /
    ) -> list[float]: ...
    def kaplan_meier(self, confidence: float, /) -> list[Floats]: ...
    def others(self, /) -> ObservedWaits: ...
    def restricted_average(self, until: float, /) -> float: ...
    def totals(self, /) -> list[float]: ...
    def weibull(self, /) -> list[float]: ...

class PatienceLaw:
    def __init__(self, kind: str, numbers: Sequence[float], balking: float, /) -> None: ...
    def average(self) -> float: ...
    def survival(self, waits: Floats, /) -> Floats: ...

class SimulatedCenter:
    def __init__(self, classes: Sequence[SimulatedQueue], /) -> None: ...
    def contacts(self, seed: int, replication: int, /) -> list[dict[str, npt.NDArray[Any]]]: ...
    def replicate(
        self, replications: int, seed: int, confidence: float, half_width: float | None, /
    ) -> tuple[list[Floats], int, bool]: ...

class SimulatedQueue:
    def __init__(
        self,
        day: Sequence[Floats],
        rows: int,
        lines: float | None,
        start: Sequence[float] | Floats,
        slopes: bool,
        leaving: int,
        handle_time: PatienceLaw,
        patience: PatienceLaw | None,
        squared_variations: Sequence[float],
        arrivals: Sequence[float] | Floats | None,
        redials: Sequence[float],
        callbacks: Sequence[float],
        breaks: Sequence[Sequence[float]],
        level: Sequence[float],
        /,
    ) -> None: ...
    def contacts(self, seed: int, replication: int, /) -> dict[str, npt.NDArray[Any]]: ...
    def in_balance(
        self,
        warm_up: float,
        batch: float,
        batches: int,
        seed: int,
        confidence: float,
        engine: int,
        /,
    ) -> tuple[Floats, float]: ...
    def replicate(
        self,
        replications: int,
        seed: int,
        confidence: float,
        half_width: float | None,
        engine: int,
        /,
    ) -> tuple[Floats, int, bool]: ...

class UncertainDay:
    def __init__(
        self,
        day: Sequence[Floats],
        rows: int,
        lines: float | None,
        start: Sequence[float] | Floats,
        slopes: bool,
        promised: Sequence[float],
        leaving: int,
        tolerance: float,
        squared_variations: Sequence[float],
        /,
    ) -> None: ...
    def ask(self, question: str, at: Floats, /) -> Floats: ...

def aht_of_mix(shares: Sequence[float] | Floats, times: Sequence[float] | Floats, /) -> float: ...
def ask_erlang_x(
    name: str, law: PatienceLaw, columns: Sequence[Floats], rows: int, /
) -> Floats: ...
def day_agents_required(
    columns: Sequence[Floats],
    rows: int,
    lines: float | None,
    start: Floats,
    slopes: bool,
    promised: Sequence[float],
    promised_to: int,
    leaving: int,
    tolerance: float,
    squared_variations: Sequence[float],
    probability: float | None,
    changes: Sequence[int],
    least_service_level: float | None,
    /,
) -> tuple[Floats, bool, list[int], int, float, float | None] | str: ...
def day_service_level(
    question: str,
    forecast: Sequence[Floats],
    rows: int,
    law: PatienceLaw,
    at: Floats,
    /,
) -> Floats: ...
def document(ufunc: np.ufunc, text: str, /) -> None: ...
def estimate_handle_time(
    handle_time: Floats, contacts: Floats, wrap_up: float, /
) -> list[float]: ...
def estimate_handle_time_of_sums(
    sum: Floats, contacts: Floats, squares: Floats, wrap_up: float, /
) -> list[float]: ...
def explain(reason: int, /) -> str: ...
def evaluate_course(
    day: Sequence[Floats],
    rows: int,
    lines: float | None,
    start: Sequence[float] | Floats,
    slopes: bool,
    law: PatienceLaw | None,
    method: int,
    leaving: int,
    tolerance: float,
    level: Sequence[float],
    /,
) -> tuple[Floats, dict[str, float], list[Floats]]: ...
def execution() -> tuple[int, int]: ...
def fit_over_dispersion(
    contacts: Floats, intervals: int, kind: Sequence[int], confidence: float, /
) -> tuple[list[float], list[float]]: ...
def handle_time_for_each(
    shares: Sequence[float] | Floats, times: Sequence[float] | Floats, index: int, /
) -> float: ...
def intraday_profile(
    contacts: Floats, intervals: int, kind: Sequence[int], which: int, confidence: float, /
) -> list[Floats]: ...
def plan_day(
    forecast: Sequence[Floats],
    rows: int,
    staff_is_given: bool,
    how: int,
    law: PatienceLaw | None,
    /,
) -> tuple[Floats, dict[str, float]]: ...
def set_execution(workers: int, instructions: int, /) -> None: ...
def shrinkage(
    shares: Sequence[float], kinds: Sequence[int], combination: int, only: int | None, /
) -> float: ...
def take_refusal() -> str: ...
def tell_progress(tell: Callable[[float], object] | None, /) -> None: ...

abandonment_from_counts: np.ufunc
agents_required: np.ufunc
answer_within_achieved: np.ufunc
asa: np.ufunc
average_patience_from_median: np.ufunc
carried_load: np.ufunc
contacts_answerable: np.ufunc
erlang_a_abandonment: np.ufunc
erlang_a_service_level: np.ufunc
erlang_a_wait: np.ufunc
erlang_b: np.ufunc
erlang_c: np.ufunc
erlang_c_service_level: np.ufunc
evaluate: np.ufunc
fractional_agents_required: np.ufunc
full_time_equivalents: np.ufunc
interpolated_agents_required: np.ufunc
largest_offered_load: np.ufunc
lines_required: np.ufunc
load_with_recalls: np.ufunc
log_erlang_b: np.ufunc
log_erlang_c: np.ufunc
longest_aht: np.ufunc
lost_load: np.ufunc
mean_queue_length: np.ufunc
mean_wait: np.ufunc
mean_wait_of_waiters: np.ufunc
median_patience_from_average: np.ufunc
mgn_agents_required: np.ufunc
mgn_answer_within_achieved: np.ufunc
mgn_asa: np.ufunc
mgn_contacts_answerable: np.ufunc
mgn_evaluate: np.ufunc
mgn_fractional_agents_required: np.ufunc
mgn_interpolated_agents_required: np.ufunc
mgn_lines_required: np.ufunc
mgn_longest_aht: np.ufunc
mgn_mean_queue_length: np.ufunc
mgn_mean_wait: np.ufunc
mgn_mean_wait_of_waiters: np.ufunc
mgn_occupancy: np.ufunc
mgn_probability_of_abandonment: np.ufunc
mgn_probability_of_answer_within: np.ufunc
mgn_probability_of_wait: np.ufunc
mgn_probability_of_wait_beyond: np.ufunc
mgn_service_level: np.ufunc
mgn_wait_quantile: np.ufunc
occupancy: np.ufunc
occupancy_from_times: np.ufunc
occupancy_of_trunks: np.ufunc
offered_load: np.ufunc
on_phone_from_scheduled: np.ufunc
paid_time: np.ufunc
patience_from_abandonment: np.ufunc
patience_from_totals: np.ufunc
probability_of_abandonment: np.ufunc
probability_of_abandonment_within: np.ufunc
probability_of_answer_within: np.ufunc
probability_of_wait: np.ufunc
probability_of_wait_beyond: np.ufunc
scheduled_from_on_phone: np.ufunc
sensitivity: np.ufunc
sensitivity_of_blocking: np.ufunc
sensitivity_of_log_blocking: np.ufunc
service_level: np.ufunc
service_level_from_counts: np.ufunc
talk_time_share: np.ufunc
trunks_required: np.ufunc
wait_quantile: np.ufunc
