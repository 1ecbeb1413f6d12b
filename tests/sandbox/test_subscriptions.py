from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from optizmo_deploy.sandbox import Sandbox

    from tests.sandbox.conftest import Api

ALICE = "c160f8cc69a4f0bf2b0362752353d060"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
INITECH = "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"  # disabled
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def contact(api: Api) -> Any:
    """The path of a contact without subscriptions."""
    return "/v1/contacts/" + api.create("subscriber@example.com")["emailMd5"]


def ids(response: Any) -> Any:
    return [brand["id"] for brand in response.json()["brands"]]


def test_a_contact_without_subscriptions_has_an_empty_list(api: Api, contact: Any) -> None:
    assert api.get(f"{contact}/subscriptions").json() == {"brands": []}


def test_subscribing_answers_with_the_whole_list_in_order_of_subscription(
    api: Api, contact: Any
) -> None:
    first = api.post(f"{contact}/subscriptions", json={"brandIds": [INITECH]})
    second = api.post(f"{contact}/subscriptions", json={"brandIds": [ACME]})
    assert first.json() == {"brands": [{"id": INITECH, "name": "Initech"}]}
    assert ids(second) == [INITECH, ACME]
    assert api.get(f"{contact}/subscriptions").json() == second.json()
    assert api.get(contact).json()["brandIds"] == [INITECH, ACME]


def test_repeating_a_subscription_changes_nothing(api: Api, contact: Any) -> None:
    before = api.post(f"{contact}/subscriptions", json={"brandIds": [ACME]})
    again = api.post(f"{contact}/subscriptions", json={"brandIds": [ACME.upper()]})
    assert again.status_code == 200
    assert again.json() == before.json()


def test_ids_are_the_same_in_either_case_and_responded_to_in_lower_case(
    api: Api, contact: Any
) -> None:
    both = api.post(f"{contact}/subscriptions", json={"brandIds": [ACME, ACME.upper()]})
    assert ids(both) == [ACME]
    assert api.delete(f"{contact}/subscriptions/{ACME.upper()}").status_code == 204
    assert api.get(f"{contact}/subscriptions").json() == {"brands": []}


def test_one_unknown_brand_spoils_all_and_is_named_as_it_was_sent(api: Api, contact: Any) -> None:
    unknown = UNKNOWN.replace("8000", "ABCD")
    response = api.post(f"{contact}/subscriptions", json={"brandIds": [ACME, unknown, UNKNOWN]})
    detail = f"Unknown brand id(s): {unknown}, {UNKNOWN}"
    assert response.status_code == 400
    assert response.json()["detail"] == detail
    assert response.json()["errors"] == [{"detail": detail, "pointer": "/brandIds"}]
    assert api.get(f"{contact}/subscriptions").json() == {"brands": []}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "/brandIds"),
        ({"brandIds": []}, "/brandIds"),
        ({"brandIds": None}, "/brandIds"),
        ({"brandIds": ACME}, "/brandIds"),
        ({"brandIds": [ACME, ACME]}, "/brandIds"),
        ({"brandIds": [ACME, 7]}, "/brandIds/1"),
        ({"brandIds": [ACME.replace("-", "")]}, "/brandIds/0"),
        ([ACME], ""),
    ],
)
def test_a_body_that_is_no_list_of_brands_is_rejected(
    api: Api, pointers: Callable[[httpx.Response], set[str]], contact: Any, body: Any, where: Any
) -> None:
    assert where in pointers(api.post(f"{contact}/subscriptions", json=body))
    assert api.get(f"{contact}/subscriptions").json() == {"brands": []}


def test_a_hundred_brands_go_at_once_and_one_more_does_not(
    api: Api, pointers: Callable[[httpx.Response], set[str]], contact: Any
) -> None:
    brands = [brand["id"] for brand in api.get("/v1/brands").json()["data"]]
    rejected = api.post(f"{contact}/subscriptions", json={"brandIds": brands[:101]})
    assert pointers(rejected) == {"/brandIds"}
    accepted = api.post(f"{contact}/subscriptions", json={"brandIds": brands[:100]})
    assert ids(accepted) == brands[:100]


def test_unsubscribing_ends_one_subscription(api: Api, contact: Any) -> None:
    api.post(f"{contact}/subscriptions", json={"brandIds": [ACME, INITECH]})
    response = api.delete(f"{contact}/subscriptions/{ACME}")
    assert (response.status_code, response.content) == (204, b"")
    assert ids(api.get(f"{contact}/subscriptions")) == [INITECH]
    assert api.get(contact).json()["brandIds"] == [INITECH]


@pytest.mark.parametrize("brand", [ACME, UNKNOWN, "x", ACME.replace("-", ""), "%00", "٣" * 36])
def test_unsubscribing_from_what_is_no_subscription_is_a_bad_request(
    api: Api, contact: Any, brand: Any
) -> None:
    response = api.delete(f"{contact}/subscriptions/{brand}")
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_request_error"


def test_a_missing_contact_is_the_only_thing_that_is_not_found(api: Api) -> None:
    missing = "/v1/contacts/" + "0" * 32
    assert api.delete(f"{missing}/subscriptions/{ACME}").status_code == 404
    assert api.delete(f"{missing}/subscriptions/x").status_code == 400


def test_a_brand_deleted_since_stays_in_the_contact_and_leaves_the_list(
    api: Api, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.state("brand deleted", id=ACME)
    contact = api.get(f"/v1/contacts/{ALICE}").json()
    listed = ids(api.get(f"/v1/contacts/{ALICE}/subscriptions"))
    assert ACME in contact["brandIds"]
    assert [ACME, *listed] == contact["brandIds"]
    assert api.delete(f"/v1/contacts/{ALICE}/subscriptions/{ACME}").status_code == 400
    again = api.post(f"/v1/contacts/{ALICE}/subscriptions", json={"brandIds": [ACME]})
    assert again.status_code == 400


def test_the_built_in_account_has_such_a_contact_from_the_start(api: Api) -> None:
    digest = hashlib.md5(b"bygone@example.com").hexdigest()
    contact = api.get(f"/v1/contacts/{digest}").json()
    listed = ids(api.get(f"/v1/contacts/{digest}/subscriptions"))
    assert len(contact["brandIds"]) == len(listed) + 1
    assert set(listed) < set(contact["brandIds"])
