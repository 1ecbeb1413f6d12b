"""How a check says anything but "pass": by raising one of these.

```
Verdict ── Violation       the requirement is broken
        ├─ NotReached      it could not be judged, and why
        └─ TargetUnusable  no requirement can be judged: the run ends with exit code 3
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["NotReached", "TargetUnusable", "Verdict", "Violation"]


class Verdict(Exception):  # noqa: N818 - a judgement, not an error of the program
    """The base of everything that a check raises on purpose."""


class Violation(Verdict):
    """The requirement is broken.

    Args:
        message: What was expected and what came instead, in a sentence or two.
        *exchanges: The exchanges that show it, oldest first.
    """

    def __init__(self, message: str, *exchanges: Exchange) -> None:
        super().__init__(message)
        self.message = message
        self.exchanges = exchanges


class NotReached(Verdict):
    """The requirement could not be judged.

    Args:
        reason: What was missing, in a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TargetUnusable(Verdict):
    """The target cannot be judged at all.

    Args:
        reason: Why, and what the user can do about it, in one line.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
