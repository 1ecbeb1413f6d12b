"""An exchange as rules evaluate it: parsed once, with what earlier exchanges showed."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from attrs import Factory, define

from optizmo_deploy.conformance.contract.operations import Operation, operations

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["BROKEN", "Memory", "Observation"]

BROKEN: Final = object()
"""Stands for the value of a body that is not JSON."""


@define
class Memory:
    """What earlier exchanges showed of the account."""

    attribute_types: dict[str, str] | None = None
    """The type of each attribute of the contact schema, by name."""
    brand_ids: set[str] = Factory(set[str])
    """Brands that were listed, in lower case."""
    subscribed: dict[str, frozenset[str]] = Factory(dict[str, frozenset[str]])
    """The ``brandIds`` of each contact, by emailMd5, until the contact may have changed."""
    listed: dict[str, frozenset[str]] = Factory(dict[str, frozenset[str]])
    """The same for the list of subscriptions."""


class Observation:
    """One exchange and what can be derived from it.

    Args:
        exchange: A request and its response.
        memory: What earlier exchanges showed.
    """

    def __init__(self, exchange: Exchange, memory: Memory) -> None:
        self.exchange = exchange
        self.memory = memory
        self.status: int = exchange.status or 0

    @cached_property
    def operation(self) -> Operation | None:
        """The operation of the request, if its path leaves no doubt about it."""
        operation = operations().get(self.exchange.operation or "")
        return operation if operation is not None and self.parameters is not None else None

    @cached_property
    def parameters(self) -> dict[str, str] | None:
        """The path's parameters as sent, or ``None`` when routing could see another path here."""
        operation = operations().get(self.exchange.operation or "")
        if operation is None or self.exchange.method != operation.method:
            return None
        match = _pattern(operation.template).fullmatch(self.exchange.path)
        if match is None:
            return None
        values = match.groupdict()
        plain = all(_is_plain(unquote(value, errors="replace")) for value in values.values())
        return values if plain else None

    @property
    def succeeded(self) -> bool:
        """Whether the status code is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_error(self) -> bool:
        """Whether the status code is that of an error response."""
        return 400 <= self.status < 600  # noqa: PLR2004 - 4xx and 5xx

    @cached_property
    def value(self) -> Any:
        """The parsed body, or `BROKEN`."""
        try:
            return json.loads(self.exchange.body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            return BROKEN

    @property
    def mapping(self) -> dict[str, Any] | None:
        """The parsed body when it is a JSON object."""
        value = self.value
        return cast("dict[str, Any]", value) if isinstance(value, dict) else None

    @cached_property
    def sent(self) -> Any:
        """The value of the request's body, or ``BROKEN``."""
        try:
            return json.loads(self.exchange.request_body)
        except (ValueError, RecursionError):
            return BROKEN

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The decoded query parameters as sent, with plus signs kept."""
        text = self.exchange.target.partition("?")[2]
        pairs = (part.partition("=") for part in text.split("&") if part)
        return [(unquote(name), unquote(value)) for name, _, value in pairs]

    @property
    def shown(self) -> str:
        """The start of a message: the request and the status code of the response."""
        return f"{self.exchange.method} {self.exchange.target[:200]} got status code {self.status}"


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/?#]+)", template))


def _is_plain(value: str) -> bool:
    return value not in {"", ".", ".."} and "/" not in value and "\\" not in value


def _refuse(name: str) -> object:
    raise ValueError(name)
