"""Plans between two DuckDB queries, batch by batch.

python examples/engines/duckdb_plan.py
"""

import duckdb
import pyarrow as pa
from forecast import forecast, plan, scenarios, show
from krarup.arrow import plan_schema

ROWS = """
    SELECT queue, scenario, volume, half_hour, contacts * volume AS contacts, aht
    FROM half_hours CROSS JOIN volumes
"""


def main():
    before, after = duckdb.connect(), duckdb.connect()  # one reads while the other asks
    before.register("half_hours", forecast())
    before.register("volumes", scenarios())
    rows = before.sql(ROWS).to_arrow_reader(5_000)
    planned = pa.RecordBatchReader.from_batches(plan_schema(rows.schema), plan(rows))
    after.register("planned", planned)
    show(after.sql("SELECT * FROM planned WHERE status = 'ok'").to_arrow_table())


if __name__ == "__main__":
    main()
