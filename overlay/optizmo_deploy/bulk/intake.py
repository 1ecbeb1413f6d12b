"""How rows get from the caller's input into the engine, and never too many of them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from optizmo_deploy.bulk.model import Row
from optizmo_deploy.client.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from optizmo_deploy.bulk.model import Outcome

    Deliver: TypeAlias = Callable[[Outcome[Any] | BaseException], None]
    """Where an engine's outcomes go, and the error that ends the job, after which nothing comes."""

__all__ = ["AnyEngine", "Intake", "IterableIntake", "Results", "Sink", "check_rows", "open_intake"]

_LONGEST_FILL = 0.01
"""Seconds of taking rows after which requests and outcomes get their turn."""


class Sink(Protocol):
    """Where rows go."""

    @property
    def stopped(self) -> bool:
        """Whether no more rows are wanted."""
        ...

    def add(self, index: int, item: object) -> None:
        """Take a row."""
        ...


def check_rows(rows: object, *, asynchronous: bool) -> None:
    """Check that an input can be iterated over, and is not a single row by mistake.

    Raises:
        InvalidArgumentError: It cannot be, or it is.
    """
    kind = type(rows).__name__
    single = isinstance(rows, (str, bytes, Row, Mapping))
    kinds = (Iterable, AsyncIterable) if asynchronous else Iterable
    if single or not isinstance(rows, kinds):
        raise InvalidArgumentError(f"rows must be a list or another collection of rows, not {kind}")


class AnyEngine(Sink, Protocol):
    """What does the work of rows and delivers outcomes."""

    async def aclose(self) -> None:
        """Stop at once, and wait until nothing is in flight."""
        ...


class Results:
    """Results that wait to be taken."""

    __slots__ = ("_waiter", "items")

    def __init__(self) -> None:
        self.items: deque[Outcome[Any] | BaseException] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def put(self, result: Outcome[Any] | BaseException) -> None:
        """Add a result."""
        self.items.append(result)
        self.wake()

    def wake(self) -> None:
        """Let `wait` return."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self) -> None:
        """Wait for a result, or for `wake`."""
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None


class Intake(Protocol):
    """Adds rows to the engine while there is room for them."""

    added: int
    exhausted: bool
    failure: Exception | None

    def fill(self, taken: int) -> bool:
        """Add rows until there are as many as allowed; `taken` outcomes have been taken.

        Return whether it is to be called again soon: taking rows took long, and there is room left.
        """
        ...

    async def aclose(self) -> None:
        """Take no more rows."""
        ...


class IterableIntake:
    """Takes rows from an iterable, whenever there is room.

    Args:
        rows: The input.
        engine: Where its rows go.
        limit: The most rows that have been added and whose outcomes have not been taken.

    Attributes:
        added: How many rows have been added.
        exhausted: Whether there are no more.
        failure: What the input raised. It ends the input; rows before it are done.
    """

    def __init__(self, rows: Iterable[Any], engine: Sink, limit: int) -> None:
        self._iterator = iter(rows)
        self._engine = engine
        self._limit = limit
        self.added: int = 0
        self.exhausted: bool = False
        self.failure: Exception | None = None

    def fill(self, taken: int) -> bool:
        """Add rows until there are as many as allowed, or until it has taken too long."""
        engine = self._engine
        ends = time.monotonic() + _LONGEST_FILL
        while not self.exhausted and not engine.stopped and self.added - taken < self._limit:
            try:
                row = next(self._iterator)
            except StopIteration:
                self.exhausted = True
            except Exception as error:  # noqa: BLE001 - the caller's input: raised after its rows
                self.exhausted, self.failure = True, error
            else:
                self.added += 1
                engine.add(self.added - 1, row)
                if time.monotonic() > ends:
                    return True
        return False

    async def aclose(self) -> None:
        """Do nothing: the input is the caller's."""


class AsyncIterableIntake:
    """Takes rows from an asynchronous iterable in a task of its own; otherwise `IterableIntake`."""

    def __init__(
        self, rows: AsyncIterable[Any], engine: Sink, limit: int, results: Results
    ) -> None:
        self._rows = rows
        self._engine = engine
        self._limit = limit
        self._results = results
        self._taken = 0
        self._room = asyncio.Event()
        self.added: int = 0
        self.exhausted: bool = False
        self.failure: Exception | None = None
        self._task = asyncio.create_task(self._pump())

    def fill(self, taken: int) -> bool:
        """Let the task go on."""
        self._taken = taken
        self._room.set()
        return False

    async def aclose(self) -> None:
        """Cancel the task."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _pump(self) -> None:
        try:
            async for row in self._rows:
                self.added += 1
                self._engine.add(self.added - 1, row)
                while self.added - self._taken >= self._limit:
                    self._room.clear()
                    await self._room.wait()
        except Exception as error:  # noqa: BLE001 - the caller's input: raised after its rows
            self.failure = error
        finally:
            self.exhausted = True
            self._results.wake()


def open_intake(
    rows: Iterable[Any] | AsyncIterable[Any], engine: Sink, limit: int, results: Results
) -> Intake:
    """Return what takes rows from an input of either kind."""
    if isinstance(rows, AsyncIterable):
        return AsyncIterableIntake(rows, engine, limit, results)
    return IterableIntake(rows, engine, limit)
