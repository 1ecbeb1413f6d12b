"""Contacts that were asked for before they were created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.checks._creates import take_vacant_address
from optizmo_deploy.conformance.expect import success
from optizmo_deploy.conformance.family import each_operation
from optizmo_deploy.conformance.subject import Subject, valid_request
from optizmo_deploy.conformance.target import md5_of

if TYPE_CHECKING:
    from optizmo_deploy.conformance.api import Api


@each_operation("READBACK", 54, 58)
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
