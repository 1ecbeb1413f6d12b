"""A client for the length of a command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from optizmo_deploy.cli._errors import client_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy import DeployClient
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["connected"]


@contextmanager
def connected(options: ApiOptions) -> Iterator[DeployClient]:
    """Open a client as the options say; its errors become those of the command line.

    Raises:
        InputError: An option or an argument cannot be used.
        CommandFailedError: The API responded with an error.
        ServerUnusableError: The server could not be reached, or is not the API.
    """
    arguments = options.client_arguments()
    from optizmo_deploy import DeployClient  # noqa: PLC0415 - `--help` does without the client

    with client_errors(base_url=options.base_url), DeployClient(**arguments) as client:
        yield client
