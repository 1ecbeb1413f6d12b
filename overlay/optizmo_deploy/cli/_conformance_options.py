"""The options of `optizmo-deploy conformance run`, and the settings made from them."""

from __future__ import annotations

import difflib
import json
import os
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from attrs import frozen

from optizmo_deploy.conformance.expected_failures import ExpectedFailuresError, load_expected
from optizmo_deploy.conformance.http.base_url import BaseUrlError, normalised
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Chosen", "gathered", "run_options"]

F = TypeVar("F", bound="Callable[..., Any]")

_CONTACT = re.compile(r"[A-Fa-f0-9]{32}|[^@\s]+@[^@\s]+")
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/s)?")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MINUTES = 600.0
_MANY = 5000
"""More requests than a run sends; a rate limit extends the deadline by the time for them."""
_KEY = "OPTIZMO_DEPLOY_API_KEY"

_OPTIONS = (
    click.option(
        "--base-url",
        envvar="OPTIZMO_DEPLOY_BASE_URL",
        required=True,
        metavar="URL",
        show_envvar=True,
        help="The URL of the API up to and including /deploy.",
    ),
    click.option(
        "--profile",
        type=click.Choice([str(profile) for profile in Profile]),
        default="read",
        show_default=True,
        help="read sends GETs only; write changes contacts of its own; full uses provider states.",
    ),
    click.option(
        "--contact", metavar="EMAIL_OR_MD5", help="An existing contact, which is only read."
    ),
    click.option(
        "--forbidden-api-key-env",
        metavar="NAME",
        help="Environment variable with a valid key without permissions.",
    ),
    click.option(
        "--provider-states-url",
        metavar="URL",
        help="URL at which the server can be put into provider states.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="ID",
        help="Evaluate only this requirement; may be repeated.",
    ),
    click.option(
        "--expected-failures",
        type=_FILE,
        metavar="FILE",
        help="YAML list of id and reason; one that passes is a failure.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0),
        metavar="N",
        help="Seed of an earlier run, to repeat it.",
    ),
    click.option("--strict", is_flag=True, help="Fail when a MUST was not reached."),
    click.option(
        "--max-requests", type=click.IntRange(min=1), metavar="N", help="Send at most N requests."
    ),
    click.option("--rate-limit", metavar="N/s", help="Send no more than N requests a second."),
    click.option(
        "--report-dir",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Write report.json, junit.xml and report.html there.",
    ),
    click.option(
        "--rerun-failed",
        type=_FILE,
        metavar="report.json",
        help="Evaluate only what failed in that report, with its seed.",
    ),
    click.option(
        "--api-key-file",
        type=_FILE,
        metavar="FILE",
        help=f"Holds the API key, in place of {_KEY}.",
    ),
)


@frozen
class Chosen:
    """The settings made from the options."""

    settings: Settings | None
    """`None` when there is nothing to run again."""
    report_dir: Path | None
    note: str | None


def run_options(function: F) -> F:
    """Add all options of `run` to a command's function."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def gathered(options: dict[str, Any]) -> Chosen:
    """Check the options and return the settings made from them.

    Raises:
        click.UsageError: One of them cannot be used; the message says which, and why.
    """
    base_url, note = _base_url(options["base_url"])
    only, seed = set(options["only"]), cast("int | None", options["seed"])
    _check_ids(only)
    if options["rerun_failed"] is not None:
        failed, earlier_seed = _failed(options["rerun_failed"])
        only |= failed
        seed = earlier_seed if seed is None else seed
        if not only:
            return Chosen(None, options["report_dir"], note)
    key = _key(options["api_key_file"])
    forbidden_name = cast("str | None", options["forbidden_api_key_env"])
    rate = _rate(options["rate_limit"])
    settings = Settings(
        base_url=base_url,
        api_key=key,
        profile=Profile(options["profile"]),
        seed=random.randrange(2**32) if seed is None else seed,  # noqa: S311 - nothing secret
        contact=_contact(options["contact"]),
        forbidden_api_key=_forbidden(forbidden_name, key),
        forbidden_api_key_env=forbidden_name or "FORBIDDEN_API_KEY",
        provider_states_url=_states_url(options["provider_states_url"]),
        only=frozenset(only),
        expected_failures=_expected(options["expected_failures"]),
        strict=options["strict"],
        max_requests=options["max_requests"],
        rate_limit=rate,
        deadline=_MINUTES + (_MANY / rate if rate else 0.0),
    )
    return Chosen(settings, options["report_dir"], note)


def _base_url(given: str) -> tuple[str, str | None]:
    try:
        return normalised(given)
    except BaseUrlError as error:
        raise click.UsageError(f"--base-url: {error}") from None


def _check_ids(ids: set[str]) -> None:
    for id_ in sorted(ids - set(requirements())):
        close = difflib.get_close_matches(id_, requirements(), n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise click.UsageError(
            f"--only: there is no requirement {id_}{hint} See 'optizmo-deploy conformance list'."
        )


def _failed(path: Path) -> tuple[set[str], int | None]:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        failed = {str(item["id"]) for item in report["results"] if item["status"] == "fail"}
        seed = report["seed"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.UsageError(
            f"--rerun-failed: {path} is not a report.json of this suite"
            f" ({type(error).__name__}: {error})"
        ) from None
    unknown = sorted(failed - set(requirements()))
    if unknown:
        raise click.UsageError(f"--rerun-failed: {path} has the unknown requirement {unknown[0]}")
    return failed, seed if isinstance(seed, int) else None


def _key(file: Path | None) -> str:
    if file is None:
        key, place = os.environ.get(_KEY, ""), _KEY
    else:
        try:
            key, place = file.read_text(encoding="utf-8"), str(file)
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"--api-key-file: {file} cannot be read: {error}") from None
    key = key.strip()
    if not key:
        raise click.UsageError(f"no API key: {place} is empty or not set (or give --api-key-file)")
    return _sendable(key, place)


def _sendable(key: str, place: str) -> str:
    if not key.isascii() or not key.isprintable() or " " in key:
        raise click.UsageError(
            f"{place} does not have an API key: it has spaces, or is not printable ASCII"
        )
    return key


def _forbidden(name: str | None, key: str) -> str | None:
    if name is None:
        return None
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise click.UsageError("--forbidden-api-key-env: give the name of a variable, not a key")
    found = os.environ.get(name, "").strip()
    if not found:
        raise click.UsageError(f"--forbidden-api-key-env: the variable {name} is empty or not set")
    if found == key:
        raise click.UsageError(f"--forbidden-api-key-env: {name} has the API key of the run itself")
    return _sendable(found, name)


def _contact(given: str | None) -> str | None:
    if given is not None and not _CONTACT.fullmatch(given):
        raise click.UsageError("--contact: give an e-mail address or 32 hexadecimal digits")
    return given


def _states_url(given: str | None) -> str | None:
    if given is not None and not re.fullmatch(r"https?://[^\s/]+\S*", given):
        raise click.UsageError("--provider-states-url: give an absolute http or https URL")
    return given


def _expected(path: Path | None) -> dict[str, str]:
    try:
        return {} if path is None else load_expected(path)
    except ExpectedFailuresError as error:
        raise click.UsageError(f"--expected-failures: {error}") from None


def _rate(given: str | None) -> float | None:
    if given is None:
        return None
    match = _RATE.fullmatch(given.strip())
    if match is None or float(match.group(1)) <= 0:
        raise click.UsageError("--rate-limit: give a number of requests a second, such as 5/s")
    return float(match.group(1))
