"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from typing import IO, Any, BinaryIO, Generic, Literal, TypeVar

from attrs import define


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


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]


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


def take_optional(data: dict[str, Any], key: str) -> Any:
    """Remove an optional member from the data and return it; null is as good as absent."""
    value = data.pop(key, UNSET)
    return UNSET if value is None else value


def _is(value: Any, kind: type) -> bool:
    if isinstance(value, bool):  # which Python takes for a number
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))
