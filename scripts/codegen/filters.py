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
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser.openapi import Endpoint, GeneratorData
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

_KINDS: dict[type[object], str] = {
    BooleanProperty: "bool",
    DateTimeProperty: "str",
    FloatProperty: "float",
    IntProperty: "int",
    ListProperty: "list",
    ModelProperty: "dict",
    StringProperty: "str",
}
_SUCCESSES = range(200, 300)


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
    """Make a `from_dict` reject a required member of a wrong type."""
    for member in model.required_properties or []:
        key = _key(member)
        if isinstance(member, UuidProperty):
            text = swap(text, f'd.pop("{key}")', f'_take_id(d, "{key}")')
        elif isinstance(member, ListProperty) and isinstance(member.inner_property, UuidProperty):
            text = swap(text, f'cast(list[str], d.pop("{key}"))', f'_take_ids(d, "{key}")')
        elif kind := _kind(member):
            text = swap(text, f'd.pop("{key}")', f'_take(d, "{key}", {kind})')
    return text


def absent_is_none(text: str, members: Iterable[PropertyProtocol]) -> str:
    """Let a member or parameter that is absent be None, in a rendered model or endpoint.

    Where one may be absent and may also be null, the two must stay different: then the text keeps
    the generator's own `UNSET`.
    """
    if any(not member.required and _nullable(member) for member in members):
        return text
    text = re.sub(r"not isinstance\(([\w.]+), +Unset\)", r"\1 is not None", text)
    text = re.sub(r"isinstance\(([\w.]+), +Unset\)", r"\1 is None", text)
    text = text.replace("if v is not UNSET and v is not None", "if v is not None")
    text = re.sub(r"^from .* import UNSET, Unset$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(from .* import .*), UNSET$", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"\b(?:UNSET|Unset)\b", "None", text)


def is_map(model: ModelProperty) -> bool:
    """Return whether a model has no members of its own, and its values are plain JSON."""
    values = model.additional_properties
    return (
        not model.required_properties
        and not model.optional_properties
        and values is not None
        and values.get_type_string() == values.get_type_string(json=True)
    )


def accepts_null(model: ModelProperty) -> bool:
    """Return whether null is a value in a model that `is_map`."""
    return model.additional_properties is not None and _nullable(model.additional_properties)


def success_of(endpoint: Endpoint) -> Response | None:
    """Return the success of an operation that has a body, or None when none has one."""
    return next(iter(_successes(endpoint)), None)


def unusable_successes(data: GeneratorData) -> Iterator[tuple[str, str]]:
    """Yield each operation whose success cannot be read from one JSON document, and why."""
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            successes = _successes(endpoint)
            types = {one.prop.get_type_string().as_unembedded_code() for one in successes}
            if len(types) > 1:
                yield endpoint.name, f"a success may be {' or '.join(sorted(types))}"
            elif any(one.source["attribute"] != "response.json()" for one in successes):
                yield endpoint.name, "a success is not JSON"


def _successes(endpoint: Endpoint) -> list[Response]:
    return [
        response
        for response in endpoint.responses.patterns
        if response.status_code.range is not None
        and response.status_code.range[0] in _SUCCESSES
        and response.source["return_type"] != "None"
    ]


def derived_entries(model: ModelProperty) -> str | None:
    """Return how a model's read-only entries are named, if the contract says that it has any."""
    return (model.data.model_extra or {}).get("x-derived-entries")


def typed_containers(text: str) -> str:
    """Tell strict type checkers what rendered code keeps in its lists and dicts."""
    text = re.sub(r"^( +\w+) = \[\]$", r"\1 = list[Any]()", text, flags=re.MULTILINE)
    text = re.sub(r"\bfactory=dict\b", "factory=lambda: {}", text)
    text = text.replace(".from_dict(data)", ".from_dict(cast(dict[str, Any], data))")
    # a type in quotes is not built anew at each call
    return re.sub(r"\bcast\(([a-z]+\[[\w\[\], ]*\]), ", r'cast("\1", ', text)


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
