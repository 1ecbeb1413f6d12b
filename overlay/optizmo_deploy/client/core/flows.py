"""The calls that take more than one request, and those whose repeat has to be understood."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from optizmo_deploy_api import models
from optizmo_deploy_api.api.contacts import create_contact, get_contact, patch_contact
from optizmo_deploy_api.api.subscriptions import (
    add_contact_subscriptions,
    list_contact_subscriptions,
    remove_contact_subscription,
)
from optizmo_deploy_api.operations import LIMITS

from optizmo_deploy.client.arguments.identity import email_md5
from optizmo_deploy.client.core.calls import Call
from optizmo_deploy.client.core.retry_loop import attempts
from optizmo_deploy.client.errors import (
    ApiError,
    ConflictError,
    ContactExistsError,
    DeadlineExceededError,
    DeployError,
    InvalidArgumentError,
    NotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.effects import Flow
    from optizmo_deploy.client.response import Response

__all__ = ["add", "create", "patch", "remove", "replace", "subscriptions", "upsert"]

MOST_IDS: int = LIMITS["BrandIdList"].max_items or sys.maxsize
_BAD_REQUEST = 400


def create(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[str]
) -> Flow[Response[models.Contact]]:
    """Create a contact; that it exists is success if an earlier attempt of this call made it."""
    try:
        return (yield from attempts(_create(email, attributes, brand_ids), context))
    except ConflictError as error:
        if not (context.may_have_arrived and _may_exist(error)):
            raise
        exists = error
    try:
        found = yield from attempts(Call(get_contact.request(email_md5(email))), context)
    except DeadlineExceededError:
        raise
    except DeployError as error:
        raise exists from error
    if not _is_as_asked(found.parsed, attributes, brand_ids):
        raise exists
    return found


def upsert(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[str]
) -> Flow[Response[models.Contact]]:
    """Create a contact, or change the one that exists: add the brands, merge the attributes.

    A conflict that does not say which one it is, because its body was cut off for instance, may
    mean that the contact exists. If it turns out not to, it is created once more.
    """
    try:
        return (yield from _create_all(context, email, attributes, brand_ids))
    except ConflictError as error:
        if not _may_exist(error):
            raise
        conflict = error
    try:
        return (yield from _change(context, email, attributes, brand_ids))
    except NotFoundError as error:
        if conflict.code:
            raise
        if context.settings.retry.max_attempts == 1:
            raise conflict from error
    try:
        return (yield from _create_all(context, email, attributes, brand_ids))
    except ContactExistsError:
        return (yield from _change(context, email, attributes, brand_ids))


def add(
    context: CallContext, md5: str, brand_ids: list[str]
) -> Flow[Response[list[models.SubscribedBrand]]]:
    """Subscribe a contact to any number of brands, in order, in as few requests as possible."""
    if not brand_ids:
        raise InvalidArgumentError("there must be at least one brand id to subscribe to")
    latest = yield from attempts(_add(md5, brand_ids[:MOST_IDS]), context)
    for start in range(MOST_IDS, len(brand_ids), MOST_IDS):
        latest = yield from attempts(_add(md5, brand_ids[start : start + MOST_IDS]), context)
    return latest


def remove(
    context: CallContext, md5: str, brand_id: str, *, missing_ok: bool
) -> Flow[Response[None]]:
    """End a subscription; that there is none is success if an earlier attempt may have ended it."""
    try:
        return (yield from attempts(_remove(md5, brand_id), context))
    except ApiError as error:
        if error.status_code != _BAD_REQUEST or not (missing_ok or context.may_have_arrived):
            raise
        return error.response


def replace(
    context: CallContext, md5: str, brand_ids: list[str]
) -> Flow[Response[list[models.SubscribedBrand]]]:
    """Make the given brands a contact's only ones, adding before removing."""
    latest = yield from attempts(subscriptions(md5), context)
    present = {brand.id for brand in latest.parsed}
    missing = [brand_id for brand_id in brand_ids if brand_id not in present]
    if missing:
        latest = yield from add(context, md5, missing)
    wanted = set(brand_ids)
    surplus = [brand.id for brand in latest.parsed if brand.id not in wanted]
    for brand_id in surplus:
        yield from remove(context, md5, brand_id, missing_ok=True)
    if surplus:
        latest = yield from attempts(subscriptions(md5), context)
    return latest


def patch(md5: str, attributes: Mapping[str, Any]) -> Call[models.Contact]:
    """Return the call that merges attributes into a contact's."""
    body = models.ContactPatch(attributes=models.AttributesPatch(attributes))
    return Call(patch_contact.request(md5, body=body))


def subscriptions(md5: str) -> Call[list[models.SubscribedBrand]]:
    """Return the call that lists a contact's subscriptions."""
    return Call(list_contact_subscriptions.request(md5), _brands)


def _create_all(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[str]
) -> Flow[Response[models.Contact]]:
    """Create a contact with any number of brands, without the attributes that are null."""
    given = {name: value for name, value in attributes.items() if value is not None}
    latest = yield from create(context, email, given, brand_ids[:MOST_IDS])
    if len(brand_ids) <= MOST_IDS:
        return latest
    md5 = email_md5(email)
    yield from add(context, md5, brand_ids[MOST_IDS:])
    return (yield from attempts(Call(get_contact.request(md5)), context))


def _change(
    context: CallContext, email: str, attributes: Mapping[str, Any], brand_ids: list[str]
) -> Flow[Response[models.Contact]]:
    """Subscribe a contact to brands, and merge attributes into its own."""
    md5 = email_md5(email)
    if brand_ids:
        yield from add(context, md5, brand_ids)
    if attributes:
        return (yield from attempts(patch(md5, attributes), context))
    return (yield from attempts(Call(get_contact.request(md5)), context))


def _may_exist(error: ConflictError) -> bool:
    """Return whether a conflict says that the contact exists, or nothing that excludes it."""
    return isinstance(error, ContactExistsError) or error.code is None


def _create(
    email: str, attributes: Mapping[str, Any], brand_ids: list[str]
) -> Call[models.Contact]:
    body = models.ContactCreate(
        email=email,
        brand_ids=brand_ids or None,
        attributes=models.AttributesCreate(attributes) if attributes else None,
    )
    # after a repeat, `contact_exists` says that the contact was created
    call = Call(create_contact.request(body=body), repeatable=True)
    if email.isascii():  # how a server lower-cases other letters is not documented
        call.contact = email_md5(email)
    return call


def _add(md5: str, brand_ids: list[str]) -> Call[list[models.SubscribedBrand]]:
    body = models.SubscriptionAdd(brand_ids=brand_ids)
    return Call(add_contact_subscriptions.request(md5, body=body), _brands)


def _remove(md5: str, brand_id: str) -> Call[None]:
    return Call(
        remove_contact_subscription.request(md5, brand_id), repeatable=True
    )  # recognized by 400


def _brands(data: Any) -> list[models.SubscribedBrand]:
    return models.SubscriptionList.from_dict(data).brands


def _is_as_asked(
    contact: models.Contact, attributes: Mapping[str, Any], brand_ids: list[str]
) -> bool:
    values = contact.attributes
    return (
        contact.enabled
        and set(brand_ids) <= set(contact.brand_ids)
        and all(name in values and _same(values[name], value) for name, value in attributes.items())
    )


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(
        other, bool
    )  # True equals 1 in Python, not in JSON
