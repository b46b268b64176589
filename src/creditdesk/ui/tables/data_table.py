"""The table on screen: view, totals, and what stands there while it loads, is empty or filtered empty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QStackedWidget, QTableView, QVBoxLayout, QWidget

from creditdesk.domain.insight.tables import Table
from creditdesk.i18n import _
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.header import TableHeader, TotalsRow
from creditdesk.ui.tables.layout_store import describe, parse_layout, Settings
from creditdesk.ui.tables.model import GridModel, TableModel
from creditdesk.ui.tables.paged import PagedModel
from creditdesk.ui.widgets.empty_state import EmptyState

CHECK = "check"
_MIN_STRETCH = 120


class GridView(QTableView):
    """The bare view: keys and the row under the pointer."""

    keyed = Signal(QKeyEvent)
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.keyed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        delegate = self.itemDelegate()
        if isinstance(delegate, CellDelegate) and delegate.hovered != row:
            delegate.hovered = row
            self.viewport().update()


class DataTable(QFrame):
    """Shows a `TableModel` or `PagedModel`.

    Click on a head sorts; right click there chooses columns; Space checks, Enter or double click opens, Ctrl+C copies
    with headings, Shift+F10 opens the row menu (fill it through `menu_asked`). With `settings` and `name` the columns'
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
        self._settings, self._name, self._lines = settings, name, lines
        if checkable and model.column_index(CHECK) < 0:
            model.columns.insert(0, Column(CHECK, "", "check", width=40))
        self._empty = ("tray", _("Nothing here yet"), "", "")
        self._current: Hashable | None = None
        self._by_hand = False
        self._narrow: frozenset[str] = frozenset()
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
        self._save_later = QTimer(self, singleShot=True, interval=400)
        self._save_later.timeout.connect(self._save_layout)
        self._connect()
        self._lay_out(self._settings.value(self._key) if self._settings else None)
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
        self.view.resized.connect(self._stretch)
        self.view.doubleClicked.connect(self._open_index)
        self.view.clicked.connect(self._clicked)
        self.view.customContextMenuRequested.connect(self._menu_at)
        self.view.selectionModel().currentRowChanged.connect(self._current_row_changed)
        self.header.sort_asked.connect(self.model.sort_by)
        self.header.check_all.connect(self._check_all)
        self.header.reset_asked.connect(lambda: self._lay_out(None))
        self.header.sectionResized.connect(self._resized)
        self.header.sectionMoved.connect(self._moved)
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

    def select_first(self) -> None:
        """Put the cursor on the first row, if there is one and none is chosen."""
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.selectRow(0)

    # What is shown

    def set_totals(self, totals: dict[str, Any] | None) -> None:
        """Show a totals row with values by column key (a text such as “Total” under the first column)."""
        self.totals_row.set_totals(totals)

    def set_empty(self, title: str, hint: str = "", action: str = "", icon_name: str = "tray") -> None:
        """Say what stands here when there is no record at all; `empty_action` follows the button."""
        self._empty = (icon_name, title, hint, action)
        self._show_state()

    def set_row_height(self, pixels: int) -> None:
        """Rows of `pixels` times the text size (36; 32 compact)."""
        self.view.verticalHeader().setDefaultSectionSize(active().px(pixels))

    def set_narrow(self, keys: Collection[str]) -> None:
        """Hide these columns for as long as the table has little room; what is kept between runs is not touched."""
        self._save_layout_now()
        self._narrow = frozenset(keys)
        self.header.blockSignals(True)
        _by_hand, layout = parse_layout(self._settings.value(self._key) if self._settings else None, self.model.columns)
        for logical, _width, shown in layout:
            self.header.setSectionHidden(logical, not shown or self.model.columns[logical].key in self._narrow)
        self.header.blockSignals(False)
        self._find_edges()
        self._stretch()

    def on_enter(self, then: Callable[[bool], object]) -> None:
        """After Enter in a cell's editor call `then` (True: Shift was held) instead of going to the next cell."""
        self._delegate.steps = True
        self._delegate.stepped.connect(then)

    def shown_columns(self) -> list[Column]:
        """The columns in the order shown."""
        order = (self.header.logicalIndex(visual) for visual in range(self.header.count()))
        return [self.model.columns[at] for at in order if not self.header.isSectionHidden(at)]

    def as_table(self, title: str, subtitle: str = "") -> Table:
        """The table as shown, with native values; only for a `TableModel` (a paged list: `read_table`)."""
        if not isinstance(self.model, TableModel):
            raise TypeError("a paged list is read by read_table")
        return self.model.as_table(self.shown_columns(), title, subtitle, self.totals_row.totals or None)

    def read_table(self, title: str, subtitle: str, then: Callable[[Table], object]) -> None:
        """Hand the table as shown to `then`, at once or when the worker has read it."""
        if isinstance(self.model, PagedModel):
            self.model.read_table(self.shown_columns(), title, subtitle, self.totals_row.totals or None, then)
        else:
            then(self.as_table(title, subtitle))

    def copy(self) -> str:
        """Put the selected rows with their headings on the clipboard as tab-separated text; returns it."""
        columns = [column for column in self.shown_columns() if column.exported]
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

    @property
    def _key(self) -> str:
        return f"tables/{self._name}"

    def _lay_out(self, kept: object) -> None:
        """Order, widths and choice of columns as kept or as first given."""
        self.header.blockSignals(True)
        self._by_hand, layout = parse_layout(kept, self.model.columns)
        for visual, (logical, width, shown) in enumerate(layout):
            self.header.moveSection(self.header.visualIndex(logical), visual)
            self.header.setSectionHidden(logical, not shown)
            self.header.resizeSection(logical, width if self._by_hand and width else active().px(width or _MIN_STRETCH))
        self.header.blockSignals(False)
        self._find_edges()
        self._stretch()
        self._save_later.start()

    def _stretch(self) -> None:
        """Give the room that is left to the columns without a width; as long as nobody has set widths by hand."""
        if self._by_hand:
            return
        shown = [at for at in range(len(self.model.columns)) if not self.header.isSectionHidden(at)]
        open_ended = [at for at in shown if not self.model.columns[at].width]
        px = active().px
        room = self.view.viewport().width() - sum(px(self.model.columns[at].width) for at in shown)
        self.header.blockSignals(True)
        spare = open_ended or shown[-1:]
        for at in shown:
            base = px(self.model.columns[at].width)
            extra = max(0, room) // len(spare) if at in spare else 0
            self.header.resizeSection(at, max(base + extra, base or px(_MIN_STRETCH)))
        self.header.blockSignals(False)
        self.view.viewport().update()
        self.header.viewport().update()
        self.totals_row.update()

    def _find_edges(self) -> None:
        shown = [at for at in (self.header.logicalIndex(visual) for visual in range(self.header.count()))
                 if not self.header.isSectionHidden(at)]
        self._delegate.first, self._delegate.last = (shown[0], shown[-1]) if shown else (0, -1)

    def _moved(self, *_args: int) -> None:
        self._find_edges()
        self._save_later.start()
        self.view.viewport().update()

    def _resized(self, _logical: int, before: int, after: int) -> None:
        # Hiding and showing a column also arrives here, as a size of 0.
        self._by_hand = self._by_hand or bool(before and after)
        self._moved()
        if not (before and after):
            self._stretch()

    def _save_layout_now(self) -> None:
        if self._save_later.isActive():
            self._save_later.stop()
            self._save_layout()

    def _save_layout(self) -> None:
        if self._settings and self._name and not self._narrow:
            self._settings.setValue(self._key, describe(self.header, self.model.columns, self._by_hand))

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
        menu.addSeparator()
        self.header.fill_menu(menu)
        return menu

    def _theme_changed(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(active().size("row"))
        self.header.setFixedHeight(active().size("header"))
        self.totals_row.setFixedHeight(active().size("row"))
