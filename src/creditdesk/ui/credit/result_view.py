"""The last step: grade, proposal and review day, why in plain sentences, what would change it, conditions, opinion."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.grades import NR
from creditdesk.domain.credit.levers import Lever
from creditdesk.i18n import _, listed, N_, ngettext, SEMICOLON
from creditdesk.services.credit.limit_view import LimitView, rounded
from creditdesk.services.credit.scoring import ScoreView
from creditdesk.ui.credit import reasons, words
from creditdesk.ui.credit.draft import ScoreDraft
from creditdesk.ui.credit.live_panel import cap_words, range_words, SCALE, spans
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.badges import GradeBadge, StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label, Note, rule
from creditdesk.ui.widgets.score_scale import ScoreScale

CONDITIONS = {
    "hold": (N_("Hold new credit when an item is over 15 days overdue"), N_("the owner may release")),
    "alert": (N_("Warn when 90% of the limit is used"), N_("on the dashboard and while invoicing")),
    "statement": (N_("Statement each quarter with the slip signed"), N_("keeps the claims undisputed")),
    "security": (N_("Ask for further security"), N_("guarantee, deposit or insurance")),
}
USUAL = frozenset({"hold", "alert", "statement"})
_ICONS = {reasons.GOOD: ("trend-up", "ok"), reasons.BAD: ("trend-down", "war"), reasons.MISSING: ("warning-circle", "t3")}


class Figure(Card):
    """One answer in large letters: the limit proposed, the terms, the next review."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body.setSpacing(2)
        self._title, self._value, self._note = label(title, "sec"), label("—", "hero"), label("", "mut", wrap=True)
        for part in (self._title, self._value, self._note):
            self.body.addWidget(part)

    def say(self, value: str, note: str) -> None:
        self._value.setText(value)
        self._note.setText(note)
        self.setAccessibleName(f"{self._title.text()} {value} {note}")

    @property
    def value(self) -> str:
        return self._value.text()

    @property
    def words(self) -> str:
        return f"{self._title.text()}: {self._value.text()} ({self._note.text()})"


