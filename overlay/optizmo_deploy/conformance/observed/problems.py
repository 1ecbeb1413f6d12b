"""Rules about problems: every member of the envelope that each failure carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from optizmo_deploy.conformance.assertions.responses import CODES
from optizmo_deploy.conformance.observed.observation import BROKEN
from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, Judgement
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Sight

__all__: list[str] = []

DOCUMENTATION = "https://docs.optizmo.com/deploy/error-codes#"
POINTER = re.compile(r"(?:/(?:[^/~]|~[01])*)*", re.DOTALL)
URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
ANY_CODE = frozenset(code for codes in CODES.values() for code in codes)


@rule("problem-object")
def is_an_object(sight: Sight) -> Judgement:
    """Judge that a failure's body is a JSON object."""
    if not sight.failed:
        return NOTHING_TO_SEE
    if sight.value is BROKEN:
        return f"{sight.said} with a body that is not JSON: {sight.exchange.body[:80]!r}"
    return None if sight.mapping is not None else f"{sight.said} with a body that is no object"


@rule("problem-media-type")
def is_application_json(sight: Sight) -> Judgement:
    """Judge the media type of a failure."""
    if not sight.failed:
        return NOTHING_TO_SEE
    given = sight.exchange.header("content-type")
    if given is not None and given.partition(";")[0].strip().lower() == "application/json":
        return None
    return f"{sight.said} with Content-Type {given!r} where application/json is documented"


@rule("problem-type")
def has_type(sight: Sight) -> Judgement:
    """Judge that ``type`` is the page of the error codes, with the code behind it."""
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    given, code = problem.get("type"), problem.get("code")
    if not _code_is_settled(sight):
        return None if isinstance(given, str) else _member(sight, "type", "a URI", given)
    if isinstance(code, str) and given == DOCUMENTATION + code:
        return None
    return _member(sight, "type", f"{DOCUMENTATION}{code}", given)


@rule("problem-status")
def has_status(sight: Sight) -> Judgement:
    """Judge that ``status`` repeats the HTTP status."""
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    given = problem.get("status")
    if type(given) in (int, float) and given == sight.status:  # 404.0 is an integer in JSON Schema
        return None
    return _member(sight, "status", f"the integer {sight.status}", given)


@rule("problem-title")
def has_title(sight: Sight) -> Judgement:
    """Judge that there is a title."""
    return _text(sight, "title")


@rule("problem-detail")
def has_detail(sight: Sight) -> Judgement:
    """Judge that there is a detail."""
    return _text(sight, "detail")


@rule("problem-code")
def has_known_code(sight: Sight) -> Judgement:
    """Judge that the code is one of the documented ones, where the documentation settles that."""
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    given = problem.get("code")
    if isinstance(given, str) and (given in ANY_CODE or not _code_is_settled(sight)):
        return None
    return _member(sight, "code", "a documented code", given)


@rule("problem-code-fits-status")
def has_fitting_code(sight: Sight) -> Judgement:
    """Judge that the code is one that belongs to the status, and to the operation."""
    problem = _problem(sight)
    if problem is None or not _code_is_settled(sight):
        return NOTHING_TO_SEE
    given, codes = problem.get("code"), CODES[sight.status]
    if sight.operation is not None and sight.operation.id != "createContact":
        codes = codes - {"contact_exists"}
    if given in codes or given not in ANY_CODE:
        return None
    return _member(sight, "code", " or ".join(sorted(codes)), given)


@rule("problem-instance")
def has_instance_of_the_request(sight: Sight) -> Judgement:
    """Judge that ``instance``, when there is one, is the path that was asked for."""
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    if "instance" not in problem:
        return None
    given = problem["instance"]
    # A query may be repeated as it was sent, which was no URI every time.
    if not isinstance(given, str) or not URI_REFERENCE.fullmatch(given.partition("?")[0]):
        return _member(sight, "instance", "a URI reference", given)
    mount, _, _ = urlsplit(sight.exchange.url).path.partition(sight.exchange.path)
    if _same_place(urlsplit(given).path, mount, sight):
        return None
    return _member(sight, "instance", f"the path {mount}{sight.exchange.path}", given)


