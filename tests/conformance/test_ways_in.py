"""The ways into the suite besides its command, and what stands at the door."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.conformance.http.base_url import BaseUrlError, normalised
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.server.provider_states import ProviderStates
from optizmo_deploy.conformance.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(api_key: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPTIZMO_")}
    return {**kept, "OPTIZMO_DEPLOY_API_KEY": api_key}


@pytest.fixture
def in_pytest(environment: dict[str, str], tmp_path: Path) -> Any:
    """Run the suite as pytest runs it, without the plugins of this project's own tests."""

    def run(*arguments: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
        own = environment if key is None else {**environment, "OPTIZMO_DEPLOY_API_KEY": key}
        return subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", "optizmo_deploy.conformance", "-rA"),
                *("-p", "no:cacheprovider", "-p", "no:asyncio", *arguments),
            ],
            cwd=tmp_path,
            env=own,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_pytest_reports_one_test_a_requirement(
    in_pytest: Any, serve: Any, relay: Any, a_problem: Any, tmp_path: Path
) -> None:
    def handler(asked: Any) -> Any:
        if asked.target.startswith("/v1/brands/"):
            return a_problem(400, "invalid_request_error", asked.target)
        return relay(asked)

    url = serve(handler).url
    done = in_pytest(
        *("--deploy-base-url", url, "--deploy-report-dir", str(tmp_path / "out")),
        *("-k", "getContact.missing-contact or getBrand.unknown-brand or disableContact.succeeds"),
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "[getBrand.unknown-brand]" in done.stdout
    assert "curl --path-as-is" in done.stdout
    assert "needs the profile 'write'" in done.stdout
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "key", "ends"),
    [
        ((), None, (4, "--deploy-base-url")),
        (("--deploy-base-url", "nowhere"), None, (4, "absolute URL")),
        (("--deploy-base-url", "{url}"), " ", (4, "no API key")),
        (("--deploy-base-url", "{url}"), None, (3, "could not be reached")),
    ],
)
def test_pytest_ends_at_once_when_nothing_can_be_judged(
    in_pytest: Any,
    free_url: str,
    arguments: tuple[str, ...],
    key: str | None,
    ends: tuple[int, str],
) -> None:
    done = in_pytest(*(argument.format(url=free_url) for argument in arguments), key=key)

    assert done.returncode == ends[0]
    assert ends[1] in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_progress_is_shown_on_a_terminal(environment: dict[str, str], sandbox: Any) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "optizmo_deploy", "conformance", "run"),
            *("--base-url", sandbox.url, "--only", "getContact.missing-contact"),
        ],
        env={**environment, "TERM": "xterm", "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    out, _ = process.communicate(timeout=60)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(ours)

    assert process.returncode == 0
    assert "CONFORMANT: 1 pass" in out
    assert b"\x1b[" in shown
    assert b"connecting" in shown or b"getContact.missing-contact" in shown


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://api.optizmo.com/deploy", "https://api.optizmo.com/deploy"),
        ("https://api.optizmo.com/deploy/", "https://api.optizmo.com/deploy"),
        (" http://127.0.0.1:80/deploy// ", "http://127.0.0.1:80/deploy"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8000/deploy", "http://[::1]:8000/deploy"),
    ],
)
def test_a_base_url_is_tidied_up(given: str, expected: str) -> None:
    assert normalised(given) == (expected, None)


def test_a_base_url_with_the_version_is_put_right_with_a_note() -> None:
    url, note = normalised("https://api.optizmo.com/deploy/v1/")

    assert url == "https://api.optizmo.com/deploy"
    assert note is not None
    assert "/v1" in note


@pytest.mark.parametrize(
    "given",
    ["", "api.optizmo.com", "/deploy", "file:///deploy", "http://", "http://u:p@x/d", "http://x/?a",
     "http://x/#a", "http://x:0/", "http://x:port/", "http://x y/", "http://münchen.example/"],
)  # fmt: skip
def test_what_cannot_be_a_base_url_is_refused(given: str) -> None:
    with pytest.raises(BaseUrlError):
        normalised(given)


def test_a_state_is_set_up_and_torn_down_whatever_happens_in_it(
    serve: Any, answer: Any, settings_for: Any
) -> None:
    double = serve(lambda asked: answer(200, {}))
    states = ProviderStates(
        settings_for(double.url, profile=Profile.FULL, provider_states_url=double.url + "/states")
    )
    with pytest.raises(ZeroDivisionError), states.state("account busy", seconds=5):
        raise ZeroDivisionError

    assert [asked.body for asked in double.asked] == [
        b'{"state":"account busy","action":"%s","params":{"seconds":5}}' % action
        for action in (b"setup", b"teardown")
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"provider_states_url": None}, "--provider-states-url"),
        ({"profile": Profile.WRITE}, "profile 'full'"),
        ({"provider_states_url": "http://127.0.0.1:1/states"}, "failed"),
        ({}, "got status code 500"),
    ],
)
def test_a_state_that_cannot_be_had_leaves_its_requirements_unreached(
    serve: Any, answer: Any, settings_for: Any, options: dict[str, Any], said: str
) -> None:
    double = serve(lambda asked: answer(500, {}))
    own = {"profile": Profile.FULL, "provider_states_url": double.url + "/states", **options}

    with (
        pytest.raises(NotReached, match=said),
        ProviderStates(settings_for(double.url, **own)).state("x"),
    ):
        pytest.fail("the state was entered")


def test_settings_show_no_secrets() -> None:
    settings = Settings(
        base_url="http://x",
        api_key="one-secret",
        forbidden_api_key="two-secret",
        contact="a@b.example",
    )

    assert "secret" not in repr(settings)
    assert "a@b.example" not in repr(settings)


def test_the_same_seed_makes_the_same_addresses_and_another_others() -> None:
    runs = [Settings(base_url="http://x", api_key="k", seed=seed).run for seed in (1, 1, 2)]

    assert runs[0] == runs[1] != runs[2]
