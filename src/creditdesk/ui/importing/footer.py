"""The bar below the checked rows: what would happen, how far the work is, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from creditdesk.i18n import _
from creditdesk.services.importing.preview import Preview
from creditdesk.services.importing.undo import UNDO_DAYS
from creditdesk.ui.importing import words
from creditdesk.ui.widgets.controls import button, label, primary
from creditdesk.ui.work import Step


class CheckFooter(QFrame):
    """`stopped`, `back_asked` and `write_asked` follow its buttons."""

    stopped = Signal()
    back_asked = Signal()
    write_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(8)
        self.summary = label("", "", tone="t2", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(_("Progress"))
        self.stop = button(_("Stop"), "x")
        self.stop.clicked.connect(self.stopped)
        self.back = button(_("Back"), shortcut="Alt+Left")
        self.back.clicked.connect(self.back_asked)
        self.commit = primary(_("Import"), "download-simple", shortcut="Ctrl+Return")
        self.commit.clicked.connect(self.write_asked)
        row.addWidget(self.summary, 1)
        for one in (self.progress, self.stop, self.back, self.commit):
            row.addWidget(one)
        self._accepted = 0

    def show_plan(self, found: Preview | None) -> None:
        """What would be imported and what would stay out."""
        self._accepted = count = found.summary.accepted if found else 0
        self.commit.setText(_("Import {rows}").format(rows=words.rows_words(count)) if count else _("Import"))
        self.commit.setAccessibleName(self.commit.text())
        self.commit.setEnabled(bool(count))
        self.summary.setText(_sentence(found) if found else "")

    def set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.stop.setVisible(busy)
        self.back.setEnabled(not busy)
        self.commit.setEnabled(not busy and bool(self._accepted))
        self.progress.setRange(0, 0)

    def show_step(self, step: Step) -> None:
        """How far the work is."""
        if self.progress.isVisible() and step.total:
            self.progress.setRange(0, 1000)
            self.progress.setValue(min(1000, step.done * 1000 // step.total))


def _sentence(found: Preview) -> str:
    would = found.summary
    will = _("Will import {rows}").format(rows=words.rows_words(would.accepted))
    parts = [_("{will}, {total}").format(will=will, total=words.total_words(would.total)) if would.total else will]
    for number, text in ((len(found.bad), _("{count} with errors stay out")), (would.duplicates, _("{count} in the book already")),
                         (would.created_customers, _("{count} new customers")),
                         (would.due_dates_assumed, _("{count} due dates from the terms"))):
        if number:
            parts.append(text.format(count=f"{number:,}"))
    said = words.clauses(parts)
    if not would.accepted:
        return said
    return _("{said}. The whole import can be undone for {days} days.").format(said=said, days=UNDO_DAYS)
