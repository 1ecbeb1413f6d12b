from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class AttributesPatch(dict[str, bool | float | list[str] | None | str]):
    """Attributes of the contact schema to change, merged as RFC 7386 defines: a value sets, `null` removes. Empty strings
    and the predefined `Email` and `Brand` are refused.
    """

    __slots__ = ()

    @property
    def additional_properties(self) -> Self:
        """The entries, by the name under which every other model has what it does not know."""
        return self

    def to_dict(self) -> dict[str, Any]:
        return dict(self)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        return cls(src_dict)
