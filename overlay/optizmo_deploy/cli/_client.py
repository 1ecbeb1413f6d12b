"""A client for the length of a command."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optizmo_deploy.cli._errors import client_errors

if TYPE_CHECKING:
    from collections.abc import Generator

    from optizmo_deploy import DeployClient
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["connected"]

_WORTH_A_NOTE = 1.0
"""Seconds of a wait that somebody in front of a terminal should know of."""


@contextmanager
def connected(options: ApiOptions) -> Generator[DeployClient]:
    """Open a client as the options say; its errors become those of the command line.

    On a terminal, standard error says when the client waits before it repeats a request.

    Raises:
        InputError: An option or an argument cannot be used.
        CommandFailedError: The API responded with an error.
        ServerUnusableError: The server could not be reached, or is not the API.
    """
    arguments = options.client_arguments()
    from optizmo_deploy import DeployClient  # noqa: PLC0415 - `--help` does without the client

    with (
        _waits_shown(),
        client_errors(base_url=options.base_url),
        DeployClient(**arguments) as client,
    ):
        yield client


@contextmanager
def _waits_shown() -> Generator[None]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    logger = logging.getLogger("optizmo_deploy")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("Waiting: %(message)s"))
    handler.addFilter(_is_long_wait)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)


def _is_long_wait(record: logging.LogRecord) -> bool:
    """Return whether the client logged that it repeats a request, and not soon."""
    seconds = record.args[-1] if isinstance(record.args, tuple) and record.args else None
    return isinstance(seconds, float) and seconds >= _WORTH_A_NOTE
