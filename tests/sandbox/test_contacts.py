from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from optizmo_deploy.sandbox import Sandbox

    from tests.sandbox.conftest import Api

TEST = "93942e96f5acd83e2e047ad8fe03114d"  # test@email.com
ALICE = "c160f8cc69a4f0bf2b0362752353d060"  # alice@example.com
MISSING = "0" * 32
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
INITECH = "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"  # disabled
BROKEN_HASHES = ["x", "0" * 31, "0" * 33, "g" * 32, TEST + "%0A", "%20" + TEST[1:], "٣" * 32, "%00"]


def test_a_contact_is_read_by_the_hash_of_its_address_in_either_case(api: Api) -> None:
    lower, upper = api.get(f"/v1/contacts/{TEST}"), api.get(f"/v1/contacts/{TEST.upper()}")
    assert lower.status_code == upper.status_code == 200
    assert lower.json() == upper.json()
    assert lower.json() == {
        "email": "test@email.com",
        "emailMd5": TEST,
        "attributes": {"first_name": "Test"},
        "brandIds": [ACME],
        "enabled": True,
        "createdAt": "2026-06-12T00:00:00Z",
    }


def test_a_percent_encoded_digit_of_the_hash_is_the_digit(api: Api) -> None:
    assert api.get(f"/v1/contacts/%39{TEST[1:]}").json()["emailMd5"] == TEST


@pytest.mark.parametrize("broken", BROKEN_HASHES)
def test_a_malformed_hash_is_rejected_with_the_documented_words(api: Api, broken: Any) -> None:
    response = api.get(f"/v1/contacts/{broken}")
    assert response.status_code == 400
    problem = response.json()
    assert problem["title"] == "Invalid request"
    assert problem["detail"] == "emailMd5 must be a hash of type md5"
    assert problem["errors"] == [{"detail": "emailMd5 must be a hash of type md5"}]


def test_an_unknown_contact_is_not_found_by_any_operation(api: Api) -> None:
    path = f"/v1/contacts/{MISSING}"
    responses = [
        api.get(path),
        api.patch(path, json={"attributes": {"age": 1}}),
        api.post(f"{path}/disable"),
        api.get(f"{path}/subscriptions"),
        api.post(f"{path}/subscriptions", json={"brandIds": [ACME]}),
        api.delete(f"{path}/subscriptions/{ACME}"),
    ]
    assert [response.status_code for response in responses] == [404] * 6
    assert {response.json()["detail"] for response in responses} == {"Contact not found"}
    assert {response.json()["code"] for response in responses} == {"not_found_error"}


def test_a_created_contact_is_responded_to_and_read_back(api: Api) -> None:
    created = api.create(
        "Zoë.Ünicode@Example.com".replace("ë", "e").replace("Ü", "U"),
        brandIds=[ACME.upper(), INITECH],
        attributes={"first_name": "Zoë", "age": -1.5, "vip": False, "interests": []},
    )
    assert created["email"] == "Zoe.Unicode@Example.com"
    assert created["emailMd5"] == hashlib.md5(b"zoe.unicode@example.com").hexdigest()
    assert created["brandIds"] == [ACME, INITECH]
    assert created["attributes"] == {
        "first_name": "Zoë",
        "age": -1.5,
        "vip": False,
        "interests": [],
    }
    assert created["enabled"] is True
    assert api.get(f"/v1/contacts/{created['emailMd5']}").json() == created


def test_a_bare_contact_has_no_attributes_and_no_brands(api: Api) -> None:
    created = api.create("only@example.com")
    assert created["attributes"] == {}
    assert created["brandIds"] == []


