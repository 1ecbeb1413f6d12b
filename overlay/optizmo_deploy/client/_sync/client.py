# Derived from _async/client.py by scripts/unasync.py; do not edit.
"""The blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, Self, TypeVar

from optizmo_deploy.client._sync.brands import Brands
from optizmo_deploy.client._sync.contact_schema import ContactSchemas
from optizmo_deploy.client._sync.contacts import Contacts
from optizmo_deploy.client._sync.runner import Runner
from optizmo_deploy.client._sync.subscriptions import Subscriptions
from optizmo_deploy.client.adapters.select import sync_adapter
from optizmo_deploy.client.arguments.settings import make_settings
from optizmo_deploy.client.core.call_context import Clock, Shared
from optizmo_deploy.client.core.calls import call_of
from optizmo_deploy.client.core.effects import hidden
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.core.retry_policy import RetryPolicy
from optizmo_deploy.client.resource import BulkProperty, ResourceProperty, copy_attributes

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    import httpx
    from optizmo_deploy_api.models import Brand, BrandPage, Contact, SubscribedBrand

    from optizmo_deploy.bulk import Bulk
    from optizmo_deploy.client._sync.listing import BrandList, Pages
    from optizmo_deploy.client._sync.runner import Adapter
    from optizmo_deploy.client.contact_schema import ContactSchema
    from optizmo_deploy.client.core.calls import Endpoint
    from optizmo_deploy.client.response import RateLimit, Response

__all__ = ["DeployClient", "WithResponse"]

P = ParamSpec("P")
T = TypeVar("T")


class WithResponse:
    """The methods of a client, which here return a `Response` with the result in it."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._resources: dict[str, Any] = {}

    contacts: ResourceProperty[Contacts[Response[Contact], Response[None]]] = ResourceProperty(
        Contacts, with_response=True
    )
    """Contacts: create, read, change and disable them."""
    subscriptions: ResourceProperty[
        Subscriptions[Response[list[SubscribedBrand]], Response[None]]
    ] = ResourceProperty(Subscriptions, with_response=True)
    """The brands that a contact is subscribed to."""
    brands: ResourceProperty[Brands[Response[Brand], Pages[Response[BrandPage]]]] = (
        ResourceProperty(Brands, with_response=True)
    )
    """The brands of the account."""
    contact_schema: ResourceProperty[ContactSchemas[Response[ContactSchema]]] = ResourceProperty(
        ContactSchemas, with_response=True
    )
    """The contact schema of the account."""

    def call(self, operation: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """Do what `call` of the client does, and return the response with the result in it."""
        runner = self._runner
        return runner.run(attempts(call_of(operation, *args, **kwargs), runner.context({})))


class DeployClient:
    """A blocking client of the OPTIZMO Deploy API.

    Use it as a context manager, or call `close` when done. Any number of threads can share it.

    Args:
        api_key: The API key, or a function that returns it, which is asked at every attempt.
            When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
        base_url: Where the API is. When it is None, the environment variable
            OPTIZMO_DEPLOY_BASE_URL, else production.
        timeout: Seconds for one attempt, from its start to the end of its response.
        retry: When to repeat a request, and for how long.
        pace: Whether to slow down before the rate limit is hit.
        headers: More headers for every request.
        http_client: An `httpx.Client` to use. It is never closed by this one.
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
        api_key: str | Callable[[], str] | None = None,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - it is immutable
        pace: bool = True,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
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
        self._http_client = http_client
        self._connections: dict[str, Any] = {"proxy": proxy, "verify": verify, "limits": limits}
        self._resources: dict[str, Any] = {}
        adapter = self._make_adapter(settings.base_url)
        self._runner = Runner(settings, Shared(Clock()), adapter)
        self._owns_adapter = True

    def _make_adapter(self, base_url: str) -> Adapter:
        return sync_adapter(base_url, self._http_client, **self._connections)

    contacts: ResourceProperty[Contacts[Contact, None]] = ResourceProperty(Contacts)
    """Contacts: create, read, change and disable them."""
    subscriptions: ResourceProperty[Subscriptions[list[SubscribedBrand], None]] = ResourceProperty(
        Subscriptions
    )
    """The brands that a contact is subscribed to."""
    brands: ResourceProperty[Brands[Brand, BrandList]] = ResourceProperty(Brands)
    """The brands of the account."""
    contact_schema: ResourceProperty[ContactSchemas[ContactSchema]] = ResourceProperty(
        ContactSchemas
    )
    """The contact schema of the account."""
    bulk: BulkProperty[Bulk] = BulkProperty("Bulk")
    """One operation for every contact of a list, with many requests in flight."""
    with_response: ResourceProperty[WithResponse] = ResourceProperty(WithResponse)
    """The same methods, which return a `Response` with the result in it."""

    def call(self, operation: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
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
        return self.with_response.call(operation, *args, **kwargs).parsed

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
        api_key: str | Callable[[], str] | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        pace: bool | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
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
        child._runner = Runner(settings, shared, adapter)
        return child

    def close(self) -> None:
        """Close the connections, unless they are those of the client that this one derives from."""
        if self._owns_adapter:
            self._runner.adapter.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the client."""
        self.close()

    def __repr__(self) -> str:
        runner = getattr(self, "_runner", None)  # there is none when the set-up failed
        base_url = runner.settings.base_url if runner else None
        return f"{type(self).__name__}(base_url={base_url!r})"

    def __copy__(self) -> Self:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        self._runner.__reduce__()
