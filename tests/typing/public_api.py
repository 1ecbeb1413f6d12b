"""What the types of the public interface are; never run, but checked by mypy and by pyright."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_type

import httpx
from optizmo_deploy import (
    ApiError,
    AsyncBrandList,
    AsyncDeployClient,
    AsyncPages,
    Attributes,
    Brand,
    BrandList,
    BrandSummary,
    ConnectionFailedError,
    Contact,
    ContactSchema,
    DeployClient,
    DeployError,
    FieldError,
    InvalidArgumentError,
    Page,
    Pages,
    RateLimit,
    Response,
    RetryPolicy,
    SubscribedBrand,
    email_md5,
)
from optizmo_deploy.bulk import Outcome, Row
from optizmo_deploy_api.api.brands import get_brand, list_brands
from optizmo_deploy_api.api.contacts import disable_contact

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from uuid import UUID


class Mine(DeployClient):
    """A class of a user's own."""


def blocking(client: DeployClient, brand: UUID) -> None:
    contact = client.contacts.create(
        "a@example.com", attributes={"n": 1, "l": ["a"]}, brand_ids=[brand]
    )
    assert_type(contact, Contact)
    assert_type(contact.created_at, datetime)
    assert_type(contact.brand_ids, list[str])
    assert_type(contact.attributes, Attributes)
    assert_type(contact.attributes["n"], bool | float | list[str] | str)
    assert_type(contact.attributes.writable(), dict[str, bool | float | list[str] | str])
    client.contacts.update(contact, contact.attributes)
    client.contacts.update(contact, contact.attributes.writable() | {"n": 1})
    assert_type(client.contacts.get(contact), Contact)
    assert_type(client.contacts.update("a@example.com", {"n": None}), Contact)
    assert_type(client.contacts.upsert("a@example.com", brand_ids=(str(brand),)), Contact)
    assert_type(client.contacts.disable(contact), None)
    assert_type(client.subscriptions.list(contact), list[SubscribedBrand])
    assert_type(client.subscriptions.add(contact, {brand}), list[SubscribedBrand])
    assert_type(client.subscriptions.replace(contact, []), list[SubscribedBrand])
    for summary in client.brands.list(name_contains="a", sort="-name"):
        assert_type(summary, BrandSummary)
        assert_type(summary.id, str)
        assert_type(summary.id in contact.brand_ids, bool)
    with client.brands.list(start_page=2, timeout=1) as brands:
        assert_type(brands, BrandList)
        assert_type(next(brands), BrandSummary)
        assert_type(brands.next_page, int | None)
    pages = client.brands.list().pages(start=2)
    assert_type(pages, Pages[Page])
    assert_type(next(pages), Page)
    iterator: Iterator[Page] = pages
    assert_type(list(iterator), list[Page])
    assert_type(client.brands.get(brand), Brand)
    assert_type(client.brands.get(brand).domain, str | None)
    assert_type(client.subscriptions.list(contact)[0].id, str)
    assert_type(client.contact_schema.get(), ContactSchema)
    assert_type(client.contact_schema.get().validate({}), list[FieldError])
    assert_type(client.rate_limit, RateLimit | None)
    assert_type(client.with_options(timeout=1, retry=RetryPolicy.none()), DeployClient)
    url = httpx.URL("http://h")
    assert_type(client.with_options(api_key="k", base_url=url, pace=False), DeployClient)
    assert_type(Mine().with_options(http_client=httpx.Client()), Mine)
    policy = RetryPolicy(deadline=None)
    assert_type(client.contacts.get(contact, timeout=1, retry=policy, headers={}), Contact)
    assert_type(client.call(get_brand, str(brand)), Brand)
    assert_type(client.call(list_brands, page=2), Page)
    assert_type(client.call(disable_contact, email_md5=contact.email_md5), None)
    assert_type(client.with_response.call(get_brand, brand_id="x"), Response[Brand])


def responses(client: DeployClient, contact: Contact, brand: UUID) -> None:
    response = client.with_response.contacts.get("a@example.com")
    assert_type(response, Response[Contact])
    assert_type(response.parsed, Contact)
    assert_type(response.headers["date"], str)
    assert_type(client.with_response.contacts.disable(contact), Response[None])
    assert_type(client.with_response.brands.list(page_size=10), Pages[Response[Page]])
    assert_type(client.with_response.contact_schema.get(), Response[ContactSchema])
    assert_type(client.with_response.subscriptions.list(contact), Response[list[SubscribedBrand]])
    with DeployClient(lambda: "key", http_client=httpx.Client()) as other:
        assert_type(other, DeployClient)


async def asynchronous(client: AsyncDeployClient, brand: UUID) -> None:
    async def key() -> str:
        return "key"

    assert_type(await client.contacts.get("a@example.com"), Contact)
    assert_type(await client.subscriptions.list("a@example.com"), list[SubscribedBrand])
    async for summary in client.brands.list(enabled=True):
        assert_type(summary, BrandSummary)
    async with client.brands.list() as brands:
        assert_type(brands, AsyncBrandList)
        assert_type(await anext(brands), BrandSummary)
    pages = client.brands.list().pages()
    assert_type(pages, AsyncPages[Page])
    iterator: AsyncIterator[Page] = pages
    assert_type([page async for page in iterator], list[Page])
    assert_type(await client.call(get_brand, "x"), Brand)
    assert_type(await client.contacts.disable("a@example.com", timeout=1), None)
    assert_type(client.with_options(pace=False), AsyncDeployClient)
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
    client.contacts.get("x", timeuot=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.call(list_brands, page="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.call(get_brand)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.call(httpx, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def bulk_of_a_blocking_client(client: DeployClient) -> None:
    for disabled in client.bulk.disable(["a@example.com"], concurrency=8, deadline=None):
        assert_type(disabled, Outcome[None])
        assert_type(disabled.error, DeployError | None)
    for read in client.bulk.get(Row("a@example.com", tag=n) for n in range(3)):
        assert_type(read.value, Contact | None)
    subscribed = next(client.bulk.subscribe(["a@example.com"], ["id"], missing="skip"))
    assert_type(subscribed.value, list[SubscribedBrand] | None)
    client.bulk.upsert([{"email": "a@example.com"}], attributes={"age": 3}).close()


async def bulk_of_an_asynchronous_client(client: AsyncDeployClient) -> None:
    async for written in client.bulk.upsert(["a@example.com"], ordered=True):
        assert_type(written, Outcome[Contact])
    await client.bulk.unsubscribe(["a@example.com"], ["id"], rate=5).aclose()
