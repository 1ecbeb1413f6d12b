"""Files that must not be the same one."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["check_distinct"]


def check_distinct(files: Mapping[str, Path | None]) -> None:
    """Make sure that no two files are the same one, also through links.

    Devices, such as the one that takes anything, may be named more than once.

    Args:
        files: Files by what they are for; those that are None are not used.

    Raises:
        OutputError: Two of them are the same file.
    """
    seen: dict[object, str] = {}
    for purpose, path in files.items():
        if path is None:
            continue
        for identity in _identities(path):
            if identity in seen:
                raise OutputError(
                    f"{path} cannot be both the {seen[identity]} and the {purpose}: name another"
                    " file"
                )
        seen.update(dict.fromkeys(_identities(path), purpose))


def _identities(path: Path) -> list[object]:
    try:
        status = path.stat()
    except OSError:
        return [os.path.normcase(path.resolve())]
    if not stat.S_ISREG(status.st_mode):
        return []
    return [(status.st_dev, status.st_ino)]
