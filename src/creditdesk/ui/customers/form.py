"""A customer's data as a form: new or changed, checked field by field, look-alikes told before it is saved."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.domain.customers import file_kinds
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.errors import CreditDeskError, InputError
from creditdesk.domain.ledger.documents import METHODS
from creditdesk.domain.ledger.terms import due_date, parse_terms
from creditdesk.domain.money import currency_code
from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _, current_language
from creditdesk.services import customers
from creditdesk.services.collections.agreements import check_rate
from creditdesk.services.credit.basis import section_of
from creditdesk.services.credit.file_writing import save_entry
from creditdesk.ui.customers import file_words, words
from creditdesk.ui.customers.form_base import RecordForm
from creditdesk.ui.customers.form_fields import check_division, choices, country_code, email_address
from creditdesk.ui.customers.tax_id_field import TaxIdField
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.ledger import words as ledger_words
from creditdesk.ui.ledger.words import canonical_terms
from creditdesk.ui.widgets.controls import label, link, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors

_TEXTS = ("code", "name", "short_name", "country", "terms", "currency", "contact", "phone", "email", "address",
          "service_address", "salesperson", "contract_no", "contract_rate", "legal_form", "name_en", "registration_no",
          "business_address", "website", "invoice_title", "invoice_tax_id", "invoice_address", "invoice_bank")
_CHOICES = ("industry", "size", "abc_class", "language", "growth", "margin", "importance")


class CustomerForm(RecordForm):
    """`saved` carries the customer's id. `other_asked` (id) follows a look-alike. Nothing typed is lost on an error."""

    saved = Signal(int)
    other_asked = Signal(int)

    def __init__(self, desk: Desk, company: Company, customer: Customer | None = None, parent: QWidget | None = None) -> None:
        self._kept = customer or Customer(0, "", "")
        super().__init__(_("Edit {name}").format(name=customer.name) if customer else _("New customer"),
                         _("Save customer"), parent, width=760)
        self._desk, self._company = desk, company
        self._busy = self._told_twins = self._warned = False
        self._twins: list[Customer] = []
        self.alike = Note("", "warn")
        self._other = link(_("Open it"))
        self._other.clicked.connect(self._open_other)
        self.alike.add(self._other)
        self.alike.hide()
        self.body.addWidget(self.alike)
        self._build()
        self.note.setText(_("Only the name is needed; the rest can follow later."))
        self.submitted.connect(self._submit)
        self._walk = EnterWalk(self, lambda: current_language() == "zh")
        self._preview()
        FormKeeper(self, desk, f"customer/{self._kept.id}", taken=self._preview)

    # Building

    def _build(self) -> None:
        column = self._scrolling()
        self._identity(self._section(column, _("Identity")))
        self._terms(self._section(column, _("Terms and contract")))
        self._reach(self._section(column, _("Contact and addresses")))
        self._invoicing(self._section(column, _("What their invoices say")))
        self._potential(self._section(column, _("Prospects")))
        column.addStretch(1)
        # The notes of two fields stand in the way of the order of making: set it once as it is read.
        for name in ("name", "terms", "tax_id"):
            self.controls[name].editingFinished.connect(self._look_for_twins if name != "terms" else self._preview)

    def _identity(self, grid: QGridLayout) -> None:
        self._text(grid, 0, 0, 4, "name", required=True)
        self._text(grid, 0, 4, 2, "code", help_text=_("Blank: the next free one"))
        self._text(grid, 1, 0, 2, "short_name")
        self._text(grid, 1, 2, 1, "country", help_text=_("Blank: {country}").format(country=self._company.country),
                   rule=lambda: country_code(self.controls["country"].text()))
        self.tax_id = TaxIdField(self._kept.tax_id, lambda: str(self.controls["country"].text()), self._company.country)
        self.controls["tax_id"] = self.tax_id.edit
        self.fields.append(self.tax_id.field)
        self.controls["country"].editingFinished.connect(self.tax_id.settle)
        grid.addWidget(self.tax_id, 1, 3, 1, 3)
        self._text(grid, 2, 0, 3, "name_en")
        self._text(grid, 2, 3, 3, "registration_no")
        section = section_of(self._kept.industry)
        self._choice(grid, 3, 0, 2, "industry", choices(SECTIONS, "" if section else self._kept.industry, codes=True))
        self.controls["industry"].set_value(section or self._kept.industry)
        self.division = QLineEdit(self._kept.industry.strip()[1:] if section else "")
        self.division_field = FormField(_("Division"), self.division, name="division", help_text=_("e.g. {number}").format(number=27),
                                        rule=lambda: check_division(self.division.text()))
        self.fields.append(self.division_field)
        self.controls["division"] = self.division
        grid.addWidget(self.division_field, 3, 2)
        self.size_field = self._choice(grid, 3, 3, 2, "size", choices(words.SIZES, self._kept.size))
        self._choice(grid, 3, 5, 1, "abc_class", [("", _("None")), ("A", "A"), ("B", "B"), ("C", "C")], title="class")
        self.controls["size"].chosen.connect(lambda _size: self._show_statutory_term())
        self.controls["country"].editingFinished.connect(self._show_statutory_term)
        self._show_statutory_term()
        self._text(grid, 4, 0, 2, "legal_form")
        self._field(grid, 4, 2, 2, "founded_on", DateEdit(self._kept.founded_on))
        self._tick(grid, 4, 4, 2, "strategic", _("Collected in a softer tone; nothing is left out"))
        self.former = QCheckBox(_("Keep the old name as a former name"))
        self.former.setChecked(True)
        self.former.hide()
        grid.addWidget(self.former, 5, 0, 1, 6)

    def _show_statutory_term(self) -> None:
        """What the law says about the term of a Chinese buyer of this size, towards a small or medium seller (DOMAIN H1)."""
        country = self.controls["country"].text().strip().upper()
        chinese = self._company.country == "CN" and country in ("", "CN")
        hint = file_words.STATUTORY_TERMS.get(str(self.controls["size"].value() or ""), "") if chinese else ""
        self.size_field.set_help(_(hint) if hint else "")

    def _terms(self, grid: QGridLayout) -> None:
        self.terms_field = self._text(grid, 0, 0, 3, "terms", rule=lambda: self._read_terms(), help_text=" ")
        self._text(grid, 0, 3, 1, "currency", rule=lambda: self._read_currency(), help_text=_("Such as USD"))
        self._text(grid, 0, 4, 2, "salesperson")
        self._choice(grid, 1, 0, 2, "language", [(code, _(text)) for code, text in words.LANGUAGES.items()])
        self._text(grid, 1, 2, 2, "contract_no")
        self._text(grid, 1, 4, 2, "contract_rate", rule=lambda: check_rate(self.controls["contract_rate"].text()),
                   help_text=_("Such as 12 % or 0.05 %/day"))
        stages = [(None, _("As the age says")), *((stage, str(stage)) for stage in range(6))]
        self._choice(grid, 2, 0, 2, "starting_stage", stages)
        notice = self._field(grid, 2, 2, 2, "sme_notice_on", DateEdit(self._kept.sme_notice_on, near=self._desk.today()))
        notice.setVisible(self._company.country == "CN")
        self._tick(grid, 2, 4, 2, "cash_only", _("Orders are held until they are paid, whatever the limit"))
        grid.addWidget(label(_("Ways of payment they may use; none ticked: every way"), "sec"), 3, 0, 1, 6)
        accepted = self._kept.accepted_methods
        for place, method in enumerate(METHODS):
            box = QCheckBox(ledger_words.method(method))
            box.setChecked(method in accepted)
            self.controls[f"method {method}"] = box
            grid.addWidget(box, 4 + place // 3, 2 * (place % 3), 1, 2)

    def _reach(self, grid: QGridLayout) -> None:
        self._text(grid, 0, 0, 2, "contact")
        self._text(grid, 0, 2, 2, "phone")
        self._text(grid, 0, 4, 2, "email", rule=lambda: email_address(self.controls["email"].text()))
        self._text(grid, 1, 0, 3, "address")
        self._text(grid, 1, 3, 3, "business_address")
        self._text(grid, 2, 0, 3, "service_address", help_text=_("Agreed in the contract: letters go there"))
        self._text(grid, 2, 3, 3, "website")
        note = QPlainTextEdit(self._kept.note)
        note.setTabChangesFocus(True)
        note.setFixedHeight(64)
        self._field(grid, 3, 0, 6, "note", note)

    def _invoicing(self, grid: QGridLayout) -> None:
        self._text(grid, 0, 0, 3, "invoice_title", help_text=_("Blank: the customer's name"))
        self._text(grid, 0, 3, 3, "invoice_tax_id", help_text=_("Blank: the tax number above"))
        self._text(grid, 1, 0, 3, "invoice_address")
        self._text(grid, 1, 3, 3, "invoice_bank")

    def _potential(self, grid: QGridLayout) -> None:
        levels = [("", _("Not judged")), *((str(level), str(level)) for level in (5, 4, 3, 2, 1))]
        for place, name in enumerate(("growth", "margin", "importance")):
            self._choice(grid, 0, 2 * place, 2, name, levels)

    # Reading

    def draft(self) -> Customer:
        """The customer as typed; InputError names the field."""
        values: dict[str, Any] = {name: str(self.controls[name].text()).strip() for name in _TEXTS}
        values["terms"] = canonical_terms(str(values["terms"]))
        values |= {name: str(self.controls[name].value() or "") for name in _CHOICES}
        division = self.division.text().strip() if section_of(str(values["industry"])) else ""
        values |= {"industry": f"{values['industry']}{division}", "methods": ",".join(
            method for method in METHODS if self.controls[f"method {method}"].isChecked())}
        kept: Customer = self._kept
        return dataclasses.replace(
            kept, **values, tax_id=self.tax_id.value(), starting_stage=self.controls["starting_stage"].value(),
            founded_on=self.controls["founded_on"].day(), sme_notice_on=self.controls["sme_notice_on"].day(),
            strategic=self.controls["strategic"].isChecked(), cash_only=self.controls["cash_only"].isChecked(),
            note=self.controls["note"].toPlainText().strip(),
            initials="" if any(values[part] != getattr(kept, part) for part in ("name", "short_name")) else kept.initials)

    def _read_terms(self) -> object:
        text = self.controls["terms"].text().strip()
        return parse_terms(text) if text else None

    def _read_currency(self) -> object:
        text = self.controls["currency"].text().strip()
        return currency_code(text) if text else None

    def _preview(self) -> None:
        """What the terms mean for an invoice of today."""
        text = self.controls["terms"].text().strip()
        try:
            terms = parse_terms(text or self._company.default_terms)
        except InputError:
            return
        template, fields = terms.description()
        day = due_date(terms, invoice_date=self._desk.today())
        said = _("{terms}: an invoice of today is due {day}").format(terms=_(template).format(**fields), day=day)
        self.terms_field.set_help(said if text else _("Blank: {said}").format(said=said))

    # Look-alikes

    def _look_for_twins(self) -> None:
        """Ask the book for customers that may be this one; answers come while the person types on."""
        name, tax_id = self.controls["name"].text(), self.tax_id.value()
        self.former.setVisible(bool(self._kept.id) and name.strip() != self._kept.name)
        if (name, tax_id) == (self._kept.name, self._kept.tax_id):
            return
        probe = dataclasses.replace(self._kept, name=name, tax_id=tax_id)
        session = self._desk.session
        self._desk.work.read(lambda _progress: customers.alike(session, probe), self._show_twins, group=("alike", id(self)))

    def _show_twins(self, found: list[Customer]) -> None:
        if [item.id for item in found] != [item.id for item in self._twins]:
            self._told_twins = False
        self._twins = found
        self.alike.setVisible(bool(found))
        if found:
            first = found[0]
            same = first.tax_id and first.tax_id == self.tax_id.value()
            text = _("{name} ({code}) has the same tax number.") if same else _("{name} ({code}) has nearly the same name.")
            self.alike.set_text(text.format(name=first.name, code=first.code) + (
                " " + _("It is retired; restore it instead of entering it twice.") if first.retired_on else ""))
        self._name_button()

    def _open_other(self) -> None:
        if self._twins:
            key = self._twins[0].id
            self.done(0)
            self.other_asked.emit(key)

    # Saving

    def _name_button(self) -> None:
        doubtful = (bool(self._twins) and self._told_twins) or (self.tax_id.warns and self._warned)
        self.primary_button.setText(_("Save anyway") if doubtful else _("Save customer"))

    def _submit(self) -> None:
        if self._busy or not all_right(self.fields):
            return
        draft = self.draft()
        self._busy = True
        session = self._desk.session
        changed = (draft.name, draft.tax_id) != (self._kept.name, self._kept.tax_id)
        self._desk.work.read(lambda _progress: customers.alike(session, draft) if changed else [],
                             lambda found: self._judge(draft, found), failed=self._failed)

    def _judge(self, draft: Customer, twins: list[Customer]) -> None:
        """A doubt is told once; the second time it is saved as it is."""
        self._busy = False
        self._show_twins(twins)
        self.tax_id.settle()
        new_doubt = (bool(twins) and not self._told_twins) or (self.tax_id.warns and not self._warned)
        self._told_twins, self._warned = bool(twins), self.tax_id.warns
        if new_doubt:
            self._name_button()
            return
        self._busy = True
        session = self._desk.session
        former = self._former(draft)

        def run() -> int:
            key = customers.save(session, draft)
            if former is not None:
                save_entry(session, former)
            return key
        self._desk.work.write(lambda _progress: run(), self._done, failed=self._failed, what="customers")

    def _former(self, draft: Customer) -> FileEntry | None:
        """The name the customer had until today, where it has a new one and the person wants it kept."""
        if not self._kept.id or draft.name == self._kept.name or not self.former.isChecked():
            return None
        today = self._desk.today()
        return FileEntry(0, self._kept.id, file_kinds.FORMER_NAME, today, {"name": self._kept.name, "until": today.isoformat()})

    def _done(self, customer_id: int) -> None:
        self._busy = False
        self.accept()
        self.saved.emit(customer_id)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])
