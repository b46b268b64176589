"""What happens with money that is left: on to the next invoice, kept unapplied, or paid back. It must be decided."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label

KEEP, REFUND = "keep", "refund"


class RemainderBar(QFrame):
    """`decided` follows a choice; `go_on` the wish to fill the next open invoice."""

    decided = Signal()
    go_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("sunken", True)
        self.setMinimumHeight(active().px(52))
        self._words = label("", "sec")
        self._next = button(" ", small=True)
        self._next.clicked.connect(self.go_on)
        self.choice = Segments([(KEEP, _("Keep unapplied")), (REFUND, _("Pay back"))], _("The remainder"))
        self.choice.clear()
        self.choice.chosen.connect(lambda _value: self.decided.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(10)
        row.addWidget(self._words)
        row.addWidget(self._next)
        row.addWidget(self.choice)
        row.addStretch(1)

    @property
    def decision(self) -> str | None:
        """KEEP, REFUND or None while undecided."""
        value = self.choice.value()
        return None if value is None else str(value)

    def choose(self, decision: str) -> None:
        """Decide as it was decided before; nothing where nothing is left."""
        if not self.choice.isHidden():
            self.choice.set_value(decision)
            self.decided.emit()

    def clear(self) -> None:
        """Undecided again."""
        self.choice.clear()

    def show_rest(self, rest: Decimal, currency: str, next_no: str) -> None:
        """Show what is left; the choice appears only where there is something to decide."""
        if rest > 0:
            words, tone = _("Remaining {amount}: what happens with it").format(amount=display(rest, currency)), "war"
        elif rest < 0:
            words, tone = _("{amount} more is allocated than was received").format(amount=display(-rest, currency)), "dan"
        else:
            words, tone = _("Nothing remains"), ""
        self._words.setText(words)
        if self._words.property("tone") != tone:
            self._words.setProperty("tone", tone)
            restyle(self._words)
        self._next.setText(_("On to {no}").format(no=next_no))
        self._next.setAccessibleName(self._next.text())
        self._next.setVisible(rest > 0 and bool(next_no))
        self.choice.setVisible(rest > 0)
        if rest <= 0:
            self.choice.clear()
