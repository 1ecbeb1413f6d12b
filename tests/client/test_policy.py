"""The retry policy, the hints it follows and the pacing, without any input or output."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy import ConfigurationError, RateLimit, RetryPolicy
from optizmo_deploy.client.core.pacing import Pacer
from optizmo_deploy.client.core.rate_limit_headers import read_hints
from optizmo_deploy.client.core.retry_policy import Cause, Safety, decide

seconds = st.floats(0, 1e6)
policies = st.builds(
    RetryPolicy,
    max_attempts=st.integers(1, 100),
    deadline=seconds,
    initial=seconds,
    maximum=seconds,
    max_retry_after=seconds,
)
situations = st.fixed_dictionaries(
    {
        "safety": st.sampled_from(Safety),
        "cause": st.sampled_from(Cause),
        "attempt": st.integers(1, 200),
        "left": st.floats(-10, 1e6),
        "retry_after": st.none() | seconds,
        "reset_in": st.none() | seconds,
    }
)
chances = st.floats(0, 1, exclude_max=True)

ALLOWED = {
    Safety.READ: {Cause.RATE_LIMITED, Cause.SERVER_ERROR, Cause.NOT_SENT, Cause.UNANSWERED},
    Safety.REPEATABLE: set(Cause),
    Safety.ONCE: {Cause.RATE_LIMITED, Cause.BUSY, Cause.NOT_SENT},
}


def next_delay(policy: RetryPolicy, **situation: Any) -> float | None:
    """Return the pause before the next attempt, or None when there is none."""
    pause, repeat = decide(policy, **situation)
    return pause if repeat else None


@given(policies, situations, chances)
def test_a_wait_never_reaches_the_deadline(
    policy: RetryPolicy, situation: dict[str, Any], chance: float
) -> None:
    delay = next_delay(policy, **situation, random=lambda: chance)

    assert delay is None or 0 <= delay < situation["left"]


@given(policies, situations, chances)
def test_what_the_table_forbids_is_never_repeated(
    policy: RetryPolicy, situation: dict[str, Any], chance: float
) -> None:
    delay = next_delay(policy, **situation, random=lambda: chance)

    if situation["cause"] not in ALLOWED[situation["safety"]]:
        assert delay is None
    if situation["attempt"] >= policy.max_attempts:
        assert delay is None


@given(policies, situations, chances)
def test_what_the_server_asks_for_is_what_is_waited(
    policy: RetryPolicy, situation: dict[str, Any], chance: float
) -> None:
    asked = situation["retry_after"]

    delay = next_delay(policy, **situation, random=lambda: chance)

    if asked:
        assert delay in {None, asked}
        if asked > policy.max_retry_after:
            assert delay is None
    elif delay is not None and not (
        asked is None and situation["cause"] is Cause.RATE_LIMITED and situation["reset_in"]
    ):
        assert delay <= policy.maximum


@given(policies, situations, chances)
def test_pauses_grow_with_the_attempts(
    policy: RetryPolicy, situation: dict[str, Any], chance: float
) -> None:
    situation |= {"retry_after": None, "reset_in": None}
    first = next_delay(policy, **situation, random=lambda: chance)
    later = next_delay(
        policy, **(situation | {"attempt": situation["attempt"] + 1}), random=lambda: chance
    )

    if first is None:
        assert later is None
    elif later is not None:
        assert later >= first


@given(policies, situations)
def test_chance_spreads_the_pauses_from_zero(
    policy: RetryPolicy, situation: dict[str, Any]
) -> None:
    situation |= {"retry_after": None, "reset_in": None, "left": float("inf")}
    assert next_delay(policy, **situation, random=lambda: 0.0) in {None, 0.0}


@pytest.mark.parametrize("value", [-1, float("nan")])
@pytest.mark.parametrize("name", ["deadline", "initial", "maximum", "max_retry_after"])
def test_durations_must_not_be_negative(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} must be 0 or more seconds"):
        RetryPolicy(**{name: value})


@pytest.mark.parametrize("value", [0, -1, 1.5, True, float("nan")])
def test_there_must_be_at_least_one_attempt(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_attempts must be a whole number from 1"):
        RetryPolicy(max_attempts=value)


def test_the_policy_has_the_documented_defaults_and_is_a_value() -> None:
    assert RetryPolicy() == RetryPolicy(
        max_attempts=4, deadline=60.0, initial=0.5, maximum=8.0, max_retry_after=60.0
    )
    assert RetryPolicy.none() == RetryPolicy(max_attempts=1)
    assert pickle.loads(pickle.dumps(RetryPolicy(deadline=5))) == RetryPolicy(deadline=5)
    assert len({RetryPolicy(), RetryPolicy()}) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    b"Retry-After",
                    b"X-Rate-Limit-Limit",
                    b"x-rate-limit-remaining",
                    b"x-rate-limit-reset",
                    b"Date",
                ]
            ),
            st.binary(max_size=30) | st.integers().map(lambda n: str(n).encode()),
        )
    ),
    st.floats(0, 4e9),
)
def test_hints_survive_anything(headers: Any, now: Any) -> None:
    hints = read_hints(headers, now)

    assert hints.retry_after is None or hints.retry_after >= 0
    assert hints.reset_in is None or hints.reset_in >= 0
    if hints.rate_limit is not None and hints.rate_limit.reset_at is not None:
        assert hints.rate_limit.reset_at.tzinfo is UTC


def test_hints_read_all_headers_in_any_case() -> None:
    hints = read_hints(
        [
            (b"Date", b"today"),
            (b"X-RATE-LIMIT-LIMIT", b" 100 "),
            (b"x-rate-limit-remaining", b"7"),
            (b"X-Rate-Limit-Reset", b"1800000005"),
            (b"retry-after", b"3"),
            (b"retry-after", b"9"),
        ],
        1_800_000_000.0,
    )

    assert hints.retry_after == 3
    assert hints.reset_in == 5
    assert hints.rate_limit == RateLimit(100, 7, datetime(2027, 1, 15, 8, 0, 5, tzinfo=UTC))


def test_a_moment_beyond_the_calendar_is_unknown() -> None:
    hints = read_hints([(b"x-rate-limit-reset", b"9" * 30)], 0.0)

    assert hints.rate_limit == RateLimit(None, None, None)


def test_a_retry_after_alone_says_nothing_about_the_rate_limit() -> None:
    assert read_hints([(b"Retry-After", b"3")], 0.0).rate_limit is None
    assert read_hints([], 0.0).retry_after is None


def test_a_pacer_without_knowledge_lets_everybody_go() -> None:
    pacer = Pacer()
    assert pacer.reserve(100.0, 60.0) == 0
    pacer.observe(100.0, limit=100, remaining=None, reset_in=10.0)
    pacer.observe(100.0, limit=100, remaining=0, reset_in=None)
    pacer.observe(100.0, limit=100, remaining=11, reset_in=10.0)
    assert pacer.reserve(100.0, 60.0) == 0


def test_a_pacer_spreads_the_rest_of_the_window_over_all_users() -> None:
    pacer = Pacer()
    pacer.observe(100.0, limit=100, remaining=4, reset_in=10.0)

    assert [pacer.reserve(100.0, 60.0) for _ in range(6)] == [2, 4, 6, 8, 10, 10]


def test_a_pacer_forgets_the_window_when_there_is_plenty_again() -> None:
    pacer = Pacer()
    pacer.observe(100.0, limit=100, remaining=0, reset_in=10.0)
    pacer.observe(101.0, limit=100, remaining=90, reset_in=10.0)

    assert pacer.reserve(101.0, 60.0) == 0


def test_a_pacer_lets_go_when_the_window_is_over() -> None:
    pacer = Pacer()
    pacer.observe(100.0, limit=100, remaining=0, reset_in=10.0)

    assert pacer.reserve(110.5, 60.0) == 0


def test_a_pacer_does_not_wait_longer_than_it_is_worth() -> None:
    pacer = Pacer()
    pacer.observe(100.0, limit=100, remaining=0, reset_in=10.0)

    assert pacer.reserve(100.0, 9.0) == 0
    assert pacer.reserve(100.0, 10.0) == 10


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.floats(0, 100), st.floats(0, 5)), min_size=1, max_size=30
    ),
    st.floats(0, 100),
)
def test_a_pacer_never_waits_longer_than_allowed_or_than_the_window(
    answers: Any, longest: float
) -> None:
    pacer = Pacer()
    now = 1000.0
    for remaining, reset_in, step in answers:
        pacer.observe(now, limit=100, remaining=remaining, reset_in=reset_in)
        wait = pacer.reserve(now, longest)
        assert 0 <= wait <= min(longest, reset_in) + 1e-6
        now += step
