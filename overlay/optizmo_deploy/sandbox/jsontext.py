"""JSON as RFC 8259 has it: strict when read, compact when written."""

from __future__ import annotations

import json
import math
from typing import NoReturn

__all__ = ["InvalidJsonError", "dump", "parse"]


class InvalidJsonError(ValueError):
    """The text is not JSON that can be read; the message says why."""


def parse(body: bytes) -> object:
    """Return the value of a JSON text.

    Stricter than the standard library: it also rejects repeated names, NaN and the infinities
    (also as the overflow of a long number), text that is not UTF-8, and escapes that leave
    half a surrogate pair.

    Raises:
        InvalidJsonError: The text is not JSON, or is too deep or too large to be read.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidJsonError(f"it is not UTF-8 at byte {error.start}") from None
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise InvalidJsonError(
            f"{error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise InvalidJsonError("it is nested too deeply") from None
    except InvalidJsonError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        raise InvalidJsonError("a number has too many digits") from None
    if "\\u" in text:
        _reject_lone_surrogates(value)
    return value


def dump(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8."""
    return _ENCODER.encode(value).encode()


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in result if names.count(name) > 1)
        raise InvalidJsonError(f"the name {json.dumps(repeated[:100])} is repeated")
    return result


def _constant(name: str) -> NoReturn:
    raise InvalidJsonError(f"{name} is not JSON")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InvalidJsonError("a number is too large")
    return number


def _reject_lone_surrogates(value: object) -> None:
    try:
        dump(value)
    except UnicodeEncodeError:
        raise InvalidJsonError("a string holds half a surrogate pair") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float)
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)
