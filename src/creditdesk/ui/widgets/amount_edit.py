"""A field for one amount: takes sums and 万, shows "1,234.50", keeps what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain import money
from creditdesk.domain.errors import InputError
from creditdesk.ui.widgets.arithmetic import amount_from


class AmountEdit(QLineEdit):
    """`amount()` is None while empty and raises InputError while wrong; `amount_changed` follows a good entry.

    `remainder` is asked when `=` is typed into the empty field: the amount still to be given out.
    """

    amount_changed = Signal(object)

    def __init__(self, currency: str = "CNY", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currency = currency
        self.remainder: Callable[[], Decimal | None] | None = None
        self._told: Decimal | None = None
        self.typed = False  # a person has written here
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self.settle)

    def amount(self) -> Decimal | None:
        """The amount typed, None when empty; InputError when it cannot be read."""
        text = self.text().strip()
        return amount_from(text, self.currency) if text else None

    def set_amount(self, amount: Decimal | None) -> None:
        """Show an amount without telling of a change."""
        self._told = amount
        self.setText("" if amount is None else money.display(amount, self.currency))

    def set_currency(self, currency: str) -> None:
        """Take amounts of another currency from now on; the figure stays."""
        self.currency = currency
        self.settle()

    def settle(self) -> None:
        """Reformat what was typed and tell of a change; wrong text stays as it is."""
        self.typed = self.typed or self.isModified()  # written anew below, it no longer says so itself
        try:
            amount = self.amount()
        except InputError:
            return
        before = self._told
        if self.isModified() or amount != before:
            self.set_amount(amount)
        if amount != before:
            self.amount_changed.emit(amount)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("=", "＝") and self.remainder and not self.text().strip():
            rest = self.remainder()
            if rest is not None:
                self.setText(money.display(rest, self.currency))
                self.settle()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
                              Qt.FocusReason.ShortcutFocusReason):
            self.selectAll()
