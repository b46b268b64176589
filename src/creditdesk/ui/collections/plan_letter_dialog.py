"""The agreement of a payment plan, L8: rate, waiver and guarantor at the left, the very PDF at the right (DOMAIN I4)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _
from creditdesk.services.collections import plan_letter
from creditdesk.services.collections.agreements import yearly_rate
from creditdesk.services.collections.one_letter import IssuedNotice
from creditdesk.services.collections.plan_letter import PlanLetter
from creditdesk.services.collections.plans import PlanDraft
from creditdesk.ui.collections.one_letter_dialog import OneLetterDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.form_field import FormField


class PlanLetterDialog(OneLetterDialog):
    """Draws the agreement up from a plan as it stands in the plan's dialog; the plan is noted there once it is signed."""

    def __init__(self, desk: Desk, draft: PlanDraft, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Payment plan agreement: {name}").format(name=name), parent)
        self._draft = draft
        self.rate, self.guarantor = QLineEdit("0%"), QLineEdit()
        self.guarantor.setPlaceholderText(_("As on file"))
        self.waives = QCheckBox(_("Earlier interest is waived when all is paid on time"))
        self.waives.setChecked(True)
        self.start()

    def fill(self, box: QVBoxLayout) -> None:
        box.addWidget(FormField(_("Interest on the balance, a year"), self.rate, name="rate"))
        box.addWidget(self.waives)
        box.addWidget(FormField(_("Guarantor"), self.guarantor, name="guarantor",
                                help_text=_("Signs too; “-” for none")))
        self.rate.editingFinished.connect(self.read)
        self.guarantor.editingFinished.connect(self.read)
        self.waives.toggled.connect(lambda _on: self.read())

    def tell(self, box: QVBoxLayout) -> None:
        box.addWidget(label(_("Two copies, three with a guarantor, are signed and sealed. Note the plan once they are back: then the "
                              "letters stop and the limitation period starts anew."), "mut", wrap=True))

    def wanted(self) -> PlanLetter:
        text = self.rate.text().strip()
        rate = yearly_rate(text) if text else Decimal(0)
        if rate is None:
            raise InputError(N_("“{value}” is no rate. Write it like 6%."), code="bad_rate", field="rate", value=text)
        named = self.guarantor.text().strip()
        return PlanLetter(self._draft, self._desk.today(), rate, self.waives.isChecked(),
                          None if not named else named.strip("-—"), self.chosen_language)

    def preview(self, wanted: PlanLetter) -> bytes:
        return plan_letter.preview_plan_letter(self._desk.session, wanted)

    def write(self, wanted: PlanLetter, folder: Path) -> IssuedNotice:
        return plan_letter.issue_plan_letter(self._desk.session, wanted, folder)
