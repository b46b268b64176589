"""Exposure of a customer, every term shown and each document counted once; limits in force (DOMAIN D14, D9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from ..errors import N_
from ..ledger.documents import BillEvent, CREDIT_NOTE, DISHONOURED, HONOURED, INVOICE, Ledger, RECEIPT
from ..ledger.open_items import open_items, OpenItem
from ..money import round_money
from .claims import ToBase

_ZERO, _CENT = Decimal(0), Decimal("0.01")
BANK_ACCEPTANCE, COMMERCIAL_ACCEPTANCE = "bank_acceptance", "commercial_acceptance"
#: events that end a bill; one discounted or endorsed still comes back to us and goes on counting
ENDING_EVENTS = frozenset({HONOURED, DISHONOURED})


@dataclass(frozen=True, slots=True)
class Shipment:
    shipped_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An approved order, amounts incl. VAT in its currency; `closed_on` ends it whatever is still open."""

    no: str
    customer_id: int
    ordered_on: date
    currency: str
    amount: Decimal
    deposit: Decimal = _ZERO
    shipments: tuple[Shipment, ...] = ()
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExposureRules:
    """Shares at which undue bills count (DOMAIN D14)."""

    bank_bill_share: Decimal = Decimal("0.20")
    commercial_bill_share: Decimal = Decimal(1)

    def share(self, method: str) -> Decimal:
        if method == BANK_ACCEPTANCE:
            return self.bank_bill_share
        return self.commercial_bill_share if method == COMMERCIAL_ACCEPTANCE else _ZERO

    def part(self, amount: Decimal, method: str, currency: str) -> Decimal:
        """What of a bill counts, rounded half-up to the currency (DOMAIN E1)."""
        return round_money(amount * self.share(method), currency)


@dataclass(frozen=True, slots=True)
class ExposureLine:
    """One document inside a term, base currency."""

    term: str
    no: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Exposure:
    """The terms of D14 in base currency, deductions as positive figures; `lines` are the documents behind them."""

    open_receivables: Decimal = _ZERO
    shipped_not_invoiced: Decimal = _ZERO
    open_orders: Decimal = _ZERO
    bills: Decimal = _ZERO
    unapplied_receipts: Decimal = _ZERO
    credit_notes: Decimal = _ZERO
    deposits_kept_back: Decimal = _ZERO
    sold: Decimal = _ZERO
    lines: tuple[ExposureLine, ...] = ()

    @property
    def total(self) -> Decimal:
        return (self.open_receivables + self.shipped_not_invoiced + self.open_orders + self.bills
                - self.unapplied_receipts - self.credit_notes - self.sold)

    @property
    def waterfall(self) -> tuple[tuple[str, Decimal], ...]:
        """The terms with their sign, in the order they are shown; they add up to `total`; risk sold only where there is any."""
        found = (("open_receivables", self.open_receivables), ("shipped_not_invoiced", self.shipped_not_invoiced),
                ("open_orders", self.open_orders), ("bills", self.bills),
                ("unapplied_receipts", -self.unapplied_receipts), ("credit_notes", -self.credit_notes))
        return (*found, ("sold", -self.sold)) if self.sold else found


TERM_NAMES = {
    "open_receivables": N_("Open receivables"), "shipped_not_invoiced": N_("Shipped, not invoiced"),
    "open_orders": N_("Open orders, less deposits"), "bills": N_("Bills not yet due"),
    "unapplied_receipts": N_("Unapplied receipts"), "credit_notes": N_("Credit notes not applied"),
    "sold": N_("Risk sold to a factor")}


@dataclass(frozen=True, slots=True)
class OrderParts:
    """What of an order is shipped and not invoiced, still to be shipped, and the deposit that covers the latter."""

    shipped: Decimal
    open: Decimal
    deposit: Decimal


