"""May it go out, and why: the answer of an order check with its waterfall, its reasons and what would release it (DOMAIN D14)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QWidget

from creditdesk.domain.credit.exposure import TERM_NAMES
from creditdesk.domain.credit.order_check import CONDITION, HOLD, OUTCOME_NAMES, PASS, RELEASE_NAMES
from creditdesk.domain.money import display
from creditdesk.i18n import _, pgettext
from creditdesk.services.credit.hold_slip import LEGAL_NOTE
from creditdesk.services.credit.order_check import OrderCheck
from creditdesk.services.credit.order_words import sentence
from creditdesk.ui.insight.wording import percent
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.controls import label, rule
from creditdesk.ui.widgets.limit_bar import LimitBar
from creditdesk.ui.widgets.tall_column import TallColumn

TAGS = {PASS: ("ok", "check-circle"), CONDITION: ("warn", "warning"), HOLD: ("danger", "prohibit")}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CheckAnswer(TallColumn):
    """`show_check` shows an answer, `say` words in its place; `side` px are left free at the right, for a scroll bar."""

    def __init__(self, hint: str = "", side: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box.setContentsMargins(0, 0, side, 0)
        self.found: OrderCheck | None = None
        self.say(hint)

    def say(self, words: str) -> None:
        """Words where no answer stands."""
        self.found = None
        empty(self.box)
        if words:
            self.box.addWidget(label(words, "mut", wrap=True))
        self.box.addStretch(1)

    def show_check(self, found: OrderCheck) -> None:
        """The outcome first, then figures, reasons and ways out."""
        self.found = found
        empty(self.box)
        decision = found.decision
        tone, icon = TAGS[found.outcome]
        head = QHBoxLayout()
        head.addWidget(StatusTag(_(OUTCOME_NAMES[found.outcome]), tone, icon))
        head.addStretch(1)
        self.box.addLayout(head)
        if found.released is not None:
            self.box.addWidget(label(_("Released until {date} by {user}.").format(
                date=found.released.valid_until.isoformat(), user=found.released.user) + " " + _(
                    RELEASE_NAMES[found.released.reason_code]), "strong", wrap=True))
        if decision.deposit:
            self.box.addWidget(label(_("Passes with a deposit of {amount}.").format(
                amount=display(decision.deposit, found.base)), "strong", wrap=True))
        for reason in decision.reasons:
            self._line("prohibit" if reason.holds else "info", "dan" if reason.holds else "t3", sentence(reason, found.base),
                       "" if reason.holds else "mut")
        self.box.addWidget(rule())
        self.box.addLayout(self._waterfall(found))
        if decision.limit:
            bar = LimitBar(pgettext("share", "Used"))
            bar.set_used((decision.exposure or Decimal(0)) / decision.limit)
            self.box.addWidget(bar)
        if found.worth is not None:
            text = _("This order alone pays up to a default of {even} a year; the grade stands at {pd}.").format(
                even=percent(max(Decimal(0), found.worth.break_even), 1), pd=percent(found.worth.pd, 1))
            self._line("info" if found.worth.pays else "warning", "t3" if found.worth.pays else "war", text, "mut")
        if decision.release:
            self.box.addWidget(rule())
            self.box.addWidget(label(_("What would release it:"), "strong"))
            for item in decision.release:
                self._line("caret-right", "acc", sentence(item, found.base), "")
        if found.outcome == HOLD:
            self.box.addWidget(label(_(LEGAL_NOTE), "mut", wrap=True))
        self.box.addStretch(1)

    def _line(self, icon: str, token: str, text: str, role: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(IconMark(icon, token, 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, role, wrap=True), 1)
        self.box.addLayout(row)

    @staticmethod
    def _waterfall(found: OrderCheck) -> QGridLayout:
        """Every term of the exposure with its sign, then the sum, the limit and what is free."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        decision, limit = found.decision, found.limit
        lines: list[tuple[str, Decimal | None, str]] = [
            (_(TERM_NAMES[term]), amount, "sec")
            for term, amount in (found.terms.waterfall if found.terms is not None else ()) if amount]
        lines.append((_("Exposure before this order"), decision.exposure, "strong"))
        if limit is not None and limit.temporary:
            lines += [(_("Limit in force"), limit.amount, "sec"), (_("Temporary limit"), limit.temporary, "sec")]
        lines += [(_("Limit"), decision.limit, ""), (_("Available"), decision.available, "strong")]
        for row, (name, amount, role) in enumerate(lines):
            grid.addWidget(label(name, role), row, 0)
            figure: QLabel = label(_("none") if amount is None else display(amount, found.base), role)
            grid.addWidget(figure, row, 1, _RIGHT)
        return grid


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty(inner)
        elif (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
