"""Checks of listing and reading brands."""
