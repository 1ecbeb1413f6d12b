"""Another language: the commands of the documentation's pages, as a shell has them."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

CURL = shutil.which("curl")
TEST = "93942e96f5acd83e2e047ad8fe03114d"

# The pages' own commands, in the order in which one would try them; only the address and the key
# are replaced. After each, the status that the page promises and a word of the response.
COMMANDS = """
curl --request GET \
--url https://api.optizmo.com/deploy/v1/contact-schema \
--header 'Authorization: <Authorization>'
# 200 first_name
curl --request GET \
--url https://api.optizmo.com/deploy/v1/contacts/93942e96f5acd83e2e047ad8fe03114d \
--header 'Authorization: <Authorization>'
# 200 "enabled":true
curl --request POST \
--url https://api.optizmo.com/deploy/v1/contacts/93942e96f5acd83e2e047ad8fe03114d/subscriptions \
--header 'Authorization: <Authorization>' \
--header 'Content-Type: application/json' \
--data '{ "brandIds": [ "2489E9AD-2EE2-8E00-8EC9-32D5F69181C0" ] }'
# 200 2489e9ad-2ee2-8e00-8ec9-32d5f69181c0
curl --request GET \
--url https://api.optizmo.com/deploy/v1/contacts/93942e96f5acd83e2e047ad8fe03114d/subscriptions \
--header 'Authorization: <Authorization>'
# 200 Acme
curl --request POST \
--url https://api.optizmo.com/deploy/v1/contacts/93942e96f5acd83e2e047ad8fe03114d/disable \
--header 'Authorization: <Authorization>'
# 204
curl --request GET \
--url https://api.optizmo.com/deploy/v1/contacts/93942e96f5acd83e2e047ad8fe03114d \
--header 'Authorization: <Authorization>'
# 200 "enabled":false
"""


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize("http", ["--http1.0", "--http1.1", "--http2"])
def test_the_commands_of_the_pages_work(deploy_sandbox: Sandbox, http: Any) -> None:
    commands = COMMANDS.replace("https://api.optizmo.com/deploy", deploy_sandbox.url)
    commands = commands.replace("<Authorization>", f"Bearer {deploy_sandbox.api_key}")
    commands = commands.replace("curl ", f"curl --silent --write-out '\\n%{{http_code}}' {http} ")
    checked = 0
    for block in commands.strip().split("\ncurl "):
        command, _, expected = block.removeprefix("curl ").rpartition("\n# ")
        status, _, word = expected.partition(" ")
        done = subprocess.run(
            f"{CURL} {command}", shell=True, capture_output=True, text=True, check=True
        )
        body, _, code = done.stdout.rpartition("\n")
        assert code == status, done.stdout
        assert word in body
        assert not body or json.loads(body)
        checked += 1
    assert checked == 6


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
def test_the_common_mistakes_of_a_shell_are_told_apart(deploy_sandbox: Sandbox) -> None:
    def curl(*arguments: Any) -> Any:
        assert CURL is not None
        done = subprocess.run(
            [CURL, "--silent", *arguments], capture_output=True, text=True, check=True
        )
        problem = json.loads(done.stdout)
        return problem["status"], problem["detail"]

    url, key = (
        f"{deploy_sandbox.url}/v1/contacts",
        f"Authorization: Bearer {deploy_sandbox.api_key}",
    )
    form = curl("--data", '{"email": "a@b.c"}', "--header", key, url)
    assert form == (415, "The body must be sent as application/json")
    assert curl("--data", "x", url) == (401, "credentials required")
    bare = f"Authorization: {deploy_sandbox.api_key}"
    assert curl("--header", bare, f"{url}/{TEST}") == (401, "credentials required")
    assert curl("--header", key, f"{url}/test@email.com") == (
        400,
        "emailMd5 must be a hash of type md5",
    )
