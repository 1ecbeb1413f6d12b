"""What the rows of each operation may be, and what their outcomes say."""

from __future__ import annotations

import asyncio
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy import (
    AsyncDeployClient,
    ConfigurationError,
    DeployClient,
    InvalidArgumentError,
    InvalidRequestError,
    NotFoundError,
    email_md5,
)
from optizmo_deploy.bulk import Operation, Row

from tests.bulk.fake_client import FakeClient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.bulk import Outcome
    from optizmo_deploy.sandbox import Sandbox

UNKNOWN_BRAND = "497f6eca-6276-4993-bfeb-53cbbbba6f00"


@pytest.fixture
def brands(deploy_client: DeployClient) -> list[str]:
    return [str(brand.id) for brand in deploy_client.brands.list(enabled=True)][:3]


def test_upsert_creates_contacts_and_changes_those_that_exist(
    deploy_client: DeployClient, brands: list[str]
) -> None:
    deploy_client.contacts.create("old@example.com", attributes={"first_name": "Old", "age": 7})
    rows: list[Any] = [
        {"email": "old@example.com", "attributes": {"age": None}},
        {"email": "new@example.com", "brand_ids": brands[1:2]},
        "plain@example.com",
        Row("row@example.com", {"first_name": "Row"}, brands[2:], tag=object()),
    ]
    outcomes = list(
        deploy_client.bulk.upsert(
            rows, attributes={"first_name": "Same"}, brand_ids=brands[:1], ordered=True
        )
    )
    assert [outcome.error for outcome in outcomes] == [None] * 4
    contacts = [deploy_client.contacts.get(row) for row in map(email_of, rows)]
    assert [outcome.value for outcome in outcomes] == contacts
    assert [contact.attributes["first_name"] for contact in contacts] == [*["Same"] * 3, "Row"]
    assert "age" not in contacts[0].attributes
    assert [{str(i) for i in contact.brand_ids} for contact in contacts] == [
        {brands[0]},
        {brands[0], brands[1]},
        {brands[0]},
        {brands[0], brands[2]},
    ]
    assert outcomes[3].input is rows[3]
    assert [outcome.attempts for outcome in outcomes] == [3, 1, 1, 1]


def email_of(row: Any) -> str:
    if isinstance(row, dict):
        return str(row["email"])
    return row if isinstance(row, str) else str(row.contact)


def test_subscribe_gives_all_subscriptions_and_takes_brands_of_the_job_and_of_the_row(
    deploy_client: DeployClient, brands: list[str]
) -> None:
    deploy_client.contacts.create("a@example.com")
    deploy_client.contacts.create("b@example.com", brand_ids=brands[2:])
    rows: list[Any] = ["a@example.com", Row("b@example.com", brand_ids=brands[1:2])]
    outcomes = list(deploy_client.bulk.subscribe(rows, brands[:1], ordered=True))
    names = [{str(brand.id) for brand in outcome.value or ()} for outcome in outcomes]
    assert names == [{brands[0]}, set(brands)]


def test_unsubscribe_ends_several_subscriptions_and_takes_none_for_done(
    deploy_client: DeployClient, brands: list[str]
) -> None:
    deploy_client.contacts.create("a@example.com", brand_ids=brands)
    deploy_client.contacts.create("b@example.com", brand_ids=brands[2:])
    deploy_client.contacts.create("c@example.com")
    rows = ["a@example.com", "b@example.com", "c@example.com"]
    outcomes = list(deploy_client.bulk.unsubscribe(rows, brands[:2]))
    assert all(outcome.ok and outcome.value is None for outcome in outcomes)
    left = [deploy_client.contacts.get(row).brand_ids for row in rows]
    assert [[str(i) for i in ids] for ids in left] == [brands[2:], brands[2:], []]


def test_unsubscribe_fails_for_a_brand_that_does_not_exist_and_asks_about_it_once(
    deploy_client: DeployClient, deploy_sandbox: Sandbox, brands: list[str]
) -> None:
    rows = [f"user{n}@example.com" for n in range(5)]
    for row in rows:
        deploy_client.contacts.create(row)
    outcomes = list(deploy_client.bulk.unsubscribe(rows, [brands[0], UNKNOWN_BRAND]))
    assert {type(outcome.error) for outcome in outcomes} == {InvalidRequestError}
    assert len(deploy_sandbox.requests("getBrand")) == 2


def test_get_reads_contacts_by_address_md5_or_contact_and_a_missing_one_is_no_failure(
    deploy_client: DeployClient,
) -> None:
    contact = deploy_client.contacts.create("a@example.com")
    md5 = email_md5("a@example.com").upper()
    rows: list[Any] = ["A@Example.com", md5, contact, "nobody@example.com"]
    outcomes = list(deploy_client.bulk.get(rows, ordered=True))
    assert [outcome.value for outcome in outcomes] == [contact, contact, contact, None]
    assert [outcome.missing for outcome in outcomes] == [False, False, False, True]
    assert all(outcome.ok for outcome in outcomes)


