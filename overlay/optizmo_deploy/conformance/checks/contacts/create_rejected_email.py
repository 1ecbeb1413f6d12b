"""Creates that must be refused for their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.fixtures.rejections import Case, Refusals, Tried
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


def _email(value: Any) -> Case:
    return Case(
        f"{value!r} for an address", lambda _: {"email": value}, lambda _: ["/email"], within=True
    )


# What is missing is nowhere: the object that lacks it may be pointed to instead.
_MISSING = Case("no address", lambda _: {}, lambda _: ["/email"], also=[""])
_CASES = {
    "createContact.no-email": [_MISSING],
    "createContact.email-without-at": [_email("conformance"), _email("conformance.example.com")],
    "createContact.email-without-part": [_email("@example.com"), _email("conformance@")],
    "createContact.email-with-two-at": [
        _email("conformance@example@example.com"),
        _email("conformance with space@example.com"),
        _email("conformance@exam ple.com"),
    ],
    "createContact.empty-email": [_email("")],
    "createContact.email-not-string": [
        _email(5),
        _email(True),
        _email(["conformance@example.com"]),
        _email({"address": "conformance@example.com"}),
    ],
}


def _create(api: Api, case: Case) -> Tried:
    return Tried(api.create(case.make(api)))


_CREATES = Refusals("create", _create)

for _id, _cases in _CASES.items():
    check(_id)(_CREATES.refuses(_cases))
check("createContact.email-pointer")(
    _CREATES.points([case for cases in _CASES.values() for case in cases])
)
