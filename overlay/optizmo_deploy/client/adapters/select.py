"""Which adapter a client works with; each is imported when the first client needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.client.adapters.options import (
    AIOHTTP_PROXIES,
    HTTPX_PROXIES,
    connection_options,
)
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from optizmo_deploy.client._async.runner import AsyncAdapter
    from optizmo_deploy.client._sync.runner import Adapter

__all__ = ["async_adapter", "sync_adapter"]


def sync_adapter(
    base_url: str, http_client: object, *, proxy: object, verify: object, limits: object
) -> Adapter:
    """Return the adapter for a blocking client.

    Raises:
        ConfigurationError: The caller's client is of another library, or asynchronous, or the
            connections cannot be made in this way.
    """
    from optizmo_deploy.client.adapters.httpx_sync import HttpxAdapter  # noqa: PLC0415 - see above

    settings = {"proxy": proxy, "verify": verify, "limits": limits}
    if http_client is None:
        return HttpxAdapter(connection_options(base_url, schemes=HTTPX_PROXIES, **settings))
    return HttpxAdapter(_their_client(http_client, httpx.Client, settings))


def async_adapter(
    base_url: str, http: str, http_client: object, *, proxy: object, verify: object, limits: object
) -> AsyncAdapter:
    """Return the adapter for an asynchronous client.

    Raises:
        ConfigurationError: There is no such library, it is not installed, or the caller's
            client is of another one, or the connections cannot be made in this way.
    """
    settings = {"proxy": proxy, "verify": verify, "limits": limits}
    if http == "httpx":
        from optizmo_deploy.client.adapters.httpx_async import AsyncHttpxAdapter  # noqa: PLC0415 - see above

        if http_client is None:
            options = connection_options(base_url, schemes=HTTPX_PROXIES, **settings)
            return AsyncHttpxAdapter(options)
        return AsyncHttpxAdapter(_their_client(http_client, httpx.AsyncClient, settings))
    if http != "aiohttp":
        raise ConfigurationError(f"http must be 'httpx' or 'aiohttp', not {http!r}")
    try:
        import aiohttp  # noqa: PLC0415 - it comes with an extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "http='aiohttp' needs aiohttp: pip install 'optizmo-deploy[aiohttp]'"
        ) from error
    from optizmo_deploy.client.adapters.aiohttp import AiohttpAdapter  # noqa: PLC0415 - see above

    if http_client is None:
        return AiohttpAdapter(connection_options(base_url, schemes=AIOHTTP_PROXIES, **settings))
    session: Any = _their_client(http_client, aiohttp.ClientSession, settings)
    if session.auth is not None:
        raise ConfigurationError("http_client must not have credentials: the key is sent")
    return AiohttpAdapter(session)


def _their_client(http_client: object, kind: type[Any], settings: dict[str, object]) -> Any:
    if not isinstance(http_client, kind):
        module = kind.__module__.partition(".")[0]
        what = type(http_client).__name__
        raise ConfigurationError(f"http_client must be an {module}.{kind.__name__}, not {what}")
    for name, value in settings.items():
        if value is not None and value is not True:
            raise ConfigurationError(f"set {name} on your http_client, which makes the connections")
    return http_client
