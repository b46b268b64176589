"""The reviewer's checklist of an application: deviations first, each line told by icon and word too (DOMAIN A31)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit.checklist import Check, DEVIATES, FINE, LOOK
from creditdesk.ui.style.icons import icon
from creditdesk.ui.widgets.controls import label

_LOOKS = {DEVIATES: ("warning-circle", "dan"), LOOK: ("warning", "war"), FINE: ("check", "acc")}


class ChecklistView(QWidget):
    """Hidden while there is nothing to check."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("plain", True)
        self.head = label("", "sec")
        self.lines: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 6)
        box.setSpacing(4)
        box.addWidget(self.head)
        box.addLayout(self._grid)
        self.hide()

    def show_checks(self, found: Sequence[Check]) -> None:
        """Show the lines; none hides the list."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.lines = []
        for place, check in enumerate(found):
            sign, tone = _LOOKS[check.state]
            mark = QLabel()
            mark.setPixmap(icon(sign, tone).pixmap(14, 14))
            words = label(check_words(check), "strong" if check.state == DEVIATES else "", tone="" if check.state == FINE else tone,
                          wrap=True)
            words.setAccessibleName(f"{state_words(check.state)}: {words.text()}")
            words.setToolTip(state_words(check.state))
            self._grid.addWidget(mark, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, place, 1)
            self.lines.append(words)
        apart = sum(1 for check in found if check.state == DEVIATES)
        seen = sum(1 for check in found if check.state == LOOK)
        self.head.setText(_("Checklist: deviations {apart}, to be looked at {seen}").format(apart=apart, seen=seen))
        self.setVisible(bool(found))


def state_words(state: str) -> str:
    """What a line's mark says, for those who do not see it."""
    return {DEVIATES: _("Deviation"), LOOK: _("To be looked at"), FINE: _("As it should be")}[state]


def check_words(check: Check) -> str:
    """A line in words; names of caps are translated too."""
    return _(check.template).format(**{name: _(value) if name == "cap" and isinstance(value, str) else value
                                       for name, value in check.fields})
