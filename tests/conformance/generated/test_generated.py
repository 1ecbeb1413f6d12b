from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.generated.adapter import generate
from optizmo_deploy.conformance.generated.bodies import is_harmless
from optizmo_deploy.conformance.generated.expectation import Due
from optizmo_deploy.conformance.generated.known_resources import Known
from optizmo_deploy.conformance.generated.narrowed_contract import narrowed
from optizmo_deploy.conformance.generated.oracle import due
from optizmo_deploy.conformance.generated.queries import query
from optizmo_deploy.conformance.generated.response_checks import RESPONSE_CHECKS
from optizmo_deploy.conformance.generated.values import attribute
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.registry import Source, registry

if TYPE_CHECKING:
    from collections.abc import Callable

HASH = "93942e96f5acd83e2e047ad8fe03114d"
ONE, TWO = "497f6eca-6276-4993-bfeb-53cbbbba6f08", "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"
KNOWN = Known(
    contacts=(HASH,),
    missing_contact="0" * 32,
    addresses=("conformance+x-1@example.com", "conformance+x-2@example.com"),
    brands={ONE: True, TWO: False},
    missing_brand="00000000-0000-4000-8000-000000000000",
    names=("Acme", "Initech"),
    attributes={
        "Email": "email", "Brand": "array", "first_name": "string", "age": "number",
        "vip": "boolean", "tags": "array", "work": "email",
    },
)  # fmt: skip
A, O, R = Due.ACCEPTED, Due.OPEN, Due.REJECTED  # noqa: E741 - a column of the tables below


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"email": "a@b.example"}, A),
        ({"email": "a@b.example", "brandIds": [ONE], "attributes": {"first_name": "Al"}}, A),
        ({"email": "a@b.example", "attributes": {}}, A),
        ({}, R),
        ({"email": ""}, R),
        ({"email": "nobody"}, R),
        ({"email": 7}, R),
        ({"email": None}, O),
        ({"email": "Ä@b.example"}, O),
        ({"email": "a@b.example", "more": 1}, O),
        ({"email": "a@b.example", "brandIds": []}, R),
        ({"email": "a@b.example", "brandIds": [ONE, ONE]}, R),
        ({"email": "a@b.example", "brandIds": [ONE, ONE.upper()]}, O),
        ({"email": "a@b.example", "brandIds": [KNOWN.missing_brand]}, R),
        ({"email": "a@b.example", "brandIds": ["x"]}, R),
        ({"email": "a@b.example", "brandIds": [1]}, R),
        ({"email": "a@b.example", "brandIds": [ONE.upper()]}, O),
        ({"email": "a@b.example", "brandIds": [TWO]}, O),
        ({"email": "a@b.example", "brandIds": None}, O),
        ({"email": "a@b.example", "brandIds": ONE}, R),
        ({"email": "a@b.example", "attributes": None}, O),
        ({"email": "a@b.example", "attributes": []}, R),
        ({"email": "a@b.example", "attributes": {"first_name": ""}}, R),
        ({"email": "a@b.example", "attributes": {"first_name": None}}, O),
        ({"email": "a@b.example", "attributes": {"nothing": None}}, O),
        ({"email": "a@b.example", "attributes": {"nothing": "x"}}, R),
        ({"email": "a@b.example", "attributes": {"First_Name": "x"}}, O),
        ({"email": "a@b.example", "attributes": {"Email": "a@b.example"}}, R),
        ({"email": "a@b.example", "attributes": {"Brand": [ONE]}}, R),
        ({"email": "a@b.example", "attributes": {"work:md5": HASH}}, R),
        ({"email": "a@b.example", "attributes": {"age": "7"}}, O),
        ({"email": "a@b.example", "attributes": {"age": True}}, O),
        ({"email": "a@b.example", "attributes": {"age": 7}}, A),
        ({"email": "a@b.example", "attributes": {"age": 10**30}}, O),
        ({"email": "a@b.example", "attributes": {"vip": False}}, A),
        ({"email": "a@b.example", "attributes": {"vip": 0}}, O),
        ({"email": "a@b.example", "attributes": {"tags": ["a"]}}, A),
        ({"email": "a@b.example", "attributes": {"tags": []}}, O),
        ({"email": "a@b.example", "attributes": {"tags": [""]}}, O),
        ({"email": "a@b.example", "attributes": {"work": "not an address"}}, O),
        ({"email": "a@b.example", "attributes": {"first_name": {"a": 1}}}, O),
        ({"email": "a@b.example", "attributes": {"first_name": "\x00"}}, O),
        ([], R),
        ("text", R),
        (None, O),
    ],
)
def test_what_a_create_deserves(exchange: Any, body: object, expected: Due) -> None:
    seen = exchange("createContact", "/v1/contacts", method="POST", sent=body)
    if body is None:
        seen = evolve(
            seen,
            request_body=b"null",
            request_headers=(("Content-Type", "application/json"),),
        )

    assert due(seen, KNOWN) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"attributes": {"first_name": "Al"}}, A),
        ({"attributes": {"first_name": None}}, O),
        ({"attributes": {"nothing": None}}, R),
        ({"attributes": {}}, O),
        ({}, O),
        ({"attributes": None}, O),
        ({"attributes": []}, R),
        ({"attributes": "x"}, R),
        ({"attributes": {"first_name": ""}}, R),
        ({"attributes": {"first_name": "Al"}, "email": "x"}, O),
    ],
)
def test_what_a_patch_deserves(exchange: Any, body: object, expected: Due) -> None:
    seen = exchange("patchContact", f"/v1/contacts/{HASH}", method="PATCH", sent=body)

    assert due(seen, KNOWN) is expected


