"""What tests of several folders share."""

from __future__ import annotations

import signal
from typing import Any

import pytest
import yaml

from tests.paths import ROOT

# A shell that starts the tests in the background has them ignore Ctrl-C. The processes that tests
# start inherit that, and those that a test interrupts would go on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The contract's document, which no test may change."""
    text = (ROOT / "openapi" / "deploy-v1.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return document
