"""Orders and shipments not yet invoiced: entered, cancelled, shipped, and what they add to the exposure (DOMAIN D14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.credit.exposure import Order, OrderParts, parts_of, Shipment
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import METHODS
from ...domain.money import check_range as check_amount, currency_code, from_minor, to_minor
from ...store import company, customers, orders as store, rows
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..rates import RateBook
from ..session import Session

APPROVED, HELD, CANCELLED = "approved", "held", "cancelled"
STATE_NAMES = {APPROVED: N_("Approved"), HELD: N_("Held"), CANCELLED: N_("Cancelled")}
PREFIX = "SO"
Day = date  # a field named date hides the type inside its class
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order to enter; `amount` and `deposit` incl. VAT in `currency` ("": the book's)."""

    customer_id: int
    date: date
    amount: Decimal
    currency: str = ""
    no: str = ""
    deposit: Decimal = _ZERO
    terms_days: int | None = None
    note: str = ""
    #: the way of payment named on the order, a code of `documents.METHODS`; "" = none named (DOMAIN A110)
    method: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order as of a day. `state` is approved, held (waits for its release) or cancelled.

    `shipped` and `invoiced` are sums up to the day; `parts` what of them still counts. `released_until` is the last day
    of its latest release. `counts_from` None: it does not count.
    """

    id: int
    no: str
    customer_id: int
    date: date
    currency: str
    amount: Decimal
    deposit: Decimal
    terms_days: int | None
    state: str
    shipped: Decimal
    invoiced: Decimal
    counts_from: Day | None
    released_until: Day | None
    note: str
    method: str = ""

    @property
    def parts(self) -> OrderParts:
        return parts_of(self.amount, self.deposit, self.shipped, self.invoiced)

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be shipped or invoiced."""
        return self.state != CANCELLED and (self.parts.open > 0 or self.parts.shipped > 0)


@dataclass(frozen=True, slots=True)
class OrderSums:
    """What a customer's orders add to its exposure, base currency: `open` is net of `deposits`."""

    shipped: Decimal = _ZERO
    open: Decimal = _ZERO
    deposits: Decimal = _ZERO


# -- entering --

def enter_in(work: Entry, draft: OrderDraft, *, status: str = APPROVED, batch_id: int | None = None) -> int:
    """Write an order inside a transaction and answer its id; InputError names the field, `number_in_use` too."""
    code = currency_code(draft.currency or str(company.company(work.connection)["base_currency"]))
    check_draft(draft)
    root = work.customer(draft.customer_id)
    number = draft.no.strip() or next_number(work.connection, draft.date)
    used = next(iter(store.numbered(work.connection, number, root)), None)
    if used is not None:
        raise InputError(N_("Number {no} is already used for an order of {date} of this customer."),
                         code="number_in_use", field="no", no=number, date=used["date"])
    new_id = store.insert_order(work.connection, {
        "no": number, "customer_id": draft.customer_id, "date": draft.date.isoformat(), "currency": code,
        "amount_minor": to_minor(draft.amount, code), "deposit_minor": to_minor(draft.deposit, code),
        "terms_days": draft.terms_days, "method": draft.method, "status": status, "note": draft.note, "batch_id": batch_id,
        "created_at": work.stamp, "created_by": work.session.user}, work.seq)
    work.touch("sales_order")
    return new_id


def check_draft(draft: OrderDraft) -> None:
    """InputError where amount, deposit, day or terms cannot be."""
    if draft.amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=draft.amount)
    check_amount(draft.amount)
    if not 0 <= draft.deposit <= draft.amount:
        raise InputError(N_("The deposit lies between zero and the order's amount."), code="bad_amount",
                         field="deposit", value=draft.deposit)
    check_range(draft.date, "date")
    if draft.terms_days is not None and not 0 <= draft.terms_days <= 3650:
        raise InputError(N_("Terms are 0 to 3,650 days."), code="out_of_range", field="terms_days",
                         value=draft.terms_days)
    if draft.method and draft.method not in METHODS:
        raise InputError(N_("“{value}” is not known here. Write one of {known}."), code="bad_value", field="method",
                         value=draft.method, known=", ".join(METHODS))


def next_number(connection: Transaction, day: date) -> str:
    """The next free number of an order in a year: SO-2026-0001."""
    prefix = f"{PREFIX}-{day.year}-"
    return f"{prefix}{store.latest_number(connection, prefix) + 1:04d}"


def ship_in(work: Entry, order_id: int, day: date, amount: Decimal, note: str = "") -> int:
    """Note a shipment inside a transaction; RuleError `unknown_order` for a cancelled one."""
    row = live_order(work.connection, order_id, day)
    if amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
    check_amount(amount)
    check_range(day, "date")
    new_id = rows.insert(work.connection, "shipment", {
        "order_id": order_id, "date": day.isoformat(), "amount_minor": to_minor(amount, row["currency"]), "note": note,
        "created_at": work.stamp, "created_by": work.session.user, "event_seq": work.seq})
    work.touch("shipment")
    return new_id


def live_order(connection: Transaction, order_id: int, as_of: date) -> Mapping[str, Any]:
    """The row of an order that was not cancelled; RuleError `unknown_order`."""
    row = store.order(connection, order_id, as_of)
    if row is None or row["cancelled_on"] is not None:
        raise unknown_order(str(order_id) if row is None else row["no"])
    return row


def unknown_order(number: str) -> RuleError:
    return RuleError(N_("There is no open order {no}."), code="unknown_order", field="order", no=number, value=number)


