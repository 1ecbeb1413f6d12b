"""The command line; each command has a module of its own, imported when it is called."""

from optizmo_deploy.cli._root import run

__all__ = ["run"]
