"""The brands and attributes of the account, read once in a run when they are needed."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Any, TypeVar, cast

from optizmo_deploy.conformance.assertions.responses import success
from optizmo_deploy.conformance.contract.facts import LARGEST_PAGE, PREDEFINED, folded, md5_of
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Target"]

T = TypeVar("T")

_KIND_OF_UUID = (14, 19)  # where version and variant stand: RFC 9562, section 4
_MOST_PAGES = 200


def _other_digits(digit: str) -> str:
    return "0123456789abcdef".replace(digit.lower(), "")


class Target:
    """Facts about the account, each read at its first use and kept.

    A fact that cannot be read raises `NotReached` at every use, with the reason.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def brands(self) -> list[dict[str, Any]]:
        """Every brand (``id``, ``name``, ``enabled``) in the order of the default listing."""
        return self._once("brands", lambda: list(self._all_brands()))

    @property
    def names(self) -> list[str]:
        """The names of all brands, in the same order."""
        return [brand["name"] for brand in self.brands]

    @property
    def enabled_brands(self) -> list[dict[str, Any]]:
        """The brands that are enabled."""
        return [brand for brand in self.brands if brand["enabled"]]

    @property
    def disabled_brands(self) -> list[dict[str, Any]]:
        """The brands that are disabled."""
        return [brand for brand in self.brands if not brand["enabled"]]

    def brand_ids(self, count: int) -> list[str]:
        """Return the ids of `count` different brands, enabled ones first.

        Raises:
            NotReached: The account has fewer.
        """
        ids = list(
            dict.fromkeys(brand["id"] for brand in self.enabled_brands + self.disabled_brands)
        )
        if len(ids) < count:
            raise NotReached(f"this needs {count} brands, and the account has {len(ids)}")
        return ids[:count]

    @property
    def schema(self) -> list[dict[str, Any]]:
        """The contact schema's attributes (``name``, ``type``, ``description``), in its order."""
        return self._once("schema", self._attributes)

    @property
    def custom_attributes(self) -> list[dict[str, Any]]:
        """The attributes that contacts can be given."""
        return [attribute for attribute in self.schema if attribute["name"] not in PREDEFINED]

    def attribute(self, kind: str, *, number: int = 0) -> str:
        """Return the name of a writable attribute of a type.

        Args:
            kind: The type: ``string``, ``email``, ``number``, ``boolean`` or ``array``.
            number: Which of them, counted from 0.

        Raises:
            NotReached: The schema has no (such) attribute of the type.
        """
        names = [item["name"] for item in self.custom_attributes if item["type"] == kind]
        if len(names) <= number:
            raise NotReached(
                f"the contact schema has only {len(names)} writable attribute(s) of type {kind}"
            )
        return cast("str", names[number])

    @property
    def unknown_brand_id(self) -> str:
        """A UUID that is not a brand of the account."""
        return self.unknown_brand_ids(1)[0]

    def nearly_brand_ids(self, brand_id: str) -> list[str]:
        """Return UUIDs that are not brands of the account, but differ from one in a digit.

        Args:
            brand_id: The brand's id, which must be like a UUID for there to be any.
        """
        taken = {folded(str(brand["id"])) for brand in self.brands}
        first, last = (_other_digits(brand_id[place]) for place in (0, -1))
        near = [
            next((one for digit in last if (one := brand_id[:-1] + digit) not in taken), None),
            next((one for digit in first if (one := digit + brand_id[1:]) not in taken), None),
        ]
        return [one for one in near if one is not None]

    def unknown_brand_ids(self, count: int) -> list[str]:
        """Return `count` UUIDs that are not brands of the account.

        They have the version, variant and letter case of the account's brands, because a server may
        accept no others as UUIDs.
        """
        known = [str(brand["id"]) for brand in self.brands]
        taken = set(map(folded, known))
        found: list[str] = []
        number = 0
        while len(found) < count:
            digest = hashlib.sha256(f"{self._api.settings.run} brand {number}".encode()).digest()
            candidate = str(uuid.UUID(bytes=digest[:16], version=4))
            if known and len(known[0]) == len(candidate):
                kind = {place: known[0][place] for place in _KIND_OF_UUID}
                candidate = "".join(kind.get(place, d) for place, d in enumerate(candidate))
            if candidate.lower() not in taken:
                upper = any(brand_id != folded(brand_id) for brand_id in known)
                found.append(candidate.upper() if upper else candidate.lower())
            number += 1
        return found

    @property
    def unknown_attribute(self) -> str:
        """A name that is not an attribute of the contact schema."""
        taken = {item["name"].lower() for item in self.schema}
        name = "conformance_no_such_attribute"
        while name in taken:
            name += "_"
        return name

    @property
    def unknown_md5(self) -> str:
        """A well-formed emailMd5 that no contact has, for its address is never used."""
        return md5_of(f"conformance+{self._api.settings.run}-never@example.com")

    def _all_brands(self) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for page in range(1, _MOST_PAGES):
            body = success(
                self._api.call(
                    "listBrands", query=[("page", str(page)), ("pageSize", str(LARGEST_PAGE))]
                )
            )
            fresh = [brand for brand in body["data"] if brand["id"] not in seen]
            seen.update(brand["id"] for brand in fresh)
            yield from fresh
            if not fresh or page >= body["pagination"]["totalPages"]:
                return

    def _attributes(self) -> list[dict[str, Any]]:
        return cast(
            "list[dict[str, Any]]", success(self._api.call("getContactSchema"))["attributes"]
        )

    def _once(self, name: str, find: Callable[[], T]) -> T:
        def found() -> T:
            try:
                return find()
            except Violation as violation:
                raise NotReached(f"the {name} cannot be read: {violation.message}") from None

        return self._api.remembered(name, found)
