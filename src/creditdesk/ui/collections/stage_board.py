"""The same customers by stage, a column each: where the book stands at a glance (DESIGN 9, screen 07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QWidget

from creditdesk.domain.collections import stages
from creditdesk.i18n import _
from creditdesk.services.collections.board import ChaseRow
from creditdesk.ui.collections import words
from creditdesk.ui.insight import wording
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label

#: a plan in order has a column only while there is one
SHOWN = (stages.PRE_DUE, stages.REMIND, stages.NEGOTIATE, stages.FORMAL, stages.LEGAL)
_ROW = int(Qt.ItemDataRole.UserRole)


class StageBoard(QWidget):
    """`chosen` carries the row under the cursor, `opened` the one entered."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._cards: dict[int, Card] = {}
        self.lists: dict[int, QListWidget] = {}
        self._sums: dict[int, QLabel] = {}
        for stage in SHOWN:
            card = Card(words.bucket_words(stage), flush=True)
            card.setToolTip(_(words.POLICIES[stage]))
            shown = QListWidget()
            shown.setAccessibleName(f"{words.bucket_words(stage)}: {_(words.POLICIES[stage])}")
            shown.setWordWrap(True)
            shown.setMinimumWidth(96)
            shown.setViewportMargins(10, 0, 6, 8)
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            shown.currentItemChanged.connect(partial(self._moved, stage))
            shown.itemActivated.connect(lambda item: self.opened.emit(item.data(_ROW)))
            amount = self._sums[stage] = label("", "strong")
            amount.setContentsMargins(14, 0, 14, 6)
            card.add(amount)
            card.add(shown, 1)
            row.addWidget(card, 1)
            self._cards[stage], self.lists[stage] = card, shown

    def set_rows(self, rows: Sequence[ChaseRow], today: date) -> None:
        """Show the rows that a filter lets through, in working order."""
        for stage in SHOWN:
            mine = [row for row in rows if row.stage == stage]
            shown = self.lists[stage]
            shown.blockSignals(True)
            shown.clear()
            for row in mine:
                shown.addItem(self._item(row, today))
            shown.blockSignals(False)
            total = wording.large(sum((row.overdue for row in mine), Decimal(0)), mine[0].work.currency) if mine else "—"
            self._cards[stage].setVisible(bool(mine) or stage != stages.PRE_DUE)
            self._cards[stage].set_hint(f"{len(mine):,}")
            self._sums[stage].setText(total)

    def _item(self, row: ChaseRow, today: date) -> QListWidgetItem:
        day = _("Today") if row.work.due_today else words.short_day(row.work.next_date, today)
        amount = wording.with_currency(row.overdue, row.work.currency)
        text = f"{row.short_name}\n{amount} · " + _("{days} days").format(days=row.work.days_overdue) + (
            f"\n{day} · {words.next_step(row)}" if day else f"\n{words.next_step(row)}")
        item = QListWidgetItem(text)
        item.setData(_ROW, row)
        item.setToolTip(text)
        item.setSizeHint(QSize(0, active().px(68)))
        return item

    def _moved(self, stage: int, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is None:
            return
        for other, shown in self.lists.items():
            if other != stage:
                shown.blockSignals(True)
                shown.setCurrentItem(None)  # type: ignore[call-overload]
                shown.clearSelection()
                shown.blockSignals(False)
        self.chosen.emit(item.data(_ROW))
