"""The options of ``pytest --pyargs optizmo_deploy.conformance``.

pytest reads options before it looks into packages, so they belong to the plugin that is loaded in
every pytest run; nothing but pytest is imported for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_addoption"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a conformance run."""
    group = parser.getgroup("conformance with the OPTIZMO Deploy API")
    group.addoption("--deploy-base-url", metavar="URL", help="where the API is, up to …/deploy")
    group.addoption(
        "--deploy-profile",
        choices=["read", "write", "full"],
        default="read",
        help="how much a run may do to the target (default: read)",
    )
    group.addoption("--deploy-contact", metavar="EMAIL_OR_MD5", help="an existing contact")
    group.addoption("--deploy-provider-states-url", metavar="URL", help="sets the target's states")
    group.addoption(
        "--deploy-forbidden-api-key-env",
        metavar="NAME",
        help="the variable with a key that may do nothing",
    )
    group.addoption("--deploy-seed", type=int, metavar="N", help="repeats a run exactly")
    group.addoption("--deploy-strict", action="store_true", help="fail when a MUST was not reached")
    group.addoption("--deploy-report-dir", type=Path, metavar="DIR", help="write reports there")
