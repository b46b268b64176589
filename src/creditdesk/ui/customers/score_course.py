"""How a customer's score has gone, and what its parts stand at (DOMAIN A27, A28, A48)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit.scoring import SavedScore
from creditdesk.ui.credit.words import TAG_NAMES, VIEW_NAMES
from creditdesk.ui.insight import wording
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.trend_chart import Series, TrendChart

#: scores drawn, the newest ones
SHOWN = 12
_RIGHT = Qt.AlignmentFlag.AlignRight


class ScoreCourse(QWidget):
    """The line of the last scores at the left, the parts of the latest one with their change at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = TrendChart(_("Score over time"))
        course, self._parts = Card(_("Score over time")), Card(_("Parts of the score"))
        course.add(self.chart, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._parts.body.addLayout(self._grid)
        self._parts.body.addStretch(1)
        self.lines: list[tuple[str, str, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(course, 3)
        row.addWidget(self._parts, 2)
        self.setFixedHeight(active().px(236))

    def show_scores(self, found: Sequence[SavedScore]) -> None:
        """`found` is the history, newest first; without a score nothing is shown."""
        known = [one for one in reversed(found) if one.score is not None][-SHOWN:]
        self.setVisible(bool(known))
        if not known:
            return
        last = known[-1]
        self.chart.set_series([f"{one.as_of:%y-%m-%d}" for one in known],
                              [Series(_("Score"), [float(one.score or 0) for one in known], f"{last.score}")])
        before = known[-2] if len(known) > 1 and known[-2].card == last.card else None
        self._parts.set_hint(last.as_of.isoformat())
        self.lines = [(_(name), _figure(last.parts.get(code)), _apart(last.parts.get(code), before.parts.get(code) if before else None))
                      for code, name in (*VIEW_NAMES.items(), *TAG_NAMES.items())]
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, (name, figure, apart) in enumerate(self.lines):
            self._grid.addWidget(label(name, "sec"), place, 0)
            self._grid.addWidget(label(figure, "strong"), place, 1, _RIGHT)
            self._grid.addWidget(label(apart, "mut"), place, 2, _RIGHT)


def _figure(value: Decimal | None) -> str:
    return "—" if value is None else wording.decimal(value)


def _apart(now: Decimal | None, before: Decimal | None) -> str:
    """How far a part moved since the score before; "" where one of them is not known."""
    if now is None or before is None:
        return ""
    return f"{now - before:+.1f}".replace("-", "−") if now != before else "±0"
