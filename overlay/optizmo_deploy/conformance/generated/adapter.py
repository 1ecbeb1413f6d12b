"""Runs schemathesis.

Its engine is not public API, so its version is pinned, and this is the only module that imports it.
Schemathesis generates and sends requests; which response is expected is decided by `oracle`, in
checks that are registered with schemathesis like any others.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Literal, cast

import requests
import schemathesis
from attrs import frozen
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.context import EngineContext
from schemathesis.engine.core import Engine, EventStream, ExecutionPlan
from schemathesis.engine.events import FatalError, Interrupted, NonFatalError
from schemathesis.engine.run import PhaseName

from optizmo_deploy.conformance.generated.bodies import is_harmless
from optizmo_deploy.conformance.generated.response_checks import RESPONSE_CHECKS
from optizmo_deploy.conformance.generated.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.generated.known_resources import Known
    from optizmo_deploy.conformance.http.session import Wire

__all__ = ["Shown", "generate"]

BASE_URL = (
    "http://target.invalid/deploy"  # a name that leads nowhere: the session sends over the wire
)


@frozen
class Shown:
    """The result of a check for a generated request."""

    check: str
    """The name of its requirements."""
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
) -> Iterator[Shown]:
    """Send generated requests and yield the results of the checks.

    Args:
        contract: The contract to generate from.
        known: The resources of the account.
        wire: Sends the requests.
        seed: The same seed generates the same requests.
        mode: ``positive`` for valid requests, ``all`` for invalid ones as well.
        examples: How many random requests each operation gets, besides the systematic ones.
        limit: How many requests are sent to each operation at most.

    Raises:
        RuntimeError: The generator itself broke.
    """
    shown: deque[Shown] = deque()
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
        wire,
        limit,
        "/deploy",
        on_end=stop.set,
        is_harmless=lambda name, body: is_harmless(name, body, known),
        evaluate=lambda name, exchange: _evaluated(name, exchange, known, shown),
    )
    context.session = _session(traffic)
    for event in EventStream(plan.execute(context), stop):
        # Not taken from the engine's events: those of an operation are lost when it is stopped there.
        while shown:
            yield shown.popleft()
        if isinstance(event, Interrupted) and not traffic.ended:
            raise KeyboardInterrupt
        if isinstance(event, NonFatalError) and not stop.is_set():
            raise RuntimeError(f"schemathesis could not test {event.label}: {event.value}")
        if isinstance(event, FatalError):
            raise RuntimeError(f"schemathesis stopped: {event.exception}")  # noqa: TRY004 - an event


def _evaluated(
    name: str, exchange: Exchange, known: Known, shown: deque[Shown]
) -> str | Literal[False] | None:
    judgement = RESPONSE_CHECKS[name](exchange, known)
    if judgement is not False:
        shown.append(Shown(name, exchange, judgement))
    return judgement


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
            **{_check_name(name): {"enabled": True} for name in RESPONSE_CHECKS},
        },
        "generation": {
            "mode": mode,
            "max-examples": examples,
            "no-shrink": True,
            "database": "none",
            "with-security-parameters": False,
        },
        "phases": {
            # The response to methods outside the contract is not documented.
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


def _register(name: str) -> None:
    """Register a check with schemathesis, whose registry is global.

    What a check needs of the run comes with the request, from the session that sent it.
    """

    def check(ctx: Any, response: Any, case: Any) -> bool | None:  # noqa: ARG001 - schemathesis's signature
        evaluate = getattr(response.request, "evaluate", None)
        judgement = False if evaluate is None else evaluate(name)
        if judgement is False:
            return True  # schemathesis takes this as "did not apply"
        if judgement is not None:
            raise AssertionError(judgement)
        return None

    check.__name__ = _check_name(name)
    schemathesis.check(check)


def _check_name(name: str) -> str:
    return f"deploy_{name}".replace("-", "_")


for _name in RESPONSE_CHECKS:
    _register(_name)
