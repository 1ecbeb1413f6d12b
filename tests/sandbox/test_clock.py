"""The virtual clock in Python."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.sandbox import Clock

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

INSTANT = datetime(2030, 1, 2, 3, 4, 5, 678000, UTC)


@pytest.mark.parametrize(
    "to",
    [
        INSTANT,
        INSTANT.astimezone(timezone(timedelta(hours=-7))),
        INSTANT.timestamp(),
        "2030-01-02T03:04:05.678Z",
        "2030-01-02T03:04:05.678+00:00",
        "2030-01-01T20:04:05.678-07:00",
    ],
)
def test_it_is_set_to_a_datetime_a_text_or_a_unix_time(to: Any) -> None:
    clock = Clock()
    clock.stop()
    clock.set(to)
    assert clock.now() == pytest.approx(1893553445.678)
    clock.start()
    assert clock.now() == pytest.approx(1893553445.678, abs=60)


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("tomorrow", "'tomorrow' is not an RFC 3339 date-time"),
        ("2030-01-01T00:00:00", "must state its time zone"),
        (datetime(2030, 1, 1), "must state its time zone"),  # noqa: DTZ001 - what is tested
        (float("nan"), "years 1 to 9999"),
        (float("inf"), "years 1 to 9999"),
        (1e15, "years 1 to 9999"),
    ],
)
def test_what_is_no_point_in_time_is_an_error_and_leaves_it_as_it_was(to: Any, reason: str) -> None:
    clock = Clock()
    clock.stop()
    before = clock.now()
    with pytest.raises(ValueError, match=reason):
        clock.set(to)
    assert clock.now() == before


def test_it_advances_by_seconds_or_a_timedelta() -> None:
    clock = Clock()
    clock.stop()
    before = clock.now()
    clock.advance(90)
    clock.advance(timedelta(minutes=-1))
    assert clock.now() == pytest.approx(before + 30)
    with pytest.raises(ValueError, match="years 1 to 9999"):
        clock.advance(1e18)


def test_it_runs_with_the_machine_until_it_is_moved() -> None:
    assert Clock().now() == pytest.approx(time.time(), abs=60)


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_a_stopped_clock_shows_the_sum_of_all_that_it_was_advanced(steps: list[float]) -> None:
    clock = Clock()
    clock.stop()
    before = clock.now()
    for step in steps:
        clock.advance(step)
    assert clock.stopped
    assert clock.now() == pytest.approx(before + sum(steps))
    clock.restore()
    assert not clock.stopped


def test_a_clock_that_was_set_is_seen_over_http(deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.clock.stop()
    deploy_sandbox.clock.set(INSTANT)
    deploy_sandbox.state("contact exists", email="now@example.com")
    assert deploy_sandbox.clock.now() == INSTANT.timestamp()
