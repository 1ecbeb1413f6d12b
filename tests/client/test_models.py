"""What comes back from the client can be compared, looped over, copied and sent back."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any
from uuid import UUID

import optizmo_deploy as od
import pytest

from tests.client.faces import listed
from tests.client.rough_server import ALICE, BRAND, CONTACT, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Sandbox

    from tests.client.faces import Face
    from tests.client.rough_server import RoughServer

READ = {
    "age": 3,
    "interests": ["books"],
    "work_email": "ada@example.com",
    "work_email:md5": "0" * 32,
    "work_email:domain": "example.com",
}
WRITABLE = {"age": 3, "interests": ["books"], "work_email": "ada@example.com"}
SUMMARY = {"id": BRAND, "name": "Acme", "enabled": True}
BRAND_DOCUMENT = {
    **SUMMARY,
    "esps": [],
    "verticals": [],
    "unsubscribeHandling": {"type": "Deploy", "useListUnsubscribeHeader": True},
    "createdAt": "2026-01-15T09:30:00Z",
}
PAGE = {
    "data": [SUMMARY],
    "pagination": {"page": 1, "pageSize": 10, "totalCount": 1, "totalPages": 1},
}
IDS: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "subscriptions.list": (lambda c: c.subscriptions.list(ALICE), {"brands": [SUMMARY]}),
    "subscriptions.add": (lambda c: c.subscriptions.add(ALICE, [BRAND]), {"brands": [SUMMARY]}),
    "brands.list": (lambda c: listed(c.brands.list()), PAGE),
}


@pytest.mark.parametrize(("action", "document"), IDS.values(), ids=list(IDS))
@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_the_id_of_a_brand_is_in_the_brand_ids_of_a_contact(
    face: Face,
    server: RoughServer,
    action: Callable[[Any], Any],
    document: dict[str, Any],
    spelling: Callable[[str], str],
) -> None:
    body = json.dumps(document).replace(BRAND, spelling(BRAND)).encode()
    server.play(answer(200, body), answer(200, {**CONTACT, "brandIds": [BRAND.upper()]}))

    (brand,) = face.use(server.url, action)
    contact = face.use(server.url, lambda c: c.contacts.get(ALICE))

    assert brand.id in contact.brand_ids
    assert [brand.id] == contact.brand_ids == [BRAND]


def test_a_brand_that_is_read_has_the_same_id(face: Face, server: RoughServer) -> None:
    server.play(answer(200, {**BRAND_DOCUMENT, "id": BRAND.upper()}))

    brand = face.use(server.url, lambda c: c.brands.get(UUID(BRAND)))

    assert brand.id == BRAND
    assert brand.from_address is None
    assert brand.unsubscribe_handling.unsubscribe_page_id is None


def test_ids_are_taken_as_they_come_back(face: Face, server: RoughServer) -> None:
    server.play(answer(200, {"brands": [SUMMARY]}))

    def added(ids: Any) -> Callable[[Any], Any]:
        return lambda c: c.subscriptions.add(ALICE, ids)

    for ids in ([BRAND], [UUID(BRAND)], {BRAND.upper(): 1}, iter([BRAND])):
        face.use(server.url, added(ids))

    assert [r.json() for r in server.requests] == [{"brandIds": [BRAND]}] * 4


def test_a_brand_id_that_is_not_a_uuid_does_not_hide_its_contact(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, {**CONTACT, "brandIds": ["legacy-7", BRAND]}))

    assert face.use(server.url, lambda c: c.contacts.get(ALICE)).brand_ids == ["legacy-7", BRAND]


CHANGES: dict[str, tuple[Callable[[od.Attributes], Any], dict[str, Any]]] = {
    "as they are": (lambda a: a, WRITABLE),
    "writable": (lambda a: a.writable(), WRITABLE),
    "to_dict": (lambda a: a.to_dict(), WRITABLE),
    "a plain dictionary": (dict, WRITABLE),
    "merged": (lambda a: a | {"age": 4}, {**WRITABLE, "age": 4}),
    "with another address": (
        lambda a: {**a, "work_email": "b@example.com"},
        {**WRITABLE, "work_email": "b@example.com"},
    ),
    "without the address": (lambda a: {**a, "work_email": None}, {**WRITABLE, "work_email": None}),
    "a derived name without its base": (lambda a: {"work_email:md5": "x"}, {"work_email:md5": "x"}),
    "a name with a colon": (lambda a: {"a": "b", "a:b": "c"}, {"a": "b", "a:b": "c"}),
}


@pytest.mark.parametrize(("change", "sent"), CHANGES.values(), ids=list(CHANGES))
def test_the_attributes_of_a_contact_can_be_sent_back(
    face: Face,
    server: RoughServer,
    change: Callable[[od.Attributes], Any],
    sent: dict[str, Any],
) -> None:
    server.play(answer(200, {**CONTACT, "attributes": READ}))

    contact = face.use(server.url, lambda c: c.contacts.get(ALICE))
    face.use(server.url, lambda c: c.contacts.update(contact, change(contact.attributes)))

    assert server.requests[1].json() == {"attributes": sent}
    assert contact.attributes == READ


def test_a_contact_can_be_created_with_the_attributes_of_another_one(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, {**CONTACT, "attributes": READ}))
    contact = face.use(server.url, lambda c: c.contacts.get(ALICE))

    face.use(
        server.url,
        lambda c: c.contacts.create("alice@example.com", attributes=contact.attributes),
    )

    assert server.requests[1].json() == {"email": "alice@example.com", "attributes": WRITABLE}


def test_a_contact_is_compared_copied_and_pickled(face: Face, server: RoughServer) -> None:
    server.play(answer(200, {**CONTACT, "attributes": READ, "extra": {"a": 1}}))

    one = face.use(server.url, lambda c: c.contacts.get(ALICE))
    other = face.use(server.url, lambda c: c.contacts.get(ALICE))

    assert one == other
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert again == one
        assert type(again.attributes) is od.Attributes
    other.attributes["age"] = 4
    assert one != other
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    assert json.loads(json.dumps(one.to_dict()))["attributes"] == READ


def test_an_unknown_type_of_an_attribute_survives(face: Face, server: RoughServer) -> None:
    odd = {"born": {"year": 1815}, "matrix": [[1]], "missing": None}
    server.play(answer(200, {**CONTACT, "attributes": odd}))

    contact = face.use(server.url, lambda c: c.contacts.get(ALICE))

    assert contact.attributes == {"born": {"year": 1815}, "matrix": [[1]]}
    with pytest.raises(od.InvalidArgumentError, match="'born' must be a string"):
        face.use(server.url, lambda c: c.contacts.update(contact, contact.attributes))


def test_the_attributes_of_a_contact_are_valid_as_they_were_read(
    face: Face, shared_sandbox: Sandbox
) -> None:
    options = {"api_key": shared_sandbox.api_key}
    schema = face.use(shared_sandbox.url, lambda c: c.contact_schema.get(), **options)
    contact = face.use(shared_sandbox.url, lambda c: c.contacts.get("alice@example.com"), **options)

    assert "work_email:md5" in contact.attributes
    assert schema.validate(contact.attributes) == []
    assert schema.validate(contact.attributes.writable()) == []
    found = {error.pointer for error in schema.validate(dict(contact.attributes))}
    assert found == {f"/attributes/{name}" for name in contact.attributes if ":" in name}
    same = face.use(
        shared_sandbox.url, lambda c: c.contacts.update(contact, contact.attributes), **options
    )
    assert same == contact


def test_a_brand_that_was_not_asked_for_is_an_invalid_response(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(200, BRAND_DOCUMENT))

    assert face.use(server.url, lambda c: c.brands.get(BRAND.upper())).id == BRAND
    with pytest.raises(od.InvalidResponseError, match="another brand"):
        face.use(server.url, lambda c: c.brands.get(UUID(int=1)))


def test_how_a_server_lower_cases_other_letters_is_left_to_it(
    face: Face, server: RoughServer
) -> None:
    server.play(answer(201))

    created = face.use(server.url, lambda c: c.contacts.create("Zo\xcb@example.com"))

    assert created.email_md5 == ALICE
