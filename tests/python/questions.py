"""Every public question that C++ answers by columns, asked of as many rows as one likes."""

import krarup as kr
import numpy as np

PROMISE = {"service_level": 0.80, "answer_within": 20}


def questions(rows):
    """From names to functions without arguments; the names of ufuncs are theirs."""
    random = np.random.default_rng(20260512)
    load = random.uniform(0.1, 30.0, rows)
    n = np.ceil(load * random.uniform(0.8, 1.6, rows))
    share = random.uniform(0.01, 0.99, rows)
    time = random.uniform(1.0, 600.0, rows)
    interval = {"interval": "30min", "aht": 180}
    c = kr.ErlangC(contacts=10 * load, **interval)
    a = kr.ErlangA(contacts=10 * load, patience=300 + time, **interval)
    g = kr.MGn(contacts=10 * load, handle_time_scv=4 * share, **interval)
    b = kr.ErlangB(contacts=10 * load, **interval)
    short = {"definition": "exclude_short", "short": 5}
    counts = {"answered": 10 * n, "answered_within": 10 * n * share, "abandoned": 20 - 20 * share}
    u = kr.ufuncs

    def plan():
        day = kr.plan_day(
            {"contacts": 10 * load}, patience=300, shrinkage=0.3, **interval, **PROMISE
        )
        return [np.asarray(day.frame[name]) for name in ("agents_required", "service_level", "asa")]

    def evaluation(queue):
        frame = queue.evaluate(agents=n, answer_within=20)
        return [np.asarray(frame[name]) for name in frame]

    return {
        "erlang_b": lambda: u.erlang_b(n, load),
        "erlang_c": lambda: u.erlang_c(n, load),
        "erlang_c_service_level": lambda: u.erlang_c_service_level(n, load, share),
        "erlang_a_wait": lambda: u.erlang_a_wait(n, load, 2 * share),
        "erlang_a_abandonment": lambda: u.erlang_a_abandonment(n, load, 2 * share),
        "erlang_a_service_level": lambda: u.erlang_a_service_level(n, load, 2 * share, share),
        "log_erlang_b": lambda: u.log_erlang_b(n, load),
        "log_erlang_c": lambda: u.log_erlang_c(n, load),
        "offered_load": lambda: c.offered_load(),
        "probability_of_wait": lambda: c.probability_of_wait(agents=n),
        "probability_of_abandonment": lambda: a.probability_of_abandonment(agents=n),
        "service_level": lambda: a.service_level(agents=n, answer_within=time, **short),
        "probability_of_answer_within": lambda: c.service_level(agents=n, answer_within=time),
        "asa": lambda: a.asa(agents=n),
        "mean_wait": lambda: a.mean_wait(agents=n, of="virtual"),
        "mean_wait_of_waiters": lambda: a.mean_wait_of_waiters(agents=n),
        "mean_queue_length": lambda: c.mean_queue_length(agents=n),
        "occupancy": lambda: a.occupancy(agents=n),
        "wait_quantile": lambda: c.wait_quantile(agents=n, share=share),
        "probability_of_wait_beyond": lambda: a.probability_of_wait_beyond(agents=n, wait=time),
        "probability_of_abandonment_within": lambda: a.probability_of_abandonment_within(
            agents=n, wait=time
        ),
        "sensitivity": lambda: a.sensitivity(of="asa", agents=n),
        "evaluate": lambda: evaluation(a),
        "plan_day": plan,
        "agents_required": lambda: a.agents_required(service_level=share, answer_within=20),
        "fractional_agents_required": lambda: c.fractional_agents_required(**PROMISE),
        "interpolated_agents_required": lambda: c.fractional_agents_required(
            convention="interpolated", **PROMISE
        ),
        "contacts_answerable": lambda: c.contacts_answerable(agents=n, **PROMISE),
        "longest_aht": lambda: c.longest_aht(agents=n, **PROMISE),
        "largest_shrinkage": lambda: c.largest_shrinkage(scheduled=2 * n, **PROMISE),
        "answer_within_achieved": lambda: c.answer_within_achieved(agents=n, service_level=share),
        "lines_required": lambda: c.lines_required(agents=n, blocking=0.01),
        **questions_to_mgn(g, n, share, time),
        "mgn_evaluate": lambda: evaluation(g),
        "probability_of_blocking": lambda: b.probability_of_blocking(trunks=n),
        "carried_load": lambda: b.carried_load(trunks=n),
        "lost_load": lambda: b.lost_load(trunks=n),
        "occupancy_of_trunks": lambda: b.occupancy(trunks=n),
        "sensitivity_of_blocking": lambda: b.sensitivity(trunks=n),
        "sensitivity_of_log_blocking": lambda: b.sensitivity(trunks=n, log=True),
        "trunks_required": lambda: b.trunks_required(blocking=share),
        "load_with_recalls": lambda: b.load_with_recalls(trunks=n, recall=share),
        "largest_offered_load": lambda: kr.largest_offered_load(trunks=n, blocking=share),
        "patience_from_totals": lambda: kr.patience_from_totals(total_wait=time, abandoned=n),
        "patience_from_abandonment": lambda: kr.patience_from_abandonment(
            contacts=10 * load, agents=n, abandonment=share / 9, **interval
        ),
        "average_patience_from_median": lambda: kr.average_patience_from_median(median=time),
        "median_patience_from_average": lambda: kr.median_patience_from_average(average=time),
        "service_level_from_counts": lambda: kr.service_level_from_counts(**counts),
        "abandonment_from_counts": lambda: kr.abandonment_from_counts(
            answered=10 * n, abandoned=20 - 20 * share
        ),
        "occupancy_from_times": lambda: kr.occupancy_from_times(
            handling_time=share * time, ready_time=time
        ),
        "talk_time_share": lambda: kr.talk_time_share(talk_time=share * time, of=time),
        "scheduled_from_on_phone": lambda: kr.scheduled_from_on_phone(on_phone=n, shrinkage=share),
        "on_phone_from_scheduled": lambda: kr.on_phone_from_scheduled(scheduled=n, shrinkage=share),
        "paid_time": lambda: kr.paid_time(scheduled=n, interval="30min"),
        "full_time_equivalents": lambda: kr.full_time_equivalents(paid_time=time, contract="37h"),
    }


def questions_to_mgn(queue, n, share, time):
    """Those to M/G/n, whose ufuncs have its name in front."""
    asked = {
        **{
            name: {}
            for name in (
                "probability_of_wait",
                "probability_of_abandonment",
                "asa",
                "mean_wait",
                "mean_wait_of_waiters",
                "mean_queue_length",
                "occupancy",
            )
        },
        "service_level": {"answer_within": time, "definition": "answered"},
        "probability_of_answer_within": {"answer_within": time},
        "wait_quantile": {"share": share},
        "probability_of_wait_beyond": {"wait": time},
        "contacts_answerable": PROMISE,
        "longest_aht": PROMISE,
        "answer_within_achieved": {"service_level": share},
        "lines_required": {"blocking": 0.01},
    }

    def question(name):
        method = getattr(queue, {"probability_of_answer_within": "service_level"}.get(name, name))
        return lambda: method(agents=n, **asked[name])

    return {
        **{f"mgn_{name}": question(name) for name in asked},
        "mgn_agents_required": lambda: queue.agents_required(service_level=share, answer_within=20),
        "mgn_fractional_agents_required": lambda: queue.fractional_agents_required(**PROMISE),
        "mgn_interpolated_agents_required": lambda: queue.fractional_agents_required(
            convention="interpolated", **PROMISE
        ),
    }
