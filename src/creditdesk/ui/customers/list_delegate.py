"""Draws a row of the customer list: badge, name and status, then balance, age and what is overdue (DESIGN 9, 02)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from creditdesk.i18n import _, pgettext
from creditdesk.services.customer_overview import CustomerLine
from creditdesk.ui.customers import words
from creditdesk.ui.customers.list_model import CustomerListModel, LINE
from creditdesk.ui.insight import wording
from creditdesk.ui.style.theme import active, Theme
from creditdesk.ui.widgets import marks

ROW = 54
_SIDE, _BAR = 14, 52
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class CustomerDelegate(QStyledItemDelegate):
    """Two lines; the selected row has the tint and the accent mark at its left."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, active().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        line, theme, rect = index.data(LINE), active(), QRectF(option.rect)
        if line is None:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.colour("sel" if chosen else "hover" if hovered else "surface"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        if chosen:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height() - 1), theme.colour("acc"))
        half = rect.height() / 2
        inner = rect.adjusted(_SIDE, 5, -_SIDE, -5)
        upper, lower = QRectF(inner), QRectF(inner)
        upper.setBottom(rect.top() + half)
        lower.setTop(rect.top() + half)
        model = index.model()
        rated = isinstance(model, CustomerListModel) and model.rated
        start = self._badge(painter, upper, line, theme) if rated else upper.left()
        upper.setLeft(start)
        lower.setLeft(start)
        self._name(painter, upper, line, theme, chosen)
        self._figures(painter, lower, line, theme)
        if chosen and self._view.hasFocus():
            painter.setPen(theme.colour("acc"))
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -1.5))
        painter.restore()

    @staticmethod
    def _badge(painter: QPainter, room: QRectF, line: CustomerLine, theme: Theme) -> float:
        grade, height = line.grade or "NR", theme.px(20)
        width = marks.badge_width(theme, grade)
        marks.paint_badge(painter, QRectF(room.left(), room.center().y() - height / 2, width, height), grade, theme)
        return room.left() + max(marks.badge_width(theme, widest) for widest in ("AAA", "BBB", "CCC")) + 10

    @staticmethod
    def _name(painter: QPainter, room: QRectF, line: CustomerLine, theme: Theme, chosen: bool) -> None:
        if tag := words.tag_of(line):
            width, height = marks.tag_width(theme, tag.text, tag.icon), theme.px(20)
            box = QRectF(room.right() - width, room.center().y() - height / 2, width, height)
            marks.paint_tag(painter, box, tag.text, tag.tone, tag.icon, theme)
            room = room.adjusted(0, 0, -width - 8, 0)
        painter.setFont(theme.font(13, bold=chosen))
        painter.setPen(theme.colour("t3" if line.customer.retired_on else "t1"))
        painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(
            line.customer.name, Qt.TextElideMode.ElideRight, int(room.width())))

    @staticmethod
    def _figures(painter: QPainter, room: QRectF, line: CustomerLine, theme: Theme) -> None:
        title, figure = pgettext("list", "Balance"), wording.whole(line.balance) + (" *" if line.unrated else "")
        owed = (_("Overdue {amount}").format(amount=wording.whole(line.overdue)) if line.overdue else
                _("Nothing overdue") if line.owes else _("Nothing open"))
        painter.setFont(theme.font(12))
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("t2"))
        painter.drawText(room, _LEFT, title)
        painter.setPen(theme.colour("t1"))
        painter.drawText(room.adjusted(metrics.horizontalAdvance(title) + 4, 0, 0, 0), _LEFT, figure)
        painter.setPen(theme.colour("dan" if line.late else "t2"))
        painter.drawText(room, _RIGHT, owed)
        left = room.left() + metrics.horizontalAdvance(title + figure) + 14
        space = room.right() - metrics.horizontalAdvance(owed) - 10 - left
        if space >= 28 and any(amount > 0 for amount in line.buckets):
            width = min(_BAR, space)
            place = QRectF(left + space - width, room.center().y() - 3, width, 6)
            marks.paint_stack(painter, place, line.buckets, theme)