@pytest.mark.parametrize("operation", ["disable", "subscribe", "unsubscribe"])
def test_a_missing_contact_is_a_failure_unless_it_may_be_skipped(
    deploy_client: DeployClient, brands: list[str], operation: str
) -> None:
    ids = brands[:1] if operation != "disable" else ()
    run = deploy_client.bulk.run
    [failed] = run(operation, ["nobody@example.com"], brand_ids=ids)
    [skipped] = run(
        operation, ["nobody@example.com"], brand_ids=ids, missing="skip", max_failures=0
    )
    assert isinstance(failed.error, NotFoundError)
    assert (failed.ok, failed.missing, failed.attempts) == (False, True, 1)
    assert (skipped.ok, skipped.missing, skipped.value) == (True, True, None)


@pytest.mark.parametrize(
    ("operation", "row", "text"),
    [
        ("disable", "Ann <ann@example.com>", "white space"),
        ("disable", "ann", "e-mail address"),
        ("disable", None, "NoneType"),
        ("disable", b"ann@example.com", "bytes"),
        ("disable", {"email": "ann@example.com"}, "mapping"),
        ("disable", Row("ann@example.com", {"first_name": "Ann"}), "attributes"),
        ("disable", Row("ann@example.com", brand_ids=[UNKNOWN_BRAND]), "brand ids"),
        ("subscribe", "ann@example.com", "at least one brand"),
        ("unsubscribe", "ann@example.com", "at least one brand"),
        ("unsubscribe", Row("ann@example.com", brand_ids=["x"]), "UUID"),
        ("unsubscribe", Row("ann@example.com", brand_ids=UNKNOWN_BRAND), "collection"),
        ("upsert", email_md5("ann@example.com"), "MD5 is not enough"),
        ("upsert", {"attributes": {}}, "'email'"),
        ("upsert", {"email": "ann@example.com", "brandIds": []}, "'brandIds'"),
        ("upsert", {"email": "ann@example.com", "attributes": "x"}, "attributes must be"),
        ("upsert", {"email": None}, "NoneType"),
    ],
)
def test_a_row_that_cannot_be_sent_fails_alone_and_sends_nothing(
    operation: str, row: Any, text: str
) -> None:
    client = FakeClient()
    if operation == "subscribe":
        with DeployClient("key", base_url="http://127.0.0.1:9") as blocking:
            [outcome] = blocking.bulk.subscribe([row])
    else:
        [outcome] = collect(client, operation, [row])
    assert isinstance(outcome.error, InvalidArgumentError)
    assert text in str(outcome.error)
    assert outcome.attempts == 0
    assert not client.calls


def collect(
    client: FakeClient, operation: str, rows: Iterable[Any], **options: Any
) -> list[Outcome[Any]]:
    async def work() -> list[Outcome[Any]]:
        return [outcome async for outcome in client.bulk().run(operation, rows, **options)]

    return asyncio.run(work())


def test_equal_rows_that_meet_are_done_once_and_share_value_and_error() -> None:
    client = FakeClient()
    outcomes = collect(client, "disable", ["a@example.com"] * 10, concurrency=5)
    assert [outcome.attempts for outcome in outcomes] == [1, 0, 0, 0, 0] * 2
    assert len(client.calls) == 2


def test_rows_with_other_values_are_not_equal() -> None:
    client = FakeClient()
    rows = [Row("a@example.com", {"vip": True}), Row("a@example.com", {"vip": 1})]
    assert [outcome.attempts for outcome in collect(client, "upsert", rows)] == [1, 1]


def test_values_that_are_no_json_are_compared_without_an_error() -> None:
    client = FakeClient()
    rows = [Row("a@example.com", {"tags": {1, 2}}), Row("a@example.com", {"tags": {1, 2}})]
    assert len(collect(client, "upsert", rows)) == 2
    assert len(client.calls) == 2


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": True}, "concurrency"),
        ({"concurrency": 1.5}, "concurrency"),
        ({"rate": 0}, "rate"),
        ({"rate": float("nan")}, "rate"),
        ({"deadline": -1}, "deadline"),
        ({"deadline": float("inf")}, "deadline"),
        ({"max_failures": -1}, "max_failures"),
        ({"missing": "ignore"}, "missing"),
    ],
)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_an_unusable_option_is_an_error_before_anything_is_sent(
    kind: str, options: dict[str, Any], text: str
) -> None:
    bulk = make_bulk(kind)
    with pytest.raises(ConfigurationError, match=text):
        bulk.disable([], **options)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_an_unusable_input_is_an_error_before_anything_is_sent(kind: str) -> None:
    bulk = make_bulk(kind)
    for rows in ("a@example.com", b"x", None, 7, Row("a@example.com"), {"email": "a@example.com"}):
        with pytest.raises(InvalidArgumentError, match="rows must be"):
            bulk.disable(rows)
    with pytest.raises(InvalidArgumentError, match="UUID"):
        bulk.subscribe([], ["brand"])
    with pytest.raises(ConfigurationError, match="there are disable, subscribe"):
        bulk.run("delete", [])


def make_bulk(kind: str) -> Any:
    make: Any = DeployClient if kind == "sync" else AsyncDeployClient
    return make("key", base_url="http://127.0.0.1:9/deploy").bulk


def test_outcomes_can_be_pickled_and_no_row_shows_a_key(deploy_client: DeployClient) -> None:
    [outcome] = deploy_client.bulk.disable(["nobody@example.com"])
    copy = pickle.loads(pickle.dumps(outcome))
    assert copy == outcome
    assert "key" not in repr(outcome).lower()


def test_operations_are_known_by_their_names() -> None:
    assert list(Operation) == ["disable", "subscribe", "unsubscribe", "upsert", "get"]
