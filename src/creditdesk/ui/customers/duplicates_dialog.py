"""Records that may be one firm: the same tax number, or nearly the same name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _, ngettext
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog

Pair = tuple[Customer, Customer]


class DuplicatesDialog(Dialog):
    """`merge_asked` carries the two records chosen."""

    merge_asked = Signal(object, object)

    def __init__(self, pairs: Sequence[Pair], parent: QWidget | None = None) -> None:
        super().__init__(_("Possible duplicates"), _("Compare and merge"), parent, cancel=_("Close"), width=760)
        self.setMinimumHeight(400)
        self.body.addWidget(label(_("Records with the same tax number, or with nearly the same name."),
                                  "mut", wrap=True))
        self.model = TableModel([
            Column("first", _("Customer"), value=lambda pair: pair[0].name),
            Column("code", _("Code"), value=lambda pair: pair[0].code, width=92),
            Column("second", _("Perhaps the same"), value=lambda pair: pair[1].name, width=230),
            Column("other", _("Code"), value=lambda pair: pair[1].code, width=92),
            Column("why", _("Because of"), value=_why, width=112, tone=lambda pair: "t2")],
            key=lambda pair: (pair[0].id, pair[1].id))
        self.model.set_rows(pairs)
        self.table = DataTable(self.model, _("Possible duplicates"))
        self.table.set_empty(_("No two records look alike"), _("Look again after an import."), "", "users")
        self.table.row_opened.connect(self._ask)
        self.table.select_first()
        self.body.addWidget(self.table, 1)
        self.note.setText(ngettext("{count} pair", "{count} pairs", len(pairs)).format(count=f"{len(pairs):,}"))
        self.primary_button.setEnabled(bool(pairs))
        self.submitted.connect(lambda: self._ask(self.table.current_row()))

    def _ask(self, pair: Pair | None) -> None:
        if pair is not None:
            self.accept()
            self.merge_asked.emit(*pair)


def _why(pair: Pair) -> str:
    first, second = pair
    return _("Tax number") if first.tax_id and first.tax_id == second.tax_id else _("Name")
