"""The response that the documentation requires to a request."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Due"]


class Due(IntEnum):
    """Whether a request is to be accepted; of several parts, the greatest value decides."""

    ACCEPTED = 0
    """Everything about it is documented as valid."""
    OPEN = 1
    """Something about it is not documented."""
    REJECTED = 2
    """Something about it is documented as invalid."""
