"""The steps of a task: a dot with its number, done ones with a check; any reached step can be gone back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active

_HINT = int(Qt.ItemDataRole.UserRole)
_STATE = _HINT + 1


class _StepDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, active().px(56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = active()
        box = QRectF(option.rect)
        state = index.data(_STATE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(theme.colour("surface"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        dot = QRectF(box.left() + 10, box.top() + 8, 22, 22)
        painter.setBrush(theme.colour("acc" if chosen else "tint" if state == "done" else "win"))
        painter.setPen(QPen(theme.colour("acc" if chosen else "tintl" if state == "done" else "ctl"), 1))
        painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
        if state == "done" and not chosen:
            paint_icon(painter, dot, "check", theme.colour("acc"), 14)
        else:
            painter.setPen(theme.colour("onacc" if chosen else "t2"))
            painter.setFont(theme.font(12, bold=True))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        painter.setPen(theme.colour("t1" if state != "next" or chosen else "t3"))
        painter.setFont(theme.font(13, bold=chosen))
        text = box.adjusted(42, 6, -8, 0)
        painter.drawText(QRectF(text.left(), text.top(), text.width(), theme.px(22)), Qt.AlignmentFlag.AlignVCenter,
                         index.data(Qt.ItemDataRole.DisplayRole))
        painter.setPen(theme.colour("t3"))
        painter.setFont(theme.font(12))
        painter.drawText(QRectF(text.left(), text.top() + theme.px(22), text.width(), theme.px(20)),
                         Qt.AlignmentFlag.AlignVCenter, index.data(_HINT))
        painter.restore()


class StepList(QListWidget):
    """Beside a QStackedWidget; `chosen` carries the step's place. The second line tells points or what is missing."""

    chosen = Signal(int)

    def __init__(self, name: str, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName("steps")
        self.setItemDelegate(_StepDelegate(self))
        self.setFixedWidth(active().px(190))
        self.viewport().setAutoFillBackground(False)
        for title in titles:
            item = QListWidgetItem(title)
            item.setData(_HINT, "")
            self.addItem(item)
        self.setCurrentRow(0)
        self.set_reached(0)
        self.currentRowChanged.connect(self.chosen)

    def set_step(self, place: int, hint: str, *, done: bool | None = None) -> None:
        """Second line of a step, and whether it is done."""
        item = self.item(place)
        item.setData(_HINT, hint)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{place + 1} {item.text()} {hint}")
        if done is not None:
            item.setData(_STATE, "done" if done else "open")

    def set_reached(self, place: int) -> None:
        """Steps up to `place` can be chosen, later ones not yet."""
        for at in range(self.count()):
            item = self.item(at)
            reached = at <= place
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if reached else Qt.ItemFlag.NoItemFlags)
            if item.data(_STATE) != "done" or not reached:
                item.setData(_STATE, "open" if reached else "next")
