"""A server that behaves as the API is documented, to develop and test against."""

from __future__ import annotations

from .account import Account
from .account_file import AccountError, builtin_account, load_account
from .api import Api
from .attributes import ContactSchema
from .domain import Deploy
from .sandbox import Sandbox
from .store import StoreError

__all__ = [
    "Account",
    "AccountError",
    "Api",
    "ContactSchema",
    "Deploy",
    "Sandbox",
    "StoreError",
    "builtin_account",
    "load_account",
]
