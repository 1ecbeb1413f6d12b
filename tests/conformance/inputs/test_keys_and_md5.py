"""Altered keys and odd hashes are what they claim to be, and give nothing away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.conformance.http.credentials import AlteredKey
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.inputs.api_keys import misshapen, near_misses
from optizmo_deploy.conformance.inputs.email_md5 import (
    foreign_digits,
    mixed_case,
    not_hexadecimal,
    spaced,
)
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

MD5 = "93942e96f5acd83e2e047ad8fe03114d"


def api_with(key: str) -> Api:
    settings = Settings(base_url="http://target.test/deploy", api_key=key)
    return Api(Wire(settings), settings)


@pytest.mark.parametrize("key", ["secret-Key-42xyz", "A", "0123456789abcdef", "ZZZA"])
def test_no_near_miss_is_the_key(key: str) -> None:
    values = [missed.value for missed in near_misses(api_with(key))]
    assert values
    assert f"Bearer {key}" not in values
    assert len(set(values)) == len(values)


def test_case_is_left_alone_where_it_may_mean_nothing() -> None:
    values = {missed.value for missed in near_misses(api_with("0123abcd-ef"))}
    assert "Bearer 0123ABCD-EF" not in values
    assert "Bearer KEY-XYZ" in {missed.value for missed in near_misses(api_with("key-xyz"))}


def test_records_show_what_the_shell_makes_the_same_header_of(
    run_shell: Callable[..., str],
) -> None:
    key = "secret-Key-42xyz"
    altered = [*near_misses(api_with(key)), *misshapen(api_with(key))]
    checked = 0
    for credentials in altered:
        if isinstance(credentials, AlteredKey):
            assert key not in credentials.shown
            assert key not in repr(credentials)
            command = f'printf %s "{credentials.shown}"'
            assert run_shell(command, OPTIZMO_DEPLOY_API_KEY=key) == credentials.value
            checked += 1
    assert checked > 8


def test_mixed_case_is_the_same_digest_in_both_cases() -> None:
    mixed = mixed_case(MD5)
    assert mixed.lower() == MD5
    assert mixed not in {MD5, MD5.upper()}


@pytest.mark.parametrize("spell", [not_hexadecimal, spaced, foreign_digits])
def test_malformed_hashes_do_not_fit_the_pattern(spell: Callable[[str], list[str]]) -> None:
    texts = spell(MD5)
    assert len(texts) > 3
    for text in texts:
        assert re.fullmatch(r"[A-Fa-f0-9]{32}", text) is None
