"""Runs everything that judges a target, one after the other and apart from each other."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.expected_failures import with_expected
from optizmo_deploy.conformance.generated.run import fuzz, fuzz_ids
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.observed import PassiveChecks
from optizmo_deploy.conformance.outcome import Outcome
from optizmo_deploy.conformance.requirements.exceptions import NotReached, TargetUnusable, Violation
from optizmo_deploy.conformance.requirements.model import (
    Level,
    Profile,
    Requirement,
    Result,
    Status,
)
from optizmo_deploy.conformance.requirements.registry import Check, checks, requirements
from optizmo_deploy.conformance.requirements.tally import Findings
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.server.preflight import preflight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Observer", "Run", "run"]


class Observer(Protocol):
    """Is told how a run goes on."""

    def step(self, what: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps are done, and of what comes next."""


class Run:
    """One run of the suite.

    Args:
        settings: What was asked for.
        wire: The way to the target; made from the settings when absent.
        observer: Is told how the run goes on.
    """

    def __init__(
        self, settings: Settings, *, wire: Wire | None = None, observer: Observer | None = None
    ) -> None:
        self._settings = settings
        self._wire = wire or Wire(settings)
        self._api = Api(self._wire, settings)
        self._observer = observer
        self._passive = PassiveChecks()
        self._fuzzed = Findings(fuzz_ids())
        self._found: dict[str, Result] = {}
        self._fuzz_broke: str | None = None
        self._passive_broke: str | None = None
        self._why_not = "the run ended before"

    def __call__(self) -> Outcome:
        """Judge the target; the outcome is complete however the run ends."""
        started, clock = datetime.now(UTC), time.monotonic()
        unusable: str | None = None
        doubt: str | None = None
        whole = interrupted = False
        try:
            doubt = preflight(self._wire)
            for exchange in self._wire.exchanges:
                self._watch(exchange)
            self._wire.listeners.append(self._watch)
            self._prepare()
            for _ in self._steps():
                pass
            whole = True
        except TargetUnusable as verdict:
            unusable = self._why_not = verdict.reason
        except NotReached as verdict:  # a limit of the run came before anything could be judged
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
                    self._results(whole=whole),
                    self._settings.expected_failures,
                )
            ),
            unusable=unusable,
            doubt=doubt,
            interrupted=interrupted,
        )

    def _watch(self, exchange: Exchange) -> None:
        try:
            self._passive.see(exchange)
        except Exception as error:  # noqa: BLE001 - a rule's failure is never the target's
            self._passive_broke = _broke(error)

    def _prepare(self) -> None:
        """Make a contact at which repeated writes tell a busy account from an idle one."""
        if self._settings.profile is Profile.READ:
            return
        email = f"conformance+{self._settings.run}-witness@example.com"
        md5 = md5_of(email)
        with suppress(NotReached):  # a claim to be busy is then believed as long as patience lasts
            self._api.create({"email": email})
            with self._wire.busy_account():
                written = (self._api.disable(md5), self._api.patch(md5, {}))
            for exchange in written:
                if exchange.status is not None and exchange.status < 300:  # noqa: PLR2004 - done
                    self._wire.remember_harmless_write(exchange)

    def _steps(self) -> Iterator[None]:
        due = [id_ for id_ in checks() if self._is_due(id_)]
        total = len(due) + 1
        for number, id_ in enumerate(due):
            requirement = requirements()[id_]
            self._tell(id_, number, total)
            self._found[id_] = judge(requirement, checks()[id_], self._api)
            yield
        if self._wants(set(fuzz_ids())) or self._wants_traffic:
            self._tell("generated requests", len(due), total)
            self._fuzz()
            yield
        self._tell("done", total, total)
        if self._wire.spent is not None:
            raise NotReached(self._wire.spent)

    def _fuzz(self) -> None:
        if self._wire.spent is not None:
            return
        try:
            fuzz(self._api, self._fuzzed)
        except (NotReached, TargetUnusable):
            raise
        except Exception as error:  # noqa: BLE001 - the generator's failure is never the target's
            self._fuzz_broke = _broke(error)

    def _tell(self, what: str, done: int, total: int) -> None:
        if self._observer is not None:
            self._observer.step(what, done, total)

    @property
    def _wants_traffic(self) -> bool:
        """Whether requirements were asked for that look at whatever the other checks do."""
        return self._wants(set(requirements()) - set(checks()) - set(fuzz_ids()))

    def _wants(self, ids: set[str]) -> bool:
        return not self._settings.only or not ids.isdisjoint(self._settings.only)

    def _is_due(self, id_: str) -> bool:
        requirement = requirements().get(id_)
        if requirement is None or not self._settings.profile.includes(requirement.profile):
            return False
        return self._wants({id_}) or self._wants_traffic

    def _results(self, *, whole: bool) -> Iterator[Result]:
        for requirement in requirements().values():
            yield self._result(requirement, whole=whole)

    def _result(self, requirement: Requirement, *, whole: bool) -> Result:
        id_, profile = requirement.id, self._settings.profile
        if self._settings.only and id_ not in self._settings.only:
            result = Result(requirement, Status.SKIPPED, "not asked for (--only)")
        elif not profile.includes(requirement.profile):
            reason = f"needs the profile '{requirement.profile}'"
            result = Result(requirement, Status.NOT_REACHED, reason)
        elif id_ in self._found:
            result = self._found[id_]
        elif id_ in self._passive.findings:
            result = self._added_up(self._passive.findings, requirement, self._passive_broke, whole)
        elif id_ in self._fuzzed:
            result = self._added_up(self._fuzzed, requirement, self._fuzz_broke, whole)
        else:
            missing = id_ not in checks()
            reason = "the suite has no check for it" if missing else self._why_not
            result = Result(requirement, Status.NOT_REACHED, reason, broken=missing)
        return result

    def _added_up(
        self, findings: Findings, requirement: Requirement, broke: str | None, whole: bool
    ) -> Result:
        result = findings.result(requirement)
        if broke is not None and result.status is not Status.FAIL:
            return Result(requirement, Status.NOT_REACHED, broke, broken=True)
        if result.status is Status.NOT_REACHED and not whole:
            return Result(requirement, Status.NOT_REACHED, self._why_not)
        return result


def _broke(error: Exception) -> str:
    return f"the suite itself broke: {type(error).__name__}: {error}"


def judge(requirement: Requirement, check: Check, api: Api) -> Result:
    """Run one check and say what became of its requirement.

    Raises:
        TargetUnusable: The check found that nothing can be judged.
    """
    try:
        check(api)
    except Violation as violation:
        status = Status.FAIL if requirement.level is Level.MUST else Status.WARN
        return Result(requirement, status, violation.message, violation.exchanges)
    except NotReached as verdict:
        return Result(requirement, Status.NOT_REACHED, verdict.reason)
    except TargetUnusable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever breaks in a check is ours, never the target's
        return Result(requirement, Status.NOT_REACHED, _broke(error), broken=True)
    return Result(requirement, Status.PASS)


def run(
    settings: Settings, *, wire: Wire | None = None, observer: Observer | None = None
) -> Outcome:
    """Judge a target; see :class:`Run`."""
    return Run(settings, wire=wire, observer=observer)()
