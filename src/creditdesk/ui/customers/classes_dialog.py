"""Classes A, B, C by share of the exposure: the proposal beside what is set; only those ticked change (DOMAIN A42)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from creditdesk.i18n import _, ngettext
from creditdesk.services.customer_classes import ClassLine, set_classes
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.task_dialog import TaskDialog
from creditdesk.ui.widgets.controls import label


class ClassesDialog(TaskDialog):
    """Those whose class would change are ticked at the start."""

    def __init__(self, desk: Desk, lines: Sequence[ClassLine], currency: str, parent: QWidget | None) -> None:
        super().__init__(desk, _("Classes by exposure"), _("Set classes"), _("Classes set"), parent)
        self.setMinimumWidth(720)
        self.body.addWidget(label(_("The largest that together hold 80 % of the exposure are A, up to 95 % B, the rest C. "
                                    "The class says what the archive must hold."), "mut", wrap=True))
        self.model = TableModel([
            Column("name", _("Customer")), Column("exposure", _("Exposure"), "money", width=124, currency=currency, whole=True),
            Column("cumulated", _("Up to here"), "percent", width=92),
            Column("now", _("Class"), width=72, value=lambda row: row.now or "—", align="right"),
            Column("proposed", _("Proposed"), width=84, strong=True, align="right")], key=lambda row: row.customer_id)
        self.table = DataTable(self.model, _("Classes by exposure"), settings=desk.settings, name="customer_classes", checkable=True)
        self.table.setMinimumHeight(380)
        self.table.set_empty(_("No customers yet"), "", "", "users")
        self.body.addWidget(self.table, 1)
        self.model.set_rows(lines)
        self.model.set_checked([row for row in lines if row.now != row.proposed], True)
        self.table.checked_changed.connect(self._count)
        self._count()

    def _count(self) -> None:
        count = len(self.model.checked_rows())
        self.primary_button.setEnabled(bool(count))
        self.primary_button.setText(ngettext("Set {count} class", "Set {count} classes", count).format(count=count))

    def task(self) -> Callable[[], Any]:
        session, wanted = self._desk.session, {row.customer_id: row.proposed for row in self.model.checked_rows()}
        return lambda: set_classes(session, wanted)
