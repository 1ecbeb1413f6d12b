"""Every task of the project; each session makes its own environment.

nox -s tests         the test suite
nox -s conformance   the conformance suite, against the embedded sandbox or `-- --base-url URL`
nox -s generate      the client, made anew from the contract; `-- --check` only compares
nox -s lint types spec docs bench mutants
"""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "tests", "conformance"]
nox.options.error_on_external_run = True

GROUPS = nox.project.load_toml("pyproject.toml")
CODE = ["mutants", "overlay", "scripts", "tests", "noxfile.py"]
SOURCES = {"PYTHONPATH": os.pathsep.join(["overlay", "generated"])}


def install(session: nox.Session, *groups: str, package: str | None = None) -> None:
    """Install dependency groups and, when asked for, the built package with extras."""
    wanted = list(nox.project.dependency_groups(GROUPS, *groups)) if groups else []
    session.install(*wanted, *([package] if package else []))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on the installed package; the client's branches must all be covered."""
    install(session, "test", "generate", "spec", package=".[all]")
    coverage = [
        "--cov=optizmo_deploy.client",
        "--cov-branch",
        "--cov-report=term-missing:skip-covered",
    ]
    again = ["--reruns", "2"]  # the summary names what passed only then
    whole = ["-n", "auto", *again, *coverage, "--cov-fail-under=100"]
    session.run("pytest", *(session.posargs or whole))


@nox.session
def conformance(session: nox.Session) -> None:
    """Judge the embedded sandbox in full, or the server that `-- --base-url URL` names."""
    session.install(".[all]")
    if session.posargs:
        session.run("optizmo-deploy", "conformance", "run", *session.posargs)
    else:
        session.run("python", "scripts/judge_sandbox.py")


@nox.session
def generate(session: nox.Session) -> None:
    """Make the generated client anew; `-- --check` fails when it differs from the tree."""
    install(session, "generate")
    session.run("python", "scripts/generate.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting and the rule which part may import which."""
    install(session, "lint")
    session.run("ruff", "check", *CODE)
    session.run("ruff", "format", "--check", *CODE)
    session.run("lint-imports", env=SOURCES)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types strictly with mypy and pyright, and that every public name has one."""
    install(session, "types", "test", "generate", "spec", package=".[all]")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "optizmo_deploy", "--ignoreexternal")


@nox.session
def spec(session: nox.Session) -> None:
    """Check the contract with every linter; Redocly and Spectral need Node."""
    install(session, "spec")
    session.run("python", "scripts/check_spec.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Run every example of the documentation."""
    install(session, "test", package=".[all]")
    session.run("pytest", "tests/docs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure against the figures that the project has set itself; every result is a ratio."""
    install(session, "bench", package=".[all]")
    for script in sorted(Path("scripts/bench").glob("[!_]*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Run the suite against faulty and correct variants of the sandbox; `-- --write` notes how."""
    install(session, "test", package=".[all]")
    session.run("python", "-m", "mutants", *session.posargs)
