"""Start the sandbox as a user would, walk through the API with the client, and judge it in full."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optizmo_deploy import DeployClient

if TYPE_CHECKING:
    from collections.abc import Generator

COMMAND = [sys.executable, "-m", "optizmo_deploy"]


@contextmanager
def sandbox() -> Generator[dict[str, str]]:
    """Run `optizmo-deploy sandbox` and give what its ready line says."""
    with subprocess.Popen([*COMMAND, "sandbox"], stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not (line := process.stdout.readline()):
                sys.exit("the sandbox did not start")
            yield json.loads(line)
        finally:
            process.terminate()


def walk(url: str, key: str) -> None:
    """Use every operation once through the client, as an application would."""
    with DeployClient(key, base_url=url) as client:
        names = [attribute.name for attribute in client.contact_schema.get().attributes]
        first, second, *_ = client.brands.list(enabled=True)
        contact = client.contacts.create("walk@example.com", brand_ids=[first.id])
        client.contacts.update(contact, {"first_name": "Ada"})
        client.subscriptions.add(contact, [second.id])
        client.subscriptions.remove(contact, first.id)
        client.contacts.disable(contact)
        left = [brand.name for brand in client.subscriptions.list(contact)]
        if left != [client.brands.get(second.id).name] or client.contacts.get(contact).enabled:
            sys.exit("client: the contact is not what the writes should have made of it")
    print(f"client: all ten operations done on an account with {len(names)} attributes")


def main() -> int:
    """Return the exit code of the suite."""
    with sandbox() as ready:
        walk(ready["url"], ready["api_key"])
        judge = [*COMMAND, "conformance", "run", "--base-url", ready["url"], "--profile", "full"]
        judge += ["--provider-states-url", f"{ready['control_url']}/states"]
        judge += ["--forbidden-api-key-env", "FORBIDDEN_API_KEY", "--strict"]
        keys = {
            "OPTIZMO_DEPLOY_API_KEY": ready["api_key"],
            "FORBIDDEN_API_KEY": ready["forbidden_api_key"],
        }
        return subprocess.run(judge, env={**os.environ, **keys}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
