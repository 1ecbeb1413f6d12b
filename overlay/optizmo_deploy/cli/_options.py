"""The options that all commands that talk to the API have in common."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click
from attrs import frozen

from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._output import Format, default_format
from optizmo_deploy.cli._secrets import read_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy import RetryPolicy

__all__ = ["ApiOptions", "ClientArguments", "api_options"]

_KEY = "OPTIZMO_DEPLOY_API_KEY"
_URL = "OPTIZMO_DEPLOY_BASE_URL"


class ClientArguments(TypedDict, total=False):
    """The arguments that `DeployClient` and `AsyncDeployClient` share."""

    api_key: str
    base_url: str
    timeout: float
    retry: RetryPolicy


@frozen
class ApiOptions:
    """What the common options amount to.

    Attributes:
        base_url: Where the API is; None for production.
        api_key_file: The file that holds the API key; None for the environment variable.
        timeout: Seconds after which a call is given up, retries included; None for the client's
            own limits.
        output: How to print data.
        yes: Whether to ask no questions.
    """

    base_url: str | None
    api_key_file: Path | None
    timeout: float | None
    output: Format
    yes: bool

    def api_key(self) -> str:
        """Return the API key.

        Raises:
            InputError: There is none, or it cannot be read.
        """
        if self.api_key_file is not None:
            return read_secret(self.api_key_file, option="--api-key-file")
        key = os.environ.get(_KEY, "").strip()
        if not key:
            raise InputError(f"no API key: set {_KEY}, or give --api-key-file FILE")
        return key

    def client_arguments(self) -> ClientArguments:
        """Return the arguments for a client.

        Raises:
            InputError: There is no API key.
        """
        arguments: ClientArguments = {"api_key": self.api_key()}
        if self.base_url is not None:
            arguments["base_url"] = self.base_url
        if self.timeout is not None:
            from optizmo_deploy import RetryPolicy  # noqa: PLC0415 - `--help` does without the client

            arguments["timeout"] = self.timeout
            arguments["retry"] = RetryPolicy(deadline=self.timeout, max_retry_after=self.timeout)
        return arguments


_OPTIONS = (
    click.option(
        "--output",
        type=click.Choice([str(form) for form in Format]),
        help="How to print data.  [default: table on a terminal, else json]",
    ),
    click.option(
        "--base-url",
        envvar=_URL,
        show_envvar=True,
        metavar="URL",
        help="Where the API is, up to and with /deploy.  [default: production]",
    ),
    click.option(
        "--api-key-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help=f"File that holds the API key, in place of {_KEY}.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True, max=86400),
        metavar="SECONDS",
        help="Give up on a call after this long, retries included.  [default: 60]",
    ),
    click.option("--yes", "-y", is_flag=True, help="Ask no questions."),
)


def api_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the common options to a command; its function gets an `ApiOptions` in front."""

    @functools.wraps(function)
    def command(
        *arguments: Any,
        output: str | None,
        base_url: str | None,
        api_key_file: Path | None,
        timeout: float | None,
        yes: bool,
        **others: Any,
    ) -> Any:
        form = default_format() if output is None else Format(output)
        options = ApiOptions(base_url, api_key_file, timeout, form, yes)
        return function(options, *arguments, **others)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
