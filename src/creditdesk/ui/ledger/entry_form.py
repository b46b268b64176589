"""The form of one invoice, credit note or debit note: reads a DocumentDraft, shows its due date and remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.ledger.documents import CLAIM_KINDS, CREDIT_NOTE, DEBIT_NOTE
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.domain.money import CURRENCIES, currency_code, display
from creditdesk.i18n import _, translate_error
from creditdesk.services.ledger.entry_check import Checked
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.ui.ledger import words
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.ledger.event_field import EventField
from creditdesk.ui.ledger.instalment_editor import InstalmentEditor
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import link, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import all_right, FormField

_USUAL = ("CNY", "USD", "EUR", "HKD", "GBP", "JPY")


class EntryForm(QWidget):
    """`draft()` reads the fields (InputError names one); `changed` follows every good entry."""

    changed = Signal()

    def __init__(self, kind: str, today: date, base: str, index: Callable[[], CustomerIndex],
                 applies_to: DocumentView | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self._base, self._applies_to, self._today = kind, base, applies_to, today
        self._due_by_terms: date | None = None
        self.customer, self.no = CustomerPicker(index), QLineEdit()
        self.day, self.terms, self.due = DateEdit(today), QLineEdit(), DateEdit(near=today)
        self.amount, self.currency = AmountEdit(base), Choice(currencies(base))
        self.memo, self.order, self.contract, self.seller = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.opening, self.interest = QCheckBox(_("Opening balance")), QCheckBox(_("Late-payment interest"))
        self.more = link(_("More fields"), "dots-three")
        self.instalments = InstalmentEditor(today, self._amount_or_none, self._first_due)
        self.counted = EventField(today)
        self.split = link(_("Pay in instalments"), "columns")
        self.note = Note("", "warn")
        self.note.hide()
        self.currency.set_value(base)
        self.terms.setPlaceholderText(_("30 · EOM+30"))
        self._claim = kind in CLAIM_KINDS
        self._build()
        self._connect()
        if applies_to:
            self._fix_to(applies_to)

    def _build(self) -> None:
        self.fields = [
            FormField(_("Customer"), self.customer, name="customer", required=True, rule=self.customer.must_customer,
                      help_text=_("Name, code or initials; F4 lists")),
            FormField(_("Number"), self.no, name="no", help_text=_("Blank: numbered on its own")),
            FormField(_("Date"), self.day, name="date", required=True),
            FormField(_("Terms"), self.terms, name="terms", rule=self._terms_are_read,
                      help_text=_("Blank: the customer's terms")),
            FormField(_("Due date"), self.due, name="due_date", help_text=_("Blank: by the terms")),
            FormField(_("Amount"), self.amount, name="amount", required=True, help_text=_("Takes sums: 1200*3")),
            FormField(_("Currency"), self.currency, name="currency"),
            self.counted,
            FormField(_("Note"), self.memo, name="note", help_line=False),
            FormField(_("Order number"), self.order, name="order_no", help_line=False),
            FormField(_("Instalments"), self.instalments, name="instalments"),
            FormField(_("Contract"), self.contract, name="contract_no", help_line=False),
            FormField(_("Salesperson"), self.seller, name="salesperson", help_line=False),
        ]
        places = [(0, 0, 1, 4), (0, 4, 1, 2), (1, 0, 1, 2), (1, 2, 1, 2), (1, 4, 1, 2), (2, 0, 1, 2), (2, 2, 1, 2),
                  (2, 4, 1, 2), (3, 0, 1, 4), (3, 4, 1, 2), (6, 0, 1, 6), (5, 0, 1, 2), (5, 2, 1, 2)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        for field, place in zip(self.fields, places, strict=True):
            grid.addWidget(field, *place)
        links = QHBoxLayout()
        links.setSpacing(8)
        for widget in (self.split, self.more, self.interest):
            links.addWidget(widget)
        links.addStretch(1)
        grid.addLayout(links, 4, 0, 1, 6)
        grid.addWidget(self.opening, 5, 4, 1, 2, Qt.AlignmentFlag.AlignBottom)
        self.by_name = {"event" if field is self.counted else field.name: field for field in self.fields}
        for name in ("terms", "due_date"):
            self.by_name[name].setVisible(self._claim)
        self.split.setVisible(self._claim)
        self.by_name["instalments"].hide()
        self.interest.setVisible(self.kind == DEBIT_NOTE)
        self._show_more(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(grid)
        outer.addWidget(self.note)

    def _connect(self) -> None:
        self.customer.picked.connect(self._customer_picked)
        self.day.day_changed.connect(lambda _day: self.changed.emit())
        self.due.day_changed.connect(lambda _day: self.changed.emit())
        self.counted.edit.day_changed.connect(lambda _day: self.changed.emit())
        self.amount.amount_changed.connect(lambda _amount: self.changed.emit())
        self.no.editingFinished.connect(self.changed)
        self.terms.editingFinished.connect(self._terms_typed)
        self.currency.chosen.connect(self._currency_chosen)
        self.instalments.changed.connect(self.changed)
        self.split.clicked.connect(self._split)
        self.more.clicked.connect(lambda: self._show_more(True))

    # Reading

    def draft(self) -> DocumentDraft:
        """The document as typed; InputError names the field that is wrong."""
        customer = self.customer.must_customer()
        day, amount = self.day.day(), self.amount.amount()
        if day is None:
            raise InputError(N_("Please fill this in."), code="required", field="date")
        if amount is None:
            raise InputError(N_("Please fill this in."), code="required", field="amount")
        return self._made(customer, day, amount)

    def unfinished(self) -> DocumentDraft:
        """The same for a draft, where the amount may be missing."""
        customer, day = self.customer.must_customer(), self.day.day()
        if day is None:
            raise InputError(N_("Please fill this in."), code="required", field="date")
        return self._made(customer, day, self.amount.amount() or Decimal(0))

    def _made(self, customer: Customer, day: date, amount: Decimal) -> DocumentDraft:
        terms = parse_terms(self.terms.text()).canonical if self._claim and self.terms.text().strip() else ""
        parts = () if self.by_name["instalments"].isHidden() else self.instalments.instalments()
        applied: tuple[AllocationDraft, ...] = ()
        if self._applies_to and self.kind == CREDIT_NOTE:
            applied = (AllocationDraft(self._applies_to.document.id, min(amount, self._applies_to.open)),)
        return self.counted.filled(DocumentDraft(
            kind=self.kind, customer_id=customer.id, date=day, amount=amount, currency=str(self.currency.value()),
            no=self.no.text().strip(), due_date=self.due.day() if self._claim else None, terms=terms, instalments=parts,
            note=self.memo.text().strip(), order_no=self.order.text().strip(), allocations=applied,
            contract_no=self.contract.text().strip(), salesperson=self.seller.text().strip(),
            opening=self.opening.isChecked(), interest=self.interest.isChecked()))

    def check(self) -> bool:
        """Check every field that is shown; the first wrong one gets the focus."""
        return all_right(field for field in self.fields if not field.isHidden())

    # Showing

    def show_draft(self, draft: DocumentDraft, customer: Customer | None) -> None:
        """Take up a draft that was kept."""
        self.customer.set_customer(customer)
        self.no.setText(draft.no)
        self.day.set_day(draft.date)
        self.terms.setText(words.terms_written(draft.terms))
        self.due.set_day(draft.due_date)
        self.counted.show_terms(draft.terms)
        self.counted.edit.set_day(draft.delivered_on or draft.accepted_on or draft.confirmed_on)
        self._set_currency(draft.currency)
        self.amount.set_amount(draft.amount or None)
        self.memo.setText(draft.note)
        self.order.setText(draft.order_no)
        self.contract.setText(draft.contract_no)
        self.seller.setText(draft.salesperson)
        self.opening.setChecked(draft.opening)
        self.interest.setChecked(draft.interest)
        self._show_more(bool(draft.contract_no or draft.salesperson or draft.opening))
        if draft.instalments:
            self._split()
            self.instalments.set_instalments(draft.instalments)

    def show_order(self, number: str, amount: Decimal, currency: str) -> None:
        """An invoice over an order: its number, what is to be invoiced, its currency."""
        self.order.setText(number)
        self._set_currency(currency)
        self.amount.set_amount(amount or None)

    def show_checked(self, checked: Checked | None) -> None:
        """Show the due date the terms give, errors of the book in their fields, and remarks in amber."""
        self.due.setPlaceholderText(checked.due_date.isoformat() if checked and checked.due_date else "")
        if checked and checked.terms and not self.terms.text().strip():
            self.terms.setPlaceholderText(words.terms_written(checked.terms))
        self._due_by_terms = checked.due_date if checked else None
        if self._claim and checked and not self.due.text().strip():
            self.counted.show_terms(self.terms.text() or checked.terms)
        for error in checked.errors if checked else ():
            field = self.by_name.get(error.field or "")
            if field is not None and error.code not in ("bad_amount", "required"):
                field.set_error(translate_error(error))
        if checked:  # without an answer of the book, what a field said of itself stays
            self._clear_settled(checked.errors)
        remarks = "\n".join(translate_error(remark) for remark in checked.remarks) if checked else ""
        self.note.set_text(remarks)
        self.note.setVisible(bool(remarks))

    def _clear_settled(self, errors: Sequence[CreditDeskError]) -> None:
        """A number or date found wrong before and right now loses its error."""
        told = {error.field for error in errors}
        for name in ("no", "date", "due_date", "terms", "instalments", "event"):
            field = self.by_name[name]
            if field.has_error and field.name not in told:
                field.clear_error()

    def start_next(self) -> None:
        """Empty for the next document; the date and the currency stay."""
        self.customer.set_customer(None)
        for edit in (self.no, self.terms, self.memo, self.order, self.contract, self.seller):
            edit.clear()
        self.opening.setChecked(False)
        self.interest.setChecked(False)
        self.due.set_day(None)
        self.counted.edit.set_day(None)
        self.counted.hide()
        self.amount.set_amount(None)
        self.instalments.set_instalments(())
        self.by_name["instalments"].hide()
        self.split.setVisible(self._claim)
        self.show_checked(None)
        for field in self.fields:
            field.clear_error()
        self.customer.setFocus()

    def dump(self) -> dict[str, Any]:
        """All that was typed as text, right or wrong, to take it up again."""
        customer = self.customer.customer()
        texts = self.instalments.texts()
        return {"customer": [customer.id if customer else 0, self.customer.text()], "currency": str(self.currency.value()),
                "marks": [self.opening.isChecked(), self.interest.isChecked()],
                "parts": [list(pair) for pair in zip(texts[::2], texts[1::2], strict=True)],
                **{name: edit.text() for name, edit in self._edits()}}

    def load(self, kept: Any, customer_of: Callable[[int], Customer | None]) -> None:
        """Take up what `dump` kept; anything else is passed over."""
        try:
            key, name = kept["customer"]
            parts = [(str(day), str(amount)) for day, amount in kept["parts"]]
            texts = {name: str(kept[name]) for name, _edit in self._edits()}
            customer, currency = customer_of(int(key)), str(kept["currency"])
            opening, interest = (bool(mark) for mark in kept["marks"])
        except (ValueError, TypeError, KeyError):
            return
        if not self.customer.isReadOnly():
            self.customer.set_customer(customer)
            if customer is None:
                self.customer.setText(str(name))
            self._set_currency(currency)
        for name, edit in self._edits():
            edit.setText(texts[name])
        self.opening.setChecked(opening)
        self.interest.setChecked(interest)
        self._show_more(opening or bool(texts["contract"] or texts["seller"]))
        self.by_name["instalments"].setVisible(bool(parts))
        self.split.setVisible(self._claim and not parts)
        self.instalments.set_texts(parts)
        self._terms_typed()

    def _edits(self) -> tuple[tuple[str, QLineEdit], ...]:
        return (("no", self.no), ("date", self.day), ("terms", self.terms), ("due", self.due), ("amount", self.amount),
                ("event", self.counted.edit), ("note", self.memo), ("order", self.order), ("contract", self.contract),
                ("seller", self.seller))

    def _fix_to(self, view: DocumentView) -> None:
        document = view.document
        self.customer.setReadOnly(True)
        self._set_currency(document.currency)
        self.currency.setEnabled(False)
        if self.kind == CREDIT_NOTE:
            self.by_name["amount"].set_help(_("Lowers {no}; open there: {amount}").format(
                no=document.no, amount=display(view.open, document.currency)))

    def _show_more(self, on: bool) -> None:
        self.more.setVisible(not on)
        for name in ("contract_no", "salesperson"):
            self.by_name[name].setVisible(on)
        self.opening.setVisible(on)

    def _split(self) -> None:
        self.split.hide()
        self.by_name["instalments"].show()
        if not self.instalments.texts():
            for _count in range(2):
                self.instalments.add()

    def _customer_picked(self, value: object) -> None:
        if isinstance(value, Customer):
            self.terms.setPlaceholderText(words.terms_written(value.terms or ""))
            if self._claim and not self.terms.text().strip():
                self.counted.show_terms(value.terms)
            if not self.amount.text() and not self._applies_to:
                self._set_currency(value.currency or self._base)
        self.changed.emit()

    def _set_currency(self, code: str) -> None:
        if code not in (value for value, _text in currencies(self._base)):
            self.currency.set_items([*currencies(self._base), (code, code)])
        self.currency.set_value(code)
        self.amount.set_currency(code)
        self.instalments.set_currency(code)

    def _currency_chosen(self, code: object) -> None:
        self._set_currency(str(code))
        self.changed.emit()

    def _terms_typed(self) -> None:
        if self._claim:
            customer = self.customer.customer()
            self.counted.show_terms(self.terms.text() or (customer.terms if customer else ""))
        self.changed.emit()

    def _first_due(self) -> date:
        """When the first of equal instalments falls due: by the field, else by the terms."""
        try:
            return self.due.day() or self._due_by_terms or self.day.day() or self._today
        except InputError:
            return self._today

    def _amount_or_none(self) -> Decimal | None:
        try:
            return self.amount.amount()
        except InputError:
            return None

    def _terms_are_read(self) -> None:
        if self.terms.text().strip():
            parse_terms(self.terms.text())


def currencies(base: str) -> list[tuple[object, str]]:
    """Currencies to choose from: the book's own and the usual ones first."""
    codes = dict.fromkeys((currency_code(base), *_USUAL, *sorted(CURRENCIES)))
    return [(code, code) for code in codes]
