"""Rows of the ledger as domain records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ..domain.ledger.documents import Allocation, BillEvent, Dispute, Document, Instalment, Ledger, Promise
from ..domain.money import from_minor
from . import rows
from .transaction import Transaction


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def must_day(text: str) -> date:
    return date.fromisoformat(text)


def document_record(row: dict[str, Any], instalments: Sequence[Instalment] = ()) -> Document:
    """A row of `document` as a record; the amount is positive for every kind."""
    return Document(
        id=row["id"], kind=row["kind"], no=row["no"], customer_id=row["customer_id"], date=must_day(row["date"]),
        currency=row["currency"], amount=from_minor(abs(row["amount_minor"]), row["currency"]),
        due_date=day(row["due_date"]), status=row["status"], reversed_on=day(row["reversed_on"]),
        instalments=tuple(instalments), interest=bool(row["interest"]), opening=bool(row["opening"]),
        due_assumed=bool(row["due_assumed"]), terms=row["terms"], method=row["method"], maturity=day(row["maturity"]),
        note=row["note"], salesperson=row["salesperson"], delivered_on=day(row["delivered_on"]),
        accepted_on=day(row["accepted_on"]), confirmed_on=day(row["confirmed_on"]),
        contract_no=row["contract_no"], order_no=row["order_no"], batch_id=row["batch_id"], parent_id=row["parent_id"],
        reason=row["reason"])


def _instalments(connection: Transaction, where: str, parameters: tuple[Any, ...]) -> dict[int, list[Instalment]]:
    found: dict[int, list[Instalment]] = defaultdict(list)
    for document_id, no, due, amount, currency in rows.tuples(
            connection, "SELECT i.document_id, i.no, i.due_date, i.amount_minor, d.currency FROM instalment i "
                        f"JOIN document d ON d.id = i.document_id WHERE {where} ORDER BY i.document_id, i.no",
            parameters):
        found[document_id].append(Instalment(no, must_day(due), from_minor(amount, currency)))
    return found


def documents(connection: Transaction, where: str, parameters: tuple[Any, ...] = ()) -> list[Document]:
    """Documents `d` that satisfy `where`, by date and id."""
    found = rows.many(connection, f"SELECT d.* FROM document d WHERE {where} ORDER BY d.date, d.id", parameters)
    parts = (_instalments(connection, where, parameters) if any(row["instalments"] for row in found) else {})
    return [document_record(row, parts.get(row["id"], ())) for row in found]


def allocations(connection: Transaction, where: str, parameters: tuple[Any, ...] = ()) -> list[Allocation]:
    """Allocations `a` (beside `d`, the document they settle) that satisfy `where`, in the order of entry."""
    return [Allocation(row[0], row[1], row[2], from_minor(row[3], row[7]), must_day(row[4]), day(row[5]), row[6])
            for row in rows.tuples(
                connection, "SELECT a.id, a.from_id, a.to_id, a.amount_minor, a.value_date, a.reversed_on, "
                            "a.instalment_no, d.currency FROM allocation a JOIN document d ON d.id = a.to_id "
                            f"WHERE {where} ORDER BY a.id", parameters)]


def disputes(connection: Transaction, where: str, parameters: tuple[Any, ...] = ()) -> list[Dispute]:
    """Disputes `p` (beside `d`, their document) that satisfy `where`."""
    return [Dispute(row["id"], row["document_id"], row["no"], from_minor(row["amount_minor"], row["currency"]),
                    row["reason"], must_day(row["raised_on"]), day(row["closed_on"]), row["outcome"] or None,
                    from_minor(row["accepted_minor"], row["currency"]), day(row["target_on"]), row["note"])
            for row in rows.many(connection, "SELECT p.*, d.currency FROM dispute p JOIN document d "
                                             f"ON d.id = p.document_id WHERE {where} ORDER BY p.id", parameters)]


def promises(connection: Transaction, where: str, parameters: tuple[Any, ...] = ()) -> list[Promise]:
    """Promises `m` that satisfy `where`, by due day."""
    return [Promise(row["id"], row["customer_id"], from_minor(row["amount_minor"], row["currency"]), row["currency"],
                    must_day(row["date"]), must_day(row["made_on"]), bool(row["written"]))
            for row in rows.many(connection, f"SELECT m.* FROM promise m WHERE {where} ORDER BY m.date, m.id",
                                 parameters)]


def bill_events(connection: Transaction, where: str, parameters: tuple[Any, ...] = ()) -> list[BillEvent]:
    """What became of bills `d` that satisfy `where`, in the order of their days."""
    return [BillEvent(row[0], row[1], must_day(row[2])) for row in rows.tuples(
        connection, "SELECT b.document_id, b.event, b.date FROM bill_event b JOIN document d ON d.id = b.document_id "
                    f"WHERE {where} ORDER BY b.date, b.id", parameters)]


def ledger_of(connection: Transaction, customer_id: int) -> Ledger:
    """Everything posted for one customer, for the rules over one customer."""
    key = (customer_id,)
    return Ledger(
        documents=tuple(documents(connection, "d.customer_id = ? AND d.status <> 'draft'", key)),
        allocations=tuple(allocations(connection, "d.customer_id = ?", key)),
        disputes=tuple(disputes(connection, "d.customer_id = ?", key)),
        promises=tuple(promises(connection, "m.customer_id = ?", key)),
        bill_events=tuple(bill_events(connection, "d.customer_id = ?", key)))


def ledgers(connection: Transaction, customer_ids: Iterable[int] | None = None) -> dict[int, Ledger]:
    """The same for many customers at once (None: all), in five statements."""
    wanted = None if customer_ids is None else set(customer_ids)
    by_customer: dict[int, list[list[Any]]] = defaultdict(lambda: [[], [], [], [], []])
    owner: dict[int, int] = {}
    for document in documents(connection, "d.status <> 'draft'"):
        if wanted is None or document.customer_id in wanted:
            owner[document.id] = document.customer_id
            by_customer[document.customer_id][0].append(document)
    for allocation in allocations(connection, "1 = 1"):
        if allocation.to_id in owner:
            by_customer[owner[allocation.to_id]][1].append(allocation)
    for dispute in disputes(connection, "1 = 1"):
        if dispute.document_id in owner:
            by_customer[owner[dispute.document_id]][2].append(dispute)
    for promise in promises(connection, "1 = 1"):
        if wanted is None or promise.customer_id in wanted:
            by_customer[promise.customer_id][3].append(promise)
    for event in bill_events(connection, "1 = 1"):
        if event.receipt_id in owner:
            by_customer[owner[event.receipt_id]][4].append(event)
    return {key: Ledger(*(tuple(part) for part in parts)) for key, parts in by_customer.items()}


def invoiced_orders(connection: Transaction, customer_ids: Iterable[int]) -> dict[int, Ledger]:
    """The invoices of these customers that name an order, nothing else: enough for orders without a deposit."""
    found: dict[int, list[Document]] = defaultdict(list)
    for part in rows.chunks(customer_ids):
        for item in documents(connection, f"d.customer_id IN ({rows.marks(part)}) AND d.order_no <> '' "
                                          "AND d.kind = 'invoice' AND d.status <> 'draft'", tuple(part)):
            found[item.customer_id].append(item)
    return {key: Ledger(documents=tuple(own)) for key, own in found.items()}


def document(connection: Transaction, document_id: int) -> Document | None:
    """One document, draft or posted, or None."""
    found = documents(connection, "d.id = ?", (document_id,))
    return found[0] if found else None


def by_ids(connection: Transaction, ids: Sequence[int]) -> dict[int, Document]:
    """Documents by id."""
    return {item.id: item for part in rows.chunks(ids)
            for item in documents(connection, f"d.id IN ({rows.marks(part)})", tuple(part))}


def write_offs_of(connection: Transaction, document_id: int) -> list[Allocation]:
    """Live allocations of write-offs to one invoice."""
    return allocations(connection, "a.to_id = ? AND a.reversed_on IS NULL AND EXISTS (SELECT 1 FROM document f "
                                   "WHERE f.id = a.from_id AND f.kind = 'write_off')", (document_id,))


def recoveries_of(connection: Transaction, document_id: int) -> list[Document]:
    """Live recoveries of one invoice."""
    return documents(connection, "d.parent_id = ? AND d.kind = 'recovery' AND d.status = 'posted'", (document_id,))


def drafts(connection: Transaction) -> list[Document]:
    """Documents not posted yet."""
    return documents(connection, "d.status = 'draft'")


def with_instalments(connection: Transaction) -> Ledger:
    """Documents that carry instalments, with their allocations and disputes: aged by the domain's rule."""
    where = "d.id IN (SELECT document_id FROM instalment)"
    found = tuple(documents(connection, f"{where} AND d.status <> 'draft'"))
    if not found:
        return Ledger()
    return Ledger(documents=found, allocations=tuple(allocations(connection, where)),
                  disputes=tuple(disputes(connection, where)))


def allocations_of(connection: Transaction, document_id: int) -> list[Allocation]:
    """Every allocation from or to one document, reversed ones too."""
    return allocations(connection, "a.from_id = ? OR a.to_id = ?", (document_id, document_id))


def disputes_of(connection: Transaction, document_id: int) -> list[Dispute]:
    return disputes(connection, "p.document_id = ?", (document_id,))


def open_ledger_of(connection: Transaction, customer_id: int) -> Ledger:
    """The part of a customer's ledger that is open now, with its allocations: enough for today's open items."""
    where = "d.customer_id = ? AND d.open_minor <> 0"
    key = (customer_id,)
    return Ledger(
        documents=tuple(documents(connection, where, key)),
        allocations=tuple(allocations(
            connection, f"{where} OR a.from_id IN (SELECT id FROM document WHERE customer_id = ? AND open_minor <> 0)",
            (customer_id, customer_id))),
        disputes=tuple(disputes(connection, where, key)))
