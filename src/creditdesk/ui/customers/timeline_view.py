"""What happened, newest first: an icon on a line, what it was, and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from creditdesk.i18n import _
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.customers import words
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active

Index = QModelIndex | QPersistentModelIndex
EVENT = int(Qt.ItemDataRole.UserRole)
_ROW, _ROUND = 48, 26


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.events: Sequence[Event] = ()

    def set_events(self, events: Sequence[Event]) -> None:
        self.beginResetModel()
        self.events = events
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.events)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        event = self.events[index.row()]
        if role == EVENT:
            return event
        if role == Qt.ItemDataRole.DisplayRole:
            return words.title_of(event)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{words.title_of(event)}\n{words.detail_of(event)}"
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, active().px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        event, theme, rect = index.data(EVENT), active(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect, theme.colour("sel"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        side = float(_ROUND)
        circle = QRectF(rect.left() + 15, rect.top() + 5, side, side)
        last = index.row() == index.model().rowCount() - 1
        if not last:
            painter.fillRect(QRectF(circle.center().x() - 0.5, circle.bottom(), 1, rect.bottom() - circle.bottom() + 6),
                             theme.colour("line2"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawEllipse(circle)
        paint_icon(painter, circle, words.icon_of(event), theme.colour("t2"), 14)
        text = rect.adjusted(15 + side + 10, 3, -12, 0)
        line = theme.px(20)
        upper, lower = QRectF(text), QRectF(text)
        upper.setHeight(line)
        lower.setTop(text.top() + line)
        lower.setHeight(theme.px(18))
        for room, said, size, token in ((upper, words.title_of(event), 13, "t1"), (lower, words.detail_of(event), 12, "t3")):
            painter.setFont(theme.font(size))
            painter.setPen(theme.colour(token))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                             painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(room.width())))
        painter.restore()


class TimelineView(QListView):
    """`opened` carries the event a double click or Enter asks for. `fits`: only as many rows as there is room for."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, fits: bool = False) -> None:
        super().__init__(parent)
        self._fits = fits
        self._all: Sequence[Event] = ()
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Timeline"))
        self.activated.connect(lambda index: self.opened.emit(index.data(EVENT)))
        active().changed.connect(self.viewport().update)

    @property
    def row_height(self) -> int:
        return active().px(_ROW)

    @property
    def events(self) -> Sequence[Event]:
        return self._model.events

    def set_events(self, events: Sequence[Event]) -> None:
        self._all = events
        self._model.set_events(events[:self._room()])

    def _room(self) -> int | None:
        return max(1, self.viewport().height() // self.row_height) if self._fits else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits and len(self._model.events) != len(self._all[:self._room()]):
            self._model.set_events(self._all[:self._room()])

    def wheelEvent(self, event: QWheelEvent) -> None:
        # with nothing of its own to scroll, the wheel turns the page it stands on
        if self._fits:
            event.ignore()
        else:
            super().wheelEvent(event)
