"""Collections: who is to be chased, in groups by age, with the letter of the customer under the cursor (DESIGN 9, 07)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.services import company
from creditdesk.services.collections.board import chase_list, ChaseRow
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.ui.collections import words
from creditdesk.ui.collections.chase_table import ChaseTable, PHONE
from creditdesk.ui.collections.claims_dialog import ClaimsDialog
from creditdesk.ui.collections.contact_dialog import ContactDialog, Subject
from creditdesk.ui.collections.issue_dialog import HeldBack, Issued, IssueDialog
from creditdesk.ui.collections.letter_pane import LetterPane
from creditdesk.ui.collections.letters_dialog import LettersDialog
from creditdesk.ui.collections.plan_dialog import PlanDialog
from creditdesk.ui.collections.proof_dialog import ProofDialog
from creditdesk.ui.collections.stage_board import StageBoard
from creditdesk.ui.collections.statement_dialog import StatementDialog
from creditdesk.ui.collections.template_dialog import TemplateDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.page import Page
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.style.icons import icon
from creditdesk.ui.widgets.bars import SelectionBar
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips, Segments
from creditdesk.ui.widgets.controls import button, primary
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Progress

SPLIT = "collections/splitter"
_PRINT = "Ctrl+P"
_TESTS: dict[str, Callable[[ChaseRow], object]] = {
    "today": lambda row: row.work.due_today, "promise": lambda row: row.work.promise == "pending",
    "disputed": lambda row: bool(row.disputed)}
PANE = 372


class CollectionsPage(Page):
    """`set_context(customer_id=…, show="today")` chooses a customer and a filter."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Collections"))
        self._desk = desk
        self._currency = "CNY"
        self._rows: list[ChaseRow] = []
        self._wanted: int | None = None
        self._narrow = False
        self.dialog: Dialog | None = None
        self._build_head()
        self._build_filters()
        self._build_panes()
        self._build_selection()
        QShortcut(QKeySequence("Ctrl+J"), self, self.log_contact)

    # Building

    def _build_head(self) -> None:
        more = self.head.add_secondary(button(_("Letters"), "file-text", tip=_("Issued letters, statements and texts")))
        menu = self._menu_of_letters(more)
        more.setMenu(menu)
        self.log = self.head.add_secondary(button(_("Log contact"), "note-pencil", tip=_("Log contact") + " (Ctrl+J)"))
        self.log.clicked.connect(self.log_contact)

    def _menu_of_letters(self, owner: QWidget) -> Any:
        from PySide6.QtWidgets import QMenu
        menu = QMenu(owner)
        menu.addAction(icon("file-text"), _("Issued letters"), lambda: self.show_letters())
        menu.addAction(icon("receipt"), _("Statement of account"), lambda: self.show_statement())
        menu.addAction(icon("calendar-check"), _("Reminders before the due date"), self.remind_before_due)
        menu.addSeparator()
        menu.addAction(icon("pencil-simple"), _("Letter texts"), self.edit_texts)
        return menu

    def _build_filters(self) -> None:
        self.chips = Chips([("today", _("Today")), ("all", _("All")), ("promise", _("Promised")), ("disputed", _("Disputed"))],
                           _("Show"))
        self.chips.set_value("all")
        self.chips.chosen.connect(lambda _value: self._filter())
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a customer"))
        self.search.setAccessibleName(_("Find a customer"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(200)
        self.search.textChanged.connect(self._find)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.views = Segments([("list", _("Groups")), ("board", _("Stages"))], _("View"))
        self.views.chosen.connect(lambda _value: self._show_view())
        self.pane_button = button(_("Letter preview"), "eye", small=True)
        self.pane_button.setCheckable(True)
        self.pane_button.toggled.connect(lambda _on: self._fit_pane())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.chips)
        row.addStretch(1)
        for part in (self.search, self.views, self.pane_button):
            row.addWidget(part)
        self.body.addLayout(row)

    def _build_panes(self) -> None:
        self._left = QWidget()
        self._left_box = QVBoxLayout(self._left)
        self._left_box.setContentsMargins(0, 0, 0, 0)
        self._left_box.setSpacing(10)
        self._card = Card(flush=True)
        self.table: ChaseTable
        self._stack = QStackedWidget()
        self.board = StageBoard()
        self.board.chosen.connect(self._show_letter)
        self.board.opened.connect(self._open_customer)
        self._stack.addWidget(self._card)
        self._stack.addWidget(self.board)
        self._left_box.addWidget(self._stack, 1)
        self.pane = LetterPane(self._desk)
        self.pane.export_asked.connect(lambda request: self._issue(request, to_printer=False))
        self.pane.print_asked.connect(lambda request: self._issue(request, to_printer=True))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(12)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(self.pane)
        self._splitter.setStretchFactor(0, 1)
        self.pane.setMinimumWidth(360)
        kept = str(self._desk.settings.value(SPLIT) or "")
        self._splitter.setSizes([2000, int(kept)] if kept.isdigit() else [2000, PANE])
        self._splitter.splitterMoved.connect(
            lambda *_args: self._desk.settings.setValue(SPLIT, str(self.pane.width())))
        self.body.addWidget(self._splitter, 1)
        self._make_table()

    def _make_table(self) -> None:
        """The table of the book's currency."""
        while (item := self._card.body.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.table = ChaseTable(self._desk.today(), self._currency, self._desk.settings)
        self.model = self.table.rows_model
        self.table.current_changed.connect(self._show_letter)
        self.table.row_opened.connect(self._open_customer)
        self.table.cell_clicked.connect(lambda row, key: self._contact([row]) if key == PHONE else None)
        self.table.menu_asked.connect(self._fill_menu)
        self.table.checked_changed.connect(self._tell_selection)
        self._card.body.addWidget(self.table, 1)

    def _build_selection(self) -> None:
        self.selection = SelectionBar()
        follow = self.selection.add_action(button(_("Log contact"), "note-pencil", small=True))
        follow.clicked.connect(lambda: self._contact(self.table.checked_rows()))
        self.batch = self.selection.add_action(primary(_("Print letters"), "printer"))
        self.batch.clicked.connect(self.issue_checked)
        self.selection.closed.connect(lambda: self.model.clear_checks())
        self._left_box.addWidget(self.selection)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._narrow = compact
        if hasattr(self, "pane"):
            self._fit_pane()

    def _fit_pane(self) -> None:
        """In the small window the preview stands behind a button (DESIGN 4)."""
        self.pane_button.setVisible(self._narrow)
        self.pane.setVisible(not self._narrow or self.pane_button.isChecked())

    # Reading

    def take_focus(self) -> None:
        self.setFocus()
        self.table.take_focus()

    def set_context(self, **args: object) -> None:
        """`customer_id` puts the cursor there, `show` is a filter (all, today, promise, disputed)."""
        wanted = args.get("customer_id")
        show = args.get("show")
        if show in ("all", *_TESTS):
            self.chips.set_value(show)
        if isinstance(wanted, int):
            self._wanted = wanted
            self.chips.set_value("all")
            self.search.clear()

    def refresh(self) -> None:
        session, today = self._desk.session, self._desk.today()
        if not self._rows:
            self.model.set_loading()

        def job(_progress: Progress) -> tuple[str, list[ChaseRow]]:
            return company.profile(session).base_currency, chase_list(session, today)

        self._desk.work.read(job, lambda found: self._show(*found), group=(id(self), "list"),
                             label=_("Reading the worklist"))

    def _show(self, currency: str, rows: list[ChaseRow]) -> None:
        if currency != self._currency:
            self._currency = currency
            self._make_table()
        self._rows = rows
        total = sum((row.overdue for row in rows), Decimal(0))
        count = ngettext("{count} customer", "{count} customers", len(rows)).format(count=f"{len(rows):,}")
        self.head.set_context(_("{customers} · overdue {amount}").format(
            customers=count, amount=wording.with_currency(total, currency)))
        self.chips.set_count("all", len(rows))
        for name, test in _TESTS.items():
            self.chips.set_count(name, sum(bool(test(row)) for row in rows))
        self.counted.emit(len(rows) or None)
        self.model.set_rows(rows)
        self._filter()

    def _filter(self) -> None:
        self.model.set_filter("show", self._test())
        self._after_filter()

    def _test(self) -> Callable[[Any], bool] | None:
        test = _TESTS.get(str(self.chips.value()))
        return None if test is None else lambda row: bool(test(row))

    def _find(self, text: str) -> None:
        self.model.set_text(text)
        self._after_filter()

    def _after_filter(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None or not self.table.select_key(wanted):
            self.table.select_first()
        self.board.set_rows(self.model.visible_rows(), self._desk.today())
        current = self.table.current_row()
        self._show_letter(current if isinstance(current, ChaseRow) else None)
        self._tell_selection()

    def _show_view(self) -> None:
        self._stack.setCurrentIndex(1 if self.views.value() == "board" else 0)
        self._tell_selection()

    def _show_letter(self, row: object) -> None:
        if row is None or isinstance(row, ChaseRow):  # the band of a group leaves the letter as it is
            self.pane.show_row(row)

    # Selection

    def _tell_selection(self) -> None:
        rows = self.table.checked_rows() if self.views.value() == "list" else []
        # Ctrl+P prints what is checked, else the letter shown
        self.batch.setShortcut(_PRINT if rows else "")
        self.pane.print.setShortcut("" if rows else _PRINT)
        if not rows:
            self.selection.show_for("")
            return
        going = [row for row in rows if row.letters and not row.disputed]
        count = sum(len(row.letters) for row in going)
        kinds = sorted({letter.kind for row in going for letter in row.letters})
        parts = [_("{count} selected").format(count=len(rows)),
                 _("overdue {amount}").format(amount=display(sum((row.overdue for row in rows), Decimal(0)), self._currency))]
        parts += [words.count_words(sum(letter.kind == kind for row in going for letter in row.letters), kind)
                  for kind in kinds]
        left = len(rows) - len(going)
        if left:
            parts.append(ngettext("{count} without a letter", "{count} without a letter", left).format(count=left))
        self.selection.show_for(" · ".join(parts))
        self.batch.setText(ngettext("Print {count} letter", "Print {count} letters", count).format(count=count))
        self.batch.setEnabled(any(row.letters for row in rows))
        self.batch.setToolTip("\n".join(self._reasons(rows)))

    def _reasons(self, rows: Sequence[ChaseRow]) -> list[str]:
        """Who of the checked gets no letter, and why."""
        found = []
        for row in rows:
            if not row.letters:
                found.append(words.without_words(row.short_name, row.work.skip or "small"))
            elif row.disputed:
                found.append(words.held_words(row.short_name))
        return found

    def issue_checked(self) -> None:
        """The batch of the checked customers; those with a dispute only if the dialog is told so."""
        rows = self.table.checked_rows()
        base = self._currency

        def keys(row: ChaseRow) -> frozenset[tuple[int, str]]:
            return frozenset((row.customer_id, letter.currency) for letter in row.letters) or frozenset(
                {(row.customer_id, base)})

        held = [HeldBack(row.work.name, keys(row)) for row in rows if row.disputed and row.letters]
        only = frozenset(key for row in rows if not (row.disputed and row.letters) for key in keys(row))
        self._issue(LetterRequest(self._desk.today(), only=only), to_printer=True, held=held)

    def remind_before_due(self) -> None:
        """L1 for what falls due within the next days."""
        self._issue(LetterRequest(self._desk.today(), stages=frozenset({0})), to_printer=False)

    def _issue(self, request: LetterRequest, *, to_printer: bool, held: Sequence[HeldBack] = ()) -> None:
        self._open(IssueDialog(self._desk, request, self, done=self._issued, held=held, to_printer=to_printer))

    def _issued(self, issued: Issued) -> None:
        count, folder = len(issued.run.letters), issued.folder
        told = ngettext("{count} letter issued", "{count} letters issued", count) if issued.run.issued else ngettext(
            "{count} draft written", "{count} drafts written", count)
        action = (_("Open folder"), lambda: open_folder(str(folder))) if folder is not None else None
        self._desk.notices.toast(told.format(count=count), action=action)
        if issued.run.issued:
            self.model.clear_checks()
        if issued.files:
            ask_and_print(self._desk, self, issued.files, _("Letters"))

    # Dialogs

    def _open(self, dialog: Dialog) -> Dialog:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.finished.connect(lambda _code: self._closed(dialog))
        dialog.open()
        return dialog

    def _closed(self, dialog: Dialog) -> None:
        self.table.view.setFocus()
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def log_contact(self) -> None:
        """Log a contact with the checked customers, else with the one under the cursor."""
        rows = self.table.checked_rows()
        current = self.pane.row
        if rows or current is not None:
            self._contact(rows or [current] if current else rows)

    def _contact(self, rows: Sequence[ChaseRow]) -> None:
        if rows:
            self._open(ContactDialog(self._desk, [Subject.chased(row) for row in rows], self))

    def show_letters(self, row: ChaseRow | None = None) -> None:
        """The letters issued to one customer, or all."""
        self._open(LettersDialog(self._desk, self, customer_id=row.customer_id if row else None,
                                 name=row.short_name if row else ""))

    def show_statement(self, row: ChaseRow | None = None) -> None:
        """The statement of account, of the customer under the cursor unless another is given."""
        chosen = row or self.pane.row
        self._open(StatementDialog(self._desk, self, customer_id=chosen.customer_id if chosen else None))

    def edit_texts(self) -> None:
        """The letters' texts."""
        self._open(TemplateDialog(self._desk, self))

    def _open_customer(self, row: ChaseRow) -> None:
        self.navigate.emit("customers", {"customer_id": row.customer_id})

    def _fill_menu(self, menu: Any, rows: Sequence[ChaseRow]) -> None:
        if not rows:
            return
        menu.addAction(_("Log contact") + "\tCtrl+J", lambda: self._contact(rows))
        if len(rows) == 1:
            row = rows[0]
            if row.letters:
                menu.addAction(_("Issue the letter"), lambda: self._issue(self.pane.request(), to_printer=False))
            menu.addAction(_("Issued letters"), lambda: self.show_letters(row))
            menu.addAction(_("Statement of account"), lambda: self.show_statement(row))
            menu.addAction(_("Interest and limitation"), lambda: self._open(
                ClaimsDialog(self._desk, (row.customer_id, row.work.name), self)))
            menu.addAction(_("Payment plan"), lambda: self.plan_for(row.customer_id, row.work.name))
            menu.addAction(_("Record a proof"), lambda: self._open(
                ProofDialog(self._desk, self, customer=(row.customer_id, row.work.name))))
            menu.addAction(_("Why it stands here"), lambda: self.explain(row))
            menu.addAction(_("Open the customer") + "\tEnter", lambda: self._open_customer(row))

    def plan_for(self, customer_id: int, name: str) -> None:
        """A payment plan of a customer."""
        self._open(PlanDialog(self._desk, (customer_id, name), self))

    def explain(self, row: ChaseRow) -> None:
        """The factors of the order, for the keyboard; the tooltip of the amount says the same."""
        from creditdesk.ui.collections.chase_table import overdue_tip
        from creditdesk.ui.widgets.controls import label
        box = Dialog(_("Why it stands here"), _("Close"), self, width=380)
        box.cancel_button.hide()
        box.body.addWidget(label(row.work.name, "strong", wrap=True))
        box.body.addWidget(label(overdue_tip(row), wrap=True, selectable=True))
        box.submitted.connect(box.accept)
        self._open(box)


def open_folder(path: str) -> None:
    """Show a folder in the system's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
