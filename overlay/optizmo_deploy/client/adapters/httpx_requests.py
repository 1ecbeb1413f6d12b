"""Requests of httpx, built without doing the same work for each."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from optizmo_deploy.client.core.effects import Send

__all__ = ["Requests"]

_OWN = [(b"accept-encoding", b"gzip, deflate"), (b"connection", b"keep-alive")]
"""What is sent without a client of the caller's, besides what the core asks for."""


@functools.lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    """Return a URL. Creates, listings, retries and writes after reads use the same ones again."""
    return httpx.URL(url)


class Requests:
    """Builds the requests of one adapter, with or without a client of the caller's.

    Merging headers is half of what httpx spends on a small request. They are nearly always the same
    as for the request before, so they are kept until one side changes.
    """

    __slots__ = ("_client", "_ours", "_ready", "_theirs")

    def __init__(self, client: httpx.Client | httpx.AsyncClient | None) -> None:
        self._client = client
        self._ours: dict[str, str] | None = None
        self._theirs: list[tuple[bytes, bytes]] = []
        self._ready = httpx.Headers()

    def build(self, step: Send, extensions: dict[str, Any]) -> httpx.Request:
        """Return the request of a step."""
        client, content = self._client, step.body
        if client is not None and (client.cookies or client.params):
            return client.build_request(
                step.method, step.url, headers=step.headers, content=content, extensions=extensions
            )
        url = _parsed(step.url)
        stream = httpx.ByteStream(content or b"")
        headers = self._headers(step, url)
        request = httpx.Request(
            step.method, url, headers=headers, stream=stream, extensions=extensions
        )
        if content is not None or step.method == "POST":
            request.headers["content-length"] = str(len(content or b""))
        request.read()
        return request

    def _headers(self, step: Send, url: httpx.URL) -> httpx.Headers:
        theirs = _OWN if self._client is None else self._client.headers.raw
        if step.headers is not self._ours or theirs != self._theirs:
            ready = httpx.Headers([(b"Host", url.netloc)])
            ready.update(theirs)
            ready.update(step.headers)
            # Threads that come here at the same time do the same work; none sees half of it.
            self._ready, self._theirs, self._ours = ready, theirs, step.headers
            return ready
        return self._ready
