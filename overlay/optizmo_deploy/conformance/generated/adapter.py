"""Runs schemathesis.

Its engine is not public API, so its version is pinned, and this is the only module that imports it.
Schemathesis generates and sends; what a request deserves is judged by the oracle, in checks that
are registered with schemathesis like any others.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import requests
import schemathesis
from attrs import frozen
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.context import EngineContext
from schemathesis.engine.core import Engine, EventStream, ExecutionPlan
from schemathesis.engine.events import FatalError, Interrupted, NonFatalError
from schemathesis.engine.run import PhaseName

from optizmo_deploy.conformance.generated.bodies import is_harmless
from optizmo_deploy.conformance.generated.response_checks import JUDGES
from optizmo_deploy.conformance.generated.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.generated.response_checks import Judge
    from optizmo_deploy.conformance.generated.known_resources import Known
    from optizmo_deploy.conformance.http.session import Wire

__all__ = ["Judged", "generate"]

BASE_URL = (
    "http://target.invalid/deploy"  # a name that leads nowhere: the session sends over the wire
)
_CHECK = "deploy_{}"


@frozen
class Judged:
    """What one check said about one generated exchange."""

    judge: str
    exchange: Exchange
    wrong: str | None


# The registry of checks is global, so what they know and find has to be.
_known: Known | None = None
_judged: deque[Judged] = deque()


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
    global _known  # noqa: PLW0603 - see there
    _known = known
    _judged.clear()
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
    traffic = Traffic(
        wire, limit, "/deploy", stop.set, lambda name, body: is_harmless(name, body, known)
    )
    context.session = _session(traffic)
    for event in EventStream(plan.execute(context), stop):
        yield from _drained()
        if isinstance(event, Interrupted) and not traffic.ended:
            raise KeyboardInterrupt
        if isinstance(event, NonFatalError) and not stop.is_set():
            raise RuntimeError(f"schemathesis could not test {event.label}: {event.value}")
        if isinstance(event, FatalError):
            raise RuntimeError(f"schemathesis stopped: {event.exception}")  # noqa: TRY004 - an event


def _drained() -> Iterator[Judged]:
    # Not taken from the engine's events: those of an operation are lost when it is stopped there.
    while _judged:
        yield _judged.popleft()


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


def _register(name: str, judge: Judge) -> None:
    def check(ctx: Any, response: Any, case: Any) -> bool | None:  # noqa: ARG001 - schemathesis's signature
        exchange = getattr(response.request, "exchange", None)
        if exchange is None or _known is None:
            return True  # schemathesis takes this as "did not apply"
        judgement = judge(exchange, _known)
        if judgement is False:
            return True
        _judged.append(Judged(name, exchange, judgement))
        if judgement is not None:
            raise AssertionError(judgement)
        return None

    check.__name__ = _CHECK.format(name)
    schemathesis.check(check)


for _name, _judge in JUDGES.items():
    _register(_name, _judge)
