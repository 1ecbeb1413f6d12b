"""Injected faults: what goes wrong, with which requests, and how often."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypedDict

from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Fault", "FaultMatch", "Faults"]

_CODES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
}
_CLIENT_ERRORS = range(400, 500)


class FaultMatch(TypedDict, total=False):
    """Which requests a fault is for; all when empty."""

    operation: str | Sequence[str]
    """The operation's id, or several of them."""
    method: str
    """The HTTP method."""
    contact: str
    """The e-mail address or the `emailMd5` of the contact that the request is about."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault; a request has the first that matches it and is not used up.

    Attributes:
        status: Response with a problem of this status, and do nothing.
        code: The problem's code; the usual one of the status when absent.
        detail: The problem's detail.
        retry_after: Seconds to announce in `Retry-After`.
        delay: Seconds to wait before anything else.
        drop: Close the connection, before the operation takes effect or after.
        garbage: Respond with bytes that are not JSON.
        truncated: Close the connection halfway through the body.
        operation: The operations that the fault is for; all when empty.
        method: The method that it is for; all when absent.
        contact: The `emailMd5` of the contact that it is for; all when absent.
        skip: How many matching requests to leave alone first.
        count: How many requests to fail; all when absent.
        probability: The chance of each matching request to fail.
        seed: Makes the chances the same every time.
        seen: How many requests matched so far.
        hits: How many requests failed so far.
    """

    status: int | None = None
    code: str | None = None
    detail: str = ""
    retry_after: int | None = None
    delay: float = 0.0
    drop: Literal["before", "after"] | None = None
    garbage: bool = False
    truncated: bool = False
    operation: tuple[str, ...] = ()
    method: str | None = None
    contact: str | None = None
    skip: int = 0
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    seen: int = field(default=0, init=False)
    hits: int = field(default=0, init=False)
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - chance, not a secret

    def problem(self) -> Problem | None:
        """Return the problem to response with, if the fault is one."""
        if self.status is None:
            return None
        usual = "invalid_request_error" if self.status in _CLIENT_ERRORS else "api_error"
        headers = [] if self.retry_after is None else [("retry-after", str(self.retry_after))]
        code = self.code or _CODES.get(self.status, usual)
        detail = self.detail or "A fault was injected"
        return Problem(self.status, code, detail, headers=headers)

    def description(self) -> str:
        """Return what the fault does, in a few words for the log."""
        parts = [
            f"delayed by {self.delay:g} s" if self.delay else "",
            f"status {self.status}" if self.status else "",
            "garbage" if self.garbage else "",
            "truncated" if self.truncated else "",
        ]
        return ", ".join(filter(None, parts))

    def applies(
        self,
        operation: str | None,
        method: str,
        contact: Callable[[], str | None] = lambda: None,
    ) -> bool:
        """Return whether a request fails now, and count it.

        Args:
            operation: The request's operation.
            method: The request's method.
            contact: Finds the `emailMd5` of the contact that the request is about.
        """
        if self.operation and operation not in self.operation:
            return False
        if self.method is not None and method != self.method:
            return False
        if self.contact is not None and contact() != self.contact:
            return False
        if self.count is not None and self.hits >= self.count:
            return False
        self.seen += 1
        if self.seen <= self.skip or self._random.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults that are in force, in the order in which they were added."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, *faults: Fault) -> None:
        """Put faults in force."""
        self._faults.extend(faults)

    def remove(self, fault: Fault) -> None:
        """Take a fault out of force, if it is in force."""
        self._faults = [other for other in self._faults if other is not fault]

    def clear(self) -> None:
        """Take every fault out of force."""
        self._faults.clear()

    def all(self) -> list[Fault]:
        """Return the faults in force."""
        return list(self._faults)

    def restore(self, faults: list[Fault]) -> None:
        """Put exactly these faults in force."""
        self._faults = list(faults)

    def take(
        self, operation: str | None, method: str, contact: Callable[[], str | None]
    ) -> Fault | None:
        """Return the fault that applies to a request, if any; see `Fault.applies`."""
        return next(
            (fault for fault in self._faults if fault.applies(operation, method, contact)), None
        )
