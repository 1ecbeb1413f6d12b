"""Runs the job of a `bulk` command, and turns the way it ended into an exit code."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import ExitStack, suppress
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, cast

import click
from attrs import evolve

from optizmo_deploy import (
    AsyncDeployClient,
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
)
from optizmo_deploy.bulk.cluster import Cluster
from optizmo_deploy.bulk.errors import BulkStoppedError
from optizmo_deploy.bulk.files.delimiter import check_delimiter
from optizmo_deploy.bulk.files.encoding import check_encoding
from optizmo_deploy.bulk.files.errors import FileError
from optizmo_deploy.bulk.files.formats import Format, input_format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.job_files import JobFiles
from optizmo_deploy.bulk.journal import JournalError
from optizmo_deploy.bulk.model import Operation
from optizmo_deploy.cli._brand_names import brand_ids
from optizmo_deploy.cli._bulk_output import ContactsOnStdout, FailureLines
from optizmo_deploy.cli._bulk_progress import Progress
from optizmo_deploy.cli._bulk_repeats import Repeats
from optizmo_deploy.cli._bulk_summary import Summary
from optizmo_deploy.cli._client import connected
from optizmo_deploy.cli._errors import CommandFailedError, ExitCode, InputError, ServerUnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optizmo_deploy import DeployClient
    from optizmo_deploy.bulk.job import Job
    from optizmo_deploy.bulk.model import BulkOptions
    from optizmo_deploy.cli._bulk_options import BulkChoices
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["run"]

_DEADLINE = 60.0
_ATTEMPT = 30.0
_PRODUCTION = "production"


def run(
    operation: Operation,
    options: ApiOptions,
    choices: BulkChoices,
    brands: Sequence[str],
    *,
    as_json: bool,
) -> int:
    """Run the job of a command and return its exit code.

    Args:
        operation: What is done.
        options: The options of all commands.
        choices: The options of all bulk commands.
        brands: The brands, by id or by name.
        as_json: Whether standard output gets the summary as JSON, and nothing else.

    Raises:
        click.ClickException: The job could not begin.
    """
    try:
        rows = _row_reader(operation, choices)
        files = _files(operation, choices)
        files.check()
        _check_offline(files.input, rows)
    except FileError as error:
        raise InputError(str(error)) from None
    except ModuleNotFoundError as missing:
        raise _without_pyarrow(missing) from None
    if operation is Operation.DISABLE and not (options.yes or choices.dry_run):
        _confirm(files.input)
    try:
        brand_list, rows = _ask_for_brands_and_schema(options, choices, rows, brands)
    except CommandFailedError as error:
        if isinstance(error.__cause__, (AuthenticationError, PermissionDeniedError)):
            raise ServerUnusableError(error.message) from error.__cause__
        raise
    summary = Summary(
        operation=str(operation),
        dry_run=choices.dry_run,
        input=files.input.source.name,
        results=files.results,
        rejects=files.rejects,
        journal=files.journal,
    )
    to_stdout = operation is Operation.GET and not (files.results or choices.dry_run or as_json)
    contacts = ContactsOnStdout() if to_stdout else None
    try:
        with ExitStack() as stack:
            shown = bool(to_stdout and sys.stdout and sys.stdout.isatty())
            progress = stack.enter_context(Progress(files.input.source.name, with_bar=not shown))
            stack.enter_context(Repeats(summary.tally))
            lines = FailureLines(progress.print, files.rejects or files.results)
            job = stack.enter_context(
                files.open(
                    operation,
                    rows,
                    target=(options.base_url or _PRODUCTION).rstrip("/"),
                    brand_ids=brand_list,
                    retry_failed=choices.retry_failed,
                    progress=progress.reading,
                    tally=summary.tally,
                    report=lines,
                    max_failures=choices.max_failures,
                    **({"emit": contacts, "flush": contacts.flush} if contacts else {}),
                )
            )
            summary.started = True
            progress.begin(summary.tally)
            if choices.dry_run:
                job.dry_run()
            else:
                asyncio.run(_work(job, options, choices, brand_list))
    except (KeyboardInterrupt, asyncio.CancelledError):
        summary.interrupted = True
    except (BulkStoppedError, ConfigurationError, FileError) as error:
        if not summary.started or isinstance(error, (ConfigurationError, JournalError)):
            raise InputError(str(error)) from None
        summary.error = error
    summary.show(as_json=as_json)
    return summary.exit_code


def _ask_for_brands_and_schema(
    options: ApiOptions, choices: BulkChoices, rows: RowReader, brands: Sequence[str]
) -> tuple[list[str], RowReader]:
    """Return the ids of the brands, and what reads rows by the account's contact schema."""
    if not brands and rows.operation is not Operation.UPSERT:
        options.api_key()
        return [], rows
    with connected(options) as client:
        ids = list(_existing_brands(client, brand_ids(client, brands)))
        if rows.operation is Operation.UPSERT:
            known = {str(each.id) for each in client.brands.list()} if choices.dry_run else None
            rows = evolve(rows, schema=client.contact_schema.get(), known_brands=known)
        return ids, rows


