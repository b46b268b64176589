"""What stands behind the money of the next 30 days: who is expected to pay how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from creditdesk.i18n import _, ngettext, pgettext
from creditdesk.services.overview.expected import ExpectedLine
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog


class ExpectedDialog(Dialog):
    """`chosen` carries the customer to open."""

    chosen = Signal(object)

    def __init__(self, lines: Sequence[ExpectedLine], currency: str, until: date, settings: Settings | None,
                 parent: QWidget | None = None) -> None:
        super().__init__(_("Expected by {day}").format(day=until), _("Open the customer"), parent, cancel=_("Close"), width=980)
        self.setMinimumHeight(460)
        self.model = TableModel([
            Column("name", _("Customer")), Column("items", _("Items"), "int", width=64),
            Column("first_due", _("First due"), "date", width=104),
            Column("delay", _("Usual delay (days)"), "days", width=128),
            Column("due", pgettext("amount", "Due"), "money", width=128, currency=currency),
            Column("credits", _("Paid, not allocated"), "money", width=136, currency=currency,
                   value=lambda line: -line.credits if line.credits else None),
            Column("amount", _("Expected ({currency})").format(currency=currency), "money", width=136, currency=currency,
                   strong=True)], key=lambda line: line.customer_id)
        self.table = DataTable(self.model, self.windowTitle(), settings=settings, name="expected")
        self.table.set_empty(_("Nothing falls due in the next 30 days"))
        self.model.set_rows(lines)
        zero = Decimal(0)
        self.table.set_totals({"name": _("Total"), "items": sum(line.items for line in lines),
                               "due": sum((line.due for line in lines), zero), "credits": -sum((line.credits for line in lines), zero),
                               "amount": sum((line.amount for line in lines), zero)} if lines else None)
        self.table.row_opened.connect(self._open)
        self.table.select_first()
        self.submitted.connect(lambda: self._open(self.table.current_row()))
        self.body.addWidget(label(_("An item is expected on its due date plus the customer's usual delay of the last 12 months, from "
                                    "five payments on. What is overdue by more than 90 days is left out."), "mut", wrap=True))
        self.body.addWidget(self.table, 1)
        self.note.setText(ngettext("{count} customer", "{count} customers", len(lines)).format(count=f"{len(lines):,}"))
        self.primary_button.setEnabled(bool(lines))
        self.table.view.setFocus()

    def _open(self, line: ExpectedLine | None) -> None:
        if line is not None:
            self.accept()
            self.chosen.emit(line.customer_id)
