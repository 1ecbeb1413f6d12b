"""JSON Lines, as Python's `json` reads each line."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from optizmo_deploy.bulk.files.encoding import undecodable
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.lines import Lines
from optizmo_deploy.bulk.files.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.bulk.files.source import Stream

__all__ = ["JsonlInput"]

_WHITE_SPACE = " \t\r\n"


class JsonlInput:
    """The rows of an input with a JSON object in each line, or a JSON string that is a contact.

    Args:
        stream: The bytes.
        name: What messages call the input.
        encoding: The encoding; None for what a byte order mark tells, else UTF-8.
        contact: The name that the contact of a line that is a string gets.
        hashed: Whether `checkpoint` will be asked for.
    """

    format: Final = Format.JSONL
    header: Final = None
    delimiter: Final = None
    newline: Final = "\n"

    def __init__(
        self,
        stream: Stream,
        name: str,
        *,
        encoding: str | None = None,
        contact: str = "email",
        hashed: bool = False,
    ) -> None:
        self._lines = Lines(stream, name, encoding, newline="\n", hashed=hashed)
        self._contact = contact
        self.mark: bytes = self._lines.mark
        self.encoding: str = self._lines.encoding

    def records(self) -> Iterator[Record]:
        """Read the rows; empty lines are none.

        Raises:
            InputError: It cannot be read further.
        """
        for text in self._lines:
            if not text.strip(_WHITE_SPACE):
                continue
            line = self._lines.number
            try:
                value = self._values(text)
            except ValueError as error:
                yield Record(line, None, text, str(error))
            else:
                yield Record(line, value, value)

    def texts(self) -> Iterator[str]:
        """Read the text of each row, without looking into it."""
        return (text for text in self._lines if text.strip(_WHITE_SPACE))

    def checkpoint(self) -> str:
        """Return what tells whether another input begins with the same rows."""
        return self._lines.checkpoint()

    def _values(self, text: str) -> dict[str, Any]:
        if wrong := undecodable(text) if not text.isascii() else None:
            raise ValueError(
                f"{wrong} is not {self.encoding}; the file may have another --encoding"
            )
        try:
            value = cast("object", _DECODER.decode(text))
        except json.JSONDecodeError as error:
            raise ValueError(
                f"the line is not valid JSON: {error.msg}, column {error.colno}"
            ) from None
        except RecursionError:
            raise ValueError("the line is nested too deeply") from None
        if isinstance(value, str):
            return {self._contact: value}
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
        raise ValueError("the line must be a JSON object or a string")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("the line has a name more than once, so that its value is not clear")
    return value


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number of the line is too large")
    return number


def _int(text: str) -> int:
    if not math.isfinite(float(text)):
        raise ValueError("a number of the line is too large")
    return int(text)


def _constant(name: str) -> NoReturn:
    raise ValueError(f"the line is not valid JSON: {name} is not a JSON value")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant
)
