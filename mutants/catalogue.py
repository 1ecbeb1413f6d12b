"""What a variant is, and the shelves that the modules of this package fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Account

    from .gateway import Fault

__all__ = ["Profile", "Shelf", "Variant"]

Profile = Literal["read", "write", "full"]


@frozen
class Variant:
    """A server that differs from the sandbox in one thing."""

    name: str
    category: str
    says: str
    """What this server does, in one sentence."""
    make: Callable[[], Fault]
    """Makes the fault anew, with nothing remembered."""
    profile: Profile = "write"
    """The least profile in which a run can notice it."""
    breaks: tuple[str, ...] = ()
    """Areas of the requirements that it breaks, such as ``SUBSCRIBE``; none if it is correct."""
    correct: bool = False
    """Whether the facts allow what it does."""
    assumed: bool = False
    """Whether only an assumption speaks against it, so that the suite may warn and not fail."""
    account: Callable[[], Account] | None = None
    """Makes the account that the sandbox plays; its built-in one when absent."""
    alone: bool = False
    """Whether it does not go together with others in one server."""
    thorough: bool = False
    """Whether to always show it to the whole suite, because it proves what nothing else does."""


class Shelf:
    """The variants of one category.

    Args:
        category: Its name in the table.
        *areas: The areas of the requirements that its variants break unless they say otherwise.
        profile: The least profile that its variants need unless they say otherwise.
        correct: Whether the facts allow what its variants do.
    """

    def __init__(
        self, category: str, *areas: str, profile: Profile = "write", correct: bool = False
    ) -> None:
        self.category = category
        self.areas = areas
        self.profile: Profile = profile
        self.correct = correct
        self.variants: list[Variant] = []

    def add(self, name: str, says: str, fault: Fault, **options: Any) -> None:
        """Add a variant whose fault remembers nothing; the options are those of `make`."""
        self.make(name, says, lambda: fault, **options)

    def remembering(
        self, name: str, says: str, **options: Any
    ) -> Callable[[Callable[[], Fault]], Callable[[], Fault]]:
        """Add a variant whose fault is made anew for each run by the decorated function."""

        def decorate(make: Callable[[], Fault]) -> Callable[[], Fault]:
            self.make(name, says, make, **options)
            return make

        return decorate

    def make(
        self,
        name: str,
        says: str,
        make: Callable[[], Fault],
        *,
        profile: Profile | None = None,
        breaks: tuple[str, ...] = (),
        **options: Any,
    ) -> None:
        """Add a variant.

        Args:
            name: Its name.
            says: What it does, in one sentence.
            make: Makes its fault.
            profile: The least profile that shows it, when it is not the shelf's.
            breaks: Areas that it breaks besides the shelf's.
            options: Further members of the variant.
        """
        self.variants.append(
            Variant(
                name=name,
                category=self.category,
                says=says,
                make=make,
                profile=profile or self.profile,
                breaks=() if self.correct else (*self.areas, *breaks),
                correct=self.correct,
                **options,
            )
        )
