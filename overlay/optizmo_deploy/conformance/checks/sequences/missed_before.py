"""Contacts that were requested before they were created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import success
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_unused_address
from optizmo_deploy.conformance.fixtures.shared_contact import Subject
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check_family("missing-then-created")
def found_after_create(api: Api, operation: str) -> None:
    """Send a request for a missing contact, create it, and send the request again."""
    subject = Subject(api)
    request = valid_request(api, operation, subject=subject)
    removes = operation == "removeContactSubscription"
    members = {"brandIds": [subject.subscribed_brand]} if removes else {}
    email = take_unused_address(api)
    request["path"] = {**request["path"], "emailMd5": md5_of(email)}
    api.call(operation, **request)
    api.prepared(api.create({"email": email, **members}))
    success(api.call(operation, **request), when="of a contact that was created just before")
