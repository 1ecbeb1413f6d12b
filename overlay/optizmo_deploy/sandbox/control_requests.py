"""Reading and showing what control requests are about: faults, accounts, the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, cast

from .account_file import account_from_document
from .arguments import ArgumentError, Arguments, unknown_name
from .clock import Clock, timestamp
from .faults import Fault
from .identity import email_md5

if TYPE_CHECKING:
    from .account import Account
    from .rules import Contract

__all__ = ["clock_document", "fault_document", "read_account", "read_clock", "read_fault"]

_DIGEST = re.compile(r"[0-9A-Fa-f]{32}")
_ERROR_STATUSES = range(400, 600)


def read_fault(arguments: Arguments, contract: Contract) -> Fault:
    """Return the fault that a request describes.

    Raises:
        ArgumentError: The request does not describe a fault.
    """
    match = arguments.inner("match")
    operation, method = match.texts("operation"), match.take("method", str, None)
    contact = match.take("contact", str, None)
    match.finish()
    for name in operation:
        if name not in contract.by_id:
            raise ArgumentError(
                f"match.operation: {unknown_name('operation', name, contract.by_id)}"
            )
    fault = Fault(
        status=_within(arguments, "status", _ERROR_STATUSES),
        code=arguments.take("code", str, None),
        detail=arguments.take("detail", str, ""),
        retry_after=arguments.take("retry_after", int, None),
        delay=arguments.seconds("delay", 0.0),
        drop=_drop(arguments),
        garbage=arguments.take("garbage", bool, False),
        truncated=arguments.take("truncated", bool, False),
        operation=operation,
        method=method and method.upper(),
        contact=contact and _identity(contact),
        skip=arguments.take("skip", int, 0),
        count=arguments.take("count", int, None),
        probability=arguments.take("probability", float, 1.0),
        seed=arguments.take("seed", int, 0),
    )
    arguments.finish()
    if not 0 <= fault.probability <= 1:
        raise ArgumentError("probability must be between 0 and 1")
    if not (fault.status or fault.delay or fault.drop or fault.garbage or fault.truncated):
        raise ArgumentError("a fault needs one of status, delay, drop, garbage or truncated")
    return fault


def fault_document(fault: Fault) -> dict[str, Any]:
    """Return a fault as the control API shows it."""
    return {
        "status": fault.status,
        "code": fault.code,
        "detail": fault.detail,
        "retry_after": fault.retry_after,
        "delay": fault.delay,
        "drop": fault.drop,
        "garbage": fault.garbage,
        "truncated": fault.truncated,
        "match": {
            "operation": list(fault.operation),
            "method": fault.method,
            "contact": fault.contact,
        },
        "skip": fault.skip,
        "count": fault.count,
        "probability": fault.probability,
        "seed": fault.seed,
        "hits": fault.hits,
    }


def read_account(document: dict[str, Any] | None, contract: Contract) -> Account | None:
    """Return the account of a document in the form of an account file.

    Raises:
        AccountError: The document does not describe an account.
    """
    if document is None:
        return None
    return account_from_document(document, operations=contract.by_id)


def read_clock(clock: Clock, arguments: Arguments) -> None:
    """Move, stop or start the clock as a request describes it.

    Raises:
        ArgumentError: The request does not describe a change of the clock.
    """
    advance = arguments.take("advance", float, 0.0)
    set_to = arguments.take("set", str, None)
    stopped = arguments.take("stopped", bool, clock.stopped)
    arguments.finish()
    before = clock.state()
    if stopped:
        clock.stop()
    try:
        if set_to is not None:
            clock.set(set_to)
        clock.advance(advance)
    except ValueError as error:
        clock.restore_state(before)
        raise ArgumentError(str(error)) from None
    if not stopped:
        clock.start()


def clock_document(clock: Clock) -> dict[str, Any]:
    """Return the clock as the control API shows it."""
    now = clock.now()
    return {"now": timestamp(now), "unix": now, "stopped": clock.stopped}


def _identity(contact: str) -> str:
    if "@" in contact:
        return email_md5(contact)
    if not _DIGEST.fullmatch(contact):
        raise ArgumentError("match.contact must be an e-mail address or an emailMd5")
    return contact.lower()


def _within(arguments: Arguments, name: str, values: range) -> int | None:
    value = arguments.take(name, int, None)
    if value is not None and value not in values:
        raise ArgumentError(f"{name} must be from {values[0]} to {values[-1]}")
    return value


def _drop(arguments: Arguments) -> Literal["before", "after"] | None:
    value = arguments.take("drop", str, None)
    if value not in {None, "before", "after"}:
        raise ArgumentError("drop must be 'before' or 'after' the effect")
    return cast("Literal['before', 'after'] | None", value)
