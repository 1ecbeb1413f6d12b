"""Requests without a valid API key, or with one that lacks a permission."""
