from __future__ import annotations

import html.parser
import json
import shutil
import subprocess
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.conformance.outcome import Outcome
from optizmo_deploy.conformance.report import write_reports
from optizmo_deploy.conformance.report.document import document
from optizmo_deploy.conformance.report.junit import junit
from optizmo_deploy.conformance.report.masking import Mask
from optizmo_deploy.conformance.report.page import page
from optizmo_deploy.conformance.report.terminal import summary
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Level, Result, Status
from optizmo_deploy.conformance.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = Settings(
    base_url="http://target.test/deploy",
    api_key="the-key-of-the-run",
    forbidden_api_key="the-key-of-the-run-that-may-nothing",
    forbidden_api_key_env="NOTHING",
    seed=3,
)
NASTY = "<script>alert('x')</script> \x00\x1b[31m \ud800 ]]> & \"quoted\" €"


@pytest.fixture
def outcome(exchange: Any) -> Outcome:
    seen = exchange(
        status=404, value={"detail": NASTY}, sent={"email": "conformance+1@example.com"}
    )
    chosen = list(requirements().values())[:6]
    results = [
        Result(chosen[0], Status.FAIL, f"expected a problem, got {NASTY}", (seen, seen)),
        Result(
            chosen[1], Status.WARN, "assumed otherwise", (evolve(seen, status=None, error="gone"),)
        ),
        Result(chosen[2], Status.NOT_REACHED, "this needs the profile 'write'"),
        Result(chosen[3], Status.SKIPPED, "not selected with --only"),
        Result(chosen[4], Status.EXPECTED_FAILURE, "expected (known): wrong", (seen,)),
        Result(chosen[5], Status.PASS),
    ]
    return Outcome(SETTINGS, datetime(2026, 1, 2, tzinfo=UTC), 1.25, 42, tuple(results))


def test_the_document_has_the_promised_members(outcome: Outcome) -> None:
    found = document(outcome)

    assert list(found["summary"]) == [
        "pass", "fail", "warn", "not-reached", "skipped", "expected-failure",
    ]  # fmt: skip
    assert set(found["summary"].values()) == {1}
    assert (found["requests"], found["duration_s"], found["seed"]) == (42, 1.25, 3)
    assert found["started"] == "2026-01-02T00:00:00+00:00"
    assert found["results"][1]["evidence"][0]["response"] == {"error": "gone"}
    json.dumps(found)


def test_junit_is_well_formed_whatever_the_target_said(outcome: Outcome) -> None:
    suite = ET.fromstring(junit(document(outcome)).encode("utf-8", "surrogatepass"))[0]

    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "1", "3")
    failure = suite.findall("testcase")[0].find("failure")
    assert failure is not None
    assert "curl" in (failure.text or "")
    assert failure.get("message", "").startswith("expected a problem")


class _Tags(html.parser.HTMLParser):
    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_holds_nothing_live_from_the_target(outcome: Outcome) -> None:
    tags = _Tags()
    tags.feed(page(document(outcome)))

    assert tags.open == []
    assert tags.seen.count("script") == 1
    assert "link" not in tags.seen
    assert tags.seen.count("details") == 6


def test_every_report_can_be_written_whatever_the_target_said(
    outcome: Outcome, tmp_path: Path
) -> None:
    write_reports(outcome, tmp_path / "deep" / "er")

    assert {path.name for path in (tmp_path / "deep" / "er").iterdir()} == {
        "report.json", "junit.xml", "report.html",
    }  # fmt: skip
    ET.parse(tmp_path / "deep" / "er" / "junit.xml")
    json.loads((tmp_path / "deep" / "er" / "report.json").read_text())


def test_the_summary_names_failures_with_source_and_curl(outcome: Outcome) -> None:
    text = summary(outcome)
    failed = outcome.results[0].requirement

    assert f"FAIL {failed.id}: {failed.text}" in text
    assert failed.source in text
    assert "curl" in text
    assert text.splitlines()[-1].startswith("NOT CONFORMANT: 1 pass, 1 fail, 1 warn")


def test_a_run_that_judged_nothing_says_so(outcome: Outcome) -> None:
    unreached = evolve(outcome, results=(outcome.results[2],))

    assert "no requirement was evaluated" in summary(unreached)
    assert "no requirement was evaluated" not in summary(outcome)


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({}, "not conformant", 1),
        ({"interrupted": True}, "interrupted", 130),
        ({"unusable": "gone"}, "not conformant", 1),
        ({"unusable": "gone", "results": ()}, "unusable", 3),
        ({"results": ()}, "conformant", 0),
    ],
)
def test_the_verdict_follows_from_the_results(
    outcome: Outcome, changes: dict[str, Any], verdict: str, code: int
) -> None:
    changed = evolve(outcome, **changes)

    assert (changed.verdict, changed.exit_code) == (verdict, code)
    assert document(changed)["verdict"] == verdict
    assert verdict in page(document(changed))


