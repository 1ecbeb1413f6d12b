"""The asynchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NoReturn, ParamSpec, Self, TypeVar

from optizmo_deploy.client._async.brands import AsyncBrands
from optizmo_deploy.client._async.contact_schema import AsyncContactSchemas
from optizmo_deploy.client._async.contacts import AsyncContacts
from optizmo_deploy.client._async.runner import AsyncRunner
from optizmo_deploy.client._async.subscriptions import AsyncSubscriptions
from optizmo_deploy.client.adapters.select import async_adapter
from optizmo_deploy.client.arguments.settings import make_settings
from optizmo_deploy.client.core.call_context import Clock, Shared
from optizmo_deploy.client.core.calls import call_of
from optizmo_deploy.client.core.effects import hidden
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.core.retry_policy import RetryPolicy
from optizmo_deploy.client.resource import BulkProperty, ResourceProperty, copy_attributes

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    import aiohttp
    import httpx
    from optizmo_deploy_api.models import Brand, BrandPage, Contact, SubscribedBrand

    from optizmo_deploy.bulk import AsyncBulk
    from optizmo_deploy.client._async.listing import AsyncBrandList, AsyncPages
    from optizmo_deploy.client._async.runner import AsyncAdapter
    from optizmo_deploy.client.contact_schema import ContactSchema
    from optizmo_deploy.client.core.calls import Endpoint
    from optizmo_deploy.client.response import RateLimit, Response

__all__ = ["AsyncDeployClient", "AsyncWithResponse"]

P = ParamSpec("P")
T = TypeVar("T")


class AsyncWithResponse:
    """The methods of a client, which here return a `Response` with the result in it."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner
        self._resources: dict[str, Any] = {}

    contacts: ResourceProperty[AsyncContacts[Response[Contact], Response[None]]] = ResourceProperty(
        AsyncContacts, with_response=True
    )
    """Contacts: create, read, change and disable them."""
    subscriptions: ResourceProperty[
        AsyncSubscriptions[Response[list[SubscribedBrand]], Response[None]]
    ] = ResourceProperty(AsyncSubscriptions, with_response=True)
    """The brands that a contact is subscribed to."""
    brands: ResourceProperty[AsyncBrands[Response[Brand], AsyncPages[Response[BrandPage]]]] = (
        ResourceProperty(AsyncBrands, with_response=True)
    )
    """The brands of the account."""
    contact_schema: ResourceProperty[AsyncContactSchemas[Response[ContactSchema]]] = (
        ResourceProperty(AsyncContactSchemas, with_response=True)
    )
    """The contact schema of the account."""

    async def call(
        self, operation: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Do what `call` of the client does, and return the response with the result in it."""
        runner = self._runner
        return await runner.run(attempts(call_of(operation, *args, **kwargs), runner.context({})))


class AsyncDeployClient:
    """An asynchronous client of the OPTIZMO Deploy API.

    Use it as an asynchronous context manager, or call `aclose` when done. Any number of tasks
    can share it.

    Args:
        api_key: The API key, or a function that returns it, asynchronous or not, which is asked
            at every attempt. When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
        base_url: Where the API is. When it is None, the environment variable
            OPTIZMO_DEPLOY_BASE_URL, else production.
        timeout: Seconds for one attempt, from its start to the end of its response.
        retry: When to repeat a request, and for how long.
        pace: Whether to slow down before the rate limit is hit.
        headers: More headers for every request.
        http: The library that makes the requests. `aiohttp` takes a fraction of the CPU time
            when many are in flight; it comes with the extra `aiohttp`.
        http_client: A client of that library to use. It is never closed by this one.
        proxy: The proxy for all requests, with user name and password where it wants them. When it
            is None, the one that the environment names (HTTPS_PROXY, NO_PROXY …).
        verify: What certificates of servers are checked with: True for those that are trusted by
            default (of SSL_CERT_FILE or SSL_CERT_DIR where one is set), the path of a file or a
            directory with certificates, or an `ssl.SSLContext`. False checks nothing.
        limits: How many connections there may be at a time, and how long they are kept; 100, and
            5 seconds, when it is None.

    Raises:
        ConfigurationError: Something is missing or cannot be used.
    """

    def __init__(
        self,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - it is immutable
        pace: bool = True,
        headers: Mapping[str, str] | None = None,
        http: Literal["httpx", "aiohttp"] = "httpx",
        http_client: httpx.AsyncClient | aiohttp.ClientSession | None = None,
        proxy: str | httpx.URL | httpx.Proxy | None = None,
        verify: bool | str | Path | ssl.SSLContext = True,
        limits: httpx.Limits | None = None,
    ) -> None:
        api_key = hidden(api_key)  # error reporters show local variables
        settings = make_settings(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            retry=retry,
            pace=pace,
            headers=headers,
        )
        self._http = http
        self._http_client = http_client
        self._connections: dict[str, Any] = {"proxy": proxy, "verify": verify, "limits": limits}
        self._resources: dict[str, Any] = {}
        adapter = self._make_adapter(settings.base_url)
        self._runner = AsyncRunner(settings, Shared(Clock()), adapter)
        self._owns_adapter = True

    def _make_adapter(self, base_url: str) -> AsyncAdapter:
        return async_adapter(base_url, self._http, self._http_client, **self._connections)

    contacts: ResourceProperty[AsyncContacts[Contact, None]] = ResourceProperty(AsyncContacts)
    """Contacts: create, read, change and disable them."""
    subscriptions: ResourceProperty[AsyncSubscriptions[list[SubscribedBrand], None]] = (
        ResourceProperty(AsyncSubscriptions)
    )
    """The brands that a contact is subscribed to."""
    brands: ResourceProperty[AsyncBrands[Brand, AsyncBrandList]] = ResourceProperty(AsyncBrands)
    """The brands of the account."""
    contact_schema: ResourceProperty[AsyncContactSchemas[ContactSchema]] = ResourceProperty(
        AsyncContactSchemas
    )
    """The contact schema of the account."""
    bulk: BulkProperty[AsyncBulk] = BulkProperty("AsyncBulk")
    """One operation for every contact of a list, with many requests in flight."""
    with_response: ResourceProperty[AsyncWithResponse] = ResourceProperty(AsyncWithResponse)
    """The same methods, which return a `Response` with the result in it."""

    async def call(self, operation: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out any operation of the contract, by its module in the generated package.

        It gets the key, the retries that its idempotency allows, the pacing and the errors of this
        client, like the named methods. For other options, use `with_options(…).call(…)`.

        Args:
            operation: A module such as `optizmo_deploy_api.api.brands.get_brand`.
            *args: What the module's `request` function takes.
            **kwargs: What the module's `request` function takes.

        Raises:
            InvalidArgumentError: It is not such a module, or an argument cannot be sent.
            TypeError: The operation does not take such arguments.
        """
        return (await self.with_response.call(operation, *args, **kwargs)).parsed

    @property
    def rate_limit(self) -> RateLimit | None:
        """The state of the rate limit in the latest response, or None before there was one."""
        return self._runner.shared.rate_limit

    @property
    def paused(self) -> bool:
        """Whether requests wait at the moment: the server sent 429, or the account is busy."""
        return not all(gate.open for gate in self._runner.shared.gates.values())

    def with_options(
        self,
        *,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        pace: bool | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | aiohttp.ClientSession | None = None,
    ) -> Self:
        """Return a client of the same class with other settings; this one stays as it is.

        Attributes of a subclass are taken along. The returned client is on the connections of this
        one, and closing it closes nothing; only with another `base_url` it has connections of its
        own, which are closed with it. With another `api_key` or `base_url` it has its own view of
        the rate limit.

        Args:
            api_key: The API key, or a function that returns it.
            base_url: Where the API is.
            timeout: Seconds for one attempt.
            retry: When to repeat a request, and for how long.
            pace: Whether to slow down before the rate limit is hit.
            headers: More headers, added to those that this client sends.
            http_client: A client of the HTTP library to use; it is never closed by this one.

        Raises:
            ConfigurationError: A setting cannot be used.
        """
        api_key = hidden(api_key)
        runner = self._runner
        settings = runner.settings.changed(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            retry=retry,
            pace=pace,
            headers=headers,
        )
        child = object.__new__(type(self))
        copy_attributes(self, child)
        child._resources = {}
        adapter, child._owns_adapter = runner.adapter, False
        if http_client is not None:
            child._http_client = http_client
            child._connections = {"proxy": None, "verify": True, "limits": None}
        if http_client is not None or settings.base_url != runner.settings.base_url:
            adapter, child._owns_adapter = child._make_adapter(settings.base_url), True
        shared = runner.shared
        if api_key is not None or settings.base_url != runner.settings.base_url:
            shared = Shared(shared.clock)
        child._runner = AsyncRunner(settings, shared, adapter)
        return child

    async def aclose(self) -> None:
        """Close the connections, unless they are those of the client that this one derives from."""
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
        runner = getattr(self, "_runner", None)  # there is none when the set-up failed
        base_url = runner.settings.base_url if runner else None
        return f"{type(self).__name__}(base_url={base_url!r})"

    def __copy__(self) -> Self:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        self._runner.__reduce__()
