"""Buttons of the scoring wizard: leave, back, on; on the last step print, save, or save and go on to the limit."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from creditdesk.i18n import _
from creditdesk.ui.widgets.controls import button, label, primary


class ScoringFooter(QFrame):
    """The view shows and hides them by its step."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(8)
        self.leave = button(_("Leave"), kind="link")
        self.discard = button(_("Discard what was entered"), kind="link")
        self.note = label("", "mut")
        self.back = button(_("Back"), shortcut="Alt+Left")
        self.next = primary(_("Next step"), shortcut="Alt+Right")
        self.report = button(_("Print the report"), "printer")
        self.save = button(_("Save the score only"), shortcut="Ctrl+S")
        self.save_on = primary(_("Save and set the limit"), "scales")
        for part in (self.leave, self.discard, self.note):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.back, self.next, self.report, self.save, self.save_on):
            row.addWidget(part)
