"""One offending field of a request."""

from __future__ import annotations

import attrs

__all__ = ["FieldError"]


@attrs.frozen
class FieldError:
    """What is wrong with one field, as a server or `ContactSchema.validate` finds it.

    Attributes:
        detail: What is wrong.
        pointer: Where the field is in the request body, an RFC 6901 JSON Pointer such as
            `/attributes/first_name`.
        parameter: The query parameter, named as it was sent.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def __str__(self) -> str:
        """Say where and what in a few words."""
        where = self.pointer or self.parameter
        return f"{where}: {self.detail}" if where else self.detail
