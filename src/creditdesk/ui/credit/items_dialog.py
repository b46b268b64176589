"""What stands behind a figure: the payments or promises of a behaviour factor."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from creditdesk.domain.credit.behaviour import Behaviour, weighted_days
from creditdesk.i18n import _
from creditdesk.ui.credit import words
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.dialog import Dialog


class BehaviourDialog(Dialog):
    """Payments of twelve months and what is overdue, or the promises judged; the sum that gives the factor."""

    def __init__(self, code: str, paid: Behaviour, currency: str, settings: Settings | None,
                 parent: QWidget | None = None) -> None:
        super().__init__(words.name(code), _("Close"), parent, width=680)
        self.setMinimumHeight(420)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.table = self._promises(paid, currency) if code == "BH4" else self._items(paid, currency, settings)
        self.body.addWidget(self.table, 1)
        self.note.setText(self._sum(code, paid))
        self.table.view.setFocus()

    def _items(self, paid: Behaviour, currency: str, settings: Settings | None) -> DataTable:
        model = TableModel([
            Column("no", _("No.")), Column("due", _("Due"), "date", width=104),
            Column("paid", _("Paid"), "date", value=lambda item: item.paid if item.settled else None, width=104),
            Column("days", _("Days late"), "days", width=96, tone=lambda item: "dan" if item.days > 60 else ""),
            Column("amount", _("Amount ({currency})").format(currency=currency), "money", currency=currency, width=140, strong=True)])
        model.sort_by("days", True)
        model.set_rows(paid.items)
        table = DataTable(model, self.windowTitle(), settings=settings, name="behaviour_items")
        table.set_empty(_("No payments in twelve months"))
        if paid.items:
            table.set_totals({"no": _("Total"), "amount": sum((item.amount for item in paid.items), Decimal(0))})
        table.select_first()
        return table

    def _promises(self, paid: Behaviour, currency: str) -> DataTable:
        model = TableModel([
            Column("made", _("Made on"), "date", value=lambda item: item.promise.made_on, width=104),
            Column("day", _("Promised for"), "date", value=lambda item: item.promise.date, width=104),
            Column("amount", _("Promised amount"), "money", value=lambda item: item.promise.amount, currency=currency, width=130),
            Column("received", _("Received"), "money", currency=currency, width=130),
            Column("kept", _("Kept"), value=lambda item: _("yes") if item.kept else _("no"))])
        model.set_rows(paid.promises)
        table = DataTable(model, self.windowTitle())
        table.set_empty(_("No promises made"))
        return table

    def _sum(self, code: str, paid: Behaviour) -> str:
        value = words.value_words(code, paid.inputs[code].value)
        if code == "BH1":
            clipped = weighted_days(paid.items, clip=True)
            return _("Σ amount × days ÷ Σ amount = {value}; early payments taken as on time {clipped}").format(
                value=value, clipped=words.value_words(code, clipped))
        return f"{words.name(code)} = {value}"
