"""One difference between two states of the contract."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """What changed, where, and whether it breaks a caller that was right before."""

    breaking: bool
    where: str
    what: str

    def __str__(self) -> str:
        return f"{'breaking' if self.breaking else 'harmless'}: {self.where}: {self.what}"
