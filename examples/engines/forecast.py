"""What the examples of engines plan: 50 queues in 20 scenarios of volume, half hour by half hour.

48,000 rows, made up: a rounded hill of contacts from 6 to 18 o'clock, higher for each queue than
for the one before, and from 80 % to 118 % of it.
"""

import functools

import krarup as kr
import numpy as np
import pyarrow as pa

PROMISE = {
    "interval": "30min",
    "patience": "5min",
    "service_level": 0.80,
    "answer_within": 20,
    "shrinkage": 0.30,
}

#: From record batches to record batches; can be sent to other processes.
plan = functools.partial(kr.arrow.plan_batches, **PROMISE)


def forecast():
    """A table with a row for each queue and half hour."""
    queue, half_hour = (each.ravel() for each in np.mgrid[:50, :48])
    hill = np.exp(-(((half_hour - 24) / 9) ** 2))
    return pa.table(
        {
            "queue": queue,
            "half_hour": half_hour,
            "contacts": np.round((20 + 4 * queue) * hill, 1),
            "aht": 180.0 + 6 * (queue % 20),
        }
    )


def scenarios():
    """A table with a row for each scenario."""
    return pa.table({"scenario": np.arange(20), "volume": 0.80 + 0.02 * np.arange(20)})


def show(planned):
    """Print what the scenarios take, after a look at whether one call says the same of all rows."""
    order = [("queue", "ascending"), ("scenario", "ascending"), ("half_hour", "ascending")]
    rows = planned.sort_by(order)
    whole = kr.plan_day({name: rows[name].to_numpy() for name in ("contacts", "aht")}, **PROMISE)
    for name in ("agents_required", "service_level", "asa", "occupancy", "paid_hours"):
        np.testing.assert_array_equal(rows[name].to_numpy(), np.asarray(whole.frame[name]))
    assert rows["status"].to_pylist() == list(whole.frame["status"])

    print(f"{rows.num_rows:,} rows, the same as in one call")
    sums = rows.group_by(["scenario", "volume"]).aggregate(
        [("contacts", "sum"), ("paid_hours", "sum"), ("agents_required", "max")]
    )
    print("scenario  volume  contacts  paid hours  most agents in a queue")
    for row in sums.sort_by("scenario").to_pylist()[::5]:
        print(
            f"{row['scenario']:8}  {row['volume']:6.0%}  {row['contacts_sum']:8,.0f}"
            f"  {row['paid_hours_sum']:10,.0f}  {row['agents_required_max']:22.0f}"
        )
