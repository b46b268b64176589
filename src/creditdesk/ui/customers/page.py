"""Customers: the list at the left keeps its place while one customer is shown at the right (DESIGN 9, screen 02)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.i18n import _
from creditdesk.services import company
from creditdesk.services.credit.scoring import open_score, SavedScore, ScoreView
from creditdesk.services.customer_overview import customer_list, CustomerLine, Overview, overview
from creditdesk.services.customer_profile import customer_profile, CustomerProfile
from creditdesk.services.customer_timeline import Event, timeline
from creditdesk.ui.customers import head
from creditdesk.ui.customers.actions import CustomerActions
from creditdesk.ui.customers.detail import CustomerDetail, TABS
from creditdesk.ui.customers.list_pane import ListPane
from creditdesk.ui.customers.prospects_dialog import ProspectsDialog
from creditdesk.ui.customers.score_dialog import ScoreDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.empty_state import EmptyState

_SPLIT = "customers/list_width"
LIST_WIDTH = 316


class CustomersPage(Page):
    """`set_context`: `customer_id`, `tab` (a key of `detail.TABS`), `text` to filter by, `narrow` a filter of the list, `new` to
    enter one, `do` an action of `head` ("statement", "contact", "edit", "merge" …)."""

    wide = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Customers"))
        self._desk = desk
        self._company: Company | None = None
        self._wanted_tab = ""
        self._then_new, self._then = False, ""
        self._dialog: ScoreDialog | None = None
        self.actions_of = CustomerActions(desk, self)
        self.actions_of.navigate.connect(self.navigate)
        self.actions_of.shown.connect(self.show_customer)
        self._build_head()
        self.list = ListPane(desk.settings)
        self.list.chosen.connect(self._read_customer)
        self.list.opened.connect(self._enter_detail)
        self.list.menu_asked.connect(self._fill_menu)
        self.list.empty_action.connect(self.new_customer)
        self.detail = CustomerDetail(desk)
        self.detail.asked.connect(self._act)
        self.detail.navigate.connect(self.navigate)
        self.detail.unmerge_asked.connect(self.actions_of.unmerge)
        self.detail.score_opened.connect(self._open_score)
        self.detail.prospects_asked.connect(self.show_prospects)
        self.empty = EmptyState("users", _("No customer chosen"), _("Choose one from the list, or enter a new one."),
                                _("New customer"))
        self.empty.acted.connect(self.new_customer)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.detail)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.split.addWidget(self._stack)
        self.split.setStretchFactor(1, 1)
        self._restore_width()
        self.split.splitterMoved.connect(lambda place, _index: desk.settings.setValue(_SPLIT, place))
        self.body.addWidget(self.split, 1)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.list.search.setFocus)
        self.set_compact(False)

    def _build_head(self) -> None:
        add_in = self.head.add_secondary(button(_("Import"), "download-simple"))
        add_in.clicked.connect(lambda: self.navigate.emit("import", {"kind": "customers"}))
        new = self.head.add_secondary(button(_("New customer"), "plus", shortcut="Ctrl+Shift+N"))
        new.clicked.connect(self.new_customer)

    def _restore_width(self) -> None:
        kept = str(self._desk.settings.value(_SPLIT) or "")
        width = int(kept) if kept.isdigit() and 200 < int(kept) < 700 else active().px(LIST_WIDTH)
        self.split.setSizes([width, 4 * width])

    def set_compact(self, compact: bool) -> None:
        """The panes reach the window's edges; only the head keeps the margins."""
        super().set_compact(compact)
        side = 16 if compact else 24
        if layout := self.head.layout():
            layout.setContentsMargins(side, 0, side, 0)
        self.inside.setContentsMargins(0, 0, 0, 0)
        # the base class asks before the panes are made
        if hasattr(self, "detail"):
            self.detail.set_margins(side)
            self.detail.contacts.set_compact(compact)
            self.detail.head.set_compact(compact)

    # Coming here

    def take_focus(self) -> None:
        self.setFocus()
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_context(self, **args: object) -> None:
        tab = args.get("tab")
        self._wanted_tab = str(tab) if tab in TABS else ""
        key = args.get("customer_id")
        if isinstance(key, int):
            self.show_customer(key)
        if "part" in args:
            self.detail.file.show_part(str(args["part"]))
        if "text" in args:
            self.list.search.setText(str(args["text"]))
        if "narrow" in args:
            self.list.narrow(str(args["narrow"]))
        self._then_new = bool(args.get("new"))
        self._then = str(args.get("do") or "")

    def show_customer(self, customer_id: int) -> None:
        """Put the cursor on a customer and show it; one the list does not know yet appears with the next reading."""
        self.list.choose(customer_id)
        self._read_customer(customer_id)

    def refresh(self) -> None:
        session, as_of = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: (customer_list(session, as_of), company.profile(session)), self._show_list,
                             group=("customers", id(self)), label=_("Reading the customers"))
        if self.list.current is not None:
            self._read_customer(self.list.current)

    def _show_list(self, found: tuple[list[CustomerLine], Company]) -> None:
        lines, self._company = found
        self.actions_of.set_lines(lines, self._company)
        self.list.set_lines(lines)
        self.detail.head.rated = self.list.model.rated
        owing = sum(1 for line in lines if line.balance > 0)
        every = sum(1 for line in lines if line.customer.retired_on is None)
        self.head.set_context(_("{owing} with a balance · {every} in all").format(owing=f"{owing:,}", every=f"{every:,}"))
        if self.list.current is None:
            self.list.select_first()
        elif all(line.customer.id != self.list.current for line in lines):
            # it went under another record: show the one that stays
            self._read_customer(self.list.current)
        if self._then_new:
            self._then_new = False
            self.new_customer()

    def _read_customer(self, customer_id: int) -> None:
        session, as_of = self._desk.session, self._desk.today()

        def read(_progress: object) -> tuple[Overview, CustomerProfile, Sequence[Event]]:
            view = overview(session, customer_id, as_of)
            return view, customer_profile(session, view), timeline(session, customer_id, as_of)
        self._desk.work.read(read, self._show_customer, group=("customer", id(self)), label=_("Reading the customer"))

    def _show_customer(self, found: tuple[Overview, CustomerProfile, Sequence[Event]]) -> None:
        view, profile, events = found
        if self.list.current != view.customer.id:
            self.list.choose(view.customer.id)
        self.detail.show_customer(view, profile, events)
        self._stack.setCurrentWidget(self.detail)
        if self._wanted_tab:
            self.detail.show_tab(self._wanted_tab)
            self._wanted_tab = ""
        if self._then:
            then, self._then = self._then, ""
            if then != "grade":
                self._act(then)
            elif view.score is not None:
                self._change_grade(view.customer, view.score)

    def _enter_detail(self, customer_id: int) -> None:
        """Enter on a row goes to the customer's tabs."""
        if self.detail.view is None or self.detail.view.customer.id != customer_id:
            self._read_customer(customer_id)
        self.detail.tabs.setFocus()

    # Actions

    def new_customer(self) -> None:
        self.actions_of.edit(None)

    def _act(self, action: str) -> None:
        if self.detail.view is not None:
            self.actions_of.act(action, self.detail.view)

    def _fill_menu(self, menu: QMenu, line: CustomerLine | None) -> None:
        """The list's menu: what can be done with the customer under the cursor, and with the list."""
        view = self.detail.view
        if line is not None and view is not None and view.customer.id == line.customer.id:
            menu.addAction(_("New invoice") + "\tCtrl+N", lambda: self._act(head.INVOICE))
            menu.addAction(_("Record receipt") + "\tCtrl+R", lambda: self._act(head.RECEIPT))
            menu.addAction(_("Change limit") + "\tCtrl+L", lambda: self._act(head.LIMIT))
            self.detail.head.fill_menu(menu)
            menu.addSeparator()
        menu.addAction(_("Possible duplicates"), self.actions_of.show_duplicates)
        menu.addAction(_("Classes by exposure"), self.actions_of.show_classes)
        menu.addAction(_("Risk and prospects"), self.show_prospects)
        menu.addAction(_("Everything to verify"), lambda: self.navigate.emit("customers/verification", {}))

    def show_prospects(self) -> None:
        """The grid of risk and prospects with the customer's cell, and how many customers stand in each."""
        view, profile = self.detail.view, self.detail.profile
        self._grid = ProspectsDialog(self.list.model.lines, view.customer if view else None,
                                     profile.prospect if profile else None, self)
        self._grid.edit_asked.connect(lambda: self._act(head.EDIT))
        self._grid.open()

    def _open_score(self, saved: SavedScore) -> None:
        session = self._desk.session
        self._desk.work.read(lambda _progress: open_score(session, saved.id), lambda view: self._show_score(saved, view),
                             group=("score", id(self)))

    def _show_score(self, saved: SavedScore, view: ScoreView) -> None:
        self._dialog = ScoreDialog(saved, view, self)
        self._dialog.submitted.connect(self._dialog.accept)
        self._dialog.accepted.connect(lambda: self._act(head.SCORE))
        shown = self.detail.view
        if shown is not None and shown.score is not None and shown.score.id == saved.id:
            change = self._dialog.add_button(button(_("Change the grade…")))
            change.clicked.connect(lambda: self._change_grade(shown.customer, saved))
        self._dialog.open()

    def _change_grade(self, customer: Customer, saved: SavedScore) -> None:
        """The grade of the latest score, by hand and for a time."""
        from creditdesk.ui.credit.cards.override_dialog import OverrideDialog
        if self._dialog is not None:
            self._dialog.reject()
        self._override = OverrideDialog(self._desk, customer.id, customer.name, saved, self)
        self._override.open()

    def customer(self) -> Customer | None:
        """The customer shown."""
        return self.detail.view.customer if self.detail.view else None

