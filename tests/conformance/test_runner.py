"""Whole runs over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance import runner
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.exceptions import TargetUnusable, Violation
from optizmo_deploy.conformance.requirements.model import Level, Profile, Status
from optizmo_deploy.conformance.requirements.registry import checks
from optizmo_deploy.conformance.runner import run

from tests.conformance.run_results import GET_UNKNOWN, READS, complaints, statuses

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def requests_of(wire: Wire) -> list[tuple[object, ...]]:
    return [
        (exchange.method, exchange.target, exchange.request_headers, exchange.request_body)
        for exchange in wire.exchanges
    ]


def test_a_conforming_server_is_found_so_and_the_same_seed_asks_the_same_again(
    sandbox: Any, settings_for: Any
) -> None:
    settings = settings_for(
        sandbox.url,
        profile=Profile.FULL,
        seed=11,
        forbidden_api_key=sandbox.forbidden_api_key,
        provider_states_url=sandbox.control_url + "/states",
        timeout=20.0,
    )
    first, second = Wire(settings), Wire(settings)
    outcome = run(settings, wire=first)
    sandbox.reset()
    again = run(settings, wire=second)

    assert complaints(outcome) == []
    assert outcome.exit_code == 0
    assert set(statuses(outcome).values()) == {Status.PASS}
    assert statuses(again) == statuses(outcome)
    assert requests_of(second) == requests_of(first)


def test_reading_sends_nothing_but_gets_whoever_makes_them(
    serve: Any, relay: Any, settings_for: Any
) -> None:
    double = serve(relay)
    wire = Wire(settings_for(double.url, seed=5, timeout=20.0))
    outcome = run(wire.settings, wire=wire)

    assert complaints(outcome) == []
    assert outcome.exit_code == 0
    assert {asked.method for asked in double.asked} == {"GET"}
    assert len(double.asked) == outcome.requests
    assert {exchange.origin for exchange in wire.exchanges} == {"check", "schemathesis"}
    unreached = {
        result.requirement.profile
        for result in outcome.results
        if result.message.startswith("the requirement needs the profile")
    }
    assert unreached == {Profile.WRITE, Profile.FULL}


def test_an_interrupted_run_still_has_a_result_for_every_requirement(
    sandbox: Any, settings_for: Any
) -> None:
    class Impatient:
        def step(self, what: str, done: int, total: int) -> None:
            del what, total
            if done == 5:
                raise KeyboardInterrupt

    outcome = run(settings_for(sandbox.url), observer=Impatient())

    assert outcome.interrupted
    assert outcome.exit_code == 130
    assert outcome.verdict == "interrupted"
    assert [result.requirement.id for result in outcome.results] == list(requirements())
    assert any("interrupted" in result.message for result in outcome.results)


def test_a_check_that_breaks_is_the_suites_failure_and_never_a_pass(
    sandbox: Any, settings_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(api: Any) -> None:
        raise ZeroDivisionError(str(api))

    monkeypatch.setattr(runner, "checks", lambda: {**checks(), GET_UNKNOWN: [broken]})
    outcome = run(settings_for(sandbox.url, only=READS))
    result = next(result for result in outcome.results if result.requirement.id == GET_UNKNOWN)

    assert result.status is Status.NOT_REACHED
    assert result.broken
    assert "an error in the suite itself: ZeroDivisionError" in result.message
    assert outcome.exit_code == 1


def test_an_unusable_target_does_not_hide_what_failed_before(
    sandbox: Any, settings_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unusable(api: Any) -> None:
        del api
        raise TargetUnusable("it went away")

    def failing(api: Any) -> None:
        del api
        raise Violation("wrong")

    order: dict[str, list[Callable[[Any], None]]] = {
        GET_UNKNOWN: [failing],
        "listContactSubscriptions.missing-contact": [unusable],
    }
    monkeypatch.setattr(runner, "checks", lambda: order)
    outcome = run(settings_for(sandbox.url, only=frozenset(order)))

    assert outcome.unusable == "it went away"
    assert outcome.exit_code == 1

    order[GET_UNKNOWN] = [lambda api: None]
    assert run(settings_for(sandbox.url, only=frozenset(order))).exit_code == 3


def test_strictness_turns_a_must_that_was_not_reached_into_a_failure(
    sandbox: Any, settings_for: Any
) -> None:
    unreachable = next(
        id_
        for id_ in checks()
        if requirements()[id_].profile is Profile.FULL and requirements()[id_].level is Level.MUST
    )
    only = frozenset({unreachable, GET_UNKNOWN})

    assert run(settings_for(sandbox.url, only=only)).exit_code == 0
    assert run(settings_for(sandbox.url, only=only, strict=True)).exit_code == 1


def test_only_what_was_asked_for_is_judged(sandbox: Any, settings_for: Any) -> None:
    outcome = run(settings_for(sandbox.url, only=READS))
    found = statuses(outcome)

    assert {id_ for id_, status in found.items() if status is not Status.SKIPPED} == READS
    assert outcome.requests < 20


def test_a_limit_of_requests_leaves_the_rest_unreached(sandbox: Any, settings_for: Any) -> None:
    outcome = run(settings_for(sandbox.url, max_requests=30, timeout=10.0))

    assert outcome.requests == 30
    assert outcome.exit_code == 0
    messages = [result.message for result in outcome.results if result.status is Status.NOT_REACHED]
    assert any("limit of 30 requests" in message for message in messages)


def test_expected_failures_do_not_count_and_stale_ones_do(
    serve: Any, relay: Any, a_problem: Any, settings_for: Any
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            return a_problem(400, "invalid_request_error", asked.target)
        return relay(asked)

    url = serve(handler).url
    known = {"getBrand.unknown-brand": "the brands are being moved"}
    outcome = run(settings_for(url, only=READS, expected_failures=known))

    assert outcome.exit_code == 0
    assert statuses(outcome)["getBrand.unknown-brand"] is Status.EXPECTED_FAILURE

    stale = run(settings_for(url, only=READS, expected_failures=known | {GET_UNKNOWN: "no more"}))
    result = next(result for result in stale.results if result.requirement.id == GET_UNKNOWN)
    assert stale.exit_code == 1
    assert result.status is Status.FAIL
    assert "expected to fail (no more), but it passes" in result.message
