"""An asynchronous client that talks to nobody, and notes what it is asked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optizmo_deploy import ConnectionFailedError, RetryPolicy, ServerError
from optizmo_deploy.bulk import AsyncBulk
from optizmo_deploy.client.response import Headers, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy import DeployError


def response(value: Any = None, status: int = 200) -> Response[Any]:
    return Response(value, status, Headers([]), None, 1, 0.0, b"")


def server_error() -> ServerError:
    return ServerError(500, response=response(status=500))


def unreachable() -> ConnectionFailedError:
    return ConnectionFailedError("refused", sent=False)


@dataclass
class FakeClient:
    """Each call takes as many turns of the event loop, and ends with the error, as it is set up.

    Attributes:
        turns: How many turns the call number so and so takes.
        error: The error of a call, by its number and contact, or None.
        calls: The method and the contact of each call, in the order in which they began.
        in_flight: The contacts that are being worked on.
        most: The most there were at a time.
        overlaps: The contacts that were worked on twice at the same time.
    """

    turns: Callable[[int], int] = lambda _: 1
    error: Callable[[int, str], DeployError | BaseException | None] = lambda *_: None
    calls: list[tuple[str, str, tuple[Any, ...]]] = field(default_factory=list)
    finished: int = 0
    cancelled: int = 0
    in_flight: list[str] = field(default_factory=list)
    most: int = 0
    overlaps: list[str] = field(default_factory=list)
    paused: bool = False

    def bulk(self) -> AsyncBulk:
        return AsyncBulk(self, RetryPolicy())  # type: ignore[arg-type]

    def with_options(self, **_: Any) -> FakeClient:
        return self

    @property
    def with_response(self) -> FakeClient:
        return self

    contacts = subscriptions = brands = with_response

    async def disable(self, contact: str) -> Response[Any]:
        return await self._call("disable", contact)

    async def get(self, contact: Any) -> Response[Any]:
        return await self._call("get", contact)

    async def add(self, contact: str, brand_ids: Any) -> Response[Any]:
        return await self._call("add", contact, brand_ids)

    async def remove(self, contact: str, brand_id: Any) -> Response[Any]:
        return await self._call("remove", contact, brand_id)

    async def upsert(self, contact: str, *, attributes: Any, brand_ids: Any) -> Response[Any]:
        return await self._call("upsert", contact, attributes, brand_ids)

    async def _call(self, name: str, contact: str, *arguments: Any) -> Response[Any]:
        number = len(self.calls)
        self.calls.append((name, contact, arguments))
        if contact in self.in_flight:
            self.overlaps.append(contact)
        self.in_flight.append(contact)
        self.most = max(self.most, len(self.in_flight))
        try:
            for _ in range(self.turns(number)):
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.in_flight.remove(contact)
        if (error := self.error(number, contact)) is not None:
            raise error
        self.finished += 1
        return response(number)
