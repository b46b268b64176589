"""The parts of the limit dialog that only show: now against proposed, the methods, the decisions before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit.limit_view import LimitView
from creditdesk.services.credit.overview import LimitEntry
from creditdesk.ui.credit import limit_words, words
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.moments import local_moment
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label, rule
from creditdesk.ui.widgets.limit_bar import LimitBar

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SHOWN_BEFORE = 5


class Comparison(Card):
    """Limit, use and what is free: now, with the amount typed, and the difference; both bars below."""

    def __init__(self, view: LimitView, warn_at: Decimal) -> None:
        super().__init__()
        self._view, self._warn_at = view, warn_at
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for column, title in enumerate((_("Now"), _("Afterwards"), _("Change")), 1):
            self._grid.addWidget(label(title, "mut"), 0, column, _RIGHT)
        self.cells: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        for row, (key, title) in enumerate((("limit", _("Limit")), ("used", _("Used")), ("free", _("Available"))), 1):
            self._grid.addWidget(label(title, "sec"), row, 0)
            cells = (label("—"), label("—", "strong"), label("—", "sec"))
            for column, cell in enumerate(cells, 1):
                self._grid.addWidget(cell, row, column, _RIGHT)
            self.cells[key] = cells
        self.body.addLayout(self._grid)
        self.before, self.after = LimitBar(_("Used now")), LimitBar(_("Used afterwards"))
        bars = QGridLayout()
        bars.setHorizontalSpacing(12)
        for row, (title, bar) in enumerate(((_("Now"), self.before), (_("Afterwards"), self.after))):
            bars.addWidget(label(title, "mut"), row, 0)
            bars.addWidget(bar, row, 1)
        bars.setColumnStretch(1, 1)
        self.body.addLayout(bars)
        now = None if view.in_force is None else view.in_force + view.temporary
        self._now = now
        self.show_limit(None)

    def show_limit(self, line: Decimal | None) -> None:
        """What a limit of `line` (base currency, temporary ones in it) would mean; None while nothing can be read."""
        view, now = self._view, self._now
        owed = view.exposure
        limit, used, free = (self.cells[key] for key in ("limit", "used", "free"))
        limit[0].setText(_("none") if now is None else _money(now))
        limit[1].setText(_money(line))
        limit[2].setText(_moved(line - now, words.whole) if line is not None and now is not None else "—")
        before, after = _share(owed, now), _share(owed, line)
        used[0].setText(words.percent(before))
        used[1].setText(words.percent(after))
        used[2].setText(_moved((after - before) * 100, lambda points: _("{points} points").format(
            points=words.rounded(points, 1))) if after is not None and before is not None else "—")
        for cell, amount in ((free[0], now), (free[1], line)):
            cell.setText(_money(amount - owed) if amount is not None and owed is not None else "—")
        free[2].setText(limit[2].text() if owed is not None else "—")
        for bar, share, title in ((self.before, before, _("Used now")), (self.after, after, _("Used afterwards"))):
            bar.set_used(share, self._warn_at, f"{title} {words.percent(share)}")


def _money(amount: Decimal | None) -> str:
    return "—" if amount is None else words.whole(amount)


def _share(owed: Decimal | None, line: Decimal | None) -> Decimal | None:
    return owed / line if owed is not None and line else None


def _moved(change: Decimal, said: Callable[[Decimal], str]) -> str:
    return _("unchanged") if not change else ("+" if change > 0 else "−") + said(abs(change))


class MethodsCard(Card):
    """One line for each method with its figures; those that cannot be used are grey and say why."""

    def __init__(self, view: LimitView) -> None:
        super().__init__(flush=True)
        grid = QGridLayout()
        grid.setContentsMargins(15, 8, 15, 8)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for column, title in enumerate((_("Method"), _("How it is worked out"), _("Allows"), _("Against now"))):
            grid.addWidget(label(title, "mut"), 0, column, _RIGHT if column > 1 else Qt.AlignmentFlag.AlignLeft)
        row = 1
        for method in view.methods:
            grid.addWidget(rule(), row, 0, 1, 4)
            tone = "" if method.usable else "t3"
            allowed = "—" if method.limit is None or not method.usable else words.rounded(method.limit, 0)
            self._line(grid, row + 1, limit_words.method_name(method.code), limit_words.basis(method, view), allowed,
                       _against(method.limit if method.usable else None, view), tone)
            row += 2
        grid.addWidget(rule(), row, 0, 1, 4)
        self._line(grid, row + 1, _("Proposal"), limit_words.proposal_words(view.proposal), words.whole(view.proposed),
                   _against(view.proposed, view), "", role="strong")
        self.body.addLayout(grid)

    def _line(self, grid: QGridLayout, row: int, name: str, basis: str, allowed: str, against: str, tone: str, *,
              role: str = "") -> None:
        said = label(basis, "sec" if not tone else "", tone=tone, wrap=True)
        parts: list[QWidget] = [label(name, role, tone=tone), said, label(allowed, role, tone=tone),
                                label(against, role or "sec", tone=tone)]
        for column, part in enumerate(parts):
            if column > 1:
                grid.addWidget(part, row, column, _RIGHT)
            else:
                grid.addWidget(part, row, column)


def _against(amount: Decimal | None, view: LimitView) -> str:
    if amount is None or view.in_force is None:
        return "—"
    return _moved((amount - view.in_force).quantize(Decimal(1)), words.whole)


class HistoryCard(Card):
    """The last decisions, newest first; withdrawn ones say so."""

    def __init__(self, decisions: Sequence[LimitEntry]) -> None:
        super().__init__(_("Decisions so far"))
        if not decisions:
            self.add(label(_("No limit was decided yet"), "mut"))
        for entry in decisions[:SHOWN_BEFORE]:
            span = _("from {first} to {last}").format(first=words.day(entry.began), last=words.day(entry.until))
            parts = [with_currency(entry.amount, entry.currency), span, entry.decided_by, local_moment(entry.decided_at)[:10]]
            if entry.temporary:
                parts.insert(1, _("temporary"))
            if entry.withdrawn_on is not None:
                parts.append(_("withdrawn on {day}").format(day=entry.withdrawn_on.isoformat()))
            self.add(label(" · ".join(parts), wrap=True))
            if entry.reason:
                self.add(label(entry.reason, "mut", wrap=True))
