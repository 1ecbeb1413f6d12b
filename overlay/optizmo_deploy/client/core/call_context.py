"""One call of a method: its clock, its deadline, and what it has come to so far."""

from __future__ import annotations

import math
import os
import time
from random import random as draw
from typing import TYPE_CHECKING, TypeVar

from optizmo_deploy.client.core.gate import Gate
from optizmo_deploy.client.core.pacing import Pacer
from optizmo_deploy.client.core.retry_policy import Cause
from optizmo_deploy.client.response import Headers, RateLimit, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.arguments.settings import Settings
    from optizmo_deploy.client.core.effects import RawResponse

__all__ = ["CallContext", "Clock", "Shared"]

T = TypeVar("T")


class Clock:
    """The time and the chance that a client goes by; tests bring their own."""

    __slots__ = ("monotonic", "now", "random")

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        random: Callable[[], float] = draw,
    ) -> None:
        self.monotonic: Callable[[], float] = monotonic
        self.now: Callable[[], float] = now
        self.random: Callable[[], float] = random


class Shared:
    """What a client and those that came from its `with_options` know together."""

    __slots__ = (
        "_process",
        "clock",
        "found_anything",
        "gates",
        "gates_of_reads",
        "pacer",
        "rate_limit",
    )

    def __init__(self, clock: Clock) -> None:
        self.clock: Clock = clock
        self._set_up()

    def check_process(self) -> None:
        """Start afresh in a forked child: threads of its parent may have held the locks."""
        if self._process != os.getpid():
            self._set_up()

    def _set_up(self) -> None:
        self._process = os.getpid()
        self.pacer: Pacer = Pacer()
        rate_gate, busy_gate = Gate(), Gate()
        self.gates: dict[Cause, Gate] = {Cause.BUSY: busy_gate, Cause.RATE_LIMITED: rate_gate}
        """The gates of requests, by what closes them."""
        self.gates_of_reads: dict[Cause, Gate] = {Cause.RATE_LIMITED: rate_gate}
        """Reads work while the account is busy, so they neither wait for that nor probe it."""
        self.rate_limit: RateLimit | None = None
        self.found_anything: bool = False
        """Whether any response had a status code other than 404."""


class CallContext:
    """One call of a method, which may take several requests, under one deadline."""

    __slots__ = (
        "attempts",
        "clock",
        "deadline",
        "may_have_arrived",
        "settings",
        "shared",
        "started",
    )

    def __init__(self, settings: Settings, shared: Shared) -> None:
        shared.check_process()
        self.settings: Settings = settings
        self.shared: Shared = shared
        self.clock: Clock = shared.clock
        self.started: float = self.clock.monotonic()
        deadline = settings.retry.deadline
        self.deadline: float = math.inf if deadline is None else self.started + deadline
        self.attempts: int = 0
        """How many requests were sent."""
        self.may_have_arrived: bool = False
        """Whether a request of the latest step that got no result may have had its effect."""

    def left(self) -> float:
        """Return the seconds until the deadline."""
        return self.deadline - self.clock.monotonic()

    def respond(self, answer: RawResponse, parsed: T, rate_limit: RateLimit | None) -> Response[T]:
        """Return a result together with the answer that it came in."""
        return Response(
            parsed,
            answer.status,
            Headers(answer.headers),
            rate_limit,
            self.attempts,
            self.clock.monotonic() - self.started,
            answer.content,
        )
