"""What is typed about applications and not sent yet: a comment and an amount each, also over a restart."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import book_key
from creditdesk.ui.ledger.keeping import Keeper


class Verdicts(QObject):
    """By application; one that nothing is typed about is not in it."""

    def __init__(self, desk: Desk, owner: QObject) -> None:
        super().__init__(owner)
        self._keeper = Keeper(desk.settings, f"{book_key(desk)}/inbox", self._text, self)
        self._typed = self._read(self._keeper.kept)

    @staticmethod
    def _read(kept: str) -> dict[int, tuple[str, str]]:
        try:
            return {int(key): (str(comment), str(amount)) for key, (comment, amount) in json.loads(kept or "{}").items()}
        except (ValueError, TypeError, AttributeError):  # written by another version
            return {}

    def _text(self) -> str:
        return json.dumps(self._typed, ensure_ascii=False) if self._typed else ""

    def of(self, application_id: int) -> tuple[str, str]:
        """Comment and amount as typed, each "" for nothing."""
        return self._typed.get(application_id, ("", ""))

    def put(self, application_id: int, comment: str, amount: str) -> None:
        """Remember what stands in the fields now."""
        self._typed.pop(application_id, None)
        if comment or amount:
            self._typed[application_id] = comment, amount
        self._keeper.later()

    def now(self) -> None:
        """Write it down."""
        self._keeper.now()
