from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..types import is_derived as _is_derived


class Attributes(dict[str, bool | float | list[str] | str]):
    """A contact's attributes by name. An attribute of type `email` is accompanied by read-only entries named
    `name:subKey` that are derived from it, such as `name:md5` and `name:domain`. The address and the brands of the
    contact are not among them.
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
        return cls((name, value) for name, value in src_dict.items() if value is not None)

    def writable(self) -> dict[str, bool | float | list[str] | str]:
        """Return the entries that can be sent back.

        Those that the server derives from another one, `name:subKey`, are left out.
        """
        return {name: value for name, value in self.items() if not _is_derived(name, self)}
