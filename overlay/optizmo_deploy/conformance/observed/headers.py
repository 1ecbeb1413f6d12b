"""Rules about headers."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, Judgement
from optizmo_deploy.conformance.requirements.registry import rule

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.observation import Sight
    from optizmo_deploy.conformance.observed.rule import Rule

__all__ = ["RATE_LIMIT"]

RATE_LIMIT = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
DIGITS = re.compile(r"[0-9]+")


@rule("retry-after")
def says_when_to_retry(sight: Sight) -> Judgement:
    """Judge that a busy account says in whole seconds when to try again."""
    if (
        sight.status != HTTPStatus.CONFLICT
        or (sight.mapping or {}).get("code") != "operation_in_progress"
    ):
        return NOTHING_TO_SEE
    given = sight.exchange.header("retry-after")
    if given is not None and DIGITS.fullmatch(given.strip()):
        return None
    return (
        f"{sight.said} (operation_in_progress) with Retry-After {given!r} instead of whole seconds"
    )


def _presence(name: str) -> Rule:
    def is_present(sight: Sight) -> Judgement:
        if sight.operation is None:
            return NOTHING_TO_SEE
        return None if sight.exchange.header(name) is not None else f"{sight.said} without {name}"

    return is_present


def _value(name: str) -> Rule:
    def is_a_number(sight: Sight) -> Judgement:
        given = sight.exchange.header(name)
        if given is None:
            return NOTHING_TO_SEE
        return None if DIGITS.fullmatch(given.strip()) else f"{sight.said} with {name}: {given}"

    return is_a_number


for _name in RATE_LIMIT:
    rule(f"has-{_name}")(_presence(_name))
    rule(f"{_name}-is-integer")(_value(_name))


@rule("remaining-within-limit")
def remains_within_the_limit(sight: Sight) -> Judgement:
    """Judge that no more requests remain than the limit allows."""
    limit, remaining = (sight.exchange.header(name) or "" for name in RATE_LIMIT[:2])
    if not DIGITS.fullmatch(limit) or not DIGITS.fullmatch(remaining):
        return NOTHING_TO_SEE
    if int(remaining) <= int(limit):
        return None
    return f"{sight.said} with {remaining} requests remaining of {limit}"
