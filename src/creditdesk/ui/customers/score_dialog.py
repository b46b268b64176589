"""A score as it was saved: grade, factors with value and points, what capped it, the opinion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import NOT_APPLICABLE
from creditdesk.i18n import _, listed, SEMICOLON
from creditdesk.services.credit.basis import SOURCE_NAMES
from creditdesk.services.credit.scoring import SavedScore, ScoreView
from creditdesk.ui.credit import words as credit_words
from creditdesk.ui.customers import words
from creditdesk.ui.insight import wording
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.badges import GradeBadge
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog


class ScoreDialog(Dialog):
    """Nothing can be changed here: `submitted` asks for a new score."""

    def __init__(self, saved: SavedScore, view: ScoreView, parent: QWidget | None = None) -> None:
        super().__init__(_("Score of {day}").format(day=saved.as_of), _("Score anew"), parent, cancel=_("Close"), width=760)
        self.setMinimumHeight(520)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(GradeBadge(saved.grade, 44))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        score = wording.decimal(saved.score, 2) if saved.score is not None else _("Not rated")
        lines.addWidget(label(f"{view.name} · {score}", "section"))
        lines.addWidget(label(" · ".join((
            f"{words.named(words.CARDS, saved.card)} {saved.version}",
            _("coverage {percent}").format(percent=wording.percent(saved.coverage, 0)),
            _("confidence {percent}").format(percent=wording.percent(saved.confidence, 0)), saved.created_by)), "sec"))
        head.addLayout(lines, 1)
        self.body.addLayout(head)
        if saved.opinion:
            self.body.addWidget(label(saved.opinion, wrap=True, selectable=True))
        self.model = TableModel([
            Column("name", _("Factor"), value=lambda row: f"{row.code} {_(row.name)}"),
            Column("value", _("Value"), value=_value, width=128, align="right"),
            Column("source", _("Source"), value=lambda row: words.named(SOURCE_NAMES, row.source), width=148,
                   tone=lambda row: "t2"),
            Column("weight", _("Weight"), "ratio", decimals=1, width=76, tone=lambda row: "t2"),
            Column("score", _("Score"), "ratio", decimals=1, width=76),
            Column("points", _("Points"), "ratio", decimals=2, width=84, strong=True)], key=lambda row: row.code)
        self.model.set_rows(view.result.factors)
        self.table = DataTable(self.model, _("Factors"))
        counted = [row for row in view.result.factors if row.points is not None]
        # the score is these points by these weights: factors that do not apply are left out of both
        self.table.set_totals({"name": _("Total"), "weight": sum((row.weight for row in counted), Decimal(0)),
                               "points": sum((row.points for row in counted if row.points is not None), Decimal(0))})
        self.body.addWidget(self.table, 1)
        if view.result.caps:
            self.note.setText(listed((f"{cap.code} {_(cap.reason)}" for cap in view.result.caps), SEMICOLON))


def _value(row: Any) -> str:
    if row.value is None:
        return _("not applicable") if row.state == NOT_APPLICABLE else _("not known")
    return credit_words.value_words(row.code, row.value)
