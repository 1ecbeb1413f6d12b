"""The rows of a file, one by one: what is known of them, what is sent and what is reported."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from optizmo_deploy import DeployError
from optizmo_deploy.bulk.errors import TooManyFailuresError
from optizmo_deploy.bulk.files.contact_cell import TRIMMED
from optizmo_deploy.bulk.files.result import RowResult, Status
from optizmo_deploy.bulk.journal import JournalError
from optizmo_deploy.bulk.model import Operation
from optizmo_deploy.bulk.pump import from_thread
from optizmo_deploy.bulk.tally import Tally

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
    from typing import TypeAlias

    from optizmo_deploy.bulk.files.inputs import Opened, Survey
    from optizmo_deploy.bulk.files.record import Record
    from optizmo_deploy.bulk.files.rejects import RejectsFile
    from optizmo_deploy.bulk.files.results import ResultsFile
    from optizmo_deploy.bulk.files.rows import RowReader
    from optizmo_deploy.bulk.journal import Journal, KnownRow
    from optizmo_deploy.bulk.model import Outcome, Row

    Work: TypeAlias = Callable[[AsyncIterator[Row]], AsyncGenerator[Outcome[Any], None]]
    """What does the rows: `AsyncBulk.run` with everything but the rows given, or a cluster."""

__all__ = ["CHECKPOINT", "Job"]

CHECKPOINT: Final = "checkpoint"
"""The journal's note of how an input begins that cannot be read twice."""

_COMMIT_SECONDS = 1.0
_COMMIT_ROWS = 5000
_TURN = 200


def _ignore(result: RowResult) -> None:
    """Do nothing with a result."""


