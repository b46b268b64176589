"""Receipts and credits at the left of the receipts page: those with money left to allocate, or all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from creditdesk.domain.ledger import queries
from creditdesk.domain.ledger.documents import CREDIT_NOTE, RECEIPT, RECOVERY, REFUND, REVERSED
from creditdesk.domain.ledger.queries import DocumentLine, DocumentQuery
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.ledger import lists
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import words
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.paged import PagedModel, Query
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.empty_state import EmptyState

Index = QModelIndex | QPersistentModelIndex


class _TwoLines(QStyledItemDelegate):
    """Customer and amount, below them date, number and what is left."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, active().px(58))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = active(), index.model()
        box: QRect = option.rect
        line = model.row_at(index.row()) if isinstance(model, PagedModel) else None
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("sel"))
            painter.fillRect(box.left(), box.top(), 3, box.height() - 1, theme.colour("acc"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("line"))
        inner = box.adjusted(16, 8, -14, -8)
        if line is None:
            painter.fillRect(QRect(inner.left(), inner.center().y() - 3, 80, 6), theme.colour("track"))
            return
        top = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        below = top.translated(0, top.height() + 1)
        bold = theme.font(13, bold=True)
        amount = display(line.open or line.amount, line.currency)
        if line.currency != "CNY":
            amount = f"{line.currency} {amount}"
        _draw(painter, top, line.customer, amount, bold, theme.colour("t1"))
        _draw(painter, below, _about(line), _state(line), theme.font(12), theme.colour("t2"))


def _draw(painter: QPainter, box: QRect, left: str, right: str, font: Any, colour: Any) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    metrics = painter.fontMetrics()
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), right)
    room = box.adjusted(0, 0, -metrics.horizontalAdvance(right) - 10, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                     metrics.elidedText(left, Qt.TextElideMode.ElideRight, room.width()))


def _about(line: DocumentLine) -> str:
    return f"{line.date.isoformat()} · {line.note or line.no}"


def _state(line: DocumentLine) -> str:
    if line.status == REVERSED:
        return _("Reversed")
    if not line.open:
        return words.kind(line.kind) if line.kind != RECEIPT else _("Allocated")
    if line.open == line.amount:
        return words.kind(line.kind) if line.kind != RECEIPT else _("Unapplied")
    return _("of {amount}").format(amount=display(line.amount, line.currency))


class ReceiptList(QWidget):
    """`chosen` carries the line a person went to; `counted` how many have money left."""

    chosen = Signal(object)
    counted = Signal(int)

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._today = desk, today
        self._state = queries.UNAPPLIED
        self.card = Card(_("Unapplied"), flush=True, parent=self)
        self.view = QListView()
        self.model = PagedModel([Column("customer", _("Customer"))], desk.work, self._ids, self._lines,
                                key=lambda line: line.id)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_TwoLines(self.view))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(_("Receipts"))
        self.segments = Segments([(queries.UNAPPLIED, _("To do")), (queries.ALL, _("All"))], _("Receipts"))
        self.segments.chosen.connect(self._narrowed)
        self.card.add_to_head(self.segments)
        self._empty = EmptyState("check-circle", _("Everything is allocated"), _("Record the next receipt at the right"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self.card.add(self._stack, 1)
        self.view.clicked.connect(self._go)
        self.view.activated.connect(self._go)
        self.model.modelReset.connect(self._shown)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.card)

    def reload(self) -> None:
        self.model.reload()

    def clear(self) -> None:
        """Take the mark off: a new receipt is being recorded."""
        self.view.clearSelection()
        self.view.setCurrentIndex(QModelIndex())

    def _narrowed(self, state: object) -> None:
        self._state = str(state)
        self.card.set_title(_("Unapplied") if state == queries.UNAPPLIED else _("Receipts"))
        self.reload()

    def _query(self) -> DocumentQuery:
        kinds = (RECEIPT, CREDIT_NOTE) if self._state == queries.UNAPPLIED else (RECEIPT, CREDIT_NOTE, REFUND, RECOVERY)
        return DocumentQuery(self._today(), kinds=kinds, state=self._state)

    def _ids(self, _query: Query) -> Sequence[Any]:
        return lists.document_ids(self._desk.session, self._query())

    def _lines(self, ids: Sequence[Any]) -> list[DocumentLine]:
        return lists.document_lines(self._desk.session, ids, self._today())

    def _shown(self) -> None:
        count = self.model.rowCount()
        self.card.set_hint(f"{count:,}" if count else "")
        self._stack.setCurrentIndex(0 if count else 1)
        if self._state == queries.UNAPPLIED:
            self.counted.emit(count)

    def _go(self, index: QModelIndex) -> None:
        line = self.model.row_at(index.row())
        if line is not None:
            self.chosen.emit(line)
