"""What goes into bulk work and what comes out of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypedDict, TypeVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from optizmo_deploy import Contact, DeployError

__all__ = ["BulkOptions", "Operation", "Outcome", "Row", "RowLike"]

T_co = TypeVar("T_co", covariant=True)


class Operation(StrEnum):
    """What is done with every contact of a list."""

    DISABLE = "disable"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    UPSERT = "upsert"
    GET = "get"


@attrs.frozen
class Row:
    """What is to be done for one contact.

    Attributes:
        contact: An e-mail address, its MD5 in either case, or a `Contact`; for `upsert` an
            address, because an MD5 is not enough to create a contact.
        attributes: Values by the names of the contact schema, for `upsert` alone; None as a
            value removes an attribute.
        brand_ids: The brands of this row, in addition to those of the whole job.
        tag: Anything of the caller's own, such as a line number. It is never looked at.
    """

    contact: str | Contact
    attributes: Mapping[str, Any] | None = None
    brand_ids: Iterable[str | UUID] = ()
    tag: object = None


RowLike: TypeAlias = "Row | str | Contact | Mapping[str, Any]"
"""A `Row`, or a contact alone. `upsert` also takes a mapping with `email` and perhaps `attributes`
and `brand_ids`, the arguments of `client.contacts.upsert`."""


@attrs.frozen
class Outcome(Generic[T_co]):
    """What became of one row.

    Attributes:
        index: The row's position in the input, counted from 0.
        input: The very object that the input gave.
        value: The result: the `Contact` for `get` and `upsert`, the list of all subscriptions for
            `subscribe`, else None. Always None for a row that failed.
        error: Why the row failed, or None. A row that cannot be sent at all, such as one without
            a valid address, has an `InvalidArgumentError`.
        attempts: How many requests were sent for this row, repeats included. It is 0 for a row
            that could not be sent, and for one whose work was shared with an equal row.
        missing: Whether there is no such contact. That is a failure with a `NotFoundError`,
            except for `get` and with `missing="skip"`.
    """

    index: int
    input: Any
    value: T_co | None = None
    error: DeployError | None = None
    attempts: int = 0
    missing: bool = False

    @property
    def ok(self) -> bool:
        """Whether the row did not fail."""
        return self.error is None


class BulkOptions(TypedDict, total=False):
    """The options that every operation takes.

    Attributes:
        concurrency: The most rows in work at the same time, and the most that are taken from the
            input ahead of the outcomes. Default: 32.
        rate: The most requests a second, repeats included. Default: no limit but the server's.
        deadline: The most seconds that a row may take, from when its work starts, with all repeats
            and pauses. None means no limit. Default: 60.
        max_failures: How many rows may fail; one more stops the job with a
            `TooManyFailuresError`. Default: any number.
        ordered: Whether outcomes come in the order of the input. One slow row then holds back
            all those after it. Default: False, as they are finished.
        missing: What a contact that does not exist means for `disable`, `subscribe` and
            `unsubscribe`: `"fail"` for a failed row, or `"skip"` for an outcome without an error
            that has `missing` set. Default: `"fail"`.
    """

    concurrency: int
    rate: float | None
    deadline: float | None
    max_failures: int | None
    ordered: bool
    missing: Literal["fail", "skip"]
