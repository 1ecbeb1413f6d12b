"""Checks of the contract for what no linter finds; `check_contract.py` is the way in."""