@rule("problem-errors")
def has_well_formed_errors(sight: Sight) -> Judgement:
    """Judge the entries of ``errors``, when there are any."""
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    entries = problem.get("errors", [])
    if not isinstance(entries, list):
        return _member(sight, "errors", "an array", entries)
    for entry in cast("list[object]", entries):
        members = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
        if not isinstance(members.get("detail"), str):
            return _member(sight, "errors", "objects with a detail", problem["errors"])
        wrong = _misplaced(sight, members)
        if wrong:
            return f"{sight.said} with the field error {members}: {wrong}"
    return None


@rule("problem-elsewhere")
def is_a_problem_anywhere(sight: Sight) -> Judgement:
    """Judge the envelope of a failure outside the ten operations, where no code is documented."""
    if sight.operation is not None or not sight.failed:
        return NOTHING_TO_SEE
    for judge in (is_an_object, is_application_json, has_type, has_status, has_title, has_detail):
        wrong = judge(sight)
        if wrong is not None:
            return wrong
    return has_known_code(sight)


def _problem(sight: Sight) -> dict[str, Any] | None:
    return sight.mapping if sight.failed else None


def _code_is_settled(sight: Sight) -> bool:
    return sight.operation is not None and sight.status in CODES


def _member(sight: Sight, name: str, expected: str, given: object) -> str:
    return f"{sight.said} with a problem whose {name} is {given!r} instead of {expected}"


def _text(sight: Sight, name: str) -> Judgement:
    problem = _problem(sight)
    if problem is None:
        return NOTHING_TO_SEE
    given = problem.get(name)
    if isinstance(given, str) and given.strip():
        return None
    return _member(sight, name, "a text", given)


def _same_place(given: str, mount: str, sight: Sight) -> bool:
    """Compare paths loosely: decoded, in either case, and the contact's path is enough."""
    asked = unquote(sight.exchange.path, errors="replace").casefold()
    mounts = {"/deploy", mount.casefold()} if mount else {"/deploy", ""}
    got = unquote(given, errors="replace").casefold()
    for prefix in mounts:
        tail = got.removeprefix(prefix) if got.startswith(prefix) else None
        if tail is None or not (asked == tail or asked.startswith(tail.rstrip("/") + "/")):
            continue
        if tail.count("/") >= min(asked.count("/"), _least_depth(sight)):
            return True
    return False


def _least_depth(sight: Sight) -> int:
    # The pages' examples of 401 and 403 name the collection alone, whatever contact was asked for.
    return 2 if sight.status in {401, 403} else 3


def _misplaced(sight: Sight, entry: dict[str, Any]) -> str | None:
    pointer, parameter = entry.get("pointer", ""), entry.get("parameter", "")
    if not isinstance(pointer, str) or not POINTER.fullmatch(pointer):
        return "its pointer is no JSON Pointer (RFC 6901)"
    if not isinstance(parameter, str):
        return "its parameter is no name"
    if sight.operation is not None:
        return _unsent(pointer, parameter, entry, sight)
    return None


def _unsent(pointer: str, parameter: str, entry: dict[str, Any], sight: Sight) -> str | None:
    if "parameter" in entry and not _was_sent(parameter, sight):
        return "its parameter is no query parameter of the request"
    has_body = sight.operation is not None and sight.operation.has_body
    if "pointer" in entry and not has_body:
        return "its pointer points into a body, but the operation has none"
    if (
        sight.sent is not BROKEN
        and sight.exchange.request_body
        and not _leads_somewhere(pointer, sight.sent)
    ):
        return "its pointer leads nowhere in the body that was sent"
    return None


def _was_sent(parameter: str, sight: Sight) -> bool:
    names = {name for name, _ in sight.query} | {name.replace("+", " ") for name, _ in sight.query}
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
