"""The letter on a limit (L7) or on suspended deliveries (L9): chosen, looked at, issued and printed (DOMAIN D18)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, translate_error
from creditdesk.services.credit import notices
from creditdesk.services.credit.hold_slip import LEGAL_NOTE
from creditdesk.services.credit.notices import BASIS_NAMES, HoldNotice, IssuedNotice, LimitNotice, REASON_NAMES
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField


class NoticeDialog(Dialog):
    """`excess` above the limit lets the letter speak of it; `hold` opens the L9, else the L7."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None = None, *, hold: bool = False,
                 excess: Decimal | None = None, orders: str = "", reasons: tuple[str, ...] = (), language: str = "") -> None:
        title = _("Suspension letter: {name}") if hold else _("Letter on the limit: {name}")
        super().__init__(title.format(name=customer.name), _("Issue letter"), parent, width=940)
        self.setMinimumHeight(640)
        self._desk, self._customer, self._hold, self._excess = desk, customer, hold, excess
        self.view = PaperView(desk.work, _("Letter"))
        self.language = Choice([("", _("Their language")), ("zh", _("Chinese")), ("en", _("English"))])
        self.language.set_value(language)
        self.orders = QLineEdit(orders)
        self._given = reasons
        self.basis = Choice([(key, _(name)) for key, name in BASIS_NAMES.items() if key != notices.OVER_LIMIT or excess])
        self.reasons = {code: QCheckBox(_(name)) for code, name in REASON_NAMES.items()}
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(self._form(), 2)
        row.addWidget(self.view, 3)
        self.body.addLayout(row, 1)
        self.print_button = self.add_button(button(_("Print"), "printer", shortcut="Ctrl+P"))
        self.print_button.clicked.connect(self._print)
        self.submitted.connect(self._ask_folder)
        self._set_ready(False)
        self.read()

    def _form(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(12)
        if self._hold:
            box.addWidget(FormField(_("Because"), self.basis, name="basis"))
            box.addWidget(FormField(_("Orders"), self.orders, name="orders", help_text=_("All that are not shipped if empty")))
            self.basis.chosen.connect(lambda _value: self.read())
            self.orders.editingFinished.connect(self.read)
        else:
            box.addWidget(label(_("Considerations named in the letter"), "sec"))
            for check in self.reasons.values():
                box.addWidget(check)
                check.toggled.connect(lambda _on: self.read())
            for code in self._given or tuple(self.reasons)[:1]:
                self.reasons[code].blockSignals(True)
                self.reasons[code].setChecked(True)
                self.reasons[code].blockSignals(False)
        box.addWidget(FormField(_("Language"), self.language, name="language"))
        self.language.chosen.connect(lambda _value: self.read())
        if self._hold:
            box.addWidget(label(_(LEGAL_NOTE), "mut", wrap=True))
        else:
            box.addWidget(label(_("The letter names neither score nor grade, court data or the insurer."), "mut", wrap=True))
        box.addStretch(1)
        return box

    def notice(self) -> LimitNotice | HoldNotice:
        """The letter as chosen now."""
        day, language = self._desk.today(), str(self.language.value() or "")
        if self._hold:
            basis = str(self.basis.value())
            return HoldNotice(self._customer.id, day, basis, self.orders.text(),
                              self._excess if basis == notices.OVER_LIMIT else None, language=language)
        return LimitNotice(self._customer.id, day, tuple(code for code, check in self.reasons.items() if check.isChecked()),
                           language=language)

    def read(self) -> None:
        """Show the letter as it would be issued."""
        session, wanted = self._desk.session, self.notice()
        self._set_ready(False)
        self._desk.work.read(lambda _progress: notices.preview_notice(session, wanted), self._shown, failed=self._refused,
                             group=(id(self), "letter"))

    def _shown(self, pdf: bytes) -> None:
        self.view.show_files((pdf,))
        self.note.setText("")
        self._set_ready(True)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError):
            self.view.say(translate_error(error))
        else:
            self._desk.notices.failed(error)

    def _set_ready(self, ready: bool) -> None:
        self.print_button.setEnabled(ready)
        self.primary_button.setEnabled(ready)

    def _print(self) -> None:
        if self.view.files:
            ask_and_print(self._desk, self, self.view.files, self.windowTitle())

    def _ask_folder(self) -> None:
        dialog = target_dialog(self, _("Folder for the letter"), folder=True)
        dialog.fileSelected.connect(lambda chosen: self.issue(Path(chosen)))
        dialog.open()

    def issue(self, folder: Path) -> None:
        """Record the letter and write its PDF into a folder."""
        session, wanted = self._desk.session, self.notice()
        self._set_ready(False)
        self._desk.work.write(lambda _progress: notices.issue_notice(session, wanted, folder), self._issued,
                              failed=self._not_issued, what="letters")

    def _not_issued(self, error: BaseException) -> None:
        self._set_ready(True)
        self._desk.notices.failed(error)

    def _issued(self, done: IssuedNotice) -> None:
        self.accept()
        self._desk.notices.toast(_("Letter {no} issued and kept").format(no=done.number))
