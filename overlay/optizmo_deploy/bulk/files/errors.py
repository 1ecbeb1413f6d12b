"""What is wrong with a file of a job.

DeployError
└── FileError
    ├── InputError     the input cannot be read, or is not what it has to be
    └── OutputError    results, rejects or the journal cannot be written
"""

from __future__ import annotations

from optizmo_deploy import DeployError

__all__ = ["FileError", "InputError", "OutputError", "reason"]


class FileError(DeployError):
    """A file cannot be used; the message names it, the place in it, and what to do."""


class InputError(FileError):
    """The input cannot be read as it is."""


class OutputError(FileError):
    """An output file cannot be written."""


def reason(error: BaseException) -> str:
    """Return why a file operation failed, without the file's name, which messages give already."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
