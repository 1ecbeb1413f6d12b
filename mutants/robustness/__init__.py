"""Malformed, unusual and very large requests."""
