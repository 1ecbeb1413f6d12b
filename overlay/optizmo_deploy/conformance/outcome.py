"""A finished run and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from optizmo_deploy.conformance.requirements.model import Level, Result, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Outcome"]

CONFORMANT, NOT_CONFORMANT, UNUSABLE, INTERRUPTED = 0, 1, 3, 130


@frozen
class Outcome:
    """The results of a run."""

    settings: Settings
    started: datetime
    duration: float
    """Seconds."""
    requests: int
    results: tuple[Result, ...]
    unusable: str | None = None
    """Why the server could not be evaluated; `None` when it could."""
    doubt: str | None = None
    """Why the target may not be the one that was meant."""
    interrupted: bool = False

    @property
    def summary(self) -> Mapping[Status, int]:
        """How many requirements have each status."""
        return {
            status: sum(result.status is status for result in self.results) for status in Status
        }

    @property
    def conformant(self) -> bool:
        """Whether no requirement failed, and with `strict` every MUST was reached."""
        return not any(self._is_against(result) for result in self.results)

    @property
    def exit_code(self) -> int:
        """The command's exit code: 0 conformant, 1 not, 3 unusable, 130 interrupted."""
        if self.interrupted:
            return INTERRUPTED
        if not self.conformant:
            return NOT_CONFORMANT
        return UNUSABLE if self.unusable else CONFORMANT

    @property
    def verdict(self) -> str:
        """The verdict in a word or two."""
        return {
            CONFORMANT: "conformant",
            NOT_CONFORMANT: "not conformant",
            UNUSABLE: "unusable",
            INTERRUPTED: "interrupted",
        }[self.exit_code]

    def _is_against(self, result: Result) -> bool:
        if result.status is Status.FAIL or result.broken:
            return True
        missed = result.status is Status.NOT_REACHED and result.requirement.level is Level.MUST
        return self.settings.strict and missed and self.unusable is None
