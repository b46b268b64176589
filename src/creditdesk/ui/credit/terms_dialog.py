"""Terms, discount and deposit of one customer with what they cost; kept with the limit (DOMAIN D15, D16)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.credit.terms_offer import read_discount
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, aside, listed, translate_error
from creditdesk.services.credit.terms_setting import (
    BOUND_NAMES,
    check_agreed,
    days_of,
    set_terms,
    TermsView,
)
from creditdesk.ui.credit.clauses_dialog import ClausesDialog
from creditdesk.ui.credit.cover_dialog import fraction
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import percent
from creditdesk.ui.ledger.words import terms_written
from creditdesk.ui.task_dialog import TaskDialog
from creditdesk.ui.widgets.controls import button, label, rule
from creditdesk.ui.widgets.form_field import FormField

_ZERO = Decimal(0)


class TermsDialog(TaskDialog):
    """Every figure follows the fields as they are typed."""

    def __init__(self, desk: Desk, customer: Customer, view: TermsView, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Terms: {name}").format(name=customer.name), _("Save terms"), _("Terms saved"), parent)
        self.setMinimumWidth(560)
        self._view = view
        self.terms = QLineEdit(terms_written(view.agreed.terms or view.terms))
        self.discount = QLineEdit(view.agreed.discount)
        least = view.agreed.deposit if view.agreed.deposit is not None else view.least_deposit
        self.deposit = QLineEdit(f"{(least * 100).normalize():f}")
        self.reason = QLineEdit()
        self.add_row(FormField(_("Terms"), self.terms, name="terms", required=True, help_text=_("30, EOM+30, COD")),
                     FormField(_("Cash discount"), self.discount, name="discount", help_text=_("2/10: 2% within 10 days")),
                     FormField(_("Deposit, %"), self.deposit, name="deposit"))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.body.addWidget(rule())
        self.figures = QVBoxLayout()
        self.body.addLayout(self.figures)
        self._grid = QWidget()
        self.note.setText(_("Kept with the limit; new invoices follow them."))
        self.longest = self.add_button(button(_("Take {count} days").format(count=view.candidate.days),
                                              tip=_("The shortest of what grade, trade, own means and law allow")))
        self.longest.clicked.connect(lambda: self.terms.setText(str(view.candidate.days)))
        self.clauses = self.add_button(button(_("Clauses"), "file-text", tip=_("What the contract should say of late payment")))
        self.clauses.clicked.connect(lambda: ClausesDialog(desk, customer, self).open())
        for edit in (self.terms, self.discount, self.deposit):
            edit.textChanged.connect(self._tell)
        self._tell()
        self.keep(f"terms/{customer.id}")

    def lines(self) -> list[tuple[str, str, str]]:
        """(name, figure, role) of everything shown for what is typed now."""
        view, found = self._view, [(_("Longest terms"), self._bounds(), "")]
        try:
            days = days_of(self.terms.text())
        except CreditDeskError as error:
            return [*found, (_("Terms"), translate_error(error), "err")]
        over = days > view.candidate.days
        found.append((_("These terms"), _("{count} days").format(count=days) + (
            " · " + _("longer than the longest") if over else ""), "warn" if over else "strong"))
        price = view.price(days)
        if days != view.days:
            found.append((_("Price of {days} days").format(days=f"{days - view.days:+d}".replace("-", "−")), _(
                "{share} of the price at {rate} a year").format(share=percent(price, 2), rate=percent(view.funds)), ""))
        if view.cycle_warning(days):
            found.append((_("Cash cycle"), _("longer than the target"), "warn"))
        return found + self._discount_lines(days)

    def _bounds(self) -> str:
        bounds = self._view.candidate.bounds
        told = listed(_("{name} {days}").format(name=_(BOUND_NAMES[key]), days=days) for key, days in bounds.items())
        return aside(_("{count} days").format(count=self._view.candidate.days), told)

    def _discount_lines(self, days: int) -> list[tuple[str, str, str]]:
        try:
            offer = read_discount(self.discount.text())
            if offer is None:
                return []
            found = self._view.discount(*offer, days)
        except CreditDeskError as error:
            return [(_("Cash discount"), translate_error(error), "err")]
        cost = _("{simple} a year ({on_360} on 360 days, {compounded} compounded)").format(
            simple=percent(found.cost.simple, 2), on_360=percent(found.cost.simple_360, 2),
            compounded=percent(found.cost.compounded, 2))
        verdict = (_("Worth it: money costs {rate} with the loss it spares") if found.offer
                   else _("Too dear: money costs {rate} with the loss it spares")).format(rate=percent(found.worth, 2))
        return [(_("The discount costs"), cost, "strong"), (_("Offer it?"), verdict, "" if found.offer else "warn"),
                (_("Most that makes sense"), percent(found.largest, 2), "")]

    def _tell(self) -> None:
        grid = QWidget()
        box = QGridLayout(grid)
        box.setContentsMargins(0, 0, 0, 0)
        box.setHorizontalSpacing(24)
        box.setVerticalSpacing(6)
        box.setColumnStretch(1, 1)
        for place, (name, figure, role) in enumerate(self.lines()):
            box.addWidget(label(name, "sec"), place, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(figure, role if role in ("strong", "err") else "", wrap=True, tone="war" if role == "warn" else "")
            box.addWidget(shown, place, 1)
        self._grid.setParent(None)
        self._grid.deleteLater()
        self._grid = grid
        self.figures.addWidget(grid)

    def task(self) -> Callable[[], Any]:
        typed = self.deposit.text().strip()
        agreed = check_agreed(self.terms.text(), self.discount.text(), fraction(typed, "deposit") if typed else None)
        session, key, day, reason = self._desk.session, self._view.customer_id, self._desk.today(), self.reason.text()
        return lambda: set_terms(session, key, agreed, day, reason=reason)
