"""The engine of bulk work: rows go in, outcomes come out, and a job that is hopeless stops.

It neither reads the input nor waits for whoever takes the outcomes: that is what `asynchronous` and
`blocking` do, each in its own way.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from optizmo_deploy.bulk.errors import BulkStoppedError, KeyRejectedError
from optizmo_deploy.bulk.model import Outcome
from optizmo_deploy.bulk.stopping import StopRules, stopped_with
from optizmo_deploy.bulk.throttle import Throttle
from optizmo_deploy.client.errors import (
    ConfigurationError,
    DeployError,
    InvalidArgumentError,
    NotFoundError,
    OperationInProgressError,
    RateLimitError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.bulk.plan import Plan, Work
    from optizmo_deploy.bulk.worker import Worker

__all__ = ["Engine"]

logger: logging.Logger = logging.getLogger("optizmo_deploy")


class _Job:
    """A row in the engine.

    `next` is the row of the same contact that is done after it; `sharers` are equal rows.
    """

    __slots__ = ("index", "item", "next", "sharers", "task", "work")

    task: asyncio.Task[None]

    def __init__(self, index: int, item: object, work: Work) -> None:
        self.index = index
        self.item = item
        self.work = work
        self.next: _Job | None = None
        self.sharers: list[tuple[int, object]] | None = None


class Engine:
    """Does the work of rows, all at the same time except for those of one contact.

    It has to be used in one event loop. Whoever adds rows limits how many there are at a time.

    Args:
        plan: What to do.
        worker: Does it for one row.
        deliver: Is called with each outcome, and with the error that ends the job, after which
            nothing more comes. The error is a `BulkStoppedError`, a `ConfigurationError`, or
            anything that is not a `DeployError` and came out of the client.
    """

    def __init__(
        self, plan: Plan, worker: Worker, deliver: Callable[[Outcome[Any] | BaseException], None]
    ) -> None:
        self._plan = plan
        self._worker = worker
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._throttle = Throttle(plan.options.rate) if plan.options.rate else None
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: dict[str, _Job] = {}  # by contact, the last of its rows
        self._unfinished: dict[int, object] = {}
        self._running = 0
        self._waiting: deque[_Job] = deque()  # until the server takes requests again
        self._pause_ends = 0.0
        self._probing = False  # the latest row was told to come back later
        self._rules = StopRules(plan.options.max_failures)
        self.stopped: bool = False
        """Whether the job has ended before its end; rows that are still added are not done."""

    def add(self, index: int, item: object) -> None:
        """Take a row; its outcome is delivered in time, or at once if it cannot be sent."""
        self._unfinished[index] = item
        if self.stopped:
            return
        try:
            work = self._plan.prepare(item)
        except InvalidArgumentError as error:
            self._settle(index, item, None, error, 0)
            return
        job = _Job(index, item, work)
        before = self._latest.get(work.md5)
        if before is None:
            self._latest[work.md5] = job
            self._start(job)
        elif before.work.is_same(work):
            if before.sharers is None:
                before.sharers = []
            before.sharers.append((index, item))
        else:
            before.next = self._latest[work.md5] = job

    async def aclose(self) -> None:
        """Cancel what is in flight, and wait until it is."""
        self.stopped = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, job: _Job) -> None:
        if self._waiting or self._must_wait():
            self._waiting.append(job)
        else:
            self._launch(job)

    def _must_wait(self) -> bool:
        """Return whether no more rows are to start now: the server does not take requests.

        The time of a row runs from its start, so it is not to be spent on a pause. When nothing is
        in flight one row starts all the same, since the end of a pause has to be found out.
        """
        if self._pause_ends:
            return True
        return self._running > 0 and (self._probing or self._worker.paused)

    def _launch(self, job: _Job) -> None:
        self._running += 1
        job.task = self._loop.create_task(self._run(job))
        self._tasks.add(job.task)

    def _launch_waiting(self) -> None:
        while self._waiting and not self.stopped and not self._must_wait():
            self._launch(self._waiting.popleft())

    async def _run(self, job: _Job) -> None:
        work = job.work
        throttle = self._throttle
        if throttle is not None:
            await throttle.wait()
        value, failure = None, None
        try:
            value = await self._worker.perform(work)
        except ConfigurationError as error:  # it would be the same for every row
            self._end(error)
            return
        except DeployError as error:
            failure = error.with_traceback(None)  # it would keep the client's frames alive
            work.attempts += error.attempts
        except Exception as error:  # noqa: BLE001 - not one of this library's: the caller gets it
            self._end(error)
            return
        finally:  # rather than in a callback, which costs more than the rest of this method
            self._tasks.discard(job.task)
        if throttle is not None:
            throttle.charge(work.attempts - 1)
        if not self.stopped:
            self._finish(job, value, failure)

    def _finish(self, job: _Job, value: Any, error: DeployError | None) -> None:
        self._running -= 1
        end = self._observe(error)
        if isinstance(end, KeyRejectedError):  # not the row's fault: it stays unfinished
            self._end(end)
            return
        self._settle(job.index, job.item, value, error, job.work.attempts)
        for index, item in job.sharers or ():
            self._settle(index, item, value, error, 0)
        if end is not None:
            self._end(end)
        elif job.next is not None:
            self._start(job.next)
        elif self._latest.get(job.work.md5) is job:
            del self._latest[job.work.md5]
        if self._waiting:
            self._launch_waiting()

    def _settle(
        self, index: int, item: object, value: Any, error: DeployError | None, attempts: int
    ) -> None:
        if self.stopped:
            return
        # Without a code, the 404 is of something else, such as a gateway before the API.
        missing = isinstance(error, NotFoundError) and error.code is not None
        if missing and self._plan.missing_is_no_failure:
            error = None
        del self._unfinished[index]
        self._deliver(Outcome(index, item, value, error, attempts, missing))
        if error is not None and (end := self._rules.count_failure(error)) is not None:
            self._end(end)

    def _observe(self, error: DeployError | None) -> BulkStoppedError | None:
        self._probing = isinstance(error, (RateLimitError, OperationInProgressError))
        if self._probing and (pause := getattr(error, "retry_after", None)):
            self._pause(pause)
        return self._rules.observe(error)

    def _end(self, error: BaseException) -> None:
        if self.stopped:
            return
        self.stopped = True
        if isinstance(error, BulkStoppedError):
            stopped_with(error, self._unfinished)
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        self._deliver(error)

    def _pause(self, seconds: float) -> None:
        """Start no more rows for as long as the server asks, which is too long for its row."""
        logger.info("bulk: no new rows for %.1f s, as the server asks", seconds)
        ends = self._loop.time() + seconds
        if ends > self._pause_ends:
            self._pause_ends = ends
            self._loop.call_at(ends, self._end_pause, ends)

    def _end_pause(self, ends: float) -> None:
        if self._pause_ends == ends:  # else it has become longer
            self._pause_ends = 0.0
            self._launch_waiting()
