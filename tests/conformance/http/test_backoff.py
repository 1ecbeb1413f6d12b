from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest
from optizmo_deploy.conformance.http.backoff import WaitBudget, is_busy, suggested_wait
from optizmo_deploy.conformance.http.retry import Retries
from optizmo_deploy.conformance.requirements.exceptions import NotReached

NOW = 1_800_000_000.0
DATE = "Fri, 15 Jan 2027 08:00:20 GMT"  # twenty seconds later


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "3"}, 3),
        ({"Retry-After": "0.5"}, 0.5),
        ({"retry-after": DATE}, 20),
        ({"Retry-After": "Fri, 15 Jan 1999 08:00:20 GMT"}, 0),
        ({"Retry-After": "whenever"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "2", "x-rate-limit-reset": "9"}, 2),
        ({"x-rate-limit-reset": "9"}, 9),
        ({"x-rate-limit-reset": str(int(NOW) + 7)}, 7),
        ({"x-rate-limit-reset": str(int(NOW) - 7)}, 0),
        ({"x-rate-limit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_from_the_headers(
    exchange: Any, headers: dict[str, str], expected: float | None
) -> None:
    assert suggested_wait(exchange(status=429, headers=tuple(headers.items())), NOW) == expected


@pytest.mark.parametrize("skew", [-3600, 0, 3600])
def test_points_in_time_are_read_by_the_clock_of_the_target(exchange: Any, skew: int) -> None:
    theirs = NOW + skew
    headers = (
        ("date", formatdate(theirs, usegmt=True)),
        ("retry-after", formatdate(theirs + 5, usegmt=True)),
    )
    assert suggested_wait(exchange(status=429, headers=headers), NOW) == 5
    reset = (headers[0], ("x-rate-limit-reset", str(int(theirs + 7))))
    assert suggested_wait(exchange(status=429, headers=reset), NOW) == 7


def test_a_clock_that_stands_still_is_not_gone_by(exchange: Any) -> None:
    headers = (
        ("date", "Thu, 01 Jan 2015 00:00:00 GMT"),
        ("retry-after", formatdate(NOW + 5, usegmt=True)),
    )
    assert suggested_wait(exchange(status=429, headers=headers), NOW) == 5


def test_a_reset_says_nothing_unless_the_request_was_limited(exchange: Any) -> None:
    assert suggested_wait(exchange(status=409, headers=(("x-rate-limit-reset", "9"),)), NOW) is None


def test_patience_is_bounded_for_one_wait_and_for_all(exchange: Any) -> None:
    patience = WaitBudget(budget=10.0)

    def after(seconds: int) -> Any:
        return exchange(status=429, headers=(("Retry-After", str(seconds)),))

    assert patience.wait(after(3600), 1) is None
    assert patience.wait(after(6), 1) == pytest.approx(6.05)
    assert patience.wait(after(6), 2) is None
    assert patience.wait(after(1), 2) == pytest.approx(1.05)


def test_without_a_hint_waits_grow(exchange: Any) -> None:
    patience = WaitBudget(budget=100.0)
    waits = [patience.wait(exchange(status=429), attempt) for attempt in (1, 2, 3)]

    assert waits == [0.25, 0.5, 1.0]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (409, b'{"code": "operation_in_progress"}', True),
        (409, b'{"code": "contact_exists"}', False),
        (400, b'{"code": "operation_in_progress"}', False),
        (409, b"busy", False),
        (409, b"[]", False),
    ],
)
def test_a_busy_account_is_known_by_its_code(
    exchange: Any, status: int, body: bytes, expected: bool
) -> None:
    assert is_busy(exchange(status=status, body=body)) is expected


