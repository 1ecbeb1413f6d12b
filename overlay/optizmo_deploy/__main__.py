"""The command `optizmo-deploy`, also run by `python -m optizmo_deploy`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line and return its exit code."""
    try:
        from optizmo_deploy.cli import run  # noqa: PLC0415 - the base install has no click
    except ModuleNotFoundError as missing:
        if missing.name != "click":
            raise
        sys.stderr.write(
            "Error: the command line is not installed; run: pip install 'optizmo-deploy[cli]'\n"
        )
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
