"""Trials of many variants, in several processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from attrs import evolve, frozen
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Level
from optizmo_deploy.conformance.requirements.registry import Source, registry

from mutants import Variant, all_variants, variant
from mutants.bundles import bundled, bundles
from mutants.measured import Measured, checks_of
from mutants.trial import GENERATED, Trial, Verdict, trial

__all__ = ["CPUS", "Session", "Task", "perform"]

CPUS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@frozen
class Task:
    """One server to try."""

    names: tuple[str, ...]
    """The variants that it is made of."""
    profile: str
    first: tuple[str, ...] = ()
    """The checks to try first; the whole suite only if they pass it."""
    whole: bool = True
    """Whether to try the whole suite."""
    stop_early: bool = False
    """Whether the whole suite may stop at the first failure."""


def perform(task: Task) -> Trial:
    """Try one server; runs in a process of its own."""
    members = [variant(name) for name in task.names]
    tried = members[0] if len(members) == 1 else bundled("+".join(task.names), members)
    try:
        if task.first or not task.whole:
            result = trial(tried, task.profile, task.first)
            if not task.whole or result.verdict(tried) is not Verdict.MISSED:
                return result
        result = trial(tried, task.profile, stop_early=task.stop_early)
        return evolve(result, unexpected=bool(task.first))
    except Exception as error:  # noqa: BLE001 - one broken trial must not end those of the others
        return Trial(tried.name, {}, errors=(f"{type(error).__name__}: {error}",))


class Session:
    """Tries variants, and keeps what came of them.

    Args:
        measured: What noticed each variant before.
        profile: The profile of the runs.
        jobs: The number of processes.
        thorough: Whether to try each faulty variant with the whole suite.
    """

    def __init__(self, measured: Measured, profile: str, jobs: int, *, thorough: bool) -> None:
        self._measured = measured
        self._profile = profile
        self._jobs = jobs
        self._thorough = thorough
        self.trials: dict[str, Trial] = {}
        """What came of each variant, by its name."""
        self.proofs: list[Trial] = []
        """Trials that looked for requirements which no variant had failed."""
        self.sought: list[str] = []
        """These requirements."""

    def faulty_trials(self) -> dict[str, Trial]:
        """Return the trials of faulty variants by name."""
        return {n: each for n, each in self.trials.items() if not variant(n).correct}

    def run(self, chosen: Iterable[Variant], *, bundle: int) -> Iterator[tuple[Variant, Trial]]:
        """Try variants, correct ones in bundles of at most some number."""
        variants = list(chosen)
        correct = [each for each in variants if each.correct]
        tasks = [
            Task(tuple(each.name for each in members), self._profile)
            for members in bundles(correct, bundle)
        ]
        tasks += [self.task(each) for each in variants if not each.correct]
        again: list[Task] = []
        for task, result in self._performed(tasks):
            if len(task.names) > 1 and result.verdict(variant(task.names[0])) is not Verdict.PASSED:
                again += [Task((name,), self._profile) for name in task.names]
            else:
                yield from self._kept(task, result)
        for task, result in self._performed(again):
            yield from self._kept(task, result)

    def _kept(self, task: Task, result: Trial) -> Iterator[tuple[Variant, Trial]]:
        for name in task.names:
            self.trials[name] = result
            yield variant(name), result

    def task(self, each: Variant) -> Task:
        """Return how to try a faulty variant."""
        known = requirements()
        listed = {k: v for k, v in self._measured.get(each.name, {}).items() if k in known}
        checks = checks_of(listed)
        if self._thorough or not checks:
            return Task((each.name,), self._profile)
        return Task((each.name,), self._profile, tuple(sorted(checks)), stop_early=True)

    def prove(self) -> list[str]:
        """Return the requirements of level MUST that no faulty variant fails.

        Those that no trial has failed so far are looked for in every faulty variant.
        """
        must = [id_ for id_, each in requirements().items() if each.level is Level.MUST]
        failed = {id_ for each in self.trials.values() for id_ in each.failed}
        self.sought = [id_ for id_ in must if id_ not in failed]
        left = set(self.sought)
        if not left:
            return []
        faulty = [each for each in all_variants().values() if not each.correct]
        steps = {*self.sought}
        if left & {*registry().of(Source.GENERATED)}:
            steps.add(GENERATED)
        tasks = [
            Task((each.name,), self._profile, (*steps, *self.task(each).first), whole=False)
            for each in faulty
        ]
        for _, result in self._performed(tasks):
            if left & result.failed.keys():
                self.proofs.append(result)
                left -= result.failed.keys()
            if not left:
                break
        return [id_ for id_ in self.sought if id_ in left]

    def _performed(self, tasks: list[Task]) -> Iterator[tuple[Task, Trial]]:
        if not tasks:
            return
        live = sys.stderr.isatty()
        pool = ProcessPoolExecutor(self._jobs, mp_context=get_context("spawn"))
        try:
            running: dict[Future[Trial], Task] = {
                pool.submit(perform, task): task for task in tasks
            }
            for number, done in enumerate(as_completed(running), 1):
                if live:
                    print(f"\r{number} of {len(tasks)} ", end="", file=sys.stderr, flush=True)
                yield running[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)
            if live:
                print("\r", end="", file=sys.stderr)
