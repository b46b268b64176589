"""One transaction that posts: documents, allocations and reversals under one audit event (DOMAIN E2, E3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from ...domain.errors import CreditDeskError, InputError, ManyErrors, N_, RuleError
from ...domain.ledger.documents import (
    BOUND_KINDS,
    CREDIT_KINDS,
    CREDIT_NOTE,
    DEBIT_KINDS,
    DEBIT_NOTE,
    DISCOUNT,
    INVOICE,
    RECEIPT,
    RECOVERY,
    REFUND,
    sign,
    WRITE_OFF,
)
from ...domain.ledger.drafts import AllocationDraft, DocumentDraft, problems, typed_problems
from ...domain.ledger.settlement import free_from
from ...domain.money import display, from_minor, to_minor
from ...domain.roles import check_right, CLOSED_PERIODS, right_for
from ...store import audit, company, customers, ledger, rows
from ...store.transaction import Transaction
from ..own_customers import check_own
from ..session import Session

PREFIXES = {INVOICE: "INV", DEBIT_NOTE: "DN", CREDIT_NOTE: "CN", RECEIPT: "RC", REFUND: "RF", WRITE_OFF: "WO",
            RECOVERY: "RV", DISCOUNT: "DI"}


class Entry:
    """What one transaction writes. Open it with `entry(session, …)`; leaving the block writes the event."""

    def __init__(self, connection: Transaction, session: Session, *, owner_may: bool = False) -> None:
        self.connection = connection
        self.session = session
        self.seq = audit.next_seq(connection)
        self.stamp = session.stamp()
        lock = company.setting(connection, "lock_date")
        self.lock_date = date.fromisoformat(lock) if lock and not (owner_may or may_enter_closed(session)) else None
        self.typed = True  # False where documents come from a file
        self.by_itself = False  # True for what the program does for nobody in particular
        self._touched: set[str] = set()
        self._latest = ""
        self.posted: list[int] = []

    # -- documents --

    def document(self, draft: DocumentDraft, *, batch_id: int | None = None) -> int:
        """Post a draft with its allocations; ManyErrors or InputError says what is wrong."""
        found: list[CreditDeskError] = list(problems(draft, self.lock_date))
        if self.typed:
            found += typed_problems(draft)
        if found:
            raise found[0] if len(found) == 1 else ManyErrors(found)
        customer = self.customer(draft.customer_id)
        number = draft.no.strip() or self.next_number(draft.kind, draft.date)
        self._number_is_free(draft, number)
        document_id = rows.next_id(self.connection, "document")
        signed = sign(draft.kind) * to_minor(draft.amount, draft.currency)
        due = draft.due_date or (draft.date if signed > 0 else None)  # what is owed without a date is due at once
        if draft.instalments:
            due = max(part.due_date for part in draft.instalments)
        ledger.insert_documents(self.connection, [(
            document_id, draft.kind, number, customer, draft.customer_id, draft.date.isoformat(), _iso(due),
            draft.currency, signed, "posted", signed, ledger.OPEN_END, int(bool(draft.instalments)),
            int(draft.interest), int(draft.opening), int(draft.due_assumed), draft.terms, draft.method,
            _iso(draft.maturity), draft.note, draft.salesperson, _iso(draft.delivered_on), _iso(draft.accepted_on),
            _iso(draft.confirmed_on), draft.contract_no, draft.order_no, draft.reason, batch_id, draft.parent_id,
            self.stamp, self.seq)])
        self._touch("document", draft.date.isoformat())
        self._instalments(document_id, draft)
        self.posted.append(document_id)
        for part in draft.allocations:
            self.allocate(document_id, part)
        return document_id

    def customer(self, customer_id: int) -> int:
        """The id documents of this customer are kept under (a merged record's successor).

        RuleError `other_customer` for somebody who only sells, and not to this customer (DOMAIN K).
        """
        found = customers.root(self.connection, customer_id)
        if found is None:
            raise InputError(N_("There is no such customer."), code="unknown_customer", field="customer")
        if not self.by_itself:
            check_own(self.session, self.connection, found)
        return found

    def next_number(self, kind: str, day: date) -> str:
        """The next free number of a kind in a year: INV-2026-0001."""
        prefix = f"{PREFIXES[kind]}-{day.year}-"
        return f"{prefix}{ledger.latest_number(self.connection, prefix) + 1:04d}"

    def _number_is_free(self, draft: DocumentDraft, number: str) -> None:
        used = ledger.used_on(self.connection, draft.customer_id, draft.kind, number)
        if used is not None:
            raise InputError(N_("Number {no} is already used for a document of {date} of this customer."),
                             code="number_in_use", field="no", no=number, date=used)

    def _instalments(self, document_id: int, draft: DocumentDraft) -> None:
        if not draft.instalments:
            return
        ordered = sorted(draft.instalments, key=lambda part: part.due_date)
        ledger.insert_instalments(self.connection, document_id, [
            (part.due_date.isoformat(), to_minor(part.amount, draft.currency)) for part in ordered], self.seq)
        self._touched.add("instalment")

    # -- allocations --

    def allocate(self, from_id: int, part: AllocationDraft) -> int:
        """Set part of a credit document against a debit one; `over_allocated` where either side has less open."""
        source, target = self._posted(from_id, "from"), self._posted(part.to_id, "to")
        self._pair(source, target)
        currency = str(source["currency"])
        wanted = to_minor(part.amount, currency)
        discount = to_minor(part.discount, currency)
        self._enough(source, -int(source["open_minor"]), wanted)
        self._enough(target, int(target["open_minor"]), wanted + discount)
        value_date = self._value_date(source, target, wanted, discount)
        allocation_id = self._write_allocation(from_id, part.to_id, wanted, value_date, part.instalment_no)
        if discount:
            self._discount(source, target, discount, value_date, part.instalment_no)
        return allocation_id

    def _value_date(self, source: dict[str, Any], target: dict[str, Any], wanted: int, discount: int) -> str:
        """The later of both documents' dates, and no day on which the money or the claim was still taken (DOMAIN E3)."""
        day = date.fromisoformat(max(str(source["date"]), str(target["date"])))
        taken = ledger.taken(self.connection, (int(source["id"]), int(target["id"])))
        for row, amount in ((source, wanted), (target, wanted + discount)):
            day = free_from(day, abs(int(row["amount_minor"])), amount, taken.get(int(row["id"]), ()))
        return day.isoformat()

    def _write_allocation(self, from_id: int, to_id: int, minor: int, value_date: str, instalment: int | None) -> int:
        allocation_id = ledger.add_allocation(self.connection, (from_id, to_id, minor, value_date, instalment, None,
                                                                self.stamp, self.seq))
        self._touch("allocation", value_date)
        return allocation_id

    def _discount(self, source: dict[str, Any], target: dict[str, Any], minor: int, value_date: str,
                  instalment: int | None) -> None:
        currency = str(source["currency"])
        discount_id = self.document(DocumentDraft(
            kind=DISCOUNT, customer_id=int(source["customer_id"]), date=date.fromisoformat(value_date),
            amount=from_minor(minor, currency), currency=currency, parent_id=int(source["id"])))
        self._write_allocation(discount_id, int(target["id"]), minor, value_date, instalment)

    def _posted(self, document_id: int, field: str) -> dict[str, Any]:
        row = ledger.posted_row(self.connection, document_id)
        if row is None:
            raise RuleError(N_("That document is not posted, or was reversed."), code="unknown_document", field=field)
        return row

    @staticmethod
    def _pair(source: dict[str, Any], target: dict[str, Any]) -> None:
        if source["kind"] not in CREDIT_KINDS or target["kind"] not in DEBIT_KINDS:
            raise RuleError(N_("{from_no} cannot settle {to_no}: a receipt or credit note settles an invoice."),
                            code="bad_kind", field="to", from_no=source["no"], to_no=target["no"])
        if source["currency"] != target["currency"]:
            raise RuleError(N_("{from_no} is in {from_currency}, {to_no} in {to_currency}: currencies are never mixed."),
                            code="currency_mismatch", field="to", from_no=source["no"], to_no=target["no"],
                            from_currency=source["currency"], to_currency=target["currency"])
        if source["customer_id"] != target["customer_id"]:
            raise RuleError(N_("{from_no} and {to_no} belong to different customers."), code="unknown_document",
                            field="to", from_no=source["no"], to_no=target["no"])

    @staticmethod
    def _enough(document: dict[str, Any], opened: int, wanted: int) -> None:
        currency = str(document["currency"])
        if wanted <= 0:
            raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=wanted)
        if wanted > opened:
            raise RuleError(N_("{no} has only {open} {currency} open, {wanted} cannot be allocated."),
                            code="over_allocated", field="amount", no=document["no"], currency=currency,
                            open=display(from_minor(opened, currency), currency),
                            wanted=display(from_minor(wanted, currency), currency))

    def unallocate(self, allocation_ids: Sequence[int], day: date) -> None:
        """Take allocations back at `day`, and the discounts given with them; RuleError for those of a write-off or discount."""
        for _id, kind, no in ledger.settling(self.connection, allocation_ids):
            if kind in BOUND_KINDS:
                raise RuleError(N_("{no} exists only for what it settles: reverse it instead."), code="bad_kind",
                                field="document", no=no)
        for discount_id, own_day in ledger.discounts_beside(self.connection, allocation_ids):
            at = max(day.isoformat(), own_day)
            ledger.reverse_documents(self.connection, [discount_id], at, "unallocated", self.seq)
            self._touch("document.reversal", at)
        ledger.reverse_allocations(self.connection, allocation_ids, day.isoformat(), self.seq)
        self._touch("allocation.reversal", day.isoformat())

    # -- reversal --

    def reverse(self, document_id: int, day: date, reason: str) -> list[int]:
        """Reverse a posted document at `day` with its allocations, and what exists only for it; answers the ids."""
        row = self._posted(document_id, "of")
        if day.isoformat() < row["date"]:
            raise RuleError(N_("{no} is dated {date}: it cannot be reversed before that."), code="reversal_too_early",
                            field="date", no=row["no"], date=row["date"])
        if self.lock_date is not None and day <= self.lock_date:
            raise RuleError(N_("The books are closed up to {lock}: a document dated {date} cannot be posted."),
                            code="locked", field="date", lock=self.lock_date.isoformat(), date=day.isoformat())
        invoice = ledger.recovered_beyond(self.connection, document_id) if row["kind"] == WRITE_OFF else None
        if invoice is not None:
            raise RuleError(N_("Money was recovered on {no} since: reverse the recovery first."), code="depends", field="of",
                            no=invoice)
        ids = [document_id, *ledger.dependants(self.connection, document_id)]
        ledger.reverse_documents(self.connection, ids, day.isoformat(), reason, self.seq)
        self._touch("document.reversal", day.isoformat())
        self._touched.add("allocation.reversal")
        return ids

    # -- the event --

    def touch(self, group: str) -> None:
        """Say that rows of a vouched group were written under this event."""
        self._touched.add(group)

    def _touch(self, group: str, day: str) -> None:
        self._touched.add(group)
        self._latest = max(self._latest, day)

    def latest(self, day: str) -> None:
        """Say up to which day rows were written in bulk."""
        self._latest = max(self._latest, day)

    def finish(self, change: audit.Change, known: Mapping[str, Sequence[Any]] | None = None) -> None:
        """Write the event with its digests (`known`: those made while writing in bulk); called once."""
        digests = {group: audit.vouch(self.connection, group, self.seq) for group in audit.VOUCHED if group in self._touched}
        digests |= {group: list(value) for group, value in (known or {}).items()}
        digests = {group: value for group, value in digests.items() if value[0]}
        audit.write_event(self.connection, self.seq, change, audit.Signature(self.session.user, self.stamp, self.session.rights),
                          digests)
        if self._latest:
            ledger.raise_horizon(self.connection, self._latest)


@contextmanager
def entry(session: Session, action: str, entity: str, *, reason: str = "") -> Iterator[tuple[Entry, dict[str, Any]]]:
    """A write transaction with its event; fill the dict with what the event should say (`entity_id`, `after`, `before`)."""
    check_right(action, entity, session.rights)
    with session.book.write() as connection:
        work = Entry(connection, session)
        work.by_itself = right_for(action, entity) is None
        says: dict[str, Any] = {}
        yield work, says
        work.finish(audit.Change(action, entity, says.get("entity_id", ""), says.get("before"), says.get("after"),
                                 reason or says.get("reason", "")))


def may_enter_closed(session: Session) -> bool:
    """Whether documents of closed periods may be posted: by the owner of a book with passwords (DOMAIN E11)."""
    return not session.single_person and session.may(CLOSED_PERIODS)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None

