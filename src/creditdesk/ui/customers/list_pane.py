"""The list at the left of the customers page: search, chips, rows, totals; it stays while the detail changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QMenu, QStackedWidget, QToolButton, QVBoxLayout

from creditdesk.i18n import _, ngettext
from creditdesk.services.customer_overview import CustomerLine
from creditdesk.ui.customers import list_model as filters
from creditdesk.ui.customers.list_delegate import CustomerDelegate
from creditdesk.ui.customers.list_model import CustomerListModel
from creditdesk.ui.insight import wording
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.widgets.choice import Chip
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.empty_state import EmptyState

_SORT_KEY = "customers/sort"
_CHIPS = (filters.ALL, filters.OVERDUE, filters.OVER)


class ListPane(QFrame):
    """`chosen` follows the cursor (customer id), `opened` Enter or a double click; `menu_filled` lets the page add entries."""

    chosen = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(object, object)  # QMenu, CustomerLine | None
    empty_action = Signal()

    def __init__(self, settings: Settings, parent: QFrame | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listPane")
        self._settings = settings
        self.model = CustomerListModel()
        kept = str(settings.value(_SORT_KEY) or "")
        self.model.order = kept if kept in filters.SORTS else filters.BALANCE
        self._current: int | None = None
        self._later = QTimer(self, singleShot=True, interval=90)
        self._later.timeout.connect(self._tell)
        self._build()

    def minimumSizeHint(self) -> QSize:
        """Room for the chips, whatever the language and the text size."""
        return QSize(max(active().px(264), super().minimumSizeHint().width()), super().minimumSizeHint().height())

    # Building

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 1, 0)
        box.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(14, 12, 14, 10)
        top.setSpacing(10)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter: name, initials, tax number"))
        self.search.setAccessibleName(_("Filter customers"))
        self.search.setToolTip(_("Name, pinyin initials, code, tax number or phone (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("magnifying-glass", "t2"), QLineEdit.ActionPosition.LeadingPosition).setText(_("Filter"))
        self.search.textChanged.connect(self._text_changed)
        self.search.installEventFilter(self)
        top.addWidget(self.search)
        top.addLayout(self._build_chips())
        box.addLayout(top)
        self.view = QListView()
        self.view.installEventFilter(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CustomerDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(_("Customers"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(lambda place: self._menu(self.view.viewport().mapToGlobal(place)))
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.activated.connect(self._activated)
        self.state = EmptyState("users", _("No customer matches"), "", _("Clear filter"))
        self.state.acted.connect(self._state_acted)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.state)
        box.addWidget(self._stack, 1)
        box.addWidget(self._build_foot())
        active().changed.connect(self.view.viewport().update)

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        titles = {filters.ALL: _("All"), filters.OVERDUE: _("Overdue"), filters.OVER: _("Over limit")}
        self.chips = {key: Chip(titles[key]) for key in _CHIPS}
        for key, chip in self.chips.items():
            chip.clicked.connect(lambda _on=False, own=key: self.narrow(own))
            row.addWidget(chip)
        self.more = Chip("", icon_name="funnel")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.more.setAccessibleName(_("More filters"))
        self.more.setToolTip(_("More filters"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_more = QMenu(self.more)
        self._menu_more.aboutToShow.connect(self._fill_more)
        self.more.setMenu(self._menu_more)
        row.addStretch(1)
        row.addWidget(self.more)
        return row

    def _build_foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("sunken", True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 2, 14, 2)
        self.sort = button("", small=True, kind="link", tip=_("Sort the list"))
        menu = QMenu(self.sort)
        group = QActionGroup(menu)
        for key, title in filters.SORTS.items():
            action = QAction(_(title), menu, checkable=True, checked=key == self.model.order)
            action.triggered.connect(lambda _on=False, own=key: self.sort_by(own))
            group.addAction(action)
            menu.addAction(action)
        self.sort.setMenu(menu)
        self.total = label("", "sec")
        row.addWidget(self.sort)
        row.addStretch(1)
        row.addWidget(self.total)
        return foot

    def _fill_more(self) -> None:
        self._menu_more.clear()
        titles = {filters.OWES: _("With a balance"), filters.NEAR: _("Near the limit"), filters.DISPUTED: _("With a dispute"),
                  filters.RETIRED: _("Retired")}
        choices = [(key, f"{title} {self.model.count(key)}") for key, title in titles.items()]
        choices += [(filters.CLASS + letter, _("Class {letter}").format(letter=letter) + f" {self.model.count(filters.CLASS + letter)}")
                    for letter in ("A", "B", "C")]
        choices += [(filters.GRADE + grade, _("Grade {grade}").format(grade=grade) + f" {self.model.count(filters.GRADE + grade)}")
                    for grade in self.model.grades()]
        for place, (key, title) in enumerate(choices):
            if place in (len(titles), len(titles) + 3):
                self._menu_more.addSeparator()
            action = self._menu_more.addAction(title, partial(self.narrow, key))
            action.setCheckable(True)
            action.setChecked(key == self.model.wanted)

    # What is shown

    def set_lines(self, lines: Sequence[CustomerLine]) -> None:
        """Show the customers; cursor and filters stay."""
        self.model.set_lines(lines)
        for key in (filters.OVERDUE, filters.OVER):
            self.chips[key].set_count(self.model.count(key))
        self._arranged()

    @property
    def current(self) -> int | None:
        """Id of the customer under the cursor."""
        return self._current

    def choose(self, customer_id: int) -> bool:
        """Put the cursor on a customer; filters that hide it are taken off. False when there is no such customer."""
        line = next((line for line in self.model.lines if line.customer.id == customer_id), None)
        self._current = customer_id
        if line is None:
            return False
        if self.model.row_of(customer_id) < 0:
            self.search.clear()
            self.narrow(filters.ALL if filters.passes(line, filters.ALL) else filters.RETIRED)
        self._restore()
        return True

    def narrow(self, wanted: str) -> None:
        """Show the customers of one filter."""
        self.model.wanted = wanted
        self.model.arrange()
        self._arranged()

    def sort_by(self, order: str) -> None:
        self.model.order = order
        self._settings.setValue(_SORT_KEY, order)
        self.model.arrange()
        self._arranged()

    def _text_changed(self, text: str) -> None:
        self.model.text = text
        self.model.arrange()
        self._arranged()

    def _arranged(self) -> None:
        wanted, shown = self.model.wanted, self.model.shown
        for key, chip in self.chips.items():
            chip.setChecked(key == wanted)
        self.more.setChecked(wanted not in self.chips)
        count = ngettext("{count} customer", "{count} customers", len(shown)).format(count=f"{len(shown):,}")
        self.sort.setText(f"{count} · {_(filters.SORTS[self.model.order])}")
        self.sort.setAccessibleName(self.sort.text())
        currency = shown[0].currency if shown else ""
        total = sum((line.balance for line in shown), Decimal(0))
        self.total.setText(_("Total {amount}").format(amount=wording.whole(total)) if shown else "")
        self.total.setToolTip(_("Balance after receipts and credit notes not allocated, {currency}").format(currency=currency))
        nobody = not self.model.lines
        if nobody:
            self.state.set_words("users", _("No customers yet"), _("Import them from Excel, or enter the first one."),
                                 _("New customer"))
        else:
            self.state.set_words("users", _("No customer matches"), "", _("Clear filter"))
        self._stack.setCurrentIndex(0 if shown else 1)
        self._restore()

    def _restore(self) -> None:
        row = self.model.row_of(self._current) if self._current is not None else -1
        if row < 0:
            return
        index = self.model.index(row, 0)
        if self.view.currentIndex() != index:
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(index)

    def select_first(self) -> None:
        """Put the cursor on the first row when it stands nowhere."""
        if self._current is None and self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, 0))

    # The person's moves

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            found = self.model.shown[index.row()].customer.id
            if found != self._current:
                self._current = found
                self._later.start()

    def _tell(self) -> None:
        if self._current is not None:
            self.chosen.emit(self._current)

    def _activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self._current = self.model.shown[index.row()].customer.id
            self.opened.emit(self._current)

    def _state_acted(self) -> None:
        if not self.model.lines:
            self.empty_action.emit()
        else:
            self.search.clear()
            self.narrow(filters.ALL)

    def _menu(self, place: QPoint) -> None:
        index = self.view.currentIndex()
        menu = QMenu(self)
        self.menu_asked.emit(menu, self.model.shown[index.row()] if index.isValid() else None)
        if not menu.isEmpty():
            menu.popup(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter in the search field go to the rows; a letter typed on the rows begins to search."""
        if (watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
                and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.shown):
            if self.model.row_of(self._current or 0) < 0:
                self.view.setCurrentIndex(self.model.index(0, 0))
            self.view.setFocus()
            return True
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.view
                and event.text().strip() and event.text().isprintable()
                and not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)):
            self.search.setFocus()
            self.search.setText(event.text())
            return True
        return super().eventFilter(watched, event)
