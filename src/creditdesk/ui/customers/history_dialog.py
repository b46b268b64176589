"""Every change of every field of a customer's record, with who made it and how (DOMAIN A4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from creditdesk.i18n import _
from creditdesk.services.customer_history import FieldChange
from creditdesk.ui.customers import words
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.dialog import Dialog


class HistoryDialog(Dialog):
    """A table only: what was written stays as it was."""

    def __init__(self, name: str, changes: Sequence[FieldChange], settings: Settings, parent: QWidget | None) -> None:
        super().__init__(_("History of {name}").format(name=name), _("Close"), parent, width=820)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.model = TableModel([
            Column("at", _("When"), value=lambda row: row.at[:10], width=100),
            Column("name", _("Field"), value=lambda row: _(words.FIELDS.get(row.name, row.name)), width=140),
            Column("before", _("Before"), value=lambda row: shown(row.name, row.before), tone=lambda row: "t2"),
            Column("after", _("After"), value=lambda row: shown(row.name, row.after), strong=True),
            Column("user", _("By"), width=92, tone=lambda row: "t2"), Column("how", _("Reason"), width=140, tone=lambda row: "t2")],
            key=lambda row: (row.seq, row.name))
        self.table = DataTable(self.model, _("Field history"), settings=settings, name="customer_history")
        self.table.set_empty(_("Nothing changed yet"), _("The record is as it was entered."), "", "clock")
        self.table.setMinimumHeight(420)
        self.body.addWidget(self.table, 1)
        self.model.set_rows(changes)


def shown(name: str, value: object) -> str:
    """A value of a field in words."""
    if value in (None, "", 0):
        return ""
    if name in ("strategic", "cash_only", "removed"):
        return _("Yes")
    if name == "size":
        return words.named(words.SIZES, str(value))
    return str(value)
