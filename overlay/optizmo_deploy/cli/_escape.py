"""Text from elsewhere, made safe to show on a terminal."""

from __future__ import annotations

__all__ = ["shortened", "visible"]

_ELLIPSIS = "…"


def visible(text: str) -> str:
    r"""Return the text with each invisible character replaced by an escape such as `\x1b`.

    Line breaks, tabs, terminal control sequences and characters that change the direction of
    writing are among them: what a server sends can neither move the cursor nor hide anything.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def shortened(text: str, length: int) -> str:
    """Return the text as it is when it has at most so many characters, else its beginning."""
    return text if len(text) <= length else text[: length - 1] + _ELLIPSIS
