"""Servers that break on odd paths and odd queries."""

from __future__ import annotations

import re
from urllib.parse import unquote

from . import robustness
from .faults import ALL, edit_response

SHELF, crashes = robustness.SHELF, robustness.crashes

READ = {"profile": "read"}
crashes(
    "odd-bytes-in-hash-500",
    "Percent-encoded bytes that are not UTF-8 in the hash fail with 500.",
    lambda q: "\ufffd" in q.params.get("emailMd5", ""),
    ALL,
    **READ,
)
crashes(
    "nul-in-hash-500",
    "A NUL in the hash fails with 500.",
    lambda q: "\0" in q.params.get("emailMd5", ""),
    ALL,
    **READ,
)
crashes(
    "unicode-in-hash-500",
    "Characters beyond ASCII in the hash fail with 500.",
    lambda q: not q.params.get("emailMd5", "").isascii(),
    ALL,
    **READ,
)
crashes(
    "odd-bytes-in-query-500",
    "Percent-encoded bytes that are not UTF-8 in the query fail with 500.",
    lambda q: "\ufffd" in unquote(q.query),
    "listBrands",
    **READ,
)
crashes(
    "long-hash-500",
    "A hash of more than 1,000 characters fails with 500.",
    lambda q: len(q.md5) > 1000,
    ALL,
    **READ,
)
crashes(
    "odd-brand-id-500",
    "Characters beyond ASCII in a brand's id fail with 500.",
    lambda q: not q.params.get("brandId", "").isascii(),
    "getBrand",
    **READ,
)
crashes(
    "quote-in-filter-500",
    "An apostrophe in a filter fails with 500.",
    lambda q: "'" in q.query or "%27" in q.query,
    "listBrands",
    **READ,
)
crashes(
    "unicode-in-filter-500",
    "Characters beyond ASCII in a filter fail with 500.",
    lambda q: re.search("%[89A-Fa-f]", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "backslash-in-filter-500",
    "A backslash in a filter fails with 500.",
    lambda q: "%5c" in q.query.lower() or "\\" in q.query,
    "listBrands",
    **READ,
)
crashes(
    "percent-in-filter-500",
    "A percent sign in a filter fails with 500.",
    lambda q: "%25" in q.query,
    "listBrands",
    **READ,
)
crashes(
    "bracket-in-filter-500",
    "An unmatched bracket in a filter's value fails with 500.",
    lambda q: re.search(r"=[^&]*(%28|%5B|\(|\[)", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "long-filter-500",
    "A filter of more than 300 characters fails with 500.",
    lambda q: len(q.query) > 300,
    "listBrands",
    **READ,
)
crashes(
    "large-size-500",
    "A pageSize beyond 32 bits fails with 500.",
    lambda q: re.search(r"pageSize=\d{10,}", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "huge-page-500",
    "A page beyond 64 bits fails with 500.",
    lambda q: re.search(r"(?:^|&)page=\d{19,}", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "text-page-500",
    "A page that is no number fails with 500.",
    lambda q: re.search(r"page=[a-z]", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "broken-encoding-in-query-500",
    "A broken percent-encoding in the query fails with 500.",
    lambda q: re.search("%(?![0-9A-Fa-f]{2})", q.query) is not None,
    "listBrands",
    **READ,
)
crashes(
    "nul-in-query-500",
    "A NUL in the query fails with 500.",
    lambda q: "%00" in q.query,
    "listBrands",
    **READ,
)
robustness.add(
    "long-key-500",
    "A key of more than 255 characters fails with 500.",
    edit_response(
        ALL,
        robustness.api_error,
        401,
        lambda q, _: len(q.header("authorization") or "") > 255 + len("Bearer "),
    ),
    breaks=("AUTH",),
    **READ,
)
