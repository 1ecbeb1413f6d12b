"""Reading contacts, and comparing what was read."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from optizmo_deploy.conformance.assertions.values import same_attributes
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

__all__ = [
    "CONTACT",
    "LIST",
    "Seen",
    "brand_ids",
    "demand_unchanged",
    "differences",
    "differences_of_create",
    "differences_of_response",
    "email_names",
    "fold",
    "fraction_digits",
    "let_clock_move",
    "listed",
    "other_case",
    "point_in_time",
    "read",
    "see",
    "subscribed",
]

CONTACT = ("email", "emailMd5", "attributes", "brandIds", "enabled", "createdAt")
"""The members of a contact."""
LIST = "the list of subscriptions"
"""Stands beside them for what listContactSubscriptions returns."""
_MILLISECONDS = 3
_SECOND = 1.1


@frozen
class Seen:
    """A contact at one time, as both reading operations return it."""

    contact: dict[str, Any]
    subscriptions: list[dict[str, Any]]
    exchanges: tuple[Exchange, Exchange]
    """The getContact and the listContactSubscriptions."""

    @property
    def brand_ids(self) -> list[str]:
        """The ids in ``brandIds``, sorted, in lower case."""
        return brand_ids(self.contact)

    @property
    def listed(self) -> list[str]:
        """The ids in the list of subscriptions, sorted, in lower case."""
        return listed(self.subscriptions)


def read(api: Api, md5: str) -> dict[str, Any]:
    """Return a contact, for a check about something else than reading.

    Raises:
        NotReached: It cannot be read.
    """
    return cast("dict[str, Any]", api.prepared(api.get(md5)))


def subscribed(api: Api, md5: str) -> list[dict[str, Any]]:
    """Return a contact's subscriptions, for a check about something else than listing.

    Raises:
        NotReached: They cannot be read.
    """
    return cast("list[dict[str, Any]]", api.prepared(api.list_subscriptions(md5))["brands"])


def see(api: Api, md5: str) -> Seen:
    """Read a contact with both reading operations.

    Raises:
        NotReached: One of them does not work.
    """
    get, subscriptions = api.get(md5), api.list_subscriptions(md5)
    return Seen(api.prepared(get), api.prepared(subscriptions)["brands"], (get, subscriptions))


def fold(ids: Iterable[str]) -> list[str]:
    """Return ids for comparison, sorted and in lower case: a UUID has no letter case."""
    return sorted(str(brand_id).lower() for brand_id in ids)


def brand_ids(contact: Mapping[str, Any]) -> list[str]:
    """Return the ids in a contact's ``brandIds`` for comparison."""
    return fold(contact["brandIds"])


def listed(subscriptions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the ids of subscriptions for comparison."""
    return fold(brand["id"] for brand in subscriptions)


def other_case(brand_id: str) -> str:
    """Return an id in upper case, or in lower case when that changes nothing.

    Raises:
        NotReached: It has no letters.
    """
    for changed in (brand_id.upper(), brand_id.lower()):
        if changed != brand_id:
            return changed
    raise NotReached(f"the brand id {brand_id} has no letters")


def email_names(api: Api) -> list[str]:
    """Return the names of all attributes of type email, whose values have derived entries."""
    return [item["name"] for item in api.target.schema if item["type"] == "email"]


def point_in_time(value: object) -> datetime:
    """Parse a date-time.

    Raises:
        ValueError: It is not one, or has no offset from UTC.
    """
    parsed = datetime.fromisoformat(str(value).upper())
    if parsed.tzinfo is None:
        raise ValueError(f"{value} has no offset from UTC")
    return parsed.astimezone(UTC)


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of the members in which two readings of a contact differ.

    Letter case and white space of ``email`` make no difference, nor do the order and the case of
    brand ids and the notation of ``createdAt``.
    """
    return _differing(one, other, timedelta(0))


def differences_of_response(response: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """Return the names of the members in which a contact in the response to a write differs.

    The response may show ``createdAt`` with another precision than a reading.
    """
    shown = min(fraction_digits(contact["createdAt"]) for contact in (response, stored))
    same = fraction_digits(response["createdAt"]) == fraction_digits(stored["createdAt"])
    return _differing(response, stored, timedelta(seconds=0 if same else 10.0**-shown))


def differences_of_create(response: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """Return the names of the members in which a contact in the response to its create differs.

    The response may show the time as it was taken, and a reading the time as it was stored.
    """
    return _differing(response, stored, timedelta(seconds=1))


def demand_unchanged(
    whose: str, before: Seen, after: Seen, members: Collection[str], *writes: Exchange
) -> None:
    """Require that writes left members of a contact as they were.

    Args:
        whose: Whose members they are, for the message; for example `of another contact`.
        before: The contact before the writes.
        after: The contact after them.
        members: The members to compare, of `CONTACT` and `LIST`.
        *writes: The writes.

    Raises:
        Violation: One of the members has changed.
    """
    changed = differences(before.contact, after.contact)
    if before.listed != after.listed:
        changed.append(LIST)
    for member in members:
        if member in changed:
            was, found = (
                seen.subscriptions if member == LIST else seen.contact[member]
                for seen in (before, after)
            )
            raise Violation(
                f"{writes[0].operation} should not change {member} {whose}, but it was {was} "
                f"before and is {found} after",
                *before.exchanges,
                *writes,
                *after.exchanges,
            )


def fraction_digits(value: str) -> int:
    """Return the number of digits after the point in the seconds of a date-time."""
    _, _, fraction = value.partition(".")
    return len(fraction) - len(fraction.lstrip("0123456789"))


def let_clock_move(contact: Mapping[str, Any], started: float) -> None:
    """Wait until a createdAt without fractions would differ if it was set again.

    Args:
        contact: The contact, as it is read.
        started: When its create was sent, on the monotonic clock.
    """
    if fraction_digits(contact["createdAt"]) < _MILLISECONDS:
        time.sleep(max(0.0, started + _SECOND - time.monotonic()))


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], slack: timedelta) -> list[str]:
    same = {
        "email": one["email"].strip().lower() == other["email"].strip().lower(),
        "emailMd5": one["emailMd5"] == other["emailMd5"],
        "attributes": same_attributes(one["attributes"], other["attributes"]),
        "brandIds": brand_ids(one) == brand_ids(other),
        "enabled": one["enabled"] is other["enabled"],
        "createdAt": _same_time(one["createdAt"], other["createdAt"], slack),
    }
    return [member for member, equal in same.items() if not equal]


def _same_time(one: str, other: str, slack: timedelta) -> bool:
    try:
        return one == other or abs(point_in_time(one) - point_in_time(other)) <= slack
    except ValueError:
        return False
