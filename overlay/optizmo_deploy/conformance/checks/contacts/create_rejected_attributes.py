"""Creates that must be refused for their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import email_names, read
from optizmo_deploy.conformance.assertions.responses import demand, pointer_to, refused, success
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import CREATES, adds_nothing, take_vacant_address
from optizmo_deploy.conformance.fixtures.rejections import Case
from optizmo_deploy.conformance.inputs import attributes as bad
from optizmo_deploy.conformance.inputs.values import KINDS, MISFITS
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

_REFUSED = {
    "createContact.unknown-attribute": (
        bad.UNKNOWN,
        bad.AWKWARD_NAME,
        bad.FOREIGN_NAME,
        bad.NO_NAME,
        bad.NOT_DERIVED,
        bad.LONG_NAME,
        bad.MANY,
        *bad.MEMBERS,
        *bad.INHERITED,
    ),
    "createContact.similar-attribute-name": bad.NEARLY,
    "createContact.email-attribute": (bad.IDENTITY,),
    "createContact.brand-attribute": (bad.BRAND,),
    "createContact.derived-attribute": bad.DERIVED,
    "createContact.derived-email-attribute": (bad.DERIVED_IDENTITY,),
    "createContact.empty-string": (bad.EMPTY_TEXT, bad.EMPTY_EMAIL, bad.EMPTY_OTHER),
    "createContact.bad-attribute-among-good": bad.AMONG_GOOD,
}
_POINTED_TO = {
    "createContact.unknown-attribute-pointer": (
        bad.UNKNOWN,
        bad.FOREIGN_NAME,
        *bad.MEMBERS,
        *bad.AMONG_GOOD,
    ),
    "createContact.predefined-attribute-pointer": (bad.IDENTITY, bad.BRAND),
    "createContact.derived-attribute-pointer": (*bad.DERIVED, bad.DERIVED_IDENTITY),
    "createContact.empty-string-pointer": (bad.EMPTY_TEXT, bad.EMPTY_EMAIL),
    "createContact.escaped-pointer": (bad.AWKWARD_NAME,),
    "createContact.pointers-to-both": (bad.TWO,),
}
_MISFITS = {f"createContact.other-type-for-{kind}": kind for kind in KINDS}


def _case(attributes: bad.Bad) -> Case:
    return Case(
        attributes.what,
        lambda api: {"attributes": attributes.make(api)},
        lambda api: [pointer_to("attributes", name) for name in attributes.offenders(api)],
    )


def _misfit(kind: str, value: Any) -> Case:
    return Case(
        f"{value!r} for an attribute of type {kind}",
        lambda api: {"attributes": {api.target.attribute(kind): value}},
        lambda api: [pointer_to("attributes", api.target.attribute(kind))],
    )


def _shapeless(what: str, value: Any) -> Case:
    return Case(
        f"{what} for attributes", lambda _: {"attributes": value}, lambda _: ["/attributes"]
    )


_SHAPELESS = [_shapeless(f"{value!r}", value) for value in bad.NO_OBJECTS]
_ALL = [_case(attributes) for group in _REFUSED.values() for attributes in group]

for _id, _group in _REFUSED.items():
    check(_id)(CREATES.refuses([_case(attributes) for attributes in _group]))
for _id, _group in _POINTED_TO.items():
    check(_id)(CREATES.points([_case(attributes) for attributes in _group]))
for _id, _kind in _MISFITS.items():
    check(_id)(CREATES.refuses([_misfit(_kind, value) for value in MISFITS[_kind]]))
check("createContact.attributes-not-object")(CREATES.refuses(_SHAPELESS))
check("createContact.attributes-not-object-pointer")(CREATES.points(_SHAPELESS))
check("createContact.rejected-attribute-creates-nothing")(adds_nothing(_ALL))


@check("createContact.empty-string")
def _refuses_empty_strings_everywhere(api: Api) -> None:
    for name, _ in bad.writable(api):
        exchange = api.create({"email": api.new_address(), "attributes": {name: ""}})
        refused(exchange, 400, when=f"with an empty string for {name}")


@check("createContact.predefined-attribute-unchanged")
def _refuses_what_is_so(api: Api) -> None:
    ids = usable_up_to(api, 1)
    for name in ("Email", "Brand") if ids else ("Email",):
        email = take_vacant_address(api)
        members = {"brandIds": ids} if ids else {}
        value = email if name == "Email" else ids
        exchange = api.create({"email": email, **members, "attributes": {name: value}})
        refused(exchange, 400, when=f"with the attribute {name} and the value that it has anyway")


@check("createContact.possible-after-rejection")
def _can_be_created_afterwards(api: Api) -> None:
    adds_nothing(_ALL)(api)
    email = take_vacant_address(api)
    exchange = api.create({"email": email})
    success(exchange, when="with an address whose create was refused before")
    contact = read(api, md5_of(email))
    demand(
        not own(contact["attributes"], email_names(api)) and not contact["brandIds"],
        "a contact created after refused creates should have nothing of theirs, but has "
        f"{contact['attributes']} and {contact['brandIds']}",
        exchange,
    )
