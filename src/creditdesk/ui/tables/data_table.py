"""The table on screen: view, totals, and what stands there while it loads, is empty or filtered empty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.domain.insight.tables import Table
from creditdesk.i18n import _
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.column_layout import ColumnLayout
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.grid_view import GridView
from creditdesk.ui.tables.header import TableHeader, TotalsRow
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.tables.model import GridModel, TableModel
from creditdesk.ui.tables.paged import PagedModel
from creditdesk.ui.tables.seeking import Sought
from creditdesk.ui.widgets.empty_state import EmptyState

CHECK = "check"


class DataTable(QFrame):
    """Shows a `TableModel` or `PagedModel`.

    Click on a head sorts; right click there chooses columns; Space checks, Enter or double click opens, Home and End go
    to the first and the last row, letters to the row that begins with them, Ctrl+C copies with headings, Ctrl+E exports as
    shown, Shift+F10 opens the row menu (fill it through `menu_asked`). With `settings` and `name` the columns'
    widths, order and choice are kept between runs. `lines` draws the entry grid's vertical lines and moves cell by cell.
    """

    row_opened = Signal(object)
    current_changed = Signal(object)  # the record under the cursor, None for none
    checked_changed = Signal()
    menu_asked = Signal(object, object)  # the QMenu to fill, the records it is for
    empty_action = Signal()

    delegate_class: type[CellDelegate] = CellDelegate

    def __init__(self, model: GridModel, title: str, *, settings: Settings | None = None, name: str = "",
                 checkable: bool = False, lines: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._lines = lines
        if checkable and model.column_index(CHECK) < 0:
            model.columns.insert(0, Column(CHECK, "", "check", width=40))
        self._empty = ("tray", _("Nothing here yet"), "", "")
        self._current: Hashable | None = None
        self._awaited_by: QWidget | None = None  # has the focus until the rows are there
        self._sought = Sought()
        self.view = GridView()
        self._delegate = self.delegate_class(self.view, lines=lines)
        self.header = TableHeader(model, self._delegate, self.view)
        self._set_up_view(title)
        self.totals_row = TotalsRow(model, self.header, self._delegate, self)
        self.state = EmptyState(*self._empty)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.state)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._stack, 1)
        box.addWidget(self.totals_row)
        self._connect()
        self.layout_of = ColumnLayout(model, self.view, self.header, self._delegate, self.totals_row.update, settings, name)
        self.view.resized.connect(self.layout_of.stretch)
        self._show_state()

    def _set_up_view(self, title: str) -> None:
        view = self.view
        view.setModel(self.model)
        view.setHorizontalHeader(self.header)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(title)
        view.setShowGrid(False)
        view.setMouseTracking(True)
        view.setWordWrap(False)
        view.setAlternatingRowColors(False)
        view.setTabKeyNavigation(self._lines)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(active().size("row"))
        view.verticalHeader().setMinimumSectionSize(20)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        self.view.keyed.connect(self._key_pressed)
        self.view.typed.connect(self._seek)
        self.view.doubleClicked.connect(self._open_index)
        self.view.clicked.connect(self._clicked)
        self.view.customContextMenuRequested.connect(self._menu_at)
        self.view.selectionModel().currentRowChanged.connect(self._current_row_changed)
        self.header.sort_asked.connect(self.model.sort_by)
        self.header.check_all.connect(self._check_all)
        self.view.horizontalScrollBar().valueChanged.connect(self.totals_row.update)
        self.model.modelReset.connect(self._restore)
        self.model.state_changed.connect(self._show_state)
        self.model.checked_changed.connect(self._checks_changed)
        self.state.acted.connect(self._state_acted)
        active().changed.connect(self._theme_changed)

    # What is chosen

    def current_row(self) -> Any:
        """The record under the cursor, None for none."""
        return self.model.row_at(self.view.currentIndex().row()) if self.view.currentIndex().isValid() else None

    def selected_rows(self) -> list[Any]:
        """The selected records in the order shown."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [record for row in rows if (record := self.model.row_at(row)) is not None]

    def checked_rows(self) -> list[Any]:
        """The checked records (of a paged list: those loaded; use `model.checked_keys` for all)."""
        if isinstance(self.model, TableModel):
            return self.model.checked_rows()
        found = (self.model.row_at(row) for row in range(self.model.rowCount()) if self.model.checked_keys)
        return [record for record in found if record is not None and self.model.is_checked(record)]

    def select_key(self, key: Hashable) -> bool:
        """Put the cursor on the record with this key; False when it is not shown."""
        if isinstance(self.model, PagedModel):
            row = next((at for at, found in enumerate(self.model.ids) if found == key), -1)
        else:
            row = next((at for at in range(self.model.rowCount()) if self.model.key(self.model.row_at(at)) == key), -1)
        if row < 0:
            return False
        self._current = key
        self.view.selectRow(row)
        self.view.scrollTo(self.model.index(row, max(0, self._delegate.first)))
        return True

    def take_focus(self) -> None:
        """Take the focus, or once the rows are there if nothing else has got it meanwhile."""
        self._awaited_by = None
        if self.view.isVisible() or not self.model.loading:
            self._focus_first()
        else:
            self._awaited_by = self.window().focusWidget()

    def _focus_first(self) -> None:
        self.select_first()  # Qt would put the cursor on whatever is first, the band of a group too
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def select_first(self) -> None:
        """Put the cursor on the first row, if there is one and none is chosen."""
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.selectRow(0)

    # What is shown

    def set_totals(self, totals: dict[str, Any] | None) -> None:
        """Show a totals row with values by column key (a text such as “Total” under the first column)."""
        self.totals_row.set_totals(totals)

    def set_narrow(self, keys: Collection[str]) -> None:
        """Hide these columns for as long as the table has little room."""
        self.layout_of.set_narrow(keys)

    def shown_columns(self) -> list[Column]:
        """The columns in the order shown."""
        return self.layout_of.shown()

    def set_empty(self, title: str, hint: str = "", action: str = "", icon_name: str = "tray") -> None:
        """Say what stands here when there is no record at all; `empty_action` follows the button."""
        self._empty = (icon_name, title, hint, action)
        self._show_state()

    def set_row_height(self, pixels: int) -> None:
        """Rows of `pixels` times the text size (36; 32 compact)."""
        self.view.verticalHeader().setDefaultSectionSize(active().px(pixels))

    def mark_cell(self) -> None:
        """Mark the cell under the cursor within its row: what Enter opens depends on the column."""
        self._delegate.drills = True

    def on_enter(self, then: Callable[[bool], object]) -> None:
        """After Enter in a cell's editor call `then` (True: Shift was held) instead of going to the next cell."""
        self._delegate.steps = True
        self._delegate.stepped.connect(then)

    def as_table(self, title: str, subtitle: str = "") -> Table:
        """The table as shown, with native values; only for a `TableModel` (a paged list: `read_table`)."""
        if not isinstance(self.model, TableModel):
            raise TypeError("a paged list is read by read_table")
        return self.model.as_table(self.layout_of.shown(), title, subtitle, self.totals_row.totals or None)

    def read_table(self, title: str, subtitle: str, then: Callable[[Table], object]) -> None:
        """Hand the table as shown to `then`, at once or when the worker has read it."""
        if isinstance(self.model, PagedModel):
            self.model.read_table(self.layout_of.shown(), title, subtitle, self.totals_row.totals or None, then)
        else:
            then(self.as_table(title, subtitle))

    def export(self, ending: str) -> None:
        """Ask the window to write the table as shown to a file with this ending."""
        above: QWidget | None = self
        while above is not None and not hasattr(above, "export_grid"):
            above = above.parentWidget()
        if above is not None:
            above.export_grid(self, ending)

    def go_to_row(self, row: int) -> None:
        """Put the cursor on a row by its place; a place that there is not is ignored."""
        if 0 <= row < self.model.rowCount():
            column = max(0, self.view.currentIndex().column(), self._delegate.first)
            self.view.setCurrentIndex(self.model.index(row, column))
            self.view.scrollTo(self.model.index(row, column))

    def _seek(self, letters: str) -> None:
        """Typing goes to the next row whose first words, or further words (pinyin), begin with what was typed."""
        if isinstance(self.model, TableModel):
            column = next((column for column in self.layout_of.shown() if column.kind == "text"), None)
            found = self._sought.next_row(self.model, column, letters, self.view.currentIndex().row())
            if found is not None:
                self.go_to_row(found)

    def copy(self) -> str:
        """Put the selected rows with their headings on the clipboard as tab-separated text; returns it."""
        columns = [column for column in self.layout_of.shown() if column.exported]
        lines = ["\t".join(column.title for column in columns)]
        lines += ["\t".join(column.plain(row) for column in columns) for row in self.selected_rows()]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def copy_cell(self) -> None:
        """Put the cell under the cursor on the clipboard."""
        row = self.current_row()
        if row is not None:
            QGuiApplication.clipboard().setText(self.model.columns[self.view.currentIndex().column()].plain(row))

    # Inner workings

    def _current_row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.row_at(index.row()) if index.isValid() else None
        self._current = self.model.key(row) if row is not None else None
        self.view.viewport().update()
        self.current_changed.emit(row)

    def _restore(self) -> None:
        """After a refresh the cursor stands on the same record and its row is selected."""
        if self._current is not None and not isinstance(self.model, PagedModel):
            self.select_key(self._current)

    def _show_state(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            if self._awaited_by is not None:
                awaited, self._awaited_by = self._awaited_by, None
                if awaited is self.window().focusWidget():
                    self._focus_first()
            return
        if self.model.loading:
            self.state.set_words("hourglass", _("Loading"))
        elif self.model.filtered:
            self.state.set_words("funnel", _("Nothing matches the filter"), "", _("Clear filter"))
        else:
            self.state.set_words(*self._empty)
        self._stack.setCurrentWidget(self.state)

    def _state_acted(self) -> None:
        if self.model.filtered:
            self.model.clear_filters()
        else:
            self.empty_action.emit()

    def _open_index(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None and not self.model.columns[index.column()].edit:
            self.row_opened.emit(row)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None and self.model.columns[index.column()].kind == "check":
            self.model.set_checked([row], not self.model.is_checked(row))

    def _check_all(self, checked: bool) -> None:
        rows = (self.model.row_at(row) for row in range(self.model.rowCount()))
        self.model.set_checked([row for row in rows if row is not None], checked)

    def _checks_changed(self) -> None:
        count = self.model.rowCount()
        shown = isinstance(self.model, TableModel) and count > 0 and all(
            self.model.is_checked(self.model.row_at(row)) for row in range(count))
        self.header.all_checked = bool(shown)
        self.header.viewport().update()
        self.checked_changed.emit()

    def _key_pressed(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        index = self.view.currentIndex()
        editable = index.isValid() and bool(self.model.columns[index.column()].edit)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control and index.isValid() and not editable:
            self._open_index(index)
        elif key == Qt.Key.Key_Space and self.model.column_index(CHECK) >= 0 and not editable:
            rows = self.selected_rows()
            self.model.set_checked(rows, not all(self.model.is_checked(row) for row in rows))
        elif key == Qt.Key.Key_C and control:
            self.copy()
        elif key == Qt.Key.Key_E and control:
            self.export(".xlsx")
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not self._lines and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go_to_row(0 if key == Qt.Key.Key_Home else self.model.rowCount() - 1)
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            self._menu_at(self.view.visualRect(index).bottomLeft() if index.isValid() else QPoint(8, 8))
        else:
            return
        event.accept()

    def _menu_at(self, place: QPoint) -> None:
        menu = self.row_menu()
        menu.exec(self.view.viewport().mapToGlobal(place))

    def row_menu(self) -> QMenu:
        """The menu for the selected rows: the page's own entries first, then copying, sorting and columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_asked.emit(menu, self.selected_rows())
        if menu.actions():
            menu.addSeparator()
        menu.addAction(_("Copy rows") + "\tCtrl+C", self.copy)
        menu.addAction(_("Copy cell"), self.copy_cell)
        for ending, words in ((".xlsx", _("Export as shown to Excel") + "\tCtrl+E"), (".pdf", _("Export as shown to PDF"))):
            menu.addAction(words, partial(self.export, ending))
        menu.addSeparator()
        self.header.fill_menu(menu, apart=True)
        return menu

    def _theme_changed(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(active().size("row"))
        self.header.setFixedHeight(active().size("header"))
        self.totals_row.setFixedHeight(active().size("row"))
