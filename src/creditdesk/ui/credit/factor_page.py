"""One step of the wizard: the factors of a dimension, one line each; the statement below the financial ones."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import NOT_APPLICABLE, UNKNOWN
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit.scoring import ScoreView
from creditdesk.ui.credit import words
from creditdesk.ui.credit.draft import ScoreDraft
from creditdesk.ui.credit.factor_line import FactorLine, POINTS_WIDTH, SOURCE_WIDTH, VALUE_WIDTH
from creditdesk.ui.credit.statement_form import StatementForm
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label, rule

#: factors behind which documents or promises stand
WITH_ITEMS = frozenset({"BH1", "BH2", "BH3", "BH4", "BH6"})


class FactorPage(Card):
    """`changed` follows every answer; `finished` when Enter leaves the last line."""

    changed = Signal()
    finished = Signal()
    items_asked = Signal(str)

    def __init__(self, draft: ScoreDraft, dimension: str) -> None:
        factors = [factor for factor in draft.card.factors if words.dimension(factor.code) == dimension]
        weight = sum((factor.weight for factor in factors), Decimal(0))
        hint = _("weight {weight}").format(weight=f"{weight:f}")
        if dimension == words.FINANCIAL:
            hint += " · " + _("latest annual statement or tax return")
        super().__init__(_(words.DIMENSIONS[dimension]), hint, flush=True)
        self._draft, self.dimension = draft, dimension
        self.lines = [FactorLine(draft.card, factor, draft.basis.as_of, section=draft.basis.section,
                                 items=factor.code in WITH_ITEMS and draft.basis.behaviour is not None)
                      for factor in factors]
        self.form: StatementForm | None = None
        self.body.addWidget(self._heads())
        self.body.addWidget(rule())
        inner = QWidget()
        inner.setProperty("plain", True)
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        for line in self.lines:
            self._rows.addWidget(line)
            self._rows.addWidget(rule())
            line.answered.connect(self._answered)
            line.next_asked.connect(self._walk)
            line.items_asked.connect(self.items_asked)
        if dimension == words.FINANCIAL:
            self.form = StatementForm(draft)
            self.form.changed.connect(self.changed)
            self._rows.addWidget(self.form)
            self._rows.addWidget(self._remark())
        self._rows.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.verticalScrollBar().rangeChanged.connect(self._line_up)
        self.body.addWidget(self.area, 1)
        self._fill()

    def _heads(self) -> QWidget:
        row, theme = QHBoxLayout(), active()
        row.setContentsMargins(15, 4, 15, 4)
        row.setSpacing(12)
        row.addWidget(label(_("Factor"), "mut"), 1)
        for text, width in ((_("Value"), VALUE_WIDTH), (_("Source and date"), SOURCE_WIDTH), (_("Points"), POINTS_WIDTH)):
            head = label(text, "mut")
            head.setFixedWidth(theme.px(width))
            if width == POINTS_WIDTH:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            row.addWidget(head)
        self._head_row = row
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _line_up(self, _low: int, high: int) -> None:
        """The heads stand over their columns with and without a scroll bar."""
        bar = self.area.verticalScrollBar().sizeHint().width() if high > 0 else 0
        self._head_row.setContentsMargins(15, 4, 15 + bar, 4)

    def _remark(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(15, 0, 15, 12)
        said = _("All of this may stay empty. A sole trader keeps no statements: mark those factors N/A.")
        box.addWidget(label(said, "mut", wrap=True))
        return holder

    @property
    def first(self) -> QWidget:
        return self.lines[0].first

    def line(self, code: str) -> FactorLine:
        """The line of one factor; KeyError when it is not here."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def _fill(self) -> None:
        self._draft.view()
        for line in self.lines:
            line.fill(self._draft.base_input(line.code), self._draft.base_origin(line.code), self._draft.answers.get(line.code))

    def _answered(self, code: str, answer: object) -> None:
        if answer is None:
            self._draft.answers.pop(code, None)
        else:
            self._draft.answers[code] = answer  # type: ignore[assignment]
        self.changed.emit()

    def _walk(self, line: FactorLine, backwards: bool) -> None:
        place = self.lines.index(line) + (-1 if backwards else 1)
        if 0 <= place < len(self.lines):
            self.lines[place].first.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(self.lines[place], 0, 24)
        elif not backwards:
            if self.form is not None:
                self.form.first.setFocus(Qt.FocusReason.TabFocusReason)
                self.area.ensureWidgetVisible(self.form.first, 0, 80)
            else:
                self.finished.emit()

    def show_view(self, view: ScoreView) -> None:
        """Points, notes and errors of every line; values that follow from the statement are shown anew."""
        rows = {row.code: row for row in view.result.factors}
        for line in self.lines:
            answer, entry = self._draft.answers.get(line.code), view.inputs[line.code]
            if answer is None and not line.being_typed:
                line.fill(self._draft.base_input(line.code), self._draft.base_origin(line.code), None)
            line.show_row(rows[line.code], entry, view.origins.get(line.code), answer, self._draft.errors.get(line.code))

    def summary(self, view: ScoreView) -> tuple[str, bool]:
        """Second line of the step, and whether nothing is missing."""
        rows = [row for row in view.result.factors if words.dimension(row.code) == self.dimension]
        there = [row for row in rows if row.state != NOT_APPLICABLE]
        missing = sum(1 for row in there if row.state == UNKNOWN)
        if not there:
            return _("not applicable"), True
        text = _("{points} of {weight}").format(
            points=words.points(sum((row.points or Decimal(0) for row in there), Decimal(0))),
            weight=f"{sum((row.weight for row in there), Decimal(0)):f}")
        if missing:
            text += " · " + ngettext("{count} missing", "{count} missing", missing).format(count=missing)
        return text, not missing
