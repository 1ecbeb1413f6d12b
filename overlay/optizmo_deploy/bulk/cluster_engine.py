"""The engine of bulk work on a cluster: makes partitions of rows and has workers do them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import attrs

from optizmo_deploy.bulk.errors import BulkStoppedError, ClusterError
from optizmo_deploy.bulk.model import BulkOptions, Outcome, Row
from optizmo_deploy.bulk.partition import run_partition
from optizmo_deploy.bulk.stopping import StopRules, stopped_with
from optizmo_deploy.client.errors import ConfigurationError, DeployError, InvalidArgumentError

if TYPE_CHECKING:
    from optizmo_deploy.bulk.intake import Deliver
    from optizmo_deploy.bulk.plan import Plan, Work

__all__ = ["ClusterEngine", "cluster_error", "load_distributed", "partition_size"]

_LARGEST_PARTITION = 500
_SECONDS_OF_PARTITION = 10.0
"""How long a partition may last at a low rate, so that outcomes do not come too seldom."""
_LINGER = 0.2
"""Seconds to wait for more rows before a partition that is not full goes out."""
_LOOK_SECONDS = 1.0
"""How often a worker looks whether its results are still wanted."""


def load_distributed() -> Any:
    """Return the library of the cluster, which comes with an extra.

    Raises:
        ConfigurationError: It is not installed.
    """
    try:
        return import_module("distributed")
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            f"a cluster needs {missing.name}; run: pip install 'optizmo-deploy[dask]'"
        ) from None


class _Done(NamedTuple):
    """What a worker returns: index, value, error, attempts and missing of each outcome."""

    outcomes: list[tuple[int, Any, DeployError | None, int, bool]]
    stopped: DeployError | None


def _work(
    operation: str,
    rows: list[Row],
    base_url: str | None,
    options: BulkOptions,
    not_wanted: str,
) -> _Done:
    """Do a partition, in a process of the cluster."""
    unwanted = load_distributed().Event(not_wanted)
    looked = time.monotonic()
    done: list[tuple[int, Any, DeployError | None, int, bool]] = []
    job = run_partition(operation, rows, base_url=base_url, **options)
    try:
        for each in job:
            done.append((each.index, each.value, each.error, each.attempts, each.missing))
            if time.monotonic() - looked > _LOOK_SECONDS:
                if unwanted.is_set():
                    break
                looked = time.monotonic()
    except BulkStoppedError as error:
        return _Done(done, error)
    finally:
        job.close()
    return _Done(done, None)


@attrs.frozen
class _Entry:
    index: int
    work: Work


class ClusterEngine:
    """Makes partitions of the rows that it is given, and has them done by the cluster.

    Rows of one contact are never in two partitions at the same time: the later ones wait until the
    partition with the earlier ones is done.
    """

    def __init__(
        self, plan: Plan, cluster: Any, slots: int, base_url: str | None, deliver: Deliver
    ) -> None:
        self._plan = plan
        self._cluster = cluster
        self._slots = slots
        self._size = partition_size(plan, slots)
        self._base_url = base_url
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._rules = StopRules(plan.options.max_failures)
        self._not_wanted = f"optizmo-deploy-{uuid4().hex}"
        self._unfinished: dict[int, object] = {}
        self._ready: deque[_Entry] = deque()
        self._later: dict[str, deque[_Entry]] = {}  # by contact, for those of partitions at work
        self._tasks: set[asyncio.Task[None]] = set()
        self._lingering: asyncio.TimerHandle | None = None
        self.stopped: bool = False

    def add(self, index: int, item: object) -> None:
        """Take a row."""
        self._unfinished[index] = item
        if self.stopped:
            return
        try:
            work = self._plan.prepare(item)
        except InvalidArgumentError as error:
            self._settle(Outcome(index, item, None, error))
            return
        self._add_ready(_Entry(index, work))
        if len(self._ready) >= self._size:
            self._send(linger=True)
        if self._lingering is None:
            self._lingering = self._loop.call_later(_LINGER, self._send)

    async def aclose(self) -> None:
        """Let the workers stop, and wait for nothing but that."""
        self.stopped = True
        if self._lingering is not None:
            self._lingering.cancel()
        if self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)
            await load_distributed().Event(self._not_wanted, client=self._cluster).set()

    def _add_ready(self, entry: _Entry) -> None:
        self._later.get(entry.work.md5, self._ready).append(entry)

    def _send(self, *, linger: bool = False) -> None:
        """Send partitions as far as workers are free; full ones only, while more rows may come."""
        if not linger:
            self._lingering = None
        while not self.stopped and self._ready and (free := self._slots - len(self._tasks)) > 0:
            size = self._size
            if len(self._ready) < size:
                if linger:
                    return
                size = -(-len(self._ready) // free)
            task = self._loop.create_task(self._do(self._next_partition(size)))
            self._tasks.add(task)
            task.add_done_callback(self._free_slot)

    def _next_partition(self, size: int) -> list[_Entry]:
        entries = [self._ready.popleft() for _ in range(min(size, len(self._ready)))]
        self._later.update((entry.work.md5, deque()) for entry in entries)
        rest, self._ready = self._ready, deque()
        for entry in rest:  # some may be of the contacts of this partition
            self._add_ready(entry)
        return entries

    async def _do(self, entries: list[_Entry]) -> None:
        rows = [
            Row(each.work.contact, each.work.attributes, tuple(map(str, each.work.brand_ids)))
            for each in entries
        ]
        options = self._plan.options
        shared: BulkOptions = {
            "concurrency": options.concurrency,
            "rate": None if options.rate is None else options.rate / self._slots,
            "deadline": options.deadline,
            "max_failures": options.max_failures,
            "missing": options.missing,
        }
        try:
            done: _Done = await self._cluster.submit(
                _work,
                str(self._plan.operation),
                rows,
                self._base_url,
                shared,
                self._not_wanted,
                pure=False,
            )
        except Exception as error:  # noqa: BLE001 - whatever the cluster raises ends the job
            self._end(cluster_error(error))
            return
        self._take(entries, done)

    def _take(self, entries: list[_Entry], done: _Done) -> None:
        for position, value, error, attempts, missing in done.outcomes:
            index = entries[position].index
            outcome = Outcome(index, self._unfinished[index], value, error, attempts, missing)
            end = self._rules.observe(error)
            self._settle(outcome)
            if end is not None:
                self._end(end)
        if done.stopped is not None:
            self._end(done.stopped)
        if self.stopped:
            return
        for md5 in {entry.work.md5 for entry in entries}:
            self._ready.extend(self._later.pop(md5))

    def _free_slot(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._send()

    def _settle(self, outcome: Outcome[Any]) -> None:
        if self.stopped:
            return
        del self._unfinished[outcome.index]
        self._deliver(outcome)
        error = outcome.error
        if error is not None and (end := self._rules.count_failure(error)) is not None:
            self._end(end)

    def _end(self, error: DeployError) -> None:
        if self.stopped:
            return
        self.stopped = True
        if isinstance(error, BulkStoppedError):
            stopped_with(error, self._unfinished)
        self._deliver(error)


def partition_size(plan: Plan, slots: int) -> int:
    """Return how many rows a partition has at most."""
    if plan.options.rate is None:
        return _LARGEST_PARTITION
    in_time = int(plan.options.rate / slots * _SECONDS_OF_PARTITION)
    return min(max(1, in_time), _LARGEST_PARTITION)


def cluster_error(error: Exception) -> DeployError:
    """Return what a job raises for an error of the cluster, or of the work there."""
    if isinstance(error, ConfigurationError):
        return ConfigurationError(f"a worker of the cluster: {error}")
    if isinstance(error, DeployError):
        return error
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return ClusterError(f"stopped: the cluster failed: {text}", cause=DeployError(text))
