"""Rules about successful responses: status codes, media types and schemas."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.contract.response_schemas import assumed_views, must_views
from optizmo_deploy.conformance.observed.observation import BROKEN
from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE, Finding
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    import jsonschema_rs

    from optizmo_deploy.conformance.observed.observation import Observation

__all__: list[str] = []

# What any server, or a gateway in front of it, may respond with, documented or not.
ANYWHERE = frozenset({405, 406, 408, 411, 413, 414, 415, 429, 431})


@rule("documented-status")
def has_documented_status(seen: Observation) -> Finding:
    """Require a status code of 2xx, 5xx or one that the contract has for the operation."""
    if seen.operation is None:
        return NOT_APPLICABLE
    documented = seen.operation.statuses
    if seen.operation.id == "listBrands" and _may_be_past_the_last(seen):
        documented |= {404}
    if (
        seen.succeeded
        or seen.status in documented | ANYWHERE
        or seen.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return None
    return f"{seen.shown}, which is not a documented status code of {seen.operation.id}"


@rule("success-status")
def has_success_status(seen: Observation) -> Finding:
    """Require that a success has the status code of the contract."""
    if seen.operation is None or not seen.succeeded:
        return NOT_APPLICABLE
    if seen.status == seen.operation.success:
        return None
    return f"{seen.shown}, but {seen.operation.success} is documented"


@rule("success-media-type")
def is_json(seen: Observation) -> Finding:
    """Check the media type of a success that has a body."""
    if seen.operation is None or not seen.succeeded or seen.operation.result is None:
        return NOT_APPLICABLE
    if seen.operation.may_lack_body(seen.status):
        return NOT_APPLICABLE
    given = seen.exchange.header("content-type")
    if given is not None and given.partition(";")[0].strip().lower() == "application/json":
        return None
    return f"{seen.shown} with Content-Type {given!r}, but application/json is documented"


@rule("success-schema")
def has_documented_shape(seen: Observation) -> Finding:
    """Require that the body of a success has every documented member and fits its schema."""
    return _fits(seen, must_views().get(seen.operation.id) if seen.operation else None)


@rule("success-assumed-schema")
def has_assumed_shape(seen: Observation) -> Finding:
    """Check a body with the documented schema for what the contract assumes as well."""
    if seen.operation is None or isinstance(has_documented_shape(seen), str):
        return NOT_APPLICABLE
    return _fits(seen, assumed_views().get(seen.operation.id))


@rule("success-without-body")
def has_no_body(seen: Observation) -> Finding:
    """Require that a success without a documented body has none."""
    if seen.operation is None or not seen.succeeded or seen.operation.result is not None:
        return NOT_APPLICABLE
    if not seen.exchange.body:
        return None
    return f"{seen.shown} with a body of {len(seen.exchange.body)} bytes, but none is documented"


def _may_be_past_the_last(seen: Observation) -> bool:
    # The response for a page past the last is not documented.
    return any(name == "page" and value != "1" for name, value in seen.query)


def _fits(seen: Observation, validator: jsonschema_rs.Validator | None) -> Finding:
    if validator is None or seen.operation is None or not seen.succeeded:
        return NOT_APPLICABLE
    if seen.operation.may_lack_body(seen.status):
        return NOT_APPLICABLE
    if seen.value is BROKEN:
        return f"{seen.shown} with a body that is not JSON: {seen.exchange.body[:80]!r}"
    try:
        error = next(iter(validator.iter_errors(seen.value)), None)
    except ValueError as unfit:  # numbers or texts that no JSON document of the API can hold
        return f"{seen.shown} with a body that cannot be validated: {unfit}"
    if error is None:
        return None
    place = "".join(f"/{step}" for step in error.instance_path)
    return (
        f"{seen.shown} with a body that does not fit the contract at {place or '/'}: "
        f"{error.message[:300]}"
    )
