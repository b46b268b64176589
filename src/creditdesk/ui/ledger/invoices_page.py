"""Invoices: the list with its documents, and batch entry beside it (png/05a)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QTabBar

from creditdesk.domain.insight.tables import Table
from creditdesk.domain.ledger import queries
from creditdesk.domain.ledger.documents import CREDIT_NOTE, DEBIT_NOTE, DRAFT, INVOICE
from creditdesk.domain.ledger.queries import DocumentLine
from creditdesk.i18n import _
from creditdesk.services import company
from creditdesk.services.ledger import lists
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.exporting import Exporter
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.document_desk import DocumentDesk
from creditdesk.ui.ledger.entry_page import BatchEntry
from creditdesk.ui.ledger.invoice_list import InvoiceList
from creditdesk.ui.page import Page
from creditdesk.ui.style.icons import icon
from creditdesk.ui.widgets.controls import button

_LIST, _BATCH = 0, 1


class InvoicesPage(Page):
    """`set_context`: state, customer_id, currency, days_from/to, due_from/to, dated_from/to, text, new, document_id, batch."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Invoices"))
        self._desk = desk
        self._customers = CustomerIndex()
        self._base = "CNY"
        self._then: dict[str, Any] = {}
        self._known = False
        self.list = InvoiceList(desk, lambda: self._customers)
        self.documents = DocumentDesk(desk, lambda: self._customers, lambda: self._base, self)
        self.batch: BatchEntry | None = None
        self._exporter: Exporter | None = None
        self._build_head()
        self._build_body()
        self.list.opened.connect(self._opened)
        self.list.current.connect(self._moved)
        self.list.counted.connect(self._counted)
        self.list.table.menu_asked.connect(self._fill_menu)
        self.documents.navigate.connect(self.navigate)
        # an amount of several currencies keeps its currency beside it, whatever the room
        self.documents.shown.connect(lambda on: self.list.table.set_narrow(
            () if not on else ("date", "days" if self.list.several else "currency", "state")))

    def _build_head(self) -> None:
        self._export = self.head.add_secondary(button(_("Export"), "export"))
        self._export.clicked.connect(self.export)
        importing = self.head.add_secondary(button(_("Import from Excel"), "table"))
        importing.clicked.connect(lambda: self.navigate.emit("import", {}))
        self._main = self.head.set_primary(button(_("New invoice"), "plus", kind="primary"))
        self._main.clicked.connect(self._main_action)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+N"), self, lambda: self.new_document(INVOICE), context=context)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save_batch, context=context)
        QShortcut(QKeySequence("F8"), self, self._save_batch, context=context)
        QShortcut(QKeySequence("Esc"), self, self._close_panel, context=context)
        QShortcut(QKeySequence("Ctrl+E"), self, self.export, context=context)

    def _build_body(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("View"))
        self.tabs.addTab(_("All invoices"))
        self.tabs.addTab(_("Batch entry"))
        self.tabs.currentChanged.connect(self._tab_changed)
        more = button(_("Other document"), small=True)
        menu = QMenu(more)
        menu.addAction(_("New credit note"), lambda: self.new_document(CREDIT_NOTE))
        menu.addAction(_("New debit note"), lambda: self.new_document(DEBIT_NOTE))
        more.setMenu(menu)
        orders = button(_("Orders"), small=True, tip=_("Orders and shipments not yet invoiced"))
        orders.clicked.connect(lambda: self.navigate.emit("credit/orders", {}))
        line = QHBoxLayout()
        line.addWidget(self.tabs, 1)
        line.addWidget(orders)
        line.addWidget(more)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.documents.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 380])
        self.documents.panel.setMinimumWidth(320)
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self.body.addLayout(line)
        self.body.addWidget(self._stack, 1)

    # What the window asks

    def refresh(self) -> None:
        session, today = self._desk.session, self._desk.today()

        def job(_progress: object) -> tuple[CustomerIndex, str, list[str]]:
            found = lists.document_totals(session, queries.DocumentQuery(today))
            return CustomerIndex.load(session), company.profile(session).base_currency, [item.currency for item in found]

        self._desk.work.read(job, self._arrived, group=("invoices", id(self)))
        self.list.reload(as_of=today)
        self.documents.refresh()

    def _arrived(self, found: tuple[CustomerIndex, str, list[str]]) -> None:
        self._customers, self._base, codes = found
        self._known = True
        if self.batch is not None:
            self.batch.customers_changed()
        self.list.set_currencies(codes)
        self.list.set_customer_shown()
        waiting, self._then = self._then, {}
        if waiting.get("batch") or self.tabs.currentIndex() == _BATCH:
            self.show_batch()
        if waiting.get("new"):
            kind = waiting["new"]
            self.new_document(kind if isinstance(kind, str) else INVOICE, waiting.get("customer_id"))
        if waiting.get("document_id"):
            self.documents.show(int(waiting["document_id"]))

    def set_context(self, **args: object) -> None:
        self._then = {key: args.pop(key) for key in ("new", "document_id", "batch") if key in args}
        if self._then.get("new") and "customer_id" in args:
            self._then["customer_id"] = args.pop("customer_id")
        if not self._then.get("batch"):
            self.tabs.setCurrentIndex(_LIST)
        if args or not self._then:
            self.documents.close()
            self.list.drill(**args)

    def take_focus(self) -> None:
        self.setFocus()
        if self.batch is not None and self.tabs.currentIndex() == _BATCH:
            self.batch.grid.view.setFocus()
        else:
            self.list.table.take_focus()

    def keep_typed(self) -> None:
        if self.batch is not None:
            self.batch.keep()

    def whereabouts(self) -> dict[str, object]:
        return {"batch": True} if self.tabs.currentIndex() == _BATCH else {}

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        batch = getattr(self, "batch", None)  # the first call comes from the base's constructor
        if batch is not None:
            batch.set_compact(compact)

    # Tasks

    def new_document(self, kind: str, customer_id: int | None = None) -> None:
        """Open the form of a new invoice, credit note or debit note."""
        self.documents.enter(kind, customer_id=customer_id)

    def export(self) -> None:
        """Write the list as shown to a file."""
        self.list.read_table(self._ask_export)

    def _ask_export(self, table: Table) -> None:
        desk = self._desk
        self._exporter = Exporter(self, desk, lambda: table)
        menu = self._exporter.menu()
        menu.popup(self._export.mapToGlobal(self._export.rect().bottomLeft()))

    def _main_action(self) -> None:
        if self.tabs.currentIndex() == _BATCH:
            self._save_batch()
        else:
            self.new_document(INVOICE)

    def _save_batch(self) -> None:
        if self.batch is not None and self.tabs.currentIndex() == _BATCH:
            self.batch.save()

    def show_batch(self) -> None:
        """Show batch entry; it is made when it is first needed, once the customers are known."""
        self.tabs.setCurrentIndex(_BATCH)
        before = self._stack.currentWidget()
        if self.batch is None and self._known:
            self.batch = BatchEntry(self._desk, self._base, lambda: self._customers)
            self.batch.ready_changed.connect(lambda _count: self._name_main())
            self.batch.navigate.connect(self.navigate)
            self._stack.addWidget(self.batch)
            self.batch.set_compact(self.window().width() < 1360)
        if self.batch is not None:
            self._stack.setCurrentWidget(self.batch)
            if before is not self.batch:  # a refresh leaves the cursor where a person is typing
                self.batch.grid.start()
        self._name_main()

    def _tab_changed(self, at: int) -> None:
        self._export.setEnabled(at == _LIST)
        if at == _BATCH:
            self.show_batch()
        else:
            self._stack.setCurrentIndex(0)
            if self.batch is not None:
                self.batch.keep()
        self.head.set_context(_("Batch entry") if at == _BATCH else self.list.described())
        self._name_main()

    def _name_main(self) -> None:
        if self.tabs.currentIndex() == _BATCH:
            ready = len(self.batch.ready) if self.batch else 0
            self._main.setText(_("Save {count} rows").format(count=ready) + "  Ctrl S")
            self._main.setIcon(icon("check", "onacc"))
            self._main.setEnabled(True)
        else:
            self._main.setText(_("New invoice"))
            self._main.setIcon(icon("plus", "onacc"))
        self._main.setAccessibleName(self._main.text())

    def _counted(self, counts: dict[str, int]) -> None:
        self.tabs.setTabText(_LIST, _("All invoices") + f" {counts[queries.ALL]:,}")
        if self.tabs.currentIndex() == _LIST:
            self.head.set_context(self.list.described())

    def _opened(self, line: DocumentLine) -> None:
        if line.status == DRAFT:
            self._edit_draft(line.id)
        else:
            self.documents.show(line.id)

    def _edit_draft(self, document_id: int) -> None:
        session, today = self._desk.session, self._desk.today()

        def show(view: lists.DocumentView | None) -> None:
            if view is not None:
                self.documents.enter(view.document.kind, document=view.document)

        self._desk.work.read(lambda _progress: lists.document_view(session, document_id, today), show)

    def _moved(self, line: DocumentLine | None) -> None:
        if line is not None and not self.documents.panel.isHidden():
            self.documents.show(line.id)

    def _fill_menu(self, menu: QMenu, rows: list[DocumentLine]) -> None:
        if len(rows) == 1:
            menu.addAction(_("Show the document"), lambda: self._opened(rows[0]))
            menu.addAction(_("Show the customer"),
                           lambda: self.navigate.emit("customers", {"customer_id": rows[0].customer_id}))
            menu.addAction(_("Only this customer"), lambda: self.list.only_customer(rows[0].customer_id))

    def _close_panel(self) -> None:
        self.documents.close()
        self.list.table.view.setFocus()
