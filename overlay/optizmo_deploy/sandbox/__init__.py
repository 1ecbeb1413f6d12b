"""A server that behaves as the API is documented, to develop and test against."""

from __future__ import annotations

from .account import Account
from .account_file import AccountError, builtin_account, load_account
from .api import Api
from .arguments import ArgumentError
from .attributes import ContactSchema
from .client_settings import ClientSettings
from .clock import Clock
from .domain import Deploy
from .faults import Fault, FaultMatch
from .journal import RecordedRequest
from .sandbox import Sandbox
from .store import StoreError

__all__ = [
    "Account",
    "AccountError",
    "Api",
    "ArgumentError",
    "ClientSettings",
    "Clock",
    "ContactSchema",
    "Deploy",
    "Fault",
    "FaultMatch",
    "RecordedRequest",
    "Sandbox",
    "StoreError",
    "builtin_account",
    "load_account",
]
