"""Orders as a list and one order as a whole: what is held, to ship, to invoice, and every release in the log (DOMAIN D14)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.credit.order_check import PASSED
from ...domain.customers.records import Customer
from ...domain.errors import N_
from ...domain.ledger.documents import INVOICE, Ledger
from ...domain.ledger.settlement import payment_items
from ...domain.money import from_minor
from ...store import credit, customers, orders as store, reads
from ...store.transaction import Transaction
from ..customers import record
from ..rates import rate_book
from ..session import Session
from .order_check import check_order_in, OrderCheck
from .orders import CANCELLED, HELD, order_line, OrderLine, unknown_order
from .policy import policy_in

Day = date  # a field named date hides the type inside its class
WAITS, TO_SHIP, TO_INVOICE, DONE = "waits", "to_ship", "to_invoice", "done"
STAGE_NAMES = {WAITS: N_("Held"), TO_SHIP: N_("To ship"), TO_INVOICE: N_("To invoice"), DONE: N_("Done"),
               CANCELLED: N_("Cancelled")}
#: a released order whose invoice was so many days late went wrong (DOMAIN D14)
LATE_DAYS = 60


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list, with its customer; `stage` says what it waits for."""

    order: OrderLine
    code: str
    name: str
    initials: str
    grade: str | None

    @property
    def stage(self) -> str:
        line = self.order
        if line.state == CANCELLED:
            return CANCELLED
        if line.state == HELD:
            return WAITS
        if line.parts.shipped > 0:
            return TO_INVOICE
        return TO_SHIP if line.parts.open > 0 else DONE


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """Goods that left; `reversed_on` where it was taken back."""

    id: int
    date: date
    amount: Decimal
    note: str
    user: str
    reversed_on: Day | None = None


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in the log: which order of whom, what it was held for, who let it go and why.

    `worst_late` are the days that invoices of the order were or are late, None while none is paid or due.
    """

    id: int
    order_id: int
    order_no: str
    customer_id: int
    currency: str
    amount: Decimal
    reason_code: str
    note: str
    held_for: tuple[str, ...]
    released_on: date
    valid_until: date
    user: str
    customer: str = ""
    worst_late: int | None = None

    @property
    def late(self) -> bool:
        return self.worst_late is not None and self.worst_late > LATE_DAYS


@dataclass(frozen=True, slots=True)
class ReleaseShare:
    """The figure of D14: of the orders a person released, those invoiced and paid or due, and how many were > 60 d late."""

    judged: int
    late: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.late) / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order with everything about it; `check` None once there is nothing left to hold."""

    row: OrderRow
    customer: Customer
    shipments: tuple[ShipmentLine, ...]
    releases: tuple[ReleaseLine, ...]
    check: OrderCheck | None
    base: str


@dataclass(frozen=True, slots=True)
class OrderBook:
    """What the page of orders shows: its rows, whether orders are checked, the book's currency."""

    rows: tuple[OrderRow, ...]
    checked: bool
    base: str


def order_book(session: Session, as_of: date) -> OrderBook:
    """Every order dated up to a day, newest first."""
    with session.book.read() as connection:
        people = {row["id"]: row for row in customers.everyone(connection, retired=True)}
        grades = credit.grades(connection, as_of)
        found = tuple(_row(order_line(row, as_of), people[row["owner_id"]], grades.get(row["owner_id"]))
                      for row in store.orders(connection, as_of))
        return OrderBook(found, policy_in(connection, as_of).order_check, rate_book(connection).base)


def _row(line: OrderLine, person: Mapping[str, Any], grade: str | None) -> OrderRow:
    return OrderRow(line, person["code"], person["name"], person["initials"], grade)


def order_file(session: Session, order_id: int, as_of: date) -> OrderFile:
    """One order; RuleError `unknown_order`."""
    with session.book.read() as connection:
        found = store.order(connection, order_id, as_of)
        if found is None:
            raise unknown_order(str(order_id))
        line = order_line(found, as_of)
        person = customers.by_id(connection, line.customer_id)
        if person is None:
            raise unknown_order(line.no)
        row = _row(line, person, credit.grades(connection, as_of).get(line.customer_id))
        check = None
        if line.is_open:
            check = check_order_in(connection, line.customer_id, line.amount, as_of, order_no=line.no)
        sent = tuple(ShipmentLine(item["id"], date.fromisoformat(item["date"]), from_minor(item["amount_minor"], line.currency),
                                  item["note"], item["created_by"], _day(item["reversed_on"]))
                     for item in store.shipments_of(connection, order_id))
        return OrderFile(row, record(person), sent, _releases(connection, as_of, order_id), check, rate_book(connection).base)


def release_log(session: Session, as_of: date) -> tuple[ReleaseLine, ...]:
    """Every release up to a day, newest first."""
    with session.book.read() as connection:
        return _releases(connection, as_of)


def released_late(log: Sequence[ReleaseLine]) -> ReleaseShare:
    """Of the orders that people released, those judged by now and those over 60 days late; each order once."""
    worst: dict[int, int] = {}
    for line in log:
        if line.reason_code != PASSED and line.worst_late is not None:
            worst[line.order_id] = max(worst.get(line.order_id, line.worst_late), line.worst_late)
    return ReleaseShare(len(worst), sum(days > LATE_DAYS for days in worst.values()))


def _releases(connection: Transaction, as_of: date, order_id: int | None = None) -> tuple[ReleaseLine, ...]:
    found = store.releases(connection, as_of, order_id)
    ledgers = {key: reads.ledger_of(connection, key) for key in {row["owner_id"] for row in found}}
    late = {key: _worst_late(ledger, as_of) for key, ledger in ledgers.items()}
    return tuple(ReleaseLine(
        row["id"], row["order_id"], row["no"], row["owner_id"], row["currency"],
        from_minor(row["amount_minor"], row["currency"]), row["reason_code"], row["note"],
        tuple(json.loads(row["held_for"] or "[]")), date.fromisoformat(row["date"]),
        date.fromisoformat(row["valid_until"]), row["created_by"], row["customer"],
        late[row["owner_id"]].get(row["no"])) for row in found)


def _worst_late(ledger: Ledger, as_of: date) -> dict[str, int]:
    """Days late by order number: the worst of its invoices, paid or still open; only those due or paid by the day."""
    numbers = {document.id: document.order_no for document in ledger.documents
               if document.kind == INVOICE and document.order_no and document.counts_on(as_of)}
    found: dict[str, int] = {}
    if not numbers:
        return found
    for item in payment_items(ledger, as_of):
        if (number := numbers.get(item.document_id)) is not None:
            found[number] = max(found.get(number, item.days_beyond_terms), item.days_beyond_terms)
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

