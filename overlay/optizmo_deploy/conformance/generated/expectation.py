"""The three things that a request can deserve."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Due"]


class Due(IntEnum):
    """What the documentation says about a request; of several judgements the greatest counts."""

    ACCEPTED = 0
    """Everything about it is documented as valid."""
    OPEN = 1
    """Something about it is not documented."""
    REFUSED = 2
    """Something about it is documented as invalid."""
