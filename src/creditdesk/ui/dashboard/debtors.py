"""The customers that owe most, with grade, age of their balance and use of their limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from creditdesk.domain.insight.dashboard import Debtor
from creditdesk.i18n import _
from creditdesk.ui.insight import wording
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import link

if TYPE_CHECKING:
    from creditdesk.ui.tables.data_table import DataTable
    from creditdesk.ui.tables.model import TableModel


class Debtors(Card):
    """`chosen` carries a customer's id, `all_asked` follows the link in the head.

    The table is made with the first debtors: what is owed is shown before them and needs no table.
    """

    model: TableModel
    table: DataTable

    chosen = Signal(object)
    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Largest balances"), flush=True, parent=parent)
        self._all = link("")
        self._all.clicked.connect(self.all_asked)
        self.add_to_head(self._all)
        self._debtors: Sequence[Debtor] = ()
        self._used: dict[int, Decimal | None] = {}
        self._rows = 8

    def prepare(self) -> None:
        """Make the table, unless it is there: while the debtors are still being read nothing waits for it."""
        if not hasattr(self, "table"):
            self._build()

    def _build(self) -> None:
        from creditdesk.ui.tables.columns import Column
        from creditdesk.ui.tables.data_table import DataTable
        from creditdesk.ui.tables.model import TableModel
        self.model = TableModel([
            Column("called", _("Customer"), badge=lambda row: row.grade or "NR", tip=lambda row: row.name),
            Column("balance", _("Balance"), "money", width=88, whole=True, strong=True),
            Column("buckets", _("Aging"), "bar", width=76),
            Column("used", _("Limit used"), "limit", width=84)], key=lambda row: row.customer_id)
        self.table = DataTable(self.model, _("Largest balances"))
        self.table.set_empty(_("Nobody owes anything"))
        self.table.row_opened.connect(lambda row: self.chosen.emit(row.customer_id))
        # One click is enough here: the row is a figure whose list stands behind it.
        self.table.view.clicked.connect(lambda index: self.chosen.emit(self.model.row_at(index.row()).customer_id))
        self.table.view.setCursor(Qt.CursorShape.PointingHandCursor)
        self.table.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(self.table, 1)
        self._fit()

    def set_debtors(self, debtors: Sequence[Debtor], count: int) -> None:
        """Show the largest; `count` is how many owe anything."""
        self.prepare()
        # until their limits have been read anew what was known of them stays
        self._debtors = [replace(debtor, used=self._used.get(debtor.customer_id)) for debtor in debtors]
        self._all.setText(_("All {count}").format(count=f"{count:,}"))
        self._all.setAccessibleName(self._all.text())
        self.model.set_rows(self._debtors[:self._rows])

    def set_limits(self, debtors: Sequence[Debtor]) -> None:
        """The same debtors with the use of their limits."""
        self._debtors, self._used = debtors, {debtor.customer_id: debtor.used for debtor in debtors}
        self.prepare()
        self.model.set_rows(debtors[:self._rows])

    def set_currency(self, currency: str) -> None:
        """The unit, said once in the head."""
        self.set_hint(wording.unit_words(currency))

    def set_compact(self, compact: bool) -> None:
        """Six rows of 34 px in the small window, else eight."""
        self._rows = 6 if compact else 8
        if hasattr(self, "table"):
            self._fit()
            self.model.set_rows(self._debtors[:self._rows])

    def _fit(self) -> None:
        self.table.set_row_height(34 if self._rows == 6 else active().size("row") * 100 // active().scale)
