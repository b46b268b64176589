"""The list of invoices: chips with counts, filters, a table fetched by pages, totals per currency."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.insight.tables import Table
from creditdesk.domain.ledger import queries
from creditdesk.domain.ledger.queries import DocumentLine, DocumentQuery, ListTotal
from creditdesk.i18n import _
from creditdesk.services.ledger import lists
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import words
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.ledger.document_columns import invoice_columns, totals_of, totals_words
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.paged import PagedModel, Query
from creditdesk.ui.widgets.choice import Chips, Choice
from creditdesk.ui.widgets.controls import label, link
from creditdesk.ui.widgets.date_edit import DateEdit

KINDS = ("invoice", "debit_note", "credit_note")
_STATES = tuple(state for state, _text in words.STATES)


class InvoiceList(QWidget):
    """Filters live in one DocumentQuery; sorting, counting and fetching happen in the worker."""

    opened = Signal(object)  # DocumentLine
    current = Signal(object)
    counted = Signal(object)  # dict of counts by state

    def __init__(self, desk: Desk, index: Callable[[], CustomerIndex], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._index = desk, index
        self.wanted = DocumentQuery(desk.today(), kinds=KINDS)
        self.model = PagedModel(invoice_columns(lambda: self.wanted.as_of), desk.work, self._ids, self._lines,
                                key=lambda line: line.id)
        self.table = DataTable(self.model, _("Invoices"), settings=desk.settings, name="invoices")
        self.table.row_opened.connect(self.opened)
        self.table.current_changed.connect(self.current)
        self.table.set_empty(_("No invoices yet"), _("Enter one, or import a sheet from Excel"), "", "file-text")
        self._keep: int | None = None
        self.model.modelReset.connect(self._restore)
        self._totals: Sequence[ListTotal] = ()
        self._sums = label("", "sec", wrap=True)
        self._sums.setContentsMargins(16, 8, 16, 8)
        self._sums.hide()
        self._build_filters()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.chips)
        box.addLayout(self._filters)
        frame = _framed(self.table, self._sums)
        box.addWidget(frame, 1)

    def _build_filters(self) -> None:
        self.chips = Chips([(state, _(text)) for state, text in words.STATES], _("Status"))
        self.chips.chosen.connect(lambda state: self.narrow(state=state, days_from=None, days_to=None))
        self.text = QLineEdit()
        self.text.setPlaceholderText(_("Number, customer, initials (Ctrl+F)"))
        self.text.setAccessibleName(_("Filter the list"))
        self.text.setClearButtonEnabled(True)
        self.text.addAction(icon("funnel", "t3"), QLineEdit.ActionPosition.LeadingPosition).setText(_("Filter"))
        self._later = QTimer(self, singleShot=True, interval=250)
        self._later.timeout.connect(lambda: self.narrow(text=self.text.text()))
        self.text.textEdited.connect(lambda _text: self._later.start())
        self.text.returnPressed.connect(lambda: self.narrow(text=self.text.text()))
        self.customer = CustomerPicker(self._index)
        self.customer.setPlaceholderText(_("All customers"))
        self.customer.setAccessibleName(_("Customer"))
        self.customer.picked.connect(self._customer_picked)
        self.customer.editingFinished.connect(self._customer_left)
        self.currency = Choice([("", _("All currencies"))])
        self.currency.setAccessibleName(_("Currency"))
        self.currency.chosen.connect(lambda code: self.narrow(currency=code))
        self.dated = (DateEdit(near=self._desk.today()), DateEdit(near=self._desk.today()))
        for edit, name, key in zip(self.dated, (_("Dated from"), _("Dated to")), ("dated_from", "dated_to"), strict=True):
            edit.setAccessibleName(name)
            edit.setPlaceholderText(name)
            edit.setFixedWidth(active().px(132))
            edit.day_changed.connect(lambda day, which=key: self.narrow(**{which: day}))
        self.clear = link(_("Clear filter"))
        self.clear.clicked.connect(self.clear_filters)
        self.clear.hide()
        self._filters = QHBoxLayout()
        self._filters.setSpacing(8)
        self._filters.addWidget(self.text, 3)
        self._filters.addWidget(self.customer, 2)
        self._filters.addWidget(self.currency)
        for edit in self.dated:
            self._filters.addWidget(edit)
        self._filters.addWidget(self.clear)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # What is shown

    def narrow(self, **changes: Any) -> None:
        """Show what the query with these changes asks for."""
        changed = dataclasses.replace(self.wanted, **changes)
        if changed != self.wanted:
            self.wanted = changed
            self.reload()

    def drill(self, **args: Any) -> None:
        """Show what another page asked for; filters it does not name are taken off."""
        known = {field.name for field in dataclasses.fields(DocumentQuery)}
        given = {key: value for key, value in args.items() if key in known}
        state = given.get("state", queries.ALL)
        given["state"] = state if state in _STATES else queries.ALL
        self.wanted = dataclasses.replace(DocumentQuery(self._desk.today(), kinds=KINDS), **given)
        self._show_filters()

    def clear_filters(self) -> None:
        self.drill()
        self.reload()

    def _show_filters(self) -> None:
        query = self.wanted
        self.chips.set_value(query.state)
        self.text.setText(query.text)
        self.customer.set_customer(self._index().by_id.get(query.customer_id or 0))
        self.currency.set_value(query.currency)
        self.dated[0].set_day(query.dated_from)
        self.dated[1].set_day(query.dated_to)

    def reload(self, *, as_of: date | None = None) -> None:
        """Ask the book again for ids, counts and totals."""
        if as_of:
            self.wanted = dataclasses.replace(self.wanted, as_of=as_of)
        query, session = self.wanted, self._desk.session
        self.clear.setVisible(query != dataclasses.replace(DocumentQuery(query.as_of, kinds=KINDS), state=query.state))
        current = self.table.current_row()
        self._keep = current.id if current is not None else self._keep
        self.model.reload()
        self._desk.work.read(
            lambda _progress: (lists.document_totals(session, query), lists.state_counts(session, query, _STATES)),
            self._show_totals, group=("totals", id(self)))

    def _show_totals(self, found: tuple[list[ListTotal], dict[str, int]]) -> None:
        totals, counts = found
        self._totals = totals
        for state, count in counts.items():
            self.chips.set_count(state, count)
        self.table.set_totals(totals_of(totals))
        self._sums.setText(totals_words(totals) if len(totals) > 1 else "")
        self._sums.setVisible(len(totals) > 1)
        self.counted.emit(counts)

    def set_currencies(self, codes: Sequence[str]) -> None:
        """The currencies of the book, for the filter; with one there is nothing to choose."""
        self.currency.set_items([("", _("All currencies")), *((code, code) for code in codes)])
        self.currency.set_value(self.wanted.currency)
        self.currency.setVisible(len(codes) > 1)

    @property
    def several(self) -> bool:
        """Whether the book has more than one currency."""
        return self.currency.count() > 2

    def set_customer_shown(self) -> None:
        """Show the customer of the query once the index knows their name."""
        self.customer.set_customer(self._index().by_id.get(self.wanted.customer_id or 0))

    def only_customer(self, customer_id: int) -> None:
        """Narrow the list to one customer."""
        self.narrow(customer_id=customer_id)
        self.set_customer_shown()

    def read_table(self, then: Callable[[Table], object]) -> None:
        """The whole list as shown, for export."""
        title = _("Invoices")
        self.table.read_table(title, self.described(), then)

    def described(self) -> str:
        """What the list covers, for the head of an export."""
        query = self.wanted
        parts = [query.as_of.isoformat(), next(_(text) for state, text in words.STATES if state == query.state)]
        if query.customer_id and (found := self._index().by_id.get(query.customer_id)):
            parts.append(found.name)
        span = self._span(query)
        return " · ".join(part for part in (*parts, query.currency, span, query.text) if part)

    @staticmethod
    def _span(query: DocumentQuery) -> str:
        if query.days_from is not None and query.days_to is not None:
            return _("{first}–{last} days overdue").format(first=query.days_from, last=query.days_to)
        if query.days_from is not None:
            return _("from {first} days overdue").format(first=query.days_from)
        if query.due_from is not None and query.due_to is not None:
            return _("due {first} to {last}").format(first=query.due_from.isoformat(), last=query.due_to.isoformat())
        return ""

    # In the worker

    def _ids(self, query: Query) -> Sequence[Any]:
        wanted = self.wanted
        if query.sort in queries.SORT_KEYS:
            wanted = dataclasses.replace(wanted, sort=query.sort, descending=query.descending)
        return lists.document_ids(self._desk.session, wanted)

    def _lines(self, ids: Sequence[Any]) -> list[DocumentLine]:
        return lists.document_lines(self._desk.session, ids, self.wanted.as_of)

    # Filters

    def _customer_picked(self, value: object) -> None:
        if isinstance(value, Customer):
            self.narrow(customer_id=value.id)

    def _customer_left(self) -> None:
        if not self.customer.text().strip() and self.wanted.customer_id is not None:
            self.narrow(customer_id=None)

    def _restore(self) -> None:
        """A list read anew keeps its cursor."""
        if self._keep is not None:
            self.table.select_key(self._keep)



def _framed(table: DataTable, below: QWidget) -> QWidget:
    from creditdesk.ui.widgets.card import Card
    card = Card(flush=True)
    card.add(table, 1)
    card.add(below)
    return card
