"""A load generator that costs little: so many connections, each sending one request over and over.

Run as a program of its own, so that it does not share an interpreter with what it measures:
``python _load.py HOST PORT CONNECTIONS SECONDS < request``. It prints requests a second as JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Caller(asyncio.Protocol):
    """One connection; it sends the next request as soon as the answer to the last is whole."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._buffer = b""
        self.done = 0
        self.failed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Count an answer when it is whole, and send the next request."""
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        length = _LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"an answer without a length: {head!r}")
        if len(body) >= int(length[1]):
            self._buffer = body[int(length[1]) :]
            self.done += 1
            self.failed += not head.startswith(b"HTTP/1.1 200")
            self._transport.write(self._request)  # type: ignore[attr-defined]


async def load(host: str, port: int, connections: int, seconds: float, request: bytes) -> float:
    """Return how many requests a second were answered with status 200."""
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: Caller(request), host, port))[1]
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds / 4)  # to warm up
    before, start = sum(caller.done for caller in callers), time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (sum(caller.done for caller in callers) - before) / (time.perf_counter() - start)
    if any(caller.failed for caller in callers):
        raise RuntimeError("some answers were no successes")
    return rate


def main() -> None:
    """Measure what the arguments say."""
    try:
        import uvloop  # noqa: PLC0415 - only where it exists
    except ModuleNotFoundError:
        run = asyncio.run
    else:
        run = uvloop.run
    host, port, connections, seconds = sys.argv[1:]
    request = sys.stdin.buffer.read()
    rate = run(load(host, int(port), int(connections), float(seconds), request))
    print(json.dumps(rate))


if __name__ == "__main__":
    main()
