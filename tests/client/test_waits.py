"""When and how long the client waits, over real sockets and on a clock that takes no time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import optizmo_deploy as od
import pytest
from optizmo_deploy import RetryPolicy

from tests.client.rough_server import ALICE, BRAND, answer, problem

if TYPE_CHECKING:
    from tests.client.faces import Face
    from tests.client.rough_server import Behaviour, RoughServer

NOW = 1_800_000_000  # what the clock of the tests starts at: 2027-01-15 08:00:00 UTC


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


def disable(client: Any) -> Any:
    return client.contacts.disable(ALICE)


ASKED: dict[str, tuple[tuple[tuple[str, str], ...], float]] = {
    "seconds": ((("Retry-After", "7"),), 7),
    "a fraction": ((("Retry-After", "1.5"),), 1.5),
    "a date": ((("Retry-After", "Fri, 15 Jan 2027 08:00:09 GMT"),), 9),
    "an old date format": ((("Retry-After", "Friday, 15-Jan-27 08:00:09 GMT"),), 9),
    "a C date": ((("Retry-After", "Fri Jan 15 08:00:09 2027"),), 9),
    "a date without a zone": ((("Retry-After", "Fri, 15 Jan 2027 08:00:09 -0000"),), 9),
    "rather than the reset": ((("Retry-After", "3"), ("x-rate-limit-reset", "20")), 3),
    "the reset in seconds": ((("X-Rate-Limit-Reset", "20"),), 20),
    "the reset as a time": ((("x-rate-limit-reset", str(NOW + 30)),), 30),
    "the reset when the other is nonsense": (
        (("Retry-After", "soon"), ("x-rate-limit-reset", "4")),
        4,
    ),
}
BACKOFF: dict[str, tuple[tuple[str, str], ...]] = {
    "nothing": (),
    "nonsense": (("Retry-After", "soon"),),
    "empty": (("Retry-After", ""),),
    "zero": (("Retry-After", "0"),),
    "the past": (("Retry-After", "Fri, 15 Jan 2016 08:00:09 GMT"),),
    "negative": (("Retry-After", "-5"),),
    "not a number": (("Retry-After", "nan"),),
    "infinite": (("Retry-After", "inf"),),
    "an exponent": (("Retry-After", "1e1"),),
    "an impossible date": (("Retry-After", "Fri, 99 Jan 2027 08:00:09 GMT"),),
    "not ASCII": (("Retry-After", "\xb2\xb3"),),
    "a reset in the past": (("x-rate-limit-reset", str(NOW - 30)),),
    "a negative reset": (("x-rate-limit-reset", "-30"),),
    "a reset of nonsense": (("x-rate-limit-reset", "tomorrow"),),
}


@pytest.mark.parametrize(("headers", "wait"), ASKED.values(), ids=list(ASKED))
def test_a_429_waits_as_long_as_it_asks_for(
    face: Face, server: RoughServer, headers: Any, wait: float
) -> None:
    server.play(problem(429, "rate_limited", *headers), answer())

    face.use(server.url, get)

    assert face.waits.waits == [pytest.approx(wait, abs=0.05)]


@pytest.mark.parametrize("headers", BACKOFF.values(), ids=list(BACKOFF))
def test_a_429_that_asks_for_nothing_usable_is_repeated_after_a_backoff(
    face: Face, server: RoughServer, headers: Any
) -> None:
    server.play(problem(429, "rate_limited", *headers), answer())

    face.use(server.url, get)

    assert face.waits.waits[0] == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize(
    "value", ["61", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_a_wait_beyond_the_longest_is_raised_at_once(
    face: Face, server: RoughServer, value: str
) -> None:
    server.play(problem(429, "rate_limited", ("Retry-After", value)))

    with pytest.raises(od.RateLimitError) as caught:
        face.use(server.url, get)

    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 60
    assert face.waits.waits == []
    assert len(server.requests) == 1


def test_a_wait_beyond_the_deadline_is_raised_at_once(face: Face, server: RoughServer) -> None:
    server.play(problem(429, "rate_limited", ("Retry-After", "20")))

    with pytest.raises(od.RateLimitError) as caught:
        face.use(server.url, get, retry=RetryPolicy(deadline=10))

    assert caught.value.retry_after == 20
    assert face.waits.waits == []


def busy(*headers: tuple[str, str]) -> Behaviour:
    return problem(409, "operation_in_progress", *headers)


def test_a_busy_account_is_waited_for(face: Face, server: RoughServer) -> None:
    server.play(busy(("Retry-After", "2")), busy(("Retry-After", "3")), answer(204, None))

    face.use(server.url, disable)

    assert face.waits.waits == pytest.approx([2, 3], abs=0.05)


def test_a_busy_account_without_a_hint_is_asked_again_after_a_backoff(
    face: Face, server: RoughServer
) -> None:
    """The reset of the rate limit says nothing about when an account is free."""
    server.play(busy(("x-rate-limit-reset", "50")), answer(204, None))

    face.use(server.url, disable)

    assert face.waits.waits == [pytest.approx(0.25, abs=0.05)]


def test_an_account_that_stays_busy_is_given_up(face: Face, server: RoughServer) -> None:
    server.play(busy(("Retry-After", "2")))

    with pytest.raises(od.OperationInProgressError) as caught:
        face.use(server.url, disable)

    assert caught.value.retry_after == 2
    assert len(server.requests) == 4


def test_a_read_does_not_wait_for_a_busy_account(face: Face, server: RoughServer) -> None:
    server.play(busy(("Retry-After", "2")))

    with pytest.raises(od.OperationInProgressError):
        face.use(server.url, get)

    assert len(server.requests) == 1


def test_a_5xx_with_a_hint_waits_that_long(face: Face, server: RoughServer) -> None:
    server.play(answer(503, b"down", ("Retry-After", "4")), answer())

    face.use(server.url, get)

    assert face.waits.waits == [4]


def test_pauses_double_up_to_the_longest(face: Face, server: RoughServer) -> None:
    server.play(answer(500, b""))

    with pytest.raises(od.ServerError):
        face.use(server.url, get, retry=RetryPolicy(max_attempts=7, initial=1, maximum=5))

    assert face.waits.waits == [0.5, 1.0, 2.0, 2.5, 2.5, 2.5]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418])
def test_other_refusals_are_final(face: Face, server: RoughServer, status: int) -> None:
    server.play(problem(status, "conflict_error", ("Retry-After", "1")))

    with pytest.raises(od.ApiError):
        face.use(server.url, disable)

    assert len(server.requests) == 1


def test_no_retries_means_one_request(face: Face, server: RoughServer) -> None:
    server.play(answer(500, b""))

    with pytest.raises(od.ServerError):
        face.use(server.url, get, retry=RetryPolicy.none())

    assert len(server.requests) == 1
    assert face.waits.waits == []


def test_a_burst_of_429s_ends_well(face: Face, server: RoughServer) -> None:
    turned_away = problem(429, "rate_limited", ("Retry-After", "1"))
    server.play(*[turned_away] * 5, answer())

    face.use(server.url, get, retry=RetryPolicy(max_attempts=6))

    assert face.waits.waits == pytest.approx([1] * 5, abs=0.05)


def rated(remaining: int, reset: int = 10, limit: int = 100) -> Behaviour:
    return answer(
        200,
        {"brands": []},
        ("x-rate-limit-limit", str(limit)),
        ("x-rate-limit-remaining", str(remaining)),
        ("x-rate-limit-reset", str(reset)),
    )


async def _in_turn(client: Any, times: int) -> None:
    for _ in range(times):
        result = client.subscriptions.list(ALICE)
        if hasattr(result, "__await__"):
            await result


def in_turn(face: Face, times: int) -> Any:
    if face.is_async:
        return lambda client: _in_turn(client, times)
    return lambda client: [client.subscriptions.list(ALICE) for _ in range(times)]


def test_requests_are_paced_when_few_are_left(face: Face, server: RoughServer) -> None:
    server.play(rated(50), rated(4), rated(3))

    face.use(server.url, in_turn(face, 3))

    assert face.waits.waits == [pytest.approx(2, abs=0.2)]  # 10 s for the 4 that are left, and one


def test_an_exhausted_window_is_waited_out(face: Face, server: RoughServer) -> None:
    server.play(rated(0), rated(99))

    face.use(server.url, in_turn(face, 2))

    assert face.waits.waits == [pytest.approx(10, abs=0.2)]


def test_pacing_can_be_switched_off(face: Face, server: RoughServer) -> None:
    server.play(rated(0), rated(0))

    face.use(server.url, in_turn(face, 3), pace=False)

    assert face.waits.waits == []


def test_a_window_that_ends_too_late_is_not_waited_for(face: Face, server: RoughServer) -> None:
    server.play(rated(0, reset=3600), rated(0, reset=3600))

    face.use(server.url, in_turn(face, 2))

    assert face.waits.waits == []


def test_the_rate_limit_of_the_latest_answer_is_kept(face: Face, server: RoughServer) -> None:
    server.play(rated(42), answer(200, {"brands": []}))

    async def watch(client: Any) -> Any:
        before = client.rate_limit
        await _in_turn(client, 2)
        return before, client.rate_limit

    def watch_blocking(client: Any) -> Any:
        before = client.rate_limit
        client.subscriptions.list(ALICE)
        client.subscriptions.list(ALICE)
        return before, client.rate_limit

    before, after = face.use(server.url, watch if face.is_async else watch_blocking)

    assert before is None
    assert (after.limit, after.remaining) == (100, 42)
    assert after.reset_at.isoformat() == pytest.approx("2027-01-15T08:00:10+00:00")


def test_a_key_is_asked_for_at_every_attempt(face: Face, server: RoughServer) -> None:
    server.play(answer(500, b""), answer(500, b""), answer(204, None))
    keys = iter(["first", "second", "third"])

    async def ask() -> str:
        return next(keys)

    face.use(
        server.url,
        lambda client: client.subscriptions.remove(ALICE, BRAND),
        api_key=ask if face.is_async else lambda: next(keys),
    )

    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer first", "Bearer second", "Bearer third"]


def test_a_plain_function_supplies_the_key_too(face: Face, server: RoughServer) -> None:
    server.play(answer())

    face.use(server.url, get, api_key=lambda: "plain")

    assert server.requests[0].headers["authorization"] == "Bearer plain"


@pytest.mark.parametrize("key", ["", "two words", "line\n", "schl\xfcssel", None, 5])
def test_a_function_that_supplies_no_usable_key_is_a_configuration_error(
    face: Face, server: RoughServer, key: Any
) -> None:
    with pytest.raises(od.ConfigurationError, match="API key must be") as caught:
        face.use(server.url, get, api_key=lambda: key)

    assert server.requests == []
    assert "schl" not in str(caught.value)


def test_an_error_of_the_function_that_supplies_the_key_is_the_callers_own(
    face: Face, server: RoughServer
) -> None:
    def broken() -> str:
        raise LookupError("vault sealed")

    with pytest.raises(LookupError, match="vault sealed"):
        face.use(server.url, get, api_key=broken)


def test_a_blocking_client_refuses_an_asynchronous_key(server: RoughServer) -> None:
    async def ask() -> str:
        return "key"

    with (
        od.DeployClient(ask, base_url=server.url) as client,  # type: ignore[arg-type]
        pytest.raises(od.ConfigurationError, match="not coroutine"),
    ):
        client.contacts.get(ALICE)
