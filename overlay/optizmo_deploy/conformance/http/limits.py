"""What a run may send, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.model import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Guard"]


class Guard:
    """Stands where the bytes leave and holds a run to its profile and limits.

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
        """Why nothing may be sent any more; ``None`` while something may."""
        limit = self._settings.max_requests
        if limit is not None and self._passed >= limit:
            return f"the limit of {limit} requests was reached"
        if self.left <= 0:
            return f"the run took longer than {self._settings.deadline:g} s"
        return None

    def let_pass(self, method: str) -> None:
        """Allow one request, waiting for its turn.

        Raises:
            NotReached: The profile or a limit forbids it.
        """
        if self._settings.profile is Profile.READ and method != "GET":
            raise NotReached("the profile 'read' sends nothing but GET requests")
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
