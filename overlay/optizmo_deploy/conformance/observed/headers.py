"""Rules about header fields."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE, Finding
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Observation
    from optizmo_deploy.conformance.observed.rule import Rule

__all__ = ["RATE_LIMIT"]

RATE_LIMIT = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
DIGITS = re.compile(r"[0-9]+")


@rule("retry-after")
def says_when_to_retry(seen: Observation) -> Finding:
    """Require that a busy account states in whole seconds when to retry."""
    if (
        seen.status != HTTPStatus.CONFLICT
        or (seen.mapping or {}).get("code") != "operation_in_progress"
    ):
        return NOT_APPLICABLE
    given = seen.exchange.header("retry-after")
    if given is not None and DIGITS.fullmatch(given.strip()):
        return None
    return (
        f"{seen.shown} (operation_in_progress) with Retry-After {given!r}, which should be "
        "whole seconds"
    )


def _presence(name: str) -> Rule:
    def is_present(seen: Observation) -> Finding:
        if seen.operation is None:
            return NOT_APPLICABLE
        return (
            None
            if seen.exchange.header(name) is not None
            else f"{seen.shown} without the header field {name}"
        )

    return is_present


def _value(name: str) -> Rule:
    def is_a_number(seen: Observation) -> Finding:
        given = seen.exchange.header(name)
        if given is None:
            return NOT_APPLICABLE
        return (
            None
            if DIGITS.fullmatch(given.strip())
            else f"{seen.shown} with {name}: {given}, which should be an integer"
        )

    return is_a_number


for _name in RATE_LIMIT:
    rule(f"has-{_name}")(_presence(_name))
    rule(f"{_name}-is-integer")(_value(_name))


@rule("remaining-within-limit")
def remains_within_the_limit(seen: Observation) -> Finding:
    """Require that no more requests remain than the limit allows."""
    limit, remaining = (seen.exchange.header(name) or "" for name in RATE_LIMIT[:2])
    if not DIGITS.fullmatch(limit) or not DIGITS.fullmatch(remaining):
        return NOT_APPLICABLE
    if int(remaining) <= int(limit):
        return None
    return f"{seen.shown} with {remaining} requests remaining of a limit of {limit}, which is fewer"
