"""One request and what was answered to it."""

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
    """One request that was sent, and the answer to it or the reason why there is none.

    The ``Authorization`` header never holds a key: what is recorded is the name of the variable
    that does, as in ``Bearer $OPTIZMO_DEPLOY_API_KEY``.
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
    """Seconds from sending the request to the end of the answer."""
    error: str | None = None
    """Why there is no answer; ``None`` when there is one."""
    operation: str | None = None
    """The operationId that the request was addressed to; ``None`` for one outside them."""
    origin: Literal["check", "schemathesis"] = "check"
    sent: bool = True
    """False when the request was held back because the operation keeps not answering."""
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
        """Return the first answer header of this name, in any case, or ``None``."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> Any:
        """Return the answer's body as parsed JSON.

        Raises:
            Violation: There is no answer, or its body is not JSON in UTF-8.
        """
        if self.status is None:
            raise Violation(f"{self.method} {self.target} got no answer: {self.error}", self)
        try:
            return json.loads(self.body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Violation(
                f"the body of the answer to {self.method} {self.target} (status {self.status})"
                f" is not JSON: {error}",
                self,
            ) from None


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
