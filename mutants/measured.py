"""Which requirements noticed each variant when the suite was last measured.

`python -m mutants --write` writes the file. A run tries the checks listed there first, and reports
a variant that other requirements notice now. No verdict depends on it: a variant that the listed
checks do not catch is tried with the whole suite, so a file that is out of date costs only time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from mutants.trial import Trial

__all__ = ["FILE", "WHOLE", "Measured", "checks_of", "noticed_by", "read", "updated", "write"]

FILE = Path(__file__).with_name("measured.json")
KEPT = 3
"""How many requirements are listed for a variant that more of them notice."""
WHOLE = "whole suite"
"""Listed in the place of checks that notice a variant only together with all the others."""

Noticed = dict[str, list[str]]
"""The checks that have to be made for a requirement to notice the variant, by requirement."""
Measured = dict[str, Noticed]
"""What notices each variant, by its name."""


def read(file: Path = FILE) -> Measured:
    """Return what the file says; nothing when there is none."""
    if not file.exists():
        return {}
    measured: Measured = json.loads(file.read_text(encoding="utf-8"))
    return measured


def write(measured: Measured, file: Path = FILE) -> None:
    """Write the file, one line for each variant, so that a change is one line of a diff."""
    lines = [f"{json.dumps(name)}: {json.dumps(measured[name])}" for name in sorted(measured)]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def checks_of(noticed: Noticed) -> set[str] | None:
    """Return the checks with which these requirements notice the variant; all when ``None``."""
    checks = {check for id_, more in noticed.items() for check in (id_, *more)}
    return None if WHOLE in checks else checks


def noticed_by(trial: Trial, measured: Mapping[str, Noticed]) -> Noticed:
    """Return what to list for a variant: the requirements that notice the fewest other variants."""
    counts = Counter(id_ for noticed in measured.values() for id_ in noticed)

    def rank(id_: str) -> tuple[int, int, str]:
        return counts[id_], len(trial.found[id_].checks), id_

    return {
        id_: [check for check in trial.found[id_].checks if check != id_]
        for id_ in sorted(sorted(trial.failed or trial.found, key=rank)[:KEPT])
    }


def updated(
    old: Measured, trials: Mapping[str, Trial], proofs: Iterable[Trial], unproven: Collection[str]
) -> Measured:
    """Return the file after a run.

    A variant that is noticed as listed keeps its line; the others get what was found now.

    Args:
        old: The file before.
        trials: The trials of faulty variants, by name.
        proofs: Trials in which requirements that nothing in the file notices were looked for.
        unproven: These requirements.
    """
    new = dict(old)
    for name, trial in trials.items():
        listed = new.pop(name, {})
        kept = {id_: checks for id_, checks in listed.items() if id_ in trial.found}
        if kept and kept == listed and not trial.unexpected:
            new[name] = listed
            continue
        found = noticed_by(trial, new)
        if trial.unexpected and (checks_of(found) or set()) <= (checks_of(listed) or set()):
            found = {id_: [WHOLE] for id_ in found}  # these checks do not notice it by themselves
        new[name] = found
    left = set(unproven)
    for trial in proofs:
        for id_ in left & trial.failed.keys():
            checks = [check for check in trial.found[id_].checks if check != id_]
            new[trial.name] = {**new.get(trial.name, {}), id_: checks}
        left -= trial.failed.keys()
    return {name: noticed for name, noticed in new.items() if noticed}
