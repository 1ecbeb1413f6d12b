"""The asynchronous client that does the requests of a blocking one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from httpx import Limits

from optizmo_deploy.client._async.client import AsyncDeployClient
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from optizmo_deploy import DeployClient

__all__ = ["twin_of"]

_CONNECTIONS = 100


def twin_of(client: DeployClient, executor: Executor, connections: int) -> AsyncDeployClient:
    """Return an asynchronous client with the settings of a blocking one.

    It uses aiohttp where that is installed and can make the connections. A client whose connections
    are the caller's (`http_client`) goes on using these, with a thread for each request in flight.

    Args:
        client: The blocking client.
        executor: Where the threads come from.
        connections: How many there are to be at least, unless the client has limits of its own.

    Raises:
        ConfigurationError: The client is closed.
    """
    theirs: Any = client  # with its private parts: the clients are one family
    if theirs._runner.adapter.closed:  # noqa: SLF001
        raise ConfigurationError("the client is closed")
    if theirs._http_client is not None:  # noqa: SLF001
        return cast("AsyncDeployClient", _InThreads(client, executor))
    settings = theirs._runner.settings  # noqa: SLF001
    options = dict(theirs._connections)  # noqa: SLF001
    if options["limits"] is None:
        most = max(_CONNECTIONS, connections)
        options["limits"] = Limits(max_connections=most, max_keepalive_connections=most)
    make = partial(
        AsyncDeployClient,
        settings.key,
        base_url=settings.base_url,
        timeout=settings.timeout,
        retry=settings.retry,
        pace=settings.pace,
        headers=settings.headers,
        **options,
    )
    if find_spec("aiohttp"):
        with suppress(ConfigurationError):  # such as a SOCKS proxy
            return make(http="aiohttp")
    return make(http="httpx")


class _InThreads:
    """Makes the methods of a blocking client awaitable, as far as bulk work needs them."""

    def __init__(self, client: Any, executor: Executor) -> None:
        self._client = client
        self._executor = executor

    def with_options(self, **options: Any) -> _InThreads:
        return _InThreads(self._client.with_options(**options), self._executor)

    @property
    def with_response(self) -> _Resources:
        return _Resources(self._client.with_response, self._executor)

    @property
    def paused(self) -> bool:
        return bool(self._client.paused)

    async def aclose(self) -> None:
        """Do nothing: the client is the caller's."""


class _Resources:
    def __init__(self, resources: Any, executor: Executor) -> None:
        self._resources = resources
        self._executor = executor

    def __getattr__(self, resource: str) -> _Methods:
        return _Methods(getattr(self._resources, resource), self._executor)


class _Methods:
    def __init__(self, resource: Any, executor: Executor) -> None:
        self._resource = resource
        self._executor = executor

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._resource, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, lambda: method(*args, **kwargs))

        return call