def exposure(ledger: Ledger, as_of: date, *, to_base: ToBase, orders: Sequence[Order] = (),
             bill_events: Sequence[BillEvent] = (), rules: ExposureRules | None = None, without_order: str | None = None,
             deposit: Decimal = _ZERO, waiting: Sequence[OpenItem] | None = None,
             sold: Mapping[int, Decimal] | None = None) -> Exposure:
    """Exposure of one customer on `as_of`, at the rate of that day.

    `without_order` leaves out one order that is being checked; its deposit is kept back all the same, since the check
    takes it off the order; `deposit` is that of an order not entered, base currency. `waiting` are the day's
    open items where they are known already; `sold` the shares of claims whose risk a factor bears (A76).
    `to_base` raises RuleError where a rate is missing.
    """
    shares = rules or ExposureRules()
    lines: list[ExposureLine] = []
    received = credited = _ZERO
    for item in open_items(ledger, as_of) if waiting is None else waiting:
        amount = to_base(item.open, item.currency)
        if item.sign > 0:
            lines.append(ExposureLine("open_receivables", item.no, amount))
            if sold and item.document_id in sold:
                lines.append(ExposureLine("sold", item.no, -sold_part(amount, sold[item.document_id])))
        elif item.kind == CREDIT_NOTE:
            credited += amount
            lines.append(ExposureLine("credit_notes", item.no, -amount))
        else:
            received += amount
            lines.append(ExposureLine("unapplied_receipts", item.no, -amount))
    deposits = deposit
    invoiced = _invoiced(ledger, as_of)
    for order in orders:
        if order.ordered_on > as_of or (order.closed_on and order.closed_on <= as_of):
            continue
        parts = order_parts(order, invoiced.get((order.no, order.currency), _ZERO), as_of)
        deposits += to_base(parts.deposit, order.currency)
        if order.no == without_order:
            continue
        lines.append(ExposureLine("shipped_not_invoiced", order.no, to_base(parts.shipped, order.currency)))
        lines.append(ExposureLine("open_orders", order.no, to_base(parts.open - parts.deposit, order.currency)))
    lines += _bills(ledger, as_of, to_base, bill_events, shares)
    kept = min(deposits, received)
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.term] += line.amount
    return Exposure(sums["open_receivables"], sums["shipped_not_invoiced"], sums["open_orders"], sums["bills"],
                    received - kept, credited, kept, -sums["sold"], tuple(line for line in lines if line.amount))


def sold_part(amount: Decimal, share: Decimal) -> Decimal:
    """What of a claim a factor bears, base currency, rounded half-up claim by claim (DOMAIN E1)."""
    return (amount * share).quantize(_CENT, ROUND_HALF_UP)


