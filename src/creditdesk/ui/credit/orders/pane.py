"""One order beside the list: figures, the check as it stands now, shipments, releases, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from creditdesk.domain.credit.order_check import HOLD, RELEASE_NAMES
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.credit.order_entry import lets_go
from creditdesk.services.credit.order_list import OrderFile, TO_INVOICE, TO_SHIP, WAITS
from creditdesk.services.credit.orders import CANCELLED
from creditdesk.ui.credit.orders.answer import CheckAnswer, empty
from creditdesk.ui.credit.orders.words import stage_tag
from creditdesk.ui.ledger.risk_line import RiskLine
from creditdesk.ui.ledger.words import method as method_words
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, rule
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.widgets.tall_column import TallColumn

SHIP, INVOICE, RELEASE, CANCEL, RECHECK, SLIP = "ship", "invoice", "release", "cancel", "recheck", "slip"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OrderPane(Card):
    """`asked` carries what is to be done with the order shown; `taken_back` the shipment to reverse."""

    asked = Signal(str)
    taken_back = Signal(object)  # ShipmentLine
    customer_asked = Signal(int)
    letter_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Order"), flush=True, parent=parent)
        self.found: OrderFile | None = None
        self.tag = StatusTag()
        self.add_to_head(self.tag)
        self._column = TallColumn()
        self._box = self._column.box
        self._box.setContentsMargins(15, 4, 15, 12)
        self.add(self._column.in_area(_("Order")), 1)
        self.buttons = {
            RELEASE: button(_("Release"), "check-circle", small=True, tip=_("Release") + " (Alt+R)"),
            RECHECK: button(_("Check again"), "arrows-clockwise", small=True, tip=_("Check again") + " (F9)"),
            SHIP: button(_("Ship"), "arrow-right", small=True, tip=_("Ship") + " (Alt+S)"),
            INVOICE: button(_("Enter invoice"), "file-text", small=True, tip=_("Enter invoice") + " (Alt+I)"),
            SLIP: button(_("Print slip"), "printer", small=True, tip=_("Print slip") + " (Ctrl+P)"),
            CANCEL: button(_("Cancel order"), "x", small=True)}
        foot = QWidget()
        foot.setProperty("footer", True)
        grid = QGridLayout(foot)
        grid.setContentsMargins(15, 8, 15, 10)
        grid.setSpacing(8)
        for place, (name, made) in enumerate(self.buttons.items()):
            made.clicked.connect(lambda _checked=False, what=name: self.asked.emit(what))
            grid.addWidget(made, place // 3, place % 3)
        self._foot = foot
        self.add(rule())
        self.add(foot)
        self.show_order(None)

    def show_order(self, found: OrderFile | None) -> None:
        """Show an order; None says that none is chosen."""
        self.found = found
        empty(self._box)
        self._foot.setVisible(found is not None)
        if found is None:
            self.set_title(_("Order"), "")
            self.tag.set_status("")
            self._box.addWidget(EmptyState("file-text", _("No order chosen")), 1)
            return
        line, row = found.row.order, found.row
        self.set_title(line.no, line.date.isoformat())
        tag = stage_tag(row)
        self.tag.set_status(tag.text, tag.tone, tag.icon)
        self._about(found)
        self._figures(found)
        if found.check is not None:
            answer = CheckAnswer()
            answer.show_check(found.check)
            self._box.addWidget(rule())
            self._box.addWidget(answer)
            if found.check.outcome == HOLD:
                letter = link(_("Suspension letter"), "envelope-simple")
                letter.clicked.connect(self.letter_asked)
                self._box.addWidget(letter, 0, Qt.AlignmentFlag.AlignLeft)
        self._shipments(found)
        self._releases(found)
        self._box.addStretch(1)
        self._enable(found)

    def may(self, what: str) -> bool:
        """Whether something can be done with the order shown."""
        return self.found is not None and self.buttons[what].isEnabled()

    def _enable(self, found: OrderFile) -> None:
        stage, parts = found.row.stage, found.row.order.parts
        free = found.check is None or lets_go(found.check)
        told = {RELEASE: stage == WAITS or (stage in (TO_SHIP, TO_INVOICE) and not free and parts.open > 0),
                RECHECK: stage == WAITS, SHIP: parts.open > 0 and stage in (WAITS, TO_SHIP, TO_INVOICE),
                INVOICE: stage in (WAITS, TO_SHIP, TO_INVOICE), SLIP: found.check is not None,
                CANCEL: stage != CANCELLED and found.row.order.is_open}
        for name, on in told.items():
            self.buttons[name].setEnabled(on)

    def _about(self, found: OrderFile) -> None:
        who = link(found.row.name, tip=_("Open customer"))
        who.clicked.connect(lambda: self.customer_asked.emit(found.row.order.customer_id))
        line = QHBoxLayout()
        line.addWidget(who)
        line.addStretch(1)
        self._box.addLayout(line)
        risk = RiskLine()
        self._box.addWidget(risk)
        risk.show_risk(found.check)

    def _figures(self, found: OrderFile) -> None:
        order = found.row.order
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        lines = [(_("Amount"), order.amount, "strong"), (_("Deposit"), order.deposit, "sec"),
                 (_("Shipped"), order.shipped, "sec"), (_("Invoiced"), order.invoiced, "sec"),
                 (_("Still to ship"), order.parts.open, ""), (_("Shipped, to invoice"), order.parts.shipped, "")]
        for place, (name, amount, role) in enumerate(one for one in lines if one[1] or one[0] == _("Amount")):
            grid.addWidget(label(name, role or "sec"), place, 0)
            grid.addWidget(label(f"{display(amount, order.currency)} {order.currency}", role), place, 1, _RIGHT)
        self._box.addLayout(grid)
        if order.terms_days is not None:
            self._box.addWidget(label(_("{days} days of credit asked").format(days=order.terms_days), "mut"))
        if order.method:
            self._box.addWidget(label(_("To be paid by {method}").format(method=method_words(order.method)), "mut"))
        if order.note:
            self._box.addWidget(label(order.note, "mut", wrap=True))

    def _shipments(self, found: OrderFile) -> None:
        if not found.shipments:
            return
        self._box.addWidget(rule())
        self._box.addWidget(label(_("Shipments"), "strong"))
        currency = found.row.order.currency
        for sent in found.shipments:
            line = QHBoxLayout()
            words = f"{sent.date.isoformat()} · {display(sent.amount, currency)}" + (f" · {sent.note}" if sent.note else "")
            if sent.reversed_on is not None:
                words += " · " + _("taken back on {day}").format(day=sent.reversed_on.isoformat())
            line.addWidget(label(words, "mut" if sent.reversed_on else "", wrap=True), 1)
            if sent.reversed_on is None:
                back = link(_("Take the shipment back"))
                back.clicked.connect(lambda _checked=False, one=sent: self.taken_back.emit(one))
                line.addWidget(back)
            self._box.addLayout(line)

    def _releases(self, found: OrderFile) -> None:
        if not found.releases:
            return
        self._box.addWidget(rule())
        self._box.addWidget(label(_("Releases"), "strong"))
        for one in found.releases:
            words = " · ".join((one.released_on.isoformat(), _(RELEASE_NAMES[one.reason_code]),
                                _("up to {amount}").format(amount=display(one.amount, one.currency)),
                                _("until {until}").format(until=one.valid_until.isoformat()), one.user))
            self._box.addWidget(label(words, wrap=True))
            if one.note:
                self._box.addWidget(label(one.note, "mut", wrap=True))

