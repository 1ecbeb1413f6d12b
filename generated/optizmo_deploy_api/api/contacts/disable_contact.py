from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import Request, Response


def request(
    email_md5: str,
) -> Request[None]:
    """Build the request of `disable_contact`, without sending it."""

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/contacts/{email_md5}/disable".format(
            email_md5=quote(str(email_md5), safe=""),
        ),
    }

    return Request(operations.DISABLE_CONTACT, _kwargs, None)


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
    *,
    client: AuthenticatedClient,
) -> Response[Any | Problem]:
    """Disable a contact

     Disables a contact without deleting it: it can still be read, with `enabled` false, and still be
    changed, subscribed
    and unsubscribed. Disabling it again succeeds and changes nothing. Its address stays taken, and no
    operation of this
    version enables it again.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = request(
        email_md5=email_md5,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    email_md5: str,
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Disable a contact

     Disables a contact without deleting it: it can still be read, with `enabled` false, and still be
    changed, subscribed
    and unsubscribed. Disabling it again succeeds and changes nothing. Its address stays taken, and no
    operation of this
    version enables it again.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        email_md5=email_md5,
        client=client,
    ).parsed


async def asyncio_detailed(
    email_md5: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | Problem]:
    """Disable a contact

     Disables a contact without deleting it: it can still be read, with `enabled` false, and still be
    changed, subscribed
    and unsubscribed. Disabling it again succeeds and changes nothing. Its address stays taken, and no
    operation of this
    version enables it again.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = request(
        email_md5=email_md5,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    email_md5: str,
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Disable a contact

     Disables a contact without deleting it: it can still be read, with `enabled` false, and still be
    changed, subscribed
    and unsubscribed. Disabling it again succeeds and changes nothing. Its address stays taken, and no
    operation of this
    version enables it again.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            email_md5=email_md5,
            client=client,
        )
    ).parsed
