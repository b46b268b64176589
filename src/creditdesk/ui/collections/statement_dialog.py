"""The statement of account: customer, period, currency and language at the left, the paper at the right (DOMAIN E9)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.i18n import _, listed, translate_error
from creditdesk.services.collections import statement as service, statement_issue as issue
from creditdesk.services.collections.statement import AccountStatement
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.collections import words
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField, show_errors
from creditdesk.ui.work import Progress

_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


class StatementDialog(Dialog):
    """Every change of a field draws the statement anew."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, customer_id: int | None = None) -> None:
        super().__init__(_("Statement of account"), _("Save as"), parent, cancel=_("Close"), width=920)
        self.setMinimumHeight(640)
        self._desk, self._wanted = desk, customer_id
        self._index = CustomerIndex()
        self._found: list[AccountStatement] = []
        self._build()
        self.print = self.add_button(button(_("Print"), "printer", shortcut="Ctrl+P"))
        self.print.clicked.connect(self._print)
        self.submitted.connect(self._ask_file)
        self._set_ready(False)
        session = desk.session
        desk.work.read(lambda _progress: CustomerIndex.load(session), self._loaded, group=(id(self), "customers"))

    def _build(self) -> None:
        today = self._desk.today()
        self.customer = CustomerPicker(lambda: self._index)
        self.start, self.end = DateEdit(today.replace(day=1), near=today), DateEdit(today)
        self.currency = Choice([("", _("Each currency"))])
        self.language = Choice([("", _("Customer's language")), *words.LANGUAGES.items()])
        self.customer.picked.connect(lambda _value: self._new_customer())
        for edit in (self.start, self.end):
            edit.day_changed.connect(lambda _day: self.read())
        for choice in (self.currency, self.language):
            choice.chosen.connect(lambda _value: self.read())
        self.fields = [
            FormField(_("Customer"), self.customer, name="customer", required=True),
            FormField(_("From"), self.start, name="from", required=True),
            FormField(_("As of"), self.end, name="as_of", required=True),
            FormField(_("Currency"), self.currency, name="currency"), FormField(_("Language"), self.language, name="language")]
        self.ask = QCheckBox(_("Ask for payment of what is due"))
        self.ask.setChecked(True)
        self.ask.toggled.connect(lambda _on: self.read())
        form = QVBoxLayout()
        form.setSpacing(4)
        for field in self.fields:
            form.addWidget(field)
        form.addWidget(self.ask)
        self.problem = Note("", "warn")
        self.problem.hide()
        form.addWidget(self.problem)
        form.addStretch(1)
        side = QWidget()
        side.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(active().px(264))
        self.view = PaperView(self._desk.work, _("Statement of account"))
        self.view.say(_("No customer chosen"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(side)
        row.addWidget(self.view, 1)
        self.body.addLayout(row, 1)

    def _loaded(self, index: CustomerIndex) -> None:
        self._index = index
        wanted = index.by_id.get(self._wanted) if self._wanted is not None else None
        if wanted is not None:
            self.customer.set_customer(wanted)
            self.read()

    def _new_customer(self) -> None:
        self.currency.set_items([("", _("Each currency"))])
        self.read()

    def _asked(self) -> tuple[int, date, date, str, str]:
        """Customer, first day, last day, currency and language; InputError names a field."""
        customer, start, end = self.customer.must_customer(), self.start.day(), self.end.day()
        for field, day in (("from", start), ("as_of", end)):
            if day is None:
                raise InputError(N_("Please fill this in."), code="required", field=field)
        if start is None or end is None:
            raise InputError(N_("Please fill this in."), code="required", field="from")
        return customer.id, start, end, str(self.currency.value() or ""), str(self.language.value() or "")

    def read(self) -> None:
        """Draw the statement the fields ask for."""
        for field in self.fields:
            field.clear_error()
        self._set_ready(False)
        try:
            customer, start, end, currency, language = self._asked()
        except CreditDeskError as error:
            self._failed(error)
            return
        session, ask = self._desk.session, self.ask.isChecked()

        def job(_progress: Progress) -> tuple[list[AccountStatement], list[bytes]]:
            found = service.statements(session, customer, end, start=start, currency=currency, language=language, ask=ask)
            return found, [service.statement_pdf(row) for row in found]

        self._desk.work.read(job, lambda made: self._show(*made), failed=self._failed, group=(id(self), "statement"),
                             label=_("Drawing the statement"))

    def _show(self, found: list[AccountStatement], files: list[bytes]) -> None:
        self._found = found
        self.problem.hide()
        if not self.currency.value():
            codes = [row.currency for row in found]
            self.currency.set_items([("", _("Each currency") if len(codes) > 1 else codes[0]),
                                     *((code, code) for code in codes if len(codes) > 1)])
            self.currency.set_value("")
        self.view.show_files(files)
        self._set_ready(True)

    def _failed(self, error: BaseException) -> None:
        self._found = []
        self.view.say(_("No statement"))
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        for problem in left[:1]:
            if isinstance(problem, CreditDeskError):
                self.problem.set_text(translate_error(problem))
                self.problem.show()
            else:
                self._desk.notices.failed(problem)

    def _set_ready(self, ready: bool) -> None:
        self.print.setEnabled(ready)
        self.primary_button.setEnabled(ready)

    def _print(self) -> None:
        """What is printed goes out: it is issued and kept first."""
        try:
            customer, start, end, currency, language = self._asked()
        except CreditDeskError as error:
            self._failed(error)
            return
        session, name, ask = self._desk.session, self._file_name(), self.ask.isChecked()
        self._desk.work.write(
            lambda _progress: issue.issue_statement(session, customer, end, start=start, currency=currency, language=language,
                                                      ask=ask)[1],
            lambda pdf: ask_and_print(self._desk, self, (pdf,), name), what="letters", label=_("Drawing the statement"))

    def _file_name(self) -> str:
        row = self._found[0]
        return _UNSAFE.sub("-", f"{row.content.title} {row.customer.name} {row.figures.end.isoformat()}")

    def _ask_file(self) -> None:
        if not self._found:
            return
        dialog = target_dialog(self, _("Save as"))
        dialog.setNameFilters(["PDF (*.pdf)", "Excel (*.xlsx)"])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("xlsx" if "xlsx" in chosen else "pdf"))
        dialog.selectFile(self._file_name())
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the statement as .pdf or .xlsx; a wrong target is told and the dialog stays."""
        try:
            customer, start, end, currency, language = self._asked()
        except CreditDeskError as error:
            self._failed(error)
            return
        session, notices, ask = self._desk.session, self._desk.notices, self.ask.isChecked()

        def saved(found: list[AccountStatement]) -> None:
            numbers = listed(row.content.number for row in found if row.letter_id is not None)
            told = _("Statement {number} issued and saved to {path}") if numbers else _("Saved to {path}")
            notices.toast(told.format(number=numbers, path=path))

        start_job = self._desk.work.write if path.suffix.lower() == ".pdf" else self._desk.work.read
        start_job(lambda _progress: issue.write_statement(session, customer, path, end, start=start, currency=currency,
                                                          language=language, ask=ask),
                  saved, label=_("Writing {name}").format(name=path.name))
