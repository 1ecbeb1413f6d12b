"""Connections without a pool.

The pool of httpx looks at all its connections for every request, which is what most of the time
goes into when many requests are in flight. A lane is a transport with a single connection; a
request takes one that is free, or a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from optizmo_deploy.client.adapters.environment import proxy_for, trusted
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST_LANES", "Lanes"]

T = TypeVar("T")

MOST_LANES = 100
"""As many connections as httpx opens at most by default."""


class Lanes(Generic[T]):
    """The lanes of one client to one server.

    Taking and giving back are single operations on a list, so threads need no lock for them.

    Raises:
        ConfigurationError: The environment names a proxy that cannot be used.
    """

    __slots__ = ("_free", "_make", "_options", "all")

    def __init__(self, make: Callable[..., T], base_url: str) -> None:
        self._make = make
        self._free: list[T] = []
        self.all: list[T] = []
        """Every lane there is, in use or not."""
        proxy = proxy_for(base_url)
        try:
            self._options: dict[str, Any] = {
                "verify": trusted(),
                "limits": httpx.Limits(max_connections=1, max_keepalive_connections=1),
                "proxy": httpx.Proxy(proxy) if proxy else None,
            }
            self.give_back(self._new())
        except (ValueError, ImportError):  # an unknown scheme, or one that needs another package
            raise ConfigurationError("the proxy that the environment names is not usable") from None

    def take(self) -> T:
        """Return a lane that nobody uses."""
        try:
            return self._free.pop()
        except IndexError:
            return self._new()

    def give_back(self, lane: T) -> None:
        """Let others use a lane again."""
        self._free.append(lane)

    def _new(self) -> T:
        lane = self._make(**self._options)
        self.all.append(lane)
        return lane
