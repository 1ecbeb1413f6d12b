"""The guide's examples for web frameworks, each run as the test module that it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

GUIDE = Path(__file__).parents[2] / "docs" / "sandbox.md"


@pytest.mark.parametrize(("framework", "passed"), [("FastAPI", 2), ("Django", 2)])
def test_the_example_of_the_guide_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, framework: str, passed: int
) -> None:
    pytest.importorskip(framework.lower())
    match = re.search(rf"### {framework}\n+```py\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert match is not None
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(match[1])
    result = pytester.runpytest_subprocess("-p", "optizmo_deploy.pytest_plugin")
    result.assert_outcomes(passed=passed)
