"""The asynchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn, Self

from optizmo_deploy.client._async.brands import AsyncBrands, AsyncBrandsWithResponse
from optizmo_deploy.client._async.contact_schema import (
    AsyncContactSchemas,
    AsyncContactSchemaWithResponse,
)
from optizmo_deploy.client._async.contacts import AsyncContacts, AsyncContactsWithResponse
from optizmo_deploy.client._async.runner import AsyncRunner
from optizmo_deploy.client._async.subscriptions import (
    AsyncSubscriptions,
    AsyncSubscriptionsWithResponse,
)
from optizmo_deploy.client.adapters.select import async_adapter
from optizmo_deploy.client.arguments.settings import make_settings
from optizmo_deploy.client.core.call_context import Clock, Shared
from optizmo_deploy.client.core.retry_policy import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    import aiohttp
    import httpx

    from optizmo_deploy.bulk import AsyncBulk
    from optizmo_deploy.client.response import RateLimit

__all__ = ["AsyncDeployClient", "AsyncWithResponse"]


class AsyncWithResponse:
    """The resources of a client, with methods that return a result together with its answer."""

    def __init__(self, runner: AsyncRunner) -> None:
        self.contacts: AsyncContactsWithResponse = AsyncContactsWithResponse(runner)
        """Contacts: create, read, change and disable them."""
        self.subscriptions: AsyncSubscriptionsWithResponse = AsyncSubscriptionsWithResponse(runner)
        """The brands that a contact is subscribed to."""
        self.brands: AsyncBrandsWithResponse = AsyncBrandsWithResponse(runner)
        """The brands of the account."""
        self.contact_schema: AsyncContactSchemaWithResponse = AsyncContactSchemaWithResponse(runner)
        """The contact schema of the account."""


class AsyncDeployClient:
    """An asynchronous client of the OPTIZMO Deploy API.

    Use it as an asynchronous context manager, or call `aclose` when done. Any number of tasks
    can share it.

    Args:
        api_key: The API key, or a function that returns it, asynchronous or not, which is asked
            at every attempt. When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
        base_url: Where the API is. When it is None, the environment variable
            OPTIZMO_DEPLOY_BASE_URL, else production.
        timeout: Seconds for one attempt, from its start to the end of its answer.
        retry: When to repeat a request, and for how long.
        pace: Whether to slow down before the rate limit is hit.
        headers: More headers for every request.
        http: The library that makes the requests. `aiohttp` takes a fraction of the CPU time
            when many are in flight; it comes with the extra `aiohttp`.
        http_client: A client of that library to use, for proxies or certificates of your own.
            It is never closed by this one.

    Raises:
        ConfigurationError: Something is missing or cannot be used.
    """

    def __init__(
        self,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - it is immutable
        pace: bool = True,
        headers: Mapping[str, str] | None = None,
        http: Literal["httpx", "aiohttp"] = "httpx",
        http_client: httpx.AsyncClient | aiohttp.ClientSession | None = None,
    ) -> None:
        settings = make_settings(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            retry=retry,
            pace=pace,
            headers=headers,
        )
        adapter = async_adapter(settings.base_url, http, http_client)
        self._set_up(AsyncRunner(settings, Shared(Clock()), adapter), owns_adapter=True)

    def _set_up(self, runner: AsyncRunner, *, owns_adapter: bool) -> None:
        self._runner = runner
        self._owns_adapter = owns_adapter
        self.with_response: AsyncWithResponse = AsyncWithResponse(runner)
        """The same resources, with methods that return a `Response`."""
        self.contacts: AsyncContacts = AsyncContacts(self.with_response.contacts)
        """Contacts: create, read, change and disable them."""
        self.subscriptions: AsyncSubscriptions = AsyncSubscriptions(
            self.with_response.subscriptions
        )
        """The brands that a contact is subscribed to."""
        self.brands: AsyncBrands = AsyncBrands(runner, self.with_response.brands)
        """The brands of the account."""
        self.contact_schema: AsyncContactSchemas = AsyncContactSchemas(
            self.with_response.contact_schema
        )
        """The contact schema of the account."""

    @property
    def rate_limit(self) -> RateLimit | None:
        """The state of the rate limit that the latest answer told, or None before there was one."""
        return self._runner.shared.rate_limit

    @property
    def bulk(self) -> AsyncBulk:
        """One operation for every contact of a list, with many requests in flight."""
        from optizmo_deploy.bulk import AsyncBulk  # noqa: PLC0415 - few programs need it

        return AsyncBulk(self, self._runner.settings.retry)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncDeployClient:
        """Return a client with other settings on the same connections; this one stays as it is.

        Closing the returned client closes nothing.

        Args:
            timeout: Seconds for one attempt.
            retry: When to repeat a request, and for how long.
            headers: More headers, added to those that this client sends.

        Raises:
            ConfigurationError: A setting cannot be used.
        """
        runner = self._runner
        settings = runner.settings.changed(timeout=timeout, retry=retry, headers=headers)
        child = object.__new__(type(self))
        child._set_up(AsyncRunner(settings, runner.shared, runner.adapter), owns_adapter=False)
        return child

    async def aclose(self) -> None:
        """Close the connections. A client that came from `with_options` has none of its own."""
        if self._owns_adapter:
            await self._runner.adapter.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the client."""
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncDeployClient(base_url={self._runner.settings.base_url!r})"

    def __copy__(self) -> AsyncDeployClient:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and a key and cannot be pickled; make one in each process"
        )