@attrs.define(kw_only=True)
class Job:
    """A job whose files are open.

    Every row of the input gets one result: from the journal if it is final there, else as an
    invalid row, else from the outcome of the work. Results and rejects are written, and the journal
    after them, once a second.

    Attributes:
        operation: What is done.
        opened: The input.
        rows: What makes rows of work from it.
        survey: What a first reading of the input found, if there was one.
        journal: What earlier runs have finished, and where this one goes on writing.
        results: Where every row's result is written.
        rejects: Where the rows that failed are written.
        emit: Is called with every result that is not from the journal.
        report: Is called with the result of every row that fails in this run.
        flush: Writes what `emit` was given; it is called before the journal is written.
        retry_failed: Whether rows that failed in earlier runs are tried again.
        max_failures: How many rows may fail in this run.
        tally: The counts so far.
    """

    operation: Operation
    opened: Opened
    rows: RowReader
    survey: Survey | None = None
    journal: Journal | None = None
    results: ResultsFile | None = None
    rejects: RejectsFile | None = None
    emit: Callable[[RowResult], None] = _ignore
    report: Callable[[RowResult], None] = _ignore
    flush: Callable[[], None] = lambda: None
    retry_failed: bool = False
    max_failures: int | None = None
    tally: Tally = attrs.Factory(Tally)

    _failures: int = attrs.field(init=False, default=0)
    _known: Iterator[KnownRow] = attrs.field(init=False)
    _next_known: KnownRow | None = attrs.field(init=False, default=None)
    _checkpoint: str | None = attrs.field(init=False, default=None)
    _expected: str | None = attrs.field(init=False, default=None)
    _sent_again: set[str] = attrs.field(init=False, factory=set[str])
    _uncommitted: int = attrs.field(init=False, default=0)
    _committed_at: float = attrs.field(init=False, factory=time.monotonic)

    def __attrs_post_init__(self) -> None:
        self._known = iter(()) if self.journal is None else self.journal.rows()
        self._next_known = next(self._known, None)
        if self.journal is not None and self._next_known is not None:
            self._expected = self.journal.facts().get(CHECKPOINT)
        self.tally.total = self.survey.rows if self.survey is not None else None

    async def run(self, work: Work) -> None:
        """Do the rows, and put down what became of them, also when this is cancelled.

        Raises:
            BulkStoppedError: The job stopped before its end.
            FileError: The input cannot be read further, or an output not be written.
        """
        self.opened.check_unchanged(self.survey)
        try:
            async with aclosing(work(self._work())) as outcomes:
                async for outcome in outcomes:
                    record = cast("Record", outcome.input.tag)
                    self._finish(record, RowResult.of(outcome, record.line, self._contact(record)))
        except BaseException:
            self._save()
            raise
        self._commit()
        self.opened.check_unchanged(self.survey)
        for output in (self.results, self.rejects):
            if output is not None:
                output.finish()

    def dry_run(self) -> None:
        """Check every row, and send nothing.

        Raises:
            FileError: The input cannot be read, or an output not be written.
        """
        for record in self.opened.reader.records():
            try:
                self.rows.read(record)
            except ValueError as error:
                self._finish(record, self._invalid(record, error))
            else:
                self._finish(record, RowResult(record.line, self._contact(record), Status.VALID))
        self._commit()

    async def _work(self) -> AsyncIterator[Row]:
        """Give the rows that are to be done, and settle the others."""
        held: list[Row] = []  # until an input that cannot be read twice is known to be the same
        async for record in self._records():
            row = self._row(record)
            if self._expected is None:
                for earlier in held:
                    yield earlier
                held.clear()
                if row is not None:
                    yield row
            elif row is not None:
                held.append(row)
        if self._expected is not None:
            raise self._other_input()

    async def _records(self) -> AsyncIterator[Record]:
        if self.opened.may_block:
            async with aclosing(from_thread(self._marked())) as records:
                async for record, checkpoint in records:
                    self._checkpoint = checkpoint
                    yield record
                    self._compare(checkpoint)
            return
        for number, record in enumerate(self.opened.reader.records(), start=1):
            if number % _TURN == 0:
                await asyncio.sleep(0)
            yield record

    def _marked(self) -> Iterator[tuple[Record, str | None]]:
        for record in self.opened.reader.records():
            yield record, self.opened.checkpoint()

    def _compare(self, checkpoint: str | None) -> None:
        """See whether the input begins as that of the journal did, once it has been read so far."""
        if self._expected is None or checkpoint is None:
            return
        read, expected = (int(text.partition(":")[0]) for text in (checkpoint, self._expected))
        if read < expected:
            return
        if checkpoint != self._expected:
            raise self._other_input()
        self._expected = None

    def _other_input(self) -> JournalError:
        where = self.journal.path if self.journal is not None else "the journal"
        return JournalError(
            f"{self.opened.name} does not begin as the input of the journal {where} did; name"
            " another journal with --journal"
        )

    def _row(self, record: Record) -> Row | None:
        """Return the work of a record; None when it is finished, or when it cannot be sent."""
        known = self._take_known(record.line)
        if known is not None and self._is_finished(known, record):
            self._finish(
                record,
                RowResult(
                    record.line,
                    self._contact(record),
                    known.status,
                    known.code,
                    known.reason,
                    known.attempts,
                ),
                resumed=True,
            )
            return None
        try:
            row = self.rows.read(record)
        except ValueError as error:
            self._finish(record, self._invalid(record, error))
            return None
        if self._next_known is not None and self.operation is Operation.UPSERT:
            self._sent_again.add(cast("str", row.contact).lower())
        return row

    def _take_known(self, line: int) -> KnownRow | None:
        while self._next_known is not None and self._next_known.line < line:
            self._next_known = next(self._known, None)
        known = self._next_known
        if known is None or known.line != line:
            return None
        self._next_known = next(self._known, None)
        return known

    def _is_finished(self, known: KnownRow, record: Record) -> bool:
        """Return whether a row that the journal knows need not be done.

        What was read has to be in the results, and a contact that an earlier row of the input
        changes now has to be changed by the later ones again.
        """
        if self.retry_failed and known.status is Status.FAILED:
            return False
        if self.operation is Operation.GET and self.results is not None:
            return known.status is Status.FAILED or self.results.has(known.line)
        return not self._sent_again or self._contact(record).lower() not in self._sent_again

    def _contact(self, record: Record) -> str:
        """Return the contact of a record as it stands there, for results."""
        value = (record.values or {}).get(self.rows.contact_of(record))
        return value.strip(TRIMMED) if isinstance(value, str) else ""

    def _invalid(self, record: Record, error: ValueError) -> RowResult:
        return RowResult.invalid(record.line, self._contact(record), str(error))

    def _finish(self, record: Record, result: RowResult, *, resumed: bool = False) -> None:
        """Count a result and write it where it belongs."""
        self.tally.count(result, resumed=resumed)
        failed = result.status is Status.FAILED
        if self.results is not None and not self.results.has(result.line):
            self.results.write(result)
        if failed and self.rejects is not None:
            self.rejects.write(record, result)
        if not resumed:
            self.emit(result)
            if failed:
                self.report(result)
                self._failures += 1
            if self.journal is not None and result.final:
                self.journal.add(result)
        self._uncommitted += 1
        self._commit_if_due()
        if failed and not resumed:
            self._check_failures(result)

    def _check_failures(self, latest: RowResult) -> None:
        if self.max_failures is not None and self._failures > self.max_failures:
            raise TooManyFailuresError(
                f"stopped: {self._failures} rows failed, more than {self.max_failures}; the last"
                f" one, line {latest.line}, with: {latest.reason}",
                cause=DeployError(latest.reason or ""),
            )

    def _commit_if_due(self) -> None:
        due = time.monotonic() - self._committed_at >= _COMMIT_SECONDS
        if due or self._uncommitted >= _COMMIT_ROWS:
            self._commit()

    def _commit(self) -> None:
        """Write what is finished: first the results, then the journal, which says that it is."""
        for output in (self.results, self.rejects):
            if output is not None:
                output.flush()
        self.flush()
        self._commit_journal()
        self._uncommitted = 0
        self._committed_at = time.monotonic()

    def _commit_journal(self) -> None:
        if self.journal is not None:
            checkpoint = self._checkpoint if self._expected is None else None
            self.journal.commit({CHECKPOINT: checkpoint} if checkpoint else None)

    def _save(self) -> None:
        """Write what can be written when the job ends early; the journal also without the rest."""
        try:
            self._commit()
        except DeployError:
            try:
                self._commit_journal()
            except DeployError:
                return  # why the job ended is being raised
