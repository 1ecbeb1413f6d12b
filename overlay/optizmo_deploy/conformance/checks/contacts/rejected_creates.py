"""Creates that are rejected for their address or their brands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.fixtures.creates import CREATES
from optizmo_deploy.conformance.fixtures.rejections import Attempt, Rejections
from optizmo_deploy.conformance.inputs.brand_ids import BRAND_LISTS, BrandList
from optizmo_deploy.conformance.inputs.cases import Case
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _email(value: object) -> Case:
    return Case(
        f"{value!r} for an address", lambda _: {"email": value}, lambda _: ["/email"], within=True
    )


def _emails(*values: object) -> list[Case]:
    return [_email(value) for value in values]


_EMAILS = {
    # The object that lacks the member may be pointed to as well.
    "no-email": [Case("no address", lambda _: {}, lambda _: ["/email"], also=[""])],
    "email-without-at": _emails("conformance", "conformance.example.com"),
    "email-without-part": _emails("@example.com", "conformance@"),
    "email-with-two-at": _emails(
        "conformance@example@example.com",
        "conformance with space@example.com",
        "conformance@exam ple.com",
    ),
    "empty-email": _emails(""),
    "email-not-string": _emails(
        5, True, ["conformance@example.com"], {"address": "conformance@example.com"}
    ),
}
_BRANDS = {
    "101-brands": "too many",
    "empty-brands": "none",
    "repeated-brand": "twice",
    "unknown-brand": "unknown",
    "unknown-brand-among-known": "unknown among known",
    "malformed-brand-id": "malformed",
    "brands-not-array": "no array",
    "brands-not-strings": "no strings",
}


def _send(api: Api, case: Case) -> Attempt[None]:
    return Attempt(api.create(case.make(api)), before=None, after=None)


def _brands(brands: BrandList) -> Case:
    return Case(
        brands.what,
        lambda api: {"brandIds": brands.make(api)},
        lambda _: ["/brandIds"],
        within=True,
    )


_by_email = Rejections("create", _send)
for _name, _cases in _EMAILS.items():
    check(f"createContact.{_name}")(_by_email.rejects(_cases))
check("createContact.email-pointer")(
    _by_email.points([case for cases in _EMAILS.values() for case in cases])
)

_all: list[Case] = []
for _name, _reason in _BRANDS.items():
    _cases = [_brands(brands) for brands in BRAND_LISTS[_reason]]
    check(f"createContact.{_name}")(CREATES.rejects(_cases))
    _all += _cases
check("createContact.rejected-brands-pointer")(CREATES.points(_all))
check("createContact.rejected-brands-create-nothing")(
    CREATES.leaves(_all, lambda _, exists: "created a contact" if exists else "")
)
