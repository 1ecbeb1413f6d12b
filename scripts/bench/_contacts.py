"""A server that costs little and creates every contact that it is asked to.

Run as a program of its own: ``python _contacts.py``. It prints its port and serves until it is
ended.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import cast

_HEAD = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nx-rate-limit-limit: 100000\r\n"
    b"x-rate-limit-remaining: 99999\r\nx-rate-limit-reset: 1\r\nContent-Length: %d\r\n\r\n"
)


def created(body: bytes) -> bytes:
    """Return the response to a request to create a contact."""
    wanted = json.loads(body)
    email = wanted["email"]
    contact = json.dumps(
        {
            "email": email,
            "emailMd5": hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest(),
            "attributes": wanted.get("attributes", {}),
            "brandIds": wanted.get("brandIds", []),
            "enabled": True,
            "createdAt": "2026-06-12T00:00:00Z",
        }
    ).encode()
    return _HEAD % len(contact) + contact


class Contacts(asyncio.Protocol):
    """One connection; requests have a body of the length that their header says."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the other side."""
        self._transport = cast("asyncio.Transport", transport)
        self._data = b""

    def data_received(self, data: bytes) -> None:
        """Respond to every request that is whole."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            whole = end + 4 + length
            if len(self._data) < whole:
                return
            self._transport.write(created(self._data[end + 4 : whole]))
            self._data = self._data[whole:]


async def main() -> None:
    """Serve until the end."""
    server = await asyncio.get_running_loop().create_server(Contacts, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
