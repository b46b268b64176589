"""The grid of batch entry: cell by cell, Enter to the next needed one, blocks from Excel (DESIGN 5, 05a)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.ledger.entry_lines import EntryModel, TYPED
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.grid_view import GridView
from creditdesk.ui.tables.header import TableHeader
from creditdesk.ui.widgets.date_edit import DateEdit

_MIN_CUSTOMER = 160
Cell = QModelIndex | QPersistentModelIndex


class EntryDelegate(CellDelegate):
    """Editors of the grid; Enter and Tab end one with `stepped` (True: backwards) instead of Qt's own order."""

    stepped = Signal(bool)
    typing = Signal(int, str, str)  # row, column key, the text so far

    def __init__(self, view: QAbstractItemView, index: Callable[[], CustomerIndex], today: Callable[[], date]) -> None:
        super().__init__(view, lines=True)
        self._index, self._today = index, today

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Cell) -> QWidget:
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, EntryModel) else None
        key = column.key if column else ""
        editor: QLineEdit
        if key == "customer":
            editor = CustomerPicker(self._index, parent)
        elif key == "date":
            editor = DateEdit(near=self._today(), parent=parent)
        else:
            editor = QLineEdit(parent)
        if column is not None:
            editor.setAccessibleName(column.title)
            editor.setAlignment(Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignRight if column.alignment == "right" else Qt.AlignmentFlag.AlignLeft))
            row = index.row()
            editor.textEdited.connect(lambda text: self.typing.emit(row, key, text))
        return editor

    def setEditorData(self, editor: QWidget, index: Cell) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Cell) -> None:
        if isinstance(editor, DateEdit):
            editor.settle()  # "5" is the fifth of this month
        if isinstance(editor, QLineEdit) and isinstance(model, EntryModel):
            model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget)):
            return QStyledItemDelegate.eventFilter(self, editor, event)
        key = event.key()
        if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if key == Qt.Key.Key_Escape and isinstance(editor, CustomerPicker) and editor.choosing:
                return False
            return QStyledItemDelegate.eventFilter(self, editor, event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if isinstance(editor, CustomerPicker):
            editor.take()
        back = key == Qt.Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.stepped.emit(back)
        return True


class EntryGrid(QWidget):
    """The view over an `EntryModel`. `enter_moves` answers whether Enter goes across (zh) or down (en)."""

    typing = Signal(int, str, str)  # row, column key, the text so far
    left_out = Signal(tuple)  # names of pasted columns that have no place here

    def __init__(self, model: EntryModel, index: Callable[[], CustomerIndex], today: Callable[[], date],
                 enter_moves: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self._enter_moves = model, enter_moves
        self.view = GridView()
        self._delegate = EntryDelegate(self.view, index, today)
        self._delegate.first, self._delegate.last = 0, len(model.columns) - 1
        self.header = TableHeader(model, self._delegate, self.view)
        self.header.setSectionsMovable(False)
        self._set_up()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self._delegate.stepped.connect(self.step)
        self._delegate.typing.connect(self.typing)
        self._delegate.closeEditor.connect(lambda *_how: self.typing.emit(-1, "", ""))
        self.view.keyed.connect(self._keyed)
        self.view.resized.connect(self._stretch)
        model.modelReset.connect(lambda: self._go(0, "no") if self.view.hasFocus() else None)

    def _set_up(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setHorizontalHeader(self.header)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(_("Batch entry"))
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setMouseTracking(True)
        view.setWordWrap(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(active().size("row"))
        for at, column in enumerate(self.model.columns):
            self.header.resizeSection(at, column.width or _MIN_CUSTOMER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        columns = self.model.columns
        spare = self.view.viewport().width() - sum(column.width for column in columns)
        at = self.model.column_index("customer")
        self.header.resizeSection(at, max(_MIN_CUSTOMER, spare))

    # Moving

    @property
    def current(self) -> tuple[int, str]:
        """Row and column key under the cursor."""
        index = self.view.currentIndex()
        return max(0, index.row()), self.model.columns[max(0, index.column())].key

    def step(self, back: bool = False) -> None:
        """To the next needed cell, at the row's end to the next row; down instead where Enter does not move across."""
        row, key = self.current
        if not self._enter_moves() and not back and self._last_key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(min(row + 1, self.model.rowCount() - 1), key)
            return
        stops = self._stops(row)
        order = [column.key for column in self.model.columns]
        here = order.index(key)
        if back:
            before = [stop for stop in stops if order.index(stop) < here]
            if before:
                self._go(row, before[-1])
            elif row:
                self._go(row - 1, self._stops(row - 1)[-1])
            return
        after = [stop for stop in stops if order.index(stop) > here]
        if after:
            self._go(row, after[0])
        elif row + 1 < self.model.rowCount():
            self._go(row + 1, self._stops(row + 1)[0])

    _last_key: int = 0

    def _stops(self, row: int) -> list[str]:
        """Cells a person has to look at; those the customer, the row above or the book fill are passed over."""
        line = self.model.lines[row]
        stops = ["no", "customer", "note", "amount"]
        if line.touched and (not line.date or "date" in line.errors) and not self.model.carry_date:
            stops.append("date")
        stops += [key for key in ("date", "terms", "currency") if key in line.errors and key not in stops]
        order = [column.key for column in self.model.columns]
        return sorted(stops, key=order.index)

    def _go(self, row: int, key: str) -> None:
        index = self.model.index(row, self.model.column_index(key))
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self.view.setFocus()

    def start(self) -> None:
        """Put the cursor on the first row that is still empty."""
        self._go(next(place for place, line in enumerate(self.model.lines) if not line.touched), "no")

    def go_to(self, row: int, key: str) -> None:
        """Put the cursor on a cell (from the list of problems)."""
        self._go(row, key if key in TYPED else "no")

    # Keys

    def _keyed(self, event: QKeyEvent) -> None:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        row, column = self.current
        self._last_key = key
        if control and key == Qt.Key.Key_V:
            self.paste()
        elif control and key == Qt.Key.Key_D:
            self.model.copy_above(row)
        elif control and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.remove_row(row)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and column in TYPED:
            self.model.setData(self.view.currentIndex(), "")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not control:
            self.step(key == Qt.Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_F4, Qt.Key.Key_F7) and column in ("customer", "date"):
            self._open_picker()
        else:
            return
        event.accept()

    def paste(self) -> None:
        """Paste the clipboard at the cursor; what found no place is told."""
        row, column = self.current
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            return
        block = self.model.paste(row, column if column in TYPED else "no", text)
        if block.left_out:
            self.left_out.emit(block.left_out)

    def remove_row(self, row: int) -> None:
        """Take a row out."""
        _row, column = self.current
        self.model.drop([self.model.lines[row]])
        self._go(min(row, self.model.rowCount() - 1), column)

    def _open_picker(self) -> None:
        self.view.edit(self.view.currentIndex())
        editor = next((child for child in self.view.viewport().findChildren(QLineEdit) if child.isVisible()), None)
        if isinstance(editor, CustomerPicker):
            editor.open_list()
        elif isinstance(editor, DateEdit):
            editor.open_calendar()
