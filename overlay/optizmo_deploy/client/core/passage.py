"""What a request has to pass before it is sent: the gates of its client, and the pacing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from optizmo_deploy.client.core.effects import Sleep
from optizmo_deploy.client.core.gate import Admission
from optizmo_deploy.client.core.retry_policy import Cause, Safety

if TYPE_CHECKING:
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.effects import Flow
    from optizmo_deploy.client.core.gate import Gate

__all__ = ["Passage"]

logger: logging.Logger = logging.getLogger("optizmo_deploy")


class Passage:
    """The way of one request through the gates.

    When the request was the probe of a gate, its outcome must be reported; if there is no response,
    another call must become the probe.
    """

    __slots__ = ("_context", "_gates", "probed")

    def __init__(self, context: CallContext, safety: Safety) -> None:
        shared = context.shared
        self._context = context
        self._gates = shared.gates_of_reads if safety is Safety.READ else shared.gates
        self.probed: list[Gate] = []
        """The gates whose probe the request is."""

    def is_free(self) -> bool:
        """Return whether there is nothing to wait for."""
        for gate in self._gates.values():
            if not gate.open:
                return False
        return self._context.shared.pacer.idle

    def hand_over(self) -> None:
        """Let another call be the probe: there is no response to this one."""
        for gate in self.probed:
            gate.hand_over()

    def wait(self, error: Exception | None) -> Flow[None]:
        """Wait at the gates, then for the pacing.

        Args:
            error: What the previous attempt of this call ended with, if there was one. It is raised
                when the pause of a gate lasts longer than the call may take. Without one, the
                request is sent all the same, so that the server's response says what is wrong.
        """
        context = self._context
        for gate in self._gates.values():
            if gate.open:
                continue
            admission = yield from gate.enter(
                context.clock.monotonic,
                latest=context.clock.monotonic() + _longest_pause(context),
                timeout=context.settings.timeout,
            )
            if admission is Admission.PROBE:
                self.probed.append(gate)
            elif admission is Admission.PAUSE_TOO_LONG and error is not None:
                raise error
        if context.settings.pace and (pause := _pacing(context)) > 0:
            yield Sleep(pause)

    def report(self, cause: Cause | None, pause: float) -> bool:
        """Report that the server responded, and return whether a gate is closed for the pause.

        Args:
            cause: Why the request may have to be repeated.
            pause: For how long to send no more requests, if a gate is closed for this cause.
        """
        probed, self.probed = self.probed, []
        longest = self._context.settings.retry.max_retry_after
        closed = False
        for closing, gate in self._gates.items():
            if cause is closing and pause <= longest:
                gate.close(self._context.clock.monotonic() + pause, probe=gate in probed)
                closed = True
            elif gate in probed:
                gate.reopen()
        return closed


def _longest_pause(context: CallContext) -> float:
    """Return how long the call can wait for the end of a pause, in seconds."""
    settings = context.settings
    repeats = settings.retry.max_attempts > 1
    longest = settings.retry.max_retry_after if repeats else settings.timeout
    return min(longest, context.left())


def _pacing(context: CallContext) -> float:
    now = context.clock.monotonic()
    pause = context.shared.pacer.reserve(now, min(context.settings.timeout, context.left()))
    if pause > 0:
        logger.debug("pacing: %.3f s until the next request", pause)
    return pause
