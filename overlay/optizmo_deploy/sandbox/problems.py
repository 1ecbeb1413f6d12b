"""The error responses of the API, as RFC 9457 problem details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Problem",
    "account_busy",
    "authentication_failed",
    "contact_exists",
    "field_error",
    "invalid_request",
    "json_pointer",
    "not_found",
    "permission_denied",
    "server_failure",
    "too_large",
    "too_many_requests",
]

_TYPE_BASE = "https://docs.optizmo.com/deploy/error-codes#"
_TITLES = {
    400: "Invalid request",
    401: "Authentication failed",
    403: "Permission denied",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    409: "Conflict",
    413: "Request too large",
    414: "Address too long",
    415: "Unsupported media type",
    429: "Too many requests",
    431: "Header fields too large",
    500: "Internal server error",
    501: "Not implemented",
}

FieldError = dict[str, str]


class Problem(Exception):  # noqa: N818 - RFC 9457 names it so
    """An error response; raised where the error is found, sent by the HTTP layer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.title: str = title or _TITLES.get(status, "Request failed")
        self.errors: list[FieldError] = list(errors)
        self.headers: list[tuple[str, str]] = list(headers)

    def document(self, instance: str) -> dict[str, Any]:
        """Return the response's body; `instance` is the path of the request."""
        document: dict[str, Any] = {
            "type": _TYPE_BASE + self.code,
            "status": self.status,
            "title": self.title,
            "detail": self.detail,
            "code": self.code,
            "instance": instance,
        }
        if self.errors:
            document["errors"] = self.errors
        return document

    def reason(self) -> str:
        """Return what is wrong in one line: the code, the detail and each field's error."""
        details = [self.detail]
        for error in self.errors:
            place = error.get("pointer") or error.get("parameter")
            if error["detail"] not in details:
                details.append(f"{place}: {error['detail']}" if place else error["detail"])
        return f"{self.code}: {'; '.join(details)}"


def field_error(
    detail: str, *, pointer: str | None = None, parameter: str | None = None
) -> FieldError:
    """Return one entry of a problem's `errors`."""
    error = {"detail": detail}
    if pointer is not None:
        error["pointer"] = pointer
    if parameter is not None:
        error["parameter"] = parameter
    return error


def json_pointer(*tokens: str | int) -> str:
    """Return the RFC 6901 pointer to the place that the tokens lead to."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def invalid_request(
    detail: str, errors: Sequence[FieldError] = (), *, status: int = 400
) -> Problem:
    """Return the problem of a malformed request."""
    return Problem(status, "invalid_request_error", detail, errors=errors)


def too_large(detail: str) -> Problem:
    """Return the problem of a request whose body is too long."""
    return invalid_request(detail, status=413)


def authentication_failed() -> Problem:
    """Return the problem of a request without a valid key."""
    return Problem(
        401,
        "authentication_error",
        "credentials required",
        headers=[("www-authenticate", "Bearer")],
    )


def permission_denied() -> Problem:
    """Return the problem of a request whose key lacks the permission."""
    return Problem(403, "permission_error", "api key required")


def not_found(detail: str) -> Problem:
    """Return the problem of a request for something that does not exist."""
    return Problem(404, "not_found_error", detail)


def contact_exists() -> Problem:
    """Return the problem of creating a contact a second time."""
    return Problem(409, "contact_exists", "A contact with this email already exists")


def account_busy(retry_after: int) -> Problem:
    """Return the problem of a busy account; `retry_after` is in seconds."""
    return Problem(
        409,
        "operation_in_progress",
        "A bulk contact operation or schema change is in progress for this account, retry later",
        headers=[("retry-after", str(retry_after))],
    )


def too_many_requests(retry_after: int) -> Problem:
    """Return the problem of a request over the rate limit; `retry_after` is in seconds."""
    return Problem(
        429,
        "invalid_request_error",
        "The rate limit is exceeded",
        headers=[("retry-after", str(retry_after))],
    )


def server_failure(detail: str = "An unexpected error occurred", *, status: int = 500) -> Problem:
    """Return the problem of a request that the sandbox failed to handle."""
    return Problem(status, "api_error", detail)
