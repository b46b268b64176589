"""The open documents of one customer with the amounts allocated to them (png/06)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.ledger.receipts import Payable
from creditdesk.ui.ledger import words
from creditdesk.ui.ledger.settling_lines import ApplyLine, ZERO
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel


class SettlingTable(QWidget):
    """`remaining` answers what is left of the money; `changed` follows every change of an amount."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], remaining: Callable[[], Decimal], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._remaining = today, remaining
        self._currency = "CNY"
        self._following = False
        self.model = TableModel(self._columns(), key=lambda line: line.item.document_id)
        self.table = DataTable(self.model, _("Open invoices"), checkable=True)
        self.say_empty(False)
        self.table.checked_changed.connect(self._checks_changed)
        self.table.view.keyed.connect(self._keyed)
        self.table.on_enter(self._step)
        self.model.edited.connect(lambda _line, _key: self._amounts_changed())
        self.model.edit_failed.connect(lambda _line, _key, _error: self._amounts_changed())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)

    def _columns(self) -> list[Column]:
        def late(line: ApplyLine) -> int:
            return (self._today() - line.item.due_date).days

        def after(line: ApplyLine) -> str:
            return display(line.left, line.currency) if line.left else _("Settled")

        def money(key: str, title: str, value: Callable[[Any], Decimal], **more: Any) -> Column:
            return Column(key, title, "money", width=102, value=value, currency=lambda line: line.currency, **more)

        return [
            Column("no", _("Number"), value=lambda line: line.item.no),
            Column("date", _("Date"), "date", width=94, value=lambda line: line.item.date, tone=lambda line: "t2"),
            Column("due", _("Due date"), "date", width=94, value=lambda line: line.item.due_date, tone=lambda line: "t2"),
            Column("age", _("Age"), width=142, value=lambda line: words.days_late(late(line)),
                   swatch=lambda line: words.bucket(late(line)), sort_key=late,
                   tip=lambda line: _("Disputed: {amount}").format(amount=display(line.item.disputed, line.currency))
                   if line.item.disputed else ""),
            money("amount", _("Original"), lambda line: line.item.amount, tone=lambda line: "t2"),
            money("open", _("Open amount"), lambda line: line.item.open),
            Column("apply", _("This time"), width=118, align="right", boxed=True, value=lambda line: line.text,
                   edit=self._put, sort_key=lambda line: line.amount),
            Column("discount", _("Discount"), width=82, align="right", boxed=True, value=lambda line: line.discount_text,
                   edit=self._put_discount, sort_key=lambda line: line.discount),
            Column("left", _("Open after"), width=106, align="right", value=after, sort_key=lambda line: line.left,
                   tone=lambda line: "" if line.left else "ok"),
        ]

    # What is shown

    def show_items(self, items: Sequence[Payable], currency: str) -> None:
        """Show the open documents; amounts typed before stay with their document as far as they still fit."""
        before = {line.item.document_id: line for line in self.lines} if currency == self._currency else {}
        self._currency = currency
        lines = []
        for item in items:
            line, old = ApplyLine(item, currency), before.get(item.document_id)
            if old is not None and old.amount + old.discount <= item.open:
                line.text, line.amount = old.text, old.amount
                line.discount_text, line.discount, line.wrong = old.discount_text, old.discount, old.wrong
            lines.append(line)
        self.model.set_rows(lines)
        for line in [line for line in lines if line.wrong]:  # a wrong amount goes on being shown as wrong
            row = self.model.visible_rows().index(line)
            for key, text in (("apply", line.text), ("discount", line.discount_text)):
                self.model.setData(self.model.index(row, self.model.column_index(key)), text)
        self._rest_on_first()
        self._amounts_changed()

    def texts(self) -> dict[int, tuple[str, str]]:
        """What stands in the lines by document: amount and discount as typed, right or wrong."""
        return {line.item.document_id: (line.text, line.discount_text) for line in self.lines
                if line.text or line.discount_text}

    def put_texts(self, found: Mapping[int, tuple[str, str]]) -> None:
        """Type amounts and discounts into the lines of documents that are shown."""
        for line in list(self.lines):
            amount, discount = found.get(line.item.document_id, ("", ""))
            row = self.model.visible_rows().index(line)
            for key, text in (("discount", discount), ("apply", amount)):
                if text:
                    self.model.setData(self.model.index(row, self.model.column_index(key)), text)

    def say_empty(self, chosen: bool) -> None:
        """What stands here without rows: nothing is open, or no customer is chosen yet."""
        if chosen:
            self.table.set_empty(_("Nothing open"), _("The receipt can be kept unapplied"), "", "check-circle")
        else:
            self.table.set_empty(_("Choose the customer"), _("Open invoices then stand here, oldest due first"), "", "users")

    @property
    def lines(self) -> list[ApplyLine]:
        return self.model.rows

    @property
    def wrong(self) -> bool:
        """Whether an amount cannot be taken as it stands."""
        return any(line.wrong for line in self.lines)

    def clear(self) -> None:
        """Take every amount back."""
        for line in self.lines:
            line.set_amount(ZERO)
            line.discount, line.discount_text = ZERO, ""
        self.model.set_rows(self.lines)
        self._amounts_changed()

    def show_amounts(self) -> None:
        """Draw again after the lines were filled from outside."""
        self.model.set_rows(self.lines)
        self._amounts_changed()

    def select(self, document_id: int) -> None:
        """Put the cursor into the amount of a document."""
        if self.table.select_key(document_id):
            row = self.table.view.currentIndex().row()
            self.table.view.setCurrentIndex(self.model.index(row, self.model.column_index("apply")))

    def _rest_on_first(self) -> None:
        if self.model.rowCount() and not self.table.view.currentIndex().isValid():
            self.table.view.setCurrentIndex(self.model.index(0, self.model.column_index("apply")))

    def _amounts_changed(self) -> None:
        self._following = True
        on = [line for line in self.lines if line.amount or line.discount]
        self.model.set_checked([line for line in self.lines if not (line.amount or line.discount)], False)
        self.model.set_checked(on, True)
        self._following = False
        self._show_totals()
        self.changed.emit()

    def _show_totals(self) -> None:
        lines = self.lines
        if not lines:
            self.table.set_totals(None)
            return
        sums = {"open": sum((line.item.open for line in lines), ZERO), "apply": sum((line.amount for line in lines), ZERO),
                "discount": sum((line.discount for line in lines), ZERO), "left": sum((line.left for line in lines), ZERO)}
        shown = {key: display(value, self._currency) for key, value in sums.items() if value or key != "discount"}
        self.table.set_totals({"no": _("Total"), **shown})

    # What is typed

    def _put(self, line: ApplyLine, text: str) -> None:
        if text.strip() in ("=", "＝"):
            room = self._remaining() + line.amount
            line.set_amount(max(ZERO, min(line.item.open - line.discount, room)))
            return
        line.put(text)

    def _put_discount(self, line: ApplyLine, text: str) -> None:
        line.put_discount(text)

    def _checks_changed(self) -> None:
        """A check fills in what is open, as far as the money reaches; taking it off clears the amount."""
        if self._following:
            return
        for line in self.lines:
            checked, used = self.model.is_checked(line), bool(line.amount or line.discount)
            if checked and not used:
                room = self._remaining()
                line.set_amount(min(line.item.open, room) if room > 0 else ZERO)
            elif used and not checked:
                line.set_amount(ZERO)
                line.discount, line.discount_text = ZERO, ""
            self.model.refresh_row(line)
        self._amounts_changed()

    def _step(self, back: bool) -> None:
        """Enter goes to the amount of the next row."""
        row = self.table.view.currentIndex().row() + (-1 if back else 1)
        if 0 <= row < self.model.rowCount():
            self.table.view.setCurrentIndex(self.model.index(row, self.model.column_index("apply")))

    def _keyed(self, event: QKeyEvent) -> None:
        """Space checks the row whatever its column, and a figure typed anywhere goes to the amount."""
        if event.isAccepted():
            return
        index = self.table.view.currentIndex()
        line = self.model.row_at(index.row())
        if line is None:
            return
        if event.key() == Qt.Key.Key_Space:
            self.model.set_checked([line], not self.model.is_checked(line))
            event.accept()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.model.setData(self.model.index(index.row(), self.model.column_index("apply")), "")
            event.accept()
        elif (event.text().isdigit() or event.text() == "=") and not self.model.columns[index.column()].edit:
            self.table.view.setCurrentIndex(self.model.index(index.row(), self.model.column_index("apply")))
