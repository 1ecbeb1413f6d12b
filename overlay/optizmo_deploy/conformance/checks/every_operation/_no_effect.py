"""Requires that requests without a valid key change nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import actual, demand
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.shared_contact import unchanged_subject
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.inputs.api_keys import Credentials
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["must_have_no_effect"]


def must_have_no_effect(api: Api, operation: str, keys: Sequence[Credentials]) -> None:
    """Require that otherwise valid requests with these keys change nothing.

    Raises:
        Violation: One did.
    """
    if operation == "createContact":
        for key in keys:
            email = api.new_address()
            create = api.create({"email": email}, key=key)
            now = api.get(md5_of(email))
            message = (
                f"a rejected create should create no contact, but getContact got {actual(now)}"
            )
            demand(now.status != HTTPStatus.OK, message, create, now)
        return
    with unchanged_subject(api) as subject:
        request = valid_request(api, operation, subject=subject)
        for key in keys:
            api.call(operation, **request, key=key)
