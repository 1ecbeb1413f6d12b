from enum import StrEnum
from typing import Self


class ErrorCode(StrEnum):
    API_ERROR = "api_error"
    AUTHENTICATION_ERROR = "authentication_error"
    CONFLICT_ERROR = "conflict_error"
    CONTACT_EXISTS = "contact_exists"
    INVALID_REQUEST_ERROR = "invalid_request_error"
    NOT_FOUND_ERROR = "not_found_error"
    OPERATION_IN_PROGRESS = "operation_in_progress"
    PERMISSION_ERROR = "permission_error"

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member
