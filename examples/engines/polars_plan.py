"""Plans as a step of a lazy Polars query.

python examples/engines/polars_plan.py
"""

import polars as pl
import pyarrow as pa
from forecast import forecast, plan, scenarios, show
from krarup.arrow import plan_schema


def planned_frame(frame):
    table = frame.to_arrow()
    batches = plan(table.to_batches(max_chunksize=5_000))
    return pl.from_arrow(pa.Table.from_batches(batches, plan_schema(table.schema)))


def main():
    rows = (
        pl.from_arrow(forecast())
        .lazy()
        .join(pl.from_arrow(scenarios()).lazy(), how="cross")
        .with_columns(contacts=pl.col("contacts") * pl.col("volume"))
    )
    schema = planned_frame(rows.limit(0).collect()).schema
    planned = rows.map_batches(planned_frame, schema=schema)
    show(planned.filter(pl.col("status") == "ok").collect().to_arrow())


if __name__ == "__main__":
    main()
