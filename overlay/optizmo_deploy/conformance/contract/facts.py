"""Constants and spellings of the API that no schema has."""

from __future__ import annotations

import hashlib

__all__ = ["LARGEST_PAGE", "NIL", "PREDEFINED", "SMALLEST_PAGE", "folded", "md5_of"]

PREDEFINED = ("Email", "Brand")
"""The attributes that every account has and no contact can be given as attributes."""


NIL = "00000000-0000-0000-0000-000000000000"
"""The nil UUID of RFC 9562, section 5.9, which identifies nothing."""


SMALLEST_PAGE, LARGEST_PAGE = 10, 200


def md5_of(email: str) -> str:
    """Return the contact identity that belongs to an address."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def folded(brand_id: str) -> str:
    """Return an id for comparison: the case of a UUID means nothing."""
    return brand_id.lower()