@pytest.mark.parametrize(
    ("operation", "method", "target", "expected"),
    [
        ("getContact", "GET", f"/v1/contacts/{HASH}", A),
        ("getContact", "GET", f"/v1/contacts/{HASH.upper()}", A),
        ("getContact", "GET", f"/v1/contacts/{HASH}%0A", R),
        ("getContact", "GET", f"/v1/contacts/{HASH[:-1]}", R),
        ("getContact", "GET", f"/v1/contacts/{'0' * 32}", R),
        ("getContact", "GET", f"/v1/contacts/{HASH}?x=1", O),
        ("getContact", "GET", "/v1/contacts/a%2Fb", O),
        ("getContact", "GET", "/v1/contacts/..", O),
        ("getContact", "GET", "/v1/contacts/", O),
        ("getBrand", "GET", f"/v1/brands/{ONE}", A),
        ("getBrand", "GET", f"/v1/brands/{TWO}", A),
        ("getBrand", "GET", f"/v1/brands/{ONE.upper()}", O),
        ("getBrand", "GET", f"/v1/brands/{ONE.replace('-', '')}", O),
        ("getBrand", "GET", "/v1/brands/x", R),
        ("getBrand", "GET", f"/v1/brands/{KNOWN.missing_brand}", R),
        ("removeContactSubscription", "DELETE", f"/v1/contacts/{HASH}/subscriptions/{ONE}", O),
        ("removeContactSubscription", "DELETE", f"/v1/contacts/{HASH}/subscriptions/x", R),
        ("disableContact", "POST", f"/v1/contacts/{HASH}/disable", A),
        ("getContactSchema", "GET", "/v1/contact-schema", A),
        (None, "PUT", "/v1/contacts", O),
    ],
)
def test_what_a_path_deserves(
    exchange: Any, operation: str | None, method: str, target: str, expected: Due
) -> None:
    assert due(exchange(operation, target, method=method), KNOWN) is expected


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"{", "application/json", R),
        (b"", "application/json", R),
        (b"\xff", "application/json", R),
        (b"[" * 100_000, "application/json", R),
        (b"{", "text/plain", O),
        (b"{}", None, O),
        (b'{"email": "a@b.example"}', "application/json; charset=utf-8", A),
    ],
)
def test_what_bytes_deserve(
    exchange: Any, content: bytes, media_type: str | None, expected: Due
) -> None:
    seen = evolve(
        exchange("createContact", "/v1/contacts", method="POST"),
        request_body=content,
        request_headers=() if media_type is None else (("content-type", media_type),),
    )

    assert due(seen, KNOWN) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", A),
        ("page=1&pageSize=10&sort=-name&enabled=true", A),
        ("pageSize=200", A),
        ("pageSize=201", R),
        ("pageSize=9", R),
        ("pageSize=10.0", O),
        ("pageSize=10.5", R),
        ("pageSize=ten", R),
        ("pageSize=1e2", O),
        ("pageSize=%2B10", O),
        ("pageSize=", O),
        ("page=2", O),
        ("page=0", R),
        ("page=-1", R),
        ("page=99999999999", O),
        ("page=1&page=2", O),
        ("page=1&page=x", O),
        ("sort=date", R),
        ("sort=NAME", O),
        ("sort=", O),
        ("enabled=1", O),
        ("enabled=True", O),
        ("enabled=maybe", R),
        ("name=Acme", A),
        ("name%5Bcontains%5D=Ac", A),
        ("name[contains]=Ac", A),
        ("name[like]=Ac", R),
        ("name[like]=", O),
        ("name[]=Ac", R),
        ("name=a&name[contains]=b", R),
        ("name=a&name[contains]=", O),
        ("name=a%00b", O),
        ("name=a+b", O),
        ("colour=red", O),
    ],
)
def test_what_a_query_deserves(text: str, expected: Due) -> None:
    assert query(text) is expected