class Clockwork:
    """A target whose answers are scripted, and the seconds that were waited for it."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.slept: list[float] = []

    def __call__(self) -> Any:
        return self.answers.pop(0)


def busy(exchange: Any) -> Any:
    return exchange(
        "disableContact",
        method="POST",
        status=409,
        value={"code": "operation_in_progress"},
        headers=(("Retry-After", "5"),),
    )


def test_a_limit_is_waited_out(exchange: Any) -> None:
    limited = exchange(status=429, headers=(("Retry-After", "2"),))
    target = Clockwork(limited, exchange(status=200))

    settled = Retries(target.slept.append).settle(limited, target, control=None)

    assert settled.status == 200
    assert target.slept == pytest.approx([2.05, 2.05])


def test_a_limit_that_never_ends_is_not_blamed(exchange: Any) -> None:
    limited = exchange(status=429, headers=(("Retry-After", "50"),))

    with pytest.raises(NotReached, match="rate limit"):
        Retries(lambda _: None).settle(limited, lambda: limited, lambda: limited)


def test_a_limit_that_a_witness_does_not_meet_is_an_answer_like_any_other(exchange: Any) -> None:
    limited = exchange(status=429)
    put_off = Retries(lambda _: None)

    settled = put_off.settle(limited, lambda: limited, lambda: exchange(status=200))

    assert settled is limited
    assert not put_off.applies(limited)
    assert put_off.applies(exchange("getBrand", status=429))


def test_a_limit_of_one_request_at_a_time_is_not_taken_for_a_claim(exchange: Any) -> None:
    """Whatever is sent within a second of what was served is limited, the control included."""
    now, served = 0.0, -9.0
    limited, fine = exchange(status=429), exchange(status=200)

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    def ask() -> Any:
        nonlocal served
        if now - served < 1.0:
            return limited
        served = now
        return fine

    put_off = Retries(sleep)
    answers = []
    for _ in range(20):
        answer = ask()
        answers.append(put_off.settle(answer, ask, ask) if put_off.applies(answer) else answer)

    assert {answer.status for answer in answers} == {200}


def test_a_busy_account_is_waited_out_when_the_witness_is_refused_as_well(exchange: Any) -> None:
    target = Clockwork(busy(exchange), exchange(status=204))

    settled = Retries(target.slept.append).settle(busy(exchange), target, lambda: busy(exchange))

    assert settled.status == 204
    assert sum(target.slept) == pytest.approx(10.1)


def test_a_claim_to_be_busy_is_found_out_without_waiting(exchange: Any) -> None:
    target = Clockwork(*[busy(exchange)] * 5)
    put_off = Retries(target.slept.append)

    settled = put_off.settle(busy(exchange), target, lambda: exchange(status=204))

    assert settled.status == 409
    assert sum(target.slept) == 0
    assert not put_off.applies(busy(exchange))


def test_an_account_that_stays_busy_is_not_blamed(exchange: Any) -> None:
    with pytest.raises(NotReached, match="stayed busy"):
        Retries(lambda _: None).settle(busy(exchange), lambda: busy(exchange), control=None)


def test_a_busy_account_is_no_news_while_the_run_keeps_it_busy(exchange: Any) -> None:
    put_off = Retries(lambda _: None)
    put_off.busy_is_unexpected = False

    assert not put_off.applies(busy(exchange))


def test_reads_are_never_excused_by_a_busy_account(exchange: Any) -> None:
    assert not Retries(lambda _: None).applies(
        exchange(status=409, value={"code": "operation_in_progress"})
    )


def test_while_the_run_keeps_the_account_busy_a_long_limit_is_doubted_soon(exchange: Any) -> None:
    limited = exchange(status=429, headers=(("Retry-After", "30"),))
    slept: list[float] = []
    put_off = Retries(slept.append)
    put_off.busy_is_unexpected = False

    settled = put_off.settle(limited, lambda: limited, lambda: exchange(status=200))

    assert settled is limited
    assert sum(slept) < 6
    assert not put_off.applies(limited)


def test_while_the_run_keeps_the_account_busy_a_limit_that_others_meet_is_waited_out(
    exchange: Any,
) -> None:
    limited = exchange(status=429, headers=(("Retry-After", "30"),))
    target = Clockwork(exchange(status=409))
    put_off = Retries(target.slept.append)
    put_off.busy_is_unexpected = False

    settled = put_off.settle(limited, target, lambda: limited)

    assert settled.status == 409
    assert sum(target.slept) > 30
