"""What can be done with a customer: its dialogs, retiring, merging, and the ways to other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.i18n import _
from creditdesk.services import customers
from creditdesk.services.customer_classes import class_proposals
from creditdesk.services.customer_history import customer_history
from creditdesk.services.customer_lines import CustomerLine, document_counts
from creditdesk.services.customer_overview import Overview
from creditdesk.ui.collections.contact_dialog import ContactDialog, Subject
from creditdesk.ui.collections.statement_dialog import StatementDialog
from creditdesk.ui.customers import detail, head
from creditdesk.ui.customers.classes_dialog import ClassesDialog
from creditdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from creditdesk.ui.customers.form import CustomerForm
from creditdesk.ui.customers.history_dialog import HistoryDialog
from creditdesk.ui.customers.merge_dialog import MergeDialog
from creditdesk.ui.customers.promise_dialog import PromiseDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.widgets.dialog import Dialog

#: actions that are other pages: key of the page, what to tell it beside the customer
_ELSEWHERE: Mapping[str, tuple[str, dict[str, object]]] = {
    head.INVOICE: ("invoices", {"new": True}), head.RECEIPT: ("receipts", {"new": True}),
    head.LIMIT: ("credit", {"limit": True}), head.SCORE: ("credit", {"score": True}),
    head.ORDER: ("credit/orders", {"new": True}), head.LETTER: ("collections", {})}


class CustomerActions(QObject):
    """`shown` (id) asks the page to show a customer. The last dialog opened is kept in `dialog`."""

    navigate = Signal(str, dict)
    shown = Signal(int)

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self._lines: Sequence[CustomerLine] = ()
        self._company: Company | None = None
        self.dialog: Dialog | None = None

    def set_lines(self, lines: Sequence[CustomerLine], company: Company) -> None:
        self._lines, self._company = lines, company

    def act(self, action: str, view: Overview) -> None:
        """Do what a button or menu entry stands for."""
        customer = view.customer
        currency = customer.currency or view.base
        if action in _ELSEWHERE:
            page, args = _ELSEWHERE[action]
            self.navigate.emit(page, {"customer_id": customer.id, **args})
        elif action == head.CONTACT:
            self._open(ContactDialog(self._desk, [Subject.of(customer, currency)], self._owner))
        elif action == head.STATEMENT:
            self._open(StatementDialog(self._desk, self._owner, customer_id=customer.id))
        elif action == detail.PROMISE:
            self._open(PromiseDialog(self._desk, customer, currency, None, self._owner))
        elif action == head.HISTORY:
            self.show_history(customer)
        elif action == head.EDIT:
            self.edit(customer)
        elif action == head.MERGE:
            self.merge(customer)
        elif action == head.RETIRE:
            self.retire(customer)
        elif action == head.RESTORE:
            self.restore(customer)

    def edit(self, customer: Customer | None) -> None:
        """The form for a known customer or a new one."""
        if self._company is None:
            return
        form = CustomerForm(self._desk, self._company, customer, self._owner)
        told = _("{name} saved") if customer else _("{name} entered")
        form.saved.connect(lambda key: self._saved(key, told.format(name=form.draft().name)))
        form.other_asked.connect(self.shown)
        self._open(form)

    def _saved(self, customer_id: int, told: str) -> None:
        self._desk.notices.toast(told)
        self.shown.emit(customer_id)

    def retire(self, customer: Customer) -> None:
        """Hide a customer; nothing of it is lost, and the toast takes it back."""
        session, day = self._desk.session, self._desk.today()
        self._desk.work.write(
            lambda _progress: customers.retire(session, customer.id, day),
            lambda _done: self._desk.notices.toast(_("{name} retired").format(name=customer.name),
                                                   lambda: self.restore(customer)), what="customers")

    def restore(self, customer: Customer) -> None:
        session = self._desk.session
        self._desk.work.write(
            lambda _progress: customers.retire(session, customer.id, None),
            lambda _done: self._desk.notices.toast(_("{name} restored").format(name=customer.name)), what="customers")

    def merge(self, first: Customer, second: Customer | None = None) -> None:
        """Compare a record with another one and merge them."""
        session = self._desk.session
        self._desk.work.read(lambda _progress: document_counts(session),
                             lambda counts: self._open_merge(first, second, counts))

    def _open_merge(self, first: Customer, second: Customer | None, counts: Mapping[int, int]) -> None:
        index = CustomerIndex(line.customer for line in self._lines if line.customer.id != first.id)
        made = MergeDialog(self._desk, index, first, second, counts, self._owner)
        made.merged.connect(self._merged)
        self._open(made)

    def _merged(self, going: Customer, staying: Customer) -> None:
        self._desk.notices.toast(_("{going} merged into {staying}").format(going=going.code, staying=staying.code),
                                 lambda: self.unmerge(going.id))
        self.shown.emit(staying.id)

    def unmerge(self, customer_id: int) -> None:
        """Take a record out again; refused while allocations join the two."""
        session = self._desk.session
        self._desk.work.write(lambda _progress: customers.unmerge(session, customer_id), lambda _done: self._taken(customer_id),
                              what="customers")

    def _taken(self, customer_id: int) -> None:
        self._desk.notices.toast(_("Merge taken back"))
        self.shown.emit(customer_id)

    def show_duplicates(self) -> None:
        """Pairs of records that may be one firm."""
        session = self._desk.session
        self._desk.work.read(lambda _progress: customers.likely_duplicates(session), self._show_pairs)

    def _show_pairs(self, pairs: list[tuple[Customer, Customer]]) -> None:
        made = DuplicatesDialog(pairs, self._owner)
        made.merge_asked.connect(self.merge)
        self._open(made)

    def show_classes(self) -> None:
        """Classes A, B, C as the exposure calls for them."""
        session, day = self._desk.session, self._desk.today()
        base = self._company.base_currency if self._company else "CNY"
        self._desk.work.read(lambda _progress: class_proposals(session, day),
                             lambda lines: self._open(ClassesDialog(self._desk, lines, base, self._owner)))

    def show_history(self, customer: Customer) -> None:
        """Every change of every field of the record."""
        session = self._desk.session
        self._desk.work.read(lambda _progress: customer_history(session, customer.id), lambda changes: self._open(
            HistoryDialog(customer.name, changes, self._desk.settings, self._owner)))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()
