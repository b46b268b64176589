"""The scoring wizard: steps at the left, the form, and the live score at the right (DESIGN 03a, 03b)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import UNKNOWN
from creditdesk.domain.credit.grades import grade_of, ORDER, rank
from creditdesk.domain.credit.statement_layout import StatementRead
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, ngettext
from creditdesk.services import customers
from creditdesk.services.credit import facts as facts_task, limit_view, scoring, statements
from creditdesk.services.credit.limit_view import LimitView, rounded
from creditdesk.services.credit.scoring import SavedScore, ScoreView
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.credit import words
from creditdesk.ui.credit.basics_page import BasicsPage
from creditdesk.ui.credit.card_dialog import CardDialog
from creditdesk.ui.credit.draft import Loaded, ScoreDraft
from creditdesk.ui.credit.draft_keeper import DraftKeeper
from creditdesk.ui.credit.factor_page import FactorPage
from creditdesk.ui.credit.items_dialog import BehaviourDialog
from creditdesk.ui.credit.live_panel import LivePanel
from creditdesk.ui.credit.result_view import ResultView
from creditdesk.ui.credit.score_report import ReportMenu, ReportOf
from creditdesk.ui.credit.scoring_footer import ScoringFooter
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.moments import local_moment
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import label, link
from creditdesk.ui.widgets.step_list import StepList
from creditdesk.ui.work import Progress

_SETTLE_MS = 350  # a figure is asked of the book once typing rests
_KEEP_MS = 400  # and the draft is written down


class ScoringView(QWidget):
    """`load(customer_id)` reads and shows what is known; what was typed before and not saved stands in it again."""

    left = Signal()
    discarded = Signal(int)
    saved = Signal(object, object, bool)  # SavedScore, the draft, whether the limit comes next
    loaded = Signal(object)  # the draft

    def __init__(self, desk: Desk, footer: ScoringFooter) -> None:
        super().__init__()
        self._desk, self.footer = desk, footer
        self.draft: ScoreDraft | None = None
        self.view: ScoreView | None = None
        self._saving = False
        self._limit: LimitView | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 12)
        self._row.setSpacing(14)
        self._side, self._middle = QVBoxLayout(), QVBoxLayout()
        self._row.addLayout(self._side)
        self._row.addLayout(self._middle, 1)
        self.panel = LivePanel()
        self.panel.setFixedWidth(active().px(304))
        self._row.addWidget(self.panel)
        self.steps: StepList | None = None
        self._stack: QStackedWidget | None = None
        self._foot = label("", "mut", wrap=True)
        self.about = link(_("About the scorecard"), "info")
        self.about.clicked.connect(self._show_card)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._ask_limit)
        self.keeper = DraftKeeper(desk)
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self.keep)
        footer.back.clicked.connect(lambda: self.go(self._place() - 1))
        footer.next.clicked.connect(lambda: self.go(self._place() + 1))
        footer.save.clicked.connect(lambda: self.save(False))
        footer.save_on.clicked.connect(lambda: self.save(True))
        footer.leave.clicked.connect(self.left)
        self.report = ReportMenu(desk, footer.report, self._reported)
        footer.discard.clicked.connect(self._discard)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._forward, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # Reading

    def load(self, customer_id: int) -> None:
        """Read what a customer's score rests on and show it."""
        session, day = self._desk.session, self._desk.today()

        def job(_progress: Progress) -> Loaded:
            basis = scoring.score_basis(session, customer_id, day)
            history = scoring.score_history(session, basis.customer_id)
            return Loaded(basis, customers.customer(session, basis.customer_id),
                          facts_task.known_facts(session, basis.customer_id, day),
                          next((item for item in history if item.as_of <= day), None),
                          {year.statement.period_end: year.statement
                           for year in statements.statement_sheet(session, basis.customer_id, day).years})

        self._desk.work.read(job, self._begin, group=(id(self), "load"), label=_("Reading what is known"))

    def _begin(self, found: Loaded) -> None:
        draft = ScoreDraft(found)
        taken_up = self.keeper.take_up(draft)
        self.show_draft(draft)
        if taken_up:
            self.footer.note.setText(_("What you had typed before is here again."))

    def show_draft(self, draft: ScoreDraft) -> None:
        """Show a score being worked on, new or kept."""
        self.draft, self.view, self._limit = draft, None, None
        self._build()
        self.recompute()
        self.loaded.emit(draft)
        self._ask_limit()

    def _build(self) -> None:
        """Steps and pages follow the card."""
        draft = self.draft
        assert draft is not None
        for old in (self.steps, self._stack):
            if old is not None:
                old.hide()
                old.deleteLater()
        dimensions = list(dict.fromkeys(words.dimension(factor.code) for factor in draft.card.factors))
        order = [code for code in words.DIMENSIONS if code in dimensions]
        self._stack = QStackedWidget()
        currency = self._desk_currency()
        self.basics = BasicsPage(draft, currency, draft.loaded.customer.terms)
        self.basics.changed.connect(self.recompute)
        self.basics.card_chosen.connect(self._choose_card)
        self.basics.finished.connect(self._forward)
        self.pages = [FactorPage(draft, code) for code in order]
        self.result = ResultView(draft)
        self.result.changed.connect(self._tell_draft)
        for page in (self.basics, *self.pages, self.result):
            self._stack.addWidget(page)
        for page in self.pages:
            page.changed.connect(self.recompute)
            page.finished.connect(self._forward)
            page.items_asked.connect(self._show_items)
            if page.form is not None:
                page.form.file_asked.connect(self._choose_file)
        titles = [_("Basics"), *(_(words.DIMENSIONS[code]) for code in order), _("Result")]
        self.steps = StepList(_("Steps"), titles)
        self.steps.set_reached(len(titles) - 1)
        self.steps.chosen.connect(self.go)
        self._side.insertWidget(0, self.steps, 1)
        self._side.addWidget(self.about, 0, Qt.AlignmentFlag.AlignLeft)
        self._side.addWidget(self._foot)
        self._foot.setFixedWidth(self.steps.width())
        self._middle.addWidget(self._stack)
        self.steps.set_step(0, _("amount, warnings"), done=True)
        self.steps.set_step(len(titles) - 1, _("grade, limit, terms"))
        said = [_("Scorecard {version}").format(version=draft.card.version)]
        last = draft.loaded.last
        if last is not None:
            said.append(_("Last score {day} · {score}").format(day=last.as_of.isoformat(), score=last.score if last.score is not None
                                                              else last.grade))
        self._foot.setText("\n".join(said))
        self.go(min(draft.step, len(titles) - 1))

    def _desk_currency(self) -> str:
        return self._limit.currency if self._limit else self._currency

    _currency = "CNY"

    def set_currency(self, currency: str) -> None:
        """The base currency of the book."""
        self._currency = currency

    def _choose_card(self, card: str) -> None:
        assert self.draft is not None
        self.draft.card_type = card
        self._build()
        self.recompute()
        self.basics.cards.setFocus()

    # Moving

    def _place(self) -> int:
        return self._stack.currentIndex() if self._stack is not None else 0

    @property
    def last_step(self) -> int:
        return len(self.pages) + 1

    def go(self, place: int) -> None:
        """Show a step."""
        if self._stack is None or self.steps is None or self.draft is None or not 0 <= place <= self.last_step:
            return
        if self.draft.step != place:
            self.draft.step = place
            self._keeping.start()
        self._stack.setCurrentIndex(place)
        if self.steps.currentRow() != place:
            self.steps.blockSignals(True)
            self.steps.setCurrentRow(place)
            self.steps.blockSignals(False)
        at_end = place == self.last_step
        self.panel.setVisible(not at_end)
        self.footer.back.setEnabled(place > 0)
        for part in (self.footer.report, self.footer.save, self.footer.save_on):
            part.setVisible(at_end)
        self.footer.next.setVisible(not at_end)
        self._show_place()
        if not self.steps.hasFocus():
            target = self.result.opinion if at_end else self.basics.first if place == 0 else self.pages[place - 1].first
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _forward(self) -> None:
        """Ctrl+Enter: the next step, at the end save and set the limit."""
        if self._place() == self.last_step:
            self.save(True)
        else:
            self.go(self._place() + 1)

    # The score

    def recompute(self) -> None:
        """Score what stands now; called on every key."""
        draft = self.draft
        if draft is None or self.steps is None:
            return
        self.view = draft.view()
        self.panel.show_result(self.view.result)
        for place, page in enumerate(self.pages, 1):
            text, done = page.summary(self.view)
            self.steps.set_step(place, text, done=done)
        self._show_place()
        self._tell_draft()
        self._timer.start()

    def _show_place(self) -> None:
        """What the step in view shows of the score; the others follow when they are gone to."""
        place = self._place()
        if place == self.last_step:
            self._show_result()
        elif place > 0 and self.view is not None:
            self.pages[place - 1].show_view(self.view)

    def _tell_draft(self) -> None:
        draft = self.draft
        if draft is not None:
            self.footer.discard.setVisible(draft.changed)
            self._keeping.start()

    def keep(self) -> None:
        """Write down what was typed, once typing rests and when the page is left."""
        self._keeping.stop()
        draft = self.draft
        if draft is None or self._saving:
            return
        if self.keeper.keep(draft):
            moment = local_moment(self._desk.session.stamp())[-5:]
            self.footer.note.setText(_("Draft kept at {time}").format(time=moment))
        elif not draft.changed:
            self.footer.note.setText("")

    @property
    def unsaved(self) -> bool:
        """Whether the score on screen is another than the customer's latest saved one."""
        if self.draft is None or self.view is None:
            return False
        last, now = self.draft.loaded.last, self.view.result
        return self.draft.changed or last is None or (last.score, last.grade) != (now.score, now.grade)

    def _show_result(self) -> None:
        view = self.view
        if view is None:
            return
        self.result.show_view(view)
        if self._limit is not None:
            self.result.show_limit(self._limit)
        self._desk.work.read(lambda _progress: scoring.levers(view), self.result.show_levers, group=(id(self), "levers"))

    def _ask_limit(self) -> None:
        """What the grade as it stands would allow."""
        draft, view, session = self.draft, self.view, self._desk.session
        if draft is None or view is None:
            return
        key, day, sheet = draft.basis.customer_id, draft.basis.as_of, draft.statement_used()
        grade, low = view.result.grade, view.result.low
        worst = grade_of(low) if low is not None and grade in ORDER else grade
        if grade in ORDER and rank(worst) <= rank(grade):  # a cap may hold the grade below its own range
            worst = grade

        def job(_progress: Progress) -> tuple[LimitView, LimitView | None]:
            found = limit_view.limit_view(session, key, day, grade=grade, statement=sheet)
            return found, None if worst == grade else limit_view.limit_view(session, key, day, grade=worst, statement=sheet)

        self._desk.work.read(job, self._show_limit, group=(id(self), "limit"))

    def _show_limit(self, both: tuple[LimitView, LimitView | None]) -> None:
        """The limit the grade would allow, and what the lower end of the range would."""
        found, worst = both
        self._limit = found
        now = rounded(found, found.in_force)
        said = [_("limit in force {amount}").format(amount=words.whole(now)) if now is not None else _("no limit in force")]
        if worst is not None:
            said.append(_("at the lower end of the range {amount}").format(amount=words.whole(worst.proposed)))
        days = found.proposal.term_days
        self.panel.set_proposal(with_currency(found.proposed, found.currency),
                                _("{count} days").format(count=days) if days else _("prepayment"), " · ".join(said))
        self.result.show_limit(found)

    def _show_card(self) -> None:
        if self.draft is not None:
            self.card_dialog = CardDialog(self.draft.card, self)
            self.card_dialog.open()

    def _reported(self) -> ReportOf | None:
        return None if self.view is None else ReportOf(self.view, self.result.limit_words(), self.result.full_opinion())

    def _show_items(self, code: str) -> None:
        draft = self.draft
        if draft is not None and draft.basis.behaviour is not None:
            self._items = BehaviourDialog(code, draft.basis.behaviour, self._currency, self._desk.settings, self)
            self._items.open()

    def _choose_file(self) -> None:
        """Ask for a workbook with the customer's statement."""
        found = file_to_open(self, _("Read a workbook"), _("Workbooks and texts") + " (*.xlsx *.xls *.ods *.csv *.txt)")
        if found:
            self.read_statement(found)

    def read_statement(self, path: Path) -> None:
        """Fill the financial step from a file; what the file is doubtful about is told."""
        self._desk.work.read(lambda _progress: statements.read_statement_file(path), self._take_statement,
                             failed=self._failed, group=(id(self), "statement"), label=_("Reading {file}").format(file=path.name))

    def _take_statement(self, found: StatementRead) -> None:
        form = next((page.form for page in self.pages if page.form is not None), None)
        if form is None:
            return
        count = form.take(found)
        self._desk.notices.toast("\n".join([ngettext("{count} figure read", "{count} figures read", count).format(count=count),
                                            *(_(text) for text in found.cautions)]))

    # Saving

    def _discard(self) -> None:
        if self.draft is not None:
            key, self.draft = self.draft.basis.customer_id, None
            self._keeping.stop()
            self.keeper.forget(key)
            self.discarded.emit(key)

    def save(self, limit_next: bool) -> None:
        """Keep the score with its facts; what cannot be read is shown first."""
        draft, view, session = self.draft, self.view, self._desk.session
        if draft is None or view is None or self._saving or not self._all_readable():
            return
        opinion, learned = self.result.full_opinion(), draft.learned()
        self._saving = True
        self._desk.work.write(lambda _progress: scoring.save_score(session, view, opinion=opinion, learned=learned),
                              lambda kept: self._kept(kept, limit_next), failed=self._failed, what="credit")

    def _all_readable(self) -> bool:
        """Go to the first answer that cannot be read, or the statement that does not fit together."""
        draft = self.draft
        assert draft is not None
        for place, page in enumerate(self.pages, 1):
            wrong = next((line for line in page.lines if line.code in draft.errors), None)
            if wrong is not None:
                self.go(place)
                wrong.first.setFocus(Qt.FocusReason.OtherFocusReason)
                page.area.ensureWidgetVisible(wrong)
                return False
            if page.form is not None and not page.form.check():
                self.go(place)
                field = next(field for field in page.form.fields.values() if field.has_error)
                field.control.setFocus(Qt.FocusReason.OtherFocusReason)
                page.area.ensureWidgetVisible(field)
                return False
        return True

    def _kept(self, kept: SavedScore, limit_next: bool) -> None:
        draft, self.draft = self.draft, None
        assert draft is not None
        self._keeping.stop()
        self.keeper.forget(draft.basis.customer_id)
        self._saving = False
        self._desk.notices.toast(_("Score saved: {name}, grade {grade}").format(name=draft.basis.name, grade=kept.grade))
        self.saved.emit(kept, draft, limit_next)

    def _failed(self, error: BaseException) -> None:
        self._saving = False
        if isinstance(error, CreditDeskError):
            self._desk.notices.error(error)
        else:
            self._desk.notices.failed(error)

    @property
    def missing(self) -> int:
        """How many answers are unknown."""
        return sum(1 for row in self.view.result.factors if row.state == UNKNOWN) if self.view else 0