def test_the_moment_of_creation_is_the_sandboxs_time(api: Api, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.clock.stop()
    deploy_sandbox.clock.set(1_800_000_000.25)
    assert api.create("now@example.com")["createdAt"] == "2027-01-15T08:00:00.250Z"


@pytest.mark.parametrize("again", ["test@email.com", "Test@Email.COM", "disabled@example.com"])
def test_an_address_is_taken_whatever_its_case_and_also_when_disabled(api: Api, again: Any) -> None:
    response = api.post("/v1/contacts", json={"email": again})
    assert response.status_code == 409
    assert response.json()["code"] == "contact_exists"
    assert response.json()["title"] == "Conflict"
    assert "retry-after" not in response.headers


def test_an_address_beyond_ascii_is_none_to_the_contracts_format(
    api: Api, pointers: Callable[[httpx.Response], set[str]]
) -> None:
    assert pointers(api.post("/v1/contacts", json={"email": "ä@example.com"})) == {"/email"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, {"/email"}),
        ({"email": None}, {"/email"}),
        ({"email": "no address"}, {"/email"}),
        ({"email": "a@b.c\n"}, {"/email"}),
        ({"email": " a@b.c"}, {"/email"}),
        ({"email": "Ann <a@b.c>"}, {"/email"}),
        ({"email": ""}, {"/email"}),
        ({"email": "a@b.c", "brandIds": []}, {"/brandIds"}),
        ({"email": "a@b.c", "brandIds": None}, {"/brandIds"}),
        ({"email": "a@b.c", "brandIds": [ACME, ACME]}, {"/brandIds"}),
        ({"email": "a@b.c", "brandIds": ["x"]}, {"/brandIds/0"}),
        ({"email": "a@b.c", "brandIds": [f"{{{ACME}}}"]}, {"/brandIds/0"}),
        ({"email": "a@b.c", "brandIds": [MISSING]}, {"/brandIds/0"}),
        ({"email": "a@b.c", "attributes": []}, {"/attributes"}),
        ({"email": "a@b.c", "attributes": {"first_name": ""}}, {"/attributes/first_name"}),
        ({"email": "a@b.c", "attributes": {"first_name": None}}, {"/attributes/first_name"}),
        ({"email": "a@b.c", "attributes": {"first_name": 1}}, {"/attributes/first_name"}),
        ({"email": "a@b.c", "attributes": {"age": "1"}}, {"/attributes/age"}),
        ({"email": "a@b.c", "attributes": {"age": True}}, {"/attributes/age"}),
        ({"email": "a@b.c", "attributes": {"vip": 0}}, {"/attributes/vip"}),
        ({"email": "a@b.c", "attributes": {"vip": "true"}}, {"/attributes/vip"}),
        ({"email": "a@b.c", "attributes": {"interests": "x"}}, {"/attributes/interests"}),
        ({"email": "a@b.c", "attributes": {"interests": [1]}}, {"/attributes/interests"}),
        ({"email": "a@b.c", "attributes": {"work_email": "x"}}, {"/attributes/work_email"}),
        (
            {"email": "a@b.c", "attributes": {"work_email:md5": MISSING}},
            {"/attributes/work_email:md5"},
        ),
        ({"email": "a@b.c", "attributes": {"Email": "a@b.c"}}, {"/attributes/Email"}),
        ({"email": "a@b.c", "attributes": {"Brand": [ACME]}}, {"/attributes/Brand"}),
        ({"email": "a@b.c", "attributes": {"First_Name": "x"}}, {"/attributes/First_Name"}),
        ({"email": "a@b.c", "attributes": {"": "x"}}, {"/attributes/"}),
        ({"email": "a@b.c", "attributes": {"no/such~one": "x"}}, {"/attributes/no~1such~0one"}),
        (
            {"email": "a@b.c", "attributes": {"colour/shade~tone": 1}},
            {"/attributes/colour~1shade~0tone"},
        ),
        (
            {"email": 1, "brandIds": [], "attributes": {"x": 1}},
            {"/email", "/brandIds", "/attributes/x"},
        ),
        ([], {""}),
        ("text", {""}),
        (None, {""}),
    ],
)
def test_a_body_that_makes_no_contact_is_rejected_where_it_is_wrong(
    api: Api, pointers: Callable[[httpx.Response], set[str]], body: Any, where: Any
) -> None:
    assert pointers(api.post("/v1/contacts", json=body)) == where
    digest = hashlib.md5(b"a@b.c").hexdigest()
    assert api.get(f"/v1/contacts/{digest}").status_code == 404


def test_more_than_a_hundred_brands_at_once_are_rejected(
    api: Api, pointers: Callable[[httpx.Response], set[str]]
) -> None:
    brands = [brand["id"] for brand in api.get("/v1/brands").json()["data"]]
    assert len(brands) > 101
    assert pointers(
        api.post("/v1/contacts", json={"email": "a@b.c", "brandIds": brands[:101]})
    ) == {"/brandIds"}
    assert len(api.create("a@b.c", brandIds=brands[:100])["brandIds"]) == 100


def test_unknown_brands_are_named_and_nothing_is_created(
    api: Api, pointers: Callable[[httpx.Response], set[str]]
) -> None:
    unknown = "00000000-0000-0000-0000-00000000000A"
    response = api.post("/v1/contacts", json={"email": "a@b.c", "brandIds": [ACME, unknown]})
    assert pointers(response) == {"/brandIds"}
    assert response.json()["detail"] == f"Unknown brand id(s): {unknown}"
    api.create("a@b.c")


