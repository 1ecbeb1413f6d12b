"""The query of listBrands: which brands, in which order, and which page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .problems import field_error, invalid_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from .rules import Operation

__all__ = ["FILTERS", "BrandQuery", "read_brand_query"]


def _ignoring_case(test: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    return lambda name, value: test(name.casefold(), value.casefold())


FILTERS: dict[str, Callable[[str, str], bool]] = {
    "equal": lambda name, value: name == value,
    "not_equal": lambda name, value: name != value,
    "starts_with": _ignoring_case(str.startswith),
    "ends_with": _ignoring_case(str.endswith),
    "contains": _ignoring_case(str.__contains__),
    "starts_with_case_sensitive": str.startswith,
    "ends_with_case_sensitive": str.endswith,
    "contains_case_sensitive": str.__contains__,
}
"""What each operator asks of a brand's name and the value of the filter."""


@dataclass(frozen=True, slots=True)
class BrandQuery:
    """A checked query; `operator` is a key of `FILTERS`."""

    page: int = 1
    page_size: int = 200
    descending: bool = False
    enabled: bool | None = None
    operator: str | None = None
    value: str = ""


def read_brand_query(operation: Operation, pairs: list[tuple[str, str]]) -> BrandQuery:
    """Check the query parameters of listBrands, as they were sent, against the contract.

    Parameters that the contract does not know are ignored, except that anything in the form of
    a name filter must be one.

    Raises:
        Problem: A value is not valid, an operator is unknown, or a parameter or a filter is
            given twice.
    """
    found: dict[str, Any] = {}
    filter_name: str | None = None
    for name, value in pairs:
        schema = operation.query.get(name)
        if name == "name" or name.startswith("name["):
            if schema is None:
                raise _error(name, "is not a filter")
            if filter_name is not None:
                raise _error(name, f"cannot be combined with {filter_name}")
            filter_name = name
            found["operator"] = "equal" if name == "name" else name[5:-1]
            found["value"] = value
        elif schema is not None:
            field, read = _READERS[name]
            if field in found:
                raise _error(name, "is given twice")
            found[field] = read(name, value, schema)
    return BrandQuery(**found)


def _read_integer(name: str, value: str, schema: dict[str, Any]) -> int:
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or (len(digits) > 1 and digits[0] == "0"):
        raise _error(name, "must be an integer")
    if len(digits) > _MAX_DIGITS:
        raise _error(name, f"must have at most {_MAX_DIGITS} digits")
    number = int(value)
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None and not low <= number <= high:
        raise _error(name, f"must be between {low} and {high}")
    if low is not None and number < low:
        raise _error(name, f"must be at least {low}")
    return number


def _read_boolean(name: str, value: str, _schema: dict[str, Any]) -> bool:
    if value not in {"true", "false"}:
        raise _error(name, "must be true or false")
    return value == "true"


def _read_order(name: str, value: str, schema: dict[str, Any]) -> bool:
    if value not in schema["enum"]:
        raise _error(name, "must be " + " or ".join(schema["enum"]))
    return value.startswith("-")


def _error(name: str, complaint: str) -> Exception:
    detail = f"{name[:200]} {complaint}"
    return invalid_request(detail, [field_error(detail, parameter=name)])


_MAX_DIGITS = 1000  # far beyond any list, far below where converting gets slow
_READERS: dict[str, tuple[str, Callable[[str, str, dict[str, Any]], Any]]] = {
    "page": ("page", _read_integer),
    "pageSize": ("page_size", _read_integer),
    "sort": ("descending", _read_order),
    "enabled": ("enabled", _read_boolean),
}
