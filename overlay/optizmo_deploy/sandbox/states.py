"""Provider states: situations that a contract test sets up by name.

The form is `{"state": …, "action": "setup" or "teardown", "params": {…}}`. A teardown puts back
what its setup changed; one without params tears down every setup of the state.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .account_file import account_from_document
from .arguments import ArgumentError, Arguments, unknown_name
from .control_requests import read_fault
from .identity import email_md5

if TYPE_CHECKING:
    from .account import Account
    from .backend import Backend

__all__ = ["STATES", "apply_state"]

Undo = Callable[[], object]


def apply_state(backend: Backend, arguments: Arguments) -> None:
    """Set up or tear down a state.

    Raises:
        ArgumentError: The request is malformed or the state unknown.
        AccountError: The contact or brand of the params is not valid.
    """
    name = arguments.take("state", str)
    action = arguments.take("action", str, "setup")
    params = arguments.object("params") or {}
    arguments.finish()
    if name not in STATES:
        raise ArgumentError(unknown_name("state", name, STATES))
    if action not in {"setup", "teardown"}:
        raise ArgumentError("action must be 'setup' or 'teardown'")
    key = (name, json.dumps(params, sort_keys=True))
    with backend.store.transaction():
        if action == "setup":
            _undo(backend, [key])
            backend.undos[key] = STATES[name](backend, Arguments(params, "params."))
        else:
            _undo(backend, [key] if params else [k for k in backend.undos if k[0] == name])


def _undo(backend: Backend, keys: list[tuple[str, str]]) -> None:
    for key in reversed(keys):
        undo = backend.undos.pop(key, None)
        if undo is not None:
            undo()


def _account_busy(backend: Backend, params: Arguments) -> Undo:
    seconds = params.seconds("seconds", 30.0)
    params.finish()
    backend.busy(seconds)
    return lambda: backend.busy(0)


def _rate_limit_exceeded(backend: Backend, params: Arguments) -> Undo:
    seconds = params.seconds("seconds", 30.0)
    params.finish()
    limiter = backend.api.limiter
    limiter.block(seconds)
    return lambda: limiter.block(0)


def _failing(backend: Backend, params: Arguments) -> Undo:
    fault = read_fault(params, backend.contract)
    backend.faults.add(fault)
    return lambda: backend.faults.remove(fault)


def _contact_exists(backend: Backend, params: Arguments) -> Undo:
    contact = params.rest()
    brands = [{"id": brand_id, "name": "-"} for brand_id in contact.get("brandIds", ())]
    stored = next(_checked(backend, brands=brands, contacts=[contact]).stored_contacts())
    undo = _restoring_contact(backend, stored.email_md5)
    backend.store.save_contact(stored)
    return undo


def _contact_missing(backend: Backend, params: Arguments) -> Undo:
    email = params.take("email", str, None)
    digest = email_md5(email) if email else params.take("emailMd5", str).lower()
    params.finish()
    undo = _restoring_contact(backend, digest)
    backend.store.delete_contact(digest)
    return undo


def _brand_exists(backend: Backend, params: Arguments) -> Undo:
    brand = next(_checked(backend, brands=[params.rest()], contacts=[]).live_brands())
    undo = _restoring_brand(backend, brand["id"])
    backend.store.save_brand(brand)
    return undo


def _brand_deleted(backend: Backend, params: Arguments) -> Undo:
    brand_id = params.take("id", str).lower()
    params.finish()
    undo = _restoring_brand(backend, brand_id)
    backend.store.delete_brand(brand_id)
    return undo


def _checked(backend: Backend, **parts: list[dict[str, Any]]) -> Account:
    schema = [attribute.document() for attribute in backend.api.account.schema]
    keys = [{"key": "-", "rights": "all"}]
    return account_from_document({"keys": keys, "schema": schema, **parts}, "params")


def _restoring_contact(backend: Backend, digest: str) -> Undo:
    before, store = backend.store.contact(digest), backend.store
    return lambda: store.save_contact(before) if before else store.delete_contact(digest)


def _restoring_brand(backend: Backend, brand_id: str) -> Undo:
    before, store = backend.store.brand(brand_id), backend.store
    return lambda: store.save_brand(before) if before else store.delete_brand(brand_id)


STATES: dict[str, Callable[[Backend, Arguments], Undo]] = {
    "account busy": _account_busy,
    "rate limit exceeded": _rate_limit_exceeded,
    "failing": _failing,
    "contact exists": _contact_exists,
    "contact missing": _contact_missing,
    "brand exists": _brand_exists,
    "brand deleted": _brand_deleted,
}
"""The states by name: each sets up its situation, and returns what restores the previous one."""
