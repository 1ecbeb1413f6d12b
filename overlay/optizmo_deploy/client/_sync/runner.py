# Derived from _async/runner.py by scripts/unasync.py; do not edit.
"""Carries flows out, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar, cast

from optizmo_deploy.client.arguments.call_options import CallOptions, with_call_options
from optizmo_deploy.client.core.call_context import CallContext
from optizmo_deploy.client.core.effects import ClientClosed, Send, Sleep, hidden

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

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

    def sleep(self, seconds: float, wake: Future[None] | None) -> None:
        """Wait for some seconds, or until `wake` is done or the client is closed."""
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

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and a key, and cannot be pickled or copied deeply;"
            " make one in each process"
        )

    def context(self, options: CallOptions) -> CallContext:
        """Start the clock of a call."""
        return CallContext(with_call_options(self.settings, options), self.shared)

    def run(self, flow: Flow[T]) -> T:
        """Return the result of a flow."""
        adapter = self.adapter
        outcome: object = None
        try:
            while True:
                step = flow.send(outcome)
                while adapter.closed:
                    step = flow.throw(ClientClosed)
                if isinstance(step, Send):
                    outcome = adapter.exchange(step)
                elif isinstance(step, Sleep):
                    outcome = None
                    adapter.sleep(step.seconds, step.wake)
                else:
                    outcome = hidden(adapter.ask(step.source))
        except StopIteration as stop:
            return cast("T", stop.value)
        finally:
            flow.close()  # at once, when the call was cancelled: it may hold up others
