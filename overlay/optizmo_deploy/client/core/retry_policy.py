"""When a request is repeated, and after how long: one pure decision for both worlds."""

from __future__ import annotations

import enum
import math
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import attrs

from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Cause", "Decision", "RetryPolicy", "Safety", "decide"]


class Cause(enum.Enum):
    """Why an attempt did not succeed, as far as repeating it is concerned."""

    RATE_LIMITED = enum.auto()
    """429: the request was rejected."""
    BUSY = enum.auto()
    """409 operation_in_progress: the request was rejected."""
    SERVER_ERROR = enum.auto()
    """5xx or 408: the request may have had its effect."""
    NOT_SENT = enum.auto()
    """The request did not leave, or the server did not look at it (421, 425)."""
    UNANSWERED = enum.auto()
    """The request left, wholly or in part, and there is no complete response."""


class Safety(enum.Enum):
    """What a repeat of an operation can do."""

    READ = enum.auto()
    """It changes nothing."""
    REPEATABLE = enum.auto()
    """A repeat is harmless, or its answer tells that the first attempt had arrived."""
    ONCE = enum.auto()
    """A repeat could have its effect twice."""


_REPEATED = {
    # A read is never rejected because the account is busy, so such a response means something
    # else.
    Safety.READ: frozenset(Cause) - {Cause.BUSY},
    Safety.REPEATABLE: frozenset(Cause),
    Safety.ONCE: frozenset({Cause.RATE_LIMITED, Cause.BUSY, Cause.NOT_SENT}),
}


def _at_least_one(_: RetryPolicy, attribute: attrs.Attribute[int], value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise ConfigurationError(f"{attribute.name} must be a whole number from 1, not {value!r}")


def _seconds(_: RetryPolicy, attribute: attrs.Attribute[Any], value: object) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not cast("float", value) >= 0:  # NaN is not, either
        raise ConfigurationError(f"{attribute.name} must be 0 or more seconds, not {value!r}")


def _seconds_or_none(policy: RetryPolicy, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        _seconds(policy, attribute, value)


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often, how long and with which pauses a call is repeated. All durations are seconds.

    Attributes:
        max_attempts: The most requests to send for one step of a call, the first one included.
        deadline: The longest that a whole call may take, all attempts and pauses included; None for
            as long as it takes.
        initial: The longest pause after the first attempt, when the server does not name one;
            it doubles each time. The actual pause is drawn evenly from zero to there ("full
            jitter").
        maximum: What the longest pause grows to at most.
        max_retry_after: The longest pause that the server may ask for. If it asks for more, its
            response is raised at once.

    Raises:
        ConfigurationError: A value is negative, not a number, or `max_attempts` is less than
            one.
    """

    max_attempts: int = attrs.field(default=4, validator=_at_least_one)
    deadline: float | None = attrs.field(default=60.0, validator=_seconds_or_none)
    initial: float = attrs.field(default=0.5, validator=_seconds)
    maximum: float = attrs.field(default=8.0, validator=_seconds)
    max_retry_after: float = attrs.field(default=60.0, validator=_seconds)

    @classmethod
    def none(cls) -> RetryPolicy:
        """Return a policy that never repeats a request."""
        return cls(max_attempts=1)


class Decision(NamedTuple):
    """What follows an attempt that did not succeed."""

    pause: float
    """Seconds to send nothing for."""
    repeat: bool
    """Whether to repeat the request after the pause."""


def decide(
    policy: RetryPolicy,
    *,
    safety: Safety,
    cause: Cause,
    attempt: int,
    left: float,
    random: Callable[[], float],
    retry_after: float | None = None,
    reset_in: float | None = None,
) -> Decision:
    """Return whether a request is repeated, and after which pause.

    Args:
        policy: What the caller wants.
        safety: What a repeat of the operation can do.
        cause: Why the latest attempt did not succeed.
        attempt: Its number, counted from one.
        left: Seconds left until the deadline.
        random: Draws a number from zero up to, but not including, one.
        retry_after: What the response's `Retry-After` asks for, in seconds.
        reset_in: Seconds until the window of the rate limit ends. It is about that limit only, not
            about anything else that keeps the server from responding.
    """
    asked = retry_after
    if asked is None and cause is Cause.RATE_LIMITED:
        asked = reset_in
    # Zero counts as nothing: a server that says "now" is not to be hammered.
    pause = asked or random() * min(
        policy.maximum, math.ldexp(policy.initial, min(attempt - 1, 64))
    )
    repeat = (
        attempt < policy.max_attempts
        and cause in _REPEATED[safety]
        and not (asked and asked > policy.max_retry_after)
        and pause < left
    )
    return Decision(pause, repeat)
