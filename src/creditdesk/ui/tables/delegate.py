"""Draws the cells: the style sheet's own cell colours would beat the model's, so everything is painted here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active, Theme
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.model import GridModel
from creditdesk.ui.widgets import marks
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.date_edit import DateEdit

PAD, EDGE = 8, 16
#: how much wider a column may become for a wrong entry (px)
_FOR_WRONG = 60
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """One delegate for all kinds of column; `hovered` is the row under the pointer.

    With `steps` Enter in an editor is followed by `stepped` (True: backwards) instead of Qt's way to the next cell.
    """

    stepped = Signal(bool)
    too_narrow = Signal(int, int)  # logical column of a figure that does not fit, the width it needs

    def __init__(self, view: QAbstractItemView, *, lines: bool = False) -> None:
        super().__init__(view)
        self._view = view
        self._lines = lines
        self.hovered = -1
        self.steps = False
        self.drills = False  # Enter opens what is behind a cell, so the cell is marked, not the row alone
        self.first, self.last = 0, -1  # logical columns that stand outermost
        self.theme: Theme = active()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, GridModel):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row, column = model.row_at(index.row()), model.columns[index.column()]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        wrong = row is not None and bool(model.error_of(row, column))
        warned = not wrong and row is not None and bool(model.warning_of(row, column))
        self._ground(painter, rect, index, selected, "danbg" if wrong else "warbg" if warned else "")
        inner = self.inner(rect, index.column())
        if row is None:
            painter.fillRect(QRect(inner.left(), inner.center().y() - 3, min(60, inner.width()), 6), self.theme.colour("track"))
        elif column.kind == "check":
            marks.paint_check(painter, QRectF(rect), model.is_checked(row), self.theme)
        else:
            typed = model.shown_text(row, column) if wrong else ""
            if not wrong and (column.boxed() if callable(column.boxed) else column.boxed):
                self._box(painter, rect)
            self._content(painter, inner, row, column, selected, typed)

    def _box(self, painter: QPainter, rect: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.colour("ctl"))
        painter.setBrush(self.theme.colour("surface"))
        painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 3.5, -2.5, -4.5), 4, 4)
        painter.restore()

    def inner(self, rect: QRect, logical: int) -> QRect:
        """The cell without its padding: 8, the outermost sides 16."""
        return rect.adjusted(EDGE if logical == self.first else PAD, 0, -(EDGE if logical == self.last else PAD), -1)

    def _ground(self, painter: QPainter, rect: QRect, index: Index, selected: bool, marked: str) -> None:
        colour = self.theme.colour
        if marked:
            painter.fillRect(rect, colour(marked))
        elif selected:
            painter.fillRect(rect, colour("sel"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, colour("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        if self._lines:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), colour("line"))
        if selected and index.column() == self.first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, colour("acc"))
        current = self._view.currentIndex()
        if self._view.hasFocus() and current.row() == index.row():
            if not self._lines:
                painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour("acc"))
                painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("acc"))
                if self.drills and current.column() == index.column():
                    painter.fillRect(rect.left(), rect.bottom() - 2, rect.width(), 3, colour("acc"))
            elif current.column() == index.column():
                painter.setPen(colour("acc"))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
                painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _content(self, painter: QPainter, inner: QRect, row: Any, column: Column, selected: bool, typed: str) -> None:
        value = column.native(row)
        middle = inner.center().y()
        if column.kind == "bar" and value is not None:
            marks.paint_stack(painter, QRectF(inner.left(), middle - 3, inner.width(), 8), value, self.theme)
            return
        height = self.theme.px(20)
        if column.kind == "grade" and value:
            width = marks.badge_width(self.theme, value)
            marks.paint_badge(painter, QRectF(inner.left(), middle - height / 2 + 1, width, height), value, self.theme)
            return
        if column.kind == "tag" and value is not None:
            needed = marks.tag_width(self.theme, value[0], value[2])
            if needed > inner.width():
                self._ask_for_room(column, needed - inner.width())
            width = min(needed, inner.width())
            box = QRectF(inner.left(), middle - height / 2 + 1, width, height)
            marks.paint_tag(painter, box, value[0], value[1], value[2], self.theme)
            return
        self._words(painter, self._lead(painter, inner, row, column), row, column, value, selected, typed)

    def _lead(self, painter: QPainter, inner: QRect, row: Any, column: Column) -> QRect:
        """Draw badge or swatch before the text and return the room left."""
        middle = inner.center().y()
        model = self._view.model()
        if column.badge and isinstance(model, GridModel) and (grade := model.badge_of(row, column)):
            width, height = marks.badge_width(self.theme, grade), self.theme.px(20)
            marks.paint_badge(painter, QRectF(inner.left(), middle - height / 2 + 1, width, height), grade, self.theme)
            return inner.adjusted(max(width, marks.badge_width(self.theme, "AAA")) + 8, 0, 0, 0)
        if column.swatch and (token := column.swatch(row)):
            painter.fillRect(QRect(inner.left(), middle - 4, 10, 10), self.theme.colour(token))
            return inner.adjusted(16, 0, 0, 0)
        if column.icon and (name := column.icon(row)):
            tone = self.theme.colour((column.tone(row) if column.tone else "") or "t2")
            paint_icon(painter, QRectF(inner.left(), inner.top(), 16, inner.height()), name, tone, 15)
            return inner.adjusted(20, 0, 0, 0)
        return inner

    def _words(self, painter: QPainter, inner: QRect, row: Any, column: Column, value: Any, selected: bool,
               typed: str) -> None:
        """The cell's text; `typed` is a wrong entry, shown as it was typed."""
        wrong = bool(typed)
        text = typed or column.words(value, column.currency_of(row))
        colour, strong, mark = self._ink(row, column, value)
        font = self.theme.font(13, bold=strong or column.strong or (selected and column.kind == "text"
                                                                    and column.key == self._first_text()))
        painter.setFont(font)
        painter.setPen(self.theme.colour("dan") if wrong else colour)
        metrics, right = painter.fontMetrics(), column.alignment == "right"
        room = inner.adjusted(18 if right and wrong else 0, 0, -18 if wrong and not right else 0, 0)
        if (missing := metrics.horizontalAdvance(text) - room.width()) > 0:
            if (right and not wrong) or (wrong and missing <= _FOR_WRONG):  # what is cut reads as another figure
                self._ask_for_room(column, missing)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(_ALIGN[column.alignment] | Qt.AlignmentFlag.AlignVCenter), text)
        if mark or wrong:
            left = inner.right() - metrics.horizontalAdvance(text) - 20 if right else inner.right() - 14
            paint_icon(painter, QRectF(left, inner.top(), 16, inner.height()), "warning-circle", self.theme.colour("dan"), 15)

    def _ask_for_room(self, column: Column, missing: int) -> None:
        model, header = self._view.model(), self._view.horizontalHeader()  # type: ignore[attr-defined]
        if isinstance(model, GridModel):
            place = next(at for at, known in enumerate(model.columns) if known is column)
            self.too_narrow.emit(place, header.sectionSize(place) + missing)

    def _first_text(self) -> str:
        model = self._view.model()
        if isinstance(model, GridModel):
            return next((column.key for column in model.columns if column.kind == "text"), "")
        return ""

    def _ink(self, row: Any, column: Column, value: Any) -> tuple[QColor, bool, bool]:
        """Colour, weight and whether a warning mark goes before the text."""
        if column.kind == "limit" and value is not None:
            used = Decimal(value)
            if used > 1:
                return self.theme.colour("dan"), True, True
            return self.theme.colour("war" if used >= column.alert else "t2"), False, False
        token = column.tone(row) if column.tone else ""
        if value is None or value == "":
            return self.theme.colour("t3"), False, False
        return self.theme.colour(token or "t1"), False, False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, GridModel) else None
        if row is None or not isinstance(model, GridModel):
            return QSize(60, self.theme.size("row"))
        column = model.columns[index.column()]
        width = QFontMetrics(self.theme.font(13)).horizontalAdvance(column.text(row))
        return QSize(width + EDGE + PAD + (28 if column.badge else 20 if column.icon else 0), self.theme.size("row"))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show what was cut off, the cell's own tip, or its error."""
        tip = index.data(Qt.ItemDataRole.ToolTipRole)
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        room = self.inner(option.rect, index.column()).width()
        cut = QFontMetrics(self.theme.font(13)).horizontalAdvance(text) > room
        QToolTip.showText(event.globalPos(), tip or (text if cut else ""), view)
        return True

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, GridModel) else None
        kind = column.kind if column else "text"
        editor: QLineEdit = AmountEdit(parent=parent) if kind == "money" else DateEdit(parent=parent) if kind == "date" else (
            QLineEdit(parent))
        editor.setAccessibleName(column.title if column else "")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Enter commits and steps on; Qt's own rule would only close the editor.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget) and (
                event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            hint = QStyledItemDelegate.EndEditHint
            self.commitData.emit(editor)
            if self.steps:
                self.closeEditor.emit(editor, hint.NoHint)
                self.stepped.emit(back)
            else:
                self.closeEditor.emit(editor, hint.EditPreviousItem if back else hint.EditNextItem)
            return True
        return super().eventFilter(editor, event)