def _invoiced(ledger: Ledger, as_of: date) -> Mapping[tuple[str, str], Decimal]:
    """What was invoiced of each order, by number and currency: an invoice in another currency uses up nothing."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for document in ledger.documents:
        if document.kind == INVOICE and document.order_no and document.counts_on(as_of):
            sums[(document.order_no, document.currency)] += document.amount
    return sums


def invoiced_of(ledger: Ledger, order: Order, as_of: date) -> Decimal:
    """What was invoiced of an order up to a day, in its currency."""
    return _invoiced(ledger, as_of).get((order.no, order.currency), _ZERO)


def order_parts(order: Order, invoiced: Decimal, as_of: date) -> OrderParts:
    """An invoice uses up the shipped part first, then the open one; a deposit covers what is still open."""
    shipped = sum((shipment.amount for shipment in order.shipments if shipment.shipped_on <= as_of), _ZERO)
    return parts_of(order.amount, order.deposit, shipped, invoiced)


def parts_of(amount: Decimal, deposit: Decimal, shipped: Decimal, invoiced: Decimal) -> OrderParts:
    """The same from sums, all in one currency."""
    waiting = max(_ZERO, amount - max(shipped, invoiced))
    return OrderParts(max(_ZERO, shipped - invoiced), waiting, min(deposit, waiting))


def _bills(ledger: Ledger, as_of: date, to_base: ToBase, events: Sequence[BillEvent], shares: ExposureRules
           ) -> list[ExposureLine]:
    """Bills received and not yet honoured, at the share of their kind (DOMAIN E2, D14)."""
    ended = {event.receipt_id for event in events if event.event in ENDING_EVENTS and event.happened_on <= as_of}
    return [ExposureLine("bills", document.no,
                         to_base(shares.part(document.amount, document.method, document.currency), document.currency))
            for document in ledger.documents
            if shares.share(document.method) and document.counts_on(as_of) and document.id not in ended]


def bill_changes(ledger: Ledger, events: Sequence[BillEvent], to_base: ToBase, rules: ExposureRules | None = None
                 ) -> dict[date, Decimal]:
    """Changes of exposure by day that bills bring, for the monthly peaks (`claims.monthly_peaks`, `more`)."""
    shares = rules or ExposureRules()
    ends = {event.receipt_id: event.happened_on for event in events if event.event in ENDING_EVENTS}
    changes: defaultdict[date, Decimal] = defaultdict(Decimal)
    for document in ledger.documents:
        if not shares.share(document.method) or not document.counts_on(document.date):
            continue
        amount = to_base(shares.part(document.amount, document.method, document.currency), document.currency)
        changes[document.date] += amount
        last = min((day for day in (ends.get(document.id), document.reversed_on) if day), default=None)
        if last is not None:
            changes[last] -= amount
    return dict(changes)


def order_changes(ledger: Ledger, orders: Sequence[Order], as_of: date, to_base: ToBase) -> dict[date, Decimal]:
    """Changes of exposure by day that orders bring, deposits kept back included, for the monthly peaks."""
    if not orders:
        return {}
    names = {(order.no, order.currency) for order in orders}
    days = {order.ordered_on for order in orders} | {order.closed_on for order in orders if order.closed_on}
    days |= {shipment.shipped_on for order in orders for shipment in order.shipments}
    days |= {day for document in ledger.documents if (document.order_no, document.currency) in names
             for day in (document.date, document.reversed_on) if day}
    if any(order.deposit for order in orders):  # what is kept back depends on the receipts open on each day
        receipts = {document.id: document for document in ledger.documents if document.kind == RECEIPT}
        days |= {day for document in receipts.values() for day in (document.date, document.reversed_on) if day}
        days |= {day for part in ledger.allocations if part.from_id in receipts
                 for day in (part.value_date, part.reversed_on) if day}
    changes: dict[date, Decimal] = {}
    level = _ZERO
    for day in sorted(day for day in days if day <= as_of):
        found = exposure(ledger, day, to_base=to_base, orders=orders)
        now = found.shipped_not_invoiced + found.open_orders + found.deposits_kept_back
        if now != level:
            changes[day], level = now - level, now
    return changes


@dataclass(frozen=True, slots=True)
class LimitDecision:
    """A limit decided: `begins` None = before every date (imported); `entered` grows in the order of entry.

    A temporary one is added to the limit until its last day, that day included; another one goes on measuring after
    `until`, until a later decision replaces it.
    """

    amount: Decimal
    begins: date | None
    until: date | None = None
    temporary: bool = False
    entered: int = 0
    reason: str = ""
    withdrawn_on: date | None = None

    def decided_on(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (self.withdrawn_on is None or self.withdrawn_on > day)


@dataclass(frozen=True, slots=True)
class LimitInForce:
    """`amount` None = no limit decided; 0 is a limit. `temporary` is the sum of the temporary ones, the first of which
    ends on `temporary_until`."""

    amount: Decimal | None
    temporary: Decimal
    decision: LimitDecision | None
    temporary_until: date | None = None

    @property
    def line(self) -> Decimal | None:
        return None if self.amount is None else self.amount + self.temporary

    def days_expired(self, as_of: date) -> int:
        """Days since the decision ran out, 0 while it has not."""
        until = self.decision.until if self.decision else None
        return max(0, (as_of - until).days) if until else 0


def limit_in_force(decisions: Sequence[LimitDecision], as_of: date) -> LimitInForce:
    """The latest decision begun by `as_of` (on one day the later entry) and the temporary ones running (CLI Post)."""
    begun = [decision for decision in decisions if decision.decided_on(as_of)]
    lasting = [decision for decision in begun if not decision.temporary]
    current = max(lasting, key=lambda decision: (decision.begins or date.min, decision.entered), default=None)
    running = [decision for decision in begun if decision.temporary and (decision.until is None or as_of <= decision.until)]
    return LimitInForce(current.amount if current else None, sum((decision.amount for decision in running), _ZERO), current,
                        min((decision.until for decision in running if decision.until), default=None))
