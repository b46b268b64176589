"""What a card would do to the book: grades from and to, every customer, and how both cards did on past cases."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from creditdesk.domain.credit.recalibration import Contest
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.i18n import _, listed, N_, ngettext
from creditdesk.services.credit import back_test
from creditdesk.services.credit.card_test import CardTest, MoveRow
from creditdesk.services.credit.cards import quarters_silent
from creditdesk.ui.credit import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.dialog import Dialog

_BY_GRADE, _BY_CUSTOMER = "grade", "customer"
#: what keeps a version from taking over
_MISSING = {"cases": N_("too few cases"), "quarters": N_("{quarters} of 2 quarters scored silently"),
            "gain": N_("less than 0.05 more Gini"), "chance": N_("less than 80% certain"),
            "calibration": N_("a grade fits its default probability worse")}


class CardTestDialog(Dialog):
    """`submitted` asks to put the card in force."""

    def __init__(self, desk: Desk, card: Scorecard, found: CardTest, parent: QWidget | None = None) -> None:
        super().__init__(_("Test of {version} on the book").format(version=found.tested), _("Put in force…"), parent,
                         cancel=_("Close"), width=820)
        self._desk, self._card, self.found = desk, card, found
        self.setMinimumHeight(520)
        self.summary = label(self._summary(), "section", wrap=True)
        self.body.addWidget(self.summary)
        self.views = Segments([(_BY_GRADE, _("By grade")), (_BY_CUSTOMER, _("By customer"))], _("View"))
        self._stack = QStackedWidget()
        self.views.chosen.connect(lambda value: self._stack.setCurrentIndex(int(value == _BY_CUSTOMER)))
        self.body.addWidget(self.views)
        self.grades, self.customers = self._by_grade(), self._by_customer()
        self._stack.addWidget(self.grades)
        self._stack.addWidget(self.customers)
        self.body.addWidget(self._stack, 1)
        self.past = self.add_button(button(_("Compare on past cases")))
        self.past.clicked.connect(self.compare)

    def _summary(self) -> str:
        found = self.found
        if not found.rows:
            return _("No customer has this kind of card.")
        same = len(found.rows) - found.better - found.worse
        return " · ".join((
            ngettext("{count} customer", "{count} customers", len(found.rows)).format(count=len(found.rows)),
            _("{count} rise").format(count=found.better), _("{count} fall").format(count=found.worse),
            _("{count} stay").format(count=same)))

    def _by_grade(self) -> DataTable:
        grades, counted = self.found.grades, self.found.migration
        columns = [Column("old", _("{version} ↓  {tested} →").format(version=self.found.champion or "—",
                                                                   tested=self.found.tested), "grade", value=lambda row: row)]
        columns += [_cell(new, counted) for new in grades]
        columns.append(Column("all", _("Total"), "int", width=70, strong=True,
                              value=lambda row: sum(counted[row, new] for new in grades)))
        model = TableModel(columns, key=lambda row: row)
        model.set_rows(grades)
        table = DataTable(model, _("Grades from and to"))
        table.set_empty(_("No customer has this kind of card."))
        table.set_totals({"old": _("Total"), **{new: sum(counted[old, new] for old in grades) for new in grades},
                          "all": len(self.found.rows)})
        return table

    def _by_customer(self) -> DataTable:
        model = TableModel([
            Column("code", _("Code"), width=80, tone=lambda _row: "t2"), Column("name", _("Customer")),
            Column("old_score", _("Score now"), "ratio", decimals=2, width=92),
            Column("old_grade", _("Grade now"), "grade", width=92),
            Column("new_score", _("Score new"), "ratio", decimals=2, width=92, strong=True),
            Column("new_grade", _("Grade new"), "grade", width=92),
            Column("notches", _("Notches"), width=80, align="right", value=_signed, sort_key=lambda row: row.notches,
                   tone=lambda row: "dan" if row.notches < 0 else "ok" if row.notches > 0 else "t3")],
            key=lambda row: row.customer_id)
        model.set_rows(self.found.rows)
        table = DataTable(model, _("Customers"))
        table.set_empty(_("No customer has this kind of card."))
        return table

    def compare(self) -> None:
        """Hold both cards against what happened after past quarter-ends; that can take a while."""
        session, day, card = self._desk.session, self._desk.today(), self._card
        self.past.setEnabled(False)
        self.note.setText(_("Scoring past quarters"))

        def job(progress: Any) -> Contest:
            found = back_test.back_test(session, day, lambda done, total: progress(done, total))
            return back_test.compare(found, card, quarters_silent(session, card.version, day))

        self._desk.work.read(job, self._compared, failed=self._failed, label=_("Scoring past quarters"))

    def _compared(self, found: Contest) -> None:
        self.past.setEnabled(True)
        said = [_("Gini on {count} past cases: {old} in force, {new} this card; better with {chance} certainty").format(
            count=found.cases, old=words.rounded(found.champion, 3), new=words.rounded(found.challenger, 3),
            chance=words.percent(found.chance, 0))]
        said.append(_("It may take over.") if found.promote else
                    _("It may not take over yet: {reasons}.").format(reasons=listed(
                        _(_MISSING[name]).format(quarters=found.quarters) for name in found.missing)))
        self.note.setText(" ".join(said))

    def _failed(self, error: BaseException) -> None:
        self.past.setEnabled(True)
        code = getattr(error, "code", "")
        if code == "one_sided":
            self.note.setText(_("Too few cases: good and bad outcomes are both needed."))
        else:
            self.note.setText("")
            self._desk.notices.failed(error)


def _cell(new: str, counted: Counter[tuple[str, str]]) -> Column:
    return Column(new, new, "int", width=64, value=lambda row: counted[row, new] or None,
                  tone=lambda row: "t1" if row == new else "acc")


def _signed(row: MoveRow) -> str:
    return "" if not row.notches else f"{row.notches:+d}".replace("-", "−")
