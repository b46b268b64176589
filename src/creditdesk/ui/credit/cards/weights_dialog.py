"""New weights from own experience: the proposal, changed by hand, saved as a draft version (DOMAIN C12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.i18n import _
from creditdesk.services.credit import cards
from creditdesk.services.credit.validation import Proposal, WeightRow
from creditdesk.ui.credit import words
from creditdesk.ui.credit.cards.card_edit import number
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField, show_errors


class WeightsDialog(Dialog):
    """`saved` carries the draft's name."""

    saved = Signal(str)

    def __init__(self, desk: Desk, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(_("New weights for {version}").format(version=proposal.card.version), _("Save as draft"), parent,
                         width=760)
        self._desk, self.proposal = desk, proposal
        self.weights: dict[str, Decimal] = {row.code: Decimal(row.proposed) for row in proposal.rows}
        self.setMinimumHeight(560)
        if not proposal.enough:
            self.body.addWidget(Note(_("Too few cases: {cases} with {bads} bad ones. Change little.").format(
                cases=proposal.cases, bads=proposal.bads), "warn"))
        self.body.addWidget(label(_("{share} of each weight comes from own experience, the rest from the card in force.").format(
            share=words.percent(proposal.trust, 0)), "sec", wrap=True))
        self.model = TableModel([
            Column("code", _("Code"), width=64, tone=lambda _row: "t2"), Column("name", _("Factor"), value=lambda row: _(row.name)),
            Column("cases", _("Cases"), "int", width=76),
            Column("gini", _("Gini alone"), "ratio", decimals=3, width=96,
                   tone=lambda row: "dan" if row.gini is not None and row.gini < 0 else "t1"),
            Column("weight", _("Weight now"), "ratio", decimals=1, width=96, tone=lambda _row: "t2"),
            Column("new", _("New weight"), "ratio", decimals=1, width=104, boxed=True, strong=True,
                   value=lambda row: self.weights[row.code], edit=self._type)], key=lambda row: row.code)
        self.table = DataTable(self.model, _("Weights"))
        self.model.set_rows(proposal.rows)
        self.model.edited.connect(lambda _row, _key: self._tell())
        self.body.addWidget(self.table, 1)
        self.reason = QPlainTextEdit(_("Own experience: {cases} cases, {bads} bad").format(cases=proposal.cases,
                                                                                          bads=proposal.bads))
        self.reason.setFixedHeight(active().px(52))
        self.reason.setTabChangesFocus(True)
        self.fields = [FormField(_("Reason"), self.reason, name="reason", required=True)]
        self.body.addWidget(self.fields[0])
        self.submitted.connect(self._save)
        self._tell()
        FormKeeper(self, desk, f"weights/{proposal.card.version}", read=self.dump, write=self.load)

    def dump(self) -> list[Any]:
        """The weights and the reason as they stand."""
        return [{code: str(weight) for code, weight in self.weights.items()}, self.reason.toPlainText()]

    def load(self, kept: list[Any]) -> None:
        """What `dump` gave; a factor the card has no more is left out."""
        self.weights |= {code: Decimal(weight) for code, weight in kept[0].items() if code in self.weights}
        self.reason.setPlainText(kept[1])
        self.model.set_rows(self.proposal.rows)
        self._tell()

    def _type(self, row: WeightRow, text: str) -> None:
        value = number(text)
        if value < 0:
            raise InputError(N_("The weight of {factor} is negative."), code="bad_card", field=row.code, factor=row.code)
        self.weights[row.code] = value

    @property
    def total(self) -> Decimal:
        return sum(self.weights.values(), Decimal(0))

    def _tell(self) -> None:
        self.table.set_totals({"name": _("Total of the weights"), "weight": Decimal(100), "new": self.total})
        whole = self.total == 100
        self.primary_button.setEnabled(whole)
        self.note.setText("" if whole else _("The weights add up to {total}, not to 100.").format(total=f"{self.total:f}"))

    def _save(self) -> None:
        if not self.primary_button.isEnabled() or not self.fields[0].check():
            return
        session, proposal, weights, reason = self._desk.session, self.proposal, dict(self.weights), self.reason.toPlainText()

        def job(_progress: object) -> str:
            name = cards.next_version(session, proposal.card.type)
            return cards.save_draft(session, proposal.with_weights(weights, name), parent=proposal.card.version, reason=reason)

        def done(version: str) -> None:
            self.accept()
            self._desk.notices.toast(_("Saved draft {version}").format(version=version))
            self.saved.emit(version)

        self._desk.work.write(job, done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError) and not show_errors(self.fields, error):
            return
        self._desk.notices.failed(error)
