"""A busy account: writes are rejected without an effect, reads succeed, and both do afterwards."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import Seen, brand_ids, differences, listed, see
from optizmo_deploy.conformance.assertions.responses import (
    actual,
    code_of,
    demand,
    rejection,
    success,
)
from optizmo_deploy.conformance.contract.facts import folded, md5_of
from optizmo_deploy.conformance.contract.operations import reads, writes
from optizmo_deploy.conformance.fixtures.contacts import (
    contact_with_all_fields,
    full_contact,
    full_members,
)
from optizmo_deploy.conformance.fixtures.shared_contact import Subject
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check_family
from optizmo_deploy.conformance.server.usable_brands import usable_up_to

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

_SECONDS = 30


@frozen
class _Observed:
    """The responses of an operation while the account was busy, and its effect."""

    during: Exchange
    again: Exchange
    """The same request once more while the account was busy."""
    others: list[tuple[str, Exchange]]
    """Other requests while the account was busy, each with what it is about."""
    changed: bool | NotReached
    """Whether the request had an effect, as read afterwards."""
    after: Exchange | None
    """The same request afterwards; only for reads and rejected writes."""


def _observed(api: Api, operation: str) -> _Observed:
    found = api.remembered("busy account", lambda: _observe(api))
    if operation not in found:
        raise NotReached(f"no valid request to {operation} could be prepared")
    return found[operation]


def _observe(api: Api) -> dict[str, _Observed]:
    """Make the account busy once, send requests to each operation, and compare afterwards."""
    subjects = {operation: Subject(api) for operation in writes() if operation != "createContact"}
    requests: dict[str, dict[str, Any]] = {}
    for operation in (*writes(), *reads()):
        try:
            requests[operation] = valid_request(api, operation, subject=subjects.get(operation))
            if operation in reads() and "emailMd5" in requests[operation].get("path", {}):
                requests[operation]["path"]["emailMd5"] = contact_with_all_fields(api).md5
        except NotReached:
            continue
    during: dict[str, Exchange] = {}
    again: dict[str, Exchange] = {}
    full, before = _full(api)
    special = {
        "of a disabled contact": _requests_for_disabled(api),
        "of a contact with brands and attributes": _requests_for_full(api, full),
    }
    others: dict[str, list[tuple[str, Exchange]]] = {}
    with api.busy(_SECONDS):
        for operation, request in requests.items():
            during[operation] = api.call(operation, **request)
        for operation, request in requests.items():
            again[operation] = api.call(operation, **request)
        for what, every in special.items():
            for operation, request in every.items():
                others.setdefault(operation, []).append((what, api.call(operation, **request)))
    observed: dict[str, _Observed] = {}
    effects = _effects(api, before)
    for operation, exchange in during.items():
        changed = _has_changed(api, operation, requests[operation], subjects.get(operation))
        changed = True if operation in effects else changed
        repeated = operation in reads() or _is_busy_response(exchange)
        after = api.call(operation, **requests[operation]) if repeated else None
        observed[operation] = _Observed(
            exchange, again[operation], others.get(operation, []), changed, after
        )
    return observed


def _requests_for_disabled(api: Api) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    with suppress(NotReached):
        contact = Subject(api)
        api.prepared(api.disable(contact.md5))
        for operation in writes():
            if operation != "createContact":
                with suppress(NotReached):  # the other requests report what the account lacks
                    found[operation] = valid_request(api, operation, subject=contact)
    return found


def _full(api: Api) -> tuple[str, Seen | None]:
    """Create a contact with brands and attributes, and return its emailMd5 and its state."""
    try:
        md5 = full_contact(api).md5
        return md5, see(api, md5)
    except NotReached:
        return "", None


def _effects(api: Api, before: Seen | None) -> set[str]:
    """Return the writes that had an effect on the contact with brands and attributes."""
    try:
        if before is None:
            return set()
        after = see(api, before.contact["emailMd5"])
    except NotReached:
        return set()
    changed = differences(before.contact, after.contact)
    had, has = set(before.brand_ids), set(after.brand_ids)
    effects = {
        "patchContact": "attributes" in changed,
        "disableContact": "enabled" in changed,
        "addContactSubscriptions": bool(has - had),
        "removeContactSubscription": bool(had - has),
    }
    return {operation for operation, happened in effects.items() if happened}


def _requests_for_full(api: Api, md5: str) -> dict[str, dict[str, Any]]:
    """Return other writes than the valid ones, under the emailMd5 in upper case."""
    found: dict[str, dict[str, Any]] = {}
    with suppress(NotReached):
        members = full_members(api)
        path = {"emailMd5": md5.upper()}
        if not md5:
            return found
        found["createContact"] = {"json": {"email": api.new_address(), **members}}
        found["patchContact"] = {
            "path": path,
            "json": {"attributes": dict.fromkeys(members.get("attributes", {}))},
        }
        brands = members.get("brandIds", [])
        more = usable_up_to(api, len(brands) + 2)[len(brands) :]
        if more:
            found["addContactSubscriptions"] = {"path": path, "json": {"brandIds": more}}
        if brands:
            found["removeContactSubscription"] = {"path": {**path, "brandId": brands[-1]}}
        found["disableContact"] = {"path": path}
    return found


def _is_busy_response(exchange: Exchange) -> bool:
    return exchange.status == HTTPStatus.CONFLICT and code_of(exchange) == "operation_in_progress"


def _has_changed(
    api: Api, operation: str, request: dict[str, Any], subject: Subject | None
) -> bool | NotReached:
    try:
        if operation == "createContact":
            return api.get(md5_of(request["json"]["email"])).status == HTTPStatus.OK
        return subject is not None and not subject.is_unchanged()
    except NotReached as reason:
        return reason


@check_family("busy-account")
def rejected(api: Api, operation: str) -> None:
    """Write while the account is busy."""
    observed = _observed(api, operation)
    for exchange in (observed.during, observed.again):
        rejection(exchange, 409, code="operation_in_progress", when="while the account is busy")
    for what, exchange in observed.others:
        when = f"{what}, while the account is busy"
        rejection(exchange, 409, code="operation_in_progress", when=when)


@check_family("busy-changes-nothing")
def no_effect(api: Api, operation: str) -> None:
    """Check that rejected writes have no effect."""
    observed = _observed(api, operation)
    status = observed.during.status
    if status is None or status < HTTPStatus.BAD_REQUEST:
        raise _not_rejected(observed.during)
    if isinstance(observed.changed, NotReached):
        raise NotReached(observed.changed.reason)
    message = (
        f"{operation} should have no effect if it is rejected while the account is busy, but has"
    )
    demand(not observed.changed, message, observed.during)


@check_family("unaffected-by-busy")
def reads_go_on(api: Api, operation: str) -> None:
    """Read while the account is busy, and compare that with what is read afterwards."""
    observed = _observed(api, operation)
    for exchange in (observed.during, observed.again):
        body = success(exchange, when="while the account is busy")
        if observed.after is None:
            continue
        during, afterwards = _gist(operation, body), _gist(operation, api.prepared(observed.after))
        message = (
            f"{operation} should return the same while the account is busy and afterwards, but "
            f"returns {during} first, and then {afterwards}"
        )
        demand(during == afterwards, message, exchange, observed.after)


def _gist(operation: str, body: dict[str, Any]) -> object:
    """Return what must be the same in two readings, without what may differ."""
    match operation:
        case "getContact":
            return body["emailMd5"], brand_ids(body), sorted(body["attributes"])
        case "listContactSubscriptions":
            return listed(body["brands"])
        case "getContactSchema":
            return [item["name"] for item in body["attributes"]]
        case "listBrands":
            return body["pagination"]["totalCount"], listed(body["data"])
        case _:
            return folded(body["id"]), body["name"], body["enabled"]


@check_family("works-after-busy")
def works_again(api: Api, operation: str) -> None:
    """Repeat the write when the account is no longer busy."""
    observed = _observed(api, operation)
    if observed.after is None:
        raise _not_rejected(observed.during)
    success(observed.after, when="after the account was busy")


def _not_rejected(exchange: Exchange) -> NotReached:
    return NotReached(
        f"{exchange.operation} was not rejected while the account was busy, but got "
        f"{actual(exchange)}"
    )
