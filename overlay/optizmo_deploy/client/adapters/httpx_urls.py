"""URLs of httpx, parsed faster where they differ in nothing but path and query."""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false, reportPrivateImportUsage=false
# Parsing takes httpx as long as sending a small request; it has no other way to change a path.

from __future__ import annotations

import httpx

__all__ = ["Urls"]


class Urls:
    """Parses URLs below a base URL whose paths and queries are escaped already.

    It copies the parsed base URL. Should an httpx keep URLs in another way, which is tried once,
    they are parsed as usual.
    """

    __slots__ = ("_base", "_quick", "_start")

    def __init__(self, base_url: str) -> None:
        self._base = httpx.URL(base_url)
        authority = base_url.find("/", base_url.index("://") + 3)
        self._start = len(base_url) if authority < 0 else authority
        self._quick = True
        try:
            sample = f"{base_url}/v1/x?name%5Bcontains%5D=a+%26"
            self._quick = self.parse(sample).raw_path == httpx.URL(sample).raw_path
        except (AttributeError, TypeError, ValueError):
            self._quick = False

    def parse(self, url: str) -> httpx.URL:
        """Return a URL that begins with the base URL."""
        if not self._quick:
            return httpx.URL(url)
        path, question, query = url[self._start :].partition("?")
        copy = httpx.URL.__new__(httpx.URL)
        copy._uri_reference = self._base._uri_reference._replace(
            path=path, query=query if question else None
        )
        return copy
