"""Receipts: record money and allocate it to open invoices; unapplied money and credits too (png/06)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.matching import Proposal
from creditdesk.domain.ledger.queries import DocumentLine
from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.services import company
from creditdesk.services.ledger import lists, receipts
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.services.ledger.receipts import Recorded, Settling
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.differences import Differences
from creditdesk.ui.ledger.document_desk import DocumentDesk
from creditdesk.ui.ledger.entry_dialog import enter_moves
from creditdesk.ui.ledger.keeping import Keeper
from creditdesk.ui.ledger.receipt_footer import obstacle, OtherMoney, ReceiptFooter
from creditdesk.ui.ledger.receipt_form import ReceiptForm
from creditdesk.ui.ledger.receipt_keeping import ReceiptDraft
from creditdesk.ui.ledger.receipt_list import ReceiptList
from creditdesk.ui.ledger.remainder import REFUND, RemainderBar
from creditdesk.ui.ledger.settling_lines import ApplyLine, next_open, parts, take_proposal, Tally, tally, ZERO
from creditdesk.ui.ledger.settling_table import SettlingTable
from creditdesk.ui.ledger.tallies import Tallies
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.undoing import told_with_undo
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import show_errors

_NOTHING = Settling((), ())


class ReceiptsPage(Page):
    """`set_context`: new, customer_id, currency, document_id (with customer_id: an invoice to pay), credit_id (money)."""

    wide = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Receipts"))
        self._desk = desk
        self._customers, self._base = CustomerIndex(), "CNY"
        self._source: DocumentView | None = None
        self._found = _NOTHING
        self._then: dict[str, Any] = {}
        self._known = self._busy = False
        self._focus_on: int | None = None
        self.list = ReceiptList(desk, desk.today)
        self.form = ReceiptForm(desk.today, lambda: self._base, lambda: self._customers)
        self.tallies = Tallies()
        self.table = SettlingTable(desk.today, lambda: self.tally.remaining)
        self.differences, self.rest = Differences(), RemainderBar()
        self.setFocusProxy(self.form.customer)
        self._draft = ReceiptDraft(self.form, self.table, self.rest)
        self._keeper = Keeper(desk.settings, f"receipt/{desk.session.book.path}", self._draft.text, self)
        self.documents = DocumentDesk(desk, lambda: self._customers, lambda: self._base, self)
        self._build()
        self._connect()
        self._show_tally()

    # Building

    def _build(self) -> None:
        self._record = self.head.add_secondary(button(_("Record receipt"), "plus"))
        self._record.clicked.connect(lambda: self.start())
        self.list.setMinimumWidth(active().px(236))
        head = Card()
        head.add(self.form)
        self.other_money = OtherMoney()
        self._card = Card(_("Open invoices"), flush=True)
        self.rules = Segments([(receipts.OLDEST, _("Oldest due first")), (receipts.EXACT, _("Same amount")),
                               (receipts.PRO_RATA, _("Pro rata")), (receipts.STATUTORY, _("By law"))], _("Order of allocation"))
        self._auto = button(_("Auto-allocate") + "  F8", "magic-wand", small=True)
        self._auto.clicked.connect(self.allocate)
        clear = button(_("Clear"), small=True)
        clear.clicked.connect(self.table.clear)
        for widget in (self.rules, self._auto, clear):
            self._card.add_to_head(widget)
        self._card.add(self.table, 1)
        self._card.add(self.differences)
        self._card.add(self.rest)
        right = QVBoxLayout()
        right.setSpacing(10)
        for part in (head, self.tallies, self.other_money):
            right.addWidget(part)
        right.addWidget(self._card, 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self.list)
        columns.addLayout(right, 1)
        columns.addWidget(self.documents.panel)
        self.documents.panel.setFixedWidth(330)
        self.body.addLayout(columns, 1)
        self.footer = ReceiptFooter()
        self.set_footer(self.footer)

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.counted.connect(self._counted)
        self.footer.again.connect(self.ask_start)
        self.footer.kept.connect(self.save_unapplied)
        self.footer.confirmed.connect(self.confirm)
        self.footer.document_asked.connect(self._show_source)
        self.other_money.credit_asked.connect(lambda key: self._unless_typed(lambda: self.open_credit(key)))
        self.other_money.currency_asked.connect(self._other_currency)
        self.form.party_changed.connect(self._read_items)
        self.form.amount_changed.connect(self._show_tally)
        self.table.changed.connect(self._show_tally)
        self.table.table.row_opened.connect(lambda line: self.documents.show(line.item.document_id))
        self.rest.decided.connect(self._show_tally)
        self.differences.changed.connect(self._show_tally)
        self.differences.discount_taken.connect(self._take_discount)
        self.rest.go_on.connect(self._fill_next)
        self.documents.navigate.connect(self._document_wants)
        self._walk = EnterWalk(self.form, lambda: enter_moves(self._desk.settings))
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (("F8", self.allocate), ("Ctrl+Return", self.confirm), ("Ctrl+Enter", self.confirm),
                          ("Ctrl+S", self.confirm), ("Ctrl+R", self.ask_start)):
            QShortcut(QKeySequence(keys), self, act, context=context)
        QShortcut(QKeySequence("Ctrl+F"), self, self.list.view.setFocus, context=context)
        QShortcut(QKeySequence("Esc"), self, self.documents.close, context=context)

    # What the window asks

    def refresh(self) -> None:
        session = self._desk.session
        self._desk.work.read(lambda _progress: (CustomerIndex.load(session), company.profile(session).base_currency),
                             self._arrived, group=("receipts", id(self)))
        self.list.reload()
        self.documents.refresh()
        if self._known:
            self._read_items()

    def _arrived(self, found: tuple[CustomerIndex, str]) -> None:
        first = not self._known
        self._customers, self._base = found
        self._known = True
        if first:
            if not self._draft.take_up(self._keeper.kept, self._customers.by_id.get):
                self.form.start()
            self._keeper.watch(self.form)
            self._read_items()
        waiting, self._then = self._then, {}
        # a document without its customer is money to look at, with one it is the invoice to be paid
        credit = waiting.get("credit_id") or (None if waiting.get("customer_id") else waiting.get("document_id"))
        if credit:
            self._unless_typed(lambda: self.open_credit(int(credit)))
        elif waiting.get("customer_id") or (waiting and not self._typed):
            self._unless_typed(lambda: self.start(waiting.get("customer_id"), str(waiting.get("currency") or ""),
                                                  waiting.get("document_id")))
        elif waiting:
            self.form.amount.setFocus(Qt.FocusReason.TabFocusReason)  # the receipt that was begun is here again

    def set_context(self, **args: object) -> None:
        self._then = dict(args)

    def keep_typed(self) -> None:
        self._keeper.now()

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        table = getattr(self, "table", None)  # the first call comes from the base's constructor
        if table is not None:
            table.table.set_narrow(("date",) if compact else ())
            self.list.setMaximumWidth(active().px(236 if compact else 264))

    def _counted(self, count: int) -> None:
        self.head.set_context(ngettext("{count} to allocate", "{count} to allocate", count).format(count=count)
                              if count else "")
        self.counted.emit(count or None)

    # Which receipt

    def start(self, customer_id: int | None = None, currency: str = "", focus_on: int | None = None) -> None:
        """A new receipt, of a customer if one is given, for the open document `focus_on`."""
        self._source, self._focus_on = None, focus_on
        self._draft.drop()
        self.list.clear()
        self.form.start(self._customers.by_id.get(customer_id or 0), currency)
        self.rest.clear()
        self.table.show_items((), "")
        self._read_items()
        (self.form.amount if customer_id else self.form.customer).setFocus(Qt.FocusReason.TabFocusReason)

    def ask_start(self) -> None:
        """The same, after asking when something typed would go."""
        self._unless_typed(self.start)

    @property
    def _typed(self) -> bool:
        """Whether a new receipt is begun that nobody has saved."""
        return self._source is None and bool(self.form.amount.text().strip() or any(line.text for line in self.table.lines))

    def _unless_typed(self, then: Callable[[], object]) -> None:
        if self._typed:
            self._desk.notices.confirm(_("Receipt not saved"), _("What was typed for this receipt is not saved yet."),
                                       _("Throw away"), then, stay=_("Keep editing"))
        else:
            then()

    def _chosen(self, line: DocumentLine) -> None:
        self._unless_typed(lambda: self.open_credit(line.id))

    def open_credit(self, document_id: int) -> None:
        """Take up a posted receipt or credit note with money left."""
        session, today = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: lists.document_view(session, document_id, today), self._opened,
                             group=("credit", id(self)))

    def _opened(self, view: DocumentView | None) -> None:
        if view is None:
            return
        if view.document.sign > 0 or not view.open:
            self.documents.show(view.document.id)  # nothing left to allocate: only to be looked at
            return
        self._source = view
        self.form.show_posted(view.document, self._customers.by_id.get(view.document.customer_id))
        self.rest.clear()
        self.table.show_items((), "")
        self._read_items()

    def _other_currency(self, code: str) -> None:
        customer = self.form.customer.customer()
        self._unless_typed(lambda: self.start(customer.id if customer else None, code))

    def _show_source(self) -> None:
        if self._source:
            self.documents.show(self._source.document.id)

    def _document_wants(self, key: str, args: dict[str, Any]) -> None:
        if key == "receipts":
            self.set_context(**args)
            self.refresh()
        else:
            self.navigate.emit(key, args)

    # What it can settle

    def _read_items(self) -> None:
        customer = self.form.customer.customer()
        self.table.say_empty(customer is not None)
        if customer is None:
            self._show_items((_NOTHING, ()))
            return
        session, currency, key = self._desk.session, self.form.code, customer.id
        day = max(self._desk.today(), self.form.received_on())
        self._desk.work.read(
            lambda _progress: (receipts.settling(session, key, currency, day), receipts.currencies_of(session, key, day)),
            self._show_items, group=("items", id(self)))

    def _show_items(self, found: tuple[Settling, tuple[str, ...]]) -> None:
        self._found, others = found
        currency = self.form.code
        self.table.show_items(self._found.payables, currency)
        total = sum((item.open for item in self._found.payables), ZERO)
        count = ngettext("{count} invoice", "{count} invoices", len(self._found.payables)).format(
            count=len(self._found.payables))
        self._card.set_hint(f"{count} · {display(total, currency)}" if self._found.payables else "")
        own = self._source.document.id if self._source else 0
        self.other_money.show_others([item for item in self._found.credits if item.document_id != own],
                                     [code for code in others if code != currency], currency, posted=bool(self._source))
        if self._focus_on is not None:
            self.table.select(self._focus_on)
            self._focus_on = None
        self._draft.items_shown()
        self._show_tally()

    # Allocating

    @property
    def money(self) -> Decimal:
        """What there is to allocate: the amount typed, or what is left of a posted one."""
        return self._source.open if self._source else self.form.received() or ZERO

    @property
    def tally(self) -> Tally:
        """The figures of this moment."""
        # a posted credit already lowers what is owed
        owed = self._found.owed + (self._source.open if self._source else ZERO)
        return tally(self.table.lines, self.money, owed - self.differences.cleared_sum)

    def allocate(self) -> None:
        """F8: propose by the chosen order; nothing is posted before it is confirmed."""
        money, payables, currency = self.money, self._found.payables, self.form.code
        if money <= 0:
            self._desk.notices.toast(_("Enter the amount received first"), icon="info")
            return
        rule, day = str(self.rules.value()), self.form.received_on()
        self._desk.work.read(lambda _progress: receipts.propose_or_oldest(payables, money, currency, rule, day), self._proposed,
                             group=("propose", id(self)), label=_("Matching"))

    def _proposed(self, found: tuple[Proposal, bool]) -> None:
        proposal, matched = found
        if not proposal.lines:
            self._desk.notices.toast(_("Nothing open") if proposal.complete else
                                     _("No match was found in the time there is; others may exist"), icon="info")
            return
        if not matched:
            self._desk.notices.toast(_("No set of invoices has this amount: the oldest due are proposed"), icon="info")
        take_proposal(self.table.lines, proposal)
        self.table.show_amounts()

    def _fill_next(self) -> None:
        """Let the remainder go on to the next open invoice."""
        line = next_open(self.table.lines)
        if line is not None and self.tally.remaining > 0:
            line.set_amount(line.amount + min(line.left, self.tally.remaining))
            self.table.show_amounts()

    def _take_discount(self, line: ApplyLine, amount: Decimal) -> None:
        """Give the discount earned; what was allocated beyond the rest is free again."""
        line.set_amount(min(line.amount, line.item.open - line.item.disputed - amount))
        line.put_discount(display(amount, line.currency))
        self.table.show_amounts()

    def _show_tally(self) -> None:
        if self._known:
            self._keeper.later()
        currency = self.form.code
        day = self._source.document.date if self._source else self.form.received_on()
        self.differences.show_lines(self.table.lines, day, currency)
        now = self.tally
        before = self._source.document.amount - self._source.open if self._source else ZERO
        self.tallies.show_tally(now, currency, before)
        line = next_open(self.table.lines)
        self.rest.show_rest(now.remaining, currency, line.item.no if line else "")
        why = obstacle(now, currency, chosen=self.form.customer.customer() is not None, wrong=self.table.wrong,
                       decision=self.rest.decision, posted=self._source is not None)
        self.footer.show_state(why, posted=self._source is not None, has_money=now.received > 0, busy=self._busy)

    # Posting

    def confirm(self) -> None:
        """Post the receipt, or allocate the posted one, as decided."""
        if self._busy or (self._source is None and not self.form.check()) or not self.footer.confirm.isEnabled():
            return
        refund = self.tally.remaining if self.rest.decision == REFUND else ZERO
        try:
            allocations = parts(self.table.lines)
            draft = None if self._source else self.form.draft(allocations)
        except CreditDeskError as error:
            self._failed(error)
            return
        session, source, today = self._desk.session, self._source, self._desk.today()
        small = self.differences.cleared

        def job(_progress: object) -> Recorded:
            if draft is not None:
                return receipts.record_receipt(session, draft, refund, small)
            assert source is not None
            return receipts.apply_credit(session, source.document.id, allocations, today, refund, small)

        self._post(job, len(allocations))

    def save_unapplied(self) -> None:
        """Post the receipt without settling anything with it."""
        if self._busy or not self.form.check():
            return
        try:
            draft = self.form.draft(())
        except CreditDeskError as error:
            self._failed(error)
            return
        session = self._desk.session
        self._post(lambda _progress: receipts.record_receipt(session, draft), 0)

    def _post(self, job: Callable[[Any], Recorded], count: int) -> None:
        self._busy = True
        self._show_tally()
        self._desk.work.write(job, lambda done: self._posted(done, count), failed=self._failed, what="ledger")

    def _posted(self, done: Recorded, count: int) -> None:
        self._busy = False
        text = ngettext("{no}: {count} invoice allocated", "{no}: {count} invoices allocated", count).format(
            no=done.no, count=count) if count else _("{no} recorded").format(no=done.no)
        self.start()
        told_with_undo(self._desk, text, done.undo)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        self._show_tally()
        left = show_errors(self.form.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])

