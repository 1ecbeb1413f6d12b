"""The files of a job, opened in an order that leaves nothing behind when one cannot be used."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from optizmo_deploy.bulk.files.distinct import check_distinct
from optizmo_deploy.bulk.files.errors import FileError
from optizmo_deploy.bulk.files.formats import Format, output_format
from optizmo_deploy.bulk.files.inputs import Survey
from optizmo_deploy.bulk.files.rejects import RejectsFile
from optizmo_deploy.bulk.files.results import ResultsFile
from optizmo_deploy.bulk.job import Job
from optizmo_deploy.bulk.journal import Journal
from optizmo_deploy.bulk.model import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from optizmo_deploy.bulk.files.inputs import Input, Opened
    from optizmo_deploy.bulk.files.rows import RowReader

__all__ = ["JobFiles"]

_SURVEY = "survey"
_RACE_NS = 2_000_000_000
"""A file that was changed less than this before it was surveyed may have been changed after it."""


@attrs.frozen(kw_only=True)
class JobFiles:
    """What a job reads and writes.

    Attributes:
        input: The list.
        results: Where every row's result goes.
        rejects: Where the rows that failed go.
        journal: Where it is put down which rows are finished.
    """

    input: Input
    results: Path | None = None
    rejects: Path | None = None
    journal: Path | None = None

    def check(self) -> None:
        """Make sure that no two of the files are the same one, and that results can be written.

        Raises:
            OutputError: Two are, or results are to have a form that is not written.
        """
        if self.results is not None:
            output_format(self.results, otherwise=Format.CSV)
        check_distinct(
            {
                "input": self.input.source.path or Path("/dev/stdin"),
                "journal": self.journal,
                "results file": self.results,
                "rejects file": self.rejects,
            }
        )

    @contextmanager
    def open(
        self,
        operation: Operation,
        rows: RowReader,
        *,
        target: str,
        brand_ids: Sequence[object] = (),
        retry_failed: bool = False,
        progress: Callable[[float | None], None] = lambda _: None,
        **others: Any,
    ) -> Generator[Job, None, None]:
        """Open all files, once it is certain that the job can begin.

        A new journal of a job that cannot begin is deleted again.

        Args:
            operation: What is done.
            rows: What makes rows of work of the input.
            target: The URL of the API.
            brand_ids: The brands of all rows.
            retry_failed: Whether rows that failed in earlier runs are tried again.
            progress: Is called with the part of the input that a first reading has read.
            others: Other attributes of the `Job`.

        Raises:
            FileError: A file cannot be used.
        """
        self.check()
        with ExitStack() as stack:
            journal = self._existing_journal(stack)
            survey = _known_survey(journal, self.input) or self.input.survey(rows, progress)
            opened = stack.enter_context(self.input.open(rows))
            rows = rows.check_header(opened.reader.header, opened.name)
            if journal is None and self.journal is not None:
                journal = stack.enter_context(closing(Journal(self.journal)))
            if journal is not None:
                content = survey.digest if survey else opened.digest or "standard input"
                journal.check(
                    {
                        "operation": str(operation),
                        "target": target,
                        "brands": sorted(map(str, brand_ids)),
                        **_reading(rows, opened),
                        "input": content,
                    }
                )
                _note_survey(journal, survey)
            try:
                results = self._open_results(stack, operation, rows, journal, retry_failed)
                rejects = self._open_rejects(stack, opened)
            except FileError:
                if journal is not None and journal.is_new:
                    journal.delete()
                raise
            yield Job(
                operation=operation,
                opened=opened,
                rows=rows,
                survey=survey,
                journal=journal,
                results=results,
                rejects=rejects,
                retry_failed=retry_failed,
                **others,
            )

    def _existing_journal(self, stack: ExitStack) -> Journal | None:
        if self.journal is None or not self.journal.exists():
            return None
        return stack.enter_context(closing(Journal(self.journal)))

    def _open_results(
        self,
        stack: ExitStack,
        operation: Operation,
        rows: RowReader,
        journal: Journal | None,
        retry_failed: bool,
    ) -> ResultsFile | None:
        if self.results is None:
            return None

        keep = None if journal is None else journal.lines(failed=not retry_failed)
        contact_column = None if operation is Operation.GET else rows.email_column or "email"
        form = output_format(self.results, otherwise=Format.CSV)
        results = ResultsFile(self.results, form, contact_column, keep)
        stack.callback(results.close)
        return results

    def _open_rejects(self, stack: ExitStack, opened: Opened) -> RejectsFile | None:
        if self.rejects is None:
            return None
        rejects = RejectsFile(self.rejects, opened.reader)
        stack.callback(rejects.close)
        return rejects


def _reading(rows: RowReader, opened: Opened) -> dict[str, object]:
    """Return what makes rows of an input, and so may not change when a job is continued."""
    return {
        "format": str(opened.reader.format),
        "email column": rows.email_column or "",
        "ignored columns": sorted(rows.ignored),
        "empty cells": rows.empty,
        "array separator": rows.array_separator or "",
        "encoding": opened.reader.encoding,
        "delimiter": opened.reader.delimiter or "",
    }


def _known_survey(journal: Journal | None, input_: Input) -> Survey | None:
    """Return the survey of an earlier run when the file is certainly the same still."""
    text = journal.facts().get(_SURVEY) if journal is not None else None
    stamp = input_.source.stamp()
    if text is None or stamp is None:
        return None
    digest, rows, began_ns, known_stamp = text.split(" ")
    if known_stamp != str(stamp) or stamp.changed_ns > int(began_ns) - _RACE_NS:
        return None
    return Survey(digest, int(rows), stamp, int(began_ns))


def _note_survey(journal: Journal, survey: Survey | None) -> None:
    if survey is not None:
        facts = (survey.digest, survey.rows, survey.began_ns, survey.stamp)
        journal.note({_SURVEY: " ".join(map(str, facts))})
