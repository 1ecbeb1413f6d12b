"""What a job asks for, of all rows and of each one: checked, and without any input or output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.bulk.model import Operation, Row
from optizmo_deploy.bulk.options import Options
from optizmo_deploy.client.arguments.identity import brand_uuids, contact_md5
from optizmo_deploy.client.errors import ConfigurationError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from optizmo_deploy.bulk.model import BulkOptions

__all__ = ["Plan", "Work"]

_MEMBERS = ("email", "attributes", "brand_ids")
_WITH_BRANDS = frozenset({Operation.SUBSCRIBE, Operation.UNSUBSCRIBE, Operation.UPSERT})


class Work:
    """What one row asks for.

    Attributes:
        contact: The address for an `upsert`, else the MD5.
        md5: The MD5 of the contact's address in lower case.
        attributes: Attributes to set or to remove.
        brand_ids: Brands to subscribe to or to unsubscribe from.
        attempts: How many requests were sent so far.
    """

    __slots__ = ("attempts", "attributes", "brand_ids", "contact", "md5")

    def __init__(
        self,
        contact: str,
        md5: str,
        attributes: Mapping[str, Any] | None,
        brand_ids: tuple[str, ...],
    ) -> None:
        self.contact: str = contact
        self.md5: str = md5
        self.attributes: Mapping[str, Any] | None = attributes
        self.brand_ids: tuple[str, ...] = brand_ids
        self.attempts: int = 0

    def is_same(self, other: Work) -> bool:
        """Return whether both ask for the same work on the same contact."""
        return (
            self.contact == other.contact
            and set(self.brand_ids) == set(other.brand_ids)
            and _are_same_json(self.attributes, other.attributes)
        )


def _are_same_json(one: object, other: object) -> bool:
    if one is other:
        return True
    try:  # as text, because true and 1 are equal in Python and not in JSON
        return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    except (TypeError, ValueError):  # not JSON: each row gets an error of its own
        return False


class Plan:
    """One operation for all rows of a job.

    Args:
        operation: The operation or its name.
        attributes: Attributes for every row of an `upsert`.
        brand_ids: Brands for every row.
        options: See `BulkOptions`.

    Raises:
        ConfigurationError: There is no such operation, or it does not take what is given, or an
            option cannot be used.
        InvalidArgumentError: A brand id is not a UUID.
    """

    def __init__(
        self,
        operation: Operation | str,
        attributes: Mapping[str, Any] | None,
        brand_ids: Iterable[str | UUID],
        options: BulkOptions,
    ) -> None:
        try:
            self.operation: Operation = Operation(operation)
        except ValueError:
            known = ", ".join(Operation)
            raise ConfigurationError(
                f"there is no operation {operation!r}; there are {known}"
            ) from None
        self.options: Options = Options(**options)
        self.brand_ids: tuple[str, ...] = tuple(brand_uuids(brand_ids))
        self.attributes: Mapping[str, Any] | None = attributes
        self.missing_is_no_failure: bool = (
            self.operation is Operation.GET or self.options.missing == "skip"
        )
        self._is_upsert = self.operation is Operation.UPSERT
        self._takes_brands = self.operation in _WITH_BRANDS
        self._check(attributes, self.brand_ids)

    def prepare(self, item: object) -> Work:
        """Return what a row of the input asks for.

        Raises:
            InvalidArgumentError: It cannot be a row of this operation.
        """
        if isinstance(item, str):
            return self._work(item, None, ())
        if isinstance(item, Row):
            return self._work(item.contact, item.attributes, item.brand_ids)
        if isinstance(item, Mapping):
            return self._from_mapping(cast("Mapping[object, Any]", item))
        return self._work(item, None, ())

    def _from_mapping(self, item: Mapping[object, Any]) -> Work:
        if not self._is_upsert:
            raise InvalidArgumentError(
                f"a row of {self.operation} must be a contact or a Row, not a mapping"
            )
        for name in item:
            if name not in _MEMBERS:
                raise InvalidArgumentError(
                    f"a row has no member {name!r}; there are {', '.join(_MEMBERS)}"
                )
        if "email" not in item:
            raise InvalidArgumentError("a row must have the member 'email'")
        return self._work(item["email"], item.get("attributes"), item.get("brand_ids") or ())

    def _work(self, contact: object, attributes: object, brand_ids: Iterable[str | UUID]) -> Work:
        if not isinstance(contact, str):
            contact = self._name_of(contact)
        ids = self.brand_ids
        if brand_ids:
            ids = tuple(dict.fromkeys([*ids, *brand_uuids(brand_ids)]))
        if attributes is not None and not isinstance(attributes, Mapping):
            raise InvalidArgumentError(
                f"attributes must be a mapping, not {type(attributes).__name__}"
            )
        given = cast("Mapping[str, Any] | None", attributes)
        if given is not None or brand_ids:
            self._check(given, ids)
        md5 = contact_md5(contact)
        if not self._is_upsert:
            return Work(md5, md5, None, ids)
        if "@" not in contact:
            raise InvalidArgumentError("upsert needs an e-mail address, an MD5 is not enough")
        if self.attributes and given:
            given = {**self.attributes, **given}
        return Work(contact, md5, given or self.attributes, ids)

    def _name_of(self, contact: object) -> str:
        name = getattr(contact, "email" if self._is_upsert else "email_md5", None)
        if not isinstance(name, str):
            raise InvalidArgumentError(
                "a contact must be an e-mail address, its MD5 or a Contact, "
                f"not {type(contact).__name__}"
            )
        return name

    def _check(self, attributes: Mapping[str, Any] | None, brand_ids: tuple[str, ...]) -> None:
        if attributes and not self._is_upsert:
            raise InvalidArgumentError(f"{self.operation} takes no attributes")
        if brand_ids and not self._takes_brands:
            raise InvalidArgumentError(f"{self.operation} takes no brand ids")
