"""The operations as the contract describes them."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs
from attrs import field, frozen

from optizmo_deploy.conformance.contract.document import (
    contract,
    described_operations,
    resolved,
    success_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Operation", "operations", "reads", "writes"]

_PAGES = "https://docs.optizmo.com/deploy/operations"


@frozen
class Operation:
    """One operation of the contract."""

    id: str
    method: str
    template: str
    """The path below the base URL, with its parameters in braces."""
    has_body: bool
    has_parameters: bool
    success: int
    """The documented status of a success; partly assumed, so any other 2xx is as good."""
    statuses: frozenset[int]
    """All documented status codes."""
    returns: str | None
    """The name of the schema of a success's body; ``None`` when a success has no body."""
    returns_assumed: bool
    """Whether that schema is assumed in part."""
    result: jsonschema_rs.Validator | None = field(repr=False, eq=False)
    """Tells whether the body of a success can be read; ``None`` when a success has no body."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

    @property
    def on_contact(self) -> bool:
        """Whether its path names a contact."""
        return "{emailMd5}" in self.template

    @property
    def page(self) -> str:
        """The URL of its page in the provider's documentation."""
        return f"{_PAGES}/{self.id.lower()}/"

    def may_lack_body(self, status: int) -> bool:
        """Whether a success with this status may come without the body that others have.

        The status of a patch's success is assumed, and 204 means that there is no body.
        """
        return self.id == "patchContact" and status == HTTPStatus.NO_CONTENT


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation of the contract by its operationId, in the contract's order."""
    readable = _readable(contract())
    found: dict[str, Operation] = {}
    for template, method, description in described_operations():
        status, schema = success_of(description)
        found[description["operationId"]] = Operation(
            id=description["operationId"],
            method=method,
            template=template,
            has_body="requestBody" in description,
            has_parameters=bool(description.get("parameters")) or "{" in template,
            success=status,
            statuses=frozenset(int(code) for code in description["responses"]),
            returns=None if schema is None else schema.get("$ref", "").rpartition("/")[2],
            returns_assumed=schema is not None and _is_assumed(schema),
            result=None if schema is None else _validator(readable, schema),
        )
    return MappingProxyType(found)


def reads() -> tuple[str, ...]:
    """Return the operations that change nothing."""
    return tuple(name for name, operation in operations().items() if not operation.writes)


def writes() -> tuple[str, ...]:
    """Return the operations that change something."""
    return tuple(name for name, operation in operations().items() if operation.writes)


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    """Return the components with anything for attribute values, whose types are assumed in part.

    A contact with an unexpected value must still be read, so that a check can notice that it is
    another than the one that was written.
    """
    anything: dict[str, Any] = {}
    schemas: dict[str, Any] = {**document["components"]["schemas"], "AttributeValue": anything}
    return {**document["components"], "schemas": schemas}


def _validator(components: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": components})


def _is_assumed(node: Any) -> bool:
    if isinstance(node, dict):
        target = resolved(cast("dict[str, Any]", node))
        return "x-assumption" in target or any(map(_is_assumed, target.values()))
    return isinstance(node, list) and any(map(_is_assumed, cast("list[object]", node)))
