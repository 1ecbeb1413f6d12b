"""A request and its response."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Literal

from attrs import field, frozen

from optizmo_deploy.conformance.requirements.exceptions import Violation

__all__ = ["Exchange", "Headers"]

Headers = tuple[tuple[str, str], ...]


@frozen
class Exchange:
    """A request, and the response to it or the reason why there is none.

    `Authorization` never has a key in it, but the name of the environment variable that has, as in
    `Bearer $OPTIZMO_DEPLOY_API_KEY`.
    """

    method: str
    target: str
    """Path and query below the base URL, exactly as sent, for example ``/v1/brands?page=2``."""
    url: str
    request_headers: Headers = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int | None
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    elapsed: float = 0.0
    """Seconds from sending the request to the end of the response."""
    error: str | None = None
    """Why there is no response; `None` when there is one."""
    operation: str | None = None
    """The operationId that the request was addressed to; ``None`` for one outside them."""
    origin: Literal["check", "schemathesis"] = "check"
    sent: bool = True
    """False if the request was not sent because the operation had stopped responding."""
    number: int = 0
    """Its place in the run, counted from 1."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def succeeded(self) -> bool:
        """Whether the status code of the response is 2xx."""
        return HTTPStatus.OK <= (self.status or 0) < HTTPStatus.MULTIPLE_CHOICES

    @property
    def rejected(self) -> bool:
        """Whether the status code of the response is 4xx."""
        status = self.status or 0
        return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR

    def header(self, name: str) -> str | None:
        """Return the first response header field of this name, in any case, or `None`."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> Any:
        """Return the parsed JSON body of the response.

        Raises:
            Violation: There is no response, or its body is not JSON in UTF-8.
        """
        if self.status is None:
            raise Violation(f"{self.method} {self.target} got no response: {self.error}", self)
        try:
            return json.loads(self.body.decode("utf-8"), parse_constant=_reject_constant)
        except (ValueError, RecursionError) as error:
            raise Violation(
                f"the body of the response to {self.method} {self.target} (status code "
                f"{self.status}) "
                f"should be JSON in UTF-8, but is not: {error}",
                self,
            ) from None


def _reject_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
