"""Which response is expected to a generated request: accepted, rejected, or either.

A generator knows whether a request fits the schema. That is not enough to evaluate a server: the
schema is stricter than the documentation where the latter is silent, and laxer about the account's
own brands and attributes. So every request is evaluated as it was sent, by what the documentation
states; where it leaves something open, either response is accepted.
"""

from __future__ import annotations

from http import HTTPStatus

from typing import TYPE_CHECKING
from urllib.parse import unquote

from optizmo_deploy.conformance.generated import values
from optizmo_deploy.conformance.generated.bodies import body
from optizmo_deploy.conformance.generated.expectation import Due
from optizmo_deploy.conformance.generated.queries import query
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.observed.observation import Memory, Observation

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["due", "is_accepted"]



def due(exchange: Exchange, known: Known) -> Due:
    """Return what the documentation requires of the response to a request."""
    operation = operations().get(exchange.operation or "")
    parameters = Observation(exchange, Memory()).parameters
    if operation is None or parameters is None:
        return Due.OPEN  # routing may see another path here
    expected = [Due.ACCEPTED]
    if "emailMd5" in parameters:
        expected.append(values.hash_(unquote(parameters["emailMd5"], errors="replace"), known))
    if "brandId" in parameters:
        expected.append(values.uuid_(unquote(parameters["brandId"], errors="replace"), known))
    if operation.has_body:
        expected.append(_body(exchange, known))
    elif exchange.request_body:
        expected.append(Due.OPEN)
    text = exchange.target.partition("?")[2]
    if operation.id == "listBrands":
        expected.append(query(text))
    elif text:
        expected.append(Due.OPEN)
    if operation.id == "removeContactSubscription":
        expected.append(Due.OPEN)  # the contact may not be subscribed
    return max(expected)


def is_accepted(exchange: Exchange) -> bool:
    """Return whether a valid request was accepted."""
    if exchange.operation == "createContact" and exchange.status == HTTPStatus.CONFLICT:
        return True  # generated requests use the same address again
    return exchange.succeeded


def _body(exchange: Exchange, known: Known) -> Due:
    given = {name.lower(): value for name, value in exchange.request_headers}
    return body(exchange.operation or "", exchange.request_body, given.get("content-type"), known)
