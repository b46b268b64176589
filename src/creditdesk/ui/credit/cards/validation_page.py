"""Does the score tell good from bad: figures, curves, rank table and calibration of the back-test (DOMAIN C11)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from creditdesk.domain.credit.claims import EXISTING, NEW
from creditdesk.domain.credit.validation import MIN_BADS, MIN_CASES
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import validation as service
from creditdesk.services.credit.back_test import back_test, BackTest
from creditdesk.services.credit.cards import champions
from creditdesk.services.credit.validation import Validation
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.credit import words
from creditdesk.ui.credit.cards.columns import calibration_columns, rank_columns
from creditdesk.ui.credit.cards.curve_chart import CurveChart, KS, ROC
from creditdesk.ui.credit.cards.file_dialog import FileCheckDialog
from creditdesk.ui.credit.cards.weights_dialog import WeightsDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.page import Page
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.kpi_card import KpiCard

_ALL = "all"


def reading(value: str) -> str:
    return {"stable": _("stable"), "watch": _("watch"), "shifted": _("shifted")}[value]


class ValidationPage(Page):
    """`found` is the back-test shown; it is made once and read anew when the book has changed."""

    wide = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Validation of the scorecard"))
        self._desk = desk
        self.head.search.hide()
        self.found: BackTest | None = None
        self.figures: Validation | None = None
        self.dialog: Dialog | None = None
        cards = self.head.add_secondary(button(_("Scorecards"), "list"))
        cards.clicked.connect(lambda: self.navigate.emit("credit/cards", {}))
        file = self.head.add_secondary(button(_("Check a file…"), tip=_("Scores or ratios from elsewhere with outcomes")))
        file.clicked.connect(self.choose_file)
        self.weights = self.head.set_primary(button(_("New weights…"), kind="primary"))
        self.weights.clicked.connect(self.propose)
        self._build_top()
        self._build_kpis()
        self._build_tables()

    def _build_top(self) -> None:
        self.kind = Segments([(_ALL, _("All customers")), (EXISTING, _("Existing customers")), (NEW, _("New customers"))],
                             _("Scorecard"))
        self.kind.chosen.connect(lambda _value: self._figure())
        self.basis = label("", "mut")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.kind)
        row.addWidget(self.basis, 1)
        self.body.addLayout(row)
        self.note = Note("", "warn")
        self.note.hide()
        self.body.addWidget(self.note)

    def _build_kpis(self) -> None:
        self.kpis = {name: KpiCard(title) for name, title in (
            ("cases", _("Cases")), ("ks", _("KS")), ("auc", _("AUC")), ("gini", _("Gini")), ("psi", _("Shift (PSI)")),
            ("overrides", _("Changed by hand")))}
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in self.kpis.values():
            row.addWidget(card, 1)
        self.body.addLayout(row)

    def _build_tables(self) -> None:
        self.chart = CurveChart(_("Curve"))
        self.curve = Segments([(ROC, _("ROC")), (KS, _("KS"))], _("Curve"))
        self.curve.chosen.connect(lambda _value: self._draw())
        left = Card(_("How well it separates"))
        left.add_to_head(self.curve)
        left.add(self.chart, 1)
        self.chart_card = left
        self.calibration = TableModel(calibration_columns(), key=lambda row: row.grade)
        self.ranks = TableModel(rank_columns(), key=lambda row: row.grade)
        middle, right = Card(_("Calibration by grade"), flush=True), Card(_("Rank table"), flush=True)
        self.calibration_card, self.rank_card = middle, right
        for card, model, title in ((middle, self.calibration, _("Calibration by grade")),
                                   (right, self.ranks, _("Rank table"))):
            table = DataTable(model, title)
            table.set_empty(_("No case yet"), _("Cases need a year of payments after the score."))
            card.add(table, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        for part in (left, middle, right):
            row.addWidget(part, 1)
        self.body.addLayout(row, 1)

    # Reading

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self.basis.setText(_("Scoring past quarters"))
        self.weights.setEnabled(False)

        def job(progress: Any) -> BackTest:
            return back_test(session, day, lambda done, total: progress(done, total))

        self._desk.work.read(job, self._tested, group=(id(self), "back_test"), label=_("Scoring past quarters"))

    def _tested(self, found: BackTest) -> None:
        self.found = found
        self._figure()

    def _figure(self) -> None:
        found, session = self.found, self._desk.session
        if found is None:
            return
        kind = None if self.kind.value() == _ALL else str(self.kind.value())
        self._desk.work.read(lambda _progress: service.validate(session, found, kind), self._show,
                             group=(id(self), "figures"))

    def _show(self, figures: Validation) -> None:
        self.figures = figures
        self._tell_basis(figures)
        self.weights.setEnabled(bool(figures.cases))
        self.note.setVisible(not figures.enough)
        self.note.set_text(_("Too few cases: {cases} with {bads} bad ones. At least {min_cases} with {min_bads} are needed; "
                             "until then only the rank table counts.").format(
            cases=figures.cases, bads=figures.bads, min_cases=MIN_CASES, min_bads=MIN_BADS))
        self._tell_figures(figures)
        self.ranks.set_rows(figures.ranks)
        self.calibration.set_rows(figures.calibration)
        # below the minimum only the rank table is shown
        self.chart_card.setVisible(figures.enough)
        self.calibration_card.setVisible(figures.enough)
        self.rank_card.setVisible(not figures.enough)
        self._draw()

    def _tell_basis(self, figures: Validation) -> None:
        if not figures.quarters:
            self.basis.setText(_("The book has no quarter yet whose twelve months are over."))
            return
        parts = [_("Quarter-ends {first} to {last}").format(first=figures.quarters[0], last=figures.quarters[-1])]
        if figures.not_rated:
            parts.append(ngettext("{count} not rated", "{count} not rated", figures.not_rated).format(count=figures.not_rated))
        if figures.bad_before:
            parts.append(ngettext("{count} bad already then", "{count} bad already then", figures.bad_before).format(
                count=figures.bad_before))
        self.basis.setText(" · ".join(parts))

    def _tell_figures(self, figures: Validation) -> None:
        found = figures.separation if figures.enough else None
        none = _("too few cases")

        def share(value: Decimal | None) -> str:
            return "—" if value is None else words.rounded(value, 3)

        self.kpis["cases"].set_figure(f"{figures.cases:,}", _("{count} bad").format(count=figures.bads),
                                      formula=_("Customers at quarter-ends, with what they did in the year after"))
        self.kpis["ks"].set_figure(share(found.ks if found else None),
                                   _("at {score}").format(score=f"{found.ks_at:.0f}") if found and found.ks_at is not None
                                   else none, formula=_("Largest distance of bad and good shares; above 0.40 good, "
                                                        "0.20 usable"))
        self.kpis["auc"].set_figure(share(found.auc if found else None), "" if found else none,
                                    formula=_("How often a good customer scores above a bad one; ties count half"))
        self.kpis["gini"].set_figure(share(found.gini if found else None), "" if found else none,
                                     formula=_("2 × AUC − 1; above 0.40 usable"))
        shift = figures.shift if figures.enough else None
        self.kpis["psi"].set_figure(share(shift.value if shift else None),
                                    _("{reading} · {now} now, {before} then").format(
                                        reading=reading(shift.reading), now=shift.now, before=shift.before)
                                    if shift else _("no scores saved yet") if figures.enough else none,
                                    formula=_("Today's scores against the tested ones; above 0.25 shifted"))
        changed = figures.overrides
        said = _("{count} of {decided} in 12 months").format(count=changed.count, decided=changed.decided)
        if changed.raised:
            said += " · " + _("raised: {bad} of {count} went bad").format(bad=changed.raised_bad, count=changed.raised)
        self.kpis["overrides"].set_figure(
            words.percent(changed.rate), said,
            change=_("above 20%") if changed.alarm else "", worse=changed.alarm,
            formula=_("Grades changed by hand ÷ scores saved by persons"))

    def _draw(self) -> None:
        if self.figures is not None:
            self.chart.set_curve(self.figures.curve, str(self.curve.value()))

    # Actions

    def propose(self) -> None:
        """New weights for the kind chosen; for all customers those of existing ones."""
        if self.found is None:
            return
        found, kind = self.found, EXISTING if self.kind.value() == _ALL else str(self.kind.value())
        self._desk.work.read(lambda _progress: service.propose(found, kind), self._show_proposal, failed=self._desk.notices.failed,
                             group=(id(self), "weights"), label=_("Reckoning new weights"))

    def _show_proposal(self, proposal: service.Proposal) -> None:
        dialog = WeightsDialog(self._desk, proposal, self)
        dialog.saved.connect(lambda version: self.navigate.emit("credit/cards", {"version": version}))
        self.dialog = dialog
        dialog.open()

    def choose_file(self) -> None:
        """A file with scores or ratios and outcomes."""
        path = file_to_open(self, _("Check a file"), _("Tables (*.csv *.xlsx *.xls *.ods *.txt)"))
        if path:
            self.check_file(str(path))

    def check_file(self, path: str) -> None:
        """Read a file and show what it says of scores."""
        from pathlib import Path

        from creditdesk.domain.credit.scorecard import Scorecard
        from creditdesk.services.credit.labelled import LabelledTable, read_labelled
        session, day = self._desk.session, self._desk.today()

        def job(_progress: object) -> tuple[LabelledTable, Mapping[str, Scorecard]]:
            return read_labelled(Path(path)), champions(session, day)

        def show(read: tuple[LabelledTable, Mapping[str, Scorecard]]) -> None:
            self.dialog = FileCheckDialog(self._desk, *read, self)
            self.dialog.open()

        self._desk.work.read(job, show, failed=self._desk.notices.failed)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        for card in getattr(self, "kpis", {}).values():
            card.set_compact(compact)
