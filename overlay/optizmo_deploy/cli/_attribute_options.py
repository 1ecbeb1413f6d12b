"""Attributes from the command line: what the options say, and the types of the contact schema."""

from __future__ import annotations

import difflib
import functools
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from attrs import frozen

from optizmo_deploy.cli._contact_arguments import read_stdin
from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optizmo_deploy import ContactSchema, DeployClient, FieldError

__all__ = ["AttributeOptions", "attribute_options"]

_ONE = "--attribute"
_WHOLE = "--attributes-json"
_UNSET = "--unset"


@frozen
class AttributeOptions:
    """What the options for attributes were given.

    Attributes:
        pairs: Each `NAME=VALUE` of `--attribute`, in order.
        whole: The value of `--attributes-json`, or None.
        unset: The names of `--unset`.
    """

    pairs: Sequence[str] = ()
    whole: str | None = None
    unset: Sequence[str] = ()

    @property
    def reads_stdin(self) -> bool:
        """Whether the attributes come from standard input."""
        return self.whole in {"-", "@-"}

    def __bool__(self) -> bool:
        return bool(self.pairs or self.whole is not None or self.unset)

    def read(self, client: DeployClient) -> dict[str, Any]:
        """Return the attributes; None stands for one to remove.

        The contact schema is requested when there are values to convert, and everything is then
        checked against it.

        Raises:
            InputError: A value cannot be used; nothing has been sent.
        """
        attributes = {} if self.whole is None else _whole(self.whole)
        schema = client.contact_schema.get() if self.pairs else None
        if schema is not None:
            _add(attributes, _converted(self.pairs, _types(schema)), _ONE)
        _add(attributes, dict.fromkeys(self.unset), _UNSET)
        if schema is not None and (errors := schema.validate(attributes)):
            raise _bad("; ".join(f"{_name(error)} {visible(error.detail)}" for error in errors))
        return attributes


def attribute_options(*, unset: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the options for attributes to a command.

    The command's function gets an `AttributeOptions` as the keyword argument `attributes`.

    Args:
        unset: Whether attributes can be removed too.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def command(
            *arguments: Any,
            attribute: tuple[str, ...],
            attributes_json: str | None,
            unset: tuple[str, ...] = (),
            **others: Any,
        ) -> Any:
            given = AttributeOptions(attribute, attributes_json, unset)
            return function(*arguments, attributes=given, **others)

        for option in reversed(_OPTIONS if unset else _OPTIONS[:-1]):
            command = option(command)
        return command

    return decorate


_OPTIONS = (
    click.option(
        _ONE,
        "attribute",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set an attribute, typed by the contact schema; repeat it for each item of an array.",
    ),
    click.option(
        _WHOLE,
        "attributes_json",
        metavar="JSON|@FILE|-",
        help="Set all attributes of a JSON object: its text, a file, or standard input.",
    ),
    click.option(
        _UNSET, multiple=True, metavar="NAME", help="Remove an attribute; may be repeated."
    ),
)


def _types(schema: ContactSchema) -> dict[str, str]:
    return {attribute.name: str(attribute.type_) for attribute in schema.attributes}


def _add(attributes: dict[str, Any], more: Mapping[str, Any], option: str) -> None:
    for name in more:
        if name in attributes:
            raise InputError(f"{option}: {visible(name)} is given twice")
    attributes.update(more)


def _converted(pairs: Sequence[str], types: Mapping[str, str]) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for pair in pairs:
        name, text = _split(pair, types)
        texts.setdefault(name, []).append(text)
    return {name: _value(name, types[name], values) for name, values in texts.items()}


def _split(pair: str, types: Mapping[str, str]) -> tuple[str, str]:
    """Split at the first equals sign, or at a later one when only that leaves a known name."""
    name, equals, text = pair.partition("=")
    if not equals or not name:
        raise _bad(f"'{visible(pair)}' is not NAME=VALUE")
    if name not in types:
        longer = [known for known in types if "=" in known and pair.startswith(f"{known}=")]
        if not longer:
            raise _bad(f"{visible(name)} is not in the contact schema{_suggestion(name, types)}")
        name = max(longer, key=len)
        text = pair[len(name) + 1 :]
    return name, text


def _suggestion(name: str, types: Mapping[str, str]) -> str:
    by_folded = {known.casefold(): known for known in types}
    close = difflib.get_close_matches(name.casefold(), by_folded, n=3)
    if close:
        return f"; did you mean {' or '.join(visible(by_folded[each]) for each in close)}?"
    return "; see: optizmo-deploy schema"


def _value(name: str, type_: str, texts: Sequence[str]) -> Any:
    shown = visible(name)
    if "" in texts:
        raise _bad(f"{shown} has an empty value; {_UNSET} removes an attribute")
    if type_ == "array" and not (len(texts) == 1 and texts[0].startswith("[")):
        return list(texts)
    if len(texts) > 1:
        raise _bad(f"{shown} is given twice, but it is of type {visible(type_)}, not an array")
    from optizmo_deploy.bulk.files.attribute_cell import convert  # noqa: PLC0415 - see _client

    try:
        return convert(texts[0], type_)
    except ValueError as error:
        raise _bad(f"{shown} {error}, not '{visible(texts[0])}'") from None


def _whole(given: str) -> dict[str, Any]:
    """Return the object that `--attributes-json` gives.

    Raises:
        InputError: It cannot be read, or is not a JSON object.
    """
    try:
        data = json.loads(
            _text(given),
            object_pairs_hook=_object,
            parse_float=_finite,
            parse_constant=_constant,
        )
    except RecursionError:
        raise InputError(f"{_WHOLE}: it is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"{_WHOLE}: not valid JSON: {error}") from None
    if not isinstance(data, dict):
        raise InputError(f"{_WHOLE}: it must be a JSON object of names and values")
    return cast("dict[str, Any]", data)


def _text(given: str) -> str:
    if given in {"-", "@-"}:
        return read_stdin()
    if not given.startswith("@"):
        return given
    path = Path(given[1:])
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = f"cannot read {path}: {error.strerror}"
    except UnicodeDecodeError:
        reason = f"{path} is not UTF-8"
    raise InputError(f"{_WHOLE}: {reason}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member '{visible(twice)}' is there twice")
    return data


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _name(error: FieldError) -> str:
    """Return the name of the attribute that an error of the contact schema points to."""
    escaped = (error.pointer or "").removeprefix("/attributes/")
    return visible(escaped.replace("~1", "/").replace("~0", "~"))


def _bad(message: str) -> InputError:
    return InputError(f"{_ONE}: {message}")
