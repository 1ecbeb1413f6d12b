"""What the sandbox's HTTP protocol takes from uvicorn and httptools beyond their documentation.

A failure here names what a new version of uvicorn changed; raise the upper bound in
`pyproject.toml` only when `optizmo_deploy.sandbox.protocol` and `server` fit it.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import httptools
import pytest
import uvicorn
from optizmo_deploy.sandbox import protocol
from optizmo_deploy.sandbox.protocol import ProblemProtocol
from optizmo_deploy.sandbox.server import Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

ROOT = Path(__file__).parents[2]
OVERRIDDEN = [
    name
    for name, member in vars(ProblemProtocol).items()
    if inspect.isfunction(member) and not (name.startswith("_") and name != "__init__")
]
ATTRIBUTES = ["cycle", "loop", "parser", "pipeline", "scope", "transport", "url"]
METHODS = ["_unset_keepalive_if_required"]


@pytest.fixture
def connection() -> HttpToolsProtocol:
    config = uvicorn.Config(lambda: None, lifespan="off", log_config=None)
    config.load()
    loop: Any = object()
    return HttpToolsProtocol(config, ServerState(), {}, _loop=loop)


def test_the_version_is_bounded_on_both_sides() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]["sandbox"]
    (requirement,) = (line for line in extras if line.startswith("uvicorn"))
    assert re.search(r">=\d", requirement)
    assert re.search(r"<\d", requirement), "an unbounded uvicorn can break the protocol"


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_each_overridden_method_is_there_with_the_same_parameters(name: str) -> None:
    theirs = getattr(HttpToolsProtocol, name, None)
    assert theirs is not None, f"uvicorn no longer has HttpToolsProtocol.{name}"
    if name != "__init__":
        ours = inspect.signature(getattr(ProblemProtocol, name))
        assert list(ours.parameters) == list(inspect.signature(theirs).parameters)


@pytest.mark.parametrize("name", [*ATTRIBUTES, *METHODS])
def test_each_attribute_of_a_connection_is_there(connection: HttpToolsProtocol, name: str) -> None:
    known = hasattr(connection, name) or f"self.{name} =" in inspect.getsource(HttpToolsProtocol)
    assert known, f"uvicorn no longer has HttpToolsProtocol.{name}"
    source = inspect.getsource(protocol)
    assert f".{name}" in source, f"{name} is not used any more: take it off this list"


def test_a_cycle_has_what_ends_it_early() -> None:
    names = {"response_complete", "disconnected", "message_event"}
    assert names <= set(RequestResponseCycle.__init__.__code__.co_names)


def test_the_pipeline_holds_pairs_that_begin_with_the_cycle() -> None:
    source = inspect.getsource(HttpToolsProtocol.on_headers_complete)
    assert re.search(r"pipeline\.appendleft\(\(self\.cycle, ", source), source


def test_the_parser_reports_upgrades_and_unknown_methods_apart() -> None:
    assert issubclass(httptools.HttpParserUpgrade, httptools.HttpParserError) is False
    assert issubclass(httptools.HttpParserInvalidMethodError, httptools.HttpParserError)


@pytest.mark.parametrize("name", ["startup", "capture_signals", "handle_exit", "run", "serve"])
def test_the_server_has_the_methods_that_are_overridden_or_called(name: str) -> None:
    assert callable(getattr(uvicorn.Server, name, None)), f"uvicorn.Server has no {name}"
    assert name in vars(Server) or name == "serve"