def test_members_that_the_contract_does_not_name_are_ignored(api: Api) -> None:
    assert api.create("a@b.c", note="kept by nobody")["email"] == "a@b.c"


def test_an_attribute_of_type_email_brings_its_derived_values(api: Api) -> None:
    created = api.create("a@b.c", attributes={"work_email": "Ann@Example.ORG"})
    address = b"ann@example.org"
    assert created["attributes"] == {
        "work_email": "Ann@Example.ORG",
        "work_email:md5": hashlib.md5(address).hexdigest(),
        "work_email:sha512": hashlib.sha512(address).hexdigest(),
        "work_email:domain": "example.org",
    }


def test_a_patch_sets_removes_and_leaves_alone(api: Api) -> None:
    response = api.patch(
        f"/v1/contacts/{ALICE}", json={"attributes": {"first_name": "Alicia", "age": None}}
    )
    assert response.status_code == 200
    attributes = response.json()["attributes"]
    assert attributes["first_name"] == "Alicia"
    assert "age" not in attributes
    assert attributes["interests"] == ["books", "music"]
    assert api.get(f"/v1/contacts/{ALICE}").json() == response.json()


def test_a_patch_replaces_arrays_and_removes_what_was_derived(api: Api) -> None:
    patch = {"attributes": {"interests": ["tea"], "work_email": None}}
    attributes = api.patch(f"/v1/contacts/{ALICE}", json=patch).json()["attributes"]
    assert attributes["interests"] == ["tea"]
    assert not any(name.startswith("work_email") for name in attributes)


@pytest.mark.parametrize("attributes", [{}, {"score": None}])
def test_a_patch_that_changes_nothing_succeeds(api: Api, attributes: Any) -> None:
    before = api.get(f"/v1/contacts/{ALICE}").json()
    response = api.patch(f"/v1/contacts/{ALICE}", json={"attributes": attributes})
    assert response.status_code == 200
    assert response.json() == before


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, {"/attributes"}),
        ({"attributes": None}, {"/attributes"}),
        ({"attributes": {"first_name": ""}}, {"/attributes/first_name"}),
        ({"attributes": {"Email": "new@example.com"}}, {"/attributes/Email"}),
        ({"attributes": {"Email": None}}, {"/attributes/Email"}),
        ({"attributes": {"Brand": None}}, {"/attributes/Brand"}),
        ({"attributes": {"nope": None}}, {"/attributes/nope"}),
        ({"attributes": {"work_email:domain": None}}, {"/attributes/work_email:domain"}),
        ({"attributes": {"age": 1, "vip": "x"}}, {"/attributes/vip"}),
    ],
)
def test_a_patch_that_breaks_a_rule_changes_nothing(
    api: Api, pointers: Callable[[httpx.Response], set[str]], body: Any, where: Any
) -> None:
    before = api.get(f"/v1/contacts/{ALICE}").json()
    assert pointers(api.patch(f"/v1/contacts/{ALICE}", json=body)) == where
    assert api.get(f"/v1/contacts/{ALICE}").json() == before


def test_a_disabled_contact_stays_readable_and_writable(api: Api) -> None:
    response = api.post(f"/v1/contacts/{ALICE}/disable")
    assert response.status_code == 204
    assert response.content == b""
    disabled = api.get(f"/v1/contacts/{ALICE}").json()
    assert disabled["enabled"] is False
    assert api.post(f"/v1/contacts/{ALICE}/disable").status_code == 204
    assert api.get(f"/v1/contacts/{ALICE}").json() == disabled
    patched = api.patch(f"/v1/contacts/{ALICE}", json={"attributes": {"age": 43}}).json()
    assert (patched["enabled"], patched["attributes"]["age"]) == (False, 43)
    subscribed = api.post(f"/v1/contacts/{ALICE}/subscriptions", json={"brandIds": [INITECH]})
    assert INITECH in {brand["id"] for brand in subscribed.json()["brands"]}
    assert api.delete(f"/v1/contacts/{ALICE}/subscriptions/{INITECH}").status_code == 204
    assert api.get(f"/v1/contacts/{ALICE}").json()["enabled"] is False


def test_a_body_or_a_query_that_an_operation_does_not_read_is_ignored(api: Api) -> None:
    assert api.request("GET", f"/v1/contacts/{ALICE}?x=%zz", content=b"{").status_code == 200
    assert api.post(f"/v1/contacts/{ALICE}/disable", content=b"not JSON").status_code == 204
