"""Instalments of an invoice: due date and amount, a line each; together they are the invoice (DOMAIN E12)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.ledger.documents import Instalment
from creditdesk.domain.ledger.instalments import equal_parts, scheduled
from creditdesk.domain.money import display
from creditdesk.i18n import _, translate_error
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.controls import icon_button, label, link
from creditdesk.ui.widgets.date_edit import DateEdit

#: lines in sight at once; more are scrolled to
_SHOWN, _GAP = 5, 6


class _Line:
    """One instalment's fields."""

    def __init__(self, near: date, currency: str) -> None:
        self.day, self.amount = DateEdit(near=near), AmountEdit(currency)
        self.drop: QToolButton = icon_button("x", _("Remove this instalment"))
        self.box = QWidget()
        row = QHBoxLayout(self.box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.day, 1)
        row.addWidget(self.amount, 1)
        row.addWidget(self.drop)
        self.day.setAccessibleName(_("Due date"))
        self.amount.setAccessibleName(_("Amount"))


class InstalmentEditor(QWidget):
    """`instalments()` reads the lines; `=` in an amount fills what is left of `total`."""

    changed = Signal()

    def __init__(self, near: date, total: Callable[[], Decimal | None], first_due: Callable[[], date],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._near, self._total, self._first_due, self._currency = near, total, first_due, "CNY"
        self._lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_GAP)
        self._sum = label("", "mut")
        add = link(_("Add an instalment"), "plus")
        add.clicked.connect(lambda: self.add().day.setFocus())
        self.count = QLineEdit("3")
        self.count.setFixedWidth(52)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setAccessibleName(_("Number of equal instalments"))
        even = link(_("equal parts, monthly"), "columns")
        even.clicked.connect(self.split_evenly)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addSpacing(12)
        row.addWidget(self.count)
        row.addWidget(even)
        row.addWidget(self._sum, 1, Qt.AlignmentFlag.AlignRight)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        inner = QWidget()
        inner.setProperty("plain", True)
        inner.setLayout(self._box)
        self._area.setWidget(inner)
        outer.addWidget(self._area)
        outer.addLayout(row)

    def set_instalments(self, found: Sequence[Instalment]) -> None:
        """Show these instalments."""
        for line in list(self._lines):
            self._remove(line)
        for part in found:
            line = self.add()
            line.day.set_day(part.due_date)
            line.amount.set_amount(part.amount)
        self._tell()

    def split_evenly(self) -> None:
        """Fill in equal instalments, a month apart; nothing without an amount (DOMAIN E8)."""
        total = self._total()
        if total is not None and total > 0:
            try:
                parts = equal_parts(total, self._wanted(), self._currency)
            except InputError as error:
                self._sum.setText(translate_error(error))
                return
            self.set_instalments(scheduled(parts, self._first_due()))

    def _wanted(self) -> int:
        text = unicodedata.normalize("NFKC", self.count.text()).strip()
        return int(text) if text.isdecimal() else 0

    def set_texts(self, found: Sequence[tuple[str, str]]) -> None:
        """Show lines as they were typed, right or wrong."""
        for line in list(self._lines):
            self._remove(line)
        for day, amount in found:
            line = self.add()
            line.day.setText(day)
            line.amount.setText(amount)
        self._tell()

    def set_currency(self, currency: str) -> None:
        self._currency = currency
        for line in self._lines:
            line.amount.set_currency(currency)

    def add(self) -> _Line:
        """A new empty line."""
        line = _Line(self._near, self._currency)
        line.amount.remainder = self._left
        line.drop.clicked.connect(lambda: self._remove(line))
        line.day.day_changed.connect(lambda _day: self._tell())
        line.amount.amount_changed.connect(lambda _amount: self._tell())
        self._lines.append(line)
        self._box.addWidget(line.box)
        self._tell()
        return line

    def instalments(self) -> tuple[Instalment, ...]:
        """The lines in due order; InputError for a line that lacks its date or amount."""
        found: list[tuple[date, Decimal]] = []
        for line in self._lines:
            if not line.day.text().strip() and not line.amount.text().strip():
                continue
            day, amount = line.day.day(), line.amount.amount()
            if day is None or amount is None or amount <= 0:
                raise InputError(N_("Every instalment needs a due date and an amount above zero."), code="instalments",
                                 field="instalments")
            found.append((day, amount))
        return tuple(Instalment(no + 1, *pair) for no, pair in enumerate(sorted(found)))

    def texts(self) -> list[str]:
        """What stands in the lines, to see whether anything was changed."""
        return [text for line in self._lines for text in (line.day.text(), line.amount.text())]

    def _sum_of_lines(self) -> Decimal:
        total = Decimal(0)
        for line in self._lines:
            try:
                total += line.amount.amount() or Decimal(0)
            except InputError:
                continue
        return total

    def _left(self) -> Decimal | None:
        total = self._total()
        return None if total is None else max(Decimal(0), total - self._sum_of_lines())

    def _remove(self, line: _Line) -> None:
        self._lines.remove(line)
        self._box.removeWidget(line.box)
        line.box.hide()
        line.box.deleteLater()
        self._tell()

    def _tell(self) -> None:
        total = self._total()
        words = _("{sum} of {total}").format(sum=display(self._sum_of_lines(), self._currency),
                                             total=display(total, self._currency)) if total is not None else ""
        self._sum.setText(words if self._lines else "")
        shown = min(len(self._lines), _SHOWN)
        self._area.setFixedHeight(max(0, shown * (active().size("control") + _GAP) - _GAP))
        self.changed.emit()
