"""A file of scored firms from elsewhere: choose the columns, read KS, AUC, Gini and the rank table (DOMAIN C11)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit import labelled
from creditdesk.services.credit.labelled import LabelledResult, LabelledTable
from creditdesk.ui.credit import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

_HIGH, _LOW = "high", "low"


class FileCheckDialog(Dialog):
    """Nothing of the file is kept."""

    def __init__(self, desk: Desk, table: LabelledTable, parent: QWidget | None = None) -> None:
        super().__init__(_("Scores in {file}").format(file=table.file), _("Reckon"), parent, cancel=_("Close"), width=680)
        self._desk, self._table = desk, table
        self.found: LabelledResult | None = None
        self.setMinimumHeight(480)
        columns = [(name, name) for name in table.columns if name]
        self.score, self.flag = Choice(columns), Choice(columns)
        self.score.set_value(table.score_column or next((name for name, _text in columns if name != table.flag_column), None))
        self.flag.set_value(table.flag_column or columns[-1][0])
        self.way = Segments([(_HIGH, _("High is good")), (_LOW, _("Low is good"))], _("Direction"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(FormField(_("Column of scores"), self.score, name="column"), 1)
        row.addWidget(FormField(_("Column of outcomes"), self.flag, name="flag", help_text=_("1 or yes: went bad")), 1)
        row.addWidget(FormField(_("Direction"), self.way, name="way"), 1)
        self.body.addLayout(row)
        self.words = label("", "section", wrap=True)
        self.body.addWidget(self.words)
        self.ranks = TableModel([
            Column("grade", _("Score"), strong=True), Column("cases", _("Cases"), "int", width=90),
            Column("bads", _("Bad"), "int", width=80), Column("rate", _("Bad rate"), "percent", decimals=1, width=100),
            Column("caught", _("Caught"), "percent", decimals=0, width=90)], key=lambda row: row.grade)
        shown = DataTable(self.ranks, _("Rank table"))
        shown.set_empty(_("Choose the columns"))
        self.body.addWidget(shown, 1)
        self.submitted.connect(self.reckon)

    def reckon(self) -> None:
        table, score, flag = self._table, str(self.score.value()), str(self.flag.value())
        high = self.way.value() == _HIGH
        self._desk.work.read(lambda _progress: labelled.validate_scores(table, score, flag, higher_is_better=high),
                             self._show, failed=self._desk.notices.failed, group=(id(self), "file"))

    def _show(self, result: LabelledResult) -> None:
        self.found = result
        found = result.figures.separation
        parts = [_("{cases} cases, {bads} bad").format(cases=result.figures.cases, bads=result.figures.bads)]
        if found is None:
            parts.append(_("good and bad cases are both needed"))
        else:
            parts.append(f"KS {words.rounded(found.ks, 3)} · AUC {words.rounded(found.auc, 3)} · "
                         f"Gini {words.rounded(found.gini, 3)}")
            if not result.figures.enough:
                parts.append(_("too few cases"))
        self.words.setText(" · ".join(parts))
        self.note.setText(_("{count} rows left out: no figure or no outcome").format(count=result.left_out)
                          if result.left_out else "")
        self.ranks.set_rows(result.figures.ranks)
