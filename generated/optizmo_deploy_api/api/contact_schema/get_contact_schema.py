from typing import Any, cast

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.contact_schema import ContactSchema
from ...models.problem import Problem
from ...types import Request, Response


def request() -> Request[ContactSchema]:
    """Build the request of `get_contact_schema`, without sending it."""

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/contact-schema",
    }

    return Request(operations.GET_CONTACT_SCHEMA, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ContactSchema | Problem | None:
    if response.status_code == 200:
        response_200 = ContactSchema.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

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
) -> Response[ContactSchema | Problem]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ContactSchema | Problem]:
    """Get the contact schema

     Lists the attributes that contacts of the account may carry, in the order of the schema. The
    predefined `Email` and
    `Brand` are always among them and cannot be written as attribute keys: the address is given once
    when a contact is
    created, and brands are managed as subscriptions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactSchema | Problem]
    """

    kwargs = request().kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> ContactSchema | Problem | None:
    """Get the contact schema

     Lists the attributes that contacts of the account may carry, in the order of the schema. The
    predefined `Email` and
    `Brand` are always among them and cannot be written as attribute keys: the address is given once
    when a contact is
    created, and brands are managed as subscriptions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactSchema | Problem
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ContactSchema | Problem]:
    """Get the contact schema

     Lists the attributes that contacts of the account may carry, in the order of the schema. The
    predefined `Email` and
    `Brand` are always among them and cannot be written as attribute keys: the address is given once
    when a contact is
    created, and brands are managed as subscriptions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactSchema | Problem]
    """

    kwargs = request().kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> ContactSchema | Problem | None:
    """Get the contact schema

     Lists the attributes that contacts of the account may carry, in the order of the schema. The
    predefined `Email` and
    `Brand` are always among them and cannot be written as attribute keys: the address is given once
    when a contact is
    created, and brands are managed as subscriptions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactSchema | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed


def _read_success(data: Any) -> ContactSchema:
    response_200 = ContactSchema.from_dict(cast("dict[str, Any]", data))

    return response_200
