"""Step 3: what was imported, how to take it back, and customers that may be one firm."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _, ngettext
from creditdesk.services.importing.options import ImportResult
from creditdesk.ui.importing import words
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, primary

Pair = tuple[Customer, Customer]


class DoneView(QWidget):
    """`merge_asked` carries a pair of customers: the second goes into the first."""

    undo_asked = Signal()
    show_asked = Signal()
    again_asked = Signal()
    merge_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._result = Card("")
        self._pairs = Card(_("These may be one firm"), _("the same tax number, or nearly the same name"))
        self._pairs.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        inner = QWidget()
        inner.setObjectName("page")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        self._result.setMaximumWidth(760)
        self._pairs.setMaximumWidth(760)
        box.addWidget(self._result)
        box.addWidget(self._pairs)
        box.addStretch(1)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_result(self, kind: str, result: ImportResult) -> None:
        """The figures of an import."""
        _clear(self._result)
        head = QHBoxLayout()
        done = bool(result.written)
        head.addWidget(IconMark("check-circle" if done else "info", "ok" if done else "acc", 28))
        said = (_("Imported {rows} from {file}") if done else _("Nothing new in {file}")).format(
            rows=words.rows_words(result.accepted), file=_("the clipboard") if result.file == "clipboard" else result.file)
        head.addWidget(label(said, "section"))
        head.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        counts = ((_("In the book already, left out"), result.duplicates), (_("New customers"), result.created_customers),
                  (_("Due dates taken from payment terms"), result.due_dates_assumed),
                  (_("Blank rows and totals skipped"), result.skipped_rows),
                  (_("Rows with errors, not imported"), len({one.row for one in result.problems})))
        lines = [(_("Total"), words.total_words(result.total))] if result.total else []
        lines += [(title, f"{number:,}") for title, number in counts if number]
        for row, (title, value) in enumerate(lines):
            grid.addWidget(label(title, "", tone="t2"), row, 0)
            grid.addWidget(label(value, "strong"), row, 1)
        grid.setColumnStretch(2, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        again = primary(_("Import another file"), "table")
        again.clicked.connect(self.again_asked)
        show = button(_("Show the customers") if kind == "customers" else _("Show the documents"), "eye")
        show.clicked.connect(self.show_asked)
        self.undo_button = button(_("Undo this import"), "arrow-counter-clockwise")
        self.undo_button.clicked.connect(self.undo_asked)
        self.undo_button.setVisible(done)
        show.setVisible(done)
        for one in (again, show, self.undo_button):
            buttons.addWidget(one)
        buttons.addStretch(1)
        for part in (head, grid, buttons):
            self._result.body.addLayout(part)
        self._result.body.setSpacing(14)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Customers that may be one firm."""
        _clear(self._pairs)
        self._pairs.setVisible(bool(pairs))
        if pairs:
            self._pairs.set_title(_("These may be one firm"), ngettext("{count} pair", "{count} pairs", len(pairs)).format(
                count=len(pairs)))
        for pair in pairs[:30]:
            row = QHBoxLayout()
            first, second = pair
            row.addWidget(label(_("{second} is the same as {first}?").format(
                first=f"{first.name} ({first.code})", second=f"{second.name} ({second.code})"), wrap=True), 1)
            merge = link(_("Merge"))
            merge.clicked.connect(lambda _checked=False, chosen=pair: self.merge_asked.emit(chosen))
            row.addWidget(merge)
            self._pairs.body.addLayout(row)


def _clear(card: Card) -> None:
    while (item := card.body.takeAt(0)) is not None:
        layout = item.layout()
        if layout is not None:
            while (inner := layout.takeAt(0)) is not None:
                if (widget := inner.widget()) is not None:
                    widget.deleteLater()
            layout.deleteLater()
