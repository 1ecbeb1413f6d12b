"""One request of a call, repeated as the policy says: the heart of the client, free of I/O."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from optizmo_deploy.client.arguments.settings import check_key
from optizmo_deploy.client.core.call_errors import (
    about,
    base_url_hint,
    connection_failed,
    deadline_exceeded,
    invalid_response,
)
from optizmo_deploy.client.core.effects import (
    Ask,
    ClientClosed,
    Failure,
    Flow,
    RawResponse,
    Secret,
    Send,
    Sleep,
)
from optizmo_deploy.client.core.parsing import NotUnderstood, api_error, cause_of, read_success
from optizmo_deploy.client.core.passage import Passage
from optizmo_deploy.client.core.rate_limit_headers import Hints, read_hints
from optizmo_deploy.client.core.retry_policy import Cause, Decision, Safety, decide
from optizmo_deploy.client.errors import ConfigurationError
from optizmo_deploy.client.response import Response

if TYPE_CHECKING:
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.errors import (
        ApiError,
        ConnectionFailedError,
        DeployError,
        InvalidResponseError,
    )

__all__ = ["attempts"]

T = TypeVar("T")

_ERRORS = range(400, 600)
_LONGEST = 3e8
"""Ten years, in seconds: longer timeouts overflow in the operating system."""

logger: logging.Logger = logging.getLogger("optizmo_deploy")


def attempts(call: Call[T], context: CallContext) -> Flow[Response[T]]:
    """Send one request until it has a result, the policy gives up, or the deadline passes.

    Raises:
        ApiError: The server responded with an error, and a repeat is of no use.
        ConnectionFailedError: There was no complete response, and a repeat is of no use.
        DeadlineExceededError: The deadline passed first.
        InvalidResponseError: The response fits nothing.
        ConfigurationError: The client is closed, or the function that supplies the key did not
            return one.
    """
    context.may_have_arrived = False
    setback: _Setback | None = None
    attempt = 0
    try:
        while True:
            attempt += 1
            passage = Passage(context, call.safety)
            try:
                latest = setback.error if setback else None
                if not passage.is_free():
                    yield from passage.wait(latest)
                outcome = yield from _attempt(call, context, attempt, latest)
                if isinstance(outcome, Response):
                    if passage.probed:
                        passage.report(None, 0.0)
                    return outcome
                setback = outcome
                pause, repeat = _decide(setback, call, context, attempt)
                waits_at_gate = setback.hints is not None and passage.report(setback.cause, pause)
            finally:
                if passage.probed:
                    passage.hand_over()
            if not repeat:
                raise setback.error
            logger.info("%s %s again in %.3f s", call.operation.method, call.operation.path, pause)
            if not waits_at_gate:
                yield Sleep(pause)
    except ClientClosed:
        closed = ConfigurationError("the client is closed")
        error = closed if setback is None else setback.error
    raise error


class _Setback:
    """An attempt without a result.

    `cause` says why there may be another one; it is None when the error is final.
    """

    __slots__ = ("cause", "error", "hints")

    def __init__(
        self,
        error: ApiError | ConnectionFailedError | InvalidResponseError,
        cause: Cause | None,
        hints: Hints | None = None,
    ) -> None:
        self.error = error
        self.cause = cause
        self.hints = hints


def _attempt(
    call: Call[T], context: CallContext, attempt: int, latest: DeployError | None
) -> Flow[Response[T] | _Setback]:
    settings, clock = context.settings, context.clock
    key = settings.key
    if not isinstance(key, Secret):
        key = check_key((yield Ask(key)))
    started = clock.monotonic()
    left = context.deadline - started
    if left <= 0:
        raise deadline_exceeded(call, context, latest, None)
    headers = settings.request_headers(key, body=call.body is not None)
    if call.headers:
        headers = {**headers, **call.headers}
    context.attempts += 1
    step = Send(
        call.operation.method,
        settings.base_url + call.target,
        headers,
        call.body,
        min(settings.timeout, left, _LONGEST),
    )
    outcome: RawResponse | Failure = yield step
    if logger.isEnabledFor(logging.DEBUG):
        _log(call, outcome, attempt, clock.monotonic() - started)
    if isinstance(outcome, Failure):
        return _no_response(outcome, call, context, cut_short=left < settings.timeout)
    hints = _observe(outcome, context)
    if outcome.status in _ERRORS:
        return _error_response(outcome, call, context, hints, key)
    if (failure := outcome.failure) and not _is_done(failure, call, context, attempt):
        return _no_response(failure, call, context, cut_short=left < settings.timeout)
    return _success(outcome, call, context, hints, key)


def _is_done(failure: Failure, call: Call[T], context: CallContext, attempt: int) -> bool:
    """Return whether a success is one although its body broke off.

    Where no body is needed, the status code is enough. Where a harmless repeat can make sure, it
    does.
    """
    last = attempt >= context.settings.retry.max_attempts or call.safety is Safety.ONCE
    return call.parse is None and (last or failure.timed_out)


def _decide(setback: _Setback, call: Call[T], context: CallContext, attempt: int) -> Decision:
    if setback.cause is None:
        return Decision(0.0, repeat=False)
    hints = setback.hints
    return decide(
        context.settings.retry,
        safety=call.safety,
        cause=setback.cause,
        attempt=attempt,
        left=context.left(),
        random=context.clock.random,
        retry_after=hints.retry_after if hints else None,
        reset_in=hints.reset_in if hints else None,
    )


def _observe(response: RawResponse, context: CallContext) -> Hints:
    hints = read_hints(response.headers, context.clock.now())
    limits = hints.rate_limit
    if limits is not None:
        context.shared.rate_limit = limits
        context.shared.pacer.observe(
            context.clock.monotonic(),
            limit=limits.limit,
            remaining=limits.remaining,
            reset_in=hints.reset_in,
        )
    return hints


def _no_response(
    failure: Failure, call: Call[T], context: CallContext, *, cut_short: bool
) -> _Setback:
    if failure.sent:
        context.may_have_arrived = True
    error = connection_failed(failure, call, context)
    if context.left() <= 0 or (cut_short and failure.timed_out):
        raise deadline_exceeded(call, context, error, failure.reason)
    if failure.permanent:
        return _Setback(error, None)
    return _Setback(error, Cause.UNANSWERED if failure.sent else Cause.NOT_SENT)


def _error_response(
    response: RawResponse, call: Call[T], context: CallContext, hints: Hints, key: Secret
) -> _Setback:
    response = _redacted(response, key)
    shown = context.respond(response, None, hints.rate_limit)
    error = about(api_error(response, shown, hints), call, context)
    error.hint = base_url_hint(error, context)
    cause = cause_of(error)
    if cause is Cause.SERVER_ERROR:
        context.may_have_arrived = True
    return _Setback(error, cause, hints)


def _success(
    response: RawResponse, call: Call[T], context: CallContext, hints: Hints, key: Secret
) -> Response[T] | _Setback:
    context.shared.found_anything = True
    try:
        parsed = read_success(response, call)
    except NotUnderstood as reason:
        message = str(reason)
    else:
        return context.respond(response, parsed, hints.rate_limit)
    shown = context.respond(_redacted(response, key), None, hints.rate_limit)
    return _Setback(invalid_response(message, shown, call, context), None, hints)


def _redacted(response: RawResponse, key: Secret) -> RawResponse:
    """Take the key out of a response that repeats it, because errors are logged and pickled."""
    raw = key.encode()
    if raw not in response.content and not any(raw in value for _, value in response.headers):
        return response
    headers = [(name, value.replace(raw, b"***")) for name, value in response.headers]
    content = response.content.replace(raw, b"***")
    return RawResponse(response.status, headers, content, response.flaw)


def _log(call: Call[T], outcome: RawResponse | Failure, attempt: int, seconds: float) -> None:
    result = outcome.status if isinstance(outcome, RawResponse) else outcome.reason
    method, path = call.operation.method, call.operation.path
    ms = seconds * 1000
    logger.debug("%s %s: %s (attempt %d, %.0f ms)", method, path, result, attempt, ms)
