"""The ten operations: a request built by the generated code, and a parser of its success.

What an operation is (its method, its path, whether a repeat is harmless) comes from the
contract, through the generated package.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# The generated modules name the function that builds a request `_get_kwargs`; it is their only
# part without I/O.

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode

from optizmo_deploy_api import models, operations
from optizmo_deploy_api.api.brands import get_brand as _get_brand
from optizmo_deploy_api.api.brands import list_brands as _list_brands
from optizmo_deploy_api.api.contact_schema import get_contact_schema as _get_contact_schema
from optizmo_deploy_api.api.contacts import create_contact as _create_contact
from optizmo_deploy_api.api.contacts import disable_contact as _disable_contact
from optizmo_deploy_api.api.contacts import get_contact as _get_contact
from optizmo_deploy_api.api.contacts import patch_contact as _patch_contact
from optizmo_deploy_api.api.subscriptions import add_contact_subscriptions as _add
from optizmo_deploy_api.api.subscriptions import list_contact_subscriptions as _list
from optizmo_deploy_api.api.subscriptions import remove_contact_subscription as _remove
from optizmo_deploy_api.types import UNSET

from optizmo_deploy.client.contact_schema import ContactSchema
from optizmo_deploy.client.core.retry_policy import Safety
from optizmo_deploy.client.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from optizmo_deploy_api.operations import Operation

__all__ = [
    "Call",
    "add_subscriptions",
    "create_contact",
    "disable_contact",
    "get_brand",
    "get_contact",
    "get_contact_schema",
    "list_brands",
    "list_subscriptions",
    "patch_contact",
    "remove_subscription",
]

T = TypeVar("T")
M = TypeVar("M", models.Contact, models.Brand)


class Call(Generic[T]):
    """One operation with its arguments: what is sent, and how its success is read.

    `parse` gets the decoded JSON document; it is None where the success has no body.
    """

    __slots__ = ("body", "operation", "parse", "safety", "target")

    def __init__(
        self,
        operation: Operation,
        kwargs: Mapping[str, Any],
        parse: Callable[[Any], T] | None,
        *,
        repeat_is_told: bool = False,
    ) -> None:
        self.operation: Operation = operation
        params = kwargs.get("params")
        self.target: str = f"{kwargs['url']}?{_query(params)}" if params else kwargs["url"]
        body = kwargs.get("json")
        self.body: bytes | None = None if body is None else _encode(body)
        self.parse: Callable[[Any], T] | None = parse
        changing = Safety.REPEATABLE if operation.idempotent or repeat_is_told else Safety.ONCE
        self.safety: Safety = Safety.READ if operation.method == "GET" else changing


def create_contact(
    email: str, attributes: Mapping[str, Any], brand_ids: list[UUID]
) -> Call[models.Contact]:
    """Create a contact. Its repeat is told by `contact_exists`."""
    body = models.ContactCreate(
        email=email,
        brand_ids=brand_ids or UNSET,
        attributes=models.AttributesCreate.from_dict(attributes) if attributes else UNSET,
    )
    return Call(
        operations.CREATE_CONTACT,
        _create_contact._get_kwargs(body=body),
        _contact,
        repeat_is_told=True,
    )


def get_contact(md5: str) -> Call[models.Contact]:
    """Read a contact."""
    return Call(operations.GET_CONTACT, _get_contact._get_kwargs(md5), _contact)


def patch_contact(md5: str, attributes: Mapping[str, Any]) -> Call[models.Contact]:
    """Merge attributes into a contact's."""
    body = models.ContactPatch(attributes=models.AttributesPatch.from_dict(attributes))
    return Call(operations.PATCH_CONTACT, _patch_contact._get_kwargs(md5, body=body), _contact)


def disable_contact(md5: str) -> Call[None]:
    """Disable a contact."""
    return Call(operations.DISABLE_CONTACT, _disable_contact._get_kwargs(md5), None)


def list_subscriptions(md5: str) -> Call[list[models.SubscribedBrand]]:
    """List a contact's subscriptions."""
    return Call(operations.LIST_CONTACT_SUBSCRIPTIONS, _list._get_kwargs(md5), _subscriptions)


def add_subscriptions(md5: str, brand_ids: list[UUID]) -> Call[list[models.SubscribedBrand]]:
    """Subscribe a contact to brands."""
    body = models.SubscriptionAdd(brand_ids=brand_ids)
    return Call(
        operations.ADD_CONTACT_SUBSCRIPTIONS, _add._get_kwargs(md5, body=body), _subscriptions
    )


def remove_subscription(md5: str, brand_id: UUID) -> Call[None]:
    """End a subscription. Its repeat is told by status 400."""
    kwargs = _remove._get_kwargs(md5, brand_id)
    return Call(operations.REMOVE_CONTACT_SUBSCRIPTION, kwargs, None, repeat_is_told=True)


def get_contact_schema() -> Call[ContactSchema]:
    """Read the contact schema."""
    return Call(
        operations.GET_CONTACT_SCHEMA, _get_contact_schema._get_kwargs(), ContactSchema.from_dict
    )


def list_brands(page: int, query: Mapping[str, Any]) -> Call[models.BrandPage]:
    """Read a page of brands. `query` has the names of the generated parameters."""
    return Call(
        operations.LIST_BRANDS,
        _list_brands._get_kwargs(page=page, **query),
        models.BrandPage.from_dict,
    )


def get_brand(brand_id: UUID) -> Call[models.Brand]:
    """Read a brand."""
    return Call(operations.GET_BRAND, _get_brand._get_kwargs(brand_id), _brand)


def _contact(data: Any) -> models.Contact:
    contact = _in_utc(models.Contact.from_dict(data))
    values = contact.attributes.additional_properties
    if None in values.values():  # an attribute is optional, so null is as good as absent
        contact.attributes.additional_properties = {
            name: value
            for name, value in values.items()
            if value is not None  # pyright: ignore[reportUnnecessaryComparison]
        }
    return contact


def _brand(data: Any) -> models.Brand:
    return _in_utc(models.Brand.from_dict(data))


def _subscriptions(data: Any) -> list[models.SubscribedBrand]:
    return models.SubscriptionList.from_dict(data).brands


def _in_utc(model: M) -> M:
    moment = model.created_at
    if moment.tzinfo is not UTC:  # a time without a zone can only mean UTC
        model.created_at = (
            moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        )
    return model


def _query(params: Mapping[str, Any]) -> str:
    return urlencode(
        [
            (name, str(value).lower() if isinstance(value, bool) else value)
            for name, value in params.items()
        ]
    )


def _encode(body: object) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):  # NaN, an infinity, a lone surrogate
        raise InvalidArgumentError(
            "an attribute's value cannot be written as JSON in UTF-8"
        ) from None
