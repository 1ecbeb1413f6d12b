# Derived from _async/client.py by scripts/unasync.py; do not edit.
"""The blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Self

from optizmo_deploy.client._sync.brands import Brands, BrandsWithResponse
from optizmo_deploy.client._sync.contact_schema import (
    ContactSchemas,
    ContactSchemaWithResponse,
)
from optizmo_deploy.client._sync.contacts import Contacts, ContactsWithResponse
from optizmo_deploy.client._sync.runner import Runner
from optizmo_deploy.client._sync.subscriptions import (
    Subscriptions,
    SubscriptionsWithResponse,
)
from optizmo_deploy.client.adapters.select import sync_adapter
from optizmo_deploy.client.arguments.settings import make_settings
from optizmo_deploy.client.core.call_context import Clock, Shared
from optizmo_deploy.client.core.retry_policy import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    import httpx

    from optizmo_deploy.bulk import Bulk
    from optizmo_deploy.client.response import RateLimit

__all__ = ["DeployClient", "WithResponse"]


class WithResponse:
    """The resources of a client, with methods that return a result together with its answer."""

    def __init__(self, runner: Runner) -> None:
        self.contacts: ContactsWithResponse = ContactsWithResponse(runner)
        """Contacts: create, read, change and disable them."""
        self.subscriptions: SubscriptionsWithResponse = SubscriptionsWithResponse(runner)
        """The brands that a contact is subscribed to."""
        self.brands: BrandsWithResponse = BrandsWithResponse(runner)
        """The brands of the account."""
        self.contact_schema: ContactSchemaWithResponse = ContactSchemaWithResponse(runner)
        """The contact schema of the account."""


class DeployClient:
    """A blocking client of the OPTIZMO Deploy API.

    Use it as a context manager, or call `close` when done. Any number of threads can share it.

    Args:
        api_key: The API key, or a function that returns it, which is asked at every attempt.
            When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
        base_url: Where the API is. When it is None, the environment variable
            OPTIZMO_DEPLOY_BASE_URL, else production.
        timeout: Seconds for one attempt, from its start to the end of its answer.
        retry: When to repeat a request, and for how long.
        pace: Whether to slow down before the rate limit is hit.
        headers: More headers for every request.
        http_client: An `httpx.Client` to use, for proxies or certificates of your own.
            It is never closed by this one.

    Raises:
        ConfigurationError: Something is missing or cannot be used.
    """

    def __init__(
        self,
        api_key: str | Callable[[], str] | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - it is immutable
        pace: bool = True,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        settings = make_settings(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            retry=retry,
            pace=pace,
            headers=headers,
        )
        adapter = sync_adapter(settings.base_url, http_client)
        self._set_up(Runner(settings, Shared(Clock()), adapter), owns_adapter=True)

    def _set_up(self, runner: Runner, *, owns_adapter: bool) -> None:
        self._runner = runner
        self._owns_adapter = owns_adapter
        self.with_response: WithResponse = WithResponse(runner)
        """The same resources, with methods that return a `Response`."""
        self.contacts: Contacts = Contacts(self.with_response.contacts)
        """Contacts: create, read, change and disable them."""
        self.subscriptions: Subscriptions = Subscriptions(self.with_response.subscriptions)
        """The brands that a contact is subscribed to."""
        self.brands: Brands = Brands(runner, self.with_response.brands)
        """The brands of the account."""
        self.contact_schema: ContactSchemas = ContactSchemas(self.with_response.contact_schema)
        """The contact schema of the account."""

    @property
    def rate_limit(self) -> RateLimit | None:
        """The state of the rate limit that the latest answer told, or None before there was one."""
        return self._runner.shared.rate_limit

    @property
    def bulk(self) -> Bulk:
        """One operation for every contact of a list, with many requests in flight."""
        from optizmo_deploy.bulk import Bulk  # noqa: PLC0415 - few programs need it

        return Bulk(self, self._runner.settings.retry)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> DeployClient:
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
        child._set_up(Runner(settings, runner.shared, runner.adapter), owns_adapter=False)
        return child

    def close(self) -> None:
        """Close the connections. A client that came from `with_options` has none of its own."""
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
        return f"DeployClient(base_url={self._runner.settings.base_url!r})"

    def __copy__(self) -> DeployClient:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and a key and cannot be pickled; make one in each process"
        )
