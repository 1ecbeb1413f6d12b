"""Checks of what several requests in a row lead to."""
