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
    "DEPLOY-CREATE-51": (
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
    "DEPLOY-CREATE-88": bad.NEARLY,
    "DEPLOY-CREATE-52": (bad.IDENTITY,),
    "DEPLOY-CREATE-53": (bad.BRAND,),
    "DEPLOY-CREATE-54": bad.DERIVED,
    "DEPLOY-CREATE-55": (bad.DERIVED_IDENTITY,),
    "DEPLOY-CREATE-56": (bad.EMPTY_TEXT,),
    "DEPLOY-CREATE-57": (bad.EMPTY_EMAIL,),
    "DEPLOY-CREATE-58": bad.AMONG_GOOD,
    "DEPLOY-CREATE-86": (bad.EMPTY_OTHER,),
}
_POINTED_TO = {
    "DEPLOY-CREATE-61": (bad.UNKNOWN, bad.FOREIGN_NAME, *bad.MEMBERS, *bad.AMONG_GOOD),
    "DEPLOY-CREATE-62": (bad.IDENTITY, bad.BRAND),
    "DEPLOY-CREATE-63": (*bad.DERIVED, bad.DERIVED_IDENTITY),
    "DEPLOY-CREATE-64": (bad.EMPTY_TEXT, bad.EMPTY_EMAIL),
    "DEPLOY-CREATE-65": (bad.AWKWARD_NAME,),
    "DEPLOY-CREATE-66": (bad.TWO,),
}
_MISFITS = {f"DEPLOY-CREATE-{number}": kind for number, kind in enumerate(KINDS, 80)}


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
check("DEPLOY-CREATE-59")(CREATES.refuses(_SHAPELESS))
check("DEPLOY-CREATE-60")(CREATES.points(_SHAPELESS))
check("DEPLOY-CREATE-67")(adds_nothing(_ALL))


@check("DEPLOY-CREATE-93")
def _refuses_empty_strings_everywhere(api: Api) -> None:
    for name, _ in bad.writable(api):
        exchange = api.create({"email": api.new_address(), "attributes": {name: ""}})
        refused(exchange, 400, when=f"with an empty string for {name}")


@check("DEPLOY-CREATE-89")
def _refuses_what_is_so(api: Api) -> None:
    ids = usable_up_to(api, 1)
    for name in ("Email", "Brand") if ids else ("Email",):
        email = take_vacant_address(api)
        members = {"brandIds": ids} if ids else {}
        value = email if name == "Email" else ids
        exchange = api.create({"email": email, **members, "attributes": {name: value}})
        refused(exchange, 400, when=f"with the attribute {name} and the value that it has anyway")


@check("DEPLOY-CREATE-68")
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
