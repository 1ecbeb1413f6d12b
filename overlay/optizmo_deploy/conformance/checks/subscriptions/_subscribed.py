"""Contacts that are subscribed to certain brands before a check begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["a_disabled_brand", "brands_of_one_name", "subscribed_contact"]


def subscribed_contact(api: Api, ids: Sequence[str], *, created: bool = False) -> str:
    """Return the emailMd5 of a new contact that is subscribed to these brands.

    Args:
        api: The run.
        ids: The ids of the brands.
        created: Whether it is created with them, not subscribed afterwards.

    Raises:
        NotReached: The server does not accept it.
    """
    if created:
        return api.new_contact(brand_ids=ids).md5
    md5 = api.new_contact().md5
    exchange = api.subscribe(md5, ids)
    disabled = {brand["id"] for brand in api.target.disabled_brands}
    if not exchange.succeeded and not disabled.isdisjoint(ids):  # which the server may reject
        raise NotReached("the server does not accept subscriptions to a disabled brand")
    api.prepared(exchange)
    return md5


def a_disabled_brand(api: Api, place: int) -> str:
    """Return the id of a disabled brand.

    Raises:
        NotReached: The account has none.
    """
    if not api.target.disabled_brands:
        raise NotReached("the account has no disabled brand")
    return str(api.target.disabled_brands[place]["id"])


def brands_of_one_name(api: Api) -> list[str]:
    """Return the ids of two brands that have the same name.

    Raises:
        NotReached: The account has no such brands.
    """
    by_name: dict[str, dict[str, None]] = {}
    for brand in api.target.brands:
        by_name.setdefault(brand["name"].strip().lower(), {})[brand["id"]] = None
    for ids in by_name.values():
        if len(ids) > 1:
            return list(ids)[:2]
    raise NotReached("no two brands of the account have the same name")
