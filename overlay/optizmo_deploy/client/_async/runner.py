"""Carries flows out, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from optizmo_deploy.client.errors import ConfigurationError
from optizmo_deploy.client.seam import Send, Sleep
from optizmo_deploy.client.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.seam import Answer, Failure, Flow
    from optizmo_deploy.client.settings import Settings
    from optizmo_deploy.client.task import Shared

__all__ = ["AsyncPort", "AsyncRunner"]

T = TypeVar("T")


class AsyncPort(Protocol):
    """What an adapter does for the core."""

    closed: bool

    async def exchange(self, step: Send) -> Answer | Failure:
        """Send a request and collect its answer."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key."""
        ...

    async def aclose(self) -> None:
        """Close the connections, if they are not the caller's."""
        ...


class AsyncRunner:
    """Carries out the flows of one client with its port."""

    __slots__ = ("port", "settings", "shared")

    def __init__(self, settings: Settings, shared: Shared, port: AsyncPort) -> None:
        self.settings: Settings = settings
        self.shared: Shared = shared
        self.port: AsyncPort = port

    def task(self) -> Task:
        """Start the clock of a call."""
        return Task(self.settings, self.shared)

    async def run(self, flow: Flow[T]) -> T:
        """Return the result of a flow.

        Raises:
            ConfigurationError: The client is closed.
        """
        port = self.port
        if port.closed:
            raise ConfigurationError("the client is closed")
        outcome: object = None
        try:
            while True:
                step = flow.send(outcome)
                if isinstance(step, Send):
                    outcome = await port.exchange(step)
                elif isinstance(step, Sleep):
                    outcome = None
                    await port.sleep(step.seconds)
                else:
                    outcome = await port.ask(step.source)
        except StopIteration as stop:
            return cast("T", stop.value)
