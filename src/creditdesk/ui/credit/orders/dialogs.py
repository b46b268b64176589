"""Small dialogs on one order: ship, release, cancel, take a shipment back, and the log of releases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from creditdesk.domain.credit.order_check import RELEASE_DAYS, RELEASE_NAMES, RELEASE_REASONS
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed
from creditdesk.services.credit import order_entry, orders
from creditdesk.services.credit.order_list import LATE_DAYS, released_late, ReleaseLine, ShipmentLine
from creditdesk.services.credit.orders import OrderLine
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.ui.credit.orders.words import HELD_FOR
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import percent
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField


class ShipDialog(TaskDialog):
    """Notes goods that leave; with the check switched on a held order is refused unless they have left already."""

    def __init__(self, desk: Desk, order: OrderLine, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Ship order {no}").format(no=order.no), _("Ship"),
                         _("Shipment of {no} noted").format(no=order.no), parent)
        self._order = order
        self.amount, self.day, self.memo = AmountEdit(order.currency), DateEdit(desk.today(), near=desk.today()), QLineEdit()
        self.amount.set_amount(order.parts.open or None)
        self.gone = QCheckBox(_("The goods have left already"))
        self.add(FormField(_("Value shipped ({currency})").format(currency=order.currency), self.amount, name="amount",
                           required=True, help_text=_("Still to ship: {amount}").format(
                               amount=display(order.parts.open, order.currency)), rule=self._above_zero))
        self.add(FormField(_("Shipped on"), self.day, name="date", required=True))
        self.add(FormField(_("Note"), self.memo, name="note", help_text=_("Delivery note, carrier")))
        self.body.addWidget(self.gone)
        self.body.addWidget(label(_("The check runs once more before goods leave; what has left is only noted."), "mut",
                                  wrap=True))
        self.keep(f"ship/{order.id}")

    def _above_zero(self) -> None:
        if (amount := self.amount.amount()) is not None and amount <= 0:
            raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)

    def task(self) -> Callable[[], Any]:
        amount, day, note, gone = must_amount(self.amount), must_day(self.day), self.memo.text().strip(), self.gone.isChecked()
        session, key = self._desk.session, self._order.id
        return lambda: order_entry.ship_order(session, key, day, amount, note, already_shipped=gone)


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
        self.keep(f"release/{order.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day = self._desk.session, self._order.id, self._desk.today()
        code, amount, words = str(self.reason.value()), must_amount(self.amount), self.note_edit.text()
        return lambda: order_entry.release_order(session, key, code, amount, day, note=words)


class CancelDialog(TaskDialog):
    """Cancels an order from a day on; what is not shipped no longer counts."""

    def __init__(self, desk: Desk, order: OrderLine, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Cancel order {no}").format(no=order.no), _("Cancel order"),
                         _("Order {no} cancelled").format(no=order.no), parent)
        self._order = order
        self.cancel_button.setText(_("Back"))
        self.day, self.reason = DateEdit(max(desk.today(), order.date), near=desk.today()), QLineEdit()
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("Cancelled on"), self.day, name="date", required=True))
        self.keep(f"cancel/{order.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._order.id, must_day(self.day), self.reason.text()
        return lambda: orders.cancel(session, key, day, reason)


class TakeBackDialog(TaskDialog):
    """Takes a shipment back: the goods are still to be shipped."""

    def __init__(self, desk: Desk, order: OrderLine, shipment: ShipmentLine, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Take the shipment back"), _("Take the shipment back"),
                         _("Shipment of {no} taken back").format(no=order.no),
                         parent)
        self._shipment = shipment
        self.body.addWidget(label(_("{amount} {currency}, shipped on {day}, will be still to ship.").format(
            amount=display(shipment.amount, order.currency), currency=order.currency, day=shipment.date.isoformat()), wrap=True))
        self.day, self.reason = DateEdit(max(desk.today(), shipment.date), near=desk.today()), QLineEdit()
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("Taken back on"), self.day, name="date", required=True))
        self.keep(f"take_back/{shipment.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._shipment.id, must_day(self.day), self.reason.text()
        return lambda: orders.reverse_shipment(session, key, day, reason)


class SwitchDialog(TaskDialog):
    """The owner switches the check of orders on; it is a change of the policy like any other."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Switch the order check on"), _("Switch on"), _("Orders are checked from today on"), parent)
        self.body.addWidget(label(_("From today an order is checked as it comes in and again before shipment. One that does not "
                                    "pass is entered as held until it passes or somebody releases it. Invoices of shipped goods "
                                    "are never held, and a prepaid order passes the limit."), wrap=True))
        self.reason = QLineEdit(_("Limits are in place"))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.keep("order_check")

    def task(self) -> Callable[[], Any]:
        session, day, reason = self._desk.session, self._desk.today(), self.reason.text()
        return lambda: change_policy(session, {"order_check": "on"}, day, reason, day)


class LogDialog(Dialog):
    """Every release with its reason and what became of it; the share that paid over 60 days late stands below."""

    def __init__(self, desk: Desk, log: Sequence[ReleaseLine], parent: QWidget | None = None) -> None:
        super().__init__(_("Releases"), _("Close"), parent, width=940)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        model = TableModel([
            Column("released_on", _("Date"), "date", width=96), Column("order_no", _("Order"), width=120),
            Column("customer", _("Customer")), Column("amount", _("Up to"), "money", width=110,
                                                      currency=lambda line: line.currency),
            Column("reason", _("Reason"), width=130, value=lambda line: _(RELEASE_NAMES[line.reason_code]),
                   tip=lambda line: line.note),
            Column("held_for", _("Held for"), width=150,
                   value=lambda line: listed(_(HELD_FOR.get(code, code)) for code in line.held_for)),
            Column("user", _("By"), width=90), Column("late", _("Afterwards"), "tag", width=120, value=_outcome)],
            key=lambda line: line.id, search=lambda line: f"{line.order_no} {line.customer}")
        table = DataTable(model, _("Releases"), settings=desk.settings, name="releases")
        table.set_empty(_("Nothing was released yet"), "", "", "check-circle")
        model.set_rows(list(log))
        table.setMinimumHeight(360)
        self.body.addWidget(table, 1)
        found = released_late(log)
        if found.share is not None:
            self.note.setText(_("Released, then over {days} days late: {late} of {count} ({share})").format(
                days=LATE_DAYS, late=found.late, count=found.judged, share=percent(found.share, 0)))


def _outcome(line: ReleaseLine) -> Tag:
    if line.worst_late is None:
        return Tag(_("not yet known"), "track")
    if line.worst_late <= 0:
        return Tag(_("on time"), "ok")
    return Tag(_("{days} days late").format(days=line.worst_late), "danger" if line.late else "warn")
