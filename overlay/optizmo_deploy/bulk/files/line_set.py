"""A set of line numbers, a bit each, for inputs of any size."""

from __future__ import annotations

__all__ = ["LineSet"]


class LineSet:
    """Line numbers; it takes as many bits as the largest of them."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, line: int) -> None:
        """Add a line number."""
        at = line >> 3
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1 - len(self._bits)))
        self._bits[at] |= 1 << (line & 7)

    def __contains__(self, line: int) -> bool:
        at = line >> 3
        return at < len(self._bits) and bool(self._bits[at] >> (line & 7) & 1)
