"""Authentication: every operation rejects a request without valid credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import rejection
from optizmo_deploy.conformance.checks.every_operation._no_effect import must_have_no_effect
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request
from optizmo_deploy.conformance.http.credentials import Key
from optizmo_deploy.conformance.inputs.api_keys import WRONG_KEY, elsewhere, misshapen, near_misses
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.conformance.server.client import Api

LONG = (300, 1_000)
QUERIES = (("name[contains]", "a"), ("page", "1"), ("enabled", "true"), ("sort", "-name"))


def requests(api: Api, operation: str) -> Iterator[dict[str, Any]]:
    """Yield a valid request, the same with the emailMd5 in upper case, and for other brands."""
    request = valid_request(api, operation)
    yield request
    path = request.get("path", {})
    if "emailMd5" in path:
        yield {**request, "path": {**path, "emailMd5": path["emailMd5"].upper()}}
    for brand in api.target.disabled_brands[:1] if operation == "getBrand" else ():
        yield {"path": {"brandId": brand["id"]}}
    for query in QUERIES if operation == "listBrands" else ():
        yield {**request, "query": [query]}


@check_family("no-key")
def no_header(api: Api, operation: str) -> None:
    """Omit Authorization, directly after a successful read that a server may have cached."""
    for request in requests(api, operation):
        if not operations()[operation].writes:
            api.call(operation, **request)
        rejection(api.call(operation, **request, key=Key.NONE), 401, when="without Authorization")


@check_family("unknown-key")
def wrong_key(api: Api, operation: str) -> None:
    """Send an unknown key, and very long ones."""
    for request in requests(api, operation):
        rejection(api.call(operation, **request, key=WRONG_KEY), 401, when="with an unknown key")
    for length in LONG:
        exchange = api.call(
            operation, **valid_request(api, operation), key=WRONG_KEY + "0" * length
        )
        rejection(exchange, 401, when=f"with an unknown key of more than {length} characters")


@check_family("near-miss-key")
def nearly_the_key(api: Api, operation: str) -> None:
    """Send the valid key with characters missing, added or changed."""
    request = valid_request(api, operation)
    for key in near_misses(api):
        exchange = api.call(operation, **request, key=key)
        rejection(exchange, 401, when=f"with the altered key “{key.shown}”")


@check_family("malformed-authorization")
def not_a_bearer_token(api: Api, operation: str) -> None:
    """Send the valid key in another scheme, without a scheme, and the scheme without a key."""
    request = valid_request(api, operation)
    for key in misshapen(api):
        exchange = api.call(operation, **request, key=key)
        rejection(exchange, 401, when="with credentials that are not “Bearer” and the key")
    exchange = api.call(operation, **request, key=Key.NONE, headers=elsewhere(api))
    rejection(exchange, 401, when="with the key in other header fields than Authorization")


@check_family("no-effect-without-key")
def no_effect(api: Api, operation: str) -> None:
    """Check that requests without valid credentials have no effect."""
    must_have_no_effect(api, operation, (Key.NONE, WRONG_KEY))
