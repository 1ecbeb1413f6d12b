"""One step of a call, repeated as the policy says: the heart of the client, free of I/O."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from optizmo_deploy.client.arguments.settings import check_key
from optizmo_deploy.client.core.effects import Ask, Failure, Flow, RawResponse, Secret, Send, Sleep
from optizmo_deploy.client.core.parsing import NotUnderstood, api_error, cause_of, read_success
from optizmo_deploy.client.core.rate_limit_headers import Hints, read_hints
from optizmo_deploy.client.core.retry_policy import Cause, next_delay
from optizmo_deploy.client.errors import (
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidResponseError,
)

if TYPE_CHECKING:
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.errors import ApiError
    from optizmo_deploy.client.response import Response

__all__ = ["attempts"]

T = TypeVar("T")

_ERRORS = range(400, 600)

logger: logging.Logger = logging.getLogger("optizmo_deploy")


def attempts(call: Call[T], context: CallContext) -> Flow[Response[T]]:
    """Send one request until it has a result, the policy gives up, or the deadline passes.

    Raises:
        ApiError: The server refused, and it is of no use to ask again.
        ConnectionFailedError: No answer came, and it is of no use to ask again.
        DeadlineExceededError: The deadline passed first.
        InvalidResponseError: The answer fits nothing.
        ConfigurationError: The function that supplies the key did not return one.
    """
    settings, clock = context.settings, context.clock
    context.may_have_arrived = False
    attempt = 0
    while True:
        attempt += 1
        if settings.pace and (pause := _pause(context)) > 0:
            yield Sleep(pause)
        key = settings.key
        if not isinstance(key, Secret):
            key = check_key((yield Ask(key)))
        started = clock.monotonic()
        step = _request(call, context, key, context.deadline - started)
        outcome: RawResponse | Failure = yield step
        if logger.isEnabledFor(logging.DEBUG):
            _log(call, outcome, attempt, clock.monotonic() - started)
        if isinstance(outcome, Failure):
            setback = _unanswered(outcome, context, step)
        else:
            hints = _observe(outcome, context)
            if outcome.status not in _ERRORS:
                return _success(outcome, call, context, hints, key)
            setback = _refused(outcome, context, hints, key)
        delay = next_delay(
            settings.retry,
            safety=call.safety,
            cause=setback.cause,
            attempt=attempt,
            left=context.deadline - clock.monotonic(),
            random=clock.random,
            retry_after=setback.retry_after,
            reset_in=setback.reset_in,
        )
        if delay is None:
            raise setback.error
        if setback.cause is Cause.RATE_LIMITED and settings.pace:
            context.shared.pacer.hold(clock.monotonic() + delay)
        logger.info("%s %s again in %.3f s", call.operation.method, call.operation.path, delay)
        yield Sleep(delay)


class _Setback:
    """An attempt that was in vain, but after which there may be another."""

    __slots__ = ("cause", "error", "reset_in", "retry_after")

    def __init__(
        self, error: ApiError | ConnectionFailedError, cause: Cause, hints: Hints | None = None
    ) -> None:
        self.error = error
        self.cause = cause
        self.retry_after = hints.retry_after if hints else None
        self.reset_in = hints.reset_in if hints else None


def _pause(context: CallContext) -> float:
    pacer = context.shared.pacer
    if pacer.idle:
        return 0.0
    now = context.clock.monotonic()
    longest = min(context.settings.retry.max_retry_after, context.deadline - now)
    pause = pacer.reserve(now, longest)
    if pause > 0:
        logger.debug("pacing: %.3f s until the next request", pause)
    return pause


def _request(call: Call[T], context: CallContext, key: Secret, left: float) -> Send:
    if left <= 0:
        raise _deadline_exceeded(context)
    settings = context.settings
    headers = settings.request_headers(key, body=call.body is not None)
    context.attempts += 1
    method, url = call.operation.method, settings.base_url + call.target
    return Send(method, url, headers, call.body, min(settings.timeout, left))


def _observe(answer: RawResponse, context: CallContext) -> Hints:
    hints = read_hints(answer.headers, context.clock.now())
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


def _unanswered(failure: Failure, context: CallContext, step: Send) -> _Setback:
    if failure.sent:
        context.may_have_arrived = True
    cut_short = failure.timed_out and step.timeout < context.settings.timeout
    if cut_short or context.clock.monotonic() >= context.deadline:
        raise _deadline_exceeded(context)
    known = "the request may have arrived" if failure.sent else "the request was not sent"
    error = ConnectionFailedError(f"{failure.reason} ({known})", sent=failure.sent)
    return _Setback(error, Cause.UNANSWERED if failure.sent else Cause.NOT_SENT)


def _refused(answer: RawResponse, context: CallContext, hints: Hints, key: Secret) -> _Setback:
    answer = _redacted(answer, key)
    error = api_error(answer, context.respond(answer, None, hints.rate_limit), hints.retry_after)
    cause = cause_of(error)
    if cause is None:
        raise error
    if cause is Cause.SERVER_ERROR:
        context.may_have_arrived = True
    return _Setback(error, cause, hints)


def _success(
    answer: RawResponse, call: Call[T], context: CallContext, hints: Hints, key: Secret
) -> Response[T]:
    try:
        parsed = read_success(answer, call)
    except NotUnderstood as reason:
        message = str(reason)
    else:
        return context.respond(answer, parsed, hints.rate_limit)
    response = context.respond(_redacted(answer, key), None, hints.rate_limit)
    raise InvalidResponseError(message, response=response)


def _redacted(answer: RawResponse, key: Secret) -> RawResponse:
    """Take the key out of an answer that repeats it, because errors are logged and pickled."""
    raw = key.encode()
    if raw not in answer.content and not any(raw in value for _, value in answer.headers):
        return answer
    headers = [(name, value.replace(raw, b"***")) for name, value in answer.headers]
    return RawResponse(answer.status, headers, answer.content.replace(raw, b"***"), answer.flaw)


def _deadline_exceeded(context: CallContext) -> DeadlineExceededError:
    arrived = (
        "a request may have arrived" if context.may_have_arrived else "nothing can have happened"
    )
    deadline = context.settings.retry.deadline
    return DeadlineExceededError(
        f"the deadline of {deadline:g} s passed after {context.attempts} requests ({arrived})",
        sent=context.may_have_arrived,
    )


def _log(call: Call[T], outcome: RawResponse | Failure, attempt: int, seconds: float) -> None:
    result = outcome.status if isinstance(outcome, RawResponse) else outcome.reason
    method, path = call.operation.method, call.operation.path
    ms = seconds * 1000
    logger.debug("%s %s: %s (attempt %d, %.0f ms)", method, path, result, attempt, ms)
