"""Responses that do not have the documented shape."""
