"""The letter on a limit (L7), on suspended deliveries (L9) or of good standing (L10): chosen, looked at, issued (DOMAIN D18)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _
from creditdesk.services.collections.one_letter import IssuedNotice
from creditdesk.services.credit import good_standing, notices
from creditdesk.services.credit.call_script import call_script
from creditdesk.services.credit.good_standing import GoodStandingLetter
from creditdesk.services.credit.hold_slip import LEGAL_NOTE
from creditdesk.services.credit.notices import BASIS_NAMES, HoldNotice, LimitNotice, REASON_NAMES
from creditdesk.ui.collections.one_letter_dialog import OneLetterDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField


class NoticeDialog(OneLetterDialog):
    """`excess` above the limit lets the letter speak of it; `hold` opens the L9, else the L7."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None = None, *, hold: bool = False,
                 excess: Decimal | None = None, orders: str = "", reasons: tuple[str, ...] = (), language: str = "") -> None:
        title = _("Suspension letter: {name}") if hold else _("Letter on the limit: {name}")
        super().__init__(desk, title.format(name=customer.name), parent, language=language)
        self._customer, self._hold, self._excess = customer, hold, excess
        self.orders = QLineEdit(orders)
        self._given = reasons
        self.basis = Choice([(key, _(name)) for key, name in BASIS_NAMES.items() if key != notices.OVER_LIMIT or excess])
        self.reasons = {code: QCheckBox(_(name)) for code, name in REASON_NAMES.items()}
        self.start()
        if not hold:
            self.script = self.add_button(button(_("What to say on the phone"), "phone"))
            self.script.clicked.connect(self.show_script)

    def fill(self, box: QVBoxLayout) -> None:
        if self._hold:
            box.addWidget(FormField(_("Because"), self.basis, name="basis"))
            box.addWidget(FormField(_("Orders"), self.orders, name="orders", help_text=_("All that are not shipped if empty")))
            self.basis.chosen.connect(lambda _value: self.read())
            self.orders.editingFinished.connect(self.read)
            return
        box.addWidget(label(_("Considerations named in the letter"), "sec"))
        for check in self.reasons.values():
            box.addWidget(check)
            check.toggled.connect(lambda _on: self.read())
        for code in self._given or tuple(self.reasons)[:1]:
            self.reasons[code].blockSignals(True)
            self.reasons[code].setChecked(True)
            self.reasons[code].blockSignals(False)

    def tell(self, box: QVBoxLayout) -> None:
        box.addWidget(label(_(LEGAL_NOTE) if self._hold else _(
            "The letter names neither score nor grade, court data or the insurer."), "mut", wrap=True))

    def show_script(self) -> None:
        """The call that goes with the letter, to be read or copied."""
        wanted = self.wanted()
        assert isinstance(wanted, LimitNotice)
        session = self._desk.session
        self._desk.work.read(lambda _progress: call_script(session, wanted), self._script_made, failed=self._refused,
                             group=(id(self), "script"))

    def _script_made(self, text: str) -> None:
        self.call = ScriptDialog(text, self)
        self.call.open()

    def wanted(self) -> LimitNotice | HoldNotice:
        """The letter as chosen now."""
        day = self._desk.today()
        if self._hold:
            basis = str(self.basis.value())
            return HoldNotice(self._customer.id, day, basis, self.orders.text(),
                              self._excess if basis == notices.OVER_LIMIT else None, language=self.chosen_language)
        return LimitNotice(self._customer.id, day, tuple(code for code, check in self.reasons.items() if check.isChecked()),
                           language=self.chosen_language)

    def preview(self, wanted: LimitNotice | HoldNotice) -> bytes:
        return notices.preview_notice(self._desk.session, wanted)

    def write(self, wanted: LimitNotice | HoldNotice, folder: Path) -> IssuedNotice:
        return notices.issue_notice(self._desk.session, wanted, folder)


class ScriptDialog(Dialog):
    """The sentences of a call; the button copies them."""

    def __init__(self, script: str, parent: QWidget | None) -> None:
        super().__init__(_("What to say on the phone"), _("Copy"), parent, cancel=_("Close"), width=620)
        self.text = QPlainTextEdit(script)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(340)
        self.text.setAccessibleName(self.windowTitle())
        self.body.addWidget(self.text, 1)
        self.submitted.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.accept()


class GoodStandingDialog(OneLetterDialog):
    """Thanks to who pays as agreed; where the record says otherwise the view says why there is no letter."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Letter of good standing: {name}").format(name=customer.name), parent)
        self._customer = customer
        self.start()

    def tell(self, box: QVBoxLayout) -> None:
        box.addWidget(label(_("It states how the invoices of the last twelve months were paid and names neither score nor grade. "
                              "The customer may show it to others."), "mut", wrap=True))

    def wanted(self) -> GoodStandingLetter:
        return GoodStandingLetter(self._customer.id, self._desk.today(), self.chosen_language)

    def preview(self, wanted: GoodStandingLetter) -> bytes:
        return good_standing.preview_good_standing(self._desk.session, wanted)

    def write(self, wanted: GoodStandingLetter, folder: Path) -> IssuedNotice:
        return good_standing.issue_good_standing(self._desk.session, wanted, folder)
