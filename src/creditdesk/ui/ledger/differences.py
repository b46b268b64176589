"""Under the open invoices: a cash discount that is earned, and small differences that can be cleared (DOMAIN E2, E4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from creditdesk.domain.errors import N_
from creditdesk.domain.ledger.documents import SMALL_LIMIT
from creditdesk.domain.ledger.matching import early_payment_discount, EarlyDiscount
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed
from creditdesk.ui.ledger.settling_lines import ApplyLine, ZERO
from creditdesk.ui.widgets.controls import button, Note

_WHY_NOT = {"late": N_("paid after {date}"), "older_open": N_("an older invoice stays open"),
            "short": N_("the payment does not settle it")}


def earned(line: ApplyLine, lines: Sequence[ApplyLine], day: date) -> EarlyDiscount | None:
    """The discount a payment on `day` earns on a line, or 0 and why not; None where none was agreed."""
    item = line.item
    if item.discount_until is None:
        return None
    older = any(other is not line and other.item.due_date < item.due_date and other.left > other.item.disputed
                for other in lines)
    return early_payment_discount(
        gross=item.amount, disputed=item.disputed, open_amount=item.open, received=line.amount, rate=item.discount_rate,
        discount_date=item.discount_until, value_date=day, older_open=older, currency=line.currency)


def small_rests(lines: Sequence[ApplyLine]) -> list[ApplyLine]:
    """Lines that are paid but for a few cents."""
    return [line for line in lines if line.amount and not line.wrong and ZERO < line.left <= SMALL_LIMIT
            and not line.item.disputed]


class Differences(QWidget):
    """`show_lines` after every change; `discount_taken` asks for a line's discount, `changed` follows the check box."""

    discount_taken = Signal(object, object)  # ApplyLine, Decimal
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer, self.doubt = Note("", "info"), Note("", "warn")
        self.take = button(_("Take the discount"), small=True)
        self.offer.add(self.take)
        self.small = QCheckBox()
        self.small.toggled.connect(lambda _on: self.changed.emit())
        self.take.clicked.connect(self._take)
        self._offered: tuple[ApplyLine, Decimal] | None = None
        self._small: list[ApplyLine] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 6, 16, 6)
        box.setSpacing(6)
        for part in (self.offer, self.doubt, self.small):
            box.addWidget(part)
        self.show_lines((), date.min, "")

    @property
    def cleared(self) -> list[int]:
        """Documents whose small rest is to be cleared."""
        return [line.item.document_id for line in self._small] if self.small.isChecked() else []

    @property
    def cleared_sum(self) -> Decimal:
        return sum((line.left for line in self._small), ZERO) if self.small.isChecked() else ZERO

    def show_lines(self, lines: Sequence[ApplyLine], day: date, currency: str) -> None:
        """Say what the amounts typed mean for discounts and small rests."""
        self._offered, doubts = None, []
        for line in lines:
            found = earned(line, lines, day)
            if found is None or line.wrong:
                continue
            if line.discount > found.amount:
                why = _(_WHY_NOT[found.reason]).format(date=line.item.discount_until) if found.reason else _(
                    "at most {amount}").format(amount=display(found.amount, currency))
                doubts.append(_("{no}: discount not earned ({why})").format(no=line.item.no, why=why))
            elif line.amount and not line.discount and found.amount and self._offered is None:
                self._offered = line, found.amount
        if self._offered:
            line, amount = self._offered
            self.offer.set_text(_("{no} is paid by {date}: it earns a discount of {amount}.").format(
                no=line.item.no, date=line.item.discount_until, amount=display(amount, currency)))
        self.doubt.set_text(" · ".join(doubts))
        self._small = small_rests(lines)
        if not self._small and self.small.isChecked():
            self.small.blockSignals(True)
            self.small.setChecked(False)
            self.small.blockSignals(False)
        self.small.setText(_("Clear the small difference of {amount} on {numbers}").format(
            amount=display(sum((line.left for line in self._small), ZERO), currency or "CNY"),
            numbers=listed(line.item.no for line in self._small)))
        self.small.setAccessibleName(self.small.text())
        for part, wanted in ((self.offer, bool(self._offered)), (self.doubt, bool(doubts)), (self.small, bool(self._small))):
            part.setVisible(wanted)
        self.setVisible(bool(self._offered or doubts or self._small))

    def _take(self) -> None:
        if self._offered:
            self.discount_taken.emit(*self._offered)
