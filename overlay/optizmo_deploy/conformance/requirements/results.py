"""How requirements come to their results, whatever evaluates them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from optizmo_deploy.conformance.requirements.exceptions import (
    NotReached,
    TargetUnusable,
    Violation,
)
from optizmo_deploy.conformance.requirements.model import Level, Requirement, Result, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["Results"]

_EVIDENCE = 3


@define
class _Found:
    met: bool = False
    violations: list[Violation] = Factory(list[Violation])
    reasons: list[str] = Factory(list[str])
    """Why it was not reached."""
    broke: str | None = None
    """How the suite itself failed."""


class Results:
    """What a run has found out about each requirement so far."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}

    def evaluate(self, ids: Iterable[str], function: Callable[[], object]) -> None:
        """Call a function that evaluates requirements, and note how it ends.

        A return means that the requirements are met, a `Violation` or `NotReached` what they say;
        any other exception is the suite's own failure and never the server's.

        Raises:
            TargetUnusable: The function found that nothing can be evaluated.
        """
        try:
            function()
        except Violation as violation:
            for id_ in ids:
                self._of(id_).violations.append(violation)
        except NotReached as verdict:
            for id_ in ids:
                self._of(id_).reasons.append(verdict.reason)
        except TargetUnusable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever else breaks is the suite's failure
            self.broke(ids, error)
        else:
            for id_ in ids:
                self._of(id_).met = True

    def add(self, id_: str, exchange: Exchange, wrong: str | None) -> None:
        """Note an exchange that shows something about a requirement.

        Args:
            id_: The requirement.
            exchange: The exchange.
            wrong: What is wrong with it; `None` when nothing is.
        """
        if wrong is None:
            self._of(id_).met = True
        else:
            self._of(id_).violations.append(Violation(wrong, exchange))

    def broke(self, ids: Iterable[str], error: Exception) -> None:
        """Note that the suite itself failed at requirements."""
        for id_ in ids:
            self._of(id_).broke = f"an error in the suite itself: {type(error).__name__}: {error}"

    def is_violated(self, id_: str) -> bool:
        """Return whether a violation of a requirement was found."""
        return bool(id_ in self._found and self._found[id_].violations)

    def result(self, requirement: Requirement, otherwise: str) -> Result:
        """Return the result of a requirement.

        Only here, a MUST that is not met becomes a failure and an assumption a warning.

        Args:
            requirement: The requirement.
            otherwise: Why it was not reached, unless something more precise is known.
        """
        found = self._found.get(requirement.id, _Found())
        if found.violations:
            status = Status.FAIL if requirement.level is Level.MUST else Status.WARN
            message = found.violations[0].message
            if len(found.violations) > 1:
                message += f" (and {len(found.violations) - 1} more such responses)"
            return Result(requirement, status, message, _evidence(found.violations))
        if found.broke is not None:
            return Result(requirement, Status.NOT_REACHED, found.broke, broken=True)
        if found.met:
            return Result(requirement, Status.PASS)
        reason = found.reasons[0] if found.reasons else otherwise
        return Result(requirement, Status.NOT_REACHED, reason)

    def _of(self, id_: str) -> _Found:
        return self._found.setdefault(id_, _Found())


def _evidence(violations: list[Violation]) -> tuple[Exchange, ...]:
    """Return the exchanges of the only violation, or the first few that differ of several."""
    if len(violations) == 1:
        return violations[0].exchanges
    found: dict[tuple[str, str, bytes], Exchange] = {}
    for violation in violations:
        for exchange in violation.exchanges:
            found.setdefault((exchange.method, exchange.target, exchange.request_body), exchange)
            if len(found) == _EVIDENCE:
                return tuple(found.values())
    return tuple(found.values())
