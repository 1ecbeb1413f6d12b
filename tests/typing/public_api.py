"""What the types of the public interface are; never run, but checked by mypy and by pyright."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import assert_type
from uuid import UUID

import httpx
from optizmo_deploy import (
    ApiError,
    AsyncDeployClient,
    Brand,
    BrandSummary,
    ConnectionFailedError,
    Contact,
    ContactSchema,
    DeployClient,
    FieldError,
    InvalidArgumentError,
    Page,
    RateLimit,
    Response,
    RetryPolicy,
    SubscribedBrand,
    email_md5,
)


def blocking(client: DeployClient, brand: UUID) -> None:
    contact = client.contacts.create(
        "a@example.com", attributes={"n": 1, "l": ["a"]}, brand_ids=[brand]
    )
    assert_type(contact, Contact)
    assert_type(contact.created_at, datetime)
    assert_type(contact.brand_ids, list[str])
    assert_type(client.contacts.get(contact), Contact)
    assert_type(client.contacts.update("a@example.com", {"n": None}), Contact)
    assert_type(client.contacts.upsert("a@example.com", brand_ids=(str(brand),)), Contact)
    assert_type(client.contacts.disable(contact), None)
    assert_type(client.subscriptions.list(contact), list[SubscribedBrand])
    assert_type(client.subscriptions.add(contact, {brand}), list[SubscribedBrand])
    assert_type(client.subscriptions.replace(contact, []), list[SubscribedBrand])
    for summary in client.brands.list(name_contains="a", sort="-name"):
        assert_type(summary, BrandSummary)
        assert_type(summary.id, UUID)
    assert_type(client.brands.list().pages(), Iterator[Page])
    assert_type(client.brands.get(brand), Brand)
    assert_type(client.contact_schema.get(), ContactSchema)
    assert_type(client.contact_schema.get().validate({}), list[FieldError])
    assert_type(client.rate_limit, RateLimit | None)
    assert_type(client.with_options(timeout=1, retry=RetryPolicy.none()), DeployClient)
    response = client.with_response.contacts.get("a@example.com")
    assert_type(response, Response[Contact])
    assert_type(response.parsed, Contact)
    assert_type(response.headers["date"], str)
    assert_type(client.with_response.contacts.disable(contact), Response[None])
    assert_type(client.with_response.brands.list(page_size=10), Iterator[Response[Page]])
    with DeployClient(lambda: "key", http_client=httpx.Client()) as other:
        assert_type(other, DeployClient)


async def asynchronous(client: AsyncDeployClient, brand: UUID) -> None:
    async def key() -> str:
        return "key"

    assert_type(await client.contacts.get("a@example.com"), Contact)
    assert_type(await client.subscriptions.list("a@example.com"), list[SubscribedBrand])
    async for summary in client.brands.list(enabled=True):
        assert_type(summary, BrandSummary)
    assert_type(client.brands.list().pages(), AsyncIterator[Page])
    assert_type(await client.with_response.brands.get(brand), Response[Brand])
    async with AsyncDeployClient(key, http="aiohttp") as other:
        assert_type(other, AsyncDeployClient)


def errors(error: ApiError, failure: ConnectionFailedError) -> None:
    assert_type(error.status_code, int)
    assert_type(error.code, str | None)
    assert_type(error.errors, tuple[FieldError, ...])
    assert_type(error.retry_after, float | None)
    assert_type(error.response, Response[None])
    assert_type(failure.sent, bool)
    assert_type(email_md5("a@example.com"), str)
    refused: ValueError = InvalidArgumentError("no")
    raise refused


def mistakes(client: DeployClient) -> None:
    """Each of these is an error, and an ignore that is not needed is one too."""
    DeployClient(api_key=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.contacts.get(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.brands.list(sort="id")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.brands.list(title="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    DeployClient(http="aiohttp")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
