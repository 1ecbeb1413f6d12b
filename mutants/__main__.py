"""Measure the conformance suite: it should catch every faulty server and blame no correct one.

    python -m mutants                         everything, in full
    python -m mutants --profile read          what is within reach of a profile
    python -m mutants --only NAME --show      one variant, and what the suite said
    python -m mutants --category subscribe    one line of the table
    python -m mutants --sample 50 --seed 7    some, drawn at random

A faulty variant is first shown to the checks of the areas that it breaks, and to the whole suite
when they let it pass. Correct variants are judged by the whole suite, several freedoms at once;
a bundle that is blamed is taken apart.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Level, Profile

from mutants import all_variants, variant
from mutants.bundles import bundled, bundles
from mutants.trial import Trial, trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mutants import Variant

Task = tuple[tuple[str, ...], str, bool]
"""Names of variants that make up one server, the profile, and whether all failures are wanted."""


def main() -> int:
    """Return 0 when the suite is as good as it should be."""
    options = _options()
    chosen = _chosen(options)
    faulty = [each for each in chosen if not each.correct]
    correct = [each for each in chosen if each.correct]
    trials: dict[str, Trial] = {}
    for name, result in _trials(faulty, correct, options):
        trials[name] = result
        _report(variant(name), result, show=options.show)
    missed = [each for each in faulty if not trials[each.name].noticed(each)]
    blamed = [each for each in correct if trials[each.name].blamed]
    _print_table(faulty, correct, missed, blamed)
    unproven: list[str] = []
    if chosen == list(all_variants().values()) and options.profile == "full":
        unproven = _unproven(trials.values())
        for id_ in unproven:
            print(f"unproven  {id_}: {requirements()[id_].text}")
    print(
        f"{len(faulty) - len(missed)} of {len(faulty)} faulty variants caught, "
        f"{len(blamed)} of {len(correct)} correct ones blamed, {len(unproven)} MUST proven by none"
    )
    return 1 if missed or blamed or unproven else 0


def judge(task: Task) -> Trial:
    """Judge one server; runs in a process of its own."""
    names, profile, thorough = task
    members = [variant(name) for name in names]
    if len(members) > 1:
        return trial(bundled("+".join(names), members), profile)
    (only,) = members
    if only.correct:
        return trial(only, profile)
    if not thorough:
        focused = trial(only, profile, only.breaks)
        if focused.noticed(only):
            return focused
    return trial(only, profile, hasty=not thorough)


def _trials(
    faulty: list[Variant], correct: list[Variant], options: argparse.Namespace
) -> Iterator[tuple[str, Trial]]:
    tasks: list[Task] = [
        (tuple(each.name for each in members), options.profile, True)
        for _, members in bundles(correct, 1 if options.singly else 8)
    ]
    tasks += [((each.name,), options.profile, options.thorough or each.thorough) for each in faulty]
    again: list[Task] = []
    for (names, *_), result in _pooled(tasks, options):
        if len(names) > 1 and result.blamed:
            again += [((name,), options.profile, True) for name in names]
        else:
            yield from ((name, result) for name in names)
    for (names, *_), result in _pooled(again, options):
        yield names[0], result


def _pooled(tasks: list[Task], options: argparse.Namespace) -> Iterator[tuple[Task, Trial]]:
    if not tasks:
        return
    live = sys.stderr.isatty()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(judge, task): task for task in tasks}
        for number, done in enumerate(as_completed(running), 1):
            if live:
                print(f"\r{number} of {len(tasks)} ", end="", file=sys.stderr, flush=True)
            try:
                yield running[done], done.result()
            except RuntimeError as error:  # the variant's own, which must not end the others' run
                yield running[done], Trial.of_broken(running[done][0][0], error)
    if live:
        print("\r", end="", file=sys.stderr)


def _unproven(trials: Iterable[Trial]) -> list[str]:
    proven = {id_ for each in trials for id_ in each.failed}
    must = (id_ for id_, each in requirements().items() if each.level is Level.MUST)
    return [id_ for id_ in must if id_ not in proven]


def _chosen(options: argparse.Namespace) -> list[Variant]:
    reach = Profile(options.profile)
    found = [
        each
        for each in all_variants().values()
        if each.correct or reach.includes(Profile(each.profile))
    ]
    if options.only:
        unknown = set(options.only) - set(all_variants())
        if unknown:
            sys.exit(f"there is no variant {', '.join(sorted(unknown))}")
        found = [each for each in found if each.name in options.only]
    if options.category:
        found = [each for each in found if options.category in each.category]
        if not found:
            sys.exit(f"no category has {options.category!r} in its name")
    if options.sample:
        drawn = random.Random(options.seed).sample(found, min(options.sample, len(found)))
        found = [each for each in found if each in drawn]
    return found


def _print_table(
    faulty: list[Variant], correct: list[Variant], missed: list[Variant], blamed: list[Variant]
) -> None:
    lost = Counter(each.category for each in (*missed, *blamed))
    print(f"{'category':32}{'good':>7}{'of':>7}")
    for category, number in Counter(each.category for each in (*faulty, *correct)).items():
        print(f"{category:32}{number - lost[category]:7}{number:7}")


def _report(judged: Variant, result: Trial, *, show: bool) -> None:
    """Say at once what was not as it should be; the rest only when asked to."""
    good = not result.blamed if judged.correct else result.noticed(judged)
    if good and not show:
        return
    word = "ok" if good else "blamed" if judged.correct else "missed"
    unmet = "" if result.fired else " (no request met it)"
    print(f"{word:8}{judged.name}: {judged.says}{unmet}", flush=True)
    for id_, message in {**result.failed, **result.broke}.items():
        print(f"        {id_}: {message[:300]}")
    if result.unusable:
        print(f"        called unusable: {result.unusable}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--profile", choices=[*Profile], default="full")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    parser.add_argument("--only", action="append", metavar="NAME", help="may be repeated")
    parser.add_argument("--category", metavar="TEXT", help="categories with this in their name")
    parser.add_argument("--sample", type=int, metavar="N", help="so many, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--singly", action="store_true", help="judge correct variants one by one")
    parser.add_argument(
        "--thorough", action="store_true", help="show each faulty variant to the whole suite"
    )
    parser.add_argument("--show", action="store_true", help="print what was found wrong")
    parser.add_argument("--list", action=_List, nargs=0, help="print all variants and leave")
    return parser.parse_args()


class _List(argparse.Action):
    def __call__(self, *_: object) -> None:
        for each in all_variants().values():
            print(f"{each.category:28} {each.name:40} {each.profile:6} {each.says}")
        sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
