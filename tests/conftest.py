"""What tests of several folders share."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.paths import ROOT


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The contract's document, which no test may change."""
    text = (ROOT / "openapi" / "deploy-v1.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return document
