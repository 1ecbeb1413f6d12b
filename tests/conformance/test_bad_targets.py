"""Targets that are hard to judge: dead, deaf, slow, busy, limited, or something else altogether."""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

import pytest
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Profile, Status
from optizmo_deploy.conformance.requirements.registry import checks
from optizmo_deploy.conformance.runner import run

from tests.conformance.run_results import GET_UNKNOWN, READS, complaints, statuses


def hang(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def reset(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def babble(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")


@pytest.mark.parametrize("handle", [hang, reset, babble])
def test_a_target_that_never_answers_is_unusable_and_soon_so(
    raw: Any, settings_for: Any, handle: Any
) -> None:
    url, started = raw(handle), time.monotonic()
    outcome = run(settings_for(url, timeout=0.3))

    assert outcome.exit_code == 3
    assert outcome.unusable is not None
    assert url in outcome.unusable
    assert "could not be reached" in outcome.unusable
    assert "\n" not in outcome.unusable
    assert time.monotonic() - started < 15
    assert {result.status for result in outcome.results} == {Status.NOT_REACHED}
    assert len(outcome.results) == len(requirements())


def test_a_key_that_is_refused_everywhere_makes_the_target_unusable(
    sandbox: Any, settings_for: Any
) -> None:
    outcome = run(settings_for(sandbox.url, api_key="some-other-key-entirely"))

    assert outcome.exit_code == 3
    assert "rejected the API key" in (outcome.unusable or "")
    assert "some-other-key-entirely" not in (outcome.unusable or "")


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_server_that_is_not_this_api_is_judged_with_a_word_of_doubt(
    serve: Any, answer: Any, settings_for: Any, status: int
) -> None:
    double = serve(
        lambda asked: answer(status, raw=b"<html>hello</html>", Content_Type="text/html")
    )
    outcome = run(settings_for(double.url.removesuffix("/deploy")))

    assert outcome.exit_code == 1
    assert outcome.unusable is None
    assert "/deploy" in (outcome.doubt or "")
    assert statuses(outcome)["getContactSchema.readable"] is Status.FAIL


def test_a_server_whose_every_answer_begins_with_a_byte_order_mark_is_judged(
    serve: Any, relay: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        right = relay(asked)
        right.body = right.body and b"\xef\xbb\xbf" + right.body
        return right

    outcome = run(settings_for(serve(handler).url, only={*READS, "getContactSchema.readable"}))

    assert outcome.exit_code == 1
    assert outcome.unusable is None


def test_a_server_that_answers_problems_is_judged_even_if_everything_fails(
    serve: Any, a_problem: Any, settings_for: Any
) -> None:
    double = serve(lambda asked: a_problem(500, "api_error", asked.target))
    outcome = run(settings_for(double.url, only=READS))

    assert outcome.exit_code == 1
    assert outcome.unusable is None
    assert statuses(outcome)[GET_UNKNOWN] is Status.FAIL


def test_a_key_that_one_operation_refuses_is_that_operations_failure(
    serve: Any, relay: Any, a_problem: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/contact-schema"):
            return a_problem(401, "authentication_error", asked.target)
        return relay(asked)

    outcome = run(settings_for(serve(handler).url, only=frozenset({"getContactSchema.readable"})))

    assert outcome.unusable is None
    assert outcome.exit_code == 1


def test_a_target_that_dies_half_way_ends_the_run_with_what_was_reached(
    serve: Any, relay: Any, settings_for: Any
) -> None:
    double: Any = serve(lambda asked: relay(asked) if len(double.asked) <= 40 else None)
    started = time.monotonic()
    outcome = run(settings_for(double.url, profile=Profile.WRITE))

    assert outcome.exit_code == 1
    assert time.monotonic() - started < 30
    found = list(statuses(outcome).values())
    assert found.count(Status.PASS) > 0
    assert 0 < found.count(Status.FAIL) < 20
    messages = {result.message for result in outcome.results if result.status is Status.NOT_REACHED}
    assert any("stopped responding" in message for message in messages)


def test_garbage_of_one_operation_is_blamed_on_that_operation_alone(
    serve: Any, relay: Any, answer: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            return answer(200, raw=b"\xff\x00{{{")
        return relay(asked)

    outcome = run(settings_for(serve(handler).url, only=READS))

    failed = [result for result in outcome.results if result.status is Status.FAIL]
    assert [result.requirement.operation for result in failed] == ["getBrand"]
    assert failed[0].evidence
    assert statuses(outcome)[GET_UNKNOWN] is Status.PASS


def test_an_operation_that_hangs_is_blamed_and_does_not_hold_up_the_run(
    serve: Any, relay: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            time.sleep(1.0)
        return relay(asked)

    started = time.monotonic()
    brand = {id_ for id_ in checks() if requirements()[id_].operation == "getBrand"}
    outcome = run(settings_for(serve(handler).url, timeout=0.3, only=brand | READS))

    assert outcome.exit_code == 1
    assert statuses(outcome)["getBrand.unknown-brand"] in {Status.FAIL, Status.NOT_REACHED}
    assert statuses(outcome)[GET_UNKNOWN] is Status.PASS
    assert time.monotonic() - started < 10


def test_a_server_that_limits_the_rate_is_not_blamed(
    serve: Any, relay: Any, a_problem: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        if len(double.asked) % 3 == 0:
            return a_problem(429, "invalid_request_error", asked.target, Retry_After="1")
        return relay(asked)

    double = serve(handler)
    slept: list[float] = []
    settings = settings_for(double.url, only=READS)
    outcome = run(settings, wire=Wire(settings, sleep=slept.append))

    assert complaints(outcome) == []
    assert outcome.exit_code == 0
    assert len(slept) >= 2


def test_an_account_that_is_busy_for_a_while_all_by_itself_is_not_blamed(
    serve: Any, relay: Any, a_problem: Any, settings_for: Any
) -> None:
    slept: list[float] = []

    def handler(asked: Any) -> Any:
        if asked.method != "GET" and len(double.asked) > 12 and len(slept) < 3:
            return a_problem(409, "operation_in_progress", asked.target, Retry_After="2")
        return relay(asked)

    double = serve(handler)
    some = frozenset(
        {
            "disableContact.missing-contact",
            "addContactSubscriptions.missing-contact",
            "patchContact.missing-contact",
            "patchContact.unknown-attribute",
        }
    )
    settings = settings_for(double.url, profile=Profile.WRITE, only=some)
    outcome = run(settings, wire=Wire(settings, sleep=slept.append))

    assert complaints(outcome) == []
    assert outcome.exit_code == 0
