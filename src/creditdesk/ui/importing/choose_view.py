"""Step 1: a file, dropped or chosen, or a block pasted from Excel; imports of before; backups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from creditdesk.domain.ledger.import_headings import INVOICES
from creditdesk.i18n import _
from creditdesk.services.importing.undo import Batch, UNDO_DAYS
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.importing import words
from creditdesk.ui.moments import local_moment
from creditdesk.ui.style.icons import icon, IconMark
from creditdesk.ui.style.theme import restyle
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, link, primary

FILTER = "*.xlsx *.xls *.xlsm *.ods *.csv *.tsv *.txt"
_STATUS = {"posted": ("ok", "check-circle"), "undone": ("track", "arrow-counter-clockwise")}


def dropped_file(data: QMimeData) -> Path | None:
    """The first file among what is dragged."""
    return next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)


class DropCard(QFrame):
    """Takes a file dropped on it."""

    dropped = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) or event.mimeData().hasText():
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: object) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        if (path := dropped_file(event.mimeData())) is not None:
            self.dropped.emit(path)
        elif event.mimeData().hasText():
            self.dropped.emit(event.mimeData().text())

    def _mark(self, over: bool) -> None:
        self.setProperty("selected", over)
        restyle(self)


class ChooseView(QWidget):
    """`chosen` carries a Path, or the pasted text."""

    chosen = Signal(object)
    templates_asked = Signal()
    undo_asked = Signal(object)  # Batch
    shown_asked = Signal(object)  # Batch

    def __init__(self, side: Sequence[QWidget], today: Callable[[], date]) -> None:
        """`side` are the cards at the right (backups)."""
        super().__init__()
        self._today = today
        self.kind = Segments([(kind, words.kind_words(kind)) for kind in words.KINDS], _("What to import"))
        self.kind.set_value(INVOICES)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._drop_card())
        left.addWidget(self._batches_card(), 1)
        right = QVBoxLayout()
        right.setSpacing(12)
        for card in side:
            right.addWidget(card)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 12)
        row.setSpacing(12)
        row.addLayout(left, 7)
        row.addLayout(right, 4)
        QShortcut(QKeySequence.StandardKey.Paste, self, self.paste, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _drop_card(self) -> QWidget:
        card = DropCard()
        card.dropped.connect(self.chosen)
        box = QVBoxLayout(card)
        box.setContentsMargins(20, 18, 20, 18)
        box.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(IconMark("table", "acc", 22))
        head.addWidget(label(_("Import from Excel"), "section"))
        head.addStretch(1)
        head.addWidget(self.kind)
        box.addLayout(head)
        box.addWidget(label(_("Drop a file here, choose one, or copy rows in Excel and paste them with Ctrl V. Excel, WPS, "
                              "OpenDocument and text files; columns are recognised by their headings."), "", tone="t2", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.file_button = primary(_("Choose a file"), "folder-open")
        self.file_button.clicked.connect(self.ask_file)
        self.paste_button = button(_("Paste from Excel"), "copy")
        self.paste_button.clicked.connect(self.paste)
        templates = link(_("Save empty templates"), "download-simple")
        templates.clicked.connect(self.templates_asked)
        for one in (self.file_button, self.paste_button, templates):
            buttons.addWidget(one)
        buttons.addStretch(1)
        box.addLayout(buttons)
        return card

    def _batches_card(self) -> QWidget:
        hint = _("can be undone for {days} days while nothing depends on it").format(days=UNDO_DAYS)
        card = Card(_("Imports so far"), hint, flush=True)
        self.undo_button = button(_("Undo this import"), "arrow-counter-clockwise", small=True)
        self.undo_button.setEnabled(False)
        card.add_to_head(self.undo_button)
        self.model = TableModel([
            Column("created_at", _("When"), width=134, value=lambda one: local_moment(one.created_at)),
            Column("kind", _("Kind"), width=90, value=lambda one: words.kind_words(one.kind)),
            Column("file_name", _("File name"), value=lambda one: _("pasted") if one.file_name == "clipboard" else one.file_name),
            Column("accepted", _("Rows"), "int", width=80),
            Column("user", _("By"), width=90),
            Column("status", _("Status"), "tag", width=110, value=_status)], key=lambda one: one.id)
        self.batches = DataTable(self.model, _("Imports so far"))
        self.batches.set_empty(_("Nothing imported yet"), _("Past imports are listed here."), "", "download-simple")
        self.batches.current_changed.connect(self._offer_undo)
        self.batches.row_opened.connect(self.shown_asked)
        self.batches.menu_asked.connect(self._menu)
        self.undo_button.clicked.connect(lambda: self.undo_asked.emit(self.batches.current_row()))
        card.add(self.batches, 1)
        return card

    def _menu(self, menu: QMenu, rows: Sequence[Batch]) -> None:
        if len(rows) == 1 and rows[0].status == "posted":
            menu.addAction(icon("eye"), _("Show its documents"), lambda: self.shown_asked.emit(rows[0]))
            if rows[0].can_be_undone(self._today()):
                menu.addAction(icon("arrow-counter-clockwise"), _("Undo this import"), lambda: self.undo_asked.emit(rows[0]))

    def _offer_undo(self, batch: Batch | None) -> None:
        late = batch is not None and batch.status == "posted" and not batch.can_be_undone(self._today())
        self.undo_button.setEnabled(batch is not None and batch.status == "posted" and not late)
        self.undo_button.setToolTip(_("This import is older than {days} days: reverse its documents one by one.").format(
            days=UNDO_DAYS) if late else "")

    def ask_file(self) -> None:
        """Let the person choose a file."""
        chosen = file_to_open(self, _("Choose a file to import"), f"{_('Tables')} ({FILTER});;{_('All files')} (*)")
        if chosen:
            self.chosen.emit(chosen)

    def paste(self) -> None:
        """Take the block on the clipboard."""
        self.chosen.emit(QGuiApplication.clipboard().text())


def _status(batch: Batch) -> Tag:
    tone, mark = _STATUS.get(batch.status, ("track", ""))
    return Tag({"posted": _("imported"), "undone": _("undone")}.get(batch.status, batch.status), tone, mark)
