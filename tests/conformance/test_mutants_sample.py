"""A fixed sample of the variants that `python -m mutants` measures the suite with."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from mutants import all_variants, variant
from mutants.bundles import bundled, bundles
from mutants.gateway import Gateway, Request, Response
from mutants.trial import area, served, trial

FAULTY = {
    "second-get-without-created-at": "ANSWER",
    "subscription-without-name": "ANSWER",
    "missing-contact-disabled": "DISABLE",
    "pointers-unescaped": "PATCH",
    "no-key-but-disableContact": "AUTH",
    "trailing-newline": "IDENTITY",
    "disable-twice-409": "DISABLE",
    "add-101-accepted": "SUBSCRIBE",
    "removed-is-forever": "UNSUBSCRIBE",
    "create-false-lost": "CREATE",
    "patch-replaces": "PATCH",
    "get-stale-once-after-add": "READBACK",
    "every-seventh-not-found": "READBACK",
    "schema-order-changes": "SCHEMA",
    "size-9-accepted": "BRANDS",
    "sort-within-page": "BRANDS",
    "contains-underscore-only": "BRANDS",
    "brand-always-enabled": "BRAND",
    "brand-by-last-digits": "BRAND",
    "deep-json-500": "ROBUST",
    "disableContact-misses-for-good": "READBACK",
    "remove-from-disabled-404": "UNSUBSCRIBE",
    "busy-but-patchContact": "BUSY",
    "busy-forever-for-disableContact": "BUSY",
}
"""Variants of every category, each with an area in which the suite finds the fault."""

CORRECT = (
    "no-instance",
    "create-answers-200",
    "upper-case-uuids",
    "members-of-its-own",
    "equal-ignores-case",
    "page-past-last-404",
    "any-content-type",
    "values-converted",
    "add-partly",
    "validates-before-key",
    "removes-while-busy",
)


def categories(*, correct: bool) -> set[str]:
    return {each.category for each in all_variants().values() if each.correct is correct}


def test_there_are_enough_variants_and_each_says_what_it_does() -> None:
    variants = all_variants().values()
    assert sum(not each.correct for each in variants) >= 120
    assert sum(each.correct for each in variants) >= 20
    assert all(each.says.endswith(".") for each in variants)
    assert len({each.says for each in variants}) == len(variants)


def test_a_faulty_variant_names_the_areas_that_it_breaks_and_a_correct_one_none() -> None:
    assert all(bool(each.breaks) is not each.correct for each in all_variants().values())


def test_the_sample_has_every_category_of_fault() -> None:
    assert {variant(name).category for name in FAULTY} == categories(correct=False)


@pytest.mark.parametrize("name", FAULTY)
def test_the_suite_catches_the_faulty_variant(name: str) -> None:
    faulty = variant(name)
    result = trial(faulty, "full", faulty.breaks)
    assert FAULTY[name] in set(map(area, result.failed))
    assert not result.broke


def test_the_suite_blames_no_correct_variant() -> None:
    result = trial(bundled("sample", map(variant, CORRECT)))
    assert result.failed == {}
    assert result.broke == {}
    assert result.unusable is None
    assert result.fired > 100


def test_the_suite_blames_no_account_that_has_next_to_nothing() -> None:
    result = trial(variant("next-to-nothing"))
    assert (result.failed, result.broke, result.unusable) == ({}, {}, None)


def test_a_variant_that_changes_nothing_never_fires() -> None:
    with served(variant("no-contacts")) as (sandbox, gateway):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert httpx.get(f"{sandbox.url}/v1/brands?page=1", headers=key).status_code == 200
        assert gateway.fired == 0


def test_a_fault_fires_on_its_operation_only() -> None:
    with served(variant("brand-list-bare")) as (sandbox, gateway):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert "attributes" in httpx.get(f"{sandbox.url}/v1/contact-schema", headers=key).json()
        assert gateway.fired == 0
        assert isinstance(httpx.get(f"{sandbox.url}/v1/brands", headers=key).json(), list)
        assert gateway.fired == 1


def test_a_fault_remembers_nothing_of_an_earlier_run() -> None:
    for _ in range(2):
        with served(variant("get-404-once-after-create")) as (sandbox, _gateway):
            key = {"Authorization": f"Bearer {sandbox.api_key}"}
            body = {"email": "new@example.com"}
            contact = httpx.post(f"{sandbox.url}/v1/contacts", headers=key, json=body).json()
            path = f"{sandbox.url}/v1/contacts/{contact['emailMd5']}"
            assert [httpx.get(path, headers=key).status_code for _ in range(2)] == [404, 200]


def test_the_control_api_is_out_of_a_faults_reach() -> None:
    with served(variant("problems-with-200")) as (sandbox, gateway):
        assert httpx.post(f"{sandbox.control_url}/reset").is_success
        assert gateway.fired == 0


def test_a_dropped_connection_is_no_answer() -> None:
    with served(variant("bad-json-dropped")) as (sandbox, _):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        with pytest.raises(httpx.TransportError):
            httpx.post(f"{sandbox.url}/v1/contacts", headers=key, content=b"{")


def test_bundles_hold_every_variant_once_and_leave_accounts_alone() -> None:
    correct = [each for each in all_variants().values() if each.correct]
    dealt = bundles(correct)
    assert sorted(m.name for _, members in dealt for m in members) == sorted(
        c.name for c in correct
    )
    assert all(len(members) == 1 for _, members in dealt if members[0].account or members[0].alone)
    assert max(len(members) for _, members in dealt) <= 8


def test_a_bundle_does_what_all_its_members_do() -> None:
    async def server(_: Request) -> Response:
        return Response(201).with_json({"email": "A@B.c", "emailMd5": "0" * 32})

    both = bundled("both", [variant("email-lower-case"), variant("create-answers-200")])
    request = Request("POST", "/v1/contacts", "", (), operation="createContact")
    answer = asyncio.run(both.make()(request, server))
    assert (answer.status, answer.json()["email"]) == (200, "a@b.c")


def test_a_gateway_takes_the_operation_and_the_hash_from_the_path() -> None:
    seen: list[Request] = []

    async def fault(request: Request, _server: object) -> Response:
        seen.append(request)
        return Response(204, headers=())

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: object) -> None:
        return None

    scope = {
        "type": "http",
        "method": "DELETE",
        "path": "/deploy/v1/contacts/AB/subscriptions/x y",
        "raw_path": b"/deploy/v1/contacts/AB/subscriptions/x%20y",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(Gateway(lambda *_: asyncio.sleep(0), fault)(scope, receive, send))
    assert seen[0].operation == "removeContactSubscription"
    assert (seen[0].md5, seen[0].params["brandId"]) == ("ab", "x y")
