"""Ways to write an emailMd5, right ones and wrong ones."""

from __future__ import annotations

__all__ = [
    "MALFORMED_DETAIL",
    "UNIFORM",
    "foreign_digits",
    "mixed_case",
    "neighbours",
    "not_hexadecimal",
    "spaced",
]

MALFORMED_DETAIL = "emailMd5 must be a hash of type md5"
"""What the documentation's example says of a malformed emailMd5."""
UNIFORM = ("0" * 32, "f" * 32)
"""Well-formed digests without letters and without figures, which are no known text's."""


def mixed_case(md5: str) -> str:
    """Return the same digest with every other letter in upper case, and at least one in each."""
    letters = [place for place, digit in enumerate(md5) if digit.isalpha()]
    raised = set(letters[::2])
    return "".join(d.upper() if place in raised else d for place, d in enumerate(md5))


def neighbours(md5: str) -> list[str]:
    """Return digests that differ from this one in their first, a middle or the last digit."""
    return [
        md5[:place] + ("0" if md5[place] != "0" else "1") + md5[place + 1 :]
        for place in (0, 16, 31)
    ]


def not_hexadecimal(md5: str) -> list[str]:
    """Return texts with other characters than hex digits, of the right length or other ids."""
    dashed = "-".join((md5[:8], md5[8:12], md5[12:16], md5[16:20], md5[20:]))
    return [
        f"g{md5[1:]}",
        f"{md5[:-1]}g",
        f"{md5[:16]}Z{md5[17:]}",
        f"{md5[:-1]}-",
        f"{md5[:1]}_{md5[2:]}",
        f"+{md5[1:]}",
        "not-a-hash",
        "test@email.com",
        f"0x{md5[2:]}",
        dashed,
    ]


def spaced(md5: str) -> list[str]:
    """Return the digest with white space around it."""
    return [f" {md5}", f"{md5} ", f"{md5}\t", f"{md5}\r\n", f"\n{md5}"]


def foreign_digits(md5: str) -> list[str]:
    """Return texts of 32 characters of which one is a digit or letter, but not of ASCII."""
    return [f"{foreign}{md5[1:]}" for foreign in "０ａ٣é"]
