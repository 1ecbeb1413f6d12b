"""Servers that the documentation allows; the suite must not fail on any of them."""
