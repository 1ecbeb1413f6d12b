# Derived from _async/runner.py by scripts/unasync.py; do not edit.
"""Carries flows out, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from optizmo_deploy.client.core.call_context import CallContext
from optizmo_deploy.client.core.effects import Send, Sleep
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.arguments.settings import Settings
    from optizmo_deploy.client.core.call_context import Shared
    from optizmo_deploy.client.core.effects import Failure, Flow, RawResponse

__all__ = ["Adapter", "Runner"]

T = TypeVar("T")


class Adapter(Protocol):
    """What an adapter does for the core."""

    closed: bool

    def exchange(self, step: Send) -> RawResponse | Failure:
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
    """Carries out the flows of one client with its adapter."""

    __slots__ = ("adapter", "settings", "shared")

    def __init__(self, settings: Settings, shared: Shared, adapter: Adapter) -> None:
        self.settings: Settings = settings
        self.shared: Shared = shared
        self.adapter: Adapter = adapter

    def context(self) -> CallContext:
        """Start the clock of a call."""
        return CallContext(self.settings, self.shared)

    def run(self, flow: Flow[T]) -> T:
        """Return the result of a flow.

        Raises:
            ConfigurationError: The client is closed.
        """
        adapter = self.adapter
        if adapter.closed:
            raise ConfigurationError("the client is closed")
        outcome: object = None
        try:
            while True:
                step = flow.send(outcome)
                if isinstance(step, Send):
                    outcome = adapter.exchange(step)
                elif isinstance(step, Sleep):
                    outcome = None
                    adapter.sleep(step.seconds)
                else:
                    outcome = adapter.ask(step.source)
        except StopIteration as stop:
            return cast("T", stop.value)
