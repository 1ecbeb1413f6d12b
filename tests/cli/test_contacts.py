"""`optizmo-deploy contacts`: get, create, update, upsert and disable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy import email_md5
from optizmo_deploy.cli._tables import brief, details

if TYPE_CHECKING:
    from pathlib import Path

    from optizmo_deploy.sandbox import Sandbox

    from tests.cli.conftest import Command

ALICE = "alice@example.com"
TEST = "test@email.com"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
FIELDS = ["email", "emailMd5", "enabled", "createdAt", "brandIds", "attributes"]


def writes(sandbox: Sandbox) -> list[str]:
    return [request.method for request in sandbox.requests() if request.method != "GET"]


def test_get_prints_a_contact_as_one_json_object_with_the_names_of_the_api(
    process: Command,
) -> None:
    done = process("contacts", "get", ALICE)
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == FIELDS
    assert done.json["email"] == ALICE
    assert done.json["createdAt"] == "2026-06-12T00:00:00Z"
    assert done.json["attributes"]["interests"] == ["books", "music"]


def test_get_takes_an_md5_in_either_case(cli: Command) -> None:
    md5 = email_md5(ALICE)
    done = cli("contacts", "get", md5, md5.upper(), "--output", "jsonl")
    assert [each["email"] for each in done.lines] == [ALICE, ALICE]


def test_get_prints_several_contacts_as_an_array_in_their_order(cli: Command) -> None:
    done = cli("contacts", "get", TEST, ALICE)
    assert [each["email"] for each in done.json] == [TEST, ALICE]


def test_get_reads_contacts_from_standard_input(cli: Command) -> None:
    lines = f"\N{BOM}{TEST}\r\n\n \t{ALICE}\t\n"
    assert [each["email"] for each in cli("contacts", "get", "-", stdin=lines).json] == [
        TEST,
        ALICE,
    ]
    both = cli("contacts", "get", ALICE, "-", "--output", "jsonl", stdin=TEST)
    assert [each["email"] for each in both.lines] == [ALICE, TEST]


def test_one_contact_on_standard_input_is_an_array_too(cli: Command) -> None:
    assert [each["email"] for each in cli("contacts", "get", "-", stdin=ALICE).json] == [ALICE]


def test_no_contact_on_standard_input_is_nothing_to_do(cli: Command) -> None:
    done = cli("contacts", "get", "-", stdin="\n")
    assert (done.code, done.json) == (0, [])
    assert done.err == "No contacts on standard input.\n"


def test_get_of_a_missing_contact_fails_in_one_line(process: Command) -> None:
    done = process("contacts", "get", "nobody@example.com")
    assert (done.code, done.out) == (1, "")
    assert done.err == "Error: nobody@example.com: Contact not found (404 not_found_error)\n"


def test_one_failure_does_not_keep_the_others_from_being_printed(process: Command) -> None:
    done = process("contacts", "get", ALICE, "nobody@example.com", "no@example.com", TEST)
    assert done.code == 1
    assert [each["email"] for each in done.json] == [ALICE, TEST]
    assert [line.split(":")[1] for line in done.err.splitlines()] == [
        " nobody@example.com",
        " no@example.com",
    ]


def test_when_all_fail_standard_output_is_empty(cli: Command) -> None:
    for form in ("table", "json", "jsonl"):
        done = cli("contacts", "get", "a@example.com", "b@example.com", "--output", form)
        assert (done.code, done.out) == (1, "")


def test_a_rejected_key_stops_at_once_and_says_how_many_were_not_tried(
    cli: Command, deploy_sandbox: Sandbox
) -> None:
    done = cli("contacts", "get", ALICE, TEST, "a@b", OPTIZMO_DEPLOY_API_KEY="wrong")
    assert (done.code, done.out) == (1, "")
    assert "401 authentication_error" in done.err
    assert done.err.endswith("Not tried: 2 more.\n")
    assert len(deploy_sandbox.requests()) == 1


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ("ann", "is neither an e-mail address nor"),
        ("5d41402abc4b2a76b9719d911017c59", "is neither an e-mail address nor"),
        ("5d41402abc4b2a76b9719d911017c592" * 2, "SHA-256"),
        ("Ann <ann@example.com>", "give the address alone"),
        ("mailto:ann@example.com", "give the plain address"),
        ("ann @example.com", "holds a space"),
        ("ann\N{NO-BREAK SPACE}@example.com", "no-break space"),
        ("@example.com", "not a plain e-mail address"),
        ("", "'': the contact is empty"),
        ("\x1b[31mann", "\\x1b[31mann"),
    ],
)
def test_what_is_no_contact_is_a_usage_error_before_anything_is_sent(
    cli: Command, deploy_sandbox: Sandbox, contact: str, words: str
) -> None:
    done = cli("contacts", "get", ALICE, contact)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert deploy_sandbox.requests() == []


def test_a_line_of_standard_input_that_is_no_contact_is_named(cli: Command) -> None:
    done = cli("contacts", "get", "-", stdin=f"{ALICE}\n\nann\n")
    assert done.code == 2
    assert done.err.startswith("Error: line 3 of standard input: ann: ")


def test_standard_input_that_is_not_utf_8_is_a_usage_error(cli: Command) -> None:
    done = cli("contacts", "get", "-", stdin=b"a@b\n\xff\xfe")
    assert (done.code, done.err) == (2, "Error: standard input is not UTF-8 (byte 5)\n")


def test_standard_input_can_be_used_once(cli: Command) -> None:
    assert cli("contacts", "get", "-", "-").code == 2
    done = cli("contacts", "update", "-", "--attributes-json", "-", stdin=ALICE)
    assert (done.code, done.out) == (2, "")
    assert "both" in done.err


def test_an_address_that_starts_with_a_hyphen_goes_after_two(cli: Command) -> None:
    assert cli("contacts", "create", "--", "-ann@example.com").code == 0
    assert cli("contacts", "get", "--", "-ann@example.com").json["email"] == "-ann@example.com"
    hint = cli("contacts", "get", "-ann@example.com")
    assert hint.code == 2
    assert "-- -ann@example.com" in hint.err


def test_create_types_attributes_by_the_contact_schema(process: Command) -> None:
    done = process(
        *("contacts", "create", "ann@example.com", "--brand", "Acme", "--brand", "acme labs"),
        *("--attribute", "first_name=007", "--attribute", "age=42", "--attribute", "score=-1.5"),
        *("--attribute", "vip=true", "--attribute", "interests=books", "--attribute"),
        *("interests=a=b", "--attribute", "work_email=ann@work.example"),
    )
    assert (done.code, done.err) == (0, "")
    attributes = done.json["attributes"]
    derived = {name for name in attributes if ":" in name}
    assert {name: attributes[name] for name in attributes if name not in derived} == {
        "first_name": "007",
        "age": 42,
        "score": -1.5,
        "vip": True,
        "interests": ["books", "a=b"],
        "work_email": "ann@work.example",
    }
    assert done.json["brandIds"] == [ACME, "97c615f4-43ca-5837-8a46-ac2983db1d48"]


def test_create_without_attributes_asks_for_no_schema(
    cli: Command, deploy_sandbox: Sandbox
) -> None:
    assert cli("contacts", "create", "ann@example.com").code == 0
    assert [request.operation for request in deploy_sandbox.requests()] == ["createContact"]


def test_create_of_one_that_exists_says_what_to_do(cli: Command) -> None:
    done = cli("contacts", "create", "ann@example.com", ALICE)
    assert (done.code, [each["email"] for each in done.json]) == (1, ["ann@example.com"])
    assert "409 contact_exists" in done.err
    assert "contacts upsert" in done.err


@pytest.mark.parametrize("command", ["create", "upsert"])
def test_creating_needs_addresses(cli: Command, deploy_sandbox: Sandbox, command: str) -> None:
    done = cli("contacts", command, email_md5(ALICE))
    assert (done.code, deploy_sandbox.requests()) == (2, [])
    assert "takes its address" in done.err


def test_update_sets_removes_and_leaves_attributes(process: Command) -> None:
    done = process(
        *("contacts", "update", ALICE, "--attribute", "first_name=Al", "--unset", "age"),
        *("--unset", "score"),
    )
    assert (done.code, done.err) == (0, "")
    attributes = done.json["attributes"]
    assert attributes["first_name"] == "Al"
    assert attributes["vip"] is True
    assert "age" not in attributes


def test_update_works_on_several_contacts(cli: Command) -> None:
    done = cli("contacts", "update", ALICE, "nobody@example.com", TEST, "--attribute", "age=1")
    assert done.code == 1
    assert [each["attributes"]["age"] for each in done.json] == [1, 1]


def test_update_takes_a_whole_object_from_the_argument_a_file_or_standard_input(
    cli: Command, tmp_path: Path
) -> None:
    whole = json.dumps({"age": 7, "vip": None, "interests": []})
    file = tmp_path / "attributes.json"
    file.write_bytes(b"\xef\xbb\xbf" + whole.encode())
    for given, stdin in ((whole, ""), (f"@{file}", ""), ("-", whole), ("@-", whole)):
        cli("contacts", "update", ALICE, "--attribute", "age=1", "--attribute", "vip=false")
        done = cli("contacts", "update", ALICE, "--attributes-json", given, stdin=stdin)
        assert done.code == 0
        assert done.json["attributes"]["age"] == 7
        assert "vip" not in done.json["attributes"]


def test_a_whole_object_and_single_attributes_are_merged_but_never_the_same_name(
    cli: Command, deploy_sandbox: Sandbox
) -> None:
    done = cli(
        *("contacts", "update", ALICE, "--attributes-json", '{"age": 8}'),
        *("--attribute", "first_name=Al", "--unset", "vip"),
    )
    assert done.json["attributes"]["age"] == 8
    assert done.json["attributes"]["first_name"] == "Al"
    deploy_sandbox.clear_requests()
    for options in (
        ("--attributes-json", '{"age": 8}', "--attribute", "age=9"),
        ("--attribute", "age=9", "--unset", "age"),
        ("--attributes-json", '{"age": 8}', "--unset", "age"),
    ):
        done = cli("contacts", "update", ALICE, *options)
        assert (done.code, writes(deploy_sandbox)) == (2, [])
        assert "age is given twice" in done.err


def test_field_errors_of_the_api_are_shown_in_a_second_line(process: Command) -> None:
    done = process("contacts", "update", ALICE, "--attributes-json", '{"age": "x", "no": 1}')
    assert (done.code, done.out) == (1, "")
    first, second = done.err.splitlines()
    assert first.startswith(f"Error: {ALICE}: ")
    assert "400 invalid_request_error" in first
    assert "/attributes/age: " in second
    assert "/attributes/no: " in second


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "nothing to change"),
        (("--attribute", "age"), "'age' is not NAME=VALUE"),
        (("--attribute", "=1"), "'=1' is not NAME=VALUE"),
        (("--attribute", "agee=1"), "agee is not in the contact schema; did you mean age?"),
        (("--attribute", "First_Name=A"), "did you mean first_name or last_name?"),
        (("--attribute", "qqq=1"), "see: optizmo-deploy schema"),
        (
            ("--attribute", "age=old"),
            "age is not a number; write one such as 12 or -3.5, not 'old'",
        ),
        (("--attribute", "vip=maybe"), "vip is not a boolean; write true or false, not 'maybe'"),
        (("--attribute", "first_name="), "first_name has an empty value; --unset removes"),
        (("--attribute", "interests=a", "--attribute", "interests="), "has an empty value"),
        (("--attribute", "age=1", "--attribute", "age=2"), "age is given twice, but it is of type"),
        (("--attribute", "work_email=x"), "work_email must be an e-mail address"),
        (("--attribute", "Email=a@b"), "Email is the contact's address"),
        (("--attribute", "Brand=Acme"), "Brand stands for the contact's brands"),
        (("--attributes-json", "{"), "not valid JSON"),
        (("--attributes-json", "[]"), "must be a JSON object"),
        (("--attributes-json", '{"age": NaN}'), "NaN is not a JSON number"),
        (("--attributes-json", '{"age": 1e999}'), "too large"),
        (("--attributes-json", '{"age": 1, "age": 2}'), "'age' is there twice"),
        (("--attributes-json", "[" * 100_000), "nested too deeply"),
        (("--attributes-json", "@/no/such/file"), "cannot read /no/such/file: No such file"),
        (("--attributes-json", "@/"), "cannot read /: Is a directory"),
        (("--attributes-json", "-"), "not valid JSON"),
    ],
)
def test_attributes_that_cannot_be_used_are_said_in_one_line_and_nothing_is_sent(
    cli: Command, deploy_sandbox: Sandbox, options: tuple[str, ...], words: str
) -> None:
    done = cli("contacts", "update", ALICE, *options)
    assert (done.code, done.out, writes(deploy_sandbox)) == (2, "", [])
    assert words in done.err
    assert done.err.count("\n") == 1


def test_null_removes_in_an_update_but_cannot_be_created(cli: Command) -> None:
    done = cli("contacts", "create", "ann@example.com", "--attributes-json", '{"age": null}')
    assert (done.code, done.out) == (2, "")
    assert "'age' has no value" in done.err


def test_upsert_creates_and_changes(process: Command) -> None:
    done = process(
        *("contacts", "upsert", "ann@example.com", ALICE, "--brand", "Straße", "--attribute"),
        *("last_name=Lee", "--output", "jsonl"),
    )
    assert (done.code, done.err) == (0, "")
    new, old = done.lines
    assert new["attributes"] == {"last_name": "Lee"}
    assert old["attributes"]["first_name"] == "Alice"
    assert old["attributes"]["last_name"] == "Lee"
    assert new["brandIds"][0] in old["brandIds"]
    assert len(old["brandIds"]) == 3


def test_disable_needs_yes_without_a_terminal_and_sends_nothing_else(
    process: Command, deploy_sandbox: Sandbox
) -> None:
    done = process("contacts", "disable", ALICE)
    assert (done.code, done.out, deploy_sandbox.requests()) == (2, "", [])
    assert done.err == "Error: a disabled contact cannot be enabled again; add --yes to do it\n"


def test_disable_prints_the_state_of_each_contact(process: Command) -> None:
    done = process("contacts", "disable", ALICE, "nobody@example.com", TEST, "--yes")
    assert done.code == 1
    assert done.json == [
        {"contact": each, "emailMd5": email_md5(each), "enabled": False} for each in (ALICE, TEST)
    ]
    assert done.err == "Error: nobody@example.com: Contact not found (404 not_found_error)\n"
    assert process("contacts", "get", ALICE).json["enabled"] is False


def test_disabling_again_is_no_error(cli: Command) -> None:
    for _ in range(2):
        done = cli("contacts", "disable", email_md5(ALICE), "-y")
        assert (done.code, done.json["enabled"]) == (0, False)


def test_every_command_takes_yes(cli: Command) -> None:
    for command in (
        ("contacts", "get", ALICE),
        ("contacts", "upsert", ALICE),
        ("subscriptions", "list", ALICE),
        ("brands", "list", "--limit", "1"),
        ("schema",),
    ):
        assert cli(*command, "--yes").code == 0


def test_a_table_of_one_contact_lists_its_fields(cli: Command) -> None:
    done = cli("contacts", "get", ALICE, "--output", "table")
    fields = dict(line.split(maxsplit=1) for line in done.out.splitlines() if line[0] != " ")
    assert fields["email"] == ALICE
    assert fields["enabled"] == "true"
    assert fields["attributes"] == "first_name: Alice"
    assert "interests: [books, music]" in done.out
    assert "work_email:md5: " in done.out


def test_attributes_may_be_named_like_the_fields_of_a_brand() -> None:
    record = {"attributes": {"id": "1", "name": "Ann"}}
    assert brief(record["attributes"]) == "id=1, name=Ann"
    assert details(record) == "attributes  id: 1\n            name: Ann\n"


def test_a_table_of_several_contacts_has_a_row_each_without_derived_attributes(
    cli: Command,
) -> None:
    done = cli("contacts", "get", ALICE, TEST, "--output", "table")
    heading, alice, test = done.out.splitlines()
    assert heading.split() == ["EMAIL", "ENABLED", "BRANDS", "CREATED", "ATTRIBUTES"]
    assert alice.startswith(ALICE)
    assert "first_name=Alice, age=42, vip=true, interests=[books, music], work_email=" in alice
    assert "md5" not in alice
    assert test.split() == [TEST, "true", "1", "2026-06-12", "first_name=Test"]


def test_the_cli_extra_is_enough(process: Command, tmp_path: Path) -> None:
    for module in ("aiohttp", "pyarrow", "yaml", "uvicorn", "schemathesis", "distributed"):
        (tmp_path / f"{module}.py").write_text("raise ModuleNotFoundError('not installed')")
    done = process(
        *("contacts", "update", ALICE, "--attribute", "age=1", "--output", "table"),
        PYTHONPATH=str(tmp_path),
    )
    assert (done.code, done.err) == (0, "")
