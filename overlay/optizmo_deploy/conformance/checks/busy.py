"""A busy account: every write is put off, every read goes on, and afterwards all is as before."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.expect import code_of, demand, fail, refused, said, success
from optizmo_deploy.conformance.family import each_operation
from optizmo_deploy.conformance.operations import READS, WRITES
from optizmo_deploy.conformance.subject import Subject, valid_request
from optizmo_deploy.conformance.target import md5_of
from optizmo_deploy.conformance.verdict import NotReached

if TYPE_CHECKING:
    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange

_SECONDS = 30


@frozen
class _Observed:
    """What one operation answered while the account was busy, and what came of it."""

    during: Exchange
    again: Exchange
    """The same request once more while the account was busy."""
    disabled: Exchange | None
    """A request for a disabled contact while the account was busy; only of writes to contacts."""
    changed: bool | NotReached
    """Whether the request had an effect, seen afterwards."""
    after: Exchange | None
    """The answer to the same request afterwards; only of those that were put off."""


def _observed(api: Api, operation: str) -> _Observed:
    found = api.remembered("busy account", lambda: _observe(api))
    if operation not in found:
        raise NotReached(f"no valid request to {operation} could be prepared")
    return found[operation]


def _observe(api: Api) -> dict[str, _Observed]:
    """Make the account busy once, send one request to each operation, and look again afterwards."""
    subjects = {operation: Subject(api) for operation in WRITES if operation != "createContact"}
    requests: dict[str, dict[str, Any]] = {}
    for operation in (*WRITES, *READS):
        try:
            requests[operation] = valid_request(api, operation, subject=subjects.get(operation))
        except NotReached:
            continue
    during: dict[str, Exchange] = {}
    again: dict[str, Exchange] = {}
    others = _requests_for_disabled(api)
    disabled: dict[str, Exchange] = {}
    with api.busy(_SECONDS):
        for operation, request in requests.items():
            during[operation] = api.call(operation, **request)
        for operation, request in requests.items():
            again[operation] = api.call(operation, **request)
        for operation, request in others.items():
            disabled[operation] = api.call(operation, **request)
    observed: dict[str, _Observed] = {}
    for operation, exchange in during.items():
        changed = _has_changed(api, operation, requests[operation], subjects.get(operation))
        after = api.call(operation, **requests[operation]) if _put_off(exchange) else None
        observed[operation] = _Observed(
            exchange, again[operation], disabled.get(operation), changed, after
        )
    return observed


def _requests_for_disabled(api: Api) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    with suppress(NotReached):
        contact = Subject(api)
        api.prepared(api.disable(contact.md5))
        for operation in WRITES:
            if operation != "createContact":
                with suppress(NotReached):  # what the target lacks is told by the other requests
                    found[operation] = valid_request(api, operation, subject=contact)
    return found


def _put_off(exchange: Exchange) -> bool:
    return exchange.status == 409 and code_of(exchange) == "operation_in_progress"  # noqa: PLR2004


def _has_changed(
    api: Api, operation: str, request: dict[str, Any], subject: Subject | None
) -> bool | NotReached:
    try:
        if operation == "createContact":
            return api.get(md5_of(request["json"]["email"])).status == 200  # noqa: PLR2004
        return subject is not None and not subject.is_unchanged()
    except NotReached as reason:
        return reason


@each_operation("BUSY", 1, 5)
def put_off(api: Api, operation: str) -> None:
    """Write while the account is busy."""
    observed = _observed(api, operation)
    for exchange in (observed.during, observed.again):
        refused(exchange, 409, code="operation_in_progress", when="while the account is busy")
    if observed.disabled is not None:
        when = "of a disabled contact, while the account is busy"
        refused(observed.disabled, 409, code="operation_in_progress", when=when)


@each_operation("BUSY", 6, 10)
def retry_after(api: Api, operation: str) -> None:
    """Look at Retry-After."""
    observed = _observed(api, operation)
    if not _put_off(observed.during):
        raise NotReached(f"{operation} was not put off: {said(observed.during)}")
    for exchange in filter(_put_off, (observed.during, observed.again)):
        _says_when(exchange)


def _says_when(exchange: Exchange) -> None:
    operation, value = exchange.operation, exchange.header("Retry-After")
    if value is None:
        fail(f"{operation} was put off without Retry-After", exchange)
    whole = value.strip().isascii() and value.strip().isdigit()
    demand(whole, f"Retry-After must be whole seconds, not {value!r}", exchange)


@each_operation("BUSY", 11, 15)
def no_effect(api: Api, operation: str) -> None:
    """Look whether the write that was put off was done all the same."""
    observed = _observed(api, operation)
    status = observed.during.status
    if status is None or status < 400:  # noqa: PLR2004 - it was not refused
        raise NotReached(f"{operation} was not refused: {said(observed.during)}")
    if isinstance(observed.changed, NotReached):
        raise NotReached(observed.changed.reason)
    message = f"{operation} was refused while the account was busy, yet it had its effect"
    demand(not observed.changed, message, observed.during)


@each_operation("BUSY", 16, 20)
def reads_go_on(api: Api, operation: str) -> None:
    """Read while the account is busy."""
    observed = _observed(api, operation)
    for exchange in (observed.during, observed.again):
        success(exchange, when="while the account is busy")


@each_operation("BUSY", 21, 25)
def works_again(api: Api, operation: str) -> None:
    """Repeat the write when the account is no longer busy."""
    observed = _observed(api, operation)
    if observed.after is None:
        raise NotReached(f"{operation} was not put off: {said(observed.during)}")
    success(observed.after, when="after the account was busy")
