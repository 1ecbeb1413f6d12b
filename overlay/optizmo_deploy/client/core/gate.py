"""A gate for all calls of a client: closed by the server, opened by the success of one probe."""

from __future__ import annotations

import contextlib
import enum
import threading
from collections import deque
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING

from optizmo_deploy.client.core.effects import Sleep

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.core.effects import Flow

__all__ = ["Admission", "Gate"]


class Admission(enum.Enum):
    """On which terms a call may send its next request."""

    FREE = enum.auto()
    """The gate is open, or the call waited for a probe as long as it could."""
    PROBE = enum.auto()
    """The call is the probe: it must report the outcome to the gate."""
    PAUSE_TOO_LONG = enum.auto()
    """The pause lasts longer than the call can wait."""


class _Waiter:
    __slots__ = ("woken",)

    def __init__(self) -> None:
        self.woken: Future[None] = Future()

    def wake(self) -> None:
        with contextlib.suppress(InvalidStateError):  # it is awake; or its client is being closed
            self.woken.set_result(None)


class Gate:
    """Lets requests pass, except during a pause that the server asked for.

    At the end of the pause the call that has waited longest sends its request as a probe, and the
    others wait for its outcome: if the server rejects it too, there is another pause; any other
    response opens the gate. So many calls at once cost the server one request for each pause.

    A gate serves any number of threads and event loops. Times are those of a monotonic clock.
    """

    __slots__ = ("_lock", "_probing", "_queue", "_until", "open")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: deque[_Waiter] = deque()
        self._until = 0.0
        self._probing = False
        self.open: bool = True
        """Whether requests may pass without entering."""

    def close(self, until: float, *, probe: bool) -> None:
        """Let nobody pass before the given time.

        Args:
            until: The end of the pause. Of several pauses, the one that ends last counts.
            probe: Whether the request that the server rejected was the probe.
        """
        with self._lock:
            self._until = until if self.open else max(self._until, until)
            self.open = False
            if probe:
                self._probing = False
                self._wake_first()

    def reopen(self) -> None:
        """Let everybody pass: the server responded to the probe."""
        with self._lock:
            self.open = True
            self._probing = False
            for waiter in self._queue:
                waiter.wake()

    def hand_over(self) -> None:
        """Let another call be the probe: this one has no response."""
        with self._lock:
            self._probing = False
            self._wake_first()

    def enter(
        self, monotonic: Callable[[], float], *, latest: float, timeout: float
    ) -> Flow[Admission]:
        """Wait until the next request may be sent.

        Args:
            monotonic: Returns the time.
            latest: The latest end of a pause that the call can wait for.
            timeout: How long to wait for the outcome of a probe, in seconds.
        """
        waiter = _Waiter()
        with self._lock:
            self._queue.append(waiter)
        try:
            while True:
                now = monotonic()
                with self._lock:
                    if self.open:
                        return Admission.FREE
                    if self._until > latest:
                        return Admission.PAUSE_TOO_LONG
                    pause = self._until - now
                    is_next = self._queue[0] is waiter and not self._probing
                    if is_next and pause <= 0:
                        self._probing = True
                        return Admission.PROBE
                    if waiter.woken.done():
                        waiter.woken = Future()
                # Only the next probe watches the clock; it wakes the others.
                yield Sleep(pause if is_next else max(pause, 0.0) + timeout, waiter.woken)
                if not is_next and not waiter.woken.done():
                    return Admission.FREE
        finally:
            with self._lock:
                self._queue.remove(waiter)
                self._wake_first()

    def _wake_first(self) -> None:
        if self._queue:
            self._queue[0].wake()
