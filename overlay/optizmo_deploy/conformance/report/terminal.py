"""The progress of a run and its summary, for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from optizmo_deploy.conformance.http.curl import curl
from optizmo_deploy.conformance.report.masking import Mask
from optizmo_deploy.conformance.requirements.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from optizmo_deploy.conformance.outcome import Outcome
    from optizmo_deploy.conformance.requirements.model import Result

__all__ = ["Progress", "summary"]

_SHOWN = {Status.FAIL: "FAIL", Status.WARN: "warn", Status.EXPECTED_FAILURE: "expected failure"}
_EVALUATED = (Status.PASS, Status.FAIL, Status.WARN, Status.EXPECTED_FAILURE)
_MOST_REASONS = 8


class Progress:
    """A progress bar on stderr; nothing unless stderr is a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description:<26}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("connecting", total=None)

    def step(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps are done, and the next one."""
        self._bar.update(self._task, description=what, completed=done, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()


def summary(outcome: Outcome) -> str:
    """Return the result, failures and counts of a run as text, without keys and addresses."""
    mask = Mask(outcome.settings)
    return mask("\n".join(_lines(outcome)))


def _lines(outcome: Outcome) -> Iterator[str]:
    for status in (Status.EXPECTED_FAILURE, Status.WARN, Status.FAIL):
        for result in outcome.results:
            if result.status is status:
                yield from _result(result)
    for result in outcome.results:
        if result.broken:
            yield f"ERROR IN THE SUITE at {result.requirement.id}: {result.message}"
    yield from _unreached(outcome)
    if not any(outcome.summary[status] for status in _EVALUATED):
        yield "no requirement was evaluated"
    counts = ", ".join(f"{count} {status}" for status, count in outcome.summary.items() if count)
    yield (
        f"{outcome.verdict.upper()}: {counts}"
        f" ({outcome.requests} requests in {outcome.duration:.1f} s, profile"
        f" {outcome.settings.profile}, seed {outcome.settings.seed})"
    )


def _result(result: Result) -> Iterator[str]:
    requirement = result.requirement
    yield f"{_SHOWN[result.status]} {requirement.id}: {requirement.text}"
    yield f"    {result.message}"
    yield f"    {requirement.level}, from the documentation: {requirement.source}"
    if requirement.why:
        yield f"    why it matters: {requirement.why}"
    if result.status is Status.FAIL:
        for exchange in result.evidence:
            yield f"    {curl(exchange)}"


def _unreached(outcome: Outcome) -> Iterator[str]:
    reasons = Counter(
        result.message
        for result in outcome.results
        if result.status is Status.NOT_REACHED and not result.broken
    )
    for reason, count in reasons.most_common(_MOST_REASONS):
        yield f"{count} not reached: {reason}"
    rest = sum(count for _, count in reasons.most_common()[_MOST_REASONS:])
    if rest:
        yield f"{rest} not reached for other reasons: see the report (--report-dir)"
