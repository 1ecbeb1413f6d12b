"""A contact that refused requests are aimed at, to see that they change nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.checks._contacts import differences
from optizmo_deploy.conformance.expect import said
from optizmo_deploy.conformance.subscribable import usable
from optizmo_deploy.conformance.target import folded
from optizmo_deploy.conformance.verdict import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Generator

    from optizmo_deploy.conformance.api import Api

__all__ = [
    "ATTRIBUTE_VALUES",
    "Subject",
    "some_attribute",
    "subject_of",
    "unchanged_subject",
    "valid_request",
]

ATTRIBUTE_VALUES: dict[str, Any] = {
    "string": "conformance",
    "number": 42,
    "boolean": True,
    "email": "conformance@example.com",
    "array": ["conformance"],
}
"""A value of each attribute type, the least demanding type first."""


class Subject:
    """A disposable contact with one subscription, whose state is known.

    Raises:
        NotReached: The contact cannot be created.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.md5: str = api.new_contact().md5
        self._subscribed = self._subscribe()
        try:
            self._initial = self._state()
        except Violation as violation:
            raise NotReached(f"a new contact cannot be read: {violation.message}") from None

    @property
    def subscribed_brand(self) -> str:
        """The id of the brand that the contact is subscribed to."""
        if isinstance(self._subscribed, NotReached):
            raise NotReached(self._subscribed.reason)
        return self._subscribed

    @property
    def other_brand(self) -> str:
        """The id of a brand that the contact is not subscribed to."""
        return usable(self._api, 2)[1]

    def is_unchanged(self) -> bool:
        """Tell whether the contact is as it was when it was made."""
        (before, listed_before), (now, listed) = self._initial, self._state()
        return not differences(before, now) and listed == listed_before

    def _subscribe(self) -> str | NotReached:
        # Once and at the start: later it would hide what a request has changed by then.
        try:
            brand = usable(self._api, 1)[0]
            self._api.prepared(self._api.subscribe(self.md5, [brand]))
        except NotReached as reason:
            return reason
        return brand

    def _state(self) -> tuple[dict[str, Any], list[str]]:
        subscriptions = self._api.subscriptions(self.md5)
        contact = self._api.contact(self.md5)
        return contact, sorted(folded(brand["id"]) for brand in subscriptions)


_NAME = "subject"


def subject_of(api: Api) -> Subject:
    """Return the subject that the checks share as long as nothing changes it."""
    return api.remembered(_NAME, lambda: Subject(api))


@contextmanager
def unchanged_subject(api: Api) -> Generator[Subject]:
    """Hand out the shared subject and require that it is the same after the block.

    Raises:
        Violation: It was changed in the block.
    """
    if not subject_of(api).is_unchanged():
        api.forget(_NAME)
    subject = subject_of(api)
    first = len(api.wire.exchanges)
    yield subject
    refused = api.wire.exchanges[first:]
    if not subject.is_unchanged():
        api.forget(_NAME)
        answer = said(refused[-1]) if refused else "nothing"
        message = f"a refused request must change nothing, but it did (it was answered {answer})"
        raise Violation(message, *refused[-1:], *api.wire.exchanges[-2:])


def valid_request(api: Api, operation: str, *, subject: Subject | None = None) -> dict[str, Any]:
    """Return the arguments for ``Api.call`` that make a valid request to an operation.

    A request that writes is aimed at the subject, and would change it.

    Raises:
        NotReached: The target lacks what such a request needs.
    """
    match operation:
        case "createContact":
            return {"json": {"email": api.new_address()}}
        case "getContact" | "listContactSubscriptions":
            return {"path": {"emailMd5": subject.md5 if subject else api.some_contact}}
        case "getContactSchema" | "listBrands":
            return {}
        case "getBrand":
            return {"path": {"brandId": api.target.brand_ids(1)[0]}}
        case _:
            return _write(api, operation, subject or subject_of(api))


def _write(api: Api, operation: str, subject: Subject) -> dict[str, Any]:
    path = {"emailMd5": subject.md5}
    match operation:
        case "patchContact":
            return {"path": path, "json": {"attributes": some_attribute(api)}}
        case "disableContact":
            return {"path": path}
        case "addContactSubscriptions":
            return {"path": path, "json": {"brandIds": [subject.other_brand]}}
        case "removeContactSubscription":
            return {"path": {**path, "brandId": subject.subscribed_brand}}
        case _:
            raise NotReached(f"the suite knows no valid request to {operation}")


def some_attribute(api: Api) -> dict[str, Any]:
    """Return a valid ``attributes`` object, with one member if the account has attributes."""
    attributes = {item["type"]: item["name"] for item in reversed(api.target.custom_attributes)}
    for kind, value in ATTRIBUTE_VALUES.items():
        if kind in attributes:
            return {attributes[kind]: value}
    return {}
