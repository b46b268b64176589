"""A person at work on an open book: who, when, on what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..store.audit import Signature
    from ..store.book import Book

#: answers the moment it is asked, in UTC; given by the composition root
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Session:
    """Handed to every task. `user` stands in the audit chain."""

    book: Book
    user: str
    clock: Clock

    def stamp(self) -> str:
        """The present moment as it is written down."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def signature(self) -> Signature:
        from ..store.audit import Signature
        return Signature(self.user, self.stamp())

    def close(self) -> None:
        self.book.close()
