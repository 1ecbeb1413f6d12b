"""One call of a method: its clock, its deadline, and what it has come to so far."""

from __future__ import annotations

import time
from random import random as draw
from typing import TYPE_CHECKING, TypeVar

from optizmo_deploy.client.core.pacing import Pacer
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
    """What all clients on one pool of connections know together."""

    __slots__ = ("clock", "pacer", "rate_limit")

    def __init__(self, clock: Clock) -> None:
        self.clock: Clock = clock
        self.pacer: Pacer = Pacer()
        self.rate_limit: RateLimit | None = None


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
        self.settings: Settings = settings
        self.shared: Shared = shared
        self.clock: Clock = shared.clock
        self.started: float = self.clock.monotonic()
        self.deadline: float = self.started + settings.retry.deadline
        self.attempts: int = 0
        """How many requests were sent."""
        self.may_have_arrived: bool = False
        """Whether a request of the latest step that got no result may have had its effect."""

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
