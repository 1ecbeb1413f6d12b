"""Rules about successes: their statuses, media types and shapes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.contract.response_schemas import assumed_views, must_views
from optizmo_deploy.conformance.observed.observation import BROKEN
from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, Judgement
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    import jsonschema_rs

    from optizmo_deploy.conformance.observed.observation import Sight

__all__: list[str] = []

# What any server or whatever is in front of it may answer, whoever documents it.
ANYWHERE = frozenset({405, 406, 408, 411, 413, 414, 415, 429, 431})


@rule("documented-status")
def has_documented_status(sight: Sight) -> Judgement:
    """Judge that the status is a success, a server's failure or one that is documented."""
    if sight.operation is None:
        return NOTHING_TO_SEE
    documented = sight.operation.statuses
    if sight.operation.id == "listBrands" and _may_be_past_the_last(sight):
        documented |= {404}
    if (
        sight.succeeded
        or sight.status in documented | ANYWHERE
        or sight.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return None
    return f"{sight.said}, which is none of the operation's statuses"


@rule("success-status")
def has_success_status(sight: Sight) -> Judgement:
    """Judge that a success has the status that the contract names."""
    if sight.operation is None or not sight.succeeded:
        return NOTHING_TO_SEE
    if sight.status == sight.operation.success:
        return None
    return f"{sight.said} where {sight.operation.success} is expected"


@rule("success-media-type")
def is_json(sight: Sight) -> Judgement:
    """Judge the media type of a success that has a body."""
    if sight.operation is None or not sight.succeeded or sight.operation.result is None:
        return NOTHING_TO_SEE
    if sight.operation.may_lack_body(sight.status):
        return NOTHING_TO_SEE
    given = sight.exchange.header("content-type")
    if given is not None and given.partition(";")[0].strip().lower() == "application/json":
        return None
    return f"{sight.said} with Content-Type {given!r} where application/json is documented"


@rule("success-schema")
def has_documented_shape(sight: Sight) -> Judgement:
    """Judge that a success's body has every documented member, in its documented form."""
    return _fits(sight, must_views().get(sight.operation.id) if sight.operation else None)


@rule("success-assumed-schema")
def has_assumed_shape(sight: Sight) -> Judgement:
    """Judge a body that has its documented form by what the contract assumes as well."""
    if sight.operation is None or isinstance(has_documented_shape(sight), str):
        return NOTHING_TO_SEE
    return _fits(sight, assumed_views().get(sight.operation.id))


@rule("success-without-body")
def has_no_body(sight: Sight) -> Judgement:
    """Judge that a success without a documented body has none."""
    if sight.operation is None or not sight.succeeded or sight.operation.result is not None:
        return NOTHING_TO_SEE
    if not sight.exchange.body:
        return None
    return f"{sight.said} with a body of {len(sight.exchange.body)} bytes, where none is documented"


def _may_be_past_the_last(sight: Sight) -> bool:
    # What a page past the last is answered with is not documented.
    return any(name == "page" and value != "1" for name, value in sight.query)


def _fits(sight: Sight, validator: jsonschema_rs.Validator | None) -> Judgement:
    if validator is None or sight.operation is None or not sight.succeeded:
        return NOTHING_TO_SEE
    if sight.operation.may_lack_body(sight.status):
        return NOTHING_TO_SEE
    if sight.value is BROKEN:
        return f"{sight.said} with a body that is not JSON: {sight.exchange.body[:80]!r}"
    try:
        error = next(iter(validator.iter_errors(sight.value)), None)
    except ValueError as unfit:  # numbers or texts that no JSON document of the API can hold
        return f"{sight.said} with a body that cannot be judged: {unfit}"
    if error is None:
        return None
    place = "".join(f"/{step}" for step in error.instance_path)
    return f"{sight.said}; at {place or 'the top'} of its body: {error.message[:300]}"