async def _work(
    job: Job, options: ApiOptions, choices: BulkChoices, brand_list: Sequence[str]
) -> None:
    task = cast("asyncio.Task[None]", asyncio.current_task())
    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, NotImplementedError):  # on Windows
            number = getattr(signal, name)
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    deadline = options.timeout or _DEADLINE
    bulk: BulkOptions = {
        "concurrency": choices.concurrency,
        "rate": choices.rate,
        "deadline": deadline,
        "missing": cast("Literal['fail', 'skip']", choices.missing),
    }
    if choices.cluster is not None:
        cluster = Cluster(choices.cluster, options.base_url)
        await job.run(partial(cluster.run, job.operation, brand_ids=brand_list, **bulk))
        return
    client = AsyncDeployClient(
        options.api_key(),
        base_url=options.base_url,
        timeout=min(_ATTEMPT, deadline),
        http="aiohttp" if find_spec("aiohttp") else "httpx",
    )
    async with client:
        await job.run(partial(client.bulk.run, job.operation, brand_ids=brand_list, **bulk))


def _row_reader(operation: Operation, choices: BulkChoices) -> RowReader:
    if choices.array_separator == "":
        raise InputError("--array-separator: it must not be empty")
    return RowReader(
        operation=operation,
        email_column=choices.email_column,
        ignored=choices.ignored,
        empty=cast("Literal['keep', 'unset']", choices.empty),
        array_separator=choices.array_separator,
    )


def _files(operation: Operation, choices: BulkChoices) -> JobFiles:
    path = choices.file
    form = Format(choices.input_format) if choices.input_format else input_format(path)
    if choices.delimiter is not None and form is not Format.CSV:
        raise InputError(f"--delimiter: {form} has no delimiter")
    source = Source(path)
    journal = choices.journal
    if choices.dry_run:
        journal = None
    elif journal is None and path is not None and source.repeatable:
        # Contacts that were printed cannot be printed again, so that a journal would lose them.
        printed = operation is Operation.GET and choices.results is None
        journal = None if printed else path.with_name(f"{path.name}.journal")
    return JobFiles(
        input=Input(
            source=source,
            format=form,
            encoding=None if choices.encoding is None else check_encoding(choices.encoding),
            delimiter=None if choices.delimiter is None else check_delimiter(choices.delimiter),
        ),
        results=choices.results,
        rejects=choices.rejects,
        journal=journal,
    )


def _check_offline(input_: Input, rows: RowReader) -> None:
    """Check what can be checked of a file's header before anything is asked of the server."""
    if input_.source.repeatable:
        with input_.open(rows) as opened:
            rows.check_header(opened.reader.header, opened.name, offline=True)


def _without_pyarrow(missing: ModuleNotFoundError) -> Exception:
    if (missing.name or "").partition(".")[0] != "pyarrow":
        return missing
    return InputError("Parquet needs pyarrow; run: pip install 'optizmo-deploy[parquet]'")


def _existing_brands(client: DeployClient, ids: dict[str, str]) -> Iterator[str]:
    """Give the ids of brands that exist; with a wrong one every row would fail."""
    for brand_id, given in ids.items():
        if brand_id == given.lower():  # names were found in the list of brands
            try:
                client.brands.get(brand_id)
            except NotFoundError:
                raise InputError(f"the account has no brand with the id {given}") from None
            except PermissionDeniedError:
                pass  # the key may be good for the work all the same
        yield brand_id


def _confirm(input_: Input) -> None:
    """Ask whether to disable the contacts of a list.

    Raises:
        InputError: There is nobody to ask.
        click.exceptions.Exit: The user does not want it.
    """
    can_ask = input_.source.path is not None and sys.stdin and sys.stdin.isatty()
    if not (can_ask and sys.stderr.isatty()):
        raise InputError("disabled contacts cannot be enabled again; add --yes to do it")
    question = f"Disable every contact of {input_.source.name}? This cannot be undone."
    if not click.confirm(question, err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(ExitCode.FAILED)
