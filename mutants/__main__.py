"""Measure the conformance suite: it should fail on every faulty server and on no correct one.

    python -m mutants                         everything, in full
    python -m mutants --profile read          what a profile can notice
    python -m mutants --only NAME --show      one variant, and what the suite found
    python -m mutants --category subscribe    one line of the table
    python -m mutants --sample 50 --seed 7    some, drawn at random
    python -m mutants --write                 write down what noticed each variant

A faulty variant is first tried with the checks that noticed it before (`measured.json`), and with
the whole suite when they pass it. Correct variants are tried with the whole suite, several at a
time; when a bundle of them fails, its members are tried one by one.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.model import Profile

from mutants import all_variants
from mutants.measured import FILE, read, updated, write
from mutants.session import CPUS, Session
from mutants.table import changes, report, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutants import Variant


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when the suite caught every faulty variant and passed every correct one."""
    options = _parser().parse_args(arguments)
    if options.list:
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly when piped into `head`
        for each in all_variants().values():
            print(f"{each.category:28} {each.name:40} {each.profile:6} {each.says}")
        return 0
    try:
        return _run(options, _chosen(options))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace, chosen: list[Variant]) -> int:
    measured = read()
    session = Session(measured, options.profile, options.jobs, thorough=options.thorough)
    for variant, trial in session.run(chosen, bundle=1 if options.singly else 8):
        report(variant, trial, show=options.show)
    unproven: list[str] = []
    if chosen == list(all_variants().values()) and options.profile == "full":
        unproven = session.prove()
    for line in changes(measured, session.trials):
        print(line)
    if options.write:
        write(updated(measured, session.faulty_trials(), session.proofs, session.sought))
        print(f"written: {FILE}")
    return summary(chosen, session.trials, unproven)


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
            sys.exit(f"there is no variant {', '.join(sorted(unknown))}; --list prints them all")
        found = [each for each in found if each.name in options.only]
        if not found:
            sys.exit(f"the profile {options.profile} cannot notice that; try --profile full")
    if options.category:
        found = [each for each in found if options.category in each.category]
        if not found:
            sys.exit(f"no category has {options.category!r} in its name")
    if options.sample:
        drawn = random.Random(options.seed).sample(found, min(options.sample, len(found)))
        found = [each for each in found if each in drawn]
    return found


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_positive.__name__ = "positive integer"  # as argparse calls it in its message


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mutants", description=(__doc__ or "").splitlines()[0]
    )
    add = parser.add_argument
    add("--profile", choices=[each.value for each in Profile], default="full")
    add(
        "--jobs", type=_positive, default=CPUS, metavar="N", help="processes (default: %(default)s)"
    )
    add("--only", action="append", metavar="NAME", help="may be repeated")
    add("--category", metavar="TEXT", help="categories with this in their name")
    add("--sample", type=_positive, metavar="N", help="this many, drawn at random")
    add("--seed", type=int, default=0, help="of the sample")
    add("--singly", action="store_true", help="try correct variants one by one")
    add("--thorough", action="store_true", help="try each faulty variant with the whole suite")
    add("--show", action="store_true", help="print what was found in each variant")
    add("--write", action="store_true", help=f"update {FILE.name} with what noticed the variants")
    add("--list", action="store_true", help="print all variants and exit")
    return parser


if __name__ == "__main__":
    sys.exit(main())
