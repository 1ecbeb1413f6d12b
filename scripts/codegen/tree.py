"""Compares two folders of text files, and puts one in the place of another."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def files(folder: Path) -> dict[str, str]:
    """Return the text of every file in a folder by its path, caches of the interpreter apart."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def differences(old: Path, new: Path, label: str) -> Iterator[str]:
    """Yield the lines of a unified diff from one folder to another; none when they are the same."""
    before, after = files(old), files(new)
    for name in sorted({*before, *after}):
        a = before.get(name, "").splitlines()
        b = after.get(name, "").splitlines()
        if name not in before:
            yield f"--- /dev/null\n+++ {label}/{name}"
            yield from (f"+{line}" for line in b)
        elif name not in after:
            yield f"--- {label}/{name}\n+++ /dev/null"
            yield f"@@ -1,{len(a)} +0,0 @@ the contract no longer makes this file"
        elif before[name] != after[name]:
            yield from difflib.unified_diff(a, b, f"{label}/{name}", f"{label}/{name}", lineterm="")


def replace(old: Path, new: Path) -> None:
    """Put a folder in the place of another, which is gone afterwards or, on failure, untouched."""
    if not old.exists():
        new.rename(old)
        return
    with tempfile.TemporaryDirectory(prefix=f".{old.name}-", dir=old.parent) as temporary:
        away = Path(temporary) / old.name
        old.rename(away)
        try:
            new.rename(old)
        except OSError:
            away.rename(old)
            raise


def remove(folder: Path) -> None:
    """Remove a folder that need not exist."""
    shutil.rmtree(folder, ignore_errors=True)
