"""The options of a job, checked before anything is sent."""

from __future__ import annotations

import math
from typing import Any, Literal

import attrs

from optizmo_deploy.client.errors import ConfigurationError

__all__ = ["Options"]


def _whole_number(_: Options, attribute: attrs.Attribute[Any], value: Any) -> None:
    least = 1 if attribute.name == "concurrency" else 0
    if value is None and attribute.default is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ConfigurationError(
            f"{attribute.name} must be a whole number from {least}, not {value!r}"
        )


def _none_or_positive(_: Options, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < math.inf:
        raise ConfigurationError(
            f"{attribute.name} must be None or a number greater than zero, not {value!r}"
        )


def _choice(_: Options, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value not in {"fail", "skip"}:
        raise ConfigurationError(f"{attribute.name} must be 'fail' or 'skip', not {value!r}")


@attrs.frozen(kw_only=True)
class Options:
    """The values of `BulkOptions`, with their defaults."""

    concurrency: int = attrs.field(default=32, validator=_whole_number)
    rate: float | None = attrs.field(default=None, validator=_none_or_positive)
    deadline: float | None = attrs.field(default=60.0, validator=_none_or_positive)
    max_failures: int | None = attrs.field(default=None, validator=_whole_number)
    ordered: bool = False
    missing: Literal["fail", "skip"] = attrs.field(default="fail", validator=_choice)
