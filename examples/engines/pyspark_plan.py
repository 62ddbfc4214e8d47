"""Plans of a Spark frame by mapInArrow, here in two local processes.

python examples/engines/pyspark_plan.py
"""

import os
import sys

from forecast import forecast, plan, scenarios, show
from krarup.arrow import plan_schema
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


def main():
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 5_000)
        .getOrCreate()
    )
    half_hours = spark.createDataFrame(forecast())
    volumes = spark.createDataFrame(scenarios())
    rows = half_hours.crossJoin(volumes).withColumn(
        "contacts", half_hours.contacts * volumes.volume
    )
    schema = from_arrow_schema(plan_schema(to_arrow_schema(rows.schema)))
    planned = rows.mapInArrow(plan, schema)
    show(planned.toArrow())
    spark.stop()


if __name__ == "__main__":
    main()
