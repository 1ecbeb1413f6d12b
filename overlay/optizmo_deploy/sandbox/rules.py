"""What the contract says about requests: routes, path parameters, bodies and successes.

Everything here is read from the OpenAPI document. Validators are compiled when they are first
needed, once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from optizmo_deploy.contract import load_contract

from .problems import FieldError, field_error, json_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import jsonschema_rs

__all__ = ["Contract", "Operation", "contract", "converted", "is_email", "is_uuid"]

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MAX_ERRORS = 100


def is_uuid(value: str) -> bool:
    """Return whether a text is a UUID in its usual notation, in either case."""
    return _UUID.fullmatch(value) is not None


class Operation:
    """One operation of the contract, as far as a server needs it."""

    def __init__(
        self, document: dict[str, Any], template: str, method: str, item: dict[str, Any]
    ) -> None:
        operation = item[method]
        parameters = [
            _resolve(document, parameter)
            for parameter in (*item.get("parameters", ()), *operation.get("parameters", ()))
        ]
        self.id: str = operation["operationId"]
        self.method: str = method.upper()
        self.template = template
        self.changes: bool = self.method not in {"GET", "HEAD"}
        self.parameter_names: tuple[str, ...] = tuple(re.findall(r"{([^}]+)}", template))
        success, response = _success(document, operation["responses"])
        self.success: int = success
        self.response: dict[str, Any] = response
        self.path_checks: list[tuple[str, Callable[[str], bool]]] = [
            (name, _path_check(_parameter_schema(document, parameter)))
            for name in self.parameter_names
            for parameter in parameters
            if parameter["in"] == "path" and parameter["name"] == name
        ]
        self.query: dict[str, dict[str, Any]] = {
            parameter["name"]: _parameter_schema(document, parameter)
            for parameter in parameters
            if parameter["in"] == "query"
        }
        self.required_query: list[str] = [
            parameter["name"]
            for parameter in parameters
            if parameter["in"] == "query" and parameter.get("required")
        ]
        body = _resolve(document, operation.get("requestBody", {}))
        self.body_schema: dict[str, Any] | None = (
            body.get("content", {}).get("application/json", {}).get("schema")
        )
        self.body_optional: bool = not body.get("required", False)


class Contract:
    """The operations of the API and the validators of their bodies."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.operations: list[Operation] = [
            Operation(document, template, method, item)
            for template, item in document["paths"].items()
            for method in _METHODS
            if method in item
        ]
        self.by_id: dict[str, Operation] = {
            operation.id: operation for operation in self.operations
        }
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return what a reference of the contract points to, or the node when it is none."""
        return _resolve(self.document, node)

    def response_headers(self) -> set[str]:
        """Return the names of the header fields of all responses, in lower case."""
        return {
            name.lower()
            for item in self.document["paths"].values()
            for method in _METHODS
            for response in item.get(method, {}).get("responses", {}).values()
            for name in self.resolved(response).get("headers", {})
        }

    def body_errors(self, operation: Operation, body: object) -> list[FieldError]:
        """Return what the contract finds wrong with a body, in its first hundred places."""
        errors: list[FieldError] = []
        for detail, path in _violations(self._validator(operation), body):
            errors.append(field_error(detail, pointer=json_pointer(*path)))
            if len(errors) == _MAX_ERRORS:
                break
        return errors

    def _validator(self, operation: Operation) -> jsonschema_rs.Draft202012Validator:
        validator = self._validators.get(operation.id)
        if validator is None:
            schema = {**(operation.body_schema or {}), "components": self.document["components"]}
            validator = self._validators[operation.id] = _compile(schema)
        return validator


@cache
def contract() -> Contract:
    """Return the contract, read once a process."""
    return Contract(load_contract())


@cache
def _email_validator() -> jsonschema_rs.Draft202012Validator:
    return _compile({"type": "string", "format": "email"})


def is_email(value: str) -> bool:
    """Return whether a text is an address in the sense of JSON Schema's format `email`."""
    return _email_validator().is_valid(value)


def converted(schema: dict[str, Any], value: str) -> tuple[object, bool]:
    """Return a parameter's value in the type of its schema, and whether the schema allows it."""
    types = schema.get("type", "string")
    result: object = value
    if "boolean" in types and value in {"true", "false"}:
        result = value == "true"
    elif ("integer" in types or "number" in types) and _NUMBER.fullmatch(value):
        result = float(value) if "." in value else int(value)
    elif "array" in types:
        result = value.split(",")
    return result, _compile(schema).is_valid(result)


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # noqa: PLC0415 - not needed before the first body arrives

    # "Bob <bob@example.com>" is a mailbox, not an address; the library accepts it by default.
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        email_options=jsonschema_rs.EmailOptions(allow_display_text=False),
    )


def _violations(
    validator: jsonschema_rs.Draft202012Validator, body: object
) -> Iterator[tuple[str, list[str | int]]]:
    for error in validator.iter_errors(body):
        path = list(error.instance_path)
        kind = error.kind
        if kind.name == "required":
            yield "is required", [*path, kind.as_dict()["property"]]
        else:
            yield _DETAILS.get(kind.name, "{}").format(_limit(error, kind.name)), path


def _limit(error: jsonschema_rs.ValidationError, keyword: str) -> object:
    match keyword:
        case "minItems" | "maxItems":
            return error.kind.as_dict()["limit"]
        case "format":
            return error.kind.as_dict()["format"]
        case "type":
            return " or ".join(error.kind.as_dict()["types"])
        case _:
            return "is not valid"


_DETAILS = {
    "anyOf": "must be a text that is not empty, a number, a boolean or an array of texts",
    "format": "must be a valid {}",
    "maxItems": "must have at most {} items",
    "minItems": "must have at least {} item",
    "falseSchema": "is predefined and cannot be written as an attribute",
    "type": "must be of type {}",
    "uniqueItems": "must not repeat an item",
}


def _parameter_schema(document: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    schema = _resolve(document, parameter.get("schema", {}))
    return {**schema, "components": document.get("components", {})}


def _success(document: dict[str, Any], responses: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the first success of an operation: its status code and its response."""
    for status, response in sorted(responses.items()):
        if status.startswith("2"):
            return int(status.replace("X", "0")), _resolve(document, response)
    return 200, _resolve(document, responses.get("default", {}))


def _path_check(schema: dict[str, Any]) -> Callable[[str], bool]:
    if "pattern" in schema:
        # re's `$` also matches before a trailing newline, which ECMA 262's does not.
        pattern = re.compile(schema["pattern"].removeprefix("^").removesuffix("$"), re.ASCII)
        return lambda value: pattern.fullmatch(value) is not None
    if schema.get("format") == "uuid":
        return is_uuid
    return lambda value: bool(converted(schema, value)[1])


def _resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        node = target
    return node
