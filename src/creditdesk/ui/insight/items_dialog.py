"""What stands behind one figure of the aging report: the open documents, each with its age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from creditdesk.domain.ledger import documents
from creditdesk.i18n import _, ngettext
from creditdesk.services.insight.aging import AgingItem
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.dialog import Dialog


def kind_words(kind: str) -> str:
    """A document's kind in words."""
    return {documents.INVOICE: _("Invoice"), documents.DEBIT_NOTE: _("Debit note"), documents.REFUND: _("Refund"),
            documents.RECOVERY: _("Recovery"), documents.CREDIT_NOTE: _("Credit note"), documents.RECEIPT: _("Receipt"),
            documents.WRITE_OFF: _("Write-off"), documents.DISCOUNT: _("Discount")}.get(kind, kind)


class ItemsDialog(Dialog):
    """`chosen` carries the id and kind of the document to open."""

    chosen = Signal(object, str)

    def __init__(self, title: str, items: Sequence[AgingItem], currency: str, as_of: date, settings: Settings | None,
                 parent: QWidget | None = None) -> None:
        super().__init__(title, _("Open document"), parent, cancel=_("Close"), width=760)
        self.setMinimumHeight(420)
        disputed = any(entry.item.disputed for entry in items)
        self.model = TableModel([
            Column("no", _("No."), value=_number),
            Column("kind", _("Kind"), value=lambda entry: kind_words(entry.item.kind), width=96),
            Column("date", _("Date"), "date", value=lambda entry: entry.item.date, width=104),
            Column("due", _("Due"), "date", value=lambda entry: entry.item.due_date if entry.item.sign > 0 else None, width=104),
            Column("days", _("Days overdue"), "days", value=lambda entry: _days(entry, as_of), width=104,
                   tone=lambda entry: "dan" if (_days(entry, as_of) or 0) > 60 else ""),
            Column("disputed", _("Disputed"), "money", value=lambda entry: entry.item.disputed or None, width=116,
                   currency=currency, shown=disputed),
            Column("open", _("Open ({currency})").format(currency=currency), "money", value=lambda entry: entry.amount,
                   width=140, currency=currency, strong=True)],
            key=lambda entry: (entry.item.document_id, entry.item.instalment_no))
        self.table = DataTable(self.model, title, settings=settings, name="aging_items")
        self.table.set_empty(_("Nothing is open here"))
        self.model.set_rows(items)
        self.table.set_totals({"no": _("Total"), "open": sum((entry.amount for entry in items), Decimal(0))} if items else None)
        self.table.row_opened.connect(self._open)
        self.table.select_first()
        self.submitted.connect(lambda: self._open(self.table.current_row()))
        self.body.addWidget(self.table, 1)
        self.note.setText(ngettext("{count} document", "{count} documents", len(items)).format(count=f"{len(items):,}"))
        self.primary_button.setEnabled(bool(items))
        self.table.view.setFocus()

    def _open(self, entry: AgingItem | None) -> None:
        if entry is not None:
            self.accept()
            self.chosen.emit(entry.item.document_id, entry.item.kind)


def _number(entry: AgingItem) -> str:
    part = entry.item.instalment_no
    return entry.item.no if part is None else _("{no}, part {part}").format(no=entry.item.no, part=part)


def _days(entry: AgingItem, as_of: date) -> int | None:
    """Days overdue, whatever the report's basis; credits have none."""
    return max(0, entry.item.days_overdue(as_of)) if entry.item.sign > 0 else None
