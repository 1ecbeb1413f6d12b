"""Contacts that checks of the reading operations look at; none of them is ever changed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.checks._attributes import good_attributes
from optizmo_deploy.conformance.model import Profile
from optizmo_deploy.conformance.subscribable import usable, usable_up_to
from optizmo_deploy.conformance.verdict import NotReached

if TYPE_CHECKING:
    from optizmo_deploy.conformance.api import Api, Disposable
    from optizmo_deploy.conformance.exchange import Exchange

__all__ = [
    "HUNDRED",
    "Reading",
    "full_contact",
    "full_members",
    "hundredfold",
    "manifold",
    "reading",
    "rich",
    "subjects",
]

HUNDRED = 100


@frozen
class Reading:
    """Two rounds of both readers for a contact that nobody changes meanwhile."""

    md5: str
    get: Exchange
    subscriptions: Exchange
    get_again: Exchange
    subscriptions_again: Exchange


def reading(api: Api, md5: str) -> Reading:
    """Return the run's reading of a contact."""

    def make() -> Reading:
        return Reading(
            md5,
            api.get(md5),
            api.list_subscriptions(md5),
            api.get(md5),
            api.list_subscriptions(md5),
        )

    return api.remembered(f"reading of {md5}", make)


def full_members(api: Api, variant: int = 0) -> dict[str, Any]:
    """Return members for a create: a value for every writable attribute, and up to three brands.

    Another variant has other values, and other brands as far as there are any.
    """
    members: dict[str, Any] = {}
    with suppress(NotReached):
        members["attributes"] = good_attributes(api, variant)
    brands = usable_up_to(api, 3 + variant)[variant:]
    if brands:
        members["brandIds"] = brands
    return members


def full_contact(api: Api, variant: int = 0) -> Disposable:
    """Create a contact with ``full_members``.

    Raises:
        NotReached: It cannot be created.
    """
    members = full_members(api, variant)
    return api.new_contact(attributes=members.get("attributes"), brand_ids=members.get("brandIds"))


def rich(api: Api, variant: int = 0) -> Disposable:
    """Return the run's contact with ``full_members``.

    Raises:
        NotReached: It cannot be created.
    """
    return api.remembered(f"rich contact {variant}", lambda: full_contact(api, variant))


def hundredfold(api: Api) -> Disposable:
    """Return the run's contact that is created with 100 brands.

    Raises:
        NotReached: It cannot be created, or the account has fewer brands.
    """
    return api.remembered(
        "contact with 100 brands",
        lambda: api.new_contact(brand_ids=usable(api, HUNDRED)),
    )


def manifold(api: Api) -> Disposable:
    """Return the run's contact that is created with up to 100 brands, the longest names first.

    Raises:
        NotReached: It cannot be created.
    """

    def make() -> Disposable:
        names = {str(brand["id"]): str(brand["name"]) for brand in api.target.brands}
        ids = sorted(usable_up_to(api, len(names)), key=lambda id_: -len(names[id_]))
        return api.new_contact(brand_ids=ids[:HUNDRED] or None)

    return api.remembered("contact with many brands", make)


def subjects(api: Api) -> list[Reading]:
    """Read the contacts that the run can look at: the one it was given, and one of its own.

    Raises:
        NotReached: There is none.
    """
    found: list[str] = []
    if api.settings.contact is not None or api.settings.profile is Profile.READ:
        found.append(api.some_contact)
    if api.settings.profile is not Profile.READ:
        found.append(rich(api).md5)
    return [reading(api, md5) for md5 in found]
