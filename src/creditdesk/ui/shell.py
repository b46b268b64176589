"""What a page may ask of the program around it: the book to be another, the language, the look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TYPE_CHECKING

from creditdesk.ui.books import Books
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.style.theme import Choice, Theme
from creditdesk.ui.work import Work

if TYPE_CHECKING:
    from datetime import date

    from creditdesk.ui.tables.layout_store import Settings


class Shell(Protocol):
    """Met by the composition root."""

    window: MainWindow
    work: Work
    books: Books
    settings: Settings
    theme: Theme
    language: str
    today: Callable[[], date]
    #: what pages keep while they are made anew (the language was changed), by their key; emptied for another book
    kept: dict[str, object]

    def desk(self) -> Desk: ...

    def open_sample(self) -> None: ...

    def lock_now(self) -> None: ...

    def choose_language(self, language: str) -> None: ...

    def choose_theme(self, choice: Choice) -> None: ...

    def choose_text_size(self, percent: int) -> None: ...

    def choose_person(self, name: str) -> None: ...

    @property
    def person(self) -> str: ...

    @property
    def log_file(self) -> Path: ...
