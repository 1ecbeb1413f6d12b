"""Sets of attributes made to the target's own contact schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.inputs.values import KINDS
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.server.usable_brands import usable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = [
    "AMONG_GOOD",
    "AWKWARD_NAME",
    "BRAND",
    "DERIVED",
    "DERIVED_IDENTITY",
    "EMPTY_EMAIL",
    "EMPTY_OTHER",
    "EMPTY_TEXT",
    "FOREIGN_NAME",
    "IDENTITY",
    "INHERITED",
    "LONG_NAME",
    "MANY",
    "MEMBERS",
    "NEARLY",
    "NOT_DERIVED",
    "NO_NAME",
    "NO_OBJECTS",
    "NULLS",
    "TWO",
    "UNKNOWN",
    "Bad",
    "good_attributes",
    "writable",
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


@frozen
class Bad:
    """Attributes that must be refused."""

    what: str
    make: Callable[[Api], dict[str, Any]] = field(repr=False)
    offenders: Callable[[Api], Sequence[str]] = field(repr=False)
    """The keys for which they must be refused."""


def _bad(what: str, key: Callable[[Api], str], value: Any) -> Bad:
    return Bad(what, lambda api: {key(api): value}, lambda api: [key(api)])


def _member(name: str, value: Any) -> Bad:
    def make(api: Api) -> dict[str, Any]:
        if any(item["name"].lower() == name.lower() for item in api.target.custom_attributes):
            raise NotReached(f"the contact schema has an attribute {name}")
        return {name: value}

    return Bad(f"{name}, which is no attribute, as one", make, lambda _: [name])


def _unknown(api: Api) -> str:
    return api.target.unknown_attribute


def _other_case(api: Api) -> str:
    names = {str(item["name"]) for item in api.target.schema}
    for name, _ in writable(api):
        if name.swapcase() not in names and name.swapcase() != name:
            return name.swapcase()
    raise NotReached("the contact schema has no attribute whose name has letters")


def _spaced(api: Api) -> str:
    return f" {writable(api)[0][0]} "


def _resigned(api: Api) -> str:
    names = {str(item["name"]) for item in api.target.schema}
    for name, _ in writable(api):
        for sign, other in (("_", "-"), ("_", ""), (" ", "_"), ("-", "_"), ("/", "_")):
            if sign in name and name.replace(sign, other) not in names:
                return name.replace(sign, other)
    raise NotReached("the contact schema has no attribute whose name has signs in it")


def _awkward(_api: Api) -> str:
    return "conformance/no~such"


def _textless(api: Api) -> str:
    for name, kind in writable(api):
        if kind not in {"string", "email"}:
            return name
    raise NotReached("the contact schema has attributes for text only")


def _derived(key: str) -> Callable[[Api], str]:
    return lambda api: f"{api.target.attribute('email')}:{key}"


def _real_brands(api: Api) -> dict[str, Any]:
    try:
        return {"Brand": usable(api, 1)}
    except NotReached:
        return {"Brand": [str(api.target.unknown_brand_id)]}


UNKNOWN = _bad("an attribute that the schema lacks", _unknown, "x")
FOREIGN_NAME = _bad(
    "an unknown attribute with letters beyond ASCII in its name",
    lambda _: "conformance_\u00e9\u4e2d\U0001f600",
    "x",
)
NO_NAME = _bad("an attribute whose name is empty", lambda _: "", "x")
NOT_DERIVED = _bad(
    "what would be a derived entry of an attribute of type string",
    lambda api: f"{api.target.attribute('string')}:md5",
    md5_of(_ADDRESS),
)
AWKWARD_NAME = _bad("an unknown attribute with a slash and a tilde in its name", _awkward, "x")
OTHER_CASE = _bad("the name of an attribute in another case", _other_case, "x")
MANY = Bad(
    "very many unknown attributes",
    lambda api: {f"{_unknown(api)}_{number}": "x" for number in range(250)},
    lambda api: [f"{_unknown(api)}_0"],
)
NEARLY = (
    OTHER_CASE,
    _bad("the name of an attribute with spaces around it", _spaced, "x"),
    _bad("the name of an attribute with other signs in it", _resigned, "x"),
)
LONG_NAME = _bad("an attribute with a name of 1,000 characters", lambda _: "x" * 1_000, "x")
MEMBERS = (
    _member("email", _ADDRESS),
    _member("enabled", value=True),
    _member("brandIds", []),
)
INHERITED = tuple(_member(name, "x") for name in ("constructor", "__proto__", "toString"))
"""What objects have in some languages without being given it."""


def _with_its_source(key: str, value: str) -> Bad:
    def make(api: Api) -> dict[str, Any]:
        return {api.target.attribute("email"): _ADDRESS, _derived(key)(api): value}

    what = f"an attribute of type email and its derived entry {key}"
    return Bad(what, make, lambda api: [_derived(key)(api)])


IDENTITY = _bad("the identity attribute Email", lambda _: "Email", _ADDRESS)
BRAND = Bad("the attribute Brand", _real_brands, lambda _: ["Brand"])
_SUB_KEYS = (("md5", md5_of(_ADDRESS)), ("domain", "example.org"), ("conformance", "x"))
DERIVED = tuple(
    _bad(f"a derived entry {key} of an attribute of type email", _derived(key), value)
    for key, value in _SUB_KEYS
)
DERIVED_IDENTITY = _bad("a derived entry of the identity", lambda _: "Email:md5", md5_of(_ADDRESS))
EMPTY_TEXT = _bad("an empty string", lambda api: api.target.attribute("string"), "")
EMPTY_OTHER = _bad("an empty string for an attribute that holds no text", _textless, "")
EMPTY_EMAIL = _bad(
    "an empty string for an attribute of type email", lambda api: api.target.attribute("email"), ""
)
AMONG_GOOD = (
    Bad(
        "an unknown attribute after good ones",
        lambda api: {**good_attributes(api), _unknown(api): "x"},
        lambda api: [_unknown(api)],
    ),
    Bad(
        "an unknown attribute before good ones",
        lambda api: {_unknown(api): "x", **good_attributes(api)},
        lambda api: [_unknown(api)],
    ),
    Bad(
        "an empty string among good attributes",
        lambda api: {**good_attributes(api), api.target.attribute("string"): ""},
        lambda api: [api.target.attribute("string")],
    ),
    *(_with_its_source(key, value) for key, value in _SUB_KEYS),
)
NULLS = {
    "unknown": (_bad("null for an unknown attribute", _unknown, None),),
    "predefined": (
        _bad("null for Email", lambda _: "Email", None),
        _bad("null for Brand", lambda _: "Brand", None),
    ),
    "derived": (_bad("null for a derived entry", _derived("md5"), None),),
}
TWO = Bad(
    "two unknown attributes",
    lambda api: {_unknown(api): "x", _unknown(api) + "_2": "y"},
    lambda api: [_unknown(api), _unknown(api) + "_2"],
)
NO_OBJECTS: tuple[object, ...] = (["x"], [], "x", 5)
"""What ``attributes`` cannot be."""
