"""The bar below the pages: what is saved, the day of the figures, the last backup, currency and language."""

from __future__ import annotations

from typing import Any, TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStatusBar, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.work import Work

if TYPE_CHECKING:
    from creditdesk.ui.widgets.bars import BusyBar

PARTS = ("saved", "as_of", "backup", "currency", "language")


class StatusBar(QStatusBar):
    """`said` holds the words by part and outlives the bar, which is made anew in another language."""

    language_clicked = Signal()

    def __init__(self, work: Work, said: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._said = work, said
        self._busy: BusyBar | None = None
        self.setSizeGripEnabled(False)
        self.setFixedHeight(active().size("status"))
        self.setContentsMargins(10, 0, 10, 0)
        language = button("")
        language.setAccessibleName(_("Language"))
        language.clicked.connect(self.language_clicked)
        self._parts: dict[str, Any] = {part: language if part == "language" else label() for part in PARTS}
        self.addWidget(IconMark("check-circle", "t3", 14))
        self.addWidget(self._parts["saved"])
        self.addWidget(self._parts["as_of"])
        for part in PARTS[2:]:
            self.addPermanentWidget(self._parts[part])
        for part, words in said.items():
            self._parts[part].setText(words)

    def tell(self, part: str, words: str) -> None:
        """Other words for one of `PARTS`."""
        self._said[part] = words
        self._parts[part].setText(words)

    def show_busy(self, words: object) -> None:
        """Make the busy bar when something is slow for the first time; from then on it listens itself."""
        if self._busy is None and words is not None:
            from creditdesk.ui.widgets.bars import BusyBar

            self._busy = BusyBar(self._work)
            self.insertWidget(3, self._busy)
            self._busy.show_busy(words)
