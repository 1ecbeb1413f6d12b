"""Responses made of the contract's examples, for operations that have no behaviour here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .jsontext import dump
from .message import Response

if TYPE_CHECKING:
    from .message import RawHeaders
    from .rules import Contract, Operation

__all__ = ["EXAMPLE_HEADER", "example_response"]

EXAMPLE_HEADER = b"sandbox-example"
"""The header field that names the example which a response was made of."""

_COMPUTED = ("x-rate-limit-", "retry-after", "content-")


def example_response(contract: Contract, operation: Operation) -> Response | None:
    """Return the example of an operation's success, None when the contract has none.

    The response's header field `Sandbox-Example` holds the name of the example, or `empty` when
    the success has no body.
    """
    content: dict[str, Any] = operation.response.get("content", {})
    headers = _headers(contract, operation)
    if not content:
        return Response(operation.success, [(EXAMPLE_HEADER, b"empty"), *headers])
    media_type = next((name for name in content if "json" in name), next(iter(content)))
    found = _example(contract, content[media_type])
    if found is None:
        return None
    name, value = found
    body = value.encode() if isinstance(value, str) and "json" not in media_type else dump(value)
    return Response(
        operation.success,
        [
            (b"content-type", media_type.encode()),
            (EXAMPLE_HEADER, name.encode("ascii", "replace")),
            *headers,
        ],
        body,
    )


def _example(contract: Contract, media: dict[str, Any]) -> tuple[str, Any] | None:
    if "example" in media:
        return "example", media["example"]
    for name, example in cast("dict[str, Any]", media.get("examples", {})).items():
        resolved = contract.resolved(example)
        if "value" in resolved:
            return name, resolved["value"]
    schema = contract.resolved(media.get("schema", {}))
    if "example" in schema:
        return "schema", schema["example"]
    return ("schema", schema["examples"][0]) if schema.get("examples") else None


def _headers(contract: Contract, operation: Operation) -> RawHeaders:
    headers: RawHeaders = []
    for name, header in operation.response.get("headers", {}).items():
        if not name.lower().startswith(_COMPUTED):
            found = _example(contract, contract.resolved(header))
            if found is not None:
                headers.append((name.lower().encode(), str(found[1]).encode("latin-1", "replace")))
    return headers
