"""Work on many contacts: one operation for every row of a list, many requests in flight.

    async with AsyncDeployClient() as client:
        async for outcome in client.bulk.disable(addresses):
            if not outcome.ok:
                print(outcome.index, outcome.error)

`client.bulk` is an `AsyncBulk`, or a `Bulk` where the client is a blocking one. `run_partition`
does the same for one part of a list in a process of a cluster.

Names are imported when they are first used: a client without a list to work on needs no engine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optizmo_deploy.bulk.asynchronous import AsyncBulk
    from optizmo_deploy.bulk.blocking import Bulk
    from optizmo_deploy.bulk.cluster import Cluster
    from optizmo_deploy.bulk.errors import (
        BulkStoppedError,
        ClusterError,
        KeyRejectedError,
        ServerUnreachableError,
        TooManyFailuresError,
    )
    from optizmo_deploy.bulk.model import BulkOptions, Operation, Outcome, Row
    from optizmo_deploy.bulk.partition import run_partition
else:
    _HOMES = {
        "asynchronous": "AsyncBulk",
        "blocking": "Bulk",
        "cluster": "Cluster",
        "errors": """
            BulkStoppedError ClusterError KeyRejectedError ServerUnreachableError
            TooManyFailuresError
        """,
        "model": "BulkOptions Operation Outcome Row",
        "partition": "run_partition",
    }
    _HOME = {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - only when a name is asked for

        value = globals()[name] = getattr(import_module(_HOME[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME})


__all__ = [
    "AsyncBulk",
    "Bulk",
    "BulkOptions",
    "BulkStoppedError",
    "Cluster",
    "ClusterError",
    "KeyRejectedError",
    "Operation",
    "Outcome",
    "Row",
    "ServerUnreachableError",
    "TooManyFailuresError",
    "run_partition",
]
