from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.subscription_list import SubscriptionList
from ...types import Request, Response


def request(
    email_md5: str,
) -> Request[SubscriptionList]:
    """Build the request of `list_contact_subscriptions`, without sending it."""

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/contacts/{email_md5}/subscriptions".format(
            email_md5=quote(str(email_md5), safe=""),
        ),
    }

    return Request(operations.LIST_CONTACT_SUBSCRIPTIONS, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SubscriptionList | None:
    if response.status_code == 200:
        response_200 = SubscriptionList.from_dict(response.json())

        return response_200

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
) -> Response[Problem | SubscriptionList]:
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
) -> Response[Problem | SubscriptionList]:
    """List a contact's subscriptions

     Answers with the contact's brands, each with its id and its name.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionList]
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
) -> Problem | SubscriptionList | None:
    """List a contact's subscriptions

     Answers with the contact's brands, each with its id and its name.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SubscriptionList
    """

    return sync_detailed(
        email_md5=email_md5,
        client=client,
    ).parsed


async def asyncio_detailed(
    email_md5: str,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SubscriptionList]:
    """List a contact's subscriptions

     Answers with the contact's brands, each with its id and its name.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionList]
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
) -> Problem | SubscriptionList | None:
    """List a contact's subscriptions

     Answers with the contact's brands, each with its id and its name.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SubscriptionList
    """

    return (
        await asyncio_detailed(
            email_md5=email_md5,
            client=client,
        )
    ).parsed


def _read_success(data: Any) -> SubscriptionList:
    response_200 = SubscriptionList.from_dict(cast("dict[str, Any]", data))

    return response_200
