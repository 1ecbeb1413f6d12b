"""The errors of a call, which say what happened in which operation and at which host."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from optizmo_deploy.client.errors import (
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidResponseError,
)

if TYPE_CHECKING:
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.core.effects import Failure
    from optizmo_deploy.client.errors import ApiError, DeployError
    from optizmo_deploy.client.response import Response

__all__ = ["about", "base_url_hint", "connection_failed", "deadline_exceeded", "invalid_response"]

E = TypeVar("E", bound="DeployError")


def about(error: E, call: Call[Any], context: CallContext) -> E:
    """Return an error after writing down which call it is about."""
    error.operation = call.operation.id
    error.host = _host(context)
    error.attempts = context.attempts
    return error


def connection_failed(
    failure: Failure, call: Call[Any], context: CallContext
) -> ConnectionFailedError:
    """Return the error of an attempt without a response."""
    notes = ["the request may have arrived" if failure.sent else "the request was not sent"]
    if failure.permanent:
        notes.append("it is not repeated, because that would fail in the same way")
    elif context.attempts > 1:
        notes.append(f"attempt {context.attempts}")
    message = f"{_place(call, context)}: {failure.reason} ({'; '.join(notes)})"
    error = ConnectionFailedError(message, sent=failure.sent)
    error.__cause__ = failure.cause
    return about(error, call, context)


def deadline_exceeded(
    call: Call[Any], context: CallContext, latest: DeployError | None, reason: str | None
) -> DeadlineExceededError:
    """Return the error of a call whose time is up.

    Args:
        call: The request that was to be sent, or was under way.
        context: The call.
        latest: What the latest attempt ended with.
        reason: Why the latest attempt had no result in time.
    """
    deadline = context.settings.retry.deadline
    sent = context.may_have_arrived
    attempts = f"{context.attempts} attempt{'s' if context.attempts != 1 else ''}"
    because = f": {reason}" if reason else ""
    known = "a request may have arrived" if sent else "nothing was sent"
    error = DeadlineExceededError(
        f"{_place(call, context)}: the deadline of {deadline:g} s passed after {attempts}{because} "
        f"({known})",
        sent=sent,
    )
    error.__cause__ = latest
    return about(error, call, context)


def invalid_response(
    message: str, response: Response[None], call: Call[Any], context: CallContext
) -> InvalidResponseError:
    """Return the error of a response that fits nothing."""
    error = InvalidResponseError(f"{_place(call, context)}: {message}", response=response)
    return about(error, call, context)


def base_url_hint(error: ApiError, context: CallContext) -> str | None:
    """Return the hint that the base URL may be incomplete, when everything is a 404."""
    shared, base_url = context.shared, context.settings.base_url
    if error.status_code != HTTPStatus.NOT_FOUND:
        shared.found_anything = True
    if shared.found_anything or base_url.endswith("/deploy"):
        return None
    return "is the base URL right? It does not end in /deploy, as that of the API does"


def _place(call: Call[Any], context: CallContext) -> str:
    return f"{call.operation.method} {call.operation.path} at {_host(context)}"


def _host(context: CallContext) -> str:
    return urlsplit(context.settings.base_url).netloc
