from typing import Any, cast

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.contact import Contact
from ...models.contact_create import ContactCreate
from ...models.problem import Problem
from ...types import Request, Response


def request(
    *,
    body: ContactCreate,
) -> Request[Contact]:
    """Build the request of `create_contact`, without sending it."""
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/contacts",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return Request(operations.CREATE_CONTACT, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Contact | Problem | None:
    if response.status_code == 201:
        response_201 = Contact.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Contact | Problem]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ContactCreate,
) -> Response[Contact | Problem]:
    """Create a contact

     Adds a contact, and optionally subscribes it to brands and sets its attributes in the same step.

    The address is the contact's identity and cannot be changed later. A contact that exists already, a
    disabled one
    included, makes the request fail with `contact_exists`. Attribute names must be in the contact
    schema; the identity
    (`Email`), the brands (`Brand`) and derived `name:subKey` entries cannot be written as attributes.

    Args:
        body (ContactCreate): A contact to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Contact | Problem]
    """

    kwargs = request(
        body=body,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: ContactCreate,
) -> Contact | Problem | None:
    """Create a contact

     Adds a contact, and optionally subscribes it to brands and sets its attributes in the same step.

    The address is the contact's identity and cannot be changed later. A contact that exists already, a
    disabled one
    included, makes the request fail with `contact_exists`. Attribute names must be in the contact
    schema; the identity
    (`Email`), the brands (`Brand`) and derived `name:subKey` entries cannot be written as attributes.

    Args:
        body (ContactCreate): A contact to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Contact | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ContactCreate,
) -> Response[Contact | Problem]:
    """Create a contact

     Adds a contact, and optionally subscribes it to brands and sets its attributes in the same step.

    The address is the contact's identity and cannot be changed later. A contact that exists already, a
    disabled one
    included, makes the request fail with `contact_exists`. Attribute names must be in the contact
    schema; the identity
    (`Email`), the brands (`Brand`) and derived `name:subKey` entries cannot be written as attributes.

    Args:
        body (ContactCreate): A contact to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Contact | Problem]
    """

    kwargs = request(
        body=body,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ContactCreate,
) -> Contact | Problem | None:
    """Create a contact

     Adds a contact, and optionally subscribes it to brands and sets its attributes in the same step.

    The address is the contact's identity and cannot be changed later. A contact that exists already, a
    disabled one
    included, makes the request fail with `contact_exists`. Attribute names must be in the contact
    schema; the identity
    (`Email`), the brands (`Brand`) and derived `name:subKey` entries cannot be written as attributes.

    Args:
        body (ContactCreate): A contact to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Contact | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def _read_success(data: Any) -> Contact:
    response_201 = Contact.from_dict(cast("dict[str, Any]", data))

    return response_201
