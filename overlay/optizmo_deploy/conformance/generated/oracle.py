"""What a generated request deserves: to be accepted, to be refused, or either.

A generator knows whether it broke the schema. That is not enough to blame a server: the schema is
stricter than the documentation where the latter is silent, and laxer where it speaks of the
account's own brands and attributes. So every request is judged as it went out, by what the
documentation states, and whatever is left open may be answered either way.
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
from optizmo_deploy.conformance.observed.observation import Memory, Sight

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.generated.known_resources import Known

__all__ = ["due", "is_accepted"]



def due(exchange: Exchange, known: Known) -> Due:
    """Judge a request by what the documentation states about it."""
    operation = operations().get(exchange.operation or "")
    parameters = Sight(exchange, Memory()).parameters
    if operation is None or parameters is None:
        return Due.OPEN  # routing may see another path here
    judged = [Due.ACCEPTED]
    if "emailMd5" in parameters:
        judged.append(values.hash_(unquote(parameters["emailMd5"], errors="replace"), known))
    if "brandId" in parameters:
        judged.append(values.uuid_(unquote(parameters["brandId"], errors="replace"), known))
    if operation.has_body:
        judged.append(_body(exchange, known))
    elif exchange.request_body:
        judged.append(Due.OPEN)
    text = exchange.target.partition("?")[2]
    if operation.id == "listBrands":
        judged.append(query(text))
    elif text:
        judged.append(Due.OPEN)
    if operation.id == "removeContactSubscription":
        judged.append(Due.OPEN)  # the contact may not be subscribed
    return max(judged)


def is_accepted(exchange: Exchange) -> bool:
    """Tell whether a request that deserves it was accepted."""
    if exchange.operation == "createContact" and exchange.status == HTTPStatus.CONFLICT:
        return True  # generated requests use the same address again
    return exchange.succeeded


def _body(exchange: Exchange, known: Known) -> Due:
    given = {name.lower(): value for name, value in exchange.request_headers}
    return body(exchange.operation or "", exchange.request_body, given.get("content-type"), known)
