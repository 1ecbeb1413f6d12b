"""Where the hand-written contract is, and how it is read.

The OpenAPI document and the list of requirements travel inside the wheel. Everything that
checks or plays the API reads them from here, and interprets them by itself.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any, cast

__all__ = ["contract_path", "load_contract", "load_requirements", "requirements_path"]


def contract_path() -> Path:
    """Return the path of the OpenAPI document of the API."""
    return _data_file("deploy-v1.yaml")


def requirements_path() -> Path:
    """Return the path of the requirements that a schema cannot express."""
    return _data_file("requirements.yaml")


def load_contract() -> dict[str, Any]:
    """Parse the OpenAPI document afresh; the caller may change what it gets.

    Raises:
        ModuleNotFoundError: PyYAML is not installed; the extras that need it bring it.
    """
    return cast("dict[str, Any]", _load(contract_path()))


def load_requirements() -> list[dict[str, Any]]:
    """Parse the list of requirements afresh.

    Raises:
        ModuleNotFoundError: PyYAML is not installed.
    """
    return cast("list[dict[str, Any]]", _load(requirements_path()))


def _data_file(name: str) -> Path:
    package = Path(str(resources.files("optizmo_deploy")))
    installed = package / "openapi" / name
    if installed.exists():
        return installed
    return package.parents[1] / "openapi" / name  # a source checkout


def _load(path: Path) -> object:
    import yaml  # noqa: PLC0415 - only the extras install it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        return cast("object", yaml.load(file, loader))  # noqa: S506 - a safe loader in C
