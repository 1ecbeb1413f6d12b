"""The ways of using the client, behind one face, and a clock that never waits."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import TYPE_CHECKING, Any

from optizmo_deploy import AsyncDeployClient, DeployClient
from optizmo_deploy.client.core.call_context import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

FACES = ("sync", "httpx", "aiohttp")
KEY = "sk-very-secret-key"


class Waits:
    """A clock on which waiting takes no time; it keeps the waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.slept = 0.0

    def clock(self) -> Clock:
        return Clock(
            lambda: time.monotonic() + self.slept, lambda: 1_800_000_000.0 + self.slept, lambda: 0.5
        )

    def sleep(self, seconds: float, wake: object) -> None:
        self.waits.append(seconds)
        self.slept += seconds

    async def asleep(self, seconds: float, wake: object) -> None:
        self.sleep(seconds, wake)
        await asyncio.sleep(0)


class Face:
    """One way of using the client. An action gets the client, and may return something to await."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.waits = Waits()
        self.real_time = False

    def __repr__(self) -> str:
        return self.name

    @property
    def is_async(self) -> bool:
        return self.name != "sync"

    def make(self, url: str, **options: Any) -> Any:
        """Make a client, on the clock that never waits unless it is to run in real time."""
        options.setdefault("api_key", KEY)
        if self.is_async:
            client: Any = AsyncDeployClient(base_url=url, http=self.name, **options)  # type: ignore[arg-type]
        else:
            client = DeployClient(base_url=url, **options)
        return client if self.real_time else self.tame(client)

    def tame(self, client: Any) -> Any:
        client._runner.shared.clock = self.waits.clock()
        client._runner.adapter.sleep = self.waits.asleep if self.is_async else self.waits.sleep
        return client

    def use(self, url: str, action: Callable[[Any], Any], **options: Any) -> Any:
        """Carry out an action with a new client, and close that."""
        if not self.is_async:
            with self.make(url, **options) as client:
                return action(client)

        async def run() -> Any:
            async with self.make(url, **options) as client:
                return await finish(action(client))

        return asyncio.run(run())


async def finish(value: Any) -> Any:
    """Await what can be awaited, and list what can be iterated over."""
    if inspect.isawaitable(value):
        return await value
    if hasattr(value, "__aiter__"):
        return [item async for item in value]
    return value


def listed(value: Any) -> Any:
    """Give the items of an iterator to `Face.use`, whichever way it iterates."""
    return value if hasattr(value, "__aiter__") else list(value)
