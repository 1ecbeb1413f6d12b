"""Errors and other values: how they read, and that they can be pickled, copied and compared."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import optizmo_deploy
import pytest
from optizmo_deploy import (
    ApiError,
    AttributeType,
    Brand,
    ConfigurationError,
    ConnectionFailedError,
    Contact,
    ContactExistsError,
    ContactSchema,
    DeadlineExceededError,
    DeployError,
    FieldError,
    Headers,
    InvalidArgumentError,
    InvalidResponseError,
    RateLimit,
    Response,
    SchemaAttribute,
)
from optizmo_deploy.client import errors

from tests.client.rough_server import CONTACT

RESPONSE: Response[None] = Response(
    None,
    409,
    Headers([(b"Content-Type", b"text/html"), (b"Via", b"a"), (b"via", b"b")]),
    RateLimit(100, 7, datetime(2027, 1, 15, tzinfo=UTC)),
    2,
    0.5,
    b"<html>",
)
EXISTS = ContactExistsError(
    409,
    response=RESPONSE,
    code="contact_exists",
    title="Conflict",
    detail="It exists",
    instance="/deploy/v1/contacts",
    errors=(FieldError("taken", pointer="/email"),),
    retry_after=1.5,
)
SCHEMA = ContactSchema.from_dict(
    {"attributes": [{"name": "Email", "type": "email"}, {"name": "born", "type": "date"}]}
)
BRAND = Brand.from_dict(
    {
        "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
        "name": "Acme",
        "enabled": True,
        "fromAddress": None,
        "esps": [],
        "verticals": [],
        "unsubscribeHandling": {"type": "ThirdParty"},
        "createdAt": "2026-01-15T09:30:00Z",
    }
)
VALUES: list[Any] = [
    EXISTS,
    ApiError(418, response=RESPONSE),
    InvalidResponseError("no", response=RESPONSE),
    ConnectionFailedError("gone", sent=True),
    DeadlineExceededError("late", sent=False),
    ConfigurationError("no key"),
    InvalidArgumentError("no address"),
    RESPONSE,
    RESPONSE.headers,
    RESPONSE.rate_limit,
    EXISTS.errors[0],
    Contact.from_dict(CONTACT),
    SCHEMA,
    SCHEMA.attributes[1],
    BRAND,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_survive_pickling_and_copying(value: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert type(again) is type(value)
        assert str(again) == str(value)
        assert vars(again) == vars(value) if isinstance(value, DeployError) else True
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert value != object()


def test_errors_differ_when_anything_about_them_does() -> None:
    assert ConnectionFailedError("gone", sent=True) != ConnectionFailedError("gone", sent=False)
    assert ConnectionFailedError("x", sent=True) != DeadlineExceededError("x", sent=True)
    assert hash(EXISTS) == hash(pickle.loads(pickle.dumps(EXISTS)))


def test_an_optional_member_that_is_null_reads_as_absent_and_stays_so() -> None:
    again = pickle.loads(pickle.dumps(BRAND))
    assert not again.from_address
    assert "fromAddress" not in again.to_dict()


def test_an_unknown_enum_value_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(SCHEMA.attributes[1].type_))
    assert again == "date"
    assert isinstance(again, AttributeType)


def test_an_error_reads_as_one_line() -> None:
    assert str(EXISTS) == "409 contact_exists: It exists (/email: taken)"
    assert str(ApiError(418, response=RESPONSE)) == "418: the response explains nothing"
    assert str(ApiError(502, response=RESPONSE, title="Bad Gateway")) == "502: Bad Gateway"
    repeated = ApiError(400, response=RESPONSE, code="c", detail="x", errors=(FieldError("x"),))
    assert str(repeated) == "400 c: x"


def test_a_long_or_strange_text_is_made_presentable() -> None:
    error = ApiError(400, response=RESPONSE, code="c", detail="a\x1b[31m\r\n\tb\u2028" + "x" * 5000)

    assert str(error).startswith("400 c: a [31m b x")
    assert len(str(error)) == 300
    assert str(error).isprintable()


def test_headers_are_found_in_any_case() -> None:
    headers = RESPONSE.headers
    assert headers["content-TYPE"] == "text/html"
    assert headers["Via"] == "a, b"
    assert "nothing" not in headers
    assert len(headers) == 2
    assert list(headers) == ["content-type", "via"]
    assert repr(headers) == "Headers(['content-type', 'via'])"


def test_the_repr_of_a_response_shows_neither_headers_nor_content() -> None:
    assert "html" not in repr(RESPONSE)


def test_the_tree_of_errors_is_the_one_that_is_drawn() -> None:
    drawn = {}
    stack: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        body = line.lstrip(" │├└─")
        name = body.split(" ")[0] if body else ""
        if not name.endswith("Error"):
            continue
        indent = len(line) - len(body)
        while stack and stack[-1][0] >= indent:
            stack.pop()
        drawn[name] = stack[-1][1] if stack else "Exception"
        stack.append((indent, name))
    classes = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, DeployError)
    }

    assert drawn == classes
    assert set(classes) == set(errors.__all__)
    assert issubclass(InvalidArgumentError, ValueError)


EXPORTED = {
    *errors.__all__,
    *("AsyncBrandList", "AsyncDeployClient", "AsyncPages", "BrandList", "DeployClient", "Pages"),
    *("AttributeType", "Attributes", "Brand", "BrandSummary", "Contact", "ContactSchema"),
    *("DeployUnsubscribeHandling", "Esp", "FieldError", "Headers", "Page", "Pagination"),
    *("RateLimit", "Response", "RetryPolicy", "SchemaAttribute", "SubscribedBrand"),
    *("ThirdPartyUnsubscribeHandling", "Vertical", "__version__", "email_md5"),
}


def test_the_exported_names_are_these_and_are_all_there() -> None:
    assert set(optizmo_deploy.__all__) == EXPORTED
    assert set(dir(optizmo_deploy)) >= EXPORTED
    for name in EXPORTED:
        assert getattr(optizmo_deploy, name) is not None
    assert optizmo_deploy.SchemaAttribute is SchemaAttribute
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        optizmo_deploy.Nothing  # type: ignore[attr-defined]  # noqa: B018


def test_every_exported_name_has_documentation() -> None:
    for name in EXPORTED - {"__version__"}:
        assert inspect.getdoc(getattr(optizmo_deploy, name)), name


def test_importing_the_package_imports_neither_client_nor_http_library() -> None:
    program = (
        "import sys, optizmo_deploy;"
        "loaded = {m.split('.')[0] for m in sys.modules};"
        "print(sorted(loaded & {'httpx', 'aiohttp', 'attr', 'optizmo_deploy_api'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_blocking_client_needs_no_aiohttp() -> None:
    program = (
        "import sys, optizmo_deploy as o; o.DeployClient('k').close();"
        "print('aiohttp' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "module", ["contacts", "subscriptions", "brands", "contact_schema", "listing", "client"]
)
def test_both_halves_have_the_same_methods(module: str) -> None:
    blocking = importlib.import_module(f"optizmo_deploy.client._sync.{module}")
    other = importlib.import_module(f"optizmo_deploy.client._async.{module}")
    renamed = {"aclose": "close", "__aenter__": "__enter__", "__aexit__": "__exit__"}
    renamed |= {"__aiter__": "__iter__", "__anext__": "__next__"}
    for name in blocking.__all__:
        one, two = getattr(blocking, name), getattr(other, f"Async{name}")
        methods = {n for n in vars(one) if callable(vars(one)[n])}
        assert methods == {renamed.get(n, n) for n in vars(two) if callable(vars(two)[n])}


def test_the_blocking_half_is_what_the_script_derives() -> None:
    script = Path(__file__).parents[2] / "scripts/unasync.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
