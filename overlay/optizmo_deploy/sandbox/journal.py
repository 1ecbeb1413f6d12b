"""The journal of received requests, so that a test can look at what its client sent.

Nothing leaves the journal with a key in it.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .clock import timestamp

if TYPE_CHECKING:
    from .account import Account
    from .message import Request

__all__ = ["CAPACITY", "MAX_BYTES", "Journal", "RecordedRequest"]

CAPACITY = 2000
"""How many requests the journal keeps; older ones are forgotten."""

MAX_BYTES = 16 * 1024 * 1024
"""How much memory the requests in the journal may take; big ones push older ones out sooner."""

_OVERHEAD = 1000  # bytes of an entry besides what was received
_FIELD_OVERHEAD = 150  # bytes of a header field besides its name and value
_SECRET_HEADERS = {"authorization", "cookie", "proxy-authorization", "x-api-key"}
_MASK = "***"
_SHORTEST_KEY = 6  # masking a shorter one would garble ordinary text


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as it was received, with `***` in the place of keys.

    Attributes:
        number: Counts the requests since the start or the last reset, from 1.
        time: When the response was sent, in the sandbox's time, as an RFC 3339 date-time.
        operation: The operation that it addressed, None when there is none.
        method: The method.
        path: The path as it was sent.
        query: The query as it was sent, without the question mark.
        headers: Names in lower case; the values of a repeated one are joined by a comma.
        body: The body.
        key: `api_key`, `forbidden_api_key` or `other` for keys of the account, `unknown` for
            anything else, None when no bearer token was sent.
        status: The status of the response, None when the connection was dropped instead.
    """

    number: int
    time: str
    operation: str | None
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    key: str | None
    status: int | None

    def json(self) -> Any:
        """Return the JSON value that the body is.

        Raises:
            ValueError: The body is not JSON.
        """
        return json.loads(self.body)

    def document(self) -> dict[str, Any]:
        """Return the request as the control API shows it."""
        shown: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        shown["body"] = self.body.decode("utf-8", "replace")
        return shown


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    now: float
    request: Request
    status: int | None
    size: int


class Journal:
    """Remembers the latest requests."""

    def __init__(self) -> None:
        self._entries: deque[_Entry] = deque()
        self._count = 0
        self._bytes = 0

    def record(self, now: float, request: Request, status: int | None) -> None:
        """Remember a request and the status of its response."""
        self._count += 1
        size = _size(request)
        self._bytes += size
        self._entries.append(_Entry(self._count, now, request, status, size))
        while len(self._entries) > CAPACITY or self._bytes > MAX_BYTES:
            self._bytes -= self._entries.popleft().size

    def clear(self) -> None:
        """Forget all requests and count from 1 again."""
        self._entries.clear()
        self._count = self._bytes = 0

    def state(self) -> tuple[list[_Entry], int]:
        """Return the requests so far, for `restore`."""
        return list(self._entries), self._count

    def restore(self, state: tuple[list[_Entry], int]) -> None:
        """Forget the requests since a state was taken."""
        entries, self._count = state
        self._entries = deque(entries)
        self._bytes = sum(entry.size for entry in entries)

    @property
    def forgotten(self) -> int:
        """How many requests were dropped because there were too many."""
        return self._count - len(self._entries)

    def requests(self, account: Account, operation: str | None = None) -> list[RecordedRequest]:
        """Return the requests, those of one operation when it is given, in their order."""
        return [
            _shown(entry, account)
            for entry in self._entries
            if operation is None or entry.request.operation == operation
        ]


def _size(request: Request) -> int:
    size = len(request.body) + len(request.path) + len(request.query) + _OVERHEAD
    for name, value in request.headers:
        size += len(name) + len(value) + _FIELD_OVERHEAD
    return size


def _shown(entry: _Entry, account: Account) -> RecordedRequest:
    request = entry.request
    secrets = [
        key for key in {request.key, *account.keys} if key is not None and len(key) >= _SHORTEST_KEY
    ]

    def masked(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, _MASK)
        return text

    headers: dict[str, str] = {}
    for raw_name, raw_value in request.headers:
        name, value = raw_name.decode("latin-1"), masked(raw_value.decode("latin-1"))
        if name in _SECRET_HEADERS:
            value = f"Bearer {_MASK}" if value[:7].lower() == "bearer " else _MASK
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return RecordedRequest(
        number=entry.number,
        time=timestamp(entry.now),
        operation=request.operation,
        method=request.method,
        path=masked(request.path),
        query=masked(request.query),
        headers=headers,
        body=masked(request.body.decode("latin-1")).encode("latin-1"),
        key=_key_label(request.key, account),
        status=entry.status,
    )


def _key_label(key: str | None, account: Account) -> str | None:
    if key is None:
        return None
    if key not in account.keys:
        return "unknown"
    return {account.forbidden_api_key: "forbidden_api_key", account.api_key: "api_key"}.get(
        key, "other"
    )
