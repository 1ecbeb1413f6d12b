"""Failures that are known and accepted for the time being."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import yaml
from attrs import evolve

from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Result, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["ExpectedFailuresError", "load_expected", "with_expected"]


class ExpectedFailuresError(Exception):
    """A file of expected failures is not usable; the message says where and why."""


def load_expected(path: Path) -> dict[str, str]:
    """Read a YAML list of ``{id, reason}`` and return the reason of each id.

    Raises:
        ExpectedFailuresError: The file cannot be read, or an entry is not of that form, names an
            unknown id, has no reason or repeats an earlier one.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ExpectedFailuresError(f"{path}: cannot be read: {error}") from None
    except yaml.YAMLError as error:
        place = _place(path, getattr(error, "problem_mark", None))
        raise ExpectedFailuresError(
            f"{place}: not YAML: {getattr(error, 'problem', error)}"
        ) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.SequenceNode):
        raise ExpectedFailuresError(f"{_place(path, node.start_mark)}: not a list of id and reason")
    found: dict[str, str] = {}
    for entry in cast("list[yaml.Node]", node.value):
        place = _place(path, entry.start_mark)
        id_, reason = _entry(entry, place)
        if id_ in found:
            raise ExpectedFailuresError(f"{place}: {id_} is listed twice")
        found[id_] = reason
    return found


def with_expected(results: Iterable[Result], expected: Mapping[str, str]) -> Iterator[Result]:
    """Mark expected failures, and turn those that passed into failures."""
    for result in results:
        reason = expected.get(result.requirement.id)
        if reason is None or result.broken:
            yield result
        elif result.status in {Status.FAIL, Status.WARN}:
            message = f"expected ({reason}): {result.message}"
            yield evolve(result, status=Status.EXPECTED_FAILURE, message=message)
        elif result.status is Status.PASS:
            message = f"expected to fail ({reason}), but it passes: remove it from the list"
            yield evolve(result, status=Status.FAIL, message=message)
        else:
            yield result


def _entry(node: yaml.Node, place: str) -> tuple[str, str]:
    value: Any = _constructed(node)
    if not isinstance(value, dict) or set(cast("dict[object, object]", value)) != {"id", "reason"}:
        raise ExpectedFailuresError(f"{place}: not an entry of id and reason, and of nothing else")
    entry = cast("dict[str, object]", value)
    id_, reason = entry["id"], entry["reason"]
    if not isinstance(id_, str) or id_ not in requirements():
        raise ExpectedFailuresError(f"{place}: there is no requirement {id_!r}")
    if not isinstance(reason, str) or not reason.strip():
        raise ExpectedFailuresError(f"{place}: {id_} has no reason")
    return id_, reason.strip()


def _constructed(node: yaml.Node) -> object:
    text = yaml.serialize(node)  # pyright: ignore[reportUnknownMemberType] - partly typed
    return cast("object", yaml.safe_load(text))


def _place(path: Path, mark: yaml.Mark | None) -> str:
    return str(path) if mark is None else f"{path}:{mark.line + 1}:{mark.column + 1}"
