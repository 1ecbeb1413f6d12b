"""What is derived from an e-mail address."""

from __future__ import annotations

import hashlib

__all__ = ["derived_values", "email_md5"]


def email_md5(email: str) -> str:
    """Return a contact's identity: the MD5 of its lower-cased address, in lower-case hex."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def derived_values(email: str) -> dict[str, str]:
    """Return the read-only values, by sub-key, that accompany an attribute of type email.

    The documentation names MD5, SHA-512 and the domain; the name of the digest's sub-key is
    this sandbox's choice.
    """
    lowered = email.lower()
    return {
        "md5": email_md5(email),
        "sha512": hashlib.sha512(lowered.encode()).hexdigest(),
        "domain": lowered.rpartition("@")[2],
    }
