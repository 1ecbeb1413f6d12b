"""The limits of a run: its profile, number of requests, rate and duration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.model import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Limits"]


class Limits:
    """Checks every request against the profile and the limits of the run, before it is sent.

    Args:
        settings: The options of the run.
        clock: Seconds on a monotonic clock.
        sleep: Waits for some seconds.
    """

    def __init__(
        self, settings: Settings, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._ends = clock() + settings.deadline
        self._next_slot = 0.0
        self._passed = 0

    @property
    def left(self) -> float:
        """The seconds that the run may still take."""
        return self._ends - self._clock()

    @property
    def spent(self) -> str | None:
        """Why no more requests may be sent; `None` while they may."""
        limit = self._settings.max_requests
        if limit is not None and self._passed >= limit:
            return f"the limit of {limit} requests of the run was reached"
        if self.left <= 0:
            return f"the run took longer than {self._settings.deadline:g} s"
        return None

    def admit(self, method: str) -> None:
        """Allow one request, after waiting for its turn.

        Raises:
            NotReached: The profile or a limit does not allow it.
        """
        if self._settings.profile is Profile.READ and method != "GET":
            raise NotReached("the profile 'read' sends GET requests only")
        spent = self.spent
        if spent is not None:
            raise NotReached(spent)
        if self._settings.rate_limit:
            self._pace(self._settings.rate_limit)
        self._passed += 1

    def _pace(self, rate: float) -> None:
        now = self._clock()
        if now < self._next_slot:
            self._sleep(self._next_slot - now)
        self._next_slot = max(now, self._next_slot) + 1 / rate
