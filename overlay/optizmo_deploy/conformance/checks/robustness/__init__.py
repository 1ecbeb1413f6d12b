"""Checks with unusual but legal input, and with broken input."""
