"""Patches that must be refused."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import pointer_to, refused
from optizmo_deploy.conformance.fixtures.patches import PATCHES, changes_nothing
from optizmo_deploy.conformance.fixtures.rejections import Case
from optizmo_deploy.conformance.inputs import attributes as bad
from optizmo_deploy.conformance.inputs.values import KINDS, MISFITS
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

_REFUSED = {
    "patchContact.unknown-attribute": (
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
    "patchContact.similar-attribute-name": bad.NEARLY,
    "patchContact.email-attribute": (bad.IDENTITY,),
    "patchContact.brand-attribute": (bad.BRAND,),
    "patchContact.derived-attribute": bad.DERIVED,
    "patchContact.derived-email-attribute": (bad.DERIVED_IDENTITY,),
    "patchContact.empty-string": (bad.EMPTY_TEXT, bad.EMPTY_EMAIL, bad.EMPTY_OTHER),
    "patchContact.null-unknown-attribute": bad.NULLS["unknown"],
    "patchContact.null-predefined-attribute": bad.NULLS["predefined"],
    "patchContact.null-derived-attribute": bad.NULLS["derived"],
}
_POINTED_TO = {
    "patchContact.unknown-attribute-pointer": (
        bad.UNKNOWN,
        bad.FOREIGN_NAME,
        *bad.MEMBERS,
        *bad.AMONG_GOOD,
    ),
    "patchContact.predefined-attribute-pointer": (bad.IDENTITY, bad.BRAND),
    "patchContact.derived-attribute-pointer": (*bad.DERIVED, bad.DERIVED_IDENTITY),
    "patchContact.empty-string-pointer": (bad.EMPTY_TEXT, bad.EMPTY_EMAIL),
    "patchContact.escaped-pointer": (bad.AWKWARD_NAME,),
    "patchContact.pointers-to-both": (bad.TWO,),
}
_MISFITS = {f"patchContact.other-type-for-{kind}": kind for kind in KINDS}


def _case(attributes: bad.Bad) -> Case:
    return Case(
        attributes.what,
        attributes.make,
        lambda api: [pointer_to("attributes", name) for name in attributes.offenders(api)],
    )


def _misfit(kind: str, value: Any) -> Case:
    return Case(
        f"{value!r} for an attribute of type {kind}",
        lambda api: {api.target.attribute(kind): value},
        lambda api: [pointer_to("attributes", api.target.attribute(kind))],
    )


def _shapeless(value: object) -> Case:
    return Case(f"{value!r} for attributes", lambda _: value, lambda _: ["/attributes"])


_SHAPELESS = [_shapeless(value) for value in bad.NO_OBJECTS]
_ALONE = [_case(attributes) for group in _REFUSED.values() for attributes in group]

for _id, _group in _REFUSED.items():
    check(_id)(PATCHES.refuses([_case(attributes) for attributes in _group]))
check("patchContact.bad-attribute-among-good")(
    PATCHES.refuses([_case(attributes) for attributes in bad.AMONG_GOOD])
)
check("patchContact.attributes-not-object")(PATCHES.refuses(_SHAPELESS))
check("patchContact.attributes-not-object-pointer")(PATCHES.points(_SHAPELESS))
for _id, _group in _POINTED_TO.items():
    check(_id)(PATCHES.points([_case(attributes) for attributes in _group]))
check("patchContact.rejected-changes-nothing")(changes_nothing([*_ALONE, *_SHAPELESS]))
for _id, _kind in _MISFITS.items():
    check(_id)(PATCHES.refuses([_misfit(_kind, value) for value in MISFITS[_kind]]))


@check("patchContact.rejected-for-disabled-contact")
def _refuses_for_disabled(api: Api) -> None:
    md5 = api.new_contact().md5
    api.prepared(api.disable(md5))
    for attributes in (bad.UNKNOWN, bad.IDENTITY, bad.BRAND, bad.DERIVED[0], bad.EMPTY_TEXT):
        with suppress(NotReached):  # the schema lacks such an attribute
            exchange = api.patch(md5, attributes.make(api))
            refused(exchange, 400, when=f"of a disabled contact with {attributes.what}")


@check("patchContact.empty-string")
def _refuses_empty_strings_everywhere(api: Api) -> None:
    md5 = api.new_contact().md5
    for name, _ in bad.writable(api):
        exchange = api.patch(md5, {name: ""})
        refused(exchange, 400, when=f"with an empty string for {name}")


@check("patchContact.predefined-attribute-unchanged")
def _refuses_what_is_so(api: Api) -> None:
    ids = usable_up_to(api, 1)
    contact = api.new_contact(brand_ids=ids or None)
    for name, value in {"Email": contact.email, **({"Brand": ids} if ids else {})}.items():
        exchange = api.patch(contact.md5, {name: value})
        refused(exchange, 400, when=f"of {name} to what the contact has")
