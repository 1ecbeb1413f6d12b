"""What a rule for observed traffic is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.observed.observation import Observation

__all__ = ["NOT_APPLICABLE", "Finding", "Rule"]


class _NotApplicable:
    """The type of `NOT_APPLICABLE`."""


NOT_APPLICABLE: Final = _NotApplicable()
"""The exchange shows nothing about the requirement."""

Finding = str | _NotApplicable | None
"""What is wrong, `NOT_APPLICABLE`, or `None` when nothing is wrong."""

if TYPE_CHECKING:
    Rule = Callable[[Observation], Finding]
