"""What is required of the response to every generated request."""

from __future__ import annotations

from http import HTTPStatus

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from optizmo_deploy.conformance.assertions.responses import actual
from optizmo_deploy.conformance.generated.expectation import Due
from optizmo_deploy.conformance.generated.oracle import due, is_accepted
from optizmo_deploy.conformance.http.backoff import is_busy, is_rate_limited

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["RESPONSE_CHECKS", "ResponseCheck"]

Finding = str | Literal[False] | None
"""What is wrong; `False` if the check does not apply; `None` when nothing is wrong."""

ResponseCheck = Callable[["Exchange", "Known"], Finding]


def responds(exchange: Exchange, known: Known) -> Finding:  # noqa: ARG001 - every check has both
    """Require a response that is not 5xx."""
    if not exchange.sent:
        return False
    if exchange.error is not None:
        return f"a generated request should get a response, but got none: {exchange.error}"
    if exchange.status is not None and exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"a generated request should get a status code below 500, but got {actual(exchange)}"
    return None


def accepts(exchange: Exchange, known: Known) -> Finding:
    """Require that a request which is documented as valid in every part succeeds."""
    if not _is_evaluated(exchange) or due(exchange, known) is not Due.ACCEPTED:
        return False
    if is_accepted(exchange):
        return None
    return f"a valid generated request should succeed, but got {actual(exchange)}"


def rejects(exchange: Exchange, known: Known) -> Finding:
    """Require that a request which is documented as invalid in some part is rejected."""
    if not _is_evaluated(exchange) or due(exchange, known) is not Due.REJECTED:
        return False
    if exchange.rejected:
        return None
    return f"an invalid generated request should be rejected, but got {actual(exchange)}"


def _is_evaluated(exchange: Exchange) -> bool:
    """Return whether the response depends on the request."""
    if exchange.status is None or exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return False
    return not is_rate_limited(exchange) and not is_busy(exchange)


RESPONSE_CHECKS: Mapping[str, ResponseCheck] = MappingProxyType(
    {
        "generated-no-server-error": responds,
        "generated-valid": accepts,
        "generated-invalid": rejects,
    }
)
"""The checks by the names of their requirements."""
