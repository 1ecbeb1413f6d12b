"""Creates that are rejected for their address or their brands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.fixtures.creates import CREATES, creates
from optizmo_deploy.conformance.fixtures.rejections import Attempt, Rejections
from optizmo_deploy.conformance.inputs.brand_ids import INVALID, UNKNOWN
from optizmo_deploy.conformance.inputs.cases import Case
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.server.client import Api


def _email(value: object) -> Case:
    return Case(
        f"{value!r} for an address", lambda _: {"email": value}, lambda _: ["/email"], within=True
    )


def _emails(*values: object) -> list[Case]:
    return [_email(value) for value in values]


_EMAILS: Mapping[str, Sequence[Case]] = {
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


def _send(api: Api, case: Case) -> Attempt[None]:
    return Attempt(api.create(case.make(api)), before=None, after=None)


_by_email = Rejections("create", _send)
for _name, _cases in _EMAILS.items():
    check(f"createContact.{_name}")(_by_email.rejects(_cases))
check("createContact.email-pointer")(
    _by_email.points([case for cases in _EMAILS.values() for case in cases])
)

_brands: list[Case] = []
for _name, _cases in {**INVALID, **UNKNOWN}.items():
    check(f"createContact.{_name}")(CREATES.rejects(_cases))
    _brands += _cases
check("createContact.rejected-brands-pointer")(CREATES.points(_brands))
check("createContact.rejected-brands-create-nothing")(CREATES.leaves(_brands, creates))
