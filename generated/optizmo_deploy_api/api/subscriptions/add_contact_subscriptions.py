from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.subscription_add import SubscriptionAdd
from ...models.subscription_list import SubscriptionList
from ...types import Request, Response


def request(
    email_md5: str,
    *,
    body: SubscriptionAdd,
) -> Request[SubscriptionList]:
    """Build the request of `add_contact_subscriptions`, without sending it."""
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/contacts/{email_md5}/subscriptions".format(
            email_md5=quote(str(email_md5), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return Request(operations.ADD_CONTACT_SUBSCRIPTIONS, _kwargs, _read_success)


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
    body: SubscriptionAdd,
) -> Response[Problem | SubscriptionList]:
    """Subscribe a contact to brands

     Subscribes a contact to brands and answers with the whole list after the change. Brands that the
    contact is
    subscribed to already are left alone, so a repeat changes nothing. Every id must be a brand of the
    account;
    otherwise the request fails and, as this document assumes, nothing is added.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (SubscriptionAdd): Brands to subscribe a contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionList]
    """

    kwargs = request(
        email_md5=email_md5,
        body=body,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    email_md5: str,
    *,
    client: AuthenticatedClient,
    body: SubscriptionAdd,
) -> Problem | SubscriptionList | None:
    """Subscribe a contact to brands

     Subscribes a contact to brands and answers with the whole list after the change. Brands that the
    contact is
    subscribed to already are left alone, so a repeat changes nothing. Every id must be a brand of the
    account;
    otherwise the request fails and, as this document assumes, nothing is added.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (SubscriptionAdd): Brands to subscribe a contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SubscriptionList
    """

    return sync_detailed(
        email_md5=email_md5,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    email_md5: str,
    *,
    client: AuthenticatedClient,
    body: SubscriptionAdd,
) -> Response[Problem | SubscriptionList]:
    """Subscribe a contact to brands

     Subscribes a contact to brands and answers with the whole list after the change. Brands that the
    contact is
    subscribed to already are left alone, so a repeat changes nothing. Every id must be a brand of the
    account;
    otherwise the request fails and, as this document assumes, nothing is added.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (SubscriptionAdd): Brands to subscribe a contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionList]
    """

    kwargs = request(
        email_md5=email_md5,
        body=body,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    email_md5: str,
    *,
    client: AuthenticatedClient,
    body: SubscriptionAdd,
) -> Problem | SubscriptionList | None:
    """Subscribe a contact to brands

     Subscribes a contact to brands and answers with the whole list after the change. Brands that the
    contact is
    subscribed to already are left alone, so a repeat changes nothing. Every id must be a brand of the
    account;
    otherwise the request fails and, as this document assumes, nothing is added.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (SubscriptionAdd): Brands to subscribe a contact to.

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
            body=body,
        )
    ).parsed


def _read_success(data: Any) -> SubscriptionList:
    response_200 = SubscriptionList.from_dict(cast("dict[str, Any]", data))

    return response_200
