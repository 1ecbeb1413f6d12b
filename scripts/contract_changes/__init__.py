"""Tells breaking changes of the contract from harmless ones; `check_changes.py` is the way in."""
