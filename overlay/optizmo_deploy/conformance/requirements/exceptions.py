"""The exceptions with which a check reports anything but "pass".

```
Verdict ── Violation       the requirement is not met
        ├─ NotReached      it could not be evaluated, and why
        └─ TargetUnusable  no requirement can be evaluated: the run ends with exit code 3
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["NotReached", "TargetUnusable", "Verdict", "Violation"]


class Verdict(Exception):  # noqa: N818 - a result, not an error of the program
    """The base of everything that a check raises on purpose."""


class Violation(Verdict):
    """The requirement is not met.

    Args:
        message: What was expected and what was received, in a sentence or two.
        *exchanges: The exchanges that show it, oldest first.
    """

    def __init__(self, message: str, *exchanges: Exchange) -> None:
        super().__init__(message)
        self.message = message
        self.exchanges = exchanges


class NotReached(Verdict):
    """The requirement could not be evaluated.

    Args:
        reason: What was missing, in a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TargetUnusable(Verdict):
    """The server cannot be evaluated at all.

    Args:
        reason: Why, and what the user can do about it, in one line.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
