"""The parts of the limit dialog that show: now against typed; the methods, the comparison, the security, the decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from creditdesk.domain.credit.limits import RISK_RETURN
from creditdesk.i18n import _, pgettext
from creditdesk.services.credit.covers import Cover, KIND_NAMES
from creditdesk.services.credit.limit_view import LimitView
from creditdesk.services.credit.overview import LimitDesk, LimitEntry
from creditdesk.ui.credit import limit_words, words
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.moments import local_moment
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import label, rule
from creditdesk.ui.widgets.limit_bar import LimitBar

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SHOWN_BEFORE = 5


class Comparison(Card):
    """Limit, terms, use and what is free: now, with what is typed, and the difference."""

    def __init__(self, view: LimitView, warn_at: Decimal, terms: str) -> None:
        super().__init__()
        self._view, self._warn_at, self._terms = view, warn_at, terms
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        for column, title in enumerate((_("Now"), _("Afterwards"), _("Change")), 1):
            self._grid.addWidget(label(title, "mut"), 0, column, _RIGHT)
        self.cells: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        for row, (key, title) in enumerate((("limit", _("Limit")), ("terms", _("Terms")), ("used", pgettext("share", "Used")),
                                            ("free", _("Available"))), 1):
            self._grid.addWidget(label(title, "sec"), row, 0)
            cells = (label("—"), label("—", "section" if key == "limit" else ""), label("—", "sec"))
            for column, cell in enumerate(cells, 1):
                self._grid.addWidget(cell, row, column, _RIGHT)
            self.cells[key] = cells
        self.body.addLayout(self._grid)
        self.bar = LimitBar(_("Used afterwards"))
        self.body.addWidget(self.bar)
        self._now = None if view.in_force is None else view.in_force + view.temporary
        self.show_terms(None)
        self.show_limit(None)

    def show_terms(self, terms: str | None) -> None:
        """What the terms typed are; None while they cannot be read."""
        before, after, change = self.cells["terms"]
        before.setText(words.terms_words(self._terms))
        after.setText("—" if terms is None else words.terms_words(terms))
        change.setText("—" if terms is None else _("unchanged") if terms == self._terms else _("changed"))

    def show_limit(self, line: Decimal | None) -> None:
        """What a limit of `line` (base currency, temporary ones in it) would mean; None while nothing can be read."""
        view, now = self._view, self._now
        owed = view.exposure
        limit, used, free = (self.cells[key] for key in ("limit", "used", "free"))
        limit[0].setText(_("none") if now is None else _money(now))
        limit[1].setText(_money(line))
        limit[2].setText(_changed(line, now))
        before, after = _share(owed, now), _share(owed, line)
        used[0].setText(words.percent(before))
        used[1].setText(words.percent(after))
        used[2].setText(_moved((after - before) * 100, lambda points: _("{points} points").format(
            points=words.rounded(points, 1))) if after is not None and before is not None else "—")
        for cell, amount in ((free[0], now), (free[1], line)):
            cell.setText(_money(amount - owed) if amount is not None and owed is not None else "—")
        free[2].setText(_moved(line - now, words.whole) if line is not None and now is not None and owed is not None else "—")
        self.bar.set_used(after, self._warn_at, f"{_('Used afterwards')} {words.percent(after)}")


def _changed(line: Decimal | None, now: Decimal | None) -> str:
    """The change of a limit: its share with an arrow; without a limit before, or from zero, the amount."""
    if line is None or now is None:
        return "—" if line is None else _("first limit")
    if line == now:
        return _("unchanged")
    arrow = "↑" if line > now else "↓"
    return arrow + (words.percent(abs(line / now - 1)) if now else words.whole(abs(line - now)))


def _money(amount: Decimal | None) -> str:
    return "—" if amount is None else words.whole(amount)


def _share(owed: Decimal | None, line: Decimal | None) -> Decimal | None:
    return owed / line if owed is not None and line else None


def _moved(change: Decimal, said: Callable[[Decimal], str]) -> str:
    return _("unchanged") if not change else ("+" if change > 0 else "−") + said(abs(change))


METHODS, RETURN, SECURITY, HISTORY = "methods", "return", "security", "history"


class LimitTabs(Card):
    """One card for what the limit rests on: the methods, what each candidate earns, the security, the decisions before."""

    def __init__(self, found: LimitDesk) -> None:
        super().__init__(" ", flush=True)
        self._found = found
        self.tabs = Segments([(METHODS, _("Methods")), (RETURN, _("Risk and return")), (SECURITY, _("Security held")),
                              (HISTORY, _("Decisions so far"))], _("What the limit rests on"))
        self.tabs.chosen.connect(lambda name: self.show_tab(str(name)))
        self.adjustment = Choice([(step, f"{step:+d} %".replace("-", "−") if step else _("none")) for step in range(20, -51, -5)])
        self.adjustment.set_value(int(found.adjustment * 100))
        self.adjustment.setAccessibleName(_("Commercial adjustment, −50 to +20 %"))
        self.adjustment.setToolTip(_("Commercial adjustment, −50 to +20 %"))
        self._adjust = label(_("Adjustment"), "sec")
        self._head_row.insertWidget(0, self.tabs)
        self._title.hide()
        for part in (self._adjust, self.adjustment):
            self.add_to_head(part)
        self._pages: dict[str, QWidget] = {}
        self._at = METHODS
        self._more: Decimal | None = None
        self.show_desk(found)

    @property
    def percent(self) -> int:
        """The commercial adjustment chosen, in percent."""
        value = self.adjustment.value()
        return value if isinstance(value, int) else 0

    def show_desk(self, found: LimitDesk) -> None:
        """Show other figures (another adjustment), on the tab that is open."""
        self._found = found
        self._put(METHODS, methods_page(found.limit))
        self._put(RETURN, return_page(found.limit, self._more))
        self._put(SECURITY, security_page(found.covers))
        self._put(HISTORY, history_page(found.decisions))

    def show_tab(self, name: str) -> None:
        """Show one of the four; the card is as tall as the page shown."""
        self._at = name
        self.tabs.set_value(name)
        for key, page in self._pages.items():
            page.setVisible(key == name)
        for part in (self._adjust, self.adjustment):
            part.setVisible(name == METHODS)

    def show_candidate(self, amount: Decimal | None) -> None:
        """The amount typed (base currency) stands among the candidates of the comparison."""
        if amount != self._more:
            self._more = amount
            self._put(RETURN, return_page(self._found.limit, amount))

    def _put(self, name: str, page: QWidget) -> None:
        old = self._pages.pop(name, None)
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._pages[name] = page
        page.setVisible(name == self._at)
        self.add(page)


def _grid(heads: Sequence[str], right: int) -> tuple[QWidget, QGridLayout]:
    """A page with a grid under its heads; columns from `right` on are figures."""
    page = QWidget()
    page.setProperty("plain", True)
    grid = QGridLayout(page)
    grid.setContentsMargins(15, 2, 15, 8)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(2)
    for column, title in enumerate(heads):
        grid.addWidget(label(title, "mut"), 0, column, _RIGHT if column >= right else Qt.AlignmentFlag.AlignLeft)
    return page, grid


def _row(grid: QGridLayout, texts: Sequence[str], right: int, *, tone: str = "", role: str = "") -> None:
    """A rule and a line of texts below what stands in the grid."""
    row = grid.rowCount()
    grid.addWidget(rule(), row, 0, 1, len(texts))
    for column, text in enumerate(texts):
        made = label(text, role, tone=tone, wrap=column < right and column > 0)
        if column >= right:
            grid.addWidget(made, row + 1, column, _RIGHT)
        else:
            grid.addWidget(made, row + 1, column)


def methods_page(view: LimitView) -> QWidget:
    """One line for each method with its figures; those that cannot be used are grey and say why."""
    page, grid = _grid((_("Method"), _("How it is worked out"), _("Allows"), _("Against now")), 2)
    grid.setColumnStretch(1, 1)
    for method in view.methods:
        allowed = "—" if method.limit is None or not method.usable else words.rounded(method.limit, 0)
        _row(grid, (limit_words.method_name(method.code), limit_words.basis(method, view), allowed,
                    _against(method.limit if method.usable else None, view)), 2, tone="" if method.usable else "t3")
    _row(grid, (_("Proposal"), limit_words.proposal_words(view.proposal), words.whole(view.proposed),
                _against(view.proposed, view)), 2, role="strong")
    grid.setRowStretch(grid.rowCount(), 1)
    return page


def return_page(view: LimitView, more: Decimal | None) -> QWidget:
    """What each candidate earns in a year after expected loss, funding and work; the best is marked (DOMAIN D7)."""
    if view.comparison is None:
        reason = next((_(method.reason) for method in view.methods if method.code == RISK_RETURN), "")
        return _words_page(_("Not compared: {reason}. Margin, cost of funds and loss stand in the credit policy.").format(
            reason=reason))
    heads = (_("Limit"), _("Default"), _("Sales"), _("Contribution"), _("Expected loss"), _("Funding"), _("Net"), "")
    page, grid = _grid(heads, 0)
    for found in view.comparison.rows(more):
        said = _("best") if found.best else _("too little") if not found.accepted else ""
        if more is not None and found.limit == more:
            said = " · ".join(filter(None, (_("typed"), said)))
        figures = (found.sales, found.contribution, found.expected_loss, found.funding, found.net)
        _row(grid, (words.rounded(found.limit, 0), words.percent(found.pd, 1), *(words.rounded(one, 0) for one in figures), said),
             0, role="strong" if found.best else "", tone="" if found.accepted else "t3")
    told = limit_words.break_even(view)
    if told:
        row = grid.rowCount()
        grid.addWidget(rule(), row, 0, 1, len(heads))
        grid.addWidget(label(told, "mut", wrap=True), row + 1, 0, 1, len(heads))
    grid.setRowStretch(grid.rowCount(), 1)
    return page


def security_page(covers: Sequence[Cover]) -> QWidget:
    """What is held, until when, and what it counts for (DOMAIN D5)."""
    if not covers:
        return _words_page(_("No security is on file. It is entered from the customer's row: Security held."))
    page, grid = _grid((_("Security"), _("By"), _("Until"), _("Amount"), _("Counts")), 3)
    grid.setColumnStretch(1, 1)
    for cover in covers:
        worth = _("by exposure") if cover.worth is None else words.rounded(cover.worth, 0)
        _row(grid, (_(KIND_NAMES[cover.kind]), cover.provider, words.day(cover.until), words.rounded(cover.amount, 0),
                    worth), 3)
    grid.setRowStretch(grid.rowCount(), 1)
    return page


def history_page(decisions: Sequence[LimitEntry]) -> QWidget:
    """The last decisions, newest first; withdrawn ones say so."""
    if not decisions:
        return _words_page(_("No limit was decided yet"))
    page, grid = _grid((_("Limit"), _("Holds"), _("Reason"), _("Decided")), 9)
    grid.setColumnStretch(2, 1)
    for entry in decisions[:SHOWN_BEFORE]:
        span = _("from {first} to {last}").format(first=words.day(entry.began), last=words.day(entry.until))
        amount = with_currency(entry.amount, entry.currency) + (" · " + _("temporary") if entry.temporary else "")
        reason = entry.reason if entry.withdrawn_on is None else _("withdrawn on {day}").format(
            day=entry.withdrawn_on.isoformat())
        _row(grid, (amount, span, reason, f"{entry.decided_by} {local_moment(entry.decided_at)[:10]}"), 9)
    grid.setRowStretch(grid.rowCount(), 1)
    return page


def _words_page(text: str) -> QWidget:
    page = QWidget()
    page.setProperty("plain", True)
    box = QVBoxLayout(page)
    box.setContentsMargins(15, 12, 15, 12)
    box.addWidget(label(text, "sec", wrap=True))
    box.addStretch(1)
    return page


def _against(amount: Decimal | None, view: LimitView) -> str:
    if amount is None or view.in_force is None:
        return "—"
    return _moved((amount - view.in_force).quantize(Decimal(1)), words.whole)
