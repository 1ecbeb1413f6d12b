"""Runs schemathesis.

Its engine is not public API, so its version is pinned, and this is the only module that imports it.
Schemathesis generates and sends; what a request deserves is judged by the oracle, in checks that
are registered with schemathesis like any others.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import requests
import schemathesis
from attrs import frozen
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status
from schemathesis.engine.context import EngineContext
from schemathesis.engine.core import Engine, EventStream, ExecutionPlan
from schemathesis.engine.events import FatalError, Interrupted, NonFatalError, ScenarioFinished
from schemathesis.engine.run import PhaseName

from optizmo_deploy.conformance.fuzzing.judges import JUDGES
from optizmo_deploy.conformance.fuzzing.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.engine.recorder import ScenarioRecorder

    from optizmo_deploy.conformance.exchange import Exchange
    from optizmo_deploy.conformance.fuzzing.judges import Judge
    from optizmo_deploy.conformance.fuzzing.known import Known
    from optizmo_deploy.conformance.wire import Wire

__all__ = ["Judged", "generate"]

BASE_URL = (
    "http://target.invalid/deploy"  # a name that leads nowhere: the session sends over the wire
)
_CHECK = "deploy_{}"
_known: Known | None = None


@frozen
class Judged:
    """What one check said about one generated exchange."""

    judge: str
    exchange: Exchange
    wrong: str | None


def generate(
    contract: dict[str, Any],
    known: Known,
    wire: Wire,
    *,
    seed: int,
    mode: str,
    examples: int,
    limit: int,
) -> Iterator[Judged]:
    """Send generated requests and yield what the checks say about each.

    Args:
        contract: The description to generate from.
        known: What the target has.
        wire: The way out.
        seed: Makes the requests repeatable.
        mode: ``positive`` for valid requests, ``all`` for invalid ones as well.
        examples: How many random requests each operation gets, besides the systematic ones.
        limit: How many requests are sent to each operation at most.

    Raises:
        RuntimeError: The generator itself broke.
    """
    global _known  # noqa: PLW0603 - the registry of checks is global, so what they know has to be
    _known = known
    # A protocol of its own that it meets with cached properties, which type checkers do not accept.
    schema = cast(
        "Any", schemathesis.openapi.from_dict(contract, config=_config(seed, mode, examples))
    )
    engine, stop = Engine(schema=schema), threading.Event()
    plan = ExecutionPlan(
        [
            engine.get_phase_config(name, is_supported=True, requires_transitions=False)
            for name in (PhaseName.COVERAGE, PhaseName.FUZZING)
        ]
    )
    context = _Context(schema=schema, stop_event=stop)
    traffic = Traffic(wire, limit, "/deploy", stop.set)
    context.session = _session(traffic)
    for event in EventStream(plan.execute(context), stop):
        if isinstance(event, ScenarioFinished):
            yield from _judged(event.recorder)
        elif isinstance(event, Interrupted) and not traffic.ended:
            raise KeyboardInterrupt
        elif isinstance(event, NonFatalError) and not stop.is_set():
            raise RuntimeError(f"schemathesis could not test {event.label}: {event.value}")
        elif isinstance(event, FatalError):
            raise RuntimeError(f"schemathesis stopped: {event.exception}")


class _Context(EngineContext):
    """An engine's context whose requests all go through one session of ours."""

    session: requests.Session

    def get_session(self, *, operation: Any = None) -> requests.Session:  # noqa: ARG002 - overridden
        return self.session


def _session(traffic: Traffic) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    session.mount("http://", traffic)
    return session


def _config(seed: int, mode: str, examples: int) -> SchemathesisConfig:
    options: dict[str, Any] = {
        "seed": seed,
        "suppress-health-check": ["all"],
        "base-url": BASE_URL,
        "workers": 1,
        "warnings": False,
        "continue-on-failure": True,
        "checks": {
            "enabled": False,
            **{_CHECK.format(name): {"enabled": True} for name in JUDGES},
        },
        "generation": {
            "mode": mode,
            "max-examples": examples,
            "no-shrink": True,
            "database": "none",
            "with-security-parameters": False,
        },
        "phases": {
            # What methods outside the contract are answered with is not documented.
            "coverage": {"unexpected-methods": [], "operation-ordering": "none"},
            "fuzzing": {
                "operation-ordering": "none",
                "extra-data-sources": {"responses": False},
            },
            "examples": {"enabled": False},
            "stateful": {"enabled": False},
        },
        "cache": {"enabled": False},
    }
    make = cast("Any", SchemathesisConfig).from_dict  # its parameter is typed in part only
    return cast("SchemathesisConfig", make(options))


def _judged(recorder: ScenarioRecorder) -> Iterator[Judged]:
    for case_id, nodes in recorder.checks.items():
        response = recorder.interactions[case_id].response
        exchange = getattr(getattr(response, "request", None), "exchange", None)
        for node in nodes:
            name = node.name.removeprefix(_CHECK.format(""))
            if exchange is None or name not in JUDGES:
                continue
            failure = node.failure_info.failure if node.failure_info else None
            wrong = failure.message if node.status is Status.FAILURE and failure else None
            yield Judged(name, exchange, wrong)


def _register(name: str, judge: Judge) -> None:
    def check(ctx: Any, response: Any, case: Any) -> bool | None:  # noqa: ARG001 - schemathesis's signature
        exchange = getattr(response.request, "exchange", None)
        if exchange is None or _known is None:
            return True  # schemathesis takes this as "did not apply"
        judgement = judge(exchange, _known)
        if isinstance(judgement, str):
            raise AssertionError(judgement)  # noqa: TRY004 - what schemathesis takes for a failure
        return True if judgement is False else None

    check.__name__ = _CHECK.format(name)
    schemathesis.check(check)


for _name, _judge in JUDGES.items():
    _register(_name, _judge)
