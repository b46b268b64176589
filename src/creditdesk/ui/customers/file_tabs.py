"""Scores, limits and timeline of a customer as tables and lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services import customer_timeline as happened
from creditdesk.services.credit.scoring import SavedScore
from creditdesk.services.customer_overview import LimitLine, Overview
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.customers import words
from creditdesk.ui.customers.score_course import ScoreCourse
from creditdesk.ui.customers.timeline_view import TimelineView
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.empty_state import EmptyState


class TableTab(QWidget):
    """A table under a line with what it is and one button."""

    asked = Signal()

    def __init__(self, text: str, action: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = label(text, "sec")
        self.button = button(action, icon_name, small=True)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        self.card = Card(flush=True)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 12, 0, 0)
        self.box.setSpacing(10)
        self.box.addLayout(row)
        self.box.addWidget(self.card, 1)


class ScoresTab(TableTab):
    """`opened` carries a saved score."""

    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Enter opens a score as it was saved"), _("Score"), "circle-wavy-check")
        self.model = TableModel([
            Column("as_of", _("Date"), "date", width=104),
            Column("grade", _("Grade"), "grade", width=72),
            Column("score", _("Score"), "ratio", width=76, strong=True),
            Column("change", _("Change"), value=_change, width=96, align="left"),
            Column("coverage", _("Coverage"), "percent", width=80),
            Column("confidence", _("Confidence"), "percent", width=92),
            Column("card", _("Scorecard"), value=lambda row: row.version, width=76, tone=lambda row: "t2",
                   tip=lambda row: words.named(words.CARDS, row.card)),
            Column("opinion", _("Opinion"), tone=lambda row: "t2"),
            Column("created_by", _("By"), width=84, tone=lambda row: "t2")], key=lambda row: row.id)
        self.table = DataTable(self.model, _("Scores"), settings=desk.settings, name="customer_scores")
        self.table.set_empty(_("Not scored yet"), _("A score says how likely the customer is to pay, and why."), _("Score"),
                             "circle-wavy-check")
        self.table.empty_action.connect(self.asked)
        self.table.row_opened.connect(self.opened)
        self.card.add(self.table, 1)
        self.course = ScoreCourse()
        self.course.hide()
        self.box.addWidget(self.course)

    def show_customer(self, view: Overview) -> None:
        self.model.set_rows(view.scores)
        self.course.show_scores(view.scores)


def _change(row: SavedScore) -> str:
    """How far the grade moved: changes are neutral words, only the arrow tells the way."""
    if row.previous_grade is None:
        return ""
    if not row.change:
        return _("unchanged")
    return f"{'↑' if row.change > 0 else '↓'} {row.previous_grade} → {row.grade}"


class LimitsTab(TableTab):
    """Every limit decided, the one in force marked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("What was decided stays as it was; a later decision replaces it from its first day"),
                         _("Change limit"), "scales")
        self.model = TableModel([
            Column("begins", _("In force from"), width=100,
                   value=lambda row: row.begins.isoformat() if row.begins else _("every date")),
            Column("until", _("Until"), "date", width=96),
            Column("amount", _("Limit"), "money", width=112, currency=lambda row: row.currency, strong=True),
            Column("currency", _("Currency"), width=72),
            Column("state", _("Status"), "tag", value=_limit_tag, width=100),
            Column("terms", _("Terms"), value=lambda row: words.terms(row.terms) if row.terms else "", width=124,
                   tone=lambda row: "t2"),
            Column("reason", _("Reason"), tone=lambda row: "t2"),
            Column("decided_by", _("By"), width=84, tone=lambda row: "t2"),
            Column("decided_at", _("Decided on"), value=lambda row: row.decided_at[:10], width=104, tone=lambda row: "t2")],
            key=lambda row: row.id)
        self.table = DataTable(self.model, _("Limits"), settings=desk.settings, name="customer_limits")
        self.table.set_empty(_("No limit decided"), _("A limit says up to which amount one may sell on credit."),
                             _("Decide a limit"), "scales")
        self.table.empty_action.connect(self.asked)
        self.card.add(self.table, 1)

    def show_customer(self, view: Overview) -> None:
        foreign = any(row.currency != view.base for row in view.limits)
        self.table.set_narrow(() if foreign else ("currency",))
        self.model.set_rows(view.limits)


def _limit_tag(row: LimitLine) -> Tag | None:
    if row.withdrawn_on is not None:
        return Tag(_("Withdrawn"), "track", "x-circle")
    if row.in_force:
        return Tag(_("In force"), "tint", "check-circle")
    return Tag(_("Temporary"), "track", "clock") if row.temporary else None


class TimelineTab(QWidget):
    """Everything that happened, narrowed by kind."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: Sequence[Event] = ()
        self._kinds: dict[str, tuple[str, ...]] = {
            "all": (), "documents": (happened.DOCUMENT, happened.REVERSAL, happened.DISPUTE),
            "said": (happened.CONTACT, happened.PROMISE, happened.LETTER, happened.PROOF, happened.PLAN),
            "credit": (happened.LIMIT, happened.APPLICATION, happened.SCORE),
            "record": (happened.RECORD, happened.FACT, happened.ENTRY, happened.ENDED)}
        self.chips = Chips([("all", _("All")), ("documents", _("Documents")), ("said", _("Contacts and letters")),
                            ("credit", _("Limits and scores")), ("record", _("File and data"))], _("Kind"))
        self.chips.chosen.connect(lambda _kind: self._show())
        self.view = TimelineView()
        self.view.opened.connect(self.opened)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 8, 0, 8)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(EmptyState("clock", _("Nothing of this kind happened yet")))
        card.add(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.chips)
        box.addWidget(card, 1)

    def set_events(self, events: Sequence[Event]) -> None:
        self._events = events
        for kind, wanted in self._kinds.items():
            count = sum(1 for event in events if event.kind in wanted) if wanted else len(events)
            self.chips.set_count(kind, count)
        self._show()

    def _show(self) -> None:
        wanted = self._kinds[str(self.chips.value())]
        shown = [event for event in self._events if not wanted or event.kind in wanted]
        self.view.set_events(shown)
        self._stack.setCurrentIndex(0 if shown else 1)
