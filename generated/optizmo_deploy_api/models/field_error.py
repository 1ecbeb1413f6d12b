from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import take as _take

T = TypeVar("T", bound="FieldError")


@_attrs_define
class FieldError:
    """One offending field of a request.

    Attributes:
        detail (str): What is wrong with the field.
        pointer (str | None): Where the field is in the request body, as an RFC 6901 JSON Pointer.
        parameter (str | None): The query parameter, named as it was sent.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        detail = self.detail

        pointer = self.pointer

        parameter = self.parameter

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "detail": detail,
            }
        )
        if pointer is not None:
            field_dict["pointer"] = pointer
        if parameter is not None:
            field_dict["parameter"] = parameter

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        detail = _take(d, "detail", str)

        pointer = d.pop("pointer", None)

        parameter = d.pop("parameter", None)

        field_error = cls(
            detail=detail,
            pointer=pointer,
            parameter=parameter,
        )

        field_error.additional_properties = d
        return field_error

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