@given(st.text(max_size=40))
def test_no_query_is_too_odd_to_be_judged(text: str) -> None:
    assert query(text) in Due


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_no_attribute_is_too_odd_to_be_judged(value: object) -> None:
    for name in ("first_name", "age", "vip", "tags", "work", "nothing"):
        assert attribute(name, value, KNOWN) in Due


def test_nothing_is_refused_for_facts_that_are_not_known(exchange: Any) -> None:
    blind = evolve(KNOWN, brands=None, attributes=None)
    body = {"email": "a@b.example", "brandIds": [KNOWN.missing_brand], "attributes": {"x": "y"}}

    assert due(exchange("createContact", "/v1/contacts", method="POST", sent=body), blind) is O
    assert due(exchange("getBrand", f"/v1/brands/{KNOWN.missing_brand}"), blind) is O


@pytest.mark.parametrize(
    ("check", "status", "target", "wrong"),
    [
        ("generated-no-server-error", 500, f"/v1/contacts/{HASH}", True),
        ("generated-no-server-error", 404, f"/v1/contacts/{HASH}", False),
        ("generated-valid", 404, f"/v1/contacts/{HASH}", True),
        ("generated-valid", 200, f"/v1/contacts/{HASH}", False),
        ("generated-valid", 404, f"/v1/contacts/{'0' * 32}", None),
        ("generated-valid", 429, f"/v1/contacts/{HASH}", None),
        ("generated-valid", 500, f"/v1/contacts/{HASH}", None),
        ("generated-invalid", 200, "/v1/contacts/x", True),
        ("generated-invalid", 404, "/v1/contacts/x", False),
        ("generated-invalid", 307, "/v1/contacts/x", True),
        ("generated-invalid", 200, f"/v1/contacts/{HASH}?x=1", None),
    ],
)
def test_answers_are_judged_by_what_the_request_deserved(
    exchange: Any, check: str, status: int, target: str, wrong: bool | None
) -> None:
    judgement = RESPONSE_CHECKS[check](exchange(target=target, status=status, value={}), KNOWN)

    assert {True: isinstance(judgement, str), False: judgement is None, None: judgement is False}[
        wrong
    ]


def test_the_same_address_again_is_no_refusal_of_a_valid_create(exchange: Any) -> None:
    seen = exchange(
        "createContact", "/v1/contacts", method="POST", sent={"email": "a@b.example"}, status=409,
        value={"code": "contact_exists"},
    )  # fmt: skip

    assert RESPONSE_CHECKS["generated-valid"](seen, KNOWN) is None


@pytest.mark.parametrize("positive", [True, False])
@pytest.mark.parametrize("reads_only", [True, False])
def test_the_narrowed_contract_names_the_targets_own_ids(positive: bool, reads_only: bool) -> None:
    contract = narrowed(KNOWN, reads_only=reads_only, positive=positive)
    methods = {m for item in contract["paths"].values() for m in item if m != "parameters"}
    hashes = contract["components"]["parameters"]["EmailMd5"]["schema"]["enum"]
    creatable = contract["components"]["schemas"]["AttributesCreate"]["properties"]

    assert methods == ({"get"} if reads_only else {"get", "post", "patch", "delete"})
    assert (KNOWN.missing_contact in hashes) is not positive
    assert HASH in hashes
    assert set(creatable) == {"first_name", "age", "vip", "tags", "work"}
    assert "description" not in json.dumps(contract["components"]["parameters"])


def test_an_account_without_anything_still_has_a_contract_to_generate_from() -> None:
    empty = evolve(KNOWN, contacts=(), brands={}, names=(), attributes={}, addresses=())
    for positive in (True, False):
        contract = narrowed(empty, reads_only=False, positive=positive)
        assert "/v1/brands" in contract["paths"]
        for schema in contract["components"]["schemas"].values():
            jsonschema_rs.meta.validate(schema)


