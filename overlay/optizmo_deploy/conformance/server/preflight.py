"""Whether the server can be evaluated at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from optizmo_deploy.conformance.requirements.exceptions import TargetUnusable, Violation

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.http.session import Wire

__all__ = ["preflight"]

_NOBODY = "0123456789abcdef0123456789abcdef"
_NO_BRAND = "00000000-0000-4000-8000-000000000000"
_PROBES = (
    ("getContactSchema", "/v1/contact-schema"),
    ("listBrands", "/v1/brands?pageSize=10"),
    ("getContact", f"/v1/contacts/{_NOBODY}"),
    ("getBrand", f"/v1/brands/{_NO_BRAND}"),
)
_KEY_REJECTED = frozenset({401, 403})
_NOT_THERE = frozenset({404, 405})


def preflight(wire: Wire) -> str | None:
    """Check that the server can be reached and accepts the key.

    Stops at the first response that shows it; everything else is left to the checks.

    Returns:
        Why the server may not be the intended one; `None` when it resembles this API.

    Raises:
        TargetUnusable: It does not, with any of four operations that read.
    """
    seen: list[Exchange] = []
    for operation, target in _PROBES:
        exchange = wire.send("GET", target, operation=operation)
        if exchange.status == HTTPStatus.OK and _resembles(exchange):
            return None
        seen.append(exchange)
    base_url = wire.settings.base_url
    responses = [exchange for exchange in seen if exchange.status is not None]
    if not responses:
        raise TargetUnusable(f"{base_url} could not be reached: {seen[0].error}")
    if all(exchange.status in _KEY_REJECTED for exchange in responses):
        statuses = " and ".join(sorted({str(exchange.status) for exchange in responses}))
        raise TargetUnusable(
            f"{base_url} rejected the API key with every operation (status code {statuses}); "
            "is it right?"
        )
    if all(exchange.status in _NOT_THERE for exchange in responses):
        return f"{base_url} seems to have no Deploy API: {_hint(base_url)}"
    if not any(_resembles(exchange) for exchange in responses):
        first = responses[0]
        kind = first.header("content-type") or "no media type"
        return (
            f"{base_url} responds, but not as this API does (status code {first.status}, {kind}):"
            f" {_hint(base_url)}"
        )
    return None


def _resembles(exchange: Exchange) -> bool:
    """Return whether a body has a member that this API has in its responses."""
    try:
        body = exchange.json()
    except Violation:
        return False
    known = {"attributes", "data", "pagination", "code", "detail"}
    return isinstance(body, dict) and not known.isdisjoint(cast("dict[str, object]", body))


def _hint(base_url: str) -> str:
    if base_url.endswith("/deploy"):
        return "nothing documented was found under /v1; is the base URL right?"
    return f"is the base URL right? The API is usually under {base_url}/deploy"
