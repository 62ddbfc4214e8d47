"""Plans for batches of Arrow columns: the shape in which engines hand out rows.

Spark's `mapInArrow`, Dask's `map_partitions`, DuckDB's record batches and Polars' `map_batches` all
come down to a function from batches to batches. `plan_batches` is one: every row stands alone, so
it does not matter how the engine cuts them. What an engine is given is a partial of it:

>>> import functools
>>> import krarup as kr
>>> plan = functools.partial(kr.arrow.plan_batches, interval="30min", aht=180,
...                          service_level=0.80, answer_within=20)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from . import _core
from ._execution import execution
from ._frames import Rows
from .day_plan import plan_day

_OF_WHOLE_DAYS = ("start", "by", "time_zone", "repeated_hour", "gaps")
_NOT_PLANNED = ("reason", "agents", "attempts", "probability_of_blocking", "counted")
_NUMBERS = tuple(name for name in _core.day_plan_columns if name not in _NOT_PLANNED)


def plan_batches(batches: Iterable[Any], **arguments: Any) -> Iterator[Any]:
    """Plan each row of each batch: its columns, and after them what they take.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Read one at a time, and not changed.
    **arguments
        As in `krarup.plan_day`: single numbers and times, and text that names a column. Those that
        speak of whole days (start, by, time_zone, repeated_hour, gaps) are refused.

    Returns
    -------
    iterator of pyarrow.RecordBatch
        With the schema of `plan_schema`, one for each batch, an empty one for an empty one.

    Raises
    ------
    ImportError
        Without pyarrow.
    ValueError
        As `krarup.plan_day`, with the number of the batch, from 0, before the row in it; for a
        column that is called like one of the plan.

    Notes
    -----
    Nothing is kept from one batch to the next, and a partial can be pickled. Each batch is computed
    by one worker: the engine has others of its own.

    Examples
    --------
    >>> import pyarrow
    >>> import krarup as kr
    >>> batch = pyarrow.record_batch({"queue": ["sales", "support"], "contacts": [60, 100]})
    >>> promise = dict(interval="30min", aht=180, service_level=0.80, answer_within=20)
    >>> for plan in kr.arrow.plan_batches([batch], **promise):
    ...     print(plan.select(["queue", "agents_required"]).to_pylist())
    [{'queue': 'sales', 'agents_required': 9.0}, {'queue': 'support', 'agents_required': 14.0}]
    """
    for name, value in arguments.items():
        if name in _OF_WHOLE_DAYS:
            raise ValueError(f"{name} speaks of whole days, but each row of a batch stands alone")
        if np.ndim(value) != 0:
            raise ValueError(
                f"{name} must be a number, a time or the name of a column, got "
                f"{type(value).__name__}: what differs by row must be a column of the batches"
            )
    return _planned(batches, arguments)


def plan_schema(schema: Any) -> Any:
    """The schema of what `plan_batches` makes of batches with this schema.

    Parameters
    ----------
    schema : pyarrow.Schema

    Returns
    -------
    pyarrow.Schema
        Its fields and then those of the plan, as in `DayPlan.frame`: doubles, and the status as
        text. What Erlang X alone has, attempts and blocking, is left out.

    Raises
    ------
    ImportError
        Without pyarrow.
    ValueError
        For a field that is called like one of the plan.

    Examples
    --------
    >>> import pyarrow
    >>> import krarup as kr
    >>> schema = pyarrow.schema({"queue": pyarrow.string(), "contacts": pyarrow.int64()})
    >>> kr.arrow.plan_schema(schema).names[:4]
    ['queue', 'contacts', 'agents_required', 'offered_load']
    """
    pyarrow = _pyarrow()
    fields = [pyarrow.field(name, pyarrow.float64()) for name in _NUMBERS]
    fields.append(pyarrow.field("status", pyarrow.string()))
    for each in fields:
        if each.name in schema.names:
            raise ValueError(f"{each.name!r} is a column of the batches and of the plan: rename it")
    return pyarrow.schema([*schema, *fields])


def _planned(batches: Iterable[Any], arguments: dict[str, Any]) -> Iterator[Any]:
    pyarrow = _pyarrow()
    for number, batch in enumerate(batches):
        if not isinstance(batch, pyarrow.RecordBatch):
            raise ValueError(
                "batches must be a sequence of record batches, as table.to_batches() gives, "
                f"got a {type(batch).__name__} in it"
            )
        schema = plan_schema(batch.schema)
        if batch.num_rows == 0:
            yield pyarrow.RecordBatch.from_pylist([], schema=schema)
            continue
        try:
            with execution(workers=1):
                frame = plan_day(_Rows(batch), **arguments).frame
        except ValueError as error:
            raise ValueError(f"batch {number}: {error}") from error
        numbers = [pyarrow.array(np.asarray(frame[name], dtype=float)) for name in _NUMBERS]
        status = pyarrow.array(np.asarray(frame["status"], dtype=object), pyarrow.string())
        yield pyarrow.record_batch([*batch.columns, *numbers, status], schema=schema)


class _Rows:
    """The rows of a batch as a Frame: arrays made when they are asked for, and no timestamps."""

    index = None

    def __init__(self, batch: Any) -> None:
        self._batch = batch
        self.rows: int = batch.num_rows

    def names(self) -> list[Any]:
        return list(self._batch.schema.names)

    def column(self, name: str) -> Any:
        return self._batch.column(name).to_numpy(zero_copy_only=False)

    def labels(self, name: str) -> list[Any]:
        return list(self._batch.column(name).to_pylist())

    def timestamps(self, name: str | None) -> None:
        return None

    def like(
        self, columns: Mapping[str, Any], *, keep: Sequence[str] = (), rows: Rows | None = None
    ) -> Any:
        return columns


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("Arrow batches take pyarrow: pip install 'krarup[arrow]'") from error
    return pyarrow
