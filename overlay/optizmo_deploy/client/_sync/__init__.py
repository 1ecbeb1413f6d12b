# Derived from _async/__init__.py by scripts/unasync.py; do not edit.
"""The blocking client, which `scripts/unasync.py` derives from the other one."""
