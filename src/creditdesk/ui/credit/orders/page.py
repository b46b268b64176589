"""Orders: what is held, to ship and to invoice, the check of the one under the cursor, and every step by key (DOMAIN D14)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSplitter

from creditdesk.domain.ledger.documents import INVOICE as INVOICE_KIND
from creditdesk.domain.roles import POLICY, RELEASE as MAY_RELEASE
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import order_entry
from creditdesk.services.credit.order_entry import Placed
from creditdesk.services.credit.order_list import (
    DONE,
    order_book,
    order_file,
    OrderBook,
    OrderFile,
    OrderRow,
    release_log,
    ReleaseLine,
    ShipmentLine,
    TO_INVOICE,
    TO_SHIP,
    WAITS,
)
from creditdesk.services.credit.orders import APPROVED, CANCELLED
from creditdesk.ui.credit.notice_dialog import NoticeDialog
from creditdesk.ui.credit.orders import pane as acts
from creditdesk.ui.credit.orders.dialogs import (
    CancelDialog,
    LogDialog,
    ReleaseDialog,
    ShipDialog,
    SwitchDialog,
    TakeBackDialog,
)
from creditdesk.ui.credit.orders.entry_dialog import OrderDialog, save_slip
from creditdesk.ui.credit.orders.pane import OrderPane
from creditdesk.ui.credit.orders.words import stage_tag
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.entry_dialog import EntryDialog
from creditdesk.ui.page import Page
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.dialog import Dialog

OPEN, ALL = "open", "all"
_ZERO = Decimal(0)
Found = tuple[OrderBook, CustomerIndex]


class OrdersPage(Page):
    """`set_context`: new (with customer_id), customer_id, order_id, show = held, to_ship, to_invoice …"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Orders"))
        self._desk = desk
        self._index, self._base = CustomerIndex(), "CNY"
        self._then: dict[str, Any] = {}
        self._known = False
        self.dialog: Dialog | None = None
        self.pane = OrderPane()
        self._tests: dict[str, Callable[[Any], bool] | None] = {
            OPEN: lambda row: row.stage in (WAITS, TO_SHIP, TO_INVOICE), WAITS: lambda row: row.stage == WAITS,
            TO_SHIP: lambda row: row.stage == TO_SHIP, TO_INVOICE: lambda row: row.stage == TO_INVOICE,
            DONE: lambda row: row.stage == DONE, CANCELLED: lambda row: row.stage == CANCELLED, ALL: None}
        self._build_head()
        self._build_body()
        self._bind_keys()

    # Building

    def _build_head(self) -> None:
        log = self.head.add_secondary(button(_("Releases"), "list-bullets"))
        log.clicked.connect(self.show_log)
        importing = self.head.add_secondary(button(_("Import from Excel"), "table"))
        importing.clicked.connect(lambda: self.navigate.emit("import", {}))
        self.new_button = self.head.set_primary(button(_("New order"), "plus", kind="primary", tip=_("New order") + " (Ctrl+N)"))
        self.new_button.clicked.connect(lambda: self.new_order())

    def _build_body(self) -> None:
        self.switch = Note(_("Orders are not checked yet: nothing is held."), "info")
        turn_on = button(_("Switch the check on"), small=True)
        turn_on.setVisible(self._desk.session.may(POLICY))
        turn_on.clicked.connect(lambda: self._open(SwitchDialog(self._desk, self.window())))
        self.switch.add(turn_on)
        self.switch.hide()
        self.body.addWidget(self.switch)
        self.chips = Chips([(OPEN, _("Open orders")), (WAITS, _("Held")), (TO_SHIP, _("To ship")), (TO_INVOICE, _("To invoice")),
                            (DONE, _("Done")), (CANCELLED, _("Cancelled")), (ALL, _("All"))], _("Show"))
        self.chips.chosen.connect(lambda _value: self._filter())
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Order or customer"))
        self.search.setAccessibleName(_("Order or customer"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(active().px(200))
        row = QHBoxLayout()
        row.addWidget(self.chips, 1)
        row.addWidget(self.search)
        self.body.addLayout(row)
        self.model = TableModel(self._columns(), key=lambda one: one.order.id,
                                search=lambda one: f"{one.order.no} {one.code} {one.name} {one.initials}")
        self.search.textChanged.connect(self.model.set_text)
        self.table = DataTable(self.model, _("Orders"), settings=self._desk.settings, name="orders")
        self.table.set_empty(_("No order here"), _("Enter an order, import a list of them, or choose another filter."),
                             _("New order"), "file-text")
        self.table.empty_action.connect(lambda: self.new_order())
        self.table.current_changed.connect(self._chosen)
        self.table.row_opened.connect(lambda _row: self.pane.setFocus())
        self.table.menu_asked.connect(self._menu)
        card = Card(flush=True)
        card.add(self.table, 1)
        self.pane.setMinimumWidth(active().px(400))
        self.pane.asked.connect(self.act)
        self.pane.taken_back.connect(self._take_back)
        self.pane.letter_asked.connect(self._letter)
        self.pane.customer_asked.connect(lambda key: self.navigate.emit("customers", {"customer_id": key}))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setSizes([780, 400])
        self.body.addWidget(split, 1)

    def _columns(self) -> list[Column]:
        def money(key: str, title: str, of: Callable[[OrderRow], Decimal], **more: Any) -> Column:
            return Column(key, title, "money", width=96, value=of, currency=lambda row: row.order.currency, **more)

        return [
            Column("no", _("Order"), width=116, strong=True, value=lambda row: row.order.no),
            Column("date", _("Date"), "date", width=86, value=lambda row: row.order.date),
            Column("name", _("Customer"), badge=lambda row: row.grade or "NR", tip=lambda row: f"{row.code} {row.name}"),
            Column("currency", _("Currency"), width=64, value=lambda row: row.order.currency, shown=False),
            money("amount", _("Amount"), lambda row: row.order.amount, strong=True),
            money("deposit", _("Deposit"), lambda row: row.order.deposit, shown=False),
            money("open", _("To ship"), lambda row: row.order.parts.open if row.stage != CANCELLED else _ZERO),
            money("shipped", _("To invoice"), lambda row: row.order.parts.shipped if row.stage != CANCELLED else _ZERO),
            Column("stage", _("State"), "tag", width=124, value=stage_tag),
            Column("released", _("Released until"), "date", width=104, value=lambda row: row.order.released_until, shown=False)]

    def _bind_keys(self) -> None:
        for keys, run in (("Ctrl+N", self.new_order), ("F4", self.new_order), ("Alt+R", lambda: self.act(acts.RELEASE)),
                          ("Alt+S", lambda: self.act(acts.SHIP)), ("Alt+I", lambda: self.act(acts.INVOICE)),
                          ("F9", lambda: self.act(acts.RECHECK)), ("Ctrl+P", lambda: self.act(acts.SLIP)),
                          ("Ctrl+F", self.search.setFocus)):
            QShortcut(QKeySequence(keys), self, lambda act=run: act())
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, lambda: self.act(acts.CANCEL),
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # Reading

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        if not self._known:
            self.model.set_loading()
        self._desk.work.read(lambda _progress: (order_book(session, day), CustomerIndex.load(session)), self._show,
                             group=(id(self), "orders"), label=_("Reading the orders"))

    def _show(self, found: Found) -> None:
        book, self._index = found
        self._base, self._known = book.base, True
        self.switch.setVisible(not book.checked)
        self.model.set_rows(list(book.rows))
        for value, test in self._tests.items():
            self.chips.set_count(value, sum(1 for row in book.rows if test is None or test(row)))
        self._filter()
        held = sum(row.stage == WAITS for row in book.rows)
        count = sum(row.stage in (WAITS, TO_SHIP, TO_INVOICE) for row in book.rows)
        self.head.set_context(" · ".join(filter(None, (
            ngettext("{count} open order", "{count} open orders", count).format(count=f"{count:,}"),
            _("{count} held").format(count=held) if held else "", wording.unit_words(self._base)))))
        if self.table.current_row() is None:
            self.table.select_first()
        self._chosen(self.table.current_row())
        self._go_on()

    def _filter(self) -> None:
        self.model.set_filter("show", self._tests.get(str(self.chips.value())))
        if self.table.current_row() is None:
            self.table.select_first()

    def set_context(self, **args: object) -> None:
        self._then = dict(args)
        if self._known:
            self._go_on()

    def _go_on(self) -> None:
        then, self._then = self._then, {}
        if then.get("show") in self._tests:
            self.chips.set_value(then["show"])
            self._filter()
        wanted, owner = then.get("order_id"), then.get("customer_id")
        if isinstance(wanted, int) and not self.table.select_key(wanted):
            self.chips.set_value(ALL)
            self._filter()
            self.table.select_key(wanted)
        customer = self._index.by_id.get(owner) if isinstance(owner, int) else None
        if then.get("new"):
            self.new_order(customer.id if customer else None)
        elif customer is not None:
            self.search.setText(customer.code)

    def _chosen(self, row: OrderRow | None) -> None:
        if row is None:
            self.pane.show_order(None)
            return
        session, key, day = self._desk.session, row.order.id, self._desk.today()
        self._desk.work.read(lambda _progress: order_file(session, key, day), self._arrived, group=(id(self), "order"))

    def _arrived(self, found: OrderFile) -> None:
        row = self.table.current_row()
        if row is not None and row.order.id == found.row.order.id:
            self.pane.show_order(found)
            self.pane.buttons[acts.RELEASE].setVisible(self._desk.session.may(MAY_RELEASE))

    # Doing

    def _menu(self, menu: QMenu, rows: list[OrderRow]) -> None:
        if not rows or self.pane.found is None:
            return
        for what, made in self.pane.buttons.items():
            if made.isEnabled():
                menu.addAction(made.icon(), made.text(), lambda act=what: self.act(act))
        menu.addSeparator()
        menu.addAction(icon("users"), _("Open customer"),
                       lambda: self.navigate.emit("customers", {"customer_id": rows[0].order.customer_id}))

    def new_order(self, customer_id: int | None = None) -> None:
        """Open the form of a new order."""
        dialog = OrderDialog(self._desk, self._base, lambda: self._index, self._index.by_id.get(customer_id or 0), self.window())
        dialog.entered.connect(self._entered)
        self._open(dialog)

    def _entered(self, placed: Placed) -> None:
        self._then = {"order_id": placed.order.id}

    def act(self, what: str) -> None:
        """Do something with the order shown, where it can be done now."""
        found, window = self.pane.found, self.window()
        if found is None or not self.pane.may(what):
            return
        order = found.row.order
        if what == acts.SHIP:
            self._open(ShipDialog(self._desk, order, window))
        elif what == acts.RELEASE:
            self._open(ReleaseDialog(self._desk, order, window))
        elif what == acts.CANCEL:
            self._open(CancelDialog(self._desk, order, window))
        elif what == acts.INVOICE:
            self._invoice(found)
        elif what == acts.RECHECK:
            self._recheck(order.id)
        elif what == acts.SLIP and found.check is not None:
            save_slip(self._desk, found.check, window)

    def _invoice(self, found: OrderFile) -> None:
        """The form of an invoice over what was shipped, else what is still open; it names the order, so nothing counts twice."""
        order = found.row.order
        dialog = EntryDialog(self._desk, self._base, lambda: self._index, INVOICE_KIND, customer=found.customer,
                             parent=self.window())
        dialog.fill_from_order(order.no, order.parts.shipped or order.parts.open, order.currency)
        self._open(dialog)

    def _recheck(self, order_id: int) -> None:
        session, day = self._desk.session, self._desk.today()

        def done(placed: Placed) -> None:
            free = placed.order.state == APPROVED
            self._desk.notices.toast((_("Order {no} passes now") if free else _("Order {no} is still held")).format(
                no=placed.order.no), icon="check-circle" if free else "prohibit")

        self._desk.work.write(lambda _progress: order_entry.recheck_order(session, order_id, day), done, what="orders")

    def _take_back(self, shipment: ShipmentLine) -> None:
        if self.pane.found is not None:
            self._open(TakeBackDialog(self._desk, self.pane.found.row.order, shipment, self.window()))

    def _letter(self) -> None:
        """The suspension letter L9 about the order shown."""
        found = self.pane.found
        if found is not None:
            over = found.check.over_by if found.check is not None else None
            self._open(NoticeDialog(self._desk, found.customer, self.window(), hold=True, excess=over, orders=found.row.order.no))

    def show_log(self) -> None:
        """Every release so far."""
        session, day = self._desk.session, self._desk.today()

        def shown(log: tuple[ReleaseLine, ...]) -> None:
            self._open(LogDialog(self._desk, log, self.window()))

        self._desk.work.read(lambda _progress: release_log(session, day), shown, group=(id(self), "log"))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._to_list)
        dialog.open()

    def _to_list(self) -> None:
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

