"""The calls that take more than one request, and those whose repeat has to be understood."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from optizmo_deploy_api.operations import LIMITS

from optizmo_deploy.client.arguments.identity import email_md5
from optizmo_deploy.client.core import calls
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.errors import (
    ApiError,
    ContactExistsError,
    DeadlineExceededError,
    DeployError,
    InvalidArgumentError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from optizmo_deploy_api.models import Contact, SubscribedBrand

    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.effects import Flow
    from optizmo_deploy.client.response import Response

__all__ = ["add", "create", "remove", "replace", "upsert"]

MOST_IDS: int = LIMITS["BrandIdList"].max_items or sys.maxsize
_BAD_REQUEST = 400


def create(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[UUID]
) -> Flow[Response[Contact]]:
    """Create a contact; that it exists is success if an earlier attempt of this call made it."""
    try:
        return (yield from attempts(calls.create_contact(email, attributes, brand_ids), context))
    except ContactExistsError as error:
        if not context.may_have_arrived:
            raise
        exists = error
    try:
        found = yield from attempts(calls.get_contact(email_md5(email)), context)
    except DeadlineExceededError:
        raise
    except DeployError as error:
        raise exists from error
    if not _is_as_asked(found.parsed, attributes, brand_ids):
        raise exists
    return found


def upsert(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[UUID]
) -> Flow[Response[Contact]]:
    """Create a contact, or change the one that exists: add the brands, merge the attributes."""
    given = {name: value for name, value in attributes.items() if value is not None}
    md5 = email_md5(email)
    try:
        latest = yield from create(context, email, given, brand_ids[:MOST_IDS])
    except ContactExistsError:
        if brand_ids:
            yield from add(context, md5, brand_ids)
        if attributes:
            return (yield from attempts(calls.patch_contact(md5, attributes), context))
    else:
        if len(brand_ids) <= MOST_IDS:
            return latest
        yield from add(context, md5, brand_ids[MOST_IDS:])
    return (yield from attempts(calls.get_contact(md5), context))


def add(
    context: CallContext, md5: str, brand_ids: list[UUID]
) -> Flow[Response[list[SubscribedBrand]]]:
    """Subscribe a contact to any number of brands, in order, in as few requests as possible."""
    if not brand_ids:
        raise InvalidArgumentError("there must be at least one brand id to subscribe to")
    latest = yield from attempts(calls.add_subscriptions(md5, brand_ids[:MOST_IDS]), context)
    for start in range(MOST_IDS, len(brand_ids), MOST_IDS):
        latest = yield from attempts(
            calls.add_subscriptions(md5, brand_ids[start : start + MOST_IDS]), context
        )
    return latest


def remove(
    context: CallContext, md5: str, brand_id: UUID, *, missing_ok: bool
) -> Flow[Response[None]]:
    """End a subscription; that there is none is success if an earlier attempt may have ended it."""
    try:
        return (yield from attempts(calls.remove_subscription(md5, brand_id), context))
    except ApiError as error:
        if error.status_code != _BAD_REQUEST or not (missing_ok or context.may_have_arrived):
            raise
        return error.response


def replace(
    context: CallContext, md5: str, brand_ids: list[UUID]
) -> Flow[Response[list[SubscribedBrand]]]:
    """Make the given brands a contact's only ones, adding before removing."""
    latest = yield from attempts(calls.list_subscriptions(md5), context)
    present = {brand.id for brand in latest.parsed}
    missing = [brand_id for brand_id in brand_ids if brand_id not in present]
    if missing:
        latest = yield from add(context, md5, missing)
    wanted = set(brand_ids)
    surplus = [brand.id for brand in latest.parsed if brand.id not in wanted]
    for brand_id in surplus:
        yield from remove(context, md5, brand_id, missing_ok=True)
    if surplus:
        latest = yield from attempts(calls.list_subscriptions(md5), context)
    return latest


def _is_as_asked(contact: Contact, attributes: Mapping[str, Any], brand_ids: list[UUID]) -> bool:
    present = {brand_id.lower() for brand_id in contact.brand_ids}
    values = contact.attributes.additional_properties
    return (
        contact.enabled
        and all(str(brand_id) in present for brand_id in brand_ids)
        and all(name in values and _same(values[name], value) for name, value in attributes.items())
    )


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(
        other, bool
    )  # True equals 1 in Python, not in JSON
