"""The contact schema: which attributes a contact may carry, and of which types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from .identity import derived_values
from .problems import FieldError, field_error, json_pointer
from .rules import is_email

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["PREDEFINED", "Attribute", "ContactSchema"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the contact schema."""

    name: str
    type: str
    description: str | None = None

    def document(self) -> dict[str, str]:
        """Return the attribute as the API lists it."""
        document = {"name": self.name, "type": self.type}
        if self.description is not None:
            document["description"] = self.description
        return document


PREDEFINED = (
    Attribute("Email", "email", "The address in plain text, as MD5 and as SHA-512, and its domain"),
    Attribute("Brand", "array", "The brands that the contact is subscribed to"),
)
"""The attributes that every account has and that cannot be written as attribute keys."""


class ContactSchema:
    """The attributes of an account, in order, and the rules for writing them."""

    def __init__(self, attributes: Iterable[Attribute]) -> None:
        self.attributes: tuple[Attribute, ...] = (*PREDEFINED, *attributes)
        self._by_name = {attribute.name: attribute for attribute in self.attributes}

    def document(self) -> dict[str, Any]:
        """Return the schema as the API returns it."""
        return {"attributes": [attribute.document() for attribute in self.attributes]}

    def errors(self, values: Mapping[str, object], *, removable: bool) -> list[FieldError]:
        """Return what is wrong with attributes that a client writes.

        Args:
            values: The attributes by name.
            removable: Whether null removes an attribute.
        """
        errors: list[FieldError] = []
        for name, value in values.items():
            detail = self.name_error(name) or (
                None
                if removable and value is None
                else self.value_error(self._by_name[name], value)
            )
            if detail is not None:
                errors.append(field_error(detail, pointer=json_pointer("attributes", name)))
        return errors

    def name_error(self, name: str) -> str | None:
        """Return why an attribute of this name cannot be written, if it cannot."""
        if name in (attribute.name for attribute in PREDEFINED):
            return "is predefined and cannot be written as an attribute"
        if name in self._by_name:
            return None
        if ":" in name and name.rpartition(":")[0] in self._by_name:
            return "is derived and cannot be written"
        return "is not an attribute of the contact schema"

    def value_error(self, attribute: Attribute, value: object) -> str | None:
        """Return why an attribute cannot have this value, if it cannot."""
        if value == "":
            return "must not be empty"
        if not _FITS[attribute.type](value):
            return f"must be {_NOUNS[attribute.type]}"
        return None

    def expand(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return stored attributes in the schema's order, with the values derived from them."""
        expanded: dict[str, Any] = {}
        for attribute in self.attributes:
            name = attribute.name
            if name in values:
                expanded[name] = values[name]
                if attribute.type == "email":
                    for key, derived in derived_values(values[name]).items():
                        expanded[f"{name}:{key}"] = derived
        return expanded


def _is_text_array(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) for item in cast("list[object]", value)
    )


_FITS: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "email": lambda value: isinstance(value, str) and is_email(value),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": _is_text_array,
}
_NOUNS = {
    "string": "a text",
    "email": "an e-mail address",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array of texts",
}
