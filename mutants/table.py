"""What a run of `python -m mutants` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from optizmo_deploy.conformance.requirements.catalogue import requirements

from mutants import Variant, variant
from mutants.measured import Measured
from mutants.trial import Trial, Verdict

__all__ = ["changes", "report", "summary"]

GOOD = {Verdict.CAUGHT, Verdict.PASSED}


def report(tried: Variant, trial: Trial, *, show: bool) -> None:
    """Print a trial that did not come out as it should, or any trial when asked to."""
    verdict = trial.verdict(tried)
    if verdict in GOOD and not show:
        return
    unmet = "" if trial.fired or verdict is Verdict.BROKEN else " (no request met the fault)"
    print(f"{verdict:15} {tried.name}: {tried.says}{unmet}", flush=True)
    for id_, finding in trial.found.items():
        print(f"    {'' if finding.failed else 'warning: '}{id_}: {finding.message[:300]}")
    for error in trial.errors:
        print(f"    {error[:300]}")
    if trial.unusable:
        print(f"    called unusable: {trial.unusable}", flush=True)


def changes(measured: Measured, trials: Mapping[str, Trial]) -> Iterator[str]:
    """Yield a line for each variant that a requirement no longer notices although it did before."""
    known = requirements()
    for name, trial in sorted(trials.items()):
        lost = [id_ for id_ in measured.get(name, {}) if id_ in known and id_ not in trial.found]
        if lost and not variant(name).correct:
            now = ", ".join(sorted(trial.found)[:3]) or "nothing"
            yield f"changed         {name}: no longer noticed by {', '.join(lost)}, but by {now}"


def summary(chosen: Iterable[Variant], trials: Mapping[str, Trial], unproven: Sequence[str]) -> int:
    """Print the table and its sums; return the exit code."""
    verdicts = {each.name: trials[each.name].verdict(each) for each in chosen}
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for each in chosen:
        total[each.category] += 1
        good[each.category] += verdicts[each.name] in GOOD
    print(f"{'category':32}{'good':>7}{'of':>7}")
    for category, number in sorted(total.items()):
        print(f"{category:32}{good[category]:7}{number:7}")
    for id_ in unproven:
        print(f"not proven by any variant: {id_}: {requirements()[id_].text}")
    count = Counter(verdicts.values())
    print(
        f"faulty variants: {count[Verdict.CAUGHT]} caught, {count[Verdict.MISSED]} missed; "
        f"correct variants: {count[Verdict.PASSED]} passed, "
        f"{count[Verdict.FALSE_POSITIVE]} false positives; {count[Verdict.BROKEN]} broken; "
        f"{len(unproven)} requirements of level MUST proven by no variant"
    )
    return 1 if unproven or any(each not in GOOD for each in verdicts.values()) else 0
