"""A server that costs little and answers every request with the same contact.

Run as a program of its own: ``python _echo.py``. It prints its port and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import json

MD5 = "c160f8cc69a4f0bf2b0362752353d060"
BODY = json.dumps(
    {
        "email": "alice@example.com",
        "emailMd5": MD5,
        "attributes": {"first_name": "Alice"},
        "brandIds": ["497f6eca-6276-4993-bfeb-53cbbbba6f08"],
        "enabled": True,
        "createdAt": "2026-06-12T00:00:00Z",
    }
).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-rate-limit-limit: 100000\r\n"
    b"x-rate-limit-remaining: 99999\r\nx-rate-limit-reset: 1\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
)


class Echo(asyncio.Protocol):
    """One connection; requests have no body, so each ends with an empty line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the other side."""
        self._transport = transport
        self._tail = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        *whole, self._tail = (self._tail + data).split(b"\r\n\r\n")
        if whole:
            self._transport.write(ANSWER * len(whole))  # type: ignore[attr-defined]


async def main() -> None:
    """Serve until the end."""
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
