"""Reads the contract and the lines that its parts stand on, so that messages can name a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the project."""
CONTRACT = ROOT / "openapi" / "deploy-v1.yaml"
"""The hand-written contract."""
PACKAGE = ROOT / "generated" / "optizmo_deploy_api"
"""The package that is generated from it."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The members of a path item that are operations."""


class ContractError(Exception):
    """A contract that cannot be used; its text is `file:place: reason`, on one or two lines."""

    def __init__(self, path: Path, place: str, reason: str) -> None:
        """Name the file, the place in it (a line, or a JSON Pointer) and what is wrong there."""
        super().__init__(":".join(part for part in (shown(path), place) if part) + f": {reason}")


if TYPE_CHECKING:
    from yaml import SafeLoader as SafeLoader  # noqa: PLC0414 - which exports it
else:  # in C where there is one
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):
    """A safe loader for what is JSON at heart: text keys, given once, and no dates."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if key.tag != "tag:yaml.org,2002:str":
                problem = f"the key {key.value} is not text, put it in quotes"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if key.value in seen:
                problem = f"the key {key.value} is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document and where it was read from."""

    path: Path
    document: dict[str, Any]
    _nodes: yaml.Node

    def place(self, *parts: str) -> str:
        """Return the line of the member that `parts` lead to, or of the last one on the way."""
        node, mark = self._nodes, self._nodes.start_mark
        for part in parts:
            if isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == part]
                if not found:
                    break
                mark, node = found[0][0].start_mark, found[0][1]
            elif isinstance(node, yaml.SequenceNode) and part.isdecimal():
                if int(part) >= len(node.value):
                    break
                node = node.value[int(part)]
                mark = node.start_mark
            else:
                break
        return str(mark.line + 1)

    def error(self, reason: str, *parts: str) -> ContractError:
        """Return the error that something is wrong at the member that `parts` lead to."""
        return ContractError(self.path, self.place(*parts), reason)

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield the path, the method in lower case and the description of every operation."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield path, method, item[method]

    def resolve(self, value: Any) -> Any:
        """Follow `$ref` until there is none; a value that is no reference is returned as it is."""
        while isinstance(value, Mapping) and "$ref" in value:
            value = look_up(self.document, value["$ref"])
        return value


def read_contract(path: Path) -> Contract:
    """Read a contract and make sure that it has the outline of an OpenAPI 3.1 document.

    Raises:
        ContractError: The file cannot be read or parsed, is no such document, or refers to
            something that it does not hold.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        nodes = loader.get_single_node()
        document = loader.construct_document(nodes) if nodes else None
    except OSError as error:
        raise ContractError(path, "", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ContractError(path, f"byte {error.start}", "this is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise ContractError(path, place, reason) from error
    except yaml.YAMLError as error:
        raise ContractError(path, "", " ".join(str(error).split())) from error
    if not isinstance(document, dict) or nodes is None:
        raise ContractError(path, "1", "an OpenAPI document is a mapping, and this is none")
    contract = Contract(path, cast("dict[str, Any]", document), nodes)
    _check_outline(contract)
    return contract


def walk(value: Any, *parts: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every member of a document with the parts of the JSON Pointer that lead to it."""
    yield parts, value
    if isinstance(value, Mapping):
        for key, member in cast("Mapping[str, Any]", value).items():
            yield from walk(member, *parts, key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from walk(member, *parts, str(index))


def look_up(document: Any, reference: str) -> Any:
    """Return what a local reference such as `#/components/schemas/Brand` leads to.

    Raises:
        LookupError: The document holds no such member, or the reference is not local.
    """
    if not reference.startswith("#/"):
        raise LookupError(reference)
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def pointer(parts: Iterable[str]) -> str:
    """Return the way to a member as an RFC 6901 JSON Pointer."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def shown(path: Path) -> str:
    """Return a path as a message shows it: relative to the working directory where it can be."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _check_outline(contract: Contract) -> None:
    document = contract.document
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1."):
        raise contract.error(f"`openapi` must be 3.1.x, not {version!r}", "openapi")
    paths = document.get("paths")
    if not isinstance(paths, dict) or not paths:
        raise contract.error("`paths` must be a mapping with at least one path", "paths")
    for path, item in cast("dict[str, Any]", paths).items():
        if not isinstance(item, dict):
            raise contract.error(f"the path {path} must be a mapping", "paths", path)
        for method in METHODS:
            operation = cast("dict[str, Any]", item).get(method, {"operationId": "-"})
            if not isinstance(operation, dict) or not operation.get("operationId"):
                reason = f"{method.upper()} {path} needs an operationId"
                raise contract.error(reason, "paths", path, method)
    for parts, value in walk(document):
        if parts[-1:] == ("$ref",) and isinstance(value, str):
            try:
                look_up(document, value)
            except (LookupError, TypeError, ValueError) as error:
                reason = f"the reference {value} leads nowhere"
                raise contract.error(reason, *parts) from error
