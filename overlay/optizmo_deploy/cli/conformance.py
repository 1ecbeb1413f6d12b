"""`optizmo-deploy conformance`: judge a server by the contract."""

from __future__ import annotations

import json
import random
from pathlib import Path

import click
from attrs import asdict

from optizmo_deploy.conformance.model import Profile, Status
from optizmo_deploy.conformance.outcome import Outcome
from optizmo_deploy.conformance.registry import requirements
from optizmo_deploy.conformance.settings import Settings

__all__ = ["command"]


@click.group("conformance")
def command() -> None:
    """Judge a server by the contract."""


@command.command("list")
@click.option(
    "--output", type=click.Choice(["text", "json"]), default="text", help="How to print the list."
)
def list_requirements(output: str) -> None:
    """List every requirement and where it comes from."""
    entries = [asdict(requirement) for requirement in requirements().values()]
    if output == "json":
        click.echo(json.dumps(entries, indent=2))
        return
    for entry in entries:
        click.echo(
            f"{entry['id']:<26} {entry['level']:<8} {entry['profile']:<6} {entry['operation']:<26} {entry['text']}"
        )


@command.command("run")
@click.option(
    "--base-url",
    envvar="OPTIZMO_DEPLOY_BASE_URL",
    required=True,
    help="Where the API is, up to …/deploy.",
)
@click.option(
    "--profile",
    type=click.Choice([str(p) for p in Profile]),
    default="read",
    help="How much the run may do.",
)
@click.option("--contact", help="An existing contact to read: its address or emailMd5.")
@click.option(
    "--forbidden-api-key-env",
    metavar="NAME",
    help="Variable holding a valid key that may do nothing.",
)
@click.option(
    "--provider-states-url", metavar="URL", help="Where the target can be put into states."
)
@click.option(
    "--only", multiple=True, metavar="ID", help="Judge only this requirement; may be repeated."
)
@click.option("--seed", type=int, help="Makes a run repeatable.")
@click.option("--strict", is_flag=True, help="Fail when a MUST was not reached.")
@click.option("--max-requests", type=click.IntRange(min=1))
@click.option("--rate-limit", metavar="N/s")
@click.option("--api-key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def run_suite(ctx: click.Context, **options: object) -> None:
    """Judge the server at --base-url; the key comes from OPTIZMO_DEPLOY_API_KEY."""
    import os

    from optizmo_deploy.conformance.runner import run

    key_file = options["api_key_file"]
    key = (
        key_file.read_text().strip()
        if isinstance(key_file, Path)
        else os.environ.get("OPTIZMO_DEPLOY_API_KEY", "")
    )
    if not key:
        raise click.UsageError("no API key: set OPTIZMO_DEPLOY_API_KEY or give --api-key-file")
    forbidden = options["forbidden_api_key_env"]
    settings = Settings(
        base_url=str(options["base_url"]).rstrip("/"),
        api_key=key,
        profile=Profile(str(options["profile"])),
        seed=random.randrange(2**32) if options["seed"] is None else int(str(options["seed"])),
        contact=options["contact"],  # type: ignore[arg-type]
        forbidden_api_key=os.environ.get(str(forbidden)) if forbidden else None,
        provider_states_url=options["provider_states_url"],  # type: ignore[arg-type]
        only=frozenset(options["only"]),  # type: ignore[call-overload]
        strict=bool(options["strict"]),
        max_requests=options["max_requests"],  # type: ignore[arg-type]
    )
    outcome = run(settings)
    _print(outcome)
    ctx.exit(outcome.exit_code)


def _print(outcome: Outcome) -> None:
    for result in outcome.results:
        if result.status in (Status.FAIL, Status.WARN) or result.broken:
            click.echo(f"{result.status:<12} {result.requirement.id}: {result.message}")
            for exchange in result.evidence:
                click.echo(f"    {exchange.curl()}")
    counts = ", ".join(f"{count} {status}" for status, count in outcome.summary.items() if count)
    if outcome.unusable:
        click.echo(f"unusable: {outcome.unusable}", err=True)
    click.echo(
        f"{'conformant' if outcome.exit_code == 0 else 'NOT conformant'}: {counts}; {outcome.requests} requests"
    )
