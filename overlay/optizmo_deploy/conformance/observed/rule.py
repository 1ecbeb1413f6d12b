"""What a passive rule is, and how one is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.observed.observation import Sight

__all__ = ["NOTHING_TO_SEE", "RULES", "Judgement", "Rule", "rule"]


class _NothingToSee:
    """The type of :data:`NOTHING_TO_SEE`."""


NOTHING_TO_SEE: Final = _NothingToSee()
"""The exchange says nothing about the requirement."""

Judgement = str | _NothingToSee | None
"""What is wrong, or that there is nothing to see, or ``None`` when all is well."""

if TYPE_CHECKING:
    Rule = Callable[[Sight], Judgement]

RULES: dict[str, Rule] = {}
"""The rules by the beginning of the ids of their requirements."""


def rule(family: str) -> Callable[[Rule], Rule]:
    """Register a rule for a family of requirements.

    Args:
        family: The id without the two digits of the operation, for example ``DEPLOY-PROBLEM-3`` for
            ``DEPLOY-PROBLEM-301`` to ``DEPLOY-PROBLEM-310``.

    Raises:
        ValueError: The family has a rule already.
    """

    def register(function: Rule) -> Rule:
        if family in RULES:
            raise ValueError(f"{family} has two rules")
        RULES[family] = function
        return function

    return register
