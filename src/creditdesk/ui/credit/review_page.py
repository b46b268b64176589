"""Limits to review this quarter and what the program proposes: kept many at once, or looked at one by one (DOMAIN D17)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget

from creditdesk.i18n import _, listed, ngettext, pgettext, titled
from creditdesk.services.credit import proposals, review
from creditdesk.services.credit.proposals import Accepted, ACTION_NAMES, LimitProposal
from creditdesk.services.credit.review import OUTCOME_NAMES, ReviewRow
from creditdesk.services.credit.standing import RED_NAMES, Standing, watch_list
from creditdesk.services.rates import rate_book_of
from creditdesk.ui.credit.review_dialog import ReviewDialog
from creditdesk.ui.credit.watch_card import state_tag, WatchCard
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import percent
from creditdesk.ui.page import Page
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.bars import SelectionBar
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label

REVIEWS, PROPOSALS, WATCHED = "reviews", "proposals", "watched"
_OUTCOME_TONES = {review.KEEP: "ok", review.HIGHER: "tint", review.LOWER: "warn", review.FREEZING: "danger"}


class ReviewPage(Page):
    """Enter opens a row; Space checks rows that may be kept together."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Credit reviews"))
        self._desk = desk
        self.dialog: ReviewDialog | None = None
        self.tabs = Segments([(REVIEWS, _("Reviews")), (PROPOSALS, _("Proposals")), (WATCHED, _("Watch list"))], _("Show"))
        self.tabs.set_value(REVIEWS)
        self.tabs.chosen.connect(self.show_tab)
        self.kpi = label("", "mut")
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText(_("Find a customer"))
        self.search_edit.setAccessibleName(_("Find a customer"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setMaximumWidth(260)
        self.search_edit.textChanged.connect(self._search)
        row.addWidget(self.search_edit, 1)
        row.addStretch(1)
        row.addWidget(self.kpi)
        self.body.addLayout(row)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._review_card())
        self.stack.addWidget(self._proposal_card())
        self._base = "CNY"
        self.watched = WatchCard(desk, lambda: self._base, lambda key: self.navigate.emit("customers", {"customer_id": key}))
        self.stack.addWidget(self.watched)
        self.body.addWidget(self.stack, 1)
        self.review_button = self.head.set_primary(button(_("Open review")))
        self.review_button.clicked.connect(self._open_current)

    def _review_card(self) -> Card:
        self.model = TableModel([
            Column("code", _("Code"), width=80), Column("name", _("Customer")),
            Column("due", _("Review on"), "date", width=96, tone=lambda row: "dan" if row.late(self._desk.today()) else ""),
            Column("exposure", _("Exposure"), "money", width=104, whole=True, currency=lambda row: row.currency),
            Column("limit", _("Limit"), "money", width=104, whole=True, currency=lambda row: row.currency),
            Column("used", pgettext("share", "Used"), "percent", width=72),
            Column("old_grade", _("Grade then"), "grade", width=84), Column("grade", _("Grade now"), "grade", width=84),
            Column("wadbt", _("Days late"), "ratio", width=82), Column("trend", _("Trend"), "ratio", width=70),
            Column("state", _("State"), "tag", width=104, value=lambda row: state_tag(row.state),
                   tip=lambda row: listed(_(RED_NAMES[name]) for name in row.red)),
            Column("outcome", _("Proposed"), "tag", width=92, value=lambda row: Tag(
                _(OUTCOME_NAMES[row.outcome]), _OUTCOME_TONES[row.outcome], "")),
        ], key=lambda row: row.customer_id, search=lambda row: f"{row.code} {row.name}")
        self.table = DataTable(self.model, _("Reviews"), settings=self._desk.settings, name="reviews", checkable=True)
        self.table.set_empty(_("No review is due within 30 days"), "", "", "check-circle")
        self.table.row_opened.connect(self._open)
        self.table.checked_changed.connect(self._checked)
        self.bar = SelectionBar()
        self.keep_button = self.bar.add_action(button(_("Keep limits"), small=True))
        self.keep_button.clicked.connect(self.keep_checked)
        self.bar.closed.connect(self.model.clear_checks)
        card = Card(flush=True)
        card.add(self.table, 1)
        card.add(self.bar)
        return card

    def _proposal_card(self) -> Card:
        self.proposal_model = TableModel([
            Column("code", _("Code"), width=80), Column("name", _("Customer"), width=200),
            Column("text", _("Reason"), value=proposal_words),
            Column("limit", _("Limit"), "money", width=120, currency=lambda row: row.currency),
            Column("proposed", _("Proposed"), "money", width=120, currency=lambda row: row.currency, strong=True),
            Column("exposure", _("Exposure"), "money", width=120, currency=lambda row: row.currency),
            Column("action", _("Action"), "tag", width=104, value=lambda row: Tag(
                _(ACTION_NAMES[row.action]), "danger" if row.action in ("stop", "freeze") else "ok" if row.increase
                else "warn", "")),
        ], key=lambda row: (row.customer_id, row.trigger), search=lambda row: f"{row.code} {row.name}")
        self.proposal_table = DataTable(self.proposal_model, _("Proposals"), settings=self._desk.settings, name="proposals")
        self.proposal_table.set_empty(_("Nothing to propose today"), "", "", "check-circle")
        self.proposal_table.row_opened.connect(lambda row: self._open_customer(row.customer_id))
        self.proposal_table.current_changed.connect(self._proposal_chosen)
        self.accept_bar = SelectionBar()
        self.accept_button = self.accept_bar.add_action(button(_("Accept"), small=True))
        self.accept_button.clicked.connect(self.accept_current)
        self.accept_bar.closed.connect(lambda: self.accept_bar.show_for(""))
        card = Card(flush=True)
        card.add(self.proposal_table, 1)
        card.add(self.accept_bar)
        return card

    def show_tab(self, name: object) -> None:
        """Show the reviews, the proposals or the watch list, which is read when it is looked at."""
        self.tabs.set_value(name)
        self.stack.setCurrentIndex((REVIEWS, PROPOSALS, WATCHED).index(str(name)))
        self.review_button.setVisible(name != WATCHED)
        if name == WATCHED:
            self._read_watched()

    def _read_watched(self) -> None:
        session, day = self._desk.session, self._desk.today()

        def job(_progress: object) -> tuple[str, list[Standing]]:
            return rate_book_of(session).base, watch_list(session, day)

        self._desk.work.read(job, self._show_watched, group=(id(self), "watched"), label=_("Reading the watch list"))

    def _show_watched(self, found: tuple[str, list[Standing]]) -> None:
        self._base = found[0]
        self.watched.model.set_rows(found[1])

    def set_context(self, **args: object) -> None:
        if args.get("proposals"):
            self.show_tab(PROPOSALS)
        if args.get("watched"):
            self.show_tab(WATCHED)
        if isinstance(key := args.get("customer_id"), int):
            self._open_customer(key)

    def _search(self, text: str) -> None:
        self.model.set_text(text)
        self.proposal_model.set_text(text)
        self.watched.model.set_text(text)

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        start = date(day.year - 1, day.month, 1)

        self._desk.work.read(lambda _progress: review.board(session, start, day), self._show, group=(id(self), "list"),
                             label=_("Reading the reviews"))
        if self.tabs.value() == WATCHED:
            self._read_watched()

    def _show(self, found: review.Board) -> None:
        rows, asked, kept = found.rows, found.proposals, found.on_time
        self.model.set_rows(rows)
        self.proposal_model.set_rows(asked)
        late = sum(row.late(self._desk.today()) for row in rows)
        self.counted.emit(len(rows) or None)
        self.head.set_context(ngettext("{count} due", "{count} due", len(rows)).format(count=len(rows)) + (
            " · " + _("{count} late").format(count=late) if late else ""))
        self.kpi.setText("" if kept.share is None else _("On time in 12 months: {share}, target {target}").format(
            share=percent(kept.share, 0), target=percent(review.ON_TIME_TARGET, 0)))
        self._proposal_chosen(self.proposal_table.current_row())
        self._checked()

    # -- reviews --

    def _checked(self) -> None:
        rows = self.table.checked_rows()
        self.bar.show_for(ngettext("{count} selected", "{count} selected", len(rows)).format(count=len(rows)) if rows else "")
        apart = [row.name for row in rows if not row.batch]
        self.keep_button.setEnabled(bool(rows) and not apart)
        self.keep_button.setToolTip("" if not apart else _(
            "To be looked at: {names}. Kept together are only unchanged grades, ≤ 10 days late, ≤ 90% used, no red alert.").format(
                names=listed(apart[:3])))

    def keep_checked(self) -> None:
        """Keep every checked limit until its next review."""
        session, day = self._desk.session, self._desk.today()
        ids = [row.customer_id for row in self.table.checked_rows()]
        self._desk.work.write(lambda _progress: review.keep_limits(session, ids, day), self._kept, what="limits")

    def _kept(self, ids: list[int]) -> None:
        self.model.clear_checks()
        self._desk.notices.toast(ngettext("{count} limit kept", "{count} limits kept", len(ids)).format(count=len(ids)))
        self.refresh()

    def _open_current(self) -> None:
        row = self.table.current_row() if self.tabs.value() == REVIEWS else self.proposal_table.current_row()
        if row is not None:
            self._open_customer(row.customer_id)

    def _open(self, row: ReviewRow) -> None:
        self._open_customer(row.customer_id)

    def _open_customer(self, customer_id: int) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: review.review_form(session, customer_id, day), self._opened,
                             group=(id(self), "form"))

    def _opened(self, form: review.ReviewForm) -> None:
        self.dialog = ReviewDialog(self._desk, form, self)
        self.dialog.decided.connect(self.refresh)
        self.dialog.limit_asked.connect(lambda key: self.navigate.emit("credit", {"customer_id": key, "limit": True}))
        self.dialog.open()

    # -- proposals --

    def _proposal_chosen(self, row: LimitProposal | None) -> None:
        self.accept_bar.show_for("" if row is None else titled(row.name, proposal_words(row)))
        self.accept_button.setEnabled(row is not None and row.acceptable)
        self.accept_button.setText(_("Apply") if row is not None and row.increase else _("Accept"))

    def accept_current(self) -> None:
        """Carry out the proposal under the cursor."""
        row: LimitProposal | None = self.proposal_table.current_row()
        if row is None or not row.acceptable:
            return
        session, day, words = self._desk.session, self._desk.today(), proposal_words(row)
        self._desk.work.write(lambda _progress: proposals.accept_proposal(session, row, day, reason=words), self._accepted,
                              what="limits")

    def _accepted(self, done: Accepted) -> None:
        self._desk.notices.toast(_("Limit decided") if done.decision_id is not None else _("Put before an approver"))
        self.refresh()


def proposal_words(row: LimitProposal) -> str:
    """The proposal as a sentence."""
    return _(row.template).format(**row.fields)