def cancel(session: Session, order_id: int, day: date, reason: str) -> None:
    """Cancel an order from a day on: what is not shipped no longer counts. RuleError where goods wait for their invoice."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the cancellation."), code="missing", field="reason")
    with entry(session, "cancel", "order", reason=reason) as (work, says):
        row = live_order(work.connection, order_id, day)
        work.customer(row["owner_id"])
        if day.isoformat() < row["date"]:
            raise RuleError(N_("{no} is dated {date}: it cannot be cancelled before that."), code="reversal_too_early",
                            field="date", no=row["no"], date=row["date"])
        if row["shipped_minor"] > row["invoiced_minor"]:
            raise RuleError(N_("{no}: goods were shipped and not yet invoiced. Enter the invoice first."),
                            code="depends", field="order", no=row["no"])
        store.cancel(work.connection, [order_id], day.isoformat(), reason, work.seq)
        work.touch("sales_order.cancelling")
        says["entity_id"], says["after"] = order_id, {"no": row["no"], "on": day.isoformat()}


def reverse_shipment(session: Session, shipment_id: int, day: date, reason: str = "") -> None:
    """Take a shipment back from a day on; RuleError `unknown_shipment`."""
    with entry(session, "reverse", "shipment", reason=reason) as (work, says):
        row = store.shipment(work.connection, shipment_id)
        if row is None or row["reversed_on"] is not None:
            raise RuleError(N_("There is no such shipment."), code="unknown_shipment", field="shipment")
        store.reverse_shipment(work.connection, shipment_id, day.isoformat(), work.seq)
        work.touch("shipment.reversal")
        says["entity_id"], says["after"] = shipment_id, {"on": day.isoformat()}


# -- reading --

def orders_of(session: Session, customer_id: int | None, as_of: date, *, open_only: bool = False
              ) -> tuple[OrderLine, ...]:
    """Orders of a customer (None: of all) dated up to a day, newest first."""
    with session.book.read() as connection:
        root = None if customer_id is None else customers.root(connection, customer_id)
        lines = [order_line(row, as_of) for row in store.orders(connection, as_of, root)]
    return tuple(line for line in lines if line.is_open or not open_only)


def order_line(row: Mapping[str, Any], as_of: date) -> OrderLine:
    """A row of the store as a record."""
    def amount(name: str) -> Decimal:
        return from_minor(row[name], row["currency"])

    counts_from = _day(row["counts_from"])
    cancelled = row["cancelled_on"] is not None and row["cancelled_on"] <= as_of.isoformat()
    counts = not cancelled and counts_from is not None and counts_from <= as_of
    return OrderLine(row["id"], row["no"], row["owner_id"], date.fromisoformat(row["date"]), row["currency"],
                     amount("amount_minor"), amount("deposit_minor"), row["terms_days"],
                     CANCELLED if cancelled else APPROVED if counts else HELD, amount("shipped_minor"),
                     amount("invoiced_minor"), counts_from if counts else None, _day(row["released_until"]), row["note"],
                     row["method"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def counted_in(connection: Transaction, customer_id: int, as_of: date) -> tuple[Order, ...]:
    """The orders of a customer that may count up to a day, for the rules over one customer."""
    return tuple(order for found in _counted(connection, as_of, customer_id).values() for order in found)


def every_counted_in(connection: Transaction, as_of: date) -> dict[int, list[Order]]:
    """The same of all customers that have any, by customer."""
    return _counted(connection, as_of, None)


def _counted(connection: Transaction, as_of: date, customer_id: int | None) -> dict[int, list[Order]]:
    found = store.orders(connection, as_of, customer_id)
    if not found:
        return {}
    shipped: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for order_id, day, minor in store.shipments(connection, as_of, customer_id):
        shipped[order_id].append((day, minor))
    counted: defaultdict[int, list[Order]] = defaultdict(list)
    for row in found:
        if row["counts_from"]:
            counted[row["owner_id"]].append(_order(row, shipped[row["id"]]))
    return dict(counted)


def _order(row: Mapping[str, Any], shipped: Iterable[tuple[str, int]]) -> Order:
    code = row["currency"]
    return Order(row["no"], row["owner_id"], date.fromisoformat(row["counts_from"]), code,
                 from_minor(row["amount_minor"], code), from_minor(row["deposit_minor"], code),
                 tuple(Shipment(date.fromisoformat(day), from_minor(minor, code)) for day, minor in shipped),
                 _day(row["cancelled_on"]))


def sums_in(connection: Transaction, as_of: date, rates: RateBook) -> dict[int, OrderSums | None]:
    """What the orders of every customer add to its exposure; None where a rate is missing."""
    found: dict[int, OrderSums | None] = {}
    for customer, currency, *minors in store.parts(connection, as_of, rates.base):
        before = found.get(customer, OrderSums())
        values = [rates.to_base(from_minor(minor, currency), currency, as_of) for minor in minors]
        known = [value for value in values if value is not None]
        if before is None or len(known) < len(values):
            found[customer] = None
        else:
            found[customer] = OrderSums(before.shipped + known[0], before.open + known[1], before.deposits + known[2])
    return found


def kept_back_in(connection: Transaction, as_of: date, rates: RateBook, deposits: Mapping[int, Decimal]
                 ) -> dict[int, Decimal]:
    """What of each customer's unapplied receipts its deposits keep back, so that both count once."""
    received: defaultdict[int, Decimal] = defaultdict(Decimal)
    for customer, currency, minor in store.unapplied_receipts(connection, as_of, deposits.keys()):
        received[customer] += rates.to_base(from_minor(minor, currency), currency, as_of) or _ZERO
    return {customer: min(deposits[customer], amount) for customer, amount in received.items()}
