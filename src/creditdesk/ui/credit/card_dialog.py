"""The scorecard in words: every factor with its weight and what scores how much (DESIGN 03)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from creditdesk.domain.credit.grades import GRADES
from creditdesk.domain.credit.scorecard import Factor, Scorecard
from creditdesk.i18n import _, listed, SEMICOLON, titled
from creditdesk.ui.credit import words
from creditdesk.ui.credit.cards.card_edit import CardEdit
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog


class CardDialog(Dialog):
    """Reads only; cards are changed on their own page."""

    def __init__(self, card: Scorecard, parent: QWidget | None = None) -> None:
        super().__init__(_("Scorecard {version}").format(version=card.version), _("Close"), parent, width=940)
        self.setMinimumHeight(560)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.body.addWidget(label(_("Points are weight × score ÷ 100; the score is their sum over the weights that apply. What is "
                                    "unknown counts {penal} of 100, what does not apply is left out.").format(
                                        penal=f"{card.unknown_score:f}"), "sec", wrap=True))
        if card.sections:
            self.body.addWidget(label(titled(_("Industries"), words.industries(card.sections)), "sec", wrap=True))
        edit = CardEdit(card, parent="")
        model = TableModel([
            Column("code", _("Code"), width=60, tone=lambda _row: "t2"),
            Column("name", _("Factor"), value=lambda row: _(row.name), width=190),
            Column("weight", _("Weight"), "ratio", decimals=1, width=72),
            Column("bands", _("Value and score"), value=lambda row: scores(edit, row), tip=lambda row: scores(edit, row))],
            key=lambda row: row.code)
        model.set_rows([factor for factor in card.factors if factor.weight])
        self.table = DataTable(model, self.windowTitle())
        self.table.set_totals({"name": _("Total"), "weight": sum((factor.weight for factor in card.factors), Decimal(0))})
        self.table.select_first()
        self.body.addWidget(self.table, 1)
        self.note.setText(_("Grades from") + " " + "  ".join(f"{entry.code} {entry.score}" for entry in GRADES if entry.score))
        self.table.view.setFocus()


def scores(edit: CardEdit, factor: Factor) -> str:
    """The bands of a factor on one line: "≥ 2 → 100; ≥ 1.5 → 85; otherwise → 0"."""
    return listed((f"{line.condition} → {line.score.normalize():f}" for line in edit.lines(factor.code)), SEMICOLON)
