"""The risk badge beside an entry: grade, state, what is free and what is overdue of the customer (DOMAIN A38, D14)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit.order_check import OrderCheck
from creditdesk.services.credit.standing import STATE_NAMES
from creditdesk.ui.insight import wording
from creditdesk.ui.widgets.badges import GradeBadge, StatusTag
from creditdesk.ui.widgets.controls import label

STATE_TAGS = {"normal": ("ok", "check-circle"), "watch": ("warn", "clock"), "restricted": ("danger", "prohibit"),
              "stop": ("danger", "prohibit")}


class RiskLine(QWidget):
    """Grade, state, what is free and what is overdue of a customer, in one line: the risk badge beside an entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge, self.state, self.figures = GradeBadge("NR"), StatusTag(), label("", "sec", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.badge)
        row.addWidget(self.state)
        row.addWidget(self.figures, 1)
        self.hide()

    def show_risk(self, found: OrderCheck | None) -> None:
        """Show a customer by a check of it; None hides the line."""
        self.setVisible(found is not None)
        if found is None:
            return
        state, decision = found.state, found.decision
        self.badge.set_grade((state.grade if state is not None else None) or "NR")
        name = state.shown if state is not None else "normal"
        tone, icon = STATE_TAGS[name]
        self.state.set_status(_(STATE_NAMES[name]), tone, icon)
        parts = [_("no limit decided") if decision.limit is None else _("available {amount}").format(
            amount=wording.with_currency(decision.available or Decimal(0), found.base))]
        if state is not None and state.overdue > 0:
            parts.append(_("long overdue {amount}").format(amount=wording.with_currency(state.overdue, found.base)))
        if decision.exposure is None:
            parts = [_("no exchange rate")]
        self.figures.setText(" · ".join(parts))
        self.setAccessibleName(" ".join((self.badge.accessibleName(), self.state.text, self.figures.text())))
