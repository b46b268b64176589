"""The head of a receipt: customer, date, amount, currency, way of payment, number and note, in one row (png/06)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.ledger.documents import BILL_METHODS, Document, METHODS, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.i18n import _, listed
from creditdesk.ui.ledger import words
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.ledger.entry_form import currencies
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import all_right, FormField

#: the first field that goes to the second row where there is one
_SECOND_ROW = 4


class ReceiptForm(QWidget):
    """`party_changed` follows another customer or currency, `amount_changed` another amount or date."""

    party_changed = Signal()
    amount_changed = Signal()

    def __init__(self, today: Callable[[], date], base: Callable[[], str], index: Callable[[], CustomerIndex],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base, self._today = base, today
        self.customer, self.day = CustomerPicker(index), DateEdit(today())
        self.amount, self.currency = AmountEdit(base()), Choice(currencies(base()))
        self.method = Choice([(code, words.method(code)) for code in METHODS])
        self.method.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.method.setMinimumContentsLength(5)
        self.maturity, self.no, self.memo = DateEdit(near=today()), QLineEdit(), QLineEdit()
        self.no.setPlaceholderText(_("auto"))
        self.currency.set_value(base())
        entries = (
            (_("Customer"), self.customer, "customer", True, 6), (_("Received on"), self.day, "date", True, 0),
            (_("Amount received"), self.amount, "amount", True, 3), (_("Currency"), self.currency, "currency", False, 0),
            (_("Way of payment"), self.method, "method", False, 4), (_("Bill due on"), self.maturity, "maturity", True, 0),
            (_("Number"), self.no, "no", False, 3), (_("Note"), self.memo, "note", False, 3))
        self._rows = (QHBoxLayout(), QHBoxLayout())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for row in self._rows:
            row.setSpacing(10)
            box.addLayout(row)
        self._stretches = [entry[4] for entry in entries]
        self.fields: list[FormField] = []
        for title, control, name, required, _stretch in entries:
            field = FormField(title, control, name=name, required=required, help_line=False,
                              rule=self.customer.must_customer if name == "customer" else None)
            self.fields.append(field)
        for control, width in ((self.day, 120), (self.currency, 88), (self.maturity, 120)):
            control.setFixedWidth(active().px(width))
        self.amount.setMinimumWidth(112)
        self.customer.setMinimumWidth(130)
        self.by_name = {field.name: field for field in self.fields}
        self._show_maturity(False)
        self._connect()

    def _connect(self) -> None:
        self.customer.picked.connect(self._customer_picked)
        self.currency.chosen.connect(self._currency_chosen)
        self.amount.amount_changed.connect(lambda _amount: self.amount_changed.emit())
        self.amount.textEdited.connect(lambda _text: self.amount_changed.emit())
        self.day.day_changed.connect(lambda _day: self.amount_changed.emit())
        self.method.chosen.connect(lambda code: self._show_maturity(code in BILL_METHODS))
        self.method.chosen.connect(lambda _code: self._show_way())

    # Reading

    def received(self) -> Decimal | None:
        """The amount as far as it can be read."""
        try:
            return self.amount.amount()
        except InputError:
            return None

    def received_on(self) -> date:
        """The day as far as it can be read, else today."""
        try:
            return self.day.day() or self._today()
        except InputError:
            return self._today()

    @property
    def code(self) -> str:
        """The currency chosen."""
        return str(self.currency.value())

    def check(self) -> bool:
        """Check every field; the first wrong one gets the focus."""
        return all_right(field for field in self.fields if not field.isHidden())

    def draft(self, allocations: tuple[AllocationDraft, ...]) -> DocumentDraft:
        """The receipt as typed; InputError names the field that is wrong."""
        customer, day, amount = self.customer.must_customer(), self.day.day(), self.amount.amount()
        if day is None or amount is None:
            raise InputError(N_("Please fill this in."), code="required", field="date" if day is None else "amount")
        method = str(self.method.value() or "")
        return DocumentDraft(
            kind=RECEIPT, customer_id=customer.id, date=day, amount=amount, currency=self.code, no=self.no.text().strip(),
            method=method, maturity=self.maturity.day() if method in BILL_METHODS else None, note=self.memo.text().strip(),
            allocations=allocations)

    # Showing

    def start(self, customer: Customer | None = None, currency: str = "") -> None:
        """Empty for a new receipt."""
        self._set_editable(True)
        self.customer.set_customer(customer)
        self.day.set_day(self._today())
        self._set_currency(currency or (customer.currency if customer else "") or self._base())
        self.amount.set_amount(None)
        self.method.set_value(METHODS[0])
        self._show_maturity(False)
        for edit in (self.no, self.memo):
            edit.clear()
        self.maturity.set_day(None)
        for field in self.fields:
            field.clear_error()

    def show_posted(self, document: Document, customer: Customer | None) -> None:
        """Show a posted receipt or credit note; nothing of it can be changed."""
        self.start(customer, document.currency)
        self.day.set_day(document.date)
        self.amount.set_amount(document.amount)
        self.method.set_value(document.method or METHODS[0])
        self.no.setText(document.no)
        self.no.setToolTip(document.no)
        self.no.setCursorPosition(0)
        self.memo.setText(document.note)
        self.maturity.set_day(document.maturity)
        self._show_maturity(document.maturity is not None)
        self._set_editable(False)

    def _show_maturity(self, on: bool) -> None:
        """A bill has a day more, and the fields then stand in two rows."""
        self.by_name["maturity"].setVisible(on)
        for place, (field, stretch) in enumerate(zip(self.fields, self._stretches, strict=True)):
            row = self._rows[1 if on and place >= _SECOND_ROW else 0]
            for other in self._rows:
                other.removeWidget(field)
            row.addWidget(field, stretch)

    def _set_editable(self, on: bool) -> None:
        for edit in (self.customer, self.day, self.amount, self.no, self.memo, self.maturity):
            edit.setReadOnly(not on)
        self.currency.setEnabled(on)
        self.method.setEnabled(on)

    @property
    def touched(self) -> bool:
        """Whether a person entered anything."""
        return not self.amount.isReadOnly() and any(
            edit.text().strip() for edit in (self.customer, self.amount, self.no, self.memo))

    def dump(self) -> str:
        """What was typed, to take it up again later."""
        customer = self.customer.customer()
        return json.dumps([customer.id if customer else self.customer.text(), self.day.text(), self.amount.text(), self.code,
                           self.method.value(), self.no.text(), self.memo.text(), self.maturity.text()])

    def load(self, text: str, customer_of: Callable[[int], Customer | None]) -> bool:
        """Take up what `dump` kept; False for anything else."""
        try:
            key, day, amount, currency, method, no, note, maturity = json.loads(text)
            customer = customer_of(key) if isinstance(key, int) else None
            values: tuple[tuple[QLineEdit, Any], ...] = (
                (self.day, day), (self.amount, amount), (self.no, no), (self.memo, note), (self.maturity, maturity))
        except (ValueError, TypeError):
            return False
        self.start(customer, str(currency))
        if isinstance(key, str):
            self.customer.setText(key)
        for edit, value in values:
            edit.setText(str(value))
        self.method.set_value(method)
        self._show_maturity(method in BILL_METHODS)
        return True

    def _show_way(self) -> None:
        """Whether the way of payment is one agreed with the customer (DOMAIN A110)."""
        customer, method = self.customer.customer(), str(self.method.value() or "")
        agreed = customer.accepted_methods if customer else frozenset[str]()
        strange = bool(agreed) and method not in agreed
        self.by_name["method"].set_help(_("not agreed with them") if strange else "")
        self.method.setToolTip(_("Agreed: {ways}").format(ways=listed(words.method(way) for way in METHODS if way in agreed))
                               if strange else "")

    def _customer_picked(self, value: object) -> None:
        self._show_way()
        if isinstance(value, Customer) and not self.amount.text().strip():
            self._set_currency(value.currency or self._base())
        self.party_changed.emit()

    def _currency_chosen(self, code: object) -> None:
        self._set_currency(str(code))
        self.party_changed.emit()

    def _set_currency(self, code: str) -> None:
        self.currency.set_value(code)
        self.amount.set_currency(code)
