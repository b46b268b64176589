"""Papers of a customer's file: opened from a read-only copy, saved as a file, every version there is (DOMAIN B8)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.i18n import _
from creditdesk.services.credit import file_writing as service
from creditdesk.services.credit.credit_file import CreditFile
from creditdesk.ui.customers.entry_dialog import EndDialog
from creditdesk.ui.customers.entry_words import said
from creditdesk.ui.desk import Desk
from creditdesk.ui.paper_copies import show_copy
from creditdesk.ui.widgets.controls import icon_button, label, link
from creditdesk.ui.widgets.dialog import Dialog

_REASONS = {"replaced": "replaced", "signed": "replaced"}


def open_paper(desk: Desk, entry: FileEntry) -> None:
    """Show a document with the system's program, from a copy that cannot be mistaken for the original."""
    session, file_id = desk.session, entry.file_id
    show_copy(desk, lambda: service.stored_document(session, file_id))


def export_paper(desk: Desk, entry: FileEntry, path: Path) -> None:
    """Write a copy where the person wants it."""
    session, file_id = desk.session, entry.file_id
    desk.work.read(lambda _progress: service.export_document(session, file_id, path),
                   lambda done: desk.notices.toast(_("{file} saved").format(file=done.name)))


class VersionsDialog(Dialog):
    """Entries with their papers, each to open or to save; what no longer counts says since when and why."""

    def __init__(self, desk: Desk, file: CreditFile, title: str, entries: Sequence[FileEntry], parent: QWidget | None) -> None:
        super().__init__(title, _("Close"), parent, width=640)
        self._desk = desk
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 10, 0)
        box.setSpacing(10)
        for entry in entries:
            box.addWidget(self._line(file, entry))
        box.addStretch(1)
        area.setWidget(inner)
        area.setMinimumHeight(min(420, 60 + 52 * len(entries)))
        self.body.addWidget(area, 1)

    def _line(self, file: CreditFile, entry: FileEntry) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        text = QVBoxLayout()
        text.setSpacing(0)
        first, rest = said(entry, file.base, file.related)
        text.addWidget(label(first, "strong", wrap=True))
        if rest:
            text.addWidget(label(rest, "mut", wrap=True))
        if entry.ended_on is not None:
            why = _("replaced") if entry.end_reason in _REASONS else entry.end_reason
            text.addWidget(label(_("until {day}").format(day=entry.ended_on) + f" · {why} · {entry.created_by}", "mut", wrap=True))
        line.addLayout(text, 1)
        if entry.file_id:
            show, save = link(_("Open")), link(_("Save a copy"))
            for made, name in ((show, _("Open")), (save, _("Save a copy"))):
                made.setAccessibleName(f"{name}: {entry.file_name}")
                line.addWidget(made)
            show.clicked.connect(lambda: open_paper(self._desk, entry))
            save.clicked.connect(lambda: self.save_copy(entry))
        if entry.ended_on is None and entry.value("of"):
            end = icon_button("x", _("No longer holds") + f": {first}")
            end.clicked.connect(lambda: self._end(entry, first))
            line.addWidget(end)
        return row

    def save_copy(self, entry: FileEntry) -> None:
        """Ask where the copy goes."""
        found, _filter = QFileDialog.getSaveFileName(self, _("Save a copy"), entry.file_name)
        if found:
            export_paper(self._desk, entry, Path(found))

    def _end(self, entry: FileEntry, words: str) -> None:
        self.ending = EndDialog(self._desk, entry, words, self)
        self.ending.accepted.connect(self.accept)
        self.ending.open()
