"""What makes a client talk to a sandbox: its arguments, or environment variables."""

from __future__ import annotations

import os
from typing import TypedDict
from urllib.parse import urlsplit

__all__ = ["ClientSettings", "client_environment"]


class ClientSettings(TypedDict):
    """The arguments of a client that make it talk to a sandbox."""

    api_key: str
    base_url: str


def client_environment(url: str, api_key: str) -> dict[str, str]:
    """Return the environment variables that make a client talk to a sandbox.

    `NO_PROXY` is added to, in both spellings, so that no proxy is asked for the sandbox's host.
    """
    hosts = [os.environ.get("NO_PROXY"), os.environ.get("no_proxy"), urlsplit(url).hostname]
    known = dict.fromkeys(host for part in hosts if part for host in part.split(","))
    no_proxy = ",".join(known)
    return {
        "OPTIZMO_DEPLOY_BASE_URL": url,
        "OPTIZMO_DEPLOY_API_KEY": api_key,
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }
