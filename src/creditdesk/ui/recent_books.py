"""The books opened lately, kept in the person's settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditdesk.ui.tables.layout_store import Settings


KEPT = 8
_KEY = "books/recent"


@dataclass(frozen=True, slots=True)
class RecentBook:
    """A book by its path and the company's name as it was when it was last open."""

    path: Path
    company: str

    @property
    def there(self) -> bool:
        return self.path.is_file()


def recent_books(settings: Settings) -> list[RecentBook]:
    """Newest first; entries that cannot be read are left out."""
    try:
        kept = json.loads(str(settings.value(_KEY) or "[]"))
        return [RecentBook(Path(path), str(name)) for path, name in kept]
    except (ValueError, TypeError):  # written by another version, or by hand
        return []


def remember(settings: Settings, path: Path, company: str) -> None:
    """Put a book at the top of the list."""
    others = [book for book in recent_books(settings) if book.path != path]
    _write(settings, [RecentBook(path, company), *others][:KEPT])


def forget(settings: Settings, path: Path) -> None:
    """Take a book off the list."""
    _write(settings, [book for book in recent_books(settings) if book.path != path])


def _write(settings: Settings, books: list[RecentBook]) -> None:
    settings.setValue(_KEY, json.dumps([[str(book.path), book.company] for book in books], ensure_ascii=False))
