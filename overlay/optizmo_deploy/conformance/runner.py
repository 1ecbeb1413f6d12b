"""Runs all checks against a server, one after the other and independently."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.expected_failures import with_expected
from optizmo_deploy.conformance.generated import send_generated
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.observed import ObservedTraffic
from optizmo_deploy.conformance.outcome import Outcome
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.exceptions import NotReached, TargetUnusable
from optizmo_deploy.conformance.requirements.model import (
    Profile,
    Requirement,
    Result,
    Status,
)
from optizmo_deploy.conformance.requirements.registry import Source, checks, registry
from optizmo_deploy.conformance.requirements.results import Results
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.server.preflight import preflight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Observer", "Run", "run"]


class Observer(Protocol):
    """Is notified of the progress of a run."""

    def step(self, what: str, done: int, total: int) -> None:
        """Receive that `done` of `total` steps are done, and the next one."""


class Run:
    """One run of the suite.

    Args:
        settings: The options of the run.
        wire: Sends the requests; made from the settings when absent.
        observer: Is notified of the progress.
    """

    def __init__(
        self, settings: Settings, *, wire: Wire | None = None, observer: Observer | None = None
    ) -> None:
        self._settings = settings
        self._wire = wire or Wire(settings)
        self._api = Api(self._wire, settings)
        self._observer = observer
        self._results = Results()
        self._observed = ObservedTraffic(self._results)
        self._why_not = "the run ended before it could be evaluated"

    def __call__(self) -> Outcome:
        """Run the checks; the outcome is complete however the run ends."""
        started, clock = datetime.now(UTC), time.monotonic()
        unusable: str | None = None
        doubt: str | None = None
        interrupted = False
        try:
            doubt = preflight(self._wire)
            for exchange in self._wire.exchanges:
                self._observed.see(exchange)
            self._wire.listeners.append(self._observed.see)
            self._prepare()
            self._evaluate()
            self._why_not = "no response of the run shows anything about it"
        except TargetUnusable as verdict:
            unusable = self._why_not = verdict.reason
        except NotReached as verdict:  # a limit of the run was reached first
            self._why_not = verdict.reason
        except KeyboardInterrupt:
            interrupted, self._why_not = True, "the run was interrupted"
        finally:
            self._wire.close()
        return Outcome(
            settings=self._settings,
            started=started,
            duration=time.monotonic() - clock,
            requests=len(self._wire.exchanges),
            results=tuple(
                with_expected(
                    map(self._result, requirements().values()),
                    self._settings.expected_failures,
                )
            ),
            unusable=unusable,
            doubt=doubt,
            interrupted=interrupted,
        )

    def _prepare(self) -> None:
        """Create a contact for control requests, which show whether the account is really busy."""
        if self._settings.profile is Profile.READ:
            return
        email = f"conformance+{self._settings.run}-control@example.com"
        md5 = md5_of(email)
        with suppress(NotReached):  # without control requests, every busy response is retried
            self._api.create({"email": email})
            with self._wire.busy_account():
                written = (self._api.disable(md5), self._api.patch(md5, {}))
            for exchange in written:
                if exchange.status is not None and exchange.status < HTTPStatus.MULTIPLE_CHOICES:
                    self._wire.add_control_write(exchange)

    def _evaluate(self) -> None:
        due = [id_ for id_ in checks() if self._is_due(id_)]
        steps = [*due, *(["generated requests"] if self._wants_generated else [])]
        for number, step in enumerate(steps):
            self._tell(step, number, len(steps))
            if step not in checks():
                if self._wire.spent is None:
                    send_generated(self._api, self._results)
                continue
            for check in checks()[step]:
                self._results.evaluate([step], partial(check, self._api))
        self._tell("done", len(steps), len(steps))
        if self._wire.spent is not None:
            raise NotReached(self._wire.spent)

    def _tell(self, what: str, done: int, total: int) -> None:
        if self._observer is not None:
            self._observer.step(what, done, total)

    @property
    def _wants_traffic(self) -> bool:
        """Whether requirements were asked for that need whatever the other checks send."""
        return self._wants(registry().of(Source.OBSERVED))

    @property
    def _wants_generated(self) -> bool:
        return self._wants(registry().of(Source.GENERATED)) or self._wants_traffic

    def _wants(self, ids: Iterable[str]) -> bool:
        return not self._settings.only or not self._settings.only.isdisjoint(ids)

    def _is_due(self, id_: str) -> bool:
        if not self._settings.profile.includes(requirements()[id_].profile):
            return False
        return self._wants({id_}) or self._wants_traffic

    def _result(self, requirement: Requirement) -> Result:
        if not self._wants({requirement.id}):
            return Result(requirement, Status.SKIPPED, "not selected with --only")
        if not self._settings.profile.includes(requirement.profile):
            reason = f"the requirement needs the profile '{requirement.profile}'"
            return Result(requirement, Status.NOT_REACHED, reason)
        if requirement.id not in registry().sources:
            reason = "the suite has no check for this requirement"
            return Result(requirement, Status.NOT_REACHED, reason, broken=True)
        return self._results.result(requirement, self._why_not)


def run(
    settings: Settings, *, wire: Wire | None = None, observer: Observer | None = None
) -> Outcome:
    """Run the suite against a server; see :class:`Run`."""
    return Run(settings, wire=wire, observer=observer)()
