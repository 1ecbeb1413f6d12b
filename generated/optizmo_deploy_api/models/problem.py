from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.error_code import ErrorCode
from ..types import take as _take

if TYPE_CHECKING:
    from ..models.field_error import FieldError


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """A failure as an RFC 9457 problem with the extensions `code` and `errors`.

    Attributes:
        type_ (str): Identifies the kind of problem and leads to its documentation.
        status (int): The HTTP status of the answer.
        title (str): A short summary of the kind of problem.
        detail (str): What went wrong this time.
        code (ErrorCode): What kind of failure it is.
        instance (str | None): The path of the request.
        errors (list[FieldError] | None): The offending fields, where the failure relates to fields.
    """

    type_: str
    status: int
    title: str
    detail: str
    code: ErrorCode
    instance: str | None = None
    errors: list[FieldError] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        status = self.status

        title = self.title

        detail = self.detail

        code = self.code.value

        instance = self.instance

        errors: list[dict[str, Any]] | None = None
        if self.errors is not None:
            errors = list[Any]()
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "status": status,
                "title": title,
                "detail": detail,
                "code": code,
            }
        )
        if instance is not None:
            field_dict["instance"] = instance
        if errors is not None:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_error import FieldError  # noqa: PLC0415

        d = dict(src_dict)
        type_ = _take(d, "type", str)

        status = _take(d, "status", int)

        title = _take(d, "title", str)

        detail = _take(d, "detail", str)

        code = ErrorCode(_take(d, "code", str))

        instance = d.pop("instance", None)

        _errors = d.pop("errors", None)
        errors: list[FieldError] | None = None
        if _errors is not None:
            errors = list[Any]()
            for errors_item_data in _errors:
                errors_item = FieldError.from_dict(errors_item_data)

                errors.append(errors_item)

        problem = cls(
            type_=type_,
            status=status,
            title=title,
            detail=detail,
            code=code,
            instance=instance,
            errors=errors,
        )

        problem.additional_properties = d
        return problem

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
