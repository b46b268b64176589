"""A person at work on an open book: who, when, on what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, UTC
from typing import TYPE_CHECKING

from ..domain.roles import forbidden

if TYPE_CHECKING:
    from ..store.audit import Signature
    from ..store.book import Book

#: answers the moment it is asked, in UTC; given by the composition root
Clock = Callable[[], datetime]


def stamp_of(clock: Clock) -> str:
    """The present moment as it is written down."""
    return clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Session:
    """Handed to every task. `user` stands in the audit chain.

    `rights` None: a book without passwords, where one person does everything. In a book with passwords they are
    empty until somebody has signed in (`services.users`).
    """

    book: Book
    user: str
    clock: Clock
    rights: frozenset[str] | None = None
    roles: tuple[str, ...] = ()

    @property
    def single_person(self) -> bool:
        """Whether the book has no passwords."""
        return self.rights is None

    def may(self, right: str) -> bool:
        """Whether whoever signed in holds a right of `domain.roles`."""
        return self.rights is None or right in self.rights

    def require(self, right: str) -> None:
        """RuleError `forbidden` where the right is missing."""
        if not self.may(right):
            raise forbidden(right)

    def stamp(self) -> str:
        """The present moment as it is written down."""
        return stamp_of(self.clock)

    def signature(self) -> Signature:
        from ..store.audit import Signature
        return Signature(self.user, self.stamp(), self.rights)

    def close(self) -> None:
        self.book.close()
