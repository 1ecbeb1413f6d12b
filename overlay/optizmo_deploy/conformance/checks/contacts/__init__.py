"""Checks of creating, reading, changing and disabling contacts."""
