"""What the entries of `errors` in an error response must point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import actual, field_errors, problem_of
from optizmo_deploy.conformance.requirements.exceptions import Violation

if TYPE_CHECKING:
    from collections.abc import Collection

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["points_to"]


def points_to(
    exchange: Exchange, pointer: str, *, within: bool = False, also: Collection[str] = ()
) -> None:
    """Require that an entry of `errors` points to a value of the request.

    Args:
        exchange: A request that was rejected.
        pointer: The JSON Pointer of the value.
        within: Whether a pointer to something inside the value is accepted.
        also: Other pointers that are accepted.

    Raises:
        Violation: No entry points there.
    """
    found = [entry.get("pointer") for entry in field_errors(problem_of(exchange))]
    for candidate in found:
        if isinstance(candidate, str) and (
            candidate in {pointer, *also} or (within and candidate.startswith(f"{pointer}/"))
        ):
            return
    raise Violation(
        f"{exchange.operation} should be rejected with an entry of errors whose pointer "
        f"is {pointer}, but got {actual(exchange)}",
        exchange,
    )
