"""Which adapter a client works with; each is imported when the first client needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from optizmo_deploy.client._async.runner import AsyncAdapter
    from optizmo_deploy.client._sync.runner import Adapter

__all__ = ["async_adapter", "sync_adapter"]


def sync_adapter(base_url: str, http_client: object) -> Adapter:
    """Return the adapter for a blocking client.

    Raises:
        ConfigurationError: The caller's client is of another library, or asynchronous.
    """
    from optizmo_deploy.client.adapters.httpx_sync import HttpxAdapter  # noqa: PLC0415 - see above

    if http_client is None or isinstance(http_client, httpx.Client):
        return HttpxAdapter(base_url, http_client)
    raise ConfigurationError(
        f"http_client must be an httpx.Client, not {type(http_client).__name__}"
    )


def async_adapter(base_url: str, http: str, http_client: object) -> AsyncAdapter:
    """Return the adapter for an asynchronous client.

    Raises:
        ConfigurationError: There is no such library, it is not installed, or the caller's
            client is of another one.
    """
    if http == "httpx":
        from optizmo_deploy.client.adapters.httpx_async import AsyncHttpxAdapter  # noqa: PLC0415 - see above

        if http_client is None or isinstance(http_client, httpx.AsyncClient):
            return AsyncHttpxAdapter(base_url, http_client)
        raise ConfigurationError(
            f"http_client must be an httpx.AsyncClient, not {type(http_client).__name__}"
        )
    if http != "aiohttp":
        raise ConfigurationError(f"http must be 'httpx' or 'aiohttp', not {http!r}")
    try:
        from optizmo_deploy.client.adapters.aiohttp import AiohttpAdapter  # noqa: PLC0415 - it comes with an extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "http='aiohttp' needs aiohttp: pip install 'optizmo-deploy[aiohttp]'"
        ) from error
    return AiohttpAdapter(base_url, http_client)
