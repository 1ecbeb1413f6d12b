"""Faults that show only in a sequence of requests."""
