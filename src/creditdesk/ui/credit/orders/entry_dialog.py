"""An order entered or only asked about: fields at the left, at the right what the check says while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.ledger.documents import METHODS
from creditdesk.i18n import _, translate_error
from creditdesk.paths import documents_dir
from creditdesk.services.credit import order_entry
from creditdesk.services.credit.hold_slip import print_hold_slip
from creditdesk.services.credit.order_check import check_order, OrderCheck
from creditdesk.services.credit.order_entry import Placed
from creditdesk.services.credit.orders import HELD, OrderDraft
from creditdesk.ui.credit.orders.answer import CheckAnswer
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.ledger import words
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.ledger.entry_dialog import enter_moves
from creditdesk.ui.ledger.entry_form import currencies
from creditdesk.ui.ledger.risk_line import RiskLine
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, link
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors

_SETTLE_MS = 250
_ZERO = Decimal(0)


class OrderDialog(Dialog):
    """`entered` carries what was placed. The answer follows every key; leaving with typed fields asks first."""

    entered = Signal(object)  # Placed

    def __init__(self, desk: Desk, base: str, index: Callable[[], CustomerIndex], customer: Customer | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(_("New order"), _("Enter order"), parent, width=860)
        self._desk, self._index = desk, index
        self.found: OrderCheck | None = None
        self.customer, self.no, self.day = CustomerPicker(index), QLineEdit(), DateEdit(desk.today(), near=desk.today())
        self.amount, self.currency, self.deposit = AmountEdit(base), Choice(currencies(base)), AmountEdit(base)
        self.terms, self.memo = QLineEdit(), QLineEdit()
        self.method = Choice([("", _("not named")), *((code, words.method(code)) for code in METHODS)])
        self.currency.set_value(base)
        self.risk = RiskLine()
        self.answer = CheckAnswer(_("Customer and amount say whether it may go out."), 12)
        self.take_deposit = link(_("Ask for this deposit"), "money")
        self.take_deposit.hide()
        self._build()
        if customer is not None:
            self.customer.set_customer(customer)
            self._use_currency(customer.currency or base)
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(self._check)
        self._connect()
        self._walk = EnterWalk(self, lambda: enter_moves(desk.settings))
        FormKeeper(self, desk, f"order/{customer.id if customer else 0}", read=self.dump, write=self.load)
        self._check()

    def _build(self) -> None:
        self.fields = [
            FormField(_("Customer"), self.customer, name="customer", required=True, rule=self.customer.must_customer,
                      help_text=_("Name, code or initials; F4 lists")),
            FormField(_("Amount"), self.amount, name="amount", required=True, rule=self._check_amount,
                      help_text=_("With VAT; sums such as 1200*3 are worked out")),
            FormField(_("Currency"), self.currency, name="currency"),
            FormField(_("Deposit"), self.deposit, name="deposit", rule=self._check_deposit, help_text=_("Paid before delivery")),
            FormField(_("Days of credit asked"), self.terms, name="terms_days", rule=self._check_terms,
                      help_text=_("Blank: the customer's terms")),
            FormField(_("Order date"), self.day, name="date", required=True),
            FormField(_("Order number"), self.no, name="no", help_text=_("Given by the program if left empty")),
            FormField(_("Way of payment"), self.method, name="method", help_line=False),
            FormField(_("Note"), self.memo, name="note", help_line=False)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        places = ((0, 0, 1, 6), (2, 0, 1, 4), (2, 4, 1, 2), (3, 0, 1, 3), (3, 3, 1, 3), (4, 0, 1, 3), (4, 3, 1, 3), (5, 0, 1, 2),
                  (5, 2, 1, 4))
        for field, place in zip(self.fields, places, strict=True):
            grid.addWidget(field, *place)
        grid.addWidget(self.risk, 1, 0, 1, 6)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        left = QVBoxLayout()
        left.addLayout(grid)
        left.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.answer.in_area(_("Order check")), 1)
        side.addWidget(self.take_deposit, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addLayout(left, 1)
        row.addLayout(side, 1)
        self.body.addLayout(row, 1)
        self.setMinimumHeight(480)
        self.slip_button = self.add_button(button(_("Print slip"), "printer"))
        self.slip_button.setEnabled(False)
        self.primary_button.setToolTip("Ctrl+S, F8")

    def _connect(self) -> None:
        for edit in (self.amount, self.deposit, self.terms, self.customer):
            edit.textEdited.connect(lambda _text: self._later.start())
        self.customer.picked.connect(self._picked)
        self.currency.chosen.connect(lambda value: self._use_currency(str(value)))
        self.day.day_changed.connect(lambda _day: self._later.start())
        self.method.chosen.connect(lambda _code: self._later.start())
        self.slip_button.clicked.connect(self._print)
        self.take_deposit.clicked.connect(self._take_deposit)
        self.submitted.connect(self.enter)
        for keys in ("Ctrl+S", "F8"):
            QShortcut(QKeySequence(keys), self, self.enter)

    # What was typed

    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.customer, self.amount, self.deposit, self.terms, self.no, self.memo, self.day

    def dump(self) -> list[str]:
        """Everything typed, readable or not."""
        picked = self.customer.customer()
        return [*(edit.text() for edit in self._edits()), str(self.currency.value()), str(self.method.value() or ""),
                str(picked.id) if picked else ""]

    def load(self, kept: list[str]) -> None:
        """What `dump` gave."""
        *texts, currency, method, picked = kept
        self._use_currency(currency)
        self.customer.set_customer(self._index().by_id.get(int(picked or 0)))
        for edit, text in zip(self._edits(), texts, strict=True):
            edit.setText(text)
        self.method.set_value(method)
        self._later.start()

    def _picked(self, value: object) -> None:
        if isinstance(value, Customer) and value.currency and not self.amount.text():
            self._use_currency(value.currency)
        self._later.start()

    def _use_currency(self, code: str) -> None:
        if code not in self.currency.values():
            self.currency.set_items([*[(one, str(one)) for one in self.currency.values()], (code, code)])
        self.currency.set_value(code)
        self.amount.set_currency(code)
        self.deposit.set_currency(code)
        if hasattr(self, "_later"):
            self._later.start()

    def _check_amount(self) -> None:
        amount = self.amount.amount()
        if amount is not None and amount <= 0:
            raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)

    def _check_deposit(self) -> None:
        deposit, amount = self.deposit.amount(), self._amount_or_none()
        if deposit is not None and (deposit < 0 or (amount is not None and deposit > amount)):
            raise InputError(N_("The deposit lies between zero and the order's amount."), code="bad_amount", field="deposit",
                             value=deposit)

    def _check_terms(self) -> None:
        self._days()

    def _days(self) -> int | None:
        text = self.terms.text().strip()
        if not text:
            return None
        if not text.isdecimal() or int(text) > 3650:
            raise InputError(N_("Terms are 0 to 3,650 days."), code="out_of_range", field="terms_days", value=text)
        return int(text)

    def _amount_or_none(self) -> Decimal | None:
        try:
            return self.amount.amount()
        except InputError:
            return None

    # The answer

    def _check(self) -> None:
        """Ask the book about the fields as they stand; silent while they cannot be read."""
        customer = self.customer.customer()
        if customer is None:
            self._quiet(None)
            return
        try:
            amount, deposit, days = self.amount.amount() or _ZERO, self.deposit.amount() or _ZERO, self._days()
        except InputError:
            self._quiet(None)
            return
        session, key, day, code = self._desk.session, customer.id, self.day.day() or self._desk.today(), str(self.currency.value())
        method = str(self.method.value() or "")
        if amount < 0 or deposit < 0:
            self._quiet(None)
            return

        def job(_progress: object) -> tuple[OrderCheck, bool]:
            return (check_order(session, key, amount, day, currency=code, prepaid=deposit, terms_days=days, method=method),
                    order_entry.checks_orders(session, day))

        self._desk.work.read(job, self._show, failed=self._not_checked, group=("order-check", id(self)))

    def _quiet(self, words: str | None) -> None:
        self.found = None
        self.answer.say(words if words is not None else _("Customer and amount say whether it may go out."))
        self.risk.show_risk(None)
        self.slip_button.setEnabled(False)
        self.take_deposit.hide()

    def _not_checked(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError):
            self._quiet(translate_error(error))
        else:
            self._desk.notices.failed(error)

    def _show(self, answer: tuple[OrderCheck, bool]) -> None:
        found, checked = answer
        self.found = found
        self.risk.show_risk(found)
        if not found.amount:
            self.answer.say(_("Customer and amount say whether it may go out."))
            self.slip_button.setEnabled(False)
            self.take_deposit.hide()
            return
        self.answer.show_check(found)
        self.slip_button.setEnabled(True)
        needed = found.decision.deposit
        self.take_deposit.setVisible(bool(needed) and found.currency == found.base and found.prepaid < (needed or _ZERO))
        holds = checked and not order_entry.lets_go(found)
        self.primary_button.setText(_("Enter as held") if holds else _("Enter order"))
        self.note.setText("" if checked else _("Orders are not held: the check is switched off."))

    def _take_deposit(self) -> None:
        if self.found is not None and self.found.decision.deposit:
            self.deposit.set_amount(self.found.decision.deposit)
            self._check()

    # Entering

    def enter(self) -> None:
        """Enter the order; with the check switched on, one that does not pass is entered as held."""
        if self._busy or not all_right(self.fields):
            return
        try:
            customer, amount, day = self.customer.must_customer(), self.amount.amount(), self.day.day()
            if amount is None or day is None:
                raise InputError(N_("Please fill this in."), code="required", field="amount" if amount is None else "date")
            draft = OrderDraft(customer.id, day, amount, str(self.currency.value()), self.no.text(),
                               self.deposit.amount() or _ZERO, self._days(), self.memo.text().strip(),
                               str(self.method.value() or ""))
        except CreditDeskError as error:
            self._failed(error)
            return
        session, self._busy = self._desk.session, True
        self._desk.work.write(lambda _progress: order_entry.place_order(session, draft), self._entered, failed=self._failed,
                              what="orders")

    def _entered(self, placed: Placed) -> None:
        self._busy = False
        self.accept()
        held = placed.order.state == HELD
        self._desk.notices.toast((_("Order {no} is entered and held") if held else _("Order {no} is entered")).format(
            no=placed.order.no), icon="prohibit" if held else "check-circle")
        self.entered.emit(placed)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])

    def _print(self) -> None:
        if self.found is not None:
            save_slip(self._desk, self.found, self)


def save_slip(desk: Desk, found: OrderCheck, parent: QWidget) -> None:
    """Ask for a file and write the slip of a check there."""
    name = "-".join(part for part in (found.order_no or found.code, found.as_of.isoformat()) if part).replace("/", "-")
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Print slip"), str(documents_dir() / f"{name}.pdf"), "PDF (*.pdf)")
    if chosen:
        session = desk.session
        desk.work.read(lambda _progress: print_hold_slip(session, found, Path(chosen)),
                       lambda path: desk.notices.toast(_("Saved: {name}").format(name=path.name)))
