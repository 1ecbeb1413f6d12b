"""Answers as the contract describes them, and a generated client that is given them."""

from __future__ import annotations

from typing import Any

import httpx
from optizmo_deploy_api import AuthenticatedClient

MD5 = "93942e96f5acd83e2e047ad8fe03114d"
CONTACT: dict[str, Any] = {
    "email": "test@email.com",
    "emailMd5": MD5,
    "attributes": {"first_name": "Alice", "age": 42, "vip": True, "interests": ["books"]},
    "brandIds": ["497f6eca-6276-4993-bfeb-53cbbbba6f08"],
    "enabled": True,
    "createdAt": "2026-06-12T00:00:00Z",
}
BRAND: dict[str, Any] = {
    "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
    "name": "Acme",
    "enabled": True,
    "esps": [{"id": "6f1c1f0e-6d1c-4b0e-9c59-0a6c7a1c2b3d", "name": "Mailer"}],
    "verticals": [{"id": 7, "label": "Retail"}],
    "unsubscribeHandling": {"type": "Deploy", "useListUnsubscribeHeader": True},
    "createdAt": "2026-01-15T09:30:00Z",
}
PROBLEM: dict[str, Any] = {
    "type": "https://docs.optizmo.com/deploy/error-codes#not_found_error",
    "status": 404,
    "title": "Not found",
    "detail": "Contact not found",
    "code": "not_found_error",
}


def client(status: int, json: object = None, seen: list[httpx.Request] | None = None) -> Any:
    """Return a generated client whose server always gives the same answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status) if json is None else httpx.Response(status, json=json)

    transport = httpx.MockTransport(answer)
    return AuthenticatedClient(
        base_url="https://sandbox.example/deploy", token="key", httpx_args={"transport": transport}
    )
