"""Every version of a customer's statements: when each came, from whom, and whether it still stands (DOMAIN A43, B9)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from creditdesk.domain.customers.facts import Fact
from creditdesk.i18n import _
from creditdesk.services.credit.facts import read_statement
from creditdesk.services.credit.statements import StatementSheet
from creditdesk.ui.customers.fact_dialogs import SupersedeDialog
from creditdesk.ui.customers.file_words import source_name
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog


class StatementVersions(Dialog):
    """Those in force first; one that was wrong can be let count no more, with the reason."""

    def __init__(self, desk: Desk, name: str, sheet: StatementSheet, parent: QWidget | None) -> None:
        super().__init__(_("Statements on file: {name}").format(name=name), _("Close"), parent, width=780)
        self._desk = desk
        self._used = {year.book.fact.id for year in sheet.years}
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.model = TableModel([
            Column("period", _("Period ends"), "date", value=lambda fact: read_statement(fact).period_end, width=104),
            Column("obtained_on", _("Obtained on"), "date", width=104),
            Column("source", _("Source"), value=lambda fact: source_name(fact.source_type, fact.source_name)),
            Column("assets", _("Total assets"), "money", whole=True, width=116, value=lambda fact: read_statement(fact).total_assets),
            Column("revenue", _("Revenue"), "money", whole=True, width=116, value=lambda fact: read_statement(fact).revenue),
            Column("entered_by", _("By"), width=84, tone=lambda fact: "t2"),
            Column("state", _("Status"), "tag", width=104, value=self._state)], key=lambda fact: fact.id)
        self.table = DataTable(self.model, _("Statements"), settings=desk.settings, name="statement_versions")
        self.table.setMinimumHeight(260)
        self.body.addWidget(self.table, 1)
        self.model.set_rows([*(year.book.fact for year in sheet.years), *sheet.versions])
        self.end = self.add_button(button(_("No longer holds")))
        self.end.clicked.connect(self._end)
        self.table.current_changed.connect(lambda _row: self._show())
        self._show()

    def _state(self, fact: Fact) -> Tag:
        if fact.superseded_on is not None:
            return Tag(_("taken back"), "track", "x-circle")
        if fact.id in self._used:
            return Tag(_("In force"), "tint", "check-circle")
        return Tag(_("replaced"), "track", "arrow-counter-clockwise")

    def _show(self) -> None:
        row = self.table.current_row()
        self.end.setEnabled(row is not None and row.superseded_on is None)

    def _end(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.ending = SupersedeDialog(self._desk, [row], self)
            self.ending.accepted.connect(self.accept)
            self.ending.open()
