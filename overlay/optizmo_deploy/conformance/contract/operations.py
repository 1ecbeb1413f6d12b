"""The ten operations as the contract describes them."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from attrs import field, frozen

from optizmo_deploy.contract import load_contract

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONTACT_OPERATIONS", "READS", "WITH_BODY", "WRITES", "Operation", "operations"]


@frozen
class Operation:
    """One operation of the contract."""

    id: str
    method: str
    template: str
    """The path below the base URL, with its parameters in braces."""
    has_body: bool
    success: int
    """The documented status of a success; partly assumed, so any other 2xx is as good."""
    result: jsonschema_rs.Validator | None = field(repr=False, eq=False)
    """Tells whether the body of a success can be read; ``None`` when a success has no body."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

    def may_lack_body(self, status: int) -> bool:
        """Whether a success with this status may come without the body that others have.

        The status of a patch's success is assumed, and 204 means that there is no body.
        """
        return self.id == "patchContact" and status == 204  # noqa: PLR2004 - No Content

    @property
    def on_contact(self) -> bool:
        """Whether its path names a contact."""
        return "{emailMd5}" in self.template


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation of the contract by its operationId, in the contract's order."""
    contract = _readable(load_contract())
    found: dict[str, Operation] = {}
    for template, item in contract["paths"].items():
        for method, described in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                status, response = next(
                    (code, _resolved(contract, answer))
                    for code, answer in described["responses"].items()
                    if code.startswith("2")
                )
                found[described["operationId"]] = Operation(
                    id=described["operationId"],
                    method=method.upper(),
                    template=template,
                    has_body="requestBody" in described,
                    success=int(status),
                    result=_validator(contract, response),
                )
    return MappingProxyType(found)


def _readable(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with anything for attribute values, whose types are assumed in part.

    A contact with a strange value is read all the same, or nobody would notice that the value is
    another than the one that was written.
    """
    anything: dict[str, Any] = {}
    schemas: dict[str, Any] = {**contract["components"]["schemas"], "AttributeValue": anything}
    components: dict[str, Any] = {**contract["components"], "schemas": schemas}
    return {**contract, "components": components}


def _resolved(contract: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    target: Any = contract
    for token in node["$ref"].removeprefix("#/").split("/"):
        target = target[token]
    return _resolved(contract, target)


def _validator(
    contract: dict[str, Any], response: dict[str, Any]
) -> jsonschema_rs.Validator | None:
    content = response.get("content")
    if content is None:
        return None
    schema = {**content["application/json"]["schema"], "components": contract["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


WRITES = tuple(name for name, operation in operations().items() if operation.writes)
"""The operations that change something."""
READS = tuple(name for name, operation in operations().items() if not operation.writes)
"""The operations that change nothing."""
CONTACT_OPERATIONS = tuple(name for name, operation in operations().items() if operation.on_contact)
"""The operations whose path names a contact."""
WITH_BODY = tuple(name for name, operation in operations().items() if operation.has_body)
"""The operations that take a body."""
