"""Work on many contacts: one operation for every row of a list, many requests in flight.

    async with AsyncDeployClient() as client:
        async for outcome in client.bulk.disable(addresses):
            if not outcome.ok:
                print(outcome.index, outcome.error)

`client.bulk` is an `AsyncBulk`, or a `Bulk` where the client is a blocking one. `run_partition`
does the same for one part of a list in a process of a cluster.
"""

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
