# Derived from _async/runner.py by scripts/unasync.py; do not edit.
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

__all__ = ["Port", "Runner"]

T = TypeVar("T")


class Port(Protocol):
    """What an adapter does for the core."""

    closed: bool

    def exchange(self, step: Send) -> Answer | Failure:
        """Send a request and collect its answer."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def ask(self, source: Callable[[], Any]) -> object:
        """Ask for the API key."""
        ...

    def close(self) -> None:
        """Close the connections, if they are not the caller's."""
        ...


class Runner:
    """Carries out the flows of one client with its port."""

    __slots__ = ("port", "settings", "shared")

    def __init__(self, settings: Settings, shared: Shared, port: Port) -> None:
        self.settings: Settings = settings
        self.shared: Shared = shared
        self.port: Port = port

    def task(self) -> Task:
        """Start the clock of a call."""
        return Task(self.settings, self.shared)

    def run(self, flow: Flow[T]) -> T:
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
                    outcome = port.exchange(step)
                elif isinstance(step, Sleep):
                    outcome = None
                    port.sleep(step.seconds)
                else:
                    outcome = port.ask(step.source)
        except StopIteration as stop:
            return cast("T", stop.value)
