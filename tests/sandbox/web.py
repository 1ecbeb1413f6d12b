"""Requests without a client of their own, which would load certificates for each."""

from __future__ import annotations

import httpx

web = httpx.Client(
    verify=False,
    trust_env=False,
    timeout=30,
    limits=httpx.Limits(max_keepalive_connections=0),  # nobody closes it
)
"""For requests over plain HTTP, as with the functions of httpx."""
