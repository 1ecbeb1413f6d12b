"""One request of a call, repeated as the policy says: the heart of the client, free of I/O."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING, TypeVar

from optizmo_deploy.client.arguments.settings import check_key
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
from optizmo_deploy.client.core.retry_policy import Cause, Decision, decide
from optizmo_deploy.client.errors import (
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidResponseError,
)
from optizmo_deploy.client.response import Response

if TYPE_CHECKING:
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.errors import ApiError

__all__ = ["attempts"]

T = TypeVar("T")

_ERRORS = range(400, 600)

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
    try:
        for attempt in itertools.count(1):
            with Passage(context, call.safety) as passage:
                yield from passage.wait(setback.error if setback else None)
                outcome = yield from _attempt(call, context, attempt)
                if isinstance(outcome, Response):
                    passage.report(None, 0.0)
                    return outcome
                setback = outcome
                pause, repeat = _decide(setback, call, context, attempt)
                waits_at_gate = setback.responded and passage.report(setback.cause, pause)
            if not repeat:
                raise setback.error
            logger.info("%s %s again in %.3f s", call.operation.method, call.operation.path, pause)
            if not waits_at_gate:
                yield Sleep(pause)
    except ClientClosed:
        if setback is None:
            raise ConfigurationError("the client is closed") from None
        raise setback.error from None
    raise AssertionError  # there is always another attempt, or an error


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

    @property
    def responded(self) -> bool:
        return self.hints is not None


def _attempt(call: Call[T], context: CallContext, attempt: int) -> Flow[Response[T] | _Setback]:
    settings, clock = context.settings, context.clock
    key = settings.key
    if not isinstance(key, Secret):
        key = check_key((yield Ask(key)))
    step = _request(call, context, key)
    started = clock.monotonic()
    outcome: RawResponse | Failure = yield step
    if logger.isEnabledFor(logging.DEBUG):
        _log(call, outcome, attempt, clock.monotonic() - started)
    if isinstance(outcome, Failure):
        return _no_response(outcome, context, step)
    hints = _observe(outcome, context)
    if outcome.status in _ERRORS:
        return _error_response(outcome, context, hints, key)
    return _success(outcome, call, context, hints, key)


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


def _request(call: Call[T], context: CallContext, key: Secret) -> Send:
    left = context.left()
    if left <= 0:
        raise _deadline_exceeded(context)
    settings = context.settings
    headers = settings.request_headers(key, body=call.body is not None)
    if call.headers:
        headers = {**headers, **call.headers}
    context.attempts += 1
    method, url = call.operation.method, settings.base_url + call.target
    return Send(method, url, headers, call.body, min(settings.timeout, left))


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


def _no_response(failure: Failure, context: CallContext, step: Send) -> _Setback:
    if failure.sent:
        context.may_have_arrived = True
    cut_short = failure.timed_out and step.timeout < context.settings.timeout
    if cut_short or context.left() <= 0:
        raise _deadline_exceeded(context)
    known = "the request may have arrived" if failure.sent else "the request was not sent"
    error = ConnectionFailedError(f"{failure.reason} ({known})", sent=failure.sent)
    return _Setback(error, Cause.UNANSWERED if failure.sent else Cause.NOT_SENT)


def _error_response(
    response: RawResponse, context: CallContext, hints: Hints, key: Secret
) -> _Setback:
    response = _redacted(response, key)
    error = api_error(
        response, context.respond(response, None, hints.rate_limit), hints.retry_after
    )
    cause = cause_of(error)
    if cause is Cause.SERVER_ERROR:
        context.may_have_arrived = True
    return _Setback(error, cause, hints)


def _success(
    response: RawResponse, call: Call[T], context: CallContext, hints: Hints, key: Secret
) -> Response[T] | _Setback:
    try:
        parsed = read_success(response, call)
    except NotUnderstood as reason:
        message = str(reason)
    else:
        return context.respond(response, parsed, hints.rate_limit)
    shown = context.respond(_redacted(response, key), None, hints.rate_limit)
    return _Setback(InvalidResponseError(message, response=shown), None, hints)


def _redacted(response: RawResponse, key: Secret) -> RawResponse:
    """Take the key out of a response that repeats it, because errors are logged and pickled."""
    raw = key.encode()
    if raw not in response.content and not any(raw in value for _, value in response.headers):
        return response
    headers = [(name, value.replace(raw, b"***")) for name, value in response.headers]
    content = response.content.replace(raw, b"***")
    return RawResponse(response.status, headers, content, response.flaw)


def _deadline_exceeded(context: CallContext) -> DeadlineExceededError:
    arrived = (
        "a request may have arrived" if context.may_have_arrived else "nothing can have happened"
    )
    deadline = context.deadline - context.started
    return DeadlineExceededError(
        f"the deadline of {deadline:g} s passed after {context.attempts} requests ({arrived})",
        sent=context.may_have_arrived,
    )


def _log(call: Call[T], outcome: RawResponse | Failure, attempt: int, seconds: float) -> None:
    result = outcome.status if isinstance(outcome, RawResponse) else outcome.reason
    method, path = call.operation.method, call.operation.path
    ms = seconds * 1000
    logger.debug("%s %s: %s (attempt %d, %.0f ms)", method, path, result, attempt, ms)
