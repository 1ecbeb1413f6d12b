"""Provider states: situations that a contract test asks for by name.

The form is `{"state": …, "action": "setup" or "teardown", "params": {…}}`. A teardown puts back
what its setup changed; one without params tears down every setup of the state.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .account_file import account_from_document
from .arguments import ArgumentError, Arguments
from .identity import email_md5
from .orders import order_fault

if TYPE_CHECKING:
    from .account import Account
    from .world import World

__all__ = ["STATES", "apply_state"]

Undo = Callable[[], object]


def apply_state(world: World, arguments: Arguments) -> None:
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
        raise ArgumentError(f"there is no state {name!r}; there are {', '.join(STATES)}")
    if action not in {"setup", "teardown"}:
        raise ArgumentError("action must be 'setup' or 'teardown'")
    key = (name, json.dumps(params, sort_keys=True))
    if action == "setup":
        _undo(world, [key])
        world.undos[key] = STATES[name](world, Arguments(params, "params."))
    else:
        _undo(world, [key] if params else [other for other in world.undos if other[0] == name])


def _undo(world: World, keys: list[tuple[str, str]]) -> None:
    for key in reversed(keys):
        undo = world.undos.pop(key, None)
        if undo is not None:
            undo()


def _account_busy(world: World, params: Arguments) -> Undo:
    seconds = params.seconds("seconds", 30.0)
    params.finish()
    world.busy(seconds)
    return lambda: world.busy(0)


def _rate_limit_exceeded(world: World, params: Arguments) -> Undo:
    seconds = params.seconds("seconds", 30.0)
    params.finish()
    limiter = world.api.limiter
    limiter.block(seconds)
    return lambda: limiter.block(0)


def _failing(world: World, params: Arguments) -> Undo:
    fault = order_fault(params)
    world.faults.add(fault)
    return lambda: world.faults.remove(fault)


def _contact_exists(world: World, params: Arguments) -> Undo:
    contact = params.rest()
    brands = [{"id": brand_id, "name": "-"} for brand_id in contact.get("brandIds", ())]
    stored = next(_checked(world, brands=brands, contacts=[contact]).stored_contacts())
    undo = _restoring_contact(world, stored.email_md5)
    world.store.save_contact(stored)
    return undo


def _contact_missing(world: World, params: Arguments) -> Undo:
    email = params.take("email", str, None)
    digest = email_md5(email) if email else params.take("emailMd5", str).lower()
    params.finish()
    undo = _restoring_contact(world, digest)
    world.store.delete_contact(digest)
    return undo


def _brand_exists(world: World, params: Arguments) -> Undo:
    brand = next(_checked(world, brands=[params.rest()], contacts=[]).live_brands())
    undo = _restoring_brand(world, brand["id"])
    world.store.save_brand(brand)
    return undo


def _brand_deleted(world: World, params: Arguments) -> Undo:
    brand_id = params.take("id", str).lower()
    params.finish()
    undo = _restoring_brand(world, brand_id)
    world.store.delete_brand(brand_id)
    return undo


def _checked(world: World, **parts: list[dict[str, Any]]) -> Account:
    schema = [attribute.document() for attribute in world.api.account.schema]
    keys = [{"key": "-", "rights": "all"}]
    return account_from_document({"keys": keys, "schema": schema, **parts}, "params")


def _restoring_contact(world: World, digest: str) -> Undo:
    before, store = world.store.contact(digest), world.store
    return lambda: store.save_contact(before) if before else store.delete_contact(digest)


def _restoring_brand(world: World, brand_id: str) -> Undo:
    before, store = world.store.brand(brand_id), world.store
    return lambda: store.save_brand(before) if before else store.delete_brand(brand_id)


STATES: dict[str, Callable[[World, Arguments], Undo]] = {
    "account busy": _account_busy,
    "rate limit exceeded": _rate_limit_exceeded,
    "failing": _failing,
    "contact exists": _contact_exists,
    "contact missing": _contact_missing,
    "brand exists": _brand_exists,
    "brand deleted": _brand_deleted,
}
"""The states by name: each makes its situation and returns what puts the old one back."""
