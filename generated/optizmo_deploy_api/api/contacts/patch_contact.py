from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.contact import Contact
from ...models.contact_patch import ContactPatch
from ...models.problem import Problem
from ...types import Request, Response


def request(
    email_md5: str,
    *,
    body: ContactPatch,
) -> Request[Contact]:
    """Build the request of `patch_contact`, without sending it."""
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/contacts/{email_md5}".format(
            email_md5=quote(str(email_md5), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return Request(operations.PATCH_CONTACT, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Contact | Problem | None:
    if response.status_code == 200:
        response_200 = Contact.from_dict(response.json())

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
) -> Response[Contact | Problem]:
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
    body: ContactPatch,
) -> Response[Contact | Problem]:
    """Change a contact's attributes

     Merges the given attributes into the contact's own, as RFC 7386 defines: a value sets the attribute,
    `null` removes
    it, and an attribute that is not mentioned stays as it is. The answer is the contact after the
    change.

    A disabled contact can be changed too, and stays disabled.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (ContactPatch): A change to a contact.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Contact | Problem]
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
    body: ContactPatch,
) -> Contact | Problem | None:
    """Change a contact's attributes

     Merges the given attributes into the contact's own, as RFC 7386 defines: a value sets the attribute,
    `null` removes
    it, and an attribute that is not mentioned stays as it is. The answer is the contact after the
    change.

    A disabled contact can be changed too, and stays disabled.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (ContactPatch): A change to a contact.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Contact | Problem
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
    body: ContactPatch,
) -> Response[Contact | Problem]:
    """Change a contact's attributes

     Merges the given attributes into the contact's own, as RFC 7386 defines: a value sets the attribute,
    `null` removes
    it, and an attribute that is not mentioned stays as it is. The answer is the contact after the
    change.

    A disabled contact can be changed too, and stays disabled.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (ContactPatch): A change to a contact.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Contact | Problem]
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
    body: ContactPatch,
) -> Contact | Problem | None:
    """Change a contact's attributes

     Merges the given attributes into the contact's own, as RFC 7386 defines: a value sets the attribute,
    `null` removes
    it, and an attribute that is not mentioned stays as it is. The answer is the contact after the
    change.

    A disabled contact can be changed too, and stays disabled.

    Args:
        email_md5 (str): Names the contact: the MD5 of its e-mail address in lower case, as 32
            hexadecimal digits in either case.
        body (ContactPatch): A change to a contact.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Contact | Problem
    """

    return (
        await asyncio_detailed(
            email_md5=email_md5,
            client=client,
            body=body,
        )
    ).parsed


def _read_success(data: Any) -> Contact:
    response_200 = Contact.from_dict(cast("dict[str, Any]", data))

    return response_200
