"""Attributes that createContact and patchContact reject, and what their error responses say."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import email_names, read
from optizmo_deploy.conformance.assertions.responses import demand, rejection, success
from optizmo_deploy.conformance.assertions.values import own
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import CREATES, creates, take_unused_address
from optizmo_deploy.conformance.fixtures.patches import PATCHES, changes
from optizmo_deploy.conformance.inputs import attributes as given
from optizmo_deploy.conformance.inputs.values import KINDS
from optizmo_deploy.conformance.requirements.catalogue import family
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check, check_family
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.inputs.cases import Case
    from optizmo_deploy.conformance.server.client import Api

_ALONE: dict[str, Sequence[Case]] = {
    "unknown-attribute": given.UNKNOWN_NAMES,
    "similar-attribute-name": given.SIMILAR_NAMES,
    "email-attribute": [given.EMAIL],
    "brand-attribute": [given.BRAND],
    "derived-attribute": given.DERIVED,
    "derived-email-attribute": [given.DERIVED_EMAIL],
    "empty-string": [*given.EMPTY_STRINGS, given.EMPTY_STRING_FOR_OTHER_TYPE],
    "attributes-not-object": given.NOT_OBJECTS,
}
_NULLS: dict[str, Sequence[Case]] = {  # of a patch, where null means to remove
    "null-unknown-attribute": [given.NULL_UNKNOWN],
    "null-predefined-attribute": given.NULL_PREDEFINED,
    "null-derived-attribute": [given.NULL_DERIVED],
}
_OTHERS: dict[str, Sequence[Case]] = {
    "bad-attribute-among-good": given.AMONG_VALID,
    **{f"other-type-for-{kind}": given.wrong_types(kind) for kind in KINDS},
}
_POINTED_TO: dict[str, Sequence[Case]] = {
    "attributes-not-object-pointer": given.NOT_OBJECTS,
    "unknown-attribute-pointer": [
        *(given.UNKNOWN, given.NON_ASCII_NAME),
        *(*given.MEMBER_NAMES, *given.AMONG_VALID),
    ],
    "predefined-attribute-pointer": [given.EMAIL, given.BRAND],
    "derived-attribute-pointer": [*given.DERIVED, given.DERIVED_EMAIL],
    "empty-string-pointer": given.EMPTY_STRINGS,
    "escaped-pointer": [given.ESCAPED_NAME],
    "pointers-to-both": [given.TWO_UNKNOWN],
}

for _name, _cases in {**_ALONE, **_NULLS, **_OTHERS}.items():
    for _each in family(_name):
        _requests = CREATES if _each.operation == "createContact" else PATCHES
        check(_each.id)(_requests.rejects(_cases))
for _name, _cases in _POINTED_TO.items():
    for _each in family(_name):
        _requests = CREATES if _each.operation == "createContact" else PATCHES
        check(_each.id)(_requests.points(_cases))

# Whether a rejected patch stores its valid attributes is not documented.
_one_attribute = [case for cases in {**_ALONE, **_NULLS}.values() for case in cases]
check("patchContact.rejected-changes-nothing")(PATCHES.leaves(_one_attribute, changes))
_creates = [*(case for cases in _ALONE.values() for case in cases), *given.AMONG_VALID]
_creates_nothing = CREATES.leaves(_creates, creates)
check("createContact.rejected-attribute-creates-nothing")(_creates_nothing)


@check("createContact.possible-after-rejection")
def _create_after_rejection(api: Api) -> None:
    _creates_nothing(api)
    email = take_unused_address(api)
    exchange = api.create({"email": email})
    success(exchange, when="with an address whose create was rejected before")
    contact = read(api, md5_of(email))
    demand(
        not own(contact["attributes"], email_names(api)) and not contact["brandIds"],
        "a contact created after rejected creates should have nothing of theirs, but has "
        f"{contact['attributes']} and {contact['brandIds']}",
        exchange,
    )


@check("patchContact.rejected-for-disabled-contact")
def _patch_of_disabled_contact(api: Api) -> None:
    md5 = api.new_contact().md5
    api.prepared(api.disable(md5))
    for case in (
        *(given.UNKNOWN, given.EMAIL, given.BRAND),
        *(given.DERIVED[0], given.EMPTY_STRINGS[0]),
    ):
        with suppress(NotReached):  # the schema has no attribute of the type
            exchange = api.patch(md5, case.make(api)["attributes"])
            rejection(exchange, 400, when=f"of a disabled contact with {case.what}")


@check_family("empty-string")
def _empty_string_for_each_attribute(api: Api, operation: str) -> None:
    contact = api.new_contact() if operation == "patchContact" else None
    for name, _ in given.writable(api):
        exchange = (
            api.patch(contact.md5, {name: ""})
            if contact
            else api.create({"email": api.new_address(), "attributes": {name: ""}})
        )
        rejection(exchange, 400, when=f"with an empty string for {name}")


@check_family("predefined-attribute-unchanged")
def _current_value(api: Api, operation: str) -> None:
    ids = usable_up_to(api, 1)
    contact = api.new_contact(brand_ids=ids or None) if operation == "patchContact" else None
    for name in ("Email", "Brand") if ids else ("Email",):
        email = contact.email if contact else take_unused_address(api)
        attributes = {name: email if name == "Email" else ids}
        if contact:
            exchange = api.patch(contact.md5, attributes)
        else:
            members = {"brandIds": ids} if ids else {}
            exchange = api.create({"email": email, **members, "attributes": attributes})
        rejection(exchange, 400, when=f"with the attribute {name} and its current value")
