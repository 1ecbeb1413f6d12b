"""What all commands share: the API key, errors and exit codes, and writing to standard output."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    FieldError,
    Headers,
    InvalidArgumentError,
    InvalidRequestError,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    Response,
    ServerError,
)
from optizmo_deploy.cli._errors import as_click_error
from optizmo_deploy.cli._escape import visible
from optizmo_deploy.cli._options import ApiOptions, api_options
from optizmo_deploy.cli._output import Format, as_json, write_text
from optizmo_deploy.cli._secrets import read_secret

if TYPE_CHECKING:
    from pathlib import Path

RESPONSE: Response[None] = Response(None, 400, Headers(), None, 1, 0.1, b"")


@pytest.mark.parametrize(
    "content",
    [
        b"my-key",
        b"my-key\n",
        b"my-key\r\n",
        b"\xef\xbb\xbfmy-key\n",
        b"  my-key \n\n",
        "my-key\n".encode("utf-16"),
    ],
)
def test_a_key_file_is_read_without_line_end_white_space_and_byte_order_mark(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    assert read_secret(file, option="--api-key-file") == "my-key"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"one\ntwo\n", "on one line"),
        (b"se cret", "visible ASCII"),
        (b"s\x00cret", "visible ASCII"),
        ("schlüssel".encode(), "visible ASCII"),
        (b"\xff\xfe\xff", "visible ASCII"),
        (b"k" * 100_000, "on one line"),
    ],
)
def test_a_file_that_holds_no_key_is_a_usage_error_that_does_not_quote_it(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(click.UsageError, match=words) as caught:
        read_secret(file, option="--api-key-file")
    assert "cret" not in caught.value.message
    assert "--api-key-file" in caught.value.message


def test_a_key_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="Is a directory"):
        read_secret(tmp_path, option="--api-key-file")


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize(("mode", "warned"), [(0o644, True), (0o640, True), (0o600, False)])
def test_a_key_file_that_others_may_read_is_warned_about_on_a_terminal(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    warned: bool,
) -> None:
    file = tmp_path / "key"
    file.write_text("my-key\n")
    file.chmod(mode)
    read_secret(file, option="--api-key-file")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    read_secret(file, option="--api-key-file")
    assert ("chmod 600" in capsys.readouterr().err) is warned


def test_the_key_comes_from_the_file_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", "of-the-environment")
    file = tmp_path / "key"
    file.write_text("of-the-file")
    assert ApiOptions(None, file, None, Format.JSON, yes=False).api_key() == "of-the-file"
    assert ApiOptions(None, None, None, Format.JSON, yes=False).api_key() == "of-the-environment"


@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_key_is_a_usage_error_that_names_both_ways_to_give_one(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("OPTIZMO_DEPLOY_API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", value)
    with pytest.raises(click.UsageError, match=r"OPTIZMO_DEPLOY_API_KEY.*--api-key-file"):
        ApiOptions(None, None, None, Format.JSON, yes=False).client_arguments()


def test_a_timeout_limits_the_attempt_and_the_whole_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", "key")
    arguments = ApiOptions("http://host", None, 5.0, Format.JSON, yes=False).client_arguments()
    retry = arguments.get("retry")
    assert retry is not None
    assert (arguments.get("timeout"), retry.deadline) == (5.0, 5.0)
    assert arguments.get("base_url") == "http://host"


def api_error(kind: type[ApiError], status: int, **details: object) -> ApiError:
    return kind(status, response=RESPONSE, **details)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            api_error(NotFoundError, 404, code="not_found_error", detail="Contact not found"),
            1,
            "ann@example.com: Contact not found (404 not_found_error)",
        ),
        (
            api_error(
                InvalidRequestError,
                400,
                code="invalid_request_error",
                detail="Invalid request",
                errors=(
                    FieldError("must be a number", pointer="/attributes/age"),
                    FieldError("must be one of name, -name", parameter="sort"),
                ),
            ),
            1,
            "ann@example.com: Invalid request (400 invalid_request_error)\n"
            "  /attributes/age: must be a number; sort: must be one of name, -name",
        ),
        (
            api_error(
                AuthenticationError,
                401,
                code="authentication_error",
                detail="credentials required",
            ),
            1,
            "ann@example.com: credentials required (401 authentication_error)\n"
            "Check the API key in OPTIZMO_DEPLOY_API_KEY or --api-key-file.",
        ),
        (
            api_error(RateLimitError, 429, retry_after=12.2),
            1,
            "ann@example.com: Too Many Requests (429; try again in 12 s)",
        ),
        (
            api_error(ServerError, 502),
            3,
            "ann@example.com: Bad Gateway (502)\n"
            "The response does not look like the Deploy API's: check --base-url.",
        ),
        (
            api_error(ServerError, 599),
            3,
            "ann@example.com: the response explains nothing (599)\n"
            "The response does not look like the Deploy API's: check --base-url.",
        ),
        (
            ConnectionFailedError("the connection failed: Connection refused", sent=False),
            3,
            "ann@example.com: the connection failed: Connection refused\n"
            "The server is http://127.0.0.1:9/deploy.",
        ),
        (
            DeadlineExceededError("too slow", sent=True),
            3,
            "ann@example.com: too slow\nThe server is http://127.0.0.1:9/deploy.",
        ),
        (
            InvalidResponseError("not JSON", response=RESPONSE),
            3,
            "ann@example.com: not JSON\n"
            "The response does not look like the Deploy API's: check --base-url.",
        ),
        (InvalidArgumentError("no address"), 2, "ann@example.com: no address"),
        (ConfigurationError("no URL"), 2, "ann@example.com: no URL"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_has_one_or_two_lines_and_its_exit_code(
    error: ApiError, code: int, message: str
) -> None:
    shown = as_click_error(error, about="ann@example.com", base_url="http://127.0.0.1:9/deploy")
    assert (shown.exit_code, shown.message) == (code, message)


def test_many_field_errors_and_long_texts_are_cut() -> None:
    errors = tuple(FieldError("wrong", pointer=f"/attributes/{n}") for n in range(25))
    error = api_error(InvalidRequestError, 400, code="x", detail="d" * 5000, errors=errors)
    first, second = as_click_error(error).message.split("\n")
    assert len(first) < 500
    assert "/attributes/9: wrong; and 15 more" in second
    assert "/attributes/10" not in second


def test_control_characters_in_the_words_of_a_server_are_escaped() -> None:
    error = api_error(InvalidRequestError, 400, code="x", detail="\x1b]0;owned\x07\nError: \u202e")
    message = as_click_error(error, about="a\x1b[2J@b").message
    assert message == "a\\x1b[2J@b: \\x1b]0;owned\\x07\\nError: \\u202e (400 x)"


@given(st.text())
def test_visible_text_is_printable_and_ordinary_text_stays(text: str) -> None:
    assert visible(text).isprintable()
    if text.isprintable():
        assert visible(text) == text


@given(st.dictionaries(st.text(), st.text()))
def test_json_holds_no_control_character_and_means_the_same(data: dict[str, str]) -> None:
    text = as_json(data)
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in text)
    assert json.loads(text) == data
    assert json.loads(as_json(data, indent=2)) == data


class Terminal(io.TextIOWrapper):
    """Standard output in some encoding, whose bytes can be looked at."""

    def __init__(self, encoding: str) -> None:
        self.written = io.BytesIO()
        super().__init__(self.written, encoding=encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
def test_text_is_written_whatever_the_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    terminal = Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert write_text(f"{as_json({'name': '日本 ü'})}\n日本\n")
    first, second = terminal.written.getvalue().decode(encoding).splitlines()
    assert json.loads(first) == {"name": "日本 ü"}
    assert second in {"日本", "\\u65e5\\u672c"}


def test_writing_to_a_closed_or_missing_stdout_is_reported_and_raises_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert write_text("lost\n") is False
        assert write_text("lost too\n") is True  # into nothing
    monkeypatch.setattr(sys, "stdout", None)
    assert write_text("lost\n") is False


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
def test_a_full_disk_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(click.ClickException, match="standard output: No space left"):
            write_text("lost\n")


def test_the_common_options_come_as_one_object() -> None:
    seen: list[ApiOptions] = []

    @click.command()
    @api_options
    def command(options: ApiOptions) -> None:
        seen.append(options)

    arguments = ["--output", "jsonl", "--timeout", "2", "-y", "--base-url", "http://host"]
    command.main(arguments, standalone_mode=False)
    assert seen == [ApiOptions("http://host", None, 2.0, Format.JSONL, yes=True)]
    command.main([], standalone_mode=False)
    assert seen[1].output is Format.JSON
