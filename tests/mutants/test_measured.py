from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements

from mutants import all_variants, session
from mutants.catalogue import Variant
from mutants.measured import WHOLE, Measured, checks_of, noticed_by, read, updated, write
from mutants.session import Session, Task, perform
from mutants.trial import Finding, Trial, Verdict

if TYPE_CHECKING:
    from pathlib import Path


def tried(name: str, unexpected: bool = False, **found: tuple[str, ...]) -> Trial:
    findings = {id_: Finding("it is broken", True, checks) for id_, checks in found.items()}
    return Trial(name, findings, unexpected=unexpected)


def test_what_is_written_is_read_again_one_line_for_each_variant(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    measured: Measured = {"b": {"x": []}, "a": {"y": ["z"]}}
    assert read(file) == {}
    write(measured, file)
    assert read(file) == measured
    assert [line[1:2] for line in file.read_text().splitlines()[1:-1]] == ["a", "b"]


def test_requirements_that_notice_the_fewest_other_variants_are_listed() -> None:
    others: Measured = {"one": {"a": [], "b": []}, "two": {"a": []}}
    trial = tried("new", a=("a",), b=("b",), c=("c", "d"), e=("e",))
    assert noticed_by(trial, others) == {"b": [], "c": ["d"], "e": []}


def test_a_variant_that_is_noticed_as_listed_keeps_its_line() -> None:
    old: Measured = {"one": {"a": ["z"]}, "two": {"b": []}}
    assert updated(old, {"one": tried("one", a=("a",), c=("c",))}, [], []) == old


def test_a_variant_that_something_else_notices_gets_a_new_line() -> None:
    old: Measured = {"one": {"a": [], "b": []}}
    assert updated(old, {"one": tried("one", b=("b",))}, [], []) == {"one": {"b": []}}


def test_a_variant_that_its_checks_do_not_notice_by_themselves_needs_the_whole_suite() -> None:
    old: Measured = {"one": {"a": []}}
    new = updated(old, {"one": tried("one", unexpected=True, a=("a",))}, [], [])
    assert new == {"one": {"a": [WHOLE]}}
    assert checks_of(new["one"]) is None


def test_a_requirement_that_nothing_noticed_is_added_to_the_variant_it_notices() -> None:
    old: Measured = {"one": {"a": []}}
    trials = {"one": tried("one", a=("a",))}
    assert updated(old, trials, [tried("one", b=("b", "c"))], ["b"]) == {
        "one": {"a": [], "b": ["c"]}
    }


def test_the_file_lists_known_variants_and_requirements() -> None:
    measured = read()
    faulty = {each.name for each in all_variants().values() if not each.correct}
    assert measured.keys() <= faulty
    assert {id_ for noticed in measured.values() for id_ in noticed} <= requirements().keys()


def test_a_variant_without_a_line_is_tried_with_the_whole_suite() -> None:
    faulty = all_variants()["patch-replaces"]
    listed = Session(read(), "full", 1, thorough=False).task(faulty)
    assert listed.first
    assert Session({}, "full", 1, thorough=False).task(faulty) == Task((faulty.name,), "full")
    assert Session(read(), "full", 1, thorough=True).task(faulty) == Task((faulty.name,), "full")


def test_a_trial_that_raises_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> Trial:
        raise LookupError("no such thing")

    monkeypatch.setattr(session, "trial", fails)
    result = perform(Task(("patch-replaces",), "full"))
    assert result.errors == ("LookupError: no such thing",)
    assert result.verdict(all_variants()["patch-replaces"]) is Verdict.BROKEN


@pytest.mark.parametrize(
    ("failed", "assumed", "correct", "verdict"),
    [
        (True, False, False, Verdict.CAUGHT),
        (False, False, False, Verdict.MISSED),
        (False, True, False, Verdict.CAUGHT),
        (False, False, True, Verdict.PASSED),
        (True, False, True, Verdict.FALSE_POSITIVE),
    ],
)
def test_a_warning_catches_only_what_breaks_an_assumption(
    failed: bool, assumed: bool, correct: bool, verdict: Verdict
) -> None:
    async def fault(*_: object) -> object:
        raise AssertionError("it is not served")

    tried = Variant("v", "some", "Does it.", fault, assumed=assumed, correct=correct)  # type: ignore[arg-type]
    trial = Trial("v", {"a": Finding("it is broken", failed, ())})
    assert trial.verdict(tried) is verdict
