"""The filters that the template overrides are made of.

An override is the generator's own template with a few replacements, not a copy of it: what is
replaced must be there, so an upgrade of the generator cannot silently undo an override.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import in_double_quote_literal

if TYPE_CHECKING:
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

_KINDS: dict[type[object], str] = {
    BooleanProperty: "bool",
    DateTimeProperty: "str",
    FloatProperty: "float",
    IntProperty: "int",
    ListProperty: "list",
    ModelProperty: "dict",
    StringProperty: "str",
    UuidProperty: "str",
}


def swap(text: str, old: str, new: str) -> str:
    """Replace `old` wherever it stands in a rendered template.

    Raises:
        ValueError: It stands nowhere, so the override no longer fits the generator.
    """
    if old not in text:
        message = f"a template override expects {old!r} in the generator's template"
        raise ValueError(message)
    return text.replace(old, new)


def checked_members(text: str, model: ModelProperty) -> str:
    """Make a `from_dict` refuse a required member of a wrong type and read null as absent."""
    for member in model.required_properties or []:
        kind = _kind(member)
        if kind:
            key = _key(member)
            text = swap(text, f'd.pop("{key}")', f'_take(d, "{key}", {kind})')
    for member in model.optional_properties or []:
        if not _nullable(member):
            key = _key(member)
            text = swap(text, f'd.pop("{key}", UNSET)', f'_take_optional(d, "{key}")')
    return text


def typed_containers(text: str) -> str:
    """Tell strict type checkers what rendered code keeps in its lists and dicts."""
    text = re.sub(r"^( +\w+) = \[\]$", r"\1 = list[Any]()", text, flags=re.MULTILINE)
    text = re.sub(r"\bfactory=dict\b", "factory=lambda: {}", text)
    return text.replace(".from_dict(data)", ".from_dict(cast(dict[str, Any], data))")


def _key(member: PropertyProtocol) -> str:
    return in_double_quote_literal(member.name)


def _kind(member: PropertyProtocol) -> str | None:
    if isinstance(member, EnumProperty):
        return member.value_type.__name__
    kind = _KINDS.get(type(member))
    if isinstance(member, ListProperty):
        items = _kind(member.inner_property)
        return f"list, {items}" if items else kind
    return kind


def _nullable(member: PropertyProtocol) -> bool:
    return "None" in member.get_type_string(json=True).as_unembedded_code().split(" | ")
