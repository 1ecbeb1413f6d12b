"""What a rule for observed traffic is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.observed.observation import Sight

__all__ = ["NOTHING_TO_SEE", "Judgement", "Rule"]


class _NothingToSee:
    """The type of `NOTHING_TO_SEE`."""


NOTHING_TO_SEE: Final = _NothingToSee()
"""The exchange shows nothing about the requirement."""

Judgement = str | _NothingToSee | None
"""What is wrong, or that there is nothing to see, or `None` when nothing is wrong."""

if TYPE_CHECKING:
    Rule = Callable[[Sight], Judgement]
