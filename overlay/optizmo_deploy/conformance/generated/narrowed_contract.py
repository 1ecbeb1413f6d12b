"""A copy of the contract whose requests refer to existing resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.contract.document import contract

if TYPE_CHECKING:
    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["narrowed"]

_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string", "minLength": 1, "maxLength": 40},
    "email": {
        "type": "string",
        "enum": ["conformance@example.com", "conformance.2@sub.example.org"],
    },
    "number": {"type": "integer", "minimum": -1_000_000, "maximum": 1_000_000},
    "boolean": {"type": "boolean"},
    "array": {
        "type": "array",
        "minItems": 1,
        "maxItems": 3,
        "items": {"type": "string", "pattern": "^[a-z]{1,8}$"},
    },
}
_FEW = 4
_FILTER = "name[contains]"


def narrowed(known: Known, *, reads_only: bool, positive: bool) -> dict[str, Any]:
    """Return the contract with the ids of the account as the only values in requests.

    Args:
        known: The resources of the account.
        reads_only: Leave out every operation that changes something.
        positive: Leave out what does not exist, and what several operations or parameters would
            need to agree on; else one missing id is among the existing ones.
    """
    copy = cast("dict[str, Any]", _without_prose(contract()))
    schemas, parameters = copy["components"]["schemas"], copy["components"]["parameters"]
    contacts = [*known.contacts, *(() if positive else (known.missing_contact,))]
    brands = [*list(known.brands or ())[:_FEW], *(() if positive else (known.missing_brand,))]
    usable = [*known.usable_brands, *(() if positive else (known.missing_brand,))]
    usable = usable or [known.missing_brand]
    parameters["EmailMd5"]["schema"] = {"type": "string", "enum": contacts}
    parameters["BrandId"]["schema"] = {"type": "string", "enum": brands}
    schemas["BrandIdList"]["items"] = {"type": "string", "enum": usable}
    schemas["BrandIdList"]["maxItems"] = max(1, len(usable))
    schemas["ContactCreate"]["properties"]["email"] = {
        "type": "string",
        "enum": list(known.addresses) or ["conformance-nobody@example.com"],
    }
    for name, removable in (("AttributesCreate", False), ("AttributesPatch", True)):
        schemas[name].update(_attributes(known, removable=removable, closed=positive))
    if positive:
        _keep_one_filter(copy["paths"]["/v1/brands"]["get"], parameters, known)
        for member in ("ContactCreate", "ContactPatch", "SubscriptionAdd"):
            schemas[member]["additionalProperties"] = False
    copy["paths"] = {
        path: kept
        for path, item in copy["paths"].items()
        if (kept := _kept(path, item, reads_only, bool(contacts), bool(brands)))
    }
    copy["components"] = {"schemas": schemas, "parameters": parameters}
    copy.pop("security", None)
    return copy


def _without_prose(node: Any, *, names: bool = False) -> Any:
    """Drop descriptions and examples, which the generator would send.

    `names` means that the keys here are names, which may be those words.
    """
    if isinstance(node, list):
        return [_without_prose(item) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_prose(value, names=not names and key in {"properties", "paths", "schemas"})
        for key, value in cast("dict[str, Any]", node).items()
        if names or not (key in {"description", "example", "examples"} or key.startswith("x-"))
    }


def _attributes(known: Known, *, removable: bool, closed: bool) -> dict[str, Any]:
    properties = {
        name: {"anyOf": [_TYPES[kind], {"type": "null"}]} if removable else _TYPES[kind]
        for name, kind in known.writable.items()
        if kind in _TYPES
    }
    changed: dict[str, Any] = {"properties": properties}
    if closed:
        changed["additionalProperties"] = False
    return changed


def _keep_one_filter(operation: dict[str, Any], parameters: dict[str, Any], known: Known) -> None:
    """Keep one name filter, for two in a query are rejected."""
    kept: list[dict[str, Any]] = []
    for reference in operation["parameters"]:
        parameter = parameters[reference["$ref"].rpartition("/")[2]]
        if parameter["name"] == _FILTER:
            parts = sorted({name[:3].strip() for name in known.names if name[:3].strip().isascii()})
            parameter["schema"] = {"type": "string", "enum": parts or ["a"]}
        if parameter["name"].partition("[")[0] != "name" or parameter["name"] == _FILTER:
            kept.append(reference)
    operation["parameters"] = kept


def _kept(
    path: str, item: dict[str, Any], reads_only: bool, has_contacts: bool, has_brands: bool
) -> dict[str, Any] | None:
    if ("{emailMd5}" in path and not has_contacts) or ("{brandId}" in path and not has_brands):
        return None
    kept: dict[str, Any] = {}
    for method, operation in item.items():
        if method == "parameters":
            kept[method] = operation
        elif method == "get" or not reads_only:
            kept[method] = {
                **{key: value for key, value in operation.items() if key != "security"},
                "responses": {"default": {"description": "evaluated elsewhere"}},
            }
    return kept if set(kept) - {"parameters"} else None
