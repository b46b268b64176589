"""May this order go out: amount in, the waterfall, the answer, why, and what would release it (DOMAIN D14)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.credit.exposure import TERM_NAMES
from creditdesk.domain.credit.order_check import CONDITION, HOLD, OUTCOME_NAMES, PASS, RELEASE_DAYS, RELEASE_REASONS
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.credit import order_entry
from creditdesk.services.credit.hold_slip import LEGAL_NOTE, print_hold_slip
from creditdesk.services.credit.order_check import check_order, OrderCheck
from creditdesk.services.credit.order_entry import Placed
from creditdesk.services.credit.order_words import sentence
from creditdesk.services.credit.orders import HELD, OrderDraft, OrderLine
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.document_dialogs import must_amount, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, rule
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField, show_errors

_TAGS = {PASS: ("ok", "check-circle"), CONDITION: ("warn", "warning-circle"), HOLD: ("danger", "warning-circle")}
_ZERO = Decimal(0)


class OrderCheckDialog(Dialog):
    """Enter an amount and look; the order can be entered from here, and the slip printed."""

    def __init__(self, desk: Desk, customer: Customer, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Check an order of {name}").format(name=customer.name), _("Check order"), parent, cancel=_("Close"),
                         width=560)
        self._desk, self._customer = desk, customer
        self.found: OrderCheck | None = None
        self.amount, self.deposit, self.number = AmountEdit(currency), AmountEdit(currency), QLineEdit()
        self.fields = [
            FormField(_("Order amount ({currency})").format(currency=currency), self.amount, name="amount", required=True),
            FormField(_("Deposit"), self.deposit, name="deposit", help_text=_("Paid before delivery")),
            FormField(_("Order number"), self.number, name="no", help_text=_("Given by the program if left empty"))]
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in self.fields:
            row.addWidget(field, 1)
        self.body.addLayout(row)
        self.answer = QVBoxLayout()
        self.answer.setSpacing(8)
        self.body.addLayout(self.answer)
        self.slip_button = self.add_button(button(_("Print slip")))
        self.enter_button = self.add_button(button(_("Enter order")))
        for extra in (self.slip_button, self.enter_button):
            extra.setEnabled(False)
        self.slip_button.clicked.connect(self._print)
        self.enter_button.clicked.connect(self._enter)
        self.submitted.connect(self._check)
        for edit in (self.amount, self.deposit):
            edit.textEdited.connect(self._stale)

    def _stale(self) -> None:
        """What was answered belongs to other figures."""
        _empty(self.answer)
        self.slip_button.setEnabled(False)
        self.enter_button.setEnabled(False)

    def _check(self) -> None:
        if [field for field in self.fields if not field.check()]:
            return
        amount, deposit = must_amount(self.amount), self.deposit.amount() or _ZERO
        session, key, day, currency = self._desk.session, self._customer.id, self._desk.today(), self.amount.currency
        self._desk.work.read(
            lambda _progress: check_order(session, key, amount, day, currency=currency, prepaid=deposit),
            self._show, failed=self._failed, group=("order-check", id(self)))

    def _show(self, found: OrderCheck) -> None:
        self.found = found
        _empty(self.answer)
        self.answer.addWidget(rule())
        tone, icon = _TAGS[found.outcome]
        self.answer.addWidget(StatusTag(_(OUTCOME_NAMES[found.outcome]), tone, icon))
        if found.decision.deposit:
            self.answer.addWidget(label(_("Passes with a deposit of {amount}.").format(
                amount=display(found.decision.deposit, found.base)), "strong", wrap=True))
        self.answer.addLayout(_waterfall(found))
        for reason in found.decision.reasons:
            self.answer.addWidget(label(sentence(reason, found.base), "" if reason.holds else "mut", wrap=True))
        if found.decision.release:
            self.answer.addWidget(label(_("What would release it:"), "strong"))
            for item in found.decision.release:
                self.answer.addWidget(label(sentence(item, found.base), wrap=True))
        if found.outcome == HOLD:
            self.answer.addWidget(label(_(LEGAL_NOTE), "mut", wrap=True))
        self.slip_button.setEnabled(True)
        self.enter_button.setEnabled(True)

    def _enter(self) -> None:
        try:
            draft = OrderDraft(self._customer.id, self._desk.today(), must_amount(self.amount), self.amount.currency,
                               self.number.text(), self.deposit.amount() or _ZERO)
        except CreditDeskError as error:
            self._failed(error)
            return
        session = self._desk.session
        self.enter_button.setEnabled(False)
        self._desk.work.write(lambda _progress: order_entry.place_order(session, draft), self._entered,
                              failed=self._failed, what="orders")

    def _entered(self, placed: Placed) -> None:
        held = placed.order.state == HELD
        self.accept()
        self._desk.notices.toast((_("Order {no} is entered and held") if held else _("Order {no} is entered")).format(
            no=placed.order.no))

    def _print(self) -> None:
        found = self.found
        if found is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Print slip"), f"{found.code} {found.as_of}.pdf", "PDF (*.pdf)")
        if chosen:
            session = self._desk.session
            self._desk.work.read(lambda _progress: print_hold_slip(session, found, Path(chosen)), self._printed,
                                 failed=self._failed)

    def _printed(self, path: Path) -> None:
        self._desk.notices.toast(_("Saved: {name}").format(name=path.name))

    def _failed(self, error: BaseException) -> None:
        self.enter_button.setEnabled(self.found is not None)
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])


class ReleaseDialog(TaskDialog):
    """Lets a held order go up to an amount, for three days, with a reason that is kept."""

    def __init__(self, desk: Desk, order: OrderLine, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Release order {no}").format(no=order.no), _("Release"),
                         _("Order {no} is released").format(no=order.no), parent)
        self._order = order
        self.reason = Choice([(code, _(name)) for code, name in RELEASE_REASONS.items()])
        self.amount, self.note_edit = AmountEdit(order.currency), QLineEdit()
        self.amount.set_amount(order.amount)
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("Up to ({currency})").format(currency=order.currency), self.amount, name="amount",
                           required=True))
        self.add(FormField(_("In a few words"), self.note_edit, name="note", required=True))
        self.note.setText(_("Valid for {count} days; it stays in the log.").format(count=RELEASE_DAYS))

    def task(self) -> Callable[[], Any]:
        session, key, day = self._desk.session, self._order.id, self._desk.today()
        code, amount, words = str(self.reason.value()), must_amount(self.amount), self.note_edit.text()
        return lambda: order_entry.release_order(session, key, code, amount, day, note=words)


def _waterfall(found: OrderCheck) -> QGridLayout:
    """Every term of the exposure with its sign, then the sum, the limit and what is free."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    decision = found.decision
    lines: list[tuple[str, Decimal | None, str]] = [
        (_(TERM_NAMES[term]), amount, "sec")
        for term, amount in (found.terms.waterfall if found.terms is not None else ()) if amount]
    lines += [(_("Exposure"), decision.exposure, "strong"), (_("Limit"), decision.limit, ""),
              (_("Available"), decision.available, "strong")]
    for row, (name, amount, role) in enumerate(lines):
        grid.addWidget(label(name, role), row, 0)
        figure: QLabel = label(_("none") if amount is None else display(amount, found.base), role)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(figure, row, 1)
    return grid


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            _empty(inner)
        elif (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
