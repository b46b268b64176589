"""Credit: every customer's grade and limit in one list, and the scoring of one customer over it (DESIGN 03, 04)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.domain.credit.limit_reasons import told
from creditdesk.domain.customers.records import Company
from creditdesk.i18n import _, ngettext, pgettext
from creditdesk.services import company
from creditdesk.services.credit.inbox import Application, application
from creditdesk.services.credit.overview import credit_list, CreditRow, FIRST, limit_desk, LimitDesk
from creditdesk.services.credit.scoring import SavedScore
from creditdesk.ui.credit import limit_typed
from creditdesk.ui.credit.draft import ScoreDraft
from creditdesk.ui.credit.limit_dialog import LimitDialog
from creditdesk.ui.credit.limit_menu import LimitMenu
from creditdesk.ui.credit.limit_typed import Typed
from creditdesk.ui.credit.scoring_footer import ScoringFooter
from creditdesk.ui.credit.scoring_view import ScoringView
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.page import Page
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips
from creditdesk.ui.widgets.controls import button, primary
from creditdesk.ui.work import Progress

ALL, KEY, UNRATED, OVER, EXPIRING, REVIEW = "all", "key", "unrated", "over", "expiring", "review"
#: settings: the customers shown last
_SHOWN = "credit/show"
SCORE, LIMIT = "score", "limit"


def _limit_tip(row: CreditRow) -> str:
    """What a limit with a temporary one on top of it is made of."""
    if not row.temporary or row.limit is None:
        return ""
    return _("{standing} standing, {temporary} temporary until {day}").format(
        standing=wording.whole(row.limit - row.temporary), temporary=wording.whole(row.temporary), day=row.temporary_until)


class CreditPage(Page):
    """`set_context(customer_id=…, score=True | limit=True, show="over")`; what is being scored is kept on this computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Credit"))
        self._desk = desk
        self._wanted: tuple[int | None, str] | None = None
        self._resumed: int | None = None
        self._scored: int | None = None
        self._currency = "CNY"
        self._begun = False
        self.dialog: LimitDialog | None = None
        self._tests: dict[str, Callable[[Any], bool]] = {
            KEY: lambda row: row.key, UNRATED: lambda row: row.unrated, OVER: lambda row: row.over,
            EXPIRING: lambda row: row.expiring(desk.today()), REVIEW: lambda row: row.review_due(desk.today())}
        self._build_head()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_list())
        footer = ScoringFooter()
        self.scoring = ScoringView(desk, footer)
        self.stack.addWidget(self.scoring)
        self.body.addWidget(self.stack, 1)
        self.set_footer(footer)
        footer.hide()
        self.scoring.left.connect(self.show_list)
        self.scoring.discarded.connect(self._discard)
        self.scoring.saved.connect(self._saved)
        self.scoring.loaded.connect(self._keep)
        QShortcut(QKeySequence("Ctrl+L"), self, self.set_limit)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self.scoring, self.show_list,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # Building

    def _build_head(self) -> None:
        more = self.head.add_secondary(button(_("More"), "list-bullets"))
        self.limit_menu = LimitMenu(self._desk, self, self.refresh)
        menu = QMenu(more)
        menu.addAction(icon("file-text"), _("Orders"), lambda: self.navigate.emit("credit/orders", {}))
        menu.addAction(icon("check-circle"), _("Approvals"), lambda: self.navigate.emit("credit/inbox", {}))
        menu.addAction(icon("calendar-blank"), _("Credit reviews"), lambda: self.navigate.emit("credit/review", {}))
        menu.addAction(icon("eye"), _("Watch list"), lambda: self.navigate.emit("credit/review", {"watched": True}))
        menu.addAction(icon("folder-open"), _("Registers"), lambda: self.navigate.emit("credit/registers", {}))
        menu.addAction(icon("scales"), _("Credit policy"), lambda: self.navigate.emit("settings/policy", {}))
        menu.addAction(icon("scales"), _("Scorecards"), lambda: self.navigate.emit("credit/cards", {}))
        menu.addAction(icon("chart-bar"), _("Validation of the scorecard"),
                       lambda: self.navigate.emit("credit/validation", {}))
        more.setMenu(menu)
        self.limit_button = self.head.add_secondary(button(_("Limit"), "pencil-simple", tip=_("Set the limit") + " (Ctrl+L)"))
        self.limit_button.clicked.connect(self.set_limit)
        self.score_button = primary(_("Score"), "scales")
        self.head.set_primary(self.score_button)
        self.score_button.clicked.connect(lambda: self.score())
        self._head_buttons = (more, self.limit_button, self.score_button)

    def _build_list(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 16)
        box.setSpacing(12)
        self.chips = Chips([(ALL, _("All")), (KEY, _("Key customers")), (UNRATED, _("Unrated")), (OVER, _("Over the limit")),
                            (EXPIRING, _("Limit expires soon")), (REVIEW, _("Review due"))], _("Show"))
        self.chips.chosen.connect(lambda _value: self._show_others())
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a customer"))
        self.search.setAccessibleName(_("Find a customer"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(200)
        row = QHBoxLayout()
        row.addWidget(self.chips, 1)
        row.addWidget(self.search)
        self.model = TableModel(self._columns(), key=lambda line: line.customer_id,
                                search=lambda line: f"{line.code} {line.name} {line.initials}")
        self.search.textChanged.connect(self.model.set_text)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.table = DataTable(self.model, _("Credit"), settings=self._desk.settings, name="credit")
        self.table.set_empty(_("No customer here"), _("Choose another filter, or enter a customer first."))
        self.table.row_opened.connect(lambda line: self.score(line.customer_id))
        self.table.menu_asked.connect(self._row_menu)
        self.table.current_changed.connect(lambda _row: self._enable())
        card = Card(flush=True)
        card.add(self.table, 1)
        box.addLayout(row)
        box.addWidget(card, 1)
        return holder

    def _columns(self) -> list[Column]:
        def day(of: Callable[[CreditRow], bool]) -> Callable[[Any], str]:
            return lambda row: "dan" if of(row) else "t2"

        def money(key: str, title: str, width: int, **more: Any) -> Column:
            return Column(key, title, "money", width=width, currency=lambda _row: self._currency, whole=True, **more)

        return [
            Column("name", _("Customer"), tip=lambda row: f"{row.code} {row.name}"),
            Column("grade", _("Grade"), "grade", width=64),
            Column("score", _("Score"), "ratio", decimals=2, width=76),
            Column("scored_on", _("Scored on"), "date", width=100, tone=lambda _row: "t2"),
            Column("review", _("Next review"), "date", width=100, tone=day(lambda row: row.review_due(self._desk.today()))),
            money("limit", _("Limit"), 104, strong=True, tip=_limit_tip), money("exposure", _("Exposure"), 104),
            Column("used", pgettext("share", "Used"), "limit", width=104),
            money("available", _("Available"), 104, tone=lambda row: "dan" if row.over else ""),
            Column("expires", _("Valid until"), "date", width=100, value=lambda row: row.ends, tip=_limit_tip,
                   tone=day(lambda row: row.expiring(self._desk.today()))),
        ]

    def _row_menu(self, menu: QMenu, rows: list[CreditRow]) -> None:
        if rows:
            key = rows[0].customer_id
            menu.addAction(icon("scales"), _("Score"), lambda: self.score(key))
            menu.addAction(icon("pencil-simple"), _("Set the limit"), lambda: self.set_limit(key))
            menu.addAction(icon("file-text"), _("Check an order"),
                           lambda: self.navigate.emit("credit/orders", {"customer_id": key, "new": True}))
            menu.addAction(icon("users"), _("Open customer"), lambda: self.navigate.emit("customers", {"customer_id": key}))
            menu.addSeparator()
            self.limit_menu.fill_for(menu, key)

    # The list

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        if not self.model.rows:
            self.model.set_loading()

        def job(_progress: Progress) -> tuple[list[CreditRow], Company]:
            return credit_list(session, day), company.profile(session)

        self._desk.work.read(job, self._show, group=(id(self), "list"), label=_("Reading scores and limits"))

    def _show(self, found: tuple[list[CreditRow], Company]) -> None:
        rows, firm = found
        self._currency = firm.base_currency
        self._begin_with_key(rows)
        self.scoring.set_currency(firm.base_currency)
        self.model.set_rows(rows)
        self._filter()
        for value, test in self._tests.items():
            self.chips.set_count(value, sum(1 for row in rows if test(row)))
        if self.table.current_row() is None:
            self.table.select_first()
        self._tell_head()
        self._enable()
        self._go_on()

    def _begin_with_key(self, rows: list[CreditRow]) -> None:
        """Of many customers the key ones are shown until somebody chooses others (DOMAIN A70)."""
        if self._begun:
            return
        self._begun = True
        kept = str(self._desk.settings.value(_SHOWN) or (KEY if len(rows) > FIRST else ALL))
        if self.chips.value() == ALL and kept in (ALL, KEY):
            self.chips.set_value(kept)

    def _show_others(self) -> None:
        shown = str(self.chips.value())
        if shown in (ALL, KEY):
            self._desk.settings.setValue(_SHOWN, shown)
        self._filter()
        self._tell_head()

    def _filter(self) -> None:
        self.model.set_filter("show", self._tests.get(str(self.chips.value())))

    def _enable(self) -> None:
        there = self.table.current_row() is not None
        self.score_button.setEnabled(there)
        self.limit_button.setEnabled(there)

    def _tell_head(self) -> None:
        if self.stack.currentIndex() == 0:
            rows = self.model.rows
            count = ngettext("{count} customer", "{count} customers", len(rows)).format(count=f"{len(rows):,}")
            self.head.set_title(_("Credit"))
            self.head.set_context(f"{count} · {wording.unit_words(self._currency)}" + self._key_words(rows))

    def _key_words(self, rows: list[CreditRow]) -> str:
        """How much of the exposure the key customers hold, while they are shown."""
        total = sum((row.exposure or Decimal(0) for row in rows), Decimal(0))
        if self.chips.value() != KEY or total <= 0:
            return ""
        share = sum((row.exposure or Decimal(0) for row in rows if row.key), Decimal(0)) / total
        return " · " + _("key customers hold {share} of the exposure").format(share=wording.percent(share, 0))

    def take_focus(self) -> None:
        self.setFocus()
        self.table.take_focus()

    def set_context(self, **args: object) -> None:
        """A customer, and what to do with it; without one the customer under the cursor."""
        key = args.get("customer_id")
        if args.get("show") in (ALL, *self._tests):
            self.chips.set_value(args["show"])
        todo = SCORE if args.get(SCORE) else LIMIT if args.get(LIMIT) else ""
        if isinstance(reasons := args.get("letter"), tuple) and isinstance(key, int):
            language = str(args.get("language") or "")
            self.limit_menu.letter_of(key, reasons, language if language in ("zh", "en") else "")
        self._wanted = (key if isinstance(key, int) else None, todo)
        self._resumed = number if isinstance(number := args.get("application_id"), int) else None
        if self.model.rows:
            self._filter()
            self._go_on()

    def _go_on(self) -> None:
        """Do what another page asked for, once the list is there."""
        if self._wanted is None:
            return
        (key, todo), self._wanted = self._wanted, None
        if key is not None:
            if not any(row.customer_id == key for row in self.model.visible_rows()):
                self.chips.set_value(ALL)
                self.search.clear()
                self._filter()
            self.table.select_key(key)
        if todo == SCORE:
            self.score(key)
        elif todo == LIMIT and self._resumed is not None:
            self._resume(self._resumed)
        elif todo == LIMIT:
            if self.stack.currentIndex() == 1:
                self.show_list()
            self.set_limit(key)

    def keep_typed(self) -> None:
        self.scoring.keep()

    def whereabouts(self) -> dict[str, object]:
        if self._wanted is not None:  # asked for and not shown yet
            key, todo = self._wanted
            return {"customer_id": key, **({todo: True} if todo else {})}
        return {"customer_id": self._scored, SCORE: True} if self._scored is not None else {}

    def _chosen(self) -> int | None:
        row = self.table.current_row()
        return row.customer_id if row is not None else None

    # One customer's score

    def score(self, customer_id: int | None = None) -> None:
        """Score a customer, going on where it was left."""
        key = customer_id if customer_id is not None else self._chosen()
        if key is None:
            return
        self._scored = key
        self.scoring.load(key)

    def _keep(self, draft: ScoreDraft) -> None:
        if self._scored is None:
            return  # left again before it was read
        self.head.set_title(_("Score"))
        self.head.set_context(f"{draft.loaded.customer.code} {draft.loaded.customer.name}")
        self.stack.setCurrentIndex(1)
        self._show_footer(True)
        self.scoring.go(draft.step)

    def show_list(self) -> None:
        """Back to the list; what was entered is kept until it is saved or discarded."""
        self.scoring.keep()
        self._scored = None
        self.stack.setCurrentIndex(0)
        self._show_footer(False)
        self._tell_head()
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_footer(self, on: bool) -> None:
        self.scoring.footer.setVisible(on)
        for part in self._head_buttons:
            part.setVisible(not on)

    def _discard(self, customer_id: int) -> None:
        self.score(customer_id)

    def _saved(self, kept: SavedScore, draft: ScoreDraft, limit_next: bool) -> None:
        key, asked = draft.basis.customer_id, draft.requested
        self.show_list()
        if limit_next:
            self._read_limit(key, lambda desk: self._open_limit(desk, asked))
        self.refresh()

    # Its limit

    def set_limit(self, customer_id: int | None = None) -> None:
        """Show what the methods propose for a customer and decide its limit; a score on screen is saved first, if wanted."""
        if not customer_id and self._scored is not None and self.scoring.unsaved:
            self._desk.notices.confirm(
                _("Save this score first?"), _("The limit rests on the saved score, not on the one on screen."),
                _("Save and set the limit"), lambda: self.scoring.save(True), plain=True)
            return
        key = customer_id if customer_id else self._scored or self._chosen()
        if key is not None:
            self._read_limit(key, lambda desk: self._open_limit(desk, None))

    def _read_limit(self, key: int, then: Callable[[LimitDesk], None]) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: limit_desk(session, key, day), then, group=(id(self), "limit"),
                             label=_("Working out the limit"))

    def _open_limit(self, found: LimitDesk, asked: Any, typed: Typed | None = None) -> None:
        settings, path, key = self._desk.settings, self._desk.session.book.path, found.limit.customer_id
        given = typed or limit_typed.kept(settings, path, key)
        dialog = LimitDialog(self._desk, found, asked, self, typed=given)
        self.dialog = dialog
        dialog.accepted.connect(lambda: limit_typed.keep(settings, path, key, None))
        for moment in (dialog.rested, dialog.rejected):
            moment.connect(lambda: self._keep_limit(key, dialog))
        dialog.letter_asked.connect(lambda request: self.limit_menu.letter_of(
            key, told(request.reasons), str(dialog.letter.language.value() or "")))
        dialog.open()

    def _keep_limit(self, key: int, dialog: LimitDialog) -> None:
        """What was typed stands there again when the dialog is next opened for this customer, also after a restart."""
        if dialog.unsaved():
            limit_typed.keep(self._desk.settings, self._desk.session.book.path, key, dialog.typed())

    def _resume(self, application_id: int) -> None:
        """A returned application is taken up again: its fields stand in the dialog, submitting replaces it."""
        session, day = self._desk.session, self._desk.today()

        def job(_progress: Progress) -> tuple[Application, LimitDesk] | None:
            one = application(session, application_id, day)
            return None if one is None else (one, limit_desk(session, one.customer_id, day))

        def shown(found: tuple[Application, LimitDesk] | None) -> None:
            if found is not None:
                self._open_limit(found[1], found[0].amount, limit_typed.of_application(found[0]))

        self._desk.work.read(job, shown, group=(id(self), "limit"), label=_("Working out the limit"))
