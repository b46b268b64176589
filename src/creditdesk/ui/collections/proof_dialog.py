"""Recording that a letter arrived, what the customer signed or answered, or that a suit was filed (DOMAIN H4, E9, I4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.collections.limitation import ACKNOWLEDGED, DEMAND, LAWSUIT, PROCEEDINGS
from creditdesk.i18n import _
from creditdesk.services.collections import proofs
from creditdesk.services.collections.issued import IssuedLetter, STATEMENT
from creditdesk.services.collections.proofs import ProofDraft
from creditdesk.ui.collections import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

_CHANNELS = ("letter_ems", "letter_courier", "email", "wechat", "visit", "lawyer")


class ProofDialog(TaskDialog):
    """Of one letter, or of a customer's debts. `done` follows the record."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, letter: IssuedLetter | None = None,
                 customer: tuple[int, str] | None = None, done: Callable[[], object] | None = None) -> None:
        super().__init__(desk, _("Record a delivery or proof"), _("Record"), _("Recorded"), parent)
        self.setMinimumWidth(520)
        self._letter, self._customer, self._then = letter, customer, done
        about = f"{letter.number} · {words.letter_name(letter.kind)} · {letter.name}" if letter else customer[1] if customer else ""
        self.body.addWidget(label(about, "strong", wrap=True))
        self._build()
        self.kind.chosen.connect(lambda _kind: self._suit())
        self._suit()
        self.keep(f"proof/{letter.number if letter else customer[0] if customer else 0}", taken=self._suit)

    def _build(self) -> None:
        today, is_statement = self._desk.today(), self._letter is not None and self._letter.kind == STATEMENT
        kinds = [DEMAND, ACKNOWLEDGED] if self._letter else [DEMAND, ACKNOWLEDGED, LAWSUIT, PROCEEDINGS]
        self.kind = Choice([(kind, _(proofs.KIND_NAMES[kind])) for kind in kinds])
        self.day, self.sent_on = DateEdit(today, near=today), DateEdit(self._letter.date if self._letter else None, near=today)
        self.channel = Choice([(code, _(words.CHANNELS[code])) for code in _CHANNELS])
        self.waybill, self.person, self.memo = QLineEdit(), QLineEdit(), QLineEdit()
        self.invoices, self.runs_from = QLineEdit(), DateEdit(None, near=today)
        self.reply = Choice([(code, _(text)) for code, text in proofs.RESULT_NAMES.items()])
        self.balance = AmountEdit(self._letter.currency if self._letter else "CNY")
        self.add(FormField(_("What is proved"), self.kind, name="interruption"))
        self.add_row(FormField(_("Arrived, signed or filed on"), self.day, name="delivered_on", required=True),
                   FormField(_("Sent on"), self.sent_on, name="sent_on"))
        self.add_row(FormField(_("Channel"), self.channel), FormField(_("Waybill no."), self.waybill, name="waybill"))
        self.ended = FormField(_("Proceedings ended on"), self.runs_from, name="runs_from")
        self.add_row(FormField(_("Received or signed by"), self.person), self.ended)
        if self._letter is None:
            self.add(FormField(_("Invoice numbers"), self.invoices, name="invoices",
                               help_text=_("Parted by commas; blank means all of the customer's invoices")))
        if is_statement:
            self.add_row(FormField(_("Reply to the statement"), self.reply, name="result"),
                       FormField(_("Balance in their books ({currency})").format(currency=self.balance.currency), self.balance,
                                 name="balance"))
        self.document = self.add_paper(_("Scan or photograph"))
        self.add(FormField(_("Note"), self.memo, help_line=False))
        self.effect = label("", "mut", wrap=True)
        self.body.addWidget(self.effect)

    def _suit(self) -> None:
        """What counts for the limitation period is said before it is recorded."""
        kind = self.kind.value()
        self.ended.setEnabled(kind in (LAWSUIT, PROCEEDINGS))
        quiet = kind == DEMAND and self._letter is not None and self._letter.kind not in proofs.DEMANDING
        self.effect.setText(_("This letter asks for no payment: its delivery does not restart the limitation period.") if quiet
                            else _("It restarts the limitation period from that day, as far as the period had not ended."))

    def task(self) -> Callable[[], Any]:
        session, paper = self._desk.session, self.document.text()
        numbers = tuple(part for text in self.invoices.text().replace("，", ",").replace("、", ",").split(",")
                        if (part := text.strip()))
        draft = ProofDraft(
            must_day(self.day), str(self.kind.value()), self._letter.number if self._letter else "",
            self._customer[0] if self._customer and not self._letter else None, numbers, str(self.channel.value()),
            self.waybill.text(), self.person.text(), self.sent_on.day(),
            self.runs_from.day() if self.ended.isEnabled() else None, str(self.reply.value() or ""), self.balance.amount(),
            self.memo.text(), Path(paper) if paper else None)
        return lambda: proofs.add_proof(session, draft)

    def _done(self, result: object) -> None:
        super()._done(result)
        if self._then:
            self._then()
