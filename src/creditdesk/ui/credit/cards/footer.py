"""The bar under the scorecard editor."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from creditdesk.i18n import _
from creditdesk.ui.widgets.controls import button, label, primary


class CardFooter(QFrame):
    """What can be done with the version shown; a draft is saved, tried on the book, set beside the champion, put in force or ended."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(8)
        self.discard = button(_("Discard"), kind="link")
        self.note = label("", "mut")
        self.copy = button(_("New version from this"))
        self.test = button(_("Test on the book"), shortcut="Ctrl+T")
        self.save = button(_("Save draft"), shortcut="Ctrl+S")
        self.end = button(_("End…"))
        self.activate = primary(_("Put in force…"))
        row.addWidget(self.discard)
        row.addWidget(self.note, 1)
        for part in (self.copy, self.test, self.save, self.end, self.activate):
            row.addWidget(part)
