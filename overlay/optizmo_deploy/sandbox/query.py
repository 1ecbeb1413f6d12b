"""Query parameters as the contract describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .problems import field_error, invalid_request
from .rules import converted

if TYPE_CHECKING:
    from .rules import Operation

__all__ = ["read_query"]


def read_query(operation: Operation, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the query of an operation, each parameter in the type of its schema.

    Parameters that the contract does not know are ignored.

    Raises:
        Problem: A value is not valid, or a required parameter is missing.
    """
    found: dict[str, Any] = {}
    for name, value in pairs:
        schema = operation.query.get(name)
        if schema is not None:
            found[name], valid = converted(schema, value)
            if not valid:
                raise _invalid(name, "is not valid")
    for name in operation.required_query:
        if name not in found:
            raise _invalid(name, "is required")
    return found


def _invalid(name: str, reason: str) -> Exception:
    detail = f"{name} {reason}"
    return invalid_request(detail, [field_error(detail, parameter=name)])
