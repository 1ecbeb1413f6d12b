"""Results that add up over many exchanges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from optizmo_deploy.conformance.requirements.model import Level, Requirement, Result, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["Findings"]

_EVIDENCE = 3


def _none() -> list[tuple[str, Exchange]]:
    return []


@define
class _Finding:
    seen: int = 0
    broken: list[tuple[str, Exchange]] = Factory(_none)


class Findings:
    """What was seen about each of some requirements.

    Args:
        ids: The requirements that are judged this way.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._found = {id_: _Finding() for id_ in ids}

    def __contains__(self, id_: object) -> bool:
        return id_ in self._found

    def add(self, id_: str, exchange: Exchange, wrong: str | None = None) -> None:
        """Note an exchange that says something about a requirement.

        Args:
            id_: The requirement.
            exchange: The exchange.
            wrong: What is wrong with it; ``None`` when all is well.
        """
        finding = self._found[id_]
        finding.seen += 1
        if wrong is not None:
            finding.broken.append((wrong, exchange))

    def result(self, requirement: Requirement) -> Result:
        """Return what became of a requirement."""
        finding = self._found[requirement.id]
        if not finding.seen:
            reason = "no exchange of the run says anything about it"
            return Result(requirement, Status.NOT_REACHED, reason)
        if not finding.broken:
            return Result(requirement, Status.PASS)
        message, _ = finding.broken[0]
        if len(finding.broken) > 1:
            message += f" ({len(finding.broken) - 1} more like it)"
        return Result(
            requirement,
            Status.FAIL if requirement.level is Level.MUST else Status.WARN,
            message,
            _different(exchange for _, exchange in finding.broken),
        )


def _different(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Return the first few exchanges whose requests differ."""
    found: dict[tuple[str, str, bytes], Exchange] = {}
    for exchange in exchanges:
        found.setdefault((exchange.method, exchange.target, exchange.request_body), exchange)
        if len(found) == _EVIDENCE:
            break
    return tuple(found.values())
