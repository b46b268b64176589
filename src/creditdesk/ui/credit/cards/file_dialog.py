"""A file of firms from elsewhere with their outcomes: scores, or ratios put on a scorecard, and how well they separate (C11)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from creditdesk.domain.credit.claims import EXISTING, NEW
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.credit.validation import MIN_BADS, MIN_CASES
from creditdesk.i18n import _
from creditdesk.services.credit import labelled
from creditdesk.services.credit.labelled import LabelledResult, LabelledTable
from creditdesk.ui.credit import words
from creditdesk.ui.credit.cards.columns import calibration_columns, rank_columns
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

_HIGH, _LOW = "high", "low"
SCORES, RATIOS = "scores", "ratios"
_PER_ROW = 3


class FileCheckDialog(Dialog):
    """Nothing of the file is kept. `cards` are those in force by kind."""

    def __init__(self, desk: Desk, table: LabelledTable, cards: Mapping[str, Scorecard], parent: QWidget | None = None) -> None:
        super().__init__(_("Firms in {file}").format(file=table.file), _("Reckon"), parent, cancel=_("Close"), width=900)
        self._desk, self._table, self._cards = desk, table, cards
        self.found: LabelledResult | None = None
        self.setMinimumHeight(600)
        columns = [(name, name) for name in table.columns if name]
        self.way = Segments([(SCORES, _("A column of scores")), (RATIOS, _("Ratios on our scorecard"))], _("What is in the file"))
        self.flag = Choice(columns)
        self.flag.set_value(table.flag_column or columns[-1][0])
        self.direction = Segments([(_HIGH, _("High is good")), (_LOW, _("Low is good"))], _("Direction"))
        self.score = Choice(columns)
        self.score.set_value(table.score_column or next((name for name, _text in columns if name != table.flag_column), None))
        self.card = Segments([(NEW, _(words.CARDS[NEW])), (EXISTING, _(words.CARDS[EXISTING]))], _("Scorecard"))
        self.factors: dict[str, Choice] = {}
        self._lay_out(columns)
        self.way.set_value(SCORES if table.score_column else RATIOS)
        self._show_way()
        self.way.chosen.connect(lambda _value: self._show_way())
        self.submitted.connect(self.reckon)

    def _lay_out(self, columns: list[tuple[str, str]]) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.way)
        row.addStretch(1)
        row.addWidget(FormField(_("Column of outcomes"), self.flag, name="flag", help_text=_("1 or yes: went bad")))
        self.body.addLayout(row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._score_page())
        self._stack.addWidget(self._ratio_page(columns))
        self.body.addWidget(self._stack)
        self.words = label("", "section", wrap=True)
        self.body.addWidget(self.words)
        self.ranks = TableModel(rank_columns(), key=lambda row: row.grade)
        self.calibration = TableModel(calibration_columns(), key=lambda row: row.grade)
        self._tables: list[DataTable] = []
        tables = QHBoxLayout()
        tables.setSpacing(12)
        for model, title in ((self.ranks, _("Rank table")), (self.calibration, _("Calibration by grade"))):
            shown = DataTable(model, title)
            shown.set_empty(_("Choose the columns"))
            tables.addWidget(shown, 1)
            self._tables.append(shown)
        self.body.addLayout(tables, 1)

    def _score_page(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(FormField(_("Column of scores"), self.score, name="column", help_text=_("Figures, or grades AAA to D")), 1, top)
        row.addWidget(FormField(_("Direction"), self.direction, name="way"), 1, top)
        return holder

    def _ratio_page(self, columns: list[tuple[str, str]]) -> QWidget:
        """Every factor that a column of figures can fill, with the column that seems to."""
        inner, grid = QWidget(), QGridLayout()
        inner.setLayout(grid)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.addWidget(self.card, 0, 0, 1, _PER_ROW)
        listed: list[tuple[object, str]] = [("", _("not in the file")), *columns,
                                            *((f"365/{name}", _("365 ÷ {column}").format(column=name)) for name, _text in columns)]
        guessed: dict[str, str] = {}
        for kind in (EXISTING, NEW):
            guessed |= self._table.mapping(self._cards[kind])
        codes = list(dict.fromkeys(factor.code for kind in (NEW, EXISTING) for factor in self._cards[kind].factors))
        for place, code in enumerate(codes):
            self.factors[code] = Choice(listed)
            self.factors[code].set_value(guessed.get(code, ""))
            grid.addWidget(FormField(words.name(code), self.factors[code], name=code), 1 + place // _PER_ROW, place % _PER_ROW)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        return area

    def _show_way(self) -> None:
        ratios = self.way.value() == RATIOS
        self._stack.setCurrentIndex(1 if ratios else 0)
        self._stack.setFixedHeight(196 if ratios else 96)
        self._show_table(calibrated=False)

    def _show_table(self, *, calibrated: bool) -> None:
        """Grades of our own card stand beside their default probability; else the rank table."""
        self._tables[0].setVisible(not calibrated)
        self._tables[1].setVisible(calibrated)

    def reckon(self) -> None:
        table, flag = self._table, str(self.flag.value())
        if self.way.value() == RATIOS:
            card = self._cards[str(self.card.value())]
            mapped = {factor.code: column for factor in card.factors if (column := str(self.factors[factor.code].value() or ""))}
            self._desk.work.read(lambda _progress: labelled.validate_ratios(table, mapped, flag, card), self._show,
                                 failed=self._desk.notices.failed, group=(id(self), "file"), label=_("Scoring the file"))
            return
        score, high = str(self.score.value()), self.direction.value() == _HIGH
        self._desk.work.read(lambda _progress: labelled.validate_scores(table, score, flag, higher_is_better=high),
                             self._show, failed=self._desk.notices.failed, group=(id(self), "file"))

    def _show(self, result: LabelledResult) -> None:
        self.found = result
        figures, found = result.figures, result.figures.separation
        parts = [_("{cases} cases, {bads} bad").format(cases=figures.cases, bads=figures.bads)]
        if found is None:
            parts.append(_("good and bad cases are both needed"))
        elif not figures.enough:
            parts.append(_("Too few cases: {cases} and {bads} bad are needed, so only the rank table is shown.").format(
                cases=MIN_CASES, bads=MIN_BADS))
        else:
            parts.append(f"KS {words.rounded(found.ks, 3)} · AUC {words.rounded(found.auc, 3)} · "
                         f"Gini {words.rounded(found.gini, 3)}")
            if result.shift is not None:
                parts.append(_("PSI of every other row against the rest {psi}").format(psi=words.rounded(result.shift, 3)))
        self.words.setText(" · ".join(parts))
        self.note.setText(_("{count} rows left out: no figure or no outcome").format(count=result.left_out)
                          if result.left_out else "")
        self.ranks.set_rows(figures.ranks)
        self.calibration.set_rows(figures.calibration if figures.enough else ())
        self._show_table(calibrated=figures.enough and self.way.value() == RATIOS)

