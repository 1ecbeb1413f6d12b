from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import Request, Response


def request(
    email_md5: str,
    brand_id: str,
) -> Request[None]:
    """Build the request of `remove_contact_subscription`, without sending it."""

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/contacts/{email_md5}/subscriptions/{brand_id}".format(
            email_md5=quote(str(email_md5), safe=""),
            brand_id=quote(str(brand_id), safe=""),
        ),
    }

    return Request(operations.REMOVE_CONTACT_SUBSCRIPTION, _kwargs, None)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | None:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[Any | Problem]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    email_md5: str,
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | Problem]:
    """Unsubscribe a contact from a brand

     Ends one subscription of a contact. The request fails with status 400 when the id is not a UUID, is
    not a brand of
    the account, or is a brand that the contact is not subscribed to; 404 is answered only for a missing
    contact.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = request(
        email_md5=email_md5,
        brand_id=brand_id,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    email_md5: str,
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Unsubscribe a contact from a brand

     Ends one subscription of a contact. The request fails with status 400 when the id is not a UUID, is
    not a brand of
    the account, or is a brand that the contact is not subscribed to; 404 is answered only for a missing
    contact.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        email_md5=email_md5,
        brand_id=brand_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    email_md5: str,
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | Problem]:
    """Unsubscribe a contact from a brand

     Ends one subscription of a contact. The request fails with status 400 when the id is not a UUID, is
    not a brand of
    the account, or is a brand that the contact is not subscribed to; 404 is answered only for a missing
    contact.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = request(
        email_md5=email_md5,
        brand_id=brand_id,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    email_md5: str,
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Unsubscribe a contact from a brand

     Ends one subscription of a contact. The request fails with status 400 when the id is not a UUID, is
    not a brand of
    the account, or is a brand that the contact is not subscribed to; 404 is answered only for a missing
    contact.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            email_md5=email_md5,
            brand_id=brand_id,
            client=client,
        )
    ).parsed
