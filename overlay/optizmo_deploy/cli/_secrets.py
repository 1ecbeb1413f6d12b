"""API keys from files."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import click

from optizmo_deploy.cli._errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_secret"]

_LONGEST = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secret(path: Path, *, option: str) -> str:
    """Return the secret in a file: its only line, without white space around it.

    A byte order mark, as Windows editors write it, is ignored. When somebody is looking, a file
    that other users may read is warned about.

    Args:
        path: The file.
        option: The option that named it, for messages; they never quote the file.

    Raises:
        InputError: The file cannot be read, or holds no secret or more than one line.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise InputError(f"{option}: cannot read {path}: {error.strerror}") from None
    secret = _decoded(content).strip()
    if not secret:
        raise InputError(f"{option}: {path} is empty")
    if len(content) > _LONGEST or len(secret.splitlines()) > 1:
        raise InputError(f"{option}: {path} must hold the key alone, on one line")
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise InputError(
            f"{option}: the key in {path} must be visible ASCII characters without spaces"
        )
    if _may_be_read_by_others(status) and sys.stderr.isatty():
        click.echo(f"Warning: other users may read {path}; try: chmod 600 {path}", err=True)
    return secret


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return content.decode(encoding, "replace")


def _may_be_read_by_others(status: os.stat_result) -> bool:
    # Files of other owners, such as secrets that a container mounts, are not the user's to change.
    return (
        os.name == "posix"
        and stat.S_ISREG(status.st_mode)
        and status.st_uid == os.getuid()
        and bool(status.st_mode & _OTHERS)
    )
