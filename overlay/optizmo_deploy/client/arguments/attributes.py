"""Attribute values as callers give them, checked for what JSON and the contract can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from optizmo_deploy_api.types import is_derived

from optizmo_deploy.client.errors import InvalidArgumentError

__all__ = ["AttributeValue", "check_attributes"]

AttributeValue: TypeAlias = str | float | bool | Sequence[str]
"""What an attribute can be set to: a string, a number, a boolean, or a sequence of strings."""


def check_attributes(attributes: object, *, removal: bool) -> dict[str, Any]:
    """Return the attributes of a mapping, or none for None, with every sequence as a list.

    Read-only entries, which a contact that was read carries along, are left out, so that its
    attributes can be changed and sent back.

    Args:
        attributes: Values by attribute name.
        removal: Whether None is a value, which removes the attribute.

    Raises:
        InvalidArgumentError: It is not a mapping of such values.
    """
    if attributes is None:
        return {}
    if not isinstance(attributes, Mapping):
        what = type(attributes).__name__
        raise InvalidArgumentError(f"attributes must be a mapping of names to values, not {what}")
    items = cast("Mapping[object, object]", attributes).items()
    checked = {_name(name): _value(name, value, removal=removal) for name, value in items}
    return {name: value for name, value in checked.items() if not is_derived(name, checked)}


def _name(name: object) -> str:
    if not isinstance(name, str):
        what = type(name).__name__
        raise InvalidArgumentError(f"an attribute's name must be a string, not {what}")
    return name


def _value(name: object, value: object, *, removal: bool) -> object:
    if isinstance(value, (str, bool, int, float)) or (value is None and removal):
        return value
    if isinstance(value, (list, tuple)):
        values = list(cast("Sequence[object]", value))
        if all(isinstance(item, str) for item in values):
            return values
    if value is None:
        raise InvalidArgumentError(
            f"the attribute {name!r} has no value; only a change can remove it with None"
        )
    raise InvalidArgumentError(
        f"the attribute {name!r} must be a string, a number, a boolean or a list of strings"
    )
