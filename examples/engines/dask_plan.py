"""Plans of the partitions of a Dask frame.

python examples/engines/dask_plan.py
"""

import dask.dataframe as dd
import pyarrow as pa
from forecast import forecast, plan, scenarios, show


def planned_partition(frame):
    batch = pa.RecordBatch.from_pandas(frame, preserve_index=False)
    return pa.Table.from_batches(plan([batch])).to_pandas()


def main():
    rows = forecast().to_pandas().merge(scenarios().to_pandas(), how="cross")
    rows["contacts"] *= rows.volume
    planned = dd.from_pandas(rows, npartitions=8).map_partitions(planned_partition)
    show(pa.Table.from_pandas(planned.compute(), preserve_index=False))


if __name__ == "__main__":
    main()
