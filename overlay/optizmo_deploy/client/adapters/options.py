"""How a client's own connections are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import httpx

from optizmo_deploy.client.adapters.certificates import ssl_context
from optizmo_deploy.client.adapters.failures import Place
from optizmo_deploy.client.adapters.proxies import address_of, proxy_for
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

__all__ = ["AIOHTTP_PROXIES", "HTTPX_PROXIES", "ConnectionOptions", "connection_options"]

# As many connections as httpx opens at most by default. More of them are kept than httpx keeps,
# because it closes them after each response while there are more: with many calls at once, nearly
# every request would need a new one.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=5.0)


HTTPX_PROXIES = frozenset({"http", "https", "socks5", "socks5h"})
AIOHTTP_PROXIES = frozenset({"http", "https"})


@attrs.frozen(kw_only=True)
class ConnectionOptions:
    """How connections are made.

    Attributes:
        ssl_context: What a server's certificate is checked with.
        proxy: The proxy that all requests go through, or None.
        limits: How many connections there may be, and how long they are kept.
    """

    ssl_context: ssl.SSLContext = attrs.field(repr=False)
    proxy: httpx.Proxy | None = attrs.field(repr=False)
    limits: httpx.Limits

    @property
    def place(self) -> Place:
        """What the connections are made to, for messages."""
        return Place(address_of(self.proxy) if self.proxy else None, self.limits.max_connections)


def connection_options(
    base_url: str,
    *,
    proxy: object,
    verify: object,
    limits: object,
    schemes: frozenset[str],
) -> ConnectionOptions:
    """Check how connections are to be made, and complete it from the environment.

    Raises:
        ConfigurationError: Something cannot be used.
    """
    if limits is not None and not isinstance(limits, httpx.Limits):
        raise ConfigurationError(f"limits must be httpx.Limits, not {type(limits).__name__}")
    return ConnectionOptions(
        ssl_context=ssl_context(verify),
        proxy=proxy_for(base_url, proxy, schemes),
        limits=limits or _LIMITS,
    )
