"""Servers that break on odd paths and odd queries."""

from __future__ import annotations

import re
from urllib.parse import unquote

from mutants.catalogue import Category
from mutants.faults import ALL, edit_response
from mutants.robustness.bodies import api_error, crashes

CATEGORY = Category("robustness")
CATEGORY.rows(
    ("odd-bytes-in-hash-500", "Percent-encoded bytes that are not UTF-8 in the hash fail with 500.",
     crashes(lambda q: "\ufffd" in q.params.get("emailMd5", ""), ALL), "read"),
    ("nul-in-hash-500", "A NUL in the hash fails with 500.",
     crashes(lambda q: "\0" in q.params.get("emailMd5", ""), ALL), "read"),
    ("unicode-in-hash-500", "Characters beyond ASCII in the hash fail with 500.",
     crashes(lambda q: not q.params.get("emailMd5", "").isascii(), ALL), "read"),
    ("odd-bytes-in-query-500",
     "Percent-encoded bytes that are not UTF-8 in the query fail with 500.",
     crashes(lambda q: "\ufffd" in unquote(q.query), "listBrands"), "read"),
    ("long-hash-500", "A hash of more than 1,000 characters fails with 500.",
     crashes(lambda q: len(q.md5) > 1000, ALL), "read"),
    ("odd-brand-id-500", "Characters beyond ASCII in a brand's id fail with 500.",
     crashes(lambda q: not q.params.get("brandId", "").isascii(), "getBrand"), "read"),
    ("quote-in-filter-500", "An apostrophe in a filter fails with 500.",
     crashes(lambda q: "'" in q.query or "%27" in q.query, "listBrands"), "read"),
    ("unicode-in-filter-500", "Characters beyond ASCII in a filter fail with 500.",
     crashes(lambda q: re.search("%[89A-Fa-f]", q.query) is not None, "listBrands"), "read"),
    ("backslash-in-filter-500", "A backslash in a filter fails with 500.",
     crashes(lambda q: "%5c" in q.query.lower() or "\\" in q.query, "listBrands"), "read"),
    ("percent-in-filter-500", "A percent sign in a filter fails with 500.",
     crashes(lambda q: "%25" in q.query, "listBrands"), "read"),
    ("bracket-in-filter-500", "An unmatched bracket in a filter's value fails with 500.",
     crashes(lambda q: re.search(r"=[^&]*(%28|%5B|\(|\[)", q.query) is not None, "listBrands"),
     "read"),
    ("long-filter-500", "A filter of more than 300 characters fails with 500.",
     crashes(lambda q: len(q.query) > 300, "listBrands"), "read"),
    ("large-size-500", "A pageSize beyond 32 bits fails with 500.",
     crashes(lambda q: re.search(r"pageSize=\d{10,}", q.query) is not None, "listBrands"), "read"),
    ("huge-page-500", "A page beyond 64 bits fails with 500.",
     crashes(lambda q: re.search(r"(?:^|&)page=\d{19,}", q.query) is not None, "listBrands"),
     "read"),
    ("text-page-500", "A page that is not a number fails with 500.",
     crashes(lambda q: re.search(r"page=[a-z]", q.query) is not None, "listBrands"), "read"),
    ("broken-encoding-in-query-500", "A broken percent-encoding in the query fails with 500.",
     crashes(lambda q: re.search("%(?![0-9A-Fa-f]{2})", q.query) is not None, "listBrands"),
     "read"),
    ("nul-in-query-500", "A NUL in the query fails with 500.",
     crashes(lambda q: "%00" in q.query, "listBrands"), "read"),
    ("long-key-500", "A key of more than 255 characters fails with 500.",
     edit_response(ALL, api_error, 401,
                   lambda q, _: len(q.header("authorization") or "") > 255 + len("Bearer ")),
     "read"),
)  # fmt: skip
