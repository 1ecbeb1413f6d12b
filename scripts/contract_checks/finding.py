"""What a check finds, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from contract_source import pointer

if TYPE_CHECKING:
    from contract_source import Contract


class Finding(NamedTuple):
    """A problem in the contract and the parts of the JSON Pointer that lead to it."""

    parts: tuple[str, ...]
    problem: str

    @property
    def pointer(self) -> str:
        """The place as an RFC 6901 JSON Pointer."""
        return pointer(self.parts)


Check = Callable[["Contract"], Iterator[Finding]]
"""A check goes through a contract and yields what it finds."""