class ResultView(QScrollArea):
    """`changed` when opinion or conditions do."""

    changed = Signal()

    def __init__(self, draft: ScoreDraft) -> None:
        super().__init__()
        self._draft = draft
        if draft.conditions is None:
            draft.conditions = set(USUAL)
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self._head())
        figures = QHBoxLayout()
        figures.setSpacing(12)
        self.limit, self.terms, self.review = Figure(_("Proposed limit")), Figure(_("Longest terms")), Figure(_("Next review"))
        for part in (self.limit, self.terms, self.review):
            figures.addWidget(part, 1)
        box.addLayout(figures)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addLayout(self._left(), 5)
        lower.addLayout(self._right(), 3)
        box.addLayout(lower, 1)
        self.setWidget(inner)
        self.setWidgetResizable(True)

    def _head(self) -> Card:
        card = Card()
        row, words_box, line = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        row.setSpacing(16)
        self.badge, self.score, self.change = GradeBadge("NR", 72), label("—", "score"), StatusTag()
        self.trust = label("", "mut")
        line.setSpacing(6)
        line.addWidget(self.score)
        line.addWidget(label("/ 100", "mut"), 0, Qt.AlignmentFlag.AlignBottom)
        line.addSpacing(8)
        line.addWidget(self.change)
        line.addStretch(1)
        words_box.setSpacing(0)
        words_box.addWidget(label(_("Credit score"), "sec"))
        words_box.addLayout(line)
        words_box.addWidget(self.trust)
        self.scale = ScoreScale(SCALE)
        row.addWidget(self.badge)
        row.addLayout(words_box, 2)
        row.addWidget(self.scale, 3)
        card.body.addLayout(row)
        self.note = Note("", "warn")
        card.body.addWidget(self.note)
        return card

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(12)
        self.why = Card(_("Why this grade"))
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(4)
        self.why.body.addLayout(self._reasons)
        self.opinion = QPlainTextEdit(self._draft.opinion)
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(72)
        self.opinion.setAccessibleName(_("Opinion (kept with the score)"))
        self.opinion.textChanged.connect(self._written)
        title = label(_("&Opinion (kept with the score)"), "sec")
        title.setTextFormat(Qt.TextFormat.AutoText)
        title.setBuddy(self.opinion)
        self.why.add(title)
        self.why.add(self.opinion)
        self.why.body.addStretch(1)
        box.addWidget(self.why)
        return box

    def _right(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(12)
        self.levers = Card(_("What would change the grade"), _("each by itself"))
        self._lever_grid = QGridLayout()
        self._lever_grid.setVerticalSpacing(6)
        self._lever_grid.setColumnStretch(0, 1)
        self.levers.body.addLayout(self._lever_grid)
        conditions = Card(_("Conditions of the credit"))
        self.conditions: dict[str, QCheckBox] = {}
        for key, (text, hint) in CONDITIONS.items():
            box_ = QCheckBox(_(text))
            box_.setChecked(key in (self._draft.conditions or ()))
            box_.toggled.connect(lambda on, own=key: self._ticked(own, on))
            self.conditions[key] = box_
            conditions.add(box_)
            remark = label(_(hint), "mut", wrap=True)
            remark.setContentsMargins(28, 0, 0, 0)
            conditions.add(remark)
        conditions.body.addStretch(1)
        box.addWidget(self.levers)
        box.addWidget(conditions, 1)
        return box

    def _written(self) -> None:
        self._draft.opinion = self.opinion.toPlainText()
        self.changed.emit()

    def _ticked(self, key: str, on: bool) -> None:
        kept = self._draft.conditions
        assert kept is not None
        kept.add(key) if on else kept.discard(key)
        self.changed.emit()

    def full_opinion(self) -> str:
        """The opinion with the conditions ticked, as it is kept."""
        chosen = [_(CONDITIONS[key][0]) for key in CONDITIONS if key in (self._draft.conditions or ())]
        parts = [self._draft.opinion.strip()]
        if chosen:
            parts.append(_("Conditions: {list}").format(list=listed(chosen, SEMICOLON)))
        return "\n".join(part for part in parts if part)

    # What is shown

    def show_view(self, view: ScoreView) -> None:
        """Grade, figures and reasons of a score."""
        result, last = view.result, self._draft.loaded.last
        self.badge.set_grade(result.grade)
        self.score.setText("—" if result.score is None else f"{result.score}")
        ends = (result.low, result.high) if result.low is not None and result.high is not None else None
        self.scale.set_score(result.score, ends)
        self.trust.setText(_("Confidence {confidence} · possible range {range}").format(
            confidence=words.percent(result.confidence, 0), range=range_words(result)))
        moved = result.score - last.score if last and last.score is not None and result.score is not None else None
        arrow = "" if not moved else f"{'↑' if moved > 0 else '↓'} " + _("{points} since last time").format(points=abs(moved))
        self.change.set_status(arrow, "warn" if moved is not None and moved < 0 else "track")
        said = [cap_words(cap.code, cap.grade, cap.reason, cap.evidence) for cap in result.caps]
        wide = spans(result)
        if wide is not None and result.grade != NR:
            said.append(_("The range spans grades {low} to {high}.").format(low=wide[0], high=wide[1]))
        self.note.set_text("\n".join(said))
        self.note.setVisible(bool(said))
        self.why.set_title(_("Why {grade}").format(grade=result.grade))
        months = view.review_months
        every = ngettext("grade {grade}: every month", "grade {grade}: every {count} months", months or 0)
        self.review.say(words.day(view.next_review), every.format(grade=result.grade, count=months) if months
                        else _("a case of its own"))
        self._show_reasons(reasons.reasons(view))

    def show_limit(self, view: LimitView) -> None:
        """What the grade shown would allow."""
        asked = self._draft.requested
        now = rounded(view, view.in_force)
        note = [_("in force {amount}").format(amount=words.whole(now)) if now is not None else _("no limit in force")]
        if asked is not None:
            note.append(_("asked for {amount}").format(amount=words.whole(asked)))
        self.limit.say(with_currency(view.proposed, view.currency), " · ".join(note))
        days, deposit = view.proposal.term_days, view.proposal.min_deposit
        value = ngettext("{count} day", "{count} days", days).format(count=days) if days else _("prepayment")
        extra = [_("now {terms}").format(terms=words.terms_words(view.terms))]
        if deposit:
            extra.append(_("deposit of at least {share}").format(share=words.percent(deposit, 0)))
        self.terms.say(value, " · ".join(extra))

    def limit_words(self) -> list[str]:
        """What stands in the figures above, as sentences for the paper."""
        return [figure.words for figure in (self.limit, self.terms)]

    def show_levers(self, found: Sequence[Lever]) -> None:
        """The nearest changes up and down; nothing where the customer is not rated."""
        _clear(self._lever_grid)
        shown = reasons.nearest(found)
        for place, lever in enumerate(shown):
            self._lever_grid.addWidget(label(reasons.lever_words(lever), wrap=True), place, 0)
            effect = label(reasons.lever_effect(lever), "strong")
            self._lever_grid.addWidget(effect, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        if not shown:
            self._lever_grid.addWidget(label(_("No single answer would change it."), "mut", wrap=True), 0, 0)

    def _show_reasons(self, found: Sequence[reasons.Reason]) -> None:
        _clear(self._reasons)
        for reason in found:
            holder = QWidget()
            row, said = QHBoxLayout(holder), QVBoxLayout()
            row.setContentsMargins(0, 2, 0, 2)
            icon, tone = _ICONS[reason.kind]
            said.setSpacing(0)
            said.addWidget(label(reason.text, wrap=True))
            said.addWidget(label(reason.source, "mut", wrap=True))
            row.addWidget(IconMark(icon, tone, 16), 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(said, 1)
            row.addWidget(label(reason.points, "strong", tone=tone), 0, Qt.AlignmentFlag.AlignTop)
            holder.setAccessibleName(f"{reason.text}, {reason.points}, {reason.source}")
            self._reasons.addWidget(holder)
            self._reasons.addWidget(rule())


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
