"""One limit under review: scores by factor, peaks, payment, what has expired, security, and keep it or decide (DOMAIN D17)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, listed, pgettext
from creditdesk.services.credit import review
from creditdesk.services.credit.covers import KIND_NAMES
from creditdesk.services.credit.review import OUTCOME_NAMES, ReviewForm
from creditdesk.services.credit.standing import RED_NAMES, STATE_NAMES
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.insight.wording import decimal, month_name, percent, whole
from creditdesk.ui.widgets.badges import GradeBadge
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors
from creditdesk.ui.widgets.trend_chart import BarChart

_FACTORS = 8


class ReviewDialog(Dialog):
    """`decided` when the limit was kept; `limit_asked` (customer) to decide another one."""

    decided = Signal()
    limit_asked = Signal(int)

    def __init__(self, desk: Desk, form: ReviewForm, parent: QWidget | None = None) -> None:
        super().__init__(_("Review: {name}").format(name=form.row.name), _("Keep limit"), parent, width=860)
        self._desk, self.form = desk, form
        columns = QHBoxLayout()
        columns.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(12)
        left.addWidget(self._figures())
        left.addWidget(self._proposals())
        left.addStretch(1)
        right.addWidget(self._factors())
        right.addWidget(self._peaks(), 1)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns)
        self.reason = QLineEdit()
        self.field = FormField(_("Reason"), self.reason, name="reason", required=not form.row.batch)
        self.body.addWidget(self.field)
        other = self.add_button(button(_("Decide another limit")))
        other.clicked.connect(self._other)
        self.submitted.connect(self._keep)
        FormKeeper(self, desk, f"review/{form.row.customer_id}")

    def _figures(self) -> Card:
        row, form = self.form.row, self.form
        card = Card(_("Limit and payment"))
        figures = [(_("Review due"), f"{row.due:%Y-%m-%d}" + (" · " + _("late") if row.late(form.as_of) else "")),
                   (_("Limit"), whole(row.limit)), (_("Exposure"), _money(row.exposure)),
                   (pgettext("share", "Used"), "—" if row.used is None else percent(row.used)),
                   (_("Days late on average"), "—" if row.wadbt is None else decimal(row.wadbt)),
                   (_("Last 3 months against before"), "—" if row.trend is None else signed(row.trend)),
                   (_("Open orders"), whole(form.orders)),
                   (_("Limit by the methods"), whole(form.view.proposed)),
                   (_("State"), listed([_(STATE_NAMES[row.state]), *(_(RED_NAMES[name]) for name in row.red)])),
                   (_("Security"), listed(f"{_(KIND_NAMES[item.kind])} {whole(item.amount)}" for item in form.covers) or "—"),
                   (_("Facts expired"), listed(form.expired) or "—")]
        card.body.addLayout(grid_of(figures))
        return card

    def _proposals(self) -> Card:
        card = Card(_("Proposed: {outcome}").format(outcome=_(OUTCOME_NAMES[self.form.row.outcome])))
        for item in self.form.proposals:
            card.add(label(_(item.template).format(**item.fields), wrap=True))
        if not self.form.proposals:
            card.add(label(_("Nothing speaks against keeping it.") if self.form.row.batch
                           else _("No trigger has fired; look at use, payment and grade."), "mut", wrap=True))
        return card

    def _factors(self) -> Card:
        form = self.form
        card = Card(_("Score then and now"))
        head = QHBoxLayout()
        head.setSpacing(8)
        for grade, score in ((form.row.old_grade, form.old_score), (form.row.grade, form.score)):
            head.addWidget(GradeBadge(grade))
            head.addWidget(label("—" if score is None else decimal(score, 2), "strong"))
        head.addStretch(1)
        card.body.addLayout(head)
        if not form.factors:
            card.add(label(_("No factor has moved."), "mut"))
        moves = [(_(move.name), f"{_points(move.before)} → {_points(move.now)}") for move in form.factors[:_FACTORS]]
        card.body.addLayout(grid_of(moves))
        if len(form.factors) > _FACTORS:
            card.add(label(_("and {count} more").format(count=len(form.factors) - _FACTORS), "mut"))
        return card

    def _peaks(self) -> Card:
        card = Card(_("Highest exposure by month"))
        chart = BarChart(_("Highest exposure by month"))
        chart.setMinimumHeight(120)
        chart.set_bars([month_name(month) for month, _amount in self.form.peaks], [float(amount) for _m, amount in self.form.peaks])
        if self.form.peaks:
            card.add(chart, 1)
        else:
            card.add(Note(_("No figure: a rate is missing."), "warn"))
        return card

    def _other(self) -> None:
        def go() -> None:
            self.accept()
            self.limit_asked.emit(self.form.row.customer_id)
        self.unless_typed(go)

    def _keep(self) -> None:
        if not all_right([self.field]):
            return
        session, key, day, reason = self._desk.session, self.form.row.customer_id, self._desk.today(), self.reason.text()
        self._desk.work.write(lambda _progress: review.keep_limits(session, [key], day, reason=reason.strip()), self._kept,
                              failed=self._failed, what="limits")

    def _kept(self, _ids: list[int]) -> None:
        self.accept()
        self._desk.notices.toast(_("Limit of {name} kept").format(name=self.form.row.name))
        self.decided.emit()

    def _failed(self, error: BaseException) -> None:
        left = show_errors([self.field], error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])


def grid_of(lines: list[tuple[str, str]]) -> QGridLayout:
    """Names at the left, figures at the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for place, (name, figure) in enumerate(lines):
        grid.addWidget(label(name, "sec"), place, 0, Qt.AlignmentFlag.AlignTop)
        shown = label(figure, wrap=len(figure) > 24)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, place, 1)
    return grid


def signed(value: Decimal) -> str:
    """With its sign: "+3.5", "−2.0"."""
    return ("+" if value > 0 else "") + decimal(value)


def _points(value: Decimal | None) -> str:
    return "—" if value is None else decimal(value, 2)


def _money(value: Decimal | None) -> str:
    return "—" if value is None else whole(value)
