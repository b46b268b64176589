"""Received, allocated, remaining, owed afterwards: four figures and a bar that are always in sight (png/06)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.ui.ledger.settling_lines import Tally
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.limit_bar import SplitBar


class _Figure(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.value: QLabel = label("", "kpi")
        self._foot = label("", "mut")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 12, 8)
        box.setSpacing(0)
        box.addWidget(label(title, "sec"))
        box.addWidget(self.value)
        box.addWidget(self._foot)

    def show_figure(self, text: str, foot: str, tone: str = "") -> None:
        self.value.setText(text)
        self._foot.setText(foot)
        self.setAccessibleName(f"{self._title} {text}, {foot}")
        if self.value.property("tone") != tone:
            self.value.setProperty("tone", tone)
            restyle(self.value)


class _Divider(QWidget):
    """A 1 px line down."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), active().colour("line"))


class Tallies(QWidget):
    """`show_tally` fills it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = [_Figure(title) for title in (_("Received"), _("Allocated"), _("Remaining"), _("Owed afterwards"))]
        card = Card(flush=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        for place, figure in enumerate(self._figures):
            if place:
                row.addWidget(_Divider())
            row.addWidget(figure, 1)
        card.body.addLayout(row)
        self.bar = SplitBar(_("Allocated part"))
        keeps_place = self.bar.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keeps_place)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(card)
        box.addWidget(self.bar)

    def show_tally(self, tally: Tally, currency: str, before: Decimal) -> None:
        """`before` is what of the money was allocated earlier."""
        received, allocated, remaining, owed = self._figures
        received.show_figure(display(tally.received, currency),
                             _("{amount} allocated before").format(amount=display(before, currency)) if before else currency)
        count = ngettext("{count} invoice", "{count} invoices", tally.touched).format(count=tally.touched)
        settled = _("{count} settled").format(count=tally.settled)
        allocated.show_figure(display(tally.allocated, currency), f"{count}, {settled}" if tally.touched else "—")
        tone = "dan" if tally.remaining < 0 else "war" if tally.remaining else ""
        foot = (_("more than was received") if tally.remaining < 0 else _("= fills the row in focus") if tally.remaining
                else _("all allocated") if tally.received else "—")
        remaining.show_figure(display(tally.remaining, currency), foot, tone)
        owed.show_figure(display(tally.owed_after, currency),
                         _("less what remains") if tally.remaining > 0 else _("after this receipt"))
        self.bar.set_share(tally.allocated / tally.received if tally.received else Decimal(0))
        self.bar.setVisible(tally.received > 0)
