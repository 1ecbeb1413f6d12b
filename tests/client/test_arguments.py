"""What callers may pass, and what is refused before any request."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from optizmo_deploy import Contact, InvalidArgumentError, email_md5
from optizmo_deploy.client.arguments.identity import brand_uuid, contact_md5
from optizmo_deploy.client.core.calls import Call
from optizmo_deploy_api.api.brands import get_brand
from optizmo_deploy_api.api.contacts import get_contact
from optizmo_deploy_api.api.subscriptions import remove_contact_subscription

from tests.client.rough_server import ALICE, BRAND, CONTACT, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client.faces import Face
    from tests.client.rough_server import RoughServer


@pytest.mark.parametrize(
    ("email", "hashed_as"),
    [
        ("test@email.com", "test@email.com"),
        ("Test@Email.com", "test@email.com"),
        ("a+news@example.com", "a+news@example.com"),
        ("STRASSE@EXAMPLE.COM", "strasse@example.com"),
        ("stra\xdfe@example.com", "stra\xdfe@example.com"),
        ("STRA\u1e9eE@example.com", "stra\xdfe@example.com"),
        ("\u0130@example.com", "i\u0307@example.com"),
        ("\u0131@example.com", "\u0131@example.com"),
        ("e\u0301@example.com", "e\u0301@example.com"),
        ("\xc9@example.com", "\xe9@example.com"),
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("a@localhost", "a@localhost"),
    ],
)
def test_an_address_is_identified_by_the_md5_of_its_lower_case(email: str, hashed_as: str) -> None:
    assert email_md5(email) == hashlib.md5(hashed_as.encode()).hexdigest()
    assert contact_md5(email) == email_md5(email)


def test_the_documented_example_of_an_identity() -> None:
    assert email_md5("Test@Email.com") == "93942e96f5acd83e2e047ad8fe03114d"


NO_ADDRESS = [
    "",
    "nobody",
    "@example.com",
    "a@",
    "@",
    " a@example.com",
    "a@example.com ",
    "a@example.com\n",
    "a b@example.com",
    "a@exam\tple.com",
    "a\x00@example.com",
    "a\u200b@example.com",
    "\ufeffa@example.com",
    "a\xa0@example.com",
    "a\ud800@example.com",
    None,
    5,
    b"a@example.com",
]


@pytest.mark.parametrize("value", NO_ADDRESS)
def test_what_is_no_address_is_refused(value: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        email_md5(value)

    assert isinstance(caught.value, ValueError)
    assert "example" not in str(caught.value)


NO_CONTACT = [
    *NO_ADDRESS,
    ALICE[:-1],
    ALICE + "0",
    ALICE + "\n",
    "g" * 32,
    "\uff11" * 32,
    "../brands",
    "%2e%2e%2fbrands",
    f"{ALICE}/disable",
    f"{ALICE}?x=1",
    UUID(BRAND),
    {"email_md5": ALICE},
]


@pytest.mark.parametrize("value", NO_CONTACT)
def test_what_is_no_contact_is_refused_before_any_request(
    face: Face, server: RoughServer, value: Any
) -> None:
    actions: list[Callable[[Any], Any]] = [
        lambda c: c.contacts.get(value),
        lambda c: c.contacts.update(value, {}),
        lambda c: c.contacts.disable(value),
        lambda c: c.subscriptions.list(value),
        lambda c: c.subscriptions.add(value, [BRAND]),
        lambda c: c.subscriptions.remove(value, BRAND),
        lambda c: c.subscriptions.replace(value, []),
    ]
    for action in actions:
        with pytest.raises(InvalidArgumentError):
            face.use(server.url, action)

    assert server.connections == 0


@given(st.text() | st.from_regex(r"[A-Fa-f0-9]{32}", fullmatch=True) | st.emails())
@example("a@b/../../x")
@example("a@%2F")
@example("a@\u2028b")
def test_nothing_that_is_accepted_as_a_contact_changes_the_path(text: str) -> None:
    try:
        call = Call(get_contact.request(contact_md5(text)))
    except InvalidArgumentError:
        return
    prefix, _, rest = call.target.partition("/v1/contacts/")
    assert prefix == ""
    assert len(rest) == 32
    assert set(rest) <= set("0123456789abcdef")


@given(st.text() | st.uuids().map(str) | st.uuids().map(lambda u: str(u).upper()))
def test_nothing_that_is_accepted_as_a_brand_changes_the_path(text: str) -> None:
    try:
        brand_id = brand_uuid(text)
    except InvalidArgumentError:
        return
    assert Call(get_brand.request(brand_id)).target == f"/v1/brands/{text.lower()}"
    target = Call(remove_contact_subscription.request(ALICE, brand_id)).target
    assert target == f"/v1/contacts/{ALICE}/subscriptions/{text.lower()}"


def test_a_contact_is_named_in_any_form(face: Face, server: RoughServer) -> None:
    server.play(answer())
    contact = Contact.from_dict(CONTACT)

    def got(form: Any) -> Callable[[Any], Any]:
        return lambda c: c.contacts.get(form)

    for form in ("alice@example.com", "ALICE@example.com", ALICE, ALICE.upper(), contact):
        face.use(server.url, got(form))

    assert {request.target for request in server.requests} == {f"/deploy/v1/contacts/{ALICE}"}


NO_BRAND = [
    "",
    "acme",
    BRAND[:-1],
    BRAND + "\n",
    BRAND.replace("-", ""),
    "{" + BRAND + "}",
    f"urn:uuid:{BRAND}",
    "../" + BRAND,
    None,
    7,
    b"x",
]


@pytest.mark.parametrize("value", NO_BRAND)
def test_what_is_no_brand_id_is_refused_before_any_request(
    face: Face, server: RoughServer, value: Any
) -> None:
    actions: list[Callable[[Any], Any]] = [
        lambda c: c.brands.get(value),
        lambda c: c.subscriptions.remove(ALICE, value),
        lambda c: c.subscriptions.add(ALICE, [BRAND, value]),
        lambda c: c.subscriptions.replace(ALICE, [value]),
        lambda c: c.contacts.create("a@example.com", brand_ids=[value]),
        lambda c: c.contacts.upsert("a@example.com", brand_ids=[value]),
    ]
    for action in actions:
        with pytest.raises(InvalidArgumentError, match="must be a UUID"):
            face.use(server.url, action)

    assert server.connections == 0


@pytest.mark.parametrize("value", [BRAND, UUID(BRAND), None, 5])
def test_brand_ids_must_be_several(face: Face, server: RoughServer, value: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="must be a list"):
        face.use(server.url, lambda c: c.subscriptions.add(ALICE, value))


def test_no_brand_ids_at_all_cannot_be_added(face: Face, server: RoughServer) -> None:
    with pytest.raises(InvalidArgumentError, match="at least one"):
        face.use(server.url, lambda c: c.subscriptions.add(ALICE, []))

    assert server.connections == 0


def test_ids_are_sent_once_and_in_lower_case(face: Face, server: RoughServer) -> None:
    server.play(answer(200, {"brands": []}))

    ids = iter([BRAND.upper(), UUID(BRAND), BRAND])
    face.use(server.url, lambda c: c.subscriptions.add(ALICE, ids))

    assert server.requests[0].json() == {"brandIds": [BRAND]}


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ([("a", 1)], "must be a mapping"),
        ("first_name", "must be a mapping"),
        ({1: "a"}, "name must be a string"),
        ({"a": object()}, "must be a string, a number"),
        ({"a": [1]}, "must be a string, a number"),
        ({"a": {"b": 1}}, "must be a string, a number"),
        ({"a": float("nan")}, "cannot be written as JSON"),
        ({"a": float("inf")}, "cannot be written as JSON"),
        ({"a": "\ud800"}, "cannot be written as JSON"),
        ({"\ud800": "a"}, "cannot be written as JSON"),
    ],
)
def test_attributes_that_cannot_be_sent_are_refused(
    face: Face, server: RoughServer, attributes: Any, why: str
) -> None:
    for action in (
        lambda c: c.contacts.create("a@example.com", attributes=attributes),
        lambda c: c.contacts.update(ALICE, attributes),
        lambda c: c.contacts.upsert("a@example.com", attributes=attributes),
    ):
        with pytest.raises(InvalidArgumentError, match=why):
            face.use(server.url, action)

    assert server.connections == 0


def test_only_a_change_can_remove_an_attribute(face: Face, server: RoughServer) -> None:
    with pytest.raises(InvalidArgumentError, match="no value"):
        face.use(server.url, lambda c: c.contacts.create("a@example.com", attributes={"a": None}))

    assert server.connections == 0


def test_attributes_are_sent_as_json_in_utf_8(face: Face, server: RoughServer) -> None:
    server.play(answer())
    attributes = {"s": "Zo\xeb", "n": 1.5, "i": 3, "b": True, "a": ("x", "y"), "gone": None}

    face.use(server.url, lambda c: c.contacts.update(ALICE, attributes))

    (request,) = server.requests
    assert request.headers["content-type"] == "application/json"
    assert "Zo\xeb".encode() in request.body
    assert request.json() == {
        "attributes": {"s": "Zo\xeb", "n": 1.5, "i": 3, "b": True, "a": ["x", "y"], "gone": None}
    }


def test_a_create_sends_only_what_is_given(face: Face, server: RoughServer) -> None:
    server.play(answer(201, CONTACT))

    face.use(server.url, lambda c: c.contacts.create("Alice@example.com"))

    assert server.requests[0].json() == {"email": "Alice@example.com"}
    assert server.requests[0].target == "/deploy/v1/contacts"


@pytest.mark.parametrize(
    ("filters", "why"),
    [
        ({"name": "a", "name_contains": "b"}, "only one name filter"),
        ({"name": 5}, "name must be a string"),
        ({"sort": "id"}, "sort must be one of name, -name"),
        ({"enabled": "yes"}, "enabled must be"),
        ({"page_size": 0}, "page_size must be"),
        ({"page_size": True}, "page_size must be"),
        ({"page_size": "50"}, "page_size must be"),
    ],
)
def test_filters_that_cannot_be_sent_are_refused_at_once(
    face: Face, server: RoughServer, filters: dict[str, Any], why: str
) -> None:
    for action in (
        lambda c: c.brands.list(**filters),
        lambda c: c.with_response.brands.list(**filters),
    ):
        with pytest.raises(InvalidArgumentError, match=why):
            face.use(server.url, action)

    assert server.connections == 0
