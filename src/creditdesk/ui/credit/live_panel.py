"""The score as it stands, beside the form: grade, range, points by dimension, confidence, what fires, what to find out."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import KNOWN, NOT_APPLICABLE, UNKNOWN
from creditdesk.domain.credit.grades import D, grade_of, GRADES, NR
from creditdesk.domain.credit.scoring import ScoreResult
from creditdesk.i18n import _, aside, listed, ngettext, titled
from creditdesk.ui.credit import words
from creditdesk.ui.widgets.badges import GradeBadge
from creditdesk.ui.widgets.controls import label, Note, rule
from creditdesk.ui.widgets.score_scale import PointsBar, ScoreScale

SCALE = [(entry.code, entry.score) for entry in reversed(GRADES) if entry.score is not None]


def spans(result: ScoreResult) -> tuple[str, str] | None:
    """The grades of the range's ends where they differ."""
    if result.low is None or result.high is None:
        return None
    ends = grade_of(result.low), grade_of(result.high)
    return ends if ends[0] != ends[1] else None


def range_words(result: ScoreResult) -> str:
    return "—" if result.low is None or result.high is None else f"{result.low} – {result.high}"


class LivePanel(QFrame):
    """`show_result` is called on every key; `set_proposal` when the worker has found what the grade would allow."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(_("Live score"))
        inner = QWidget()
        inner.setProperty("plain", True)
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(13, 12, 10, 12)
        self._box.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)
        self._head()
        self.warning, self.caps = Note("", "warn"), Note("", "danger")
        for note in (self.warning, self.caps):
            note.hide()
            self._box.addWidget(note)
        self._contributions()
        self._trust()
        self._proposal()
        self._parts()
        self._box.addStretch(1)

    def _head(self) -> None:
        top, line = QHBoxLayout(), QHBoxLayout()
        top.addWidget(label(_("Live score"), "title"))
        top.addWidget(label(_("follows what you enter"), "mut"), 1)
        self.badge, self.score = GradeBadge("NR", 44), label("—", "score")
        self._of = label("/ 100", "mut")
        ends = QVBoxLayout()
        ends.setSpacing(0)
        self.range = label("", "strong")
        for part in (label(_("possible range"), "mut"), self.range):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
            ends.addWidget(part)
        line.setSpacing(6)
        line.addWidget(self.badge)
        line.addWidget(self.score)
        line.addWidget(self._of, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        line.addLayout(ends)
        self.scale = ScoreScale(SCALE)
        self._box.addLayout(top)
        self._box.addLayout(line)
        self._box.addWidget(self.scale)

    def _contributions(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(_("Where the points come from"), "sec"), 1)
        head.addWidget(label(_("points / weight"), "mut"))
        self._box.addWidget(rule())
        self._box.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(2)
        self._bars: dict[str, tuple[QLabel, QLabel, PointsBar]] = {}
        self._box.addLayout(self._grid)
        self.missing = label("", "mut", wrap=True)
        self._box.addWidget(self.missing)

    def _parts(self) -> None:
        """Sub-scores, each 0 to 100 over its own factors; they are shown, not added to anything (DOMAIN C1)."""
        self._box.addWidget(rule())
        self._box.addWidget(label(_("Parts of the score, 0 to 100"), "sec"))
        self.parts: dict[str, QLabel] = {}
        for code, text in (*words.TAG_NAMES.items(), *words.VIEW_NAMES.items()):
            line = QHBoxLayout()
            self.parts[code] = label("—", "strong")
            line.addWidget(label(_(text), "mut"), 1)
            line.addWidget(self.parts[code])
            self._box.addLayout(line)

    def _trust(self) -> None:
        self._box.addWidget(rule())
        line = QHBoxLayout()
        line.addWidget(label(_("Confidence in the data"), "sec"), 1)
        self.confidence = label("", "strong")
        line.addWidget(self.confidence)
        self._trust_bar = QProgressBar()
        self._trust_bar.setTextVisible(False)
        self._trust_bar.setAccessibleName(_("Confidence in the data"))
        self.coverage, self.best = label("", "mut", wrap=True), label("", "", tone="acc", wrap=True)
        self._box.addLayout(line)
        for part in (self._trust_bar, self.coverage, self.best):
            self._box.addWidget(part)

    def _proposal(self) -> None:
        self._box.addWidget(rule())
        self._box.addWidget(label(_("With this score we would propose"), "sec"))
        line = QHBoxLayout()
        self.proposed, self.terms = label("—", "kpi"), label("")
        line.addWidget(self.proposed)
        line.addWidget(self.terms, 1, Qt.AlignmentFlag.AlignBottom)
        self.proposal_note = label("", "mut", wrap=True)
        self._box.addLayout(line)
        self._box.addWidget(self.proposal_note)

    def set_proposal(self, amount: str, terms: str, note: str) -> None:
        """The limit that the grade shown would allow, in words."""
        self.proposed.setText(amount)
        self.terms.setText(terms)
        self.proposal_note.setText(note)

    def show_result(self, result: ScoreResult) -> None:
        """Show a score with what it rests on."""
        self.badge.set_grade(result.grade)
        self.score.setText("—" if result.score is None else f"{result.score}")
        self._of.setVisible(result.score is not None)
        ends = (result.low, result.high) if result.low is not None and result.high is not None else None
        self.range.setText(range_words(result))
        self.scale.set_score(result.score, ends)
        self._warn(result)
        self._show_dimensions(result)
        for code, value in (*result.tags.items(), *result.views.items()):
            self.parts[code].setText("—" if value is None else words.rounded(value, 1))
        share = result.confidence
        self.confidence.setText(f"{words.percent(share, 0)} · {_(result.confidence_level)}")
        self._trust_bar.setValue(int(share * 100))
        known = sum(1 for row in result.factors if row.state == KNOWN)
        applicable = sum(1 for row in result.factors if row.state != NOT_APPLICABLE)
        said = _("{known} of {count} factors known, coverage {coverage}. Average answers: {average}, known only: {only}")
        self.coverage.setText(said.format(known=known, count=applicable, coverage=words.percent(result.coverage),
                                          average=_score(result.if_average), only=_score(result.known_only)))
        self.best.setText(_("Best to find out next: {factor}").format(factor=words.name(result.best_to_ask))
                          if result.best_to_ask else "")
        self.best.setVisible(bool(result.best_to_ask))

    def _warn(self, result: ScoreResult) -> None:
        ends = spans(result)
        self.warning.setVisible(ends is not None and result.grade != NR)
        if ends is not None:
            text = _("The range spans grades {low} to {high}.").format(low=ends[0], high=ends[1])
            if result.best_to_ask:
                text += " " + _("“{factor}” would tell most.").format(factor=words.name(result.best_to_ask))
            self.warning.set_text(text)
        self.caps.setVisible(bool(result.caps))
        self.caps.set_text("\n".join(cap_words(cap.code, cap.grade, cap.reason, cap.evidence) for cap in result.caps))

    def _show_dimensions(self, result: ScoreResult) -> None:
        groups: dict[str, list[int]] = {}
        for place, row in enumerate(result.factors):
            groups.setdefault(words.dimension(row.code), []).append(place)
        order = [code for code in words.DIMENSIONS if code in groups]
        if order != list(self._bars):
            self._make_bars(order)
        full, unknown = Decimal(0), 0
        sums: dict[str, tuple[Decimal, Decimal, bool]] = {}
        for code, places in groups.items():
            rows = [result.factors[place] for place in places if result.factors[place].points is not None]
            weight = sum((row.weight for row in rows), Decimal(0))
            missing = sum(1 for row in rows if row.state == UNKNOWN)
            unknown += missing
            sums[code] = (sum((row.points or Decimal(0) for row in rows), Decimal(0)), weight, bool(rows) and missing == len(rows))
            full = max(full, weight)
        for code, (points, weight, missing_all) in sums.items():
            _name, figure, bar = self._bars[code]
            figure.setText(f"{words.points(points)} / {weight:f}")
            bar.set_points(points, weight, missing=missing_all, full=full or Decimal(40))
        said = ngettext("{count} answer is missing and counts 30 of 100",
                        "{count} answers are missing and count 30 of 100", unknown)
        self.missing.setText(said.format(count=unknown))
        self.missing.setVisible(bool(unknown))

    def _make_bars(self, codes: list[str]) -> None:
        for parts in self._bars.values():
            for widget in parts:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._bars = {}
        for place, code in enumerate(codes):
            title, figure, bar = label(_(words.DIMENSIONS[code])), label("", "strong"), PointsBar()
            self._grid.addWidget(title, place * 2, 0)
            self._grid.addWidget(figure, place * 2, 1, Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(bar, place * 2 + 1, 0, 1, 2)
            self._bars[code] = (title, figure, bar)
        self._grid.setColumnStretch(0, 1)


def _score(value: Decimal | None) -> str:
    return "—" if value is None else f"{value} ({grade_of(value)})"


def cap_words(code: str, grade: str, reason: str, evidence: str) -> str:
    """A veto or cap in a sentence: "V10 · at most BB: on the abnormal operation list (EX2)"."""
    if grade == NR:  # its reason says so itself
        text = f"{code} · {_(reason)}"
    else:
        effect = _("grade D") if grade == D else _("at most {grade}").format(grade=grade)
        text = titled(f"{code} · {effect}", _(reason)) if code != "V13" else f"{code} · {listed((effect, _(reason)))}"
    shown = words.evidence(evidence)
    return aside(text, shown) if shown else text
