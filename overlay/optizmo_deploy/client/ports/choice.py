"""Which adapter a client works with; each is imported when the first client needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from optizmo_deploy.client._async.runner import AsyncPort
    from optizmo_deploy.client._sync.runner import Port

__all__ = ["async_port", "sync_port"]


def sync_port(base_url: str, http_client: object) -> Port:
    """Return the adapter for a blocking client.

    Raises:
        ConfigurationError: The caller's client is of another library, or asynchronous.
    """
    from optizmo_deploy.client.ports.httpx_sync import HttpxPort  # noqa: PLC0415 - see above

    if http_client is None or isinstance(http_client, httpx.Client):
        return HttpxPort(base_url, http_client)
    raise ConfigurationError(
        f"http_client must be an httpx.Client, not {type(http_client).__name__}"
    )


def async_port(base_url: str, http: str, http_client: object) -> AsyncPort:
    """Return the adapter for an asynchronous client.

    Raises:
        ConfigurationError: There is no such library, it is not installed, or the caller's
            client is of another one.
    """
    if http == "httpx":
        from optizmo_deploy.client.ports.httpx_async import AsyncHttpxPort  # noqa: PLC0415 - see above

        if http_client is None or isinstance(http_client, httpx.AsyncClient):
            return AsyncHttpxPort(base_url, http_client)
        raise ConfigurationError(
            f"http_client must be an httpx.AsyncClient, not {type(http_client).__name__}"
        )
    if http != "aiohttp":
        raise ConfigurationError(f"http must be 'httpx' or 'aiohttp', not {http!r}")
    try:
        from optizmo_deploy.client.ports.aiohttp import AiohttpPort  # noqa: PLC0415 - it comes with an extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "http='aiohttp' needs aiohttp: pip install 'optizmo-deploy[aiohttp]'"
        ) from error
    return AiohttpPort(base_url, http_client)
