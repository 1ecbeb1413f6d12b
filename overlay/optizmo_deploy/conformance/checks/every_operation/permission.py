"""Permission: a valid key that may not do something is refused, on every operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import refused
from optizmo_deploy.conformance.checks.every_operation._no_effect import must_have_no_effect
from optizmo_deploy.conformance.checks.every_operation.authentication import requests
from optizmo_deploy.conformance.http.credentials import Key
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check_family("forbidden-key")
def forbidden(api: Api, operation: str) -> None:
    """Use the key that may do nothing."""
    _needs_the_key(api)
    for request in requests(api, operation):
        exchange = api.call(operation, **request, key=Key.FORBIDDEN)
        refused(exchange, 403, when="with a key that is valid but not allowed to")


@check_family("no-effect-with-forbidden-key")
def no_effect(api: Api, operation: str) -> None:
    """Look whether the forbidden request did what it asked for."""
    _needs_the_key(api)
    must_have_no_effect(api, operation, (Key.FORBIDDEN,))


def _needs_the_key(api: Api) -> None:
    if api.settings.forbidden_api_key is None:
        raise NotReached("this needs a valid key without rights: --forbidden-api-key-env")
