"""`optizmo-deploy conformance`: test a server against the contract."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, NoReturn

import click
from attrs import asdict

from optizmo_deploy.cli._conformance_options import gathered, run_options
from optizmo_deploy.conformance.report import write_reports
from optizmo_deploy.conformance.report.terminal import Progress, summary
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.runner import Run

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from optizmo_deploy.conformance.outcome import Outcome
    from optizmo_deploy.conformance.requirements.model import Requirement

__all__ = ["command"]


@click.group("conformance")
def command() -> None:
    """Test a server against the contract.

    Exit codes: 0 it conforms, 1 it does not, 2 wrong usage, 3 it cannot be tested (it is not
    reachable, or rejects the key with every operation), 130 interrupted.
    """


@command.command("list")
@click.option(
    "--output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
def list_requirements(output: str) -> None:
    """List all requirements with level, profile, operation and source."""
    entries = [_listed(requirement) for requirement in requirements().values()]
    if output == "json":
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    width = max(len(entry["id"]) for entry in entries)
    for entry in entries:
        click.echo(
            f"{entry['id']:<{width}} {entry['level']:<7} {entry['profile']:<5} {entry['text']}"
            f" [{entry['source']}]"
        )


def _listed(requirement: Requirement) -> dict[str, str]:
    return {key: str(value) for key, value in asdict(requirement).items() if key != "name"}


@command.command("run")
@run_options
@click.pass_context
def run(ctx: click.Context, /, **options: object) -> None:
    """Test the server at --base-url.

    The API key comes from OPTIZMO_DEPLOY_API_KEY or --api-key-file, never from an argument.
    """
    chosen = gathered(options)
    if chosen.settings is None:
        click.echo("Nothing failed in that report, so there is nothing to run again.")
        return
    if chosen.note:
        click.echo(f"Note: {chosen.note}.", err=True)
    report_dir = chosen.report_dir
    if report_dir is not None:
        _make(report_dir)
    signal.signal(signal.SIGTERM, _interrupt)
    with Progress() as progress:
        outcome = Run(chosen.settings, observer=progress)()
    _report(outcome, report_dir)
    ctx.exit(outcome.exit_code)


def _report(outcome: Outcome, report_dir: Path | None) -> None:
    click.echo(summary(outcome))
    if report_dir is not None:
        try:
            write_reports(outcome, report_dir)
        except OSError as error:
            raise click.ClickException(f"the reports could not be written: {error}") from error
        click.echo(f"Reports: {report_dir / 'report.html'}, report.json, junit.xml")
    if outcome.doubt:
        click.echo(f"Note: {outcome.doubt}", err=True)
    if outcome.unusable and outcome.conformant:
        click.echo(f"Error: {outcome.unusable}", err=True)


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / "report.json.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise click.UsageError(f"--report-dir: {directory} cannot be written: {error}") from error


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - a signal handler
    raise KeyboardInterrupt
