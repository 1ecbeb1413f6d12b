"""Creates that must be refused for their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.checks._memo import once
from optizmo_deploy.conformance.checks._pointers import points_to
from optizmo_deploy.conformance.expect import refused
from optizmo_deploy.conformance.registry import Check, check
from optizmo_deploy.conformance.verdict import NotReached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange

Body = dict[str, Any]

_BAD_REQUEST = 400
_CASES: Mapping[str, Sequence[Body]] = {
    "DEPLOY-CREATE-69": ({},),
    "DEPLOY-CREATE-70": ({"email": "conformance"}, {"email": "conformance.example.com"}),
    "DEPLOY-CREATE-71": ({"email": "@example.com"}, {"email": "conformance@"}),
    "DEPLOY-CREATE-72": (
        {"email": "conformance@example@example.com"},
        {"email": "conformance with space@example.com"},
        {"email": "conformance@exam ple.com"},
    ),
    "DEPLOY-CREATE-73": ({"email": ""},),
    "DEPLOY-CREATE-74": (
        {"email": 5},
        {"email": True},
        {"email": ["conformance@example.com"]},
        {"email": {"address": "conformance@example.com"}},
    ),
}


def _create(api: Api, body: Body) -> Exchange:
    return once(api, f"create of {body}", lambda: api.create(body))


def _refuses(bodies: Sequence[Body]) -> Check:
    def judge(api: Api) -> None:
        for body in bodies:
            when = f"with {body['email']!r} for an address" if body else "without an address"
            refused(_create(api, body), _BAD_REQUEST, when=when)

    return judge


for _id, _bodies in _CASES.items():
    check(_id)(_refuses(_bodies))


@check("DEPLOY-CREATE-75")
def _points_to_email(api: Api) -> None:
    judged = False
    for body in (body for bodies in _CASES.values() for body in bodies):
        exchange = _create(api, body)
        if exchange.status == _BAD_REQUEST:
            judged = True
            # What is missing is nowhere: the object that lacks it may be pointed to instead.
            points_to(exchange, "/email", also=() if body else ("",), within=bool(body))
    if not judged:
        raise NotReached("no create was refused with status 400 for its address")