@pytest.fixture
def generated(serve: Any, relay: Any, settings_for: Any) -> Callable[..., Any]:
    def run(
        mode: str, *, handler: Any = relay, limit: int = 12, **options: Any
    ) -> tuple[list[Any], Any]:
        double = serve(handler)
        wire = Wire(settings_for(double.url, timeout=20.0, profile=Profile.WRITE, **options))
        contract = narrowed(
            KNOWN, reads_only=options.get("profile") is Profile.READ, positive=mode == "positive"
        )
        judged = list(generate(contract, KNOWN, wire, seed=1, mode=mode, examples=3, limit=limit))
        wire.close()
        return judged, double

    return run


def test_generated_requests_go_over_the_wire_with_the_key_and_without_traces(
    generated: Any, api_key: str
) -> None:
    judged, double = generated("all")

    assert {asked.headers.get("Authorization") for asked in double.asked} == {f"Bearer {api_key}"}
    assert not [
        name for asked in double.asked for name in asked.headers if "schemathesis" in name.lower()
    ]
    assert {item.check for item in judged} == set(RESPONSE_CHECKS)
    assert {item.exchange.operation for item in judged} == set(operations())
    assert len(double.asked) <= 12 * len(operations())


def test_no_generated_request_without_a_body_says_what_type_its_body_has(generated: Any) -> None:
    """Some web servers refuse any request whose multipart type lacks a boundary."""
    _, double = generated("all", limit=60)

    typed = [asked for asked in double.asked if "Content-Type" in asked.headers]
    assert any(asked.body for asked in typed)
    assert all(asked.body for asked in typed)


@pytest.mark.parametrize(
    ("operation", "sent", "expected"),
    [
        ("createContact", b'{"email": "conformance+x-1@example.com"}', True),
        ("createContact", b'{"email": "somebody@real.example"}', False),
        ("createContact", b'{"email": "nobody"}', True),
        ("createContact", b'{"email": 7}', True),
        ("createContact", b"{", True),
        ("createContact", b"[]", True),
        ("createContact", None, True),
        ("patchContact", b'{"email": "somebody@real.example"}', True),
    ],
)
def test_no_contact_is_created_for_an_address_that_is_not_the_runs_own(
    operation: str, sent: bytes | None, expected: bool
) -> None:
    assert is_harmless(operation, sent, KNOWN) is expected


def test_a_failure_is_told_with_its_exchange(generated: Any, answer: Any) -> None:
    judged, _ = generated("positive", handler=lambda asked: answer(500, {"code": "api_error"}))
    wrong = [item for item in judged if item.wrong]

    assert {item.check for item in wrong} == {"generated-no-server-error"}
    assert all("should get a status code below 500" in item.wrong for item in wrong)
    assert all(item.exchange.status == 500 for item in wrong)


def test_a_target_that_drops_every_generated_request_does_not_stop_the_generator(
    generated: Any,
) -> None:
    judged, double = generated("positive", handler=lambda asked: None)

    assert double.asked
    assert any("but got none" in (item.wrong or "") for item in judged)


def test_the_generator_stops_when_nothing_more_may_be_sent(generated: Any) -> None:
    judged, double = generated("positive", max_requests=5)

    assert len(double.asked) == 5
    assert {item.exchange.number for item in judged} == {1, 2, 3, 4, 5}


def test_one_request_that_cannot_be_sent_does_not_stop_the_generator(
    generated: Any, relay: Any, a_problem: Any
) -> None:
    """An account that stays busy leaves its writes unobserved, and the reads after them judged."""

    def handler(asked: Any) -> Any:
        if asked.method == "PATCH":
            return a_problem(409, "operation_in_progress", asked.target, Retry_After="3600")
        return relay(asked)

    judged, _ = generated("positive", handler=handler)
    seen = {item.exchange.operation for item in judged}

    assert "patchContact" not in seen
    assert set(operations()) - {"patchContact"} <= seen


def test_every_check_and_operation_has_its_requirement() -> None:
    ids = set(registry().of(Source.GENERATED))

    assert {f"{name}.generated-no-server-error" for name in operations()} <= ids
    assert {requirements()[id_].name for id_ in ids} == set(RESPONSE_CHECKS)
