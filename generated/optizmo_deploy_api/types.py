"""Contains some shared types for properties"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Generic, Literal, TypeVar
from uuid import UUID

from attrs import define

if TYPE_CHECKING:
    from .operations import Operation


class Unset:
    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()

# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "File", "FileTypes", "Request", "RequestFiles", "Response", "Unset"]


T_co = TypeVar("T_co", covariant=True)


class Request(Generic[T_co]):
    """A request of an operation, as the `request` function of its module builds it.

    Attributes:
        operation: What the contract says about the operation.
        kwargs: What `httpx.Client.request` takes: `method`, `url`, which is below the base URL, and
            `params`, `json` and `headers` where there are any.
        parse: Reads the JSON document of a success; None where a success has no body.
    """

    __slots__ = ("kwargs", "operation", "parse")

    def __init__(
        self, operation: "Operation", kwargs: dict[str, Any], parse: Callable[[Any], T_co] | None
    ) -> None:
        self.operation: Operation = operation
        self.kwargs: dict[str, Any] = kwargs
        self.parse: Callable[[Any], T_co] | None = parse

    def __repr__(self) -> str:
        return f"Request({self.operation.id})"


_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def take(data: dict[str, Any], key: str, kind: type, items: type | None = None) -> Any:
    """Remove a required member from the data and return it.

    Raises:
        KeyError: There is no such member.
        TypeError: The member, or an item of it, is not of the kind that it should be.
    """
    value = data.pop(key)
    if type(value) is not kind and not _is(value, kind):
        raise TypeError(f"the member {key} has a wrong type")
    if items is not None:
        for item in value:
            if type(item) is not items and not _is(item, items):
                raise TypeError(f"an item of the member {key} has a wrong type")
    return value


def take_id(data: dict[str, Any], key: str) -> str:
    """Remove a required id from the data and return it in lower case, so that ids can be compared.

    Raises:
        KeyError: There is no such member.
        TypeError: The member is not text.
        ValueError: The member is not a UUID.
    """
    return str(UUID(take(data, key, str)))


def take_ids(data: dict[str, Any], key: str) -> list[str]:
    """Remove a required list of ids from the data and return it, UUIDs in lower case.

    Raises:
        KeyError: There is no such member.
        TypeError: The member is not a list of texts.
    """
    ids: list[str] = take(data, key, list, str)
    return [text.lower() if _UUID.fullmatch(text) else text for text in ids]


def utc(text: str) -> datetime:
    """Return the time in a text, in UTC; a text without a time zone is taken for UTC.

    Raises:
        ValueError: It is not a time.
    """
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def is_derived(name: str, entries: Mapping[str, Any]) -> bool:
    """Return whether a server derives an entry from another one.

    Its name is then the other's name, a colon and something more, and the other is of type `email`.
    That type is not in the entries, so a value is taken for it that is an address, or null.
    """
    base, colon, _ = name.rpartition(":")
    if not colon or base not in entries:
        return False
    value = entries[base]
    return value is None or (isinstance(value, str) and _ADDRESS.fullmatch(value) is not None)


def _is(value: Any, kind: type) -> bool:
    if isinstance(value, bool):  # which Python takes for a number
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))
