"""The functions of the add-in Erlang for Excel (ErlangXL97), under their own names.

`from krarup.compat.erlangxl import *` gives a script the functions that its spreadsheet had, with
the same arguments in the same order and the same units; hence names that follow the add-in and not
the rest of krarup.

- `CallsPerHour`: calls offered in an hour.
- `AHT`: average handle time in seconds, after-call work included.
- `SLA`: the service level, a share: 0.80 for 80 %.
- `ServiceTime`, `AbandonTime`: seconds. `ASA`: average speed of answer in seconds.
- `Servers`, `Trunks`: telephone lines. `Intensity`: offered load in erlangs.
- `Blocking`, `Retry`: shares.

Every argument may be a column, and columns broadcast; a pandas Series comes back with its index.
NaN stays in its row. Any other value out of range is a ValueError with the argument's name, where
the add-in returned 0.

Results are exact: no rounding, no search that stops early, and no occupancy of 0.99 that stands for
an overload, whose service level is 0 and whose wait is infinite. `as_original=True` gives back the
add-in's own convention where a sheet may depend on it.
"""

from __future__ import annotations

from ._erlangxl_agents import (
    Agents,
    AgentsASA,
    CallCapacity,
    FractionalAgents,
    FractionalCallCapacity,
)
from ._erlangxl_measures import (
    ASA,
    SLA,
    Abandon,
    Queued,
    QueueSize,
    QueueTime,
    ServiceTime,
    Trunks,
    Utilisation,
)
from ._erlangxl_trunks import (
    EngsetB,
    ErlangB,
    ErlangBExt,
    ErlangC,
    LoopingTraffic,
    NBTrunks,
    NumberTrunks,
    Servers,
    Traffic,
)

__all__ = [
    "ASA",
    "SLA",
    "Abandon",
    "Agents",
    "AgentsASA",
    "CallCapacity",
    "EngsetB",
    "ErlangB",
    "ErlangBExt",
    "ErlangC",
    "FractionalAgents",
    "FractionalCallCapacity",
    "LoopingTraffic",
    "NBTrunks",
    "NumberTrunks",
    "QueueSize",
    "QueueTime",
    "Queued",
    "Servers",
    "ServiceTime",
    "Traffic",
    "Trunks",
    "Utilisation",
]
