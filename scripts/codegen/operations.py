"""Writes `operations.py`: what a client has to know of the contract besides its classes.

Everything in it is derived, so a new operation, parameter or limit appears without a hand edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.strings import PythonIdentifier

from codegen.naming import snake_case
from codegen.prepare import narrowings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_source import Contract

_FIRST_FAILURE = 400
_LIMITS = {
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "format": "format",
    "minimum": "minimum",
    "maximum": "maximum",
    "enum": "enum",
}
_HEAD = '''
"""The facts of the contract that the classes do not hold: operations, limits and pinned values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a schema asks of a value, as JSON Schema keywords; None or empty where it asks nothing.

    Keywords that hold for one type only are about that type alone, as in JSON Schema. `forbidden`
    names the members that an object must not have.
    """

    types: tuple[str, ...] = ()
    format: str | None = None
    pattern: str | None = None
    enum: tuple[str | int, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation: its name on the wire, its name in Python, and its limits."""

    name: str
    python_name: str
    location: str
    required: bool
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the API.

    `module` is the module of this package that sends it. `idempotent` says that the documentation
    makes a repeat harmless. `success` and `failure` are the documented statuses.
    """

    id: str
    name: str
    method: str
    path: str
    tag: str
    module: str
    idempotent: bool
    has_body: bool
    success: tuple[int, ...]
    failure: tuple[int, ...]
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """Return the parameter with this name on the wire.

        Raises:
            KeyError: The operation has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

'''


def module_name(operation: Mapping[str, Any]) -> str:
    """Return the module of an operation within the package, as the generator names it."""
    tag = PythonIdentifier((operation.get("tags") or ["default"])[0], "tag")
    return f"api.{tag}.{PythonIdentifier(operation['operationId'], 'field_')}"


def constant_name(operation: Mapping[str, Any]) -> str:
    """Return the name of an operation within `operations.py`."""
    return snake_case(operation["operationId"]).upper()


def operations_source(contract: Contract) -> str:
    """Return the text of the module, not formatted yet."""
    operations = {
        constant_name(operation): _operation(contract, path, method)
        for path, method, operation in contract.operations()
    }
    schemas = contract.document.get("components", {}).get("schemas", {})
    limits = {name: _limits(contract, schema) for name, schema in schemas.items()}
    pinned = {name: pins for name, _, pins in narrowings(contract.document)}
    servers = contract.document.get("servers") or [{"url": ""}]
    lines = [
        _HEAD,
        f"VERSION: Final = {contract.document['info']['version']!r}",
        '"""The version of the contract."""',
        f"SERVER_URL: Final = {servers[0]['url']!r}",
        '"""The production server, below which every path lies."""',
        "",
        *(f"{name}: Final = {text}" for name, text in operations.items()),
        "",
        "OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType({",
        "    operation.id: operation",
        f"    for operation in ({', '.join(operations)},)",
        "})",
        '"""Every operation by its operationId."""',
        "LIMITS: Final[Mapping[str, Limits]] = MappingProxyType({",
        *(f"    {name!r}: {text}," for name, text in limits.items() if text != "Limits()"),
        "})",
        '"""The limits of the named schemas that have any."""',
        "PINNED: Final[Mapping[str, Mapping[str, str | int]]] = MappingProxyType({",
        *(f"    {name!r}: MappingProxyType({pins!r})," for name, pins in pinned.items()),
        "})",
        '"""The constant members of the named schemas that only narrow another one."""',
        "",
    ]
    return "\n".join(lines)


def _operation(contract: Contract, path: str, method: str) -> str:
    item = contract.document["paths"][path]
    operation = item[method]
    statuses = [int(status) for status in operation["responses"] if status.isdecimal()]
    parameters = [
        _parameter(contract, contract.resolve(parameter))
        for parameter in [*item.get("parameters", []), *operation.get("parameters", [])]
    ]
    return _call(
        "Operation",
        id=operation["operationId"],
        name=str(PythonIdentifier(operation["operationId"], "field_")),
        method=method.upper(),
        path=path,
        tag=(operation.get("tags") or ["default"])[0],
        module=module_name(operation),
        idempotent=operation.get("x-idempotent", False),
        has_body="requestBody" in operation,
        success=tuple(status for status in statuses if status < _FIRST_FAILURE),
        failure=tuple(status for status in statuses if status >= _FIRST_FAILURE),
        parameters=_Code(f"({''.join(text + ',' for text in parameters)})"),
    )


def _parameter(contract: Contract, parameter: Mapping[str, Any]) -> str:
    return _call(
        "Parameter",
        name=parameter["name"],
        python_name=str(PythonIdentifier(snake_case(parameter["name"]), "field_")),
        location=parameter["in"],
        required=parameter.get("required", False),
        limits=_Code(_limits(contract, parameter["schema"])),
    )


def _limits(contract: Contract, schema: Any) -> str:
    """Return the call that makes the limits of a schema, with those of its alternatives."""
    types: list[str] = []
    found: dict[str, Any] = {}
    for part in _alternatives(contract, schema):
        of_part = part.get("type", [])
        types += [of_part] if isinstance(of_part, str) else of_part
        for keyword, name in _LIMITS.items():
            if keyword in part:
                value = part[keyword]
                found[name] = tuple(value) if isinstance(value, list) else value
        members = part.get("properties", {})
        if forbidden := tuple(name for name, rule in members.items() if rule is False):
            found["forbidden"] = forbidden
    if not found and types in ([], ["object"]):
        return "Limits()"
    return _call("Limits", types=tuple(types), **found)


def _alternatives(contract: Contract, schema: Any) -> Iterator[Mapping[str, Any]]:
    schema = contract.resolve(schema)
    yield schema
    for part in cast("Mapping[str, Any]", schema).get("anyOf", []):
        yield from _alternatives(contract, part)


class _Code(str):
    """Text that is Python code already."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _call(function: str, /, **arguments: object) -> str:
    inside = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f"{function}({inside})"
