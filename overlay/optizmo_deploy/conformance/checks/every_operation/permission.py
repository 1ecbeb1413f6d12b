"""Permission: every operation rejects a valid key without permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import rejection
from optizmo_deploy.conformance.checks.every_operation._no_effect import must_have_no_effect
from optizmo_deploy.conformance.checks.every_operation.authentication import requests
from optizmo_deploy.conformance.http.credentials import Key
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check_family("forbidden-key")
def forbidden(api: Api, operation: str) -> None:
    """Send the key without permissions."""
    _needs_the_key(api)
    for request in requests(api, operation):
        exchange = api.call(operation, **request, key=Key.FORBIDDEN)
        rejection(exchange, 403, when="with a valid key without permissions")


@check_family("no-effect-with-forbidden-key")
def no_effect(api: Api, operation: str) -> None:
    """Check that requests with the key have no effect."""
    _needs_the_key(api)
    must_have_no_effect(api, operation, (Key.FORBIDDEN,))


def _needs_the_key(api: Api) -> None:
    if api.settings.forbidden_api_key is None:
        raise NotReached("this needs a valid key without permissions: give --forbidden-api-key-env")
