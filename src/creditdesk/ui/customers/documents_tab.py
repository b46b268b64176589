"""The documents of a customer: open, overdue or all, invoices or what paid them; each opens where it is at home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.ledger import queries
from creditdesk.domain.ledger.documents import CREDIT_KINDS, DEBIT_KINDS
from creditdesk.domain.ledger.queries import DocumentLine, DocumentQuery, ListTotal
from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.services.ledger import lists
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import words
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.paged import PagedModel, Query
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label, link

_CLAIMS, _CREDITS = tuple(sorted(DEBIT_KINDS)), tuple(sorted(CREDIT_KINDS))
_KINDS = {"claims": _CLAIMS, "credits": _CREDITS, "all": (*_CLAIMS, *_CREDITS)}


class DocumentsTab(QWidget):
    """`navigate` asks for the page of a document; the segments keep their place from customer to customer."""

    navigate = Signal(str, dict)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: int | None = None
        self._span: tuple[int | None, int | None] = (None, None)
        self._as_of = desk.today()
        self.state = Segments([(queries.OPEN, _("Open items")), (queries.OVERDUE, _("Overdue")), (queries.ALL, _("All"))],
                              _("Status"))
        self.state.chosen.connect(lambda _value: self._narrowed())
        self.kinds = Choice([("claims", _("Invoices and debit notes")), ("credits", _("Receipts and credit notes")),
                             ("all", _("All documents"))])
        self.kinds.setAccessibleName(_("Kind"))
        self.kinds.chosen.connect(lambda _value: self._narrowed())
        self.span = link("")
        self.span.clicked.connect(self._narrowed)
        self.said = label("", "sec")
        row = QHBoxLayout()
        row.setSpacing(8)
        everything = button(_("Show in the invoice list"), "list", small=True)
        everything.clicked.connect(lambda: self.navigate.emit("invoices", {"customer_id": self._customer}))
        for part in (self.state, self.kinds, self.span):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.said)
        row.addWidget(everything)
        self.model = PagedModel(_columns(lambda: self._as_of), desk.work, self._ids, self._lines, key=lambda line: line.id)
        self.table = DataTable(self.model, _("Documents"), settings=desk.settings, name="customer_documents")
        self.table.set_empty(_("Nothing here"), _("Choose “All” to see what is settled."), "", "file-text")
        self.table.row_opened.connect(self._open)
        card = Card(flush=True)
        card.add(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(10)
        box.addLayout(row)
        box.addWidget(card, 1)

    def show_customer(self, customer_id: int, as_of: date) -> None:
        if customer_id != self._customer:
            self._span = (None, None)
        self._customer, self._as_of = customer_id, as_of
        self._reload()

    def show_bucket(self, state: str, days_from: int | None, days_to: int | None) -> None:
        """Show the invoices of one age."""
        self.kinds.set_value("claims")
        self.state.set_value(queries.OVERDUE if state == queries.OVERDUE else queries.OPEN)
        self._span = (days_from, days_to) if state == queries.OVERDUE else (None, 0)
        self._reload()

    def _narrowed(self) -> None:
        self._span = (None, None)
        self._reload()

    def _query(self) -> DocumentQuery:
        state, (first, last) = str(self.state.value()), self._span
        if (first, last) == (None, 0):
            return DocumentQuery(self._as_of, _KINDS["claims"], queries.NOT_DUE, customer_id=self._customer, sort="due_date",
                                 descending=False)
        kinds = _KINDS[str(self.kinds.value())]
        return DocumentQuery(self._as_of, kinds, state, customer_id=self._customer, days_from=first, days_to=last,
                             sort="date" if state == queries.ALL else "due_date", descending=state == queries.ALL)

    def _reload(self) -> None:
        if self._customer is None:
            return
        first, last = self._span
        words_of = "" if self._span == (None, None) else _("not due") if (first, last) == (None, 0) else (
            _("from {first} days overdue").format(first=first) if last is None
            else _("{first}–{last} days overdue").format(first=first, last=last))
        self.span.setText(f"{words_of}  ✕" if words_of else "")
        self.span.setAccessibleName(_("Take off the filter: {filter}").format(filter=words_of))
        self.span.setVisible(bool(words_of))
        self.model.reload()
        query, session = self._query(), self._desk.session
        self._desk.work.read(lambda _progress: lists.document_totals(session, query), self._show_totals,
                             group=("customer totals", id(self)))

    def _show_totals(self, totals: list[ListTotal]) -> None:
        """One currency has a totals row, several a sentence each."""
        only = totals[0] if len(totals) == 1 else None
        mixed = self.kinds.value() == "all"
        self.table.set_totals({"no": _("Total"), "amount": display(only.amount, only.currency),
                               "open": display(only.open, only.currency)} if only and not mixed else None)
        count = sum(item.count for item in totals)
        self.said.setText(ngettext("{count} document", "{count} documents", count).format(count=f"{count:,}"))

    def _ids(self, wanted: Query) -> Sequence[Any]:
        query = self._query()
        if wanted.sort in queries.SORT_KEYS:
            from dataclasses import replace
            query = replace(query, sort=wanted.sort, descending=wanted.descending)
        return lists.document_ids(self._desk.session, query)

    def _lines(self, ids: Sequence[Any]) -> list[DocumentLine]:
        return lists.document_lines(self._desk.session, ids, self._as_of)

    def _open(self, line: DocumentLine) -> None:
        page = "receipts" if line.kind in CREDIT_KINDS else "invoices"
        self.navigate.emit(page, {"document_id": line.id})


def _columns(as_of: Any) -> list[Column]:
    def days(line: DocumentLine) -> int | None:
        if not line.open or line.status != "posted" or line.kind in CREDIT_KINDS:
            return None
        return int((as_of() - (line.due_date or line.date)).days)

    return [
        Column("no", _("Number"), width=128),
        Column("kind", _("Kind"), value=lambda line: words.kind(line.kind), width=84, tone=lambda line: "t2"),
        Column("date", _("Date"), "date", width=92, tone=lambda line: "t2"),
        Column("due_date", _("Due date"), "date", width=92, tone=lambda line: "t2",
               tip=lambda line: _("Due date by the default terms") if line.due_assumed else ""),
        Column("days", _("Age"), width=0, value=lambda line: words.days_late(days(line)),
               swatch=lambda line: "" if (late := days(line)) is None else words.bucket(late)),
        Column("amount", _("Amount"), "money", width=108, currency=lambda line: line.currency if line else "CNY"),
        Column("open", _("Open amount"), "money", value=lambda line: line.open or None, width=108, strong=True,
               currency=lambda line: line.currency if line else "CNY"),
        Column("currency", _("Currency"), width=72, shown=False),
        Column("status", _("Status"), "tag", value=lambda line: words.status(line, as_of()), width=122),
        Column("note", _("Note"), width=160, shown=False)]
