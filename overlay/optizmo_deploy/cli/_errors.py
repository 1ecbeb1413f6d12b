"""What commands report when they fail, and the exit codes they end with."""

from __future__ import annotations

from contextlib import contextmanager
from enum import IntEnum
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, ClassVar

import click

from optizmo_deploy.cli._escape import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Generator

    from optizmo_deploy import ApiError, DeployError

__all__ = [
    "CommandFailedError",
    "ExitCode",
    "InputError",
    "ServerUnusableError",
    "as_click_error",
    "client_errors",
]

_CONTACT_EXISTS = "contact_exists"
_LONGEST_LINE = 400
_SHOWN_FIELDS = 10
_CHECK_URL = "The response does not look like the Deploy API's: check --base-url."
_ALSO_FROM_GATEWAYS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
}
"""Status codes that mean the same when a gateway sends them in words of its own."""


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    FAILED = 1
    """The API responded with an error, or a part of the work failed."""
    USAGE = 2
    UNUSABLE = 3
    """The server could not be reached, or cannot be trusted to be the API."""
    DEFECT = 4
    """This program has a defect."""
    INTERRUPTED = 130
    """128 + SIGINT, as shells report it."""


class InputError(click.UsageError):
    """What the user gave cannot be used; the message is one or two lines and says why.

    The lines on usage that click puts in front of other usage errors are left out: the form of
    the command was right.
    """

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on standard error."""
        click.ClickException.show(self, file)


class CommandFailedError(click.ClickException):
    """The API responded with an error; the message is one or two lines."""

    exit_code: ClassVar[int] = ExitCode.FAILED


class ServerUnusableError(CommandFailedError):
    """The server could not be reached, or what it sent is not a response of the API."""

    exit_code: ClassVar[int] = ExitCode.UNUSABLE


@contextmanager
def client_errors(*, base_url: str | None = None) -> Generator[None]:
    """Raise errors of the client as errors that the command line shows.

    Args:
        base_url: Where the server is, for messages.

    Raises:
        InputError: An argument or a setting cannot be used; nothing was sent.
        CommandFailedError: The API responded with an error.
        ServerUnusableError: The server could not be reached, or is not the API.
    """
    from optizmo_deploy import DeployError  # noqa: PLC0415 - `--help` does without the client

    try:
        yield
    except DeployError as error:
        raise as_click_error(error, base_url=base_url) from error


def as_click_error(
    error: DeployError, *, about: str | None = None, base_url: str | None = None
) -> click.ClickException:
    """Return an error of the client as one with a message of one or two lines and an exit code.

    Args:
        error: The error.
        about: What the command was working on, such as a contact; it is put in front.
        base_url: Where the server is; messages about connections name it.
    """
    from optizmo_deploy import (  # noqa: PLC0415 - `--help` does without the client
        ApiError,
        ConfigurationError,
        InvalidArgumentError,
        InvalidResponseError,
    )

    prefix = f"{shortened(visible(about), _LONGEST_LINE)}: " if about else ""
    if isinstance(error, ApiError):
        kind = CommandFailedError if _is_from_the_api(error) else ServerUnusableError
        return kind(prefix + _explain(error))
    text = prefix + shortened(visible(str(error)), _LONGEST_LINE)
    if isinstance(error, (ConfigurationError, InvalidArgumentError)):
        return InputError(text)
    if isinstance(error, InvalidResponseError):
        return ServerUnusableError(f"{text}\n{_CHECK_URL}")
    return ServerUnusableError(f"{text}\nThe server is {visible(base_url)}." if base_url else text)


def _is_from_the_api(error: ApiError) -> bool:
    return error.code is not None or error.status_code in _ALSO_FROM_GATEWAYS


def _explain(error: ApiError) -> str:
    detail = error.detail or error.title or _phrase(error.status_code)
    status = f"{error.status_code} {error.code}" if error.code else str(error.status_code)
    retry = f"; try again in {error.retry_after:.0f} s" if error.retry_after else ""
    line = shortened(visible(detail), _LONGEST_LINE)
    return f"{line} ({visible(status)}{retry})" + _second_line(error)


def _second_line(error: ApiError) -> str:
    shown = [str(field) for field in error.errors if str(field) != error.detail]
    if shown:
        more = len(shown) - _SHOWN_FIELDS
        text = "; ".join(visible(field) for field in shown[:_SHOWN_FIELDS])
        return f"\n  {shortened(text, 2 * _LONGEST_LINE)}" + (
            f"; and {more} more" if more > 0 else ""
        )
    if error.code == _CONTACT_EXISTS:
        return "\nTo change it, use: optizmo-deploy contacts upsert"
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return "\nCheck the API key in OPTIZMO_DEPLOY_API_KEY or --api-key-file."
    return "" if _is_from_the_api(error) else f"\n{_CHECK_URL}"


def _phrase(status_code: int) -> str:
    try:
        return HTTPStatus(status_code).phrase
    except ValueError:
        return "the response explains nothing"
