"""The certificates that are trusted, read once: reading them takes longer than many a request."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl

__all__ = ["trusted"]


def trusted() -> ssl.SSLContext:
    """Return what httpx trusts by default, in the environment as it is now."""
    return _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@functools.lru_cache(maxsize=4)
def _trusted(_file: str | None, _directory: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()