def test_a_warning_alone_does_not_fail_a_run_not_even_a_strict_one(outcome: Outcome) -> None:
    warned = evolve(
        outcome,
        settings=evolve(SETTINGS, strict=True),
        results=(outcome.results[1], outcome.results[5]),
    )
    assumed = next(item for item in requirements().values() if item.level is Level.ASSUMED)
    missed = evolve(warned, results=(Result(assumed, Status.NOT_REACHED, "not seen"),))

    assert warned.exit_code == 0
    assert missed.exit_code == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bearer the-key-of-the-run!", "Bearer $OPTIZMO_DEPLOY_API_KEY!"),
        ("the-key-of-the-run-that-may-nothing", "$NOTHING"),
        ("got Bearer the-key-of-the-run-that…", "got Bearer $NOTHING…"),
        ("to alice@example.com.", "to ***@***."),
        ('{"email": "a.b+c@x.example"}', '{"email": "***@***"}'),
        ("/x?email=alice%40example.com&y", "/x?email=***@***&y"),
        ("conformance+0af-1@example.com", "conformance+0af-1@example.com"),
        ("conformance%2B0af-1%40example.com", "conformance%2B0af-1%40example.com"),
        ("CONFORMANCE+1@EXAMPLE.COM", "CONFORMANCE+1@EXAMPLE.COM"),
        ("conformance_0af-1@example.com", "conformance_0af-1@example.com"),
        ("conformance.1@mail.shop-1.example.com", "conformance.1@mail.shop-1.example.com"),
        ("conformance+officer@company.com", "***@***"),
        ("nobody here", "nobody here"),
    ],
)
def test_keys_and_addresses_are_masked(text: str, shown: str) -> None:
    assert Mask(SETTINGS)(text) == shown


@given(before=st.text(max_size=20), after=st.text(max_size=20), forbidden=st.booleans())
def test_no_text_around_a_key_makes_it_visible(before: str, after: str, forbidden: bool) -> None:
    key = SETTINGS.forbidden_api_key if forbidden else SETTINGS.api_key
    assert SETTINGS.api_key not in Mask(SETTINGS)(f"{before}{key}{after}")


def test_long_bodies_are_cut_and_say_so(exchange: Any, outcome: Outcome) -> None:
    long = exchange(status=200, body=b'"' + b"x" * 50_000 + b'"')
    changed = evolve(outcome, results=(evolve(outcome.results[0], evidence=(long,)),))
    body = document(changed)["results"][0]["evidence"][0]["response"]["body"]

    assert len(body) < 5000
    assert body.endswith("(50002 bytes)")


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def rendered(path: Path, tmp_path: Path, *options: str) -> str:
    """Return the page's DOM after its scripts have run."""
    done = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            "--virtual-time-budget=3000", f"--user-data-dir={tmp_path / 'profile'}", *options,
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )  # fmt: skip
    return done.stdout


DRIVER = """
<script>
addEventListener("load", () => {
  const shown = () => [...document.querySelectorAll(".result:not([hidden])")].map((r) => r.id);
  const form = document.getElementById("filters");
  const steps = {};
  steps.first = shown();
  document.querySelector(".cell.not-reached, .cell.pass").click();
  steps.cell = shown();
  form.reset();
  setTimeout(() => {
    steps.reset = shown();
    form.text.value = "no-such-thing";
    form.text.dispatchEvent(new Event("input", { bubbles: true }));
    steps.nothing = [shown().length, document.getElementById("nothing").hidden];
    form.reset();
    setTimeout(() => {
      form.operation.value = "getContact";
      form.operation.dispatchEvent(new Event("input", { bubbles: true }));
      for (const box of form.querySelectorAll("[name=status]")) box.checked = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      const left = [...document.querySelectorAll(".result:not([hidden])")];
      steps.operation = left.map((r) => r.dataset.operation);
      const focusable = "button, input, select, summary, [tabindex]";
      const all = [...document.querySelectorAll(focusable)];
      steps.unreachable = all.filter((e) => e.tabIndex < 0).length;
      steps.colour = getComputedStyle(document.body).backgroundColor;
      steps.overflow = document.documentElement.scrollWidth > innerWidth;
      const out = document.createElement("pre");
      out.id = "steps";
      out.textContent = JSON.stringify(steps);
      document.body.append(out);
    }, 20);
  }, 20);
});
</script>
"""


def steps(outcome: Outcome, tmp_path: Path, *options: str) -> dict[str, Any]:
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "report.html"
    path.write_text(page(document(outcome)) + DRIVER, encoding="utf-8", errors="backslashreplace")
    dom = rendered(path, tmp_path, *options)
    found = dom.partition('<pre id="steps">')[2].partition("</pre>")[0]
    value: dict[str, Any] = json.loads(unescape(found))
    return value


@browser
def test_the_pages_filters_work_in_a_browser(outcome: Outcome, tmp_path: Path) -> None:
    ids = [result.requirement.id for result in outcome.results]
    found = steps(outcome, tmp_path)

    assert found["first"] == [ids[0], ids[1], ids[4]]
    assert found["cell"]
    assert set(found["cell"]) <= set(ids)
    assert found["reset"] == found["first"]
    assert found["nothing"] == [0, False]
    assert set(found["operation"]) <= {"getContact"}
    assert found["unreachable"] == 0


@browser
def test_the_page_has_a_dark_and_a_light_side_and_fits_a_narrow_window(
    outcome: Outcome, tmp_path: Path
) -> None:
    light = steps(outcome, tmp_path / "a", "--window-size=420,800")
    dark = steps(outcome, tmp_path / "b", "--blink-settings=preferredColorScheme=0")

    assert light["colour"] == "rgb(255, 255, 255)"
    assert dark["colour"] == "rgb(20, 23, 26)"
    assert not light["overflow"]


@browser
def test_a_conforming_run_shows_everything_at_first(outcome: Outcome, tmp_path: Path) -> None:
    passed = evolve(outcome, results=(outcome.results[5],))

    assert steps(passed, tmp_path)["first"] == [outcome.results[5].requirement.id]


@browser
def test_the_page_prints(outcome: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(document(outcome)), encoding="utf-8", errors="backslashreplace")
    rendered(path, tmp_path, f"--print-to-pdf={tmp_path / 'report.pdf'}")

    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
