"""Checks of what a caller passes, before anything is sent."""
