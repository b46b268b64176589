"""The buttons of the receipts page, and why it cannot be confirmed yet; the note on other money of the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from creditdesk.domain.ledger.open_items import OpenItem
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed
from creditdesk.ui.ledger.remainder import KEEP
from creditdesk.ui.ledger.settling_lines import Tally, ZERO
from creditdesk.ui.widgets.controls import button, label, link, Note, primary


class ReceiptFooter(QFrame):
    """Start again, save unapplied, confirm; `show_state` names and enables them."""

    again = Signal()
    kept = Signal()
    confirmed = Signal()
    document_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = label("", "mut", wrap=True)
        self.show_document = button(_("Show the document"))
        self.cancel, self.keep = button(_("Start again")), button(_("Save unapplied"))
        self.confirm = primary(_("Confirm") + "  Ctrl ↵")
        self.confirm.setAccessibleName(_("Confirm"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(8)
        row.addWidget(self.why, 1)
        for made, signal in ((self.show_document, self.document_asked), (self.cancel, self.again), (self.keep, self.kept),
                             (self.confirm, self.confirmed)):
            made.clicked.connect(signal)
            row.addWidget(made)

    def show_state(self, why: str, *, posted: bool, has_money: bool, busy: bool) -> None:
        """`why` is what keeps it from being confirmed, "" for nothing; `posted`: money that is in the book already."""
        self.why.setText(why)
        self.confirm.setEnabled(not why and not busy)
        self.confirm.setToolTip(why)
        self.keep.setVisible(not posted)
        self.keep.setEnabled(has_money and not busy)
        self.cancel.setText(_("New receipt") if posted else _("Start again"))
        self.show_document.setVisible(posted)


def obstacle(now: Tally, currency: str, *, chosen: bool, wrong: bool, decision: str | None, posted: bool) -> str:
    """Why a receipt cannot be confirmed yet, "" when it can; `posted`: money that is in the book already."""
    if not chosen:
        return _("Choose the customer")
    if now.received <= 0:
        return _("Enter the amount received")
    if wrong:
        return _("An amount cannot be taken: see the red cell")
    if now.remaining < 0:
        return _("{amount} more is allocated than was received").format(amount=display(-now.remaining, currency))
    if now.remaining > 0 and decision is None:
        return _("Decide what happens with the remaining {amount}").format(amount=display(now.remaining, currency))
    if posted and not now.allocated and decision == KEEP:
        return _("Nothing is allocated yet")
    return ""


class OtherMoney(Note):
    """Credits that wait, and open items in other currencies, which this money cannot settle."""

    credit_asked = Signal(int)  # the document's id
    currency_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "info", parent)
        self._link = link("")
        self._link.clicked.connect(lambda: self._act())
        self._act: Callable[[], object] = bool
        self.add(self._link)
        self.hide()

    def show_others(self, credits: Sequence[OpenItem], others: Sequence[str], currency: str, *, posted: bool) -> None:
        """Show what else is there; nothing hides the note."""
        waiting = bool(credits) and not posted
        if waiting:
            amount = display(sum((item.open for item in credits), ZERO), currency)
            self.set_text(_("This customer still has {amount} unapplied.").format(amount=amount))
            self._link.setText(_("Allocate it first"))
            self._act = lambda: self.credit_asked.emit(credits[0].document_id)
        elif others:
            self.set_text(_("Also open: {currencies}. Currencies are never mixed.").format(currencies=listed(others)))
            self._link.setText("" if posted else _("Show {currency}").format(currency=others[0]))
            self._act = lambda: self.currency_asked.emit(others[0])
        self.setVisible(waiting or bool(others))
        self._link.setVisible(bool(self._link.text()))
