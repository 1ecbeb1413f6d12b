"""Attributes made for the contact schema of the account: valid ones, and ones to be rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import pointer_to
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.inputs.cases import Case
from optizmo_deploy.conformance.inputs.values import KINDS, MISFITS
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = [
    "AMONG_VALID",
    "BRAND",
    "DERIVED",
    "DERIVED_EMAIL",
    "EMAIL",
    "EMPTY_STRINGS",
    "EMPTY_STRING_FOR_OTHER_TYPE",
    "ESCAPED_NAME",
    "MEMBER_NAMES",
    "NON_ASCII_NAME",
    "NOT_OBJECTS",
    "NULL_DERIVED",
    "NULL_PREDEFINED",
    "NULL_UNKNOWN",
    "SIMILAR_NAMES",
    "TWO_UNKNOWN",
    "UNKNOWN",
    "UNKNOWN_NAMES",
    "good_attributes",
    "writable",
    "wrong_types",
]

_ADDRESS = "conformance.someone@example.org"


def writable(api: Api) -> list[tuple[str, str]]:
    """Return name and type of the attributes that contacts can be given, a dozen at most.

    Raises:
        NotReached: There are none.
    """
    found = [
        (str(item["name"]), str(item["type"]))
        for item in api.target.custom_attributes
        if item["type"] in KINDS
    ]
    if not found:
        raise NotReached("the contact schema has no writable attribute")
    return found[:12]


def good_attributes(api: Api, variant: int = 0) -> dict[str, Any]:
    """Return a value for every writable attribute; another variant has another value for each.

    Raises:
        NotReached: The schema has no writable attribute.
    """
    return {
        name: _good_value(kind, number, variant)
        for number, (name, kind) in enumerate(writable(api))
    }


def _good_value(kind: str, number: int, variant: int) -> Any:
    label = f"{'abcdefgh'[variant]}{number}"
    return {
        "string": f"value {label}",
        "number": 100 * (variant + 1) + number,
        "boolean": variant % 2 == 0,
        "array": [f"one {label}", f"two {label}"],
        "email": f"conformance.{label}@example.org",
    }[kind]


# --- Cases: bodies whose attributes must be rejected


def _attributes(
    what: str, make: Callable[[Api], dict[str, Any]], wrong: Callable[[Api], Sequence[str]]
) -> Case:
    """Return the case of attributes of which these names are wrong."""
    return Case(
        what,
        lambda api: {"attributes": make(api)},
        lambda api: [pointer_to("attributes", name) for name in wrong(api)],
    )


def _attribute(what: str, name: str | Callable[[Api], str], value: Any) -> Case:
    def named(api: Api) -> str:
        return name(api) if callable(name) else name

    return _attributes(what, lambda api: {named(api): value}, lambda api: [named(api)])


def _not_object(value: object) -> Case:
    return Case(
        f"{value!r} for attributes", lambda _: {"attributes": value}, lambda _: ["/attributes"]
    )


def _not_in_schema(name: str, value: Any) -> Case:
    def make(api: Api) -> dict[str, Any]:
        if any(item["name"].lower() == name.lower() for item in api.target.custom_attributes):
            raise NotReached(f"the contact schema has an attribute {name}")
        return {name: value}

    return _attributes(f"an attribute {name}", make, lambda _: [name])


def _unknown(api: Api) -> str:
    return api.target.unknown_attribute


def _of_type(kind: str) -> Callable[[Api], str]:
    return lambda api: api.target.attribute(kind)


def _derived(key: str) -> Callable[[Api], str]:
    return lambda api: f"{api.target.attribute('email')}:{key}"


def _other_case(api: Api) -> str:
    return _renamed(api, "letters", str.swapcase)


def _other_punctuation(api: Api) -> str:
    def replaced(old: str, new: str) -> Callable[[str], str]:
        return lambda name: name.replace(old, new)

    replacements = (("_", "-"), ("_", ""), (" ", "_"), ("-", "_"), ("/", "_"))
    return _renamed(api, "punctuation", *(replaced(*pair) for pair in replacements))


def _renamed(api: Api, lacking: str, *changes: Callable[[str], str]) -> str:
    """Return the name of an attribute after the first change that gives a new name.

    Raises:
        NotReached: None does.
    """
    names = {str(item["name"]) for item in api.target.schema}
    for name, _ in writable(api):
        for change in changes:
            if change(name) not in {*names, name}:
                return change(name)
    raise NotReached(f"the contact schema has no attribute with {lacking} in its name")


def _not_of_text(api: Api) -> str:
    for name, kind in writable(api):
        if kind not in {"string", "email"}:
            return name
    raise NotReached("the contact schema has attributes of type string and email only")


def _existing_brands(api: Api) -> dict[str, Any]:
    try:
        return {"Brand": usable(api, 1)}
    except NotReached:
        return {"Brand": [str(api.target.unknown_brand_id)]}


def _with_its_source(key: str, value: str) -> Case:
    return _attributes(
        f"an attribute of type email and its derived entry {key}",
        lambda api: {api.target.attribute("email"): _ADDRESS, _derived(key)(api): value},
        lambda api: [_derived(key)(api)],
    )


UNKNOWN = _attribute("an attribute that the schema lacks", _unknown, "x")
NON_ASCII_NAME = _attribute(
    "an unknown attribute with letters outside ASCII in its name",
    "conformance_\u00e9\u4e2d\U0001f600",
    "x",
)
ESCAPED_NAME = _attribute(
    "an unknown attribute with a slash and a tilde in its name", "conformance/no~such", "x"
)
MEMBER_NAMES = (
    _not_in_schema("email", _ADDRESS),
    _not_in_schema("enabled", value=True),
    _not_in_schema("brandIds", []),
)
"""Names of members of a contact."""
UNKNOWN_NAMES = (
    UNKNOWN,
    ESCAPED_NAME,
    NON_ASCII_NAME,
    _attribute("an attribute whose name is empty", "", "x"),
    _attribute(
        "a name like that of a derived entry, for an attribute of type string",
        lambda api: f"{api.target.attribute('string')}:md5",
        md5_of(_ADDRESS),
    ),
    _attribute("an attribute with a name of 1,000 characters", "x" * 1_000, "x"),
    _attributes(
        "250 unknown attributes",
        lambda api: {f"{_unknown(api)}_{number}": "x" for number in range(250)},
        lambda api: [f"{_unknown(api)}_0"],
    ),
    *MEMBER_NAMES,
    # Members that every object has in some languages.
    *(_not_in_schema(name, "x") for name in ("constructor", "__proto__", "toString")),
)
SIMILAR_NAMES = (
    _attribute("the name of an attribute in another letter case", _other_case, "x"),
    _attribute(
        "the name of an attribute with spaces around it",
        lambda api: f" {writable(api)[0][0]} ",
        "x",
    ),
    _attribute("the name of an attribute with other punctuation", _other_punctuation, "x"),
)

EMAIL = _attribute("the identity attribute Email", "Email", _ADDRESS)
BRAND = _attributes("the attribute Brand", _existing_brands, lambda _: ["Brand"])
_SUB_KEYS = (("md5", md5_of(_ADDRESS)), ("domain", "example.org"), ("conformance", "x"))
DERIVED = tuple(
    _attribute(f"a derived entry {key} of an attribute of type email", _derived(key), value)
    for key, value in _SUB_KEYS
)
DERIVED_EMAIL = _attribute("a derived entry of the identity", "Email:md5", md5_of(_ADDRESS))

EMPTY_STRINGS = (
    _attribute("an empty string", _of_type("string"), ""),
    _attribute("an empty string for an attribute of type email", _of_type("email"), ""),
)
EMPTY_STRING_FOR_OTHER_TYPE = _attribute(
    "an empty string for an attribute that does not hold text", _not_of_text, ""
)
NULL_UNKNOWN = _attribute("null for an unknown attribute", _unknown, None)
NULL_PREDEFINED = tuple(_attribute(f"null for {name}", name, None) for name in ("Email", "Brand"))
NULL_DERIVED = _attribute("null for a derived entry", _derived("md5"), None)

AMONG_VALID = (
    _attributes(
        "an unknown attribute after valid ones",
        lambda api: {**good_attributes(api), _unknown(api): "x"},
        lambda api: [_unknown(api)],
    ),
    _attributes(
        "an unknown attribute before valid ones",
        lambda api: {_unknown(api): "x", **good_attributes(api)},
        lambda api: [_unknown(api)],
    ),
    _attributes(
        "an empty string among valid attributes",
        lambda api: {**good_attributes(api), api.target.attribute("string"): ""},
        lambda api: [api.target.attribute("string")],
    ),
    *(_with_its_source(key, value) for key, value in _SUB_KEYS),
)
TWO_UNKNOWN = _attributes(
    "two unknown attributes",
    lambda api: {_unknown(api): "x", f"{_unknown(api)}_2": "y"},
    lambda api: [_unknown(api), f"{_unknown(api)}_2"],
)
NOT_OBJECTS = tuple(map(_not_object, (["x"], [], "x", 5)))


def wrong_types(kind: str) -> list[Case]:
    """Return the cases of values that do not fit an attribute of a type."""
    return [
        _attribute(f"{value!r} for an attribute of type {kind}", _of_type(kind), value)
        for value in MISFITS[kind]
    ]
