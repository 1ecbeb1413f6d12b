"""Rules about error responses: each member of their problem details."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from optizmo_deploy.conformance.assertions.responses import CODES
from optizmo_deploy.conformance.observed.observation import BROKEN
from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE, Finding
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Observation

__all__: list[str] = []

DOCUMENTATION = "https://docs.optizmo.com/deploy/error-codes#"
POINTER = re.compile(r"(?:/(?:[^/~]|~[01])*)*", re.DOTALL)
URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
ANY_CODE = frozenset(code for codes in CODES.values() for code in codes)


@rule("problem-object")
def is_an_object(seen: Observation) -> Finding:
    """Require that the body of an error response is a JSON object."""
    if not seen.is_error:
        return NOT_APPLICABLE
    if seen.value is BROKEN:
        return (
            f"{seen.shown} with a body that should be JSON, but is not: {seen.exchange.body[:80]!r}"
        )
    return (
        None
        if seen.mapping is not None
        else f"{seen.shown} with a body that should be a JSON object, but is not"
    )


@rule("problem-media-type")
def is_application_json(seen: Observation) -> Finding:
    """Check the media type of an error response."""
    if not seen.is_error:
        return NOT_APPLICABLE
    given = seen.exchange.header("content-type")
    if given is not None and given.partition(";")[0].strip().lower() == "application/json":
        return None
    return f"{seen.shown} with Content-Type {given!r}, but application/json is documented"


@rule("problem-type")
def has_type(seen: Observation) -> Finding:
    """Require that `type` is the URL of the error codes with the code as its fragment."""
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    given, code = problem.get("type"), problem.get("code")
    if not _code_is_settled(seen):
        return None if isinstance(given, str) else _member(seen, "type", "a URI", given)
    if isinstance(code, str) and given == DOCUMENTATION + code:
        return None
    return _member(seen, "type", f"{DOCUMENTATION}{code}", given)


@rule("problem-status")
def has_status(seen: Observation) -> Finding:
    """Require that `status` is the HTTP status code."""
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    given = problem.get("status")
    if type(given) in (int, float) and given == seen.status:  # 404.0 is an integer in JSON Schema
        return None
    return _member(seen, "status", f"the integer {seen.status}", given)


@rule("problem-title")
def has_title(seen: Observation) -> Finding:
    """Require that there is a title."""
    return _text(seen, "title")


@rule("problem-detail")
def has_detail(seen: Observation) -> Finding:
    """Require that there is a detail."""
    return _text(seen, "detail")


@rule("problem-code")
def has_known_code(seen: Observation) -> Finding:
    """Require a documented code, where the documentation has codes for the status code."""
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    given = problem.get("code")
    if isinstance(given, str) and (given in ANY_CODE or not _code_is_settled(seen)):
        return None
    return _member(seen, "code", "a documented code", given)


@rule("problem-code-fits-status")
def has_fitting_code(seen: Observation) -> Finding:
    """Require a code that is documented for the status code and the operation."""
    problem = _problem(seen)
    if problem is None or not _code_is_settled(seen):
        return NOT_APPLICABLE
    given, codes = problem.get("code"), CODES[seen.status]
    if seen.operation is not None and seen.operation.id != "createContact":
        codes = codes - {"contact_exists"}
    if given in codes or given not in ANY_CODE:
        return None
    return _member(seen, "code", " or ".join(sorted(codes)), given)


@rule("problem-instance")
def has_instance_of_the_request(seen: Observation) -> Finding:
    """Require that ``instance``, when there is one, is the path of the request."""
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    if "instance" not in problem:
        return None
    given = problem["instance"]
    # It may repeat the query as sent, which is not always valid in a URI.
    if not isinstance(given, str) or not URI_REFERENCE.fullmatch(given.partition("?")[0]):
        return _member(seen, "instance", "a URI reference", given)
    mount, _, _ = urlsplit(seen.exchange.url).path.partition(seen.exchange.path)
    if _same_place(urlsplit(given).path, mount, seen):
        return None
    return _member(seen, "instance", f"the path {mount}{seen.exchange.path}", given)


@rule("problem-errors")
def has_well_formed_errors(seen: Observation) -> Finding:
    """Check the entries of ``errors``, when there are any."""
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    entries = problem.get("errors", [])
    if not isinstance(entries, list):
        return _member(seen, "errors", "an array", entries)
    for entry in cast("list[object]", entries):
        members = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
        if not isinstance(members.get("detail"), str):
            return _member(seen, "errors", "an array of objects with a detail", problem["errors"])
        wrong = _misplaced(seen, members)
        if wrong:
            return f"{seen.shown} with the entry {members} in errors: {wrong}"
    return None


@rule("problem-elsewhere")
def is_a_problem_anywhere(seen: Observation) -> Finding:
    """Check error responses outside the documented operations, for which no code is documented."""
    if seen.operation is not None or not seen.is_error:
        return NOT_APPLICABLE
    for check in (is_an_object, is_application_json, has_type, has_status, has_title, has_detail):
        wrong = check(seen)
        if wrong is not None:
            return wrong
    return has_known_code(seen)


def _problem(seen: Observation) -> dict[str, Any] | None:
    return seen.mapping if seen.is_error else None


def _code_is_settled(seen: Observation) -> bool:
    return seen.operation is not None and seen.status in CODES


def _member(seen: Observation, name: str, expected: str, given: object) -> str:
    return f"{seen.shown} with problem details whose {name} should be {expected}, but is {given!r}"


def _text(seen: Observation, name: str) -> Finding:
    problem = _problem(seen)
    if problem is None:
        return NOT_APPLICABLE
    given = problem.get(name)
    if isinstance(given, str) and given.strip():
        return None
    return _member(seen, name, "a string", given)


def _same_place(given: str, mount: str, seen: Observation) -> bool:
    """Compare paths decoded and ignoring case; the path of the contact is enough."""
    asked = unquote(seen.exchange.path, errors="replace").casefold()
    mounts = {"/deploy", mount.casefold()} if mount else {"/deploy", ""}
    got = unquote(given, errors="replace").casefold()
    for prefix in mounts:
        tail = got.removeprefix(prefix) if got.startswith(prefix) else None
        if tail is None or not (asked == tail or asked.startswith(tail.rstrip("/") + "/")):
            continue
        if tail.count("/") >= min(asked.count("/"), _least_depth(seen)):
            return True
    return False


def _least_depth(seen: Observation) -> int:
    # The documented examples of 401 and 403 name the collection, without the contact.
    return 2 if seen.status in {401, 403} else 3


def _misplaced(seen: Observation, entry: dict[str, Any]) -> str | None:
    pointer, parameter = entry.get("pointer", ""), entry.get("parameter", "")
    if not isinstance(pointer, str) or not POINTER.fullmatch(pointer):
        return "its pointer should be a JSON Pointer (RFC 6901)"
    if not isinstance(parameter, str):
        return "its parameter should be a string"
    if seen.operation is not None:
        return _unsent(pointer, parameter, entry, seen)
    return None


def _unsent(pointer: str, parameter: str, entry: dict[str, Any], seen: Observation) -> str | None:
    if "parameter" in entry and not _was_sent(parameter, seen):
        return "its parameter should be a query parameter of the request"
    has_body = seen.operation is not None and seen.operation.has_body
    if "pointer" in entry and not has_body:
        return "it should have no pointer, because the operation has no request body"
    if (
        seen.sent is not BROKEN
        and seen.exchange.request_body
        and not _leads_somewhere(pointer, seen.sent)
    ):
        return "its pointer should point to a place in the request body"
    return None


def _was_sent(parameter: str, seen: Observation) -> bool:
    names = {name for name, _ in seen.query} | {name.replace("+", " ") for name, _ in seen.query}
    filters = [name for name in names if name.partition("[")[0] == "name"]
    # “As sent” may mean percent-encoded too.
    return bool({parameter, unquote(parameter)} & names) or (
        len(filters) > 1 and parameter == "name"
    )


def _leads_somewhere(pointer: str, body: Any) -> bool:
    """Follow a pointer up to its last step, which may name a member that is missing."""
    here = body
    for token in pointer.split("/")[1:-1]:
        step = token.replace("~1", "/").replace("~0", "~")
        members = _members(here)
        if step not in members:
            return False
        here = members[step]
    return here is body or isinstance(here, (dict, list))


def _members(value: Any) -> dict[str, Any]:
    """Return what a JSON value holds, by the steps of pointers that lead there."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return {str(index): item for index, item in enumerate(items)}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
