"""Contacts that were asked for before they were created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import success
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.fixtures.creates import take_vacant_address
from optizmo_deploy.conformance.fixtures.shared_contact import Subject
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api


@check_family("missing-then-created")
def found_after_create(api: Api, operation: str) -> None:
    """Address a contact in vain, create it, and address it again."""
    subject = Subject(api)
    request = valid_request(api, operation, subject=subject)
    members = {}
    if operation == "removeContactSubscription":
        members["brandIds"] = [subject.subscribed_brand]
    email = take_vacant_address(api)
    request["path"] = {**request["path"], "emailMd5": md5_of(email)}
    api.call(operation, **request)
    api.prepared(api.create({"email": email, **members}))
    success(api.call(operation, **request), when="of a contact that did not exist a moment ago")
