"""Compares schemas. A caller writes what a request holds and reads what an answer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_changes.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")
_WHOLE = ("type", "$ref", "const", "format", "pattern", "uniqueItems", "not", "contains")
_CHOICES = ("allOf", "anyOf", "oneOf")


def compare(old: Any, new: Any, where: str, *, written: bool, read: bool) -> Iterator[Change]:
    """Yield how a schema changed; `written` and `read` say what a caller does with its values."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield Change(True, where, f"{old!r} became {new!r}")
        return
    for keyword in _WHOLE:
        if old.get(keyword) != new.get(keyword):
            what = f"{keyword} was {old.get(keyword)!r} and is {new.get(keyword)!r}"
            yield Change(True, where, what)
    yield from _limits(old, new, where, written=written)
    yield from _enum(old, new, where, written=written)
    yield from _members(old, new, where, written=written, read=read)
    for keyword in ("items", "additionalProperties"):
        inside = f"{where}/{keyword}"
        if keyword in old or keyword in new:
            before, after = old.get(keyword, {}), new.get(keyword, {})
            yield from compare(before, after, inside, written=written, read=read)
    for keyword in _CHOICES:
        before, after = old.get(keyword, []), new.get(keyword, [])
        if len(before) != len(after):
            tighter = (keyword == "allOf") == (len(after) > len(before))
            what = f"{keyword} had {len(before)} schemas and has {len(after)}"
            yield Change(written if tighter else read, where, what)
            continue
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            inside = f"{where}/{keyword}/{index}"
            yield from compare(one, other, inside, written=written, read=read)


def _limits(
    old: Mapping[str, Any], new: Mapping[str, Any], where: str, *, written: bool
) -> Iterator[Change]:
    for keyword in (*_LOWER, *_UPPER):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if before is None or after is None:
            tighter = after is not None
        else:
            tighter = after > before if keyword in _LOWER else after < before
        yield Change(written and tighter, where, f"{keyword} was {before} and is {after}")


def _enum(
    old: Mapping[str, Any], new: Mapping[str, Any], where: str, *, written: bool
) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if before is None or after is None:
        if before != after:
            yield Change(written and after is not None, where, "enum came or went")
        return
    for value in before:
        if value not in after:  # a name of it in Python goes as well
            yield Change(True, where, f"{value!r} is no value any more")
    for value in after:
        if value not in before:  # callers are told to expect values that they do not know
            yield Change(False, where, f"{value!r} is a new value")


def _members(
    old: Mapping[str, Any], new: Mapping[str, Any], where: str, *, written: bool, read: bool
) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed, needs = set(old.get("required", [])), set(new.get("required", []))
    for name in before:
        if name not in after:
            yield Change(True, where, f"the member {name} is gone")
        else:
            inside = f"{where}/{name}"
            yield from compare(before[name], after[name], inside, written=written, read=read)
    for name in after:
        if name not in before and after[name] is False:
            yield Change(written, where, f"the member {name} is forbidden now")
        elif name not in before:
            yield Change(written and name in needs, where, f"the member {name} is new")
    for name in sorted((needs - needed) & before.keys()):
        yield Change(written, where, f"the member {name} is required now")
    for name in sorted((needed - needs) & after.keys()):
        yield Change(read, where, f"the member {name} is no longer required")
