"""Typing letters on a table goes to the row that begins with them, by its words or their pinyin."""

from __future__ import annotations

import time
import unicodedata

from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.model import TableModel

#: letters typed within so many seconds of each other belong together
_TOGETHER = 1.0


class Sought:
    """What was typed last, and since when."""

    def __init__(self) -> None:
        self._letters, self._at = "", 0.0

    def next_row(self, model: TableModel, column: Column | None, letters: str, current: int) -> int | None:
        """The place of the next row for `letters` typed now; one letter again and again walks through its rows."""
        now = time.monotonic()
        typed = unicodedata.normalize("NFKC", letters).casefold()
        together = now - self._at < _TOGETHER and self._letters != typed
        self._letters, self._at = (self._letters if together else "") + typed, now
        count = model.rowCount()
        first = max(0, current) if together else current + 1
        return next((place for step in range(count) if self._begins(model, column, place := (first + step) % count)), None)

    def _begins(self, model: TableModel, column: Column | None, place: int) -> bool:
        words = model.words_of(place).casefold().split()
        if column is not None:
            words.append(unicodedata.normalize("NFKC", model.shown_text(model.row_at(place), column)).casefold())
        return any(word.startswith(self._letters) for word in words)
