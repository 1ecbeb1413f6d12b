"""Runs openapi-python-client and Ruff, and accepts nothing less than a complete package."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from contract_source import ROOT, Contract, ContractError, pointer
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import OpenAPI
from pydantic import ValidationError

from codegen import filters, naming
from codegen.operations import constant_name, module_name, operations_source
from codegen.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCRIPTS = ROOT / "scripts"
_GENERATOR = "openapi_python_client"
# An id is compared, stored and printed as text.
UuidProperty._type_string = "str"  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
_OBJECT = re.compile(r" ?<openapi_python_client\S* object at 0x\w+>")
"""What the generator prints in place of a text that it does not trust."""


def render(contract: Contract, package: Path) -> None:
    """Write the package that belongs to a contract into a folder that does not exist yet.

    Raises:
        ContractError: The contract is not valid, or something in it would be missing or changed
            in the package.
    """
    config = Config.from_sources(
        ConfigFile(
            package_name_override="optizmo_deploy_api",
            # the generator would need its tools on PATH, and its default would undo typing
            post_hooks=[],
        ),
        MetaType.NONE,
        document_source=contract.path,
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )
    data = _parse(contract, config)
    project = Project(openapi=data, config=config, custom_template_path=SCRIPTS / "templates")
    upstream = PackageLoader(_GENERATOR)
    project.env.loader = ChoiceLoader(
        [
            FileSystemLoader(SCRIPTS / "templates"),
            PrefixLoader({"upstream": upstream}),
            upstream,
        ]
    )
    ours: dict[str, Any] = {
        "swap": filters.swap,
        "absent_is_none": filters.absent_is_none,
        "checked_members": filters.checked_members,
        "typed_containers": filters.typed_containers,
    }
    project.env.filters.update(ours)
    names: dict[str, Any] = {
        "accepts_null": filters.accepts_null,
        "derived_entries": filters.derived_entries,
        "is_map": filters.is_map,
        "success_of": filters.success_of,
        "operation_names": {
            module_name(operation): constant_name(operation)
            for _, _, operation in contract.operations()
        },
    }
    project.env.globals.update(names)
    with contextlib.redirect_stdout(io.StringIO()):  # it prints where it writes
        complaints = project.build()
    for complaint in complaints:
        raise _refusal(contract, complaint)
    (package / "operations.py").write_text(operations_source(contract), encoding="utf-8")
    (package / "py.typed").write_text("", encoding="utf-8")
    _refuse_missing(contract, package)
    _ruff(contract, package)


def _parse(contract: Contract, config: Config) -> GeneratorData:
    document = prepare(contract)
    try:
        OpenAPI.model_validate(document)
    except ValidationError as error:
        raise _first(contract, error) from error
    try:
        data = GeneratorData.from_dict(document, config=config)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise ContractError(contract.path, "", f"the generator cannot use it: {error}") from error
    if isinstance(data, GeneratorError):
        raise _refusal(contract, data)
    errors = [
        error
        for collection in data.endpoint_collections_by_tag.values()
        for error in collection.parse_errors
    ]
    for complaint in [*data.errors, *errors]:
        raise _refusal(contract, complaint)
    for owner, problem in [*naming.rename(data, config), *filters.unusable_successes(data)]:
        raise contract.error(f"in {owner}, {problem}", *_parts_of(contract, owner))
    return data


def _first(contract: Contract, error: ValidationError) -> ContractError:
    """Describe the most specific of the errors that Pydantic found."""
    problem = max(error.errors(), key=lambda one: len(_parts(contract, one["loc"])))
    parts = _parts(contract, problem["loc"])
    reason = problem["msg"]
    if problem["type"] == "missing":
        reason = f"the member {problem['loc'][-1]} is missing"
    return contract.error(f"{pointer(parts)}: {reason}", *parts)


def _parts(contract: Contract, location: Sequence[int | str]) -> list[str]:
    """Leave out what names a Pydantic model in a location, and keep what names a member."""
    parts: list[str] = []
    node: Any = contract.document
    for step in location:
        try:
            node = node[step]
        except (LookupError, TypeError):
            continue
        parts.append(str(step))
    return parts


def _parts_of(contract: Contract, owner: str) -> tuple[str, ...]:
    """Return where the contract describes a class or an operation that Python names so."""
    for path, method, operation in contract.operations():
        if module_name(operation).endswith(f".{owner}"):
            return "paths", path, method
    return "components", "schemas", owner


def _refusal(contract: Contract, complaint: GeneratorError) -> ContractError:
    """Turn a complaint of the generator, which would leave something out, into an error."""
    detail = _OBJECT.sub("", " ".join((complaint.detail or "").split()))
    parts: list[str] = []
    if found := re.search(r"parsing ([A-Z]+) (\S+) within", complaint.header):
        parts = ["paths", found[2], found[1].lower()]
    elif found := re.search(r"(/components/\S+)", complaint.header):
        parts = found[1].strip("/").split("/")
    if isinstance(complaint, ParseError) and complaint.data is not None and not detail:
        detail = complaint.data.model_dump_json(exclude_unset=True, by_alias=True)
    place = contract.place(*parts) if parts else ""
    return ContractError(contract.path, place, f"{complaint.header.strip()} {detail}".strip())


def _refuse_missing(contract: Contract, package: Path) -> None:
    """Refuse an operation that the generator dropped, or wrote over another."""
    owners: dict[str, str] = {}
    for path, method, operation in contract.operations():
        name, parts = operation["operationId"], ("paths", path, method)
        module = module_name(operation)
        if module in owners:
            reason = f"the operations {owners[module]} and {name} would both be {module}"
            raise contract.error(reason, *parts)
        owners[module] = name
        if not package.joinpath(*module.split(".")).with_suffix(".py").is_file():
            raise contract.error(f"the generator dropped the operation {name}", *parts)
    written = [file for file in package.glob("api/*/*.py") if file.name != "__init__.py"]
    if len(written) != len(owners):
        reason = f"{len(owners)} operations became {len(written)} modules"
        raise contract.error(reason, "paths")


def _ruff(contract: Contract, package: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--config", str(SCRIPTS / "ruff-generated.toml"), "--no-cache", "--quiet"]
    for command in (["check", "--output-format", "concise"], ["format"]):
        run = subprocess.run(
            [*ruff, *command, *options, str(package)],
            capture_output=True,
            check=False,
            text=True,
        )
        if run.returncode:
            lines = (run.stdout + run.stderr).replace(f"{package}/", "").strip().splitlines()
            reason = (
                f"Ruff refuses what the generator wrote: {lines[0] if lines else run.returncode}"
            )
            raise ContractError(contract.path, "", reason)
