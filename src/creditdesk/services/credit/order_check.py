"""May this order go out? The rules of D14 on what the book knows of the customer, with every term of the exposure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.collections.promises import BROKEN, evaluate, last_promise
from ...domain.credit import order_check as rule
from ...domain.credit.behaviour import ledger_flags
from ...domain.credit.caps import CAP_RULES, VETO
from ...domain.credit.exposure import Exposure, exposure, invoiced_of, limit_in_force, LimitInForce, Order, order_parts
from ...domain.credit.grades import grade as grade_named, NR
from ...domain.credit.order_check import CustomerState, OrderDecision
from ...domain.credit.risk_return import order_worth, OrderWorth
from ...domain.credit.triggers import deep_fall, grades_apart, state_of, STOP
from ...domain.dates import add_months
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import Ledger, RECEIPT
from ...domain.ledger.open_items import open_items, OpenItem
from ...domain.ledger.terms import parse_terms
from ...domain.money import check_range as check_amount, currency_code, exponent, from_minor
from ...store import company, credit, customers, facts, orders as store, reads
from ...store.transaction import Transaction
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import bill_ends, NO_RATE
from .broken_plans import broken_plans
from .decisions import decisions
from .factoring import risk_sold_in
from .facts import fact_flags
from .groups import room_in
from .limit_view import term_days
from .orders import counted_in, unknown_order
from .policy import CreditPolicy, policy_in

_ZERO, _MONTH = Decimal(0), 31
#: an item below this does not decide the customer's state (DOMAIN D11)
_STATE_AMOUNT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Released:
    """A release that stands: who let the order go, why, up to which amount (order's currency) and until when."""

    id: int
    order_id: int
    reason_code: str
    note: str
    amount: Decimal
    currency: str
    valid_until: date
    released_on: date
    user: str


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """The answer with what it rests on. `terms` are those of the exposure before the order, None without a rate.

    `amount` and `prepaid` in the order's `currency`, all other amounts in `base`. `released` lets a held order go.
    """

    customer_id: int
    code: str
    name: str
    as_of: date
    base: str
    amount: Decimal
    prepaid: Decimal
    currency: str
    order_no: str | None
    decision: OrderDecision
    terms: Exposure | None = None
    limit: LimitInForce | None = None
    state: CustomerState | None = None
    released: Released | None = None
    #: whether this order alone pays at the grade's chance of default; None while the margin is not entered (DOMAIN D7)
    worth: OrderWorth | None = None

    @property
    def over_by(self) -> Decimal | None:
        """By how much the customer would be above its limit with this order, base currency; None where it would not."""
        decision = self.decision
        if decision.exposure is None or decision.limit is None or self.currency != self.base:
            return None
        over = decision.exposure + self.amount - decision.limit
        return over if over > 0 else None

    @property
    def outcome(self) -> str:
        """pass, condition or hold; a released order passes."""
        return rule.PASS if self.released is not None else self.decision.decision


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rules read of one customer."""

    connection: Transaction
    row: Mapping[str, Any]
    as_of: date
    rates: RateBook
    policy: CreditPolicy
    ledger: Ledger
    orders: tuple[Order, ...]
    waiting: tuple[OpenItem, ...]

    def to_base(self, amount: Decimal, currency: str) -> Decimal:
        value = self.rates.to_base(amount, currency, self.as_of)
        if value is None:
            raise RuleError(N_("There is no exchange rate for {currency} up to {date}."), code=NO_RATE, field="rate",
                            currency=currency, date=self.as_of.isoformat())
        return value


def check_order(session: Session, customer_id: int, amount: Decimal, as_of: date, *, currency: str = "",
                prepaid: Decimal | None = None, order_no: str | None = None, terms_days: int | None = None,
                method: str = "") -> OrderCheck:
    """Check an order of `amount`; `order_no` names one entered, which is not counted again and brings its own deposit.

    `method` is the way of payment named on it; one that was not agreed only warns (DOMAIN A110).

    InputError `bad_amount`, RuleError `unknown_customer`, `unknown_order`. Nothing is stored.
    """
    with session.book.read() as connection:
        return check_order_in(connection, customer_id, amount, as_of, currency=currency, prepaid=prepaid,
                              order_no=order_no, terms_days=terms_days, method=method)


def check_order_in(connection: Transaction, customer_id: int, amount: Decimal, as_of: date, *, currency: str = "",
                   prepaid: Decimal | None = None, order_no: str | None = None, terms_days: int | None = None,
                   method: str = "") -> OrderCheck:
    """The same inside a transaction."""
    if amount < 0 or (prepaid is not None and prepaid < 0):
        raise InputError(N_("An order and its prepayment cannot be negative."), code="bad_amount",
                         field="amount" if amount < 0 else "prepaid")
    root = customers.root(connection, customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    entered = _entered(connection, row["id"], order_no) if order_no else None
    rates = rate_book(connection)
    code = currency_code(currency) if currency else entered["currency"] if entered else rates.base
    if entered is not None and code != entered["currency"]:
        raise InputError(N_("Order {no} is in {currency}."), code="currency_mismatch", field="currency", no=order_no,
                         currency=entered["currency"])
    _whole(amount, code, "amount")
    _whole(prepaid or _ZERO, code, "prepaid")
    paid = prepaid if prepaid is not None else (
        from_minor(entered["deposit_minor"], code) if entered is not None else _ZERO)
    found = OrderCheck(row["id"], row["code"], row["name"], as_of, rates.base, amount, paid, code, order_no,
                       rule.no_rate(code))
    days = terms_days if terms_days is not None or entered is None else entered["terms_days"]
    own = reads.ledger_of(connection, row["id"])
    case = _Case(connection, row, as_of, rates, policy_in(connection, as_of), own, counted_in(connection, row["id"], as_of),
                 open_items(own, as_of))
    try:
        found = _decided(case, found, entered, days, method or (entered["method"] if entered is not None else ""))
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        found = replace(found, decision=rule.no_rate(str(error.fields["currency"])))
    released = _released(connection, entered, amount, as_of) if entered is not None else None
    return replace(found, released=released if found.decision.decision != rule.PASS else None)


def _whole(amount: Decimal, currency: str, name: str) -> None:
    if amount != round(amount, exponent(currency)):
        raise InputError(N_("{value} has more decimals than {currency} has ({decimals})."), code="too_many_decimals",
                         field=name, value=f"{amount:f}", currency=currency, decimals=exponent(currency))
    check_amount(amount)


def _entered(connection: Transaction, customer_id: int, number: str) -> dict[str, Any]:
    found = store.numbered(connection, number, customer_id)
    if not found:
        raise unknown_order(number)
    return found[-1]


def _released(connection: Transaction, entered: Mapping[str, Any], amount: Decimal, as_of: date) -> Released | None:
    row = store.release(connection, entered["id"], as_of)
    if row is None:
        return None
    cap = from_minor(row["amount_minor"], entered["currency"])
    if amount > cap:
        return None
    return Released(row["id"], row["order_id"], row["reason_code"], row["note"], cap, entered["currency"],
                    date.fromisoformat(row["valid_until"]), date.fromisoformat(row["date"]), row["created_by"])


def _decided(case: _Case, found: OrderCheck, entered: Mapping[str, Any] | None, days: int | None, method: str = ""
             ) -> OrderCheck:
    amount, prepaid = _still_open(case, found, entered)
    # money received for this very order is kept back for it, so that it does not also pay what is open
    counted = any(order.no == found.order_no and order.ordered_on <= case.as_of for order in case.orders)
    sold = risk_sold_in(case.connection, case.as_of, case.row["id"])
    terms = exposure(case.ledger, case.as_of, to_base=case.to_base, orders=case.orders, sold=sold,
                     bill_events=bill_ends(case.ledger), rules=case.policy.exposure, without_order=found.order_no,
                     deposit=_ZERO if counted else case.to_base(prepaid, found.currency), waiting=case.waiting)
    limit = limit_in_force(decisions(credit.limits_of(case.connection, case.row["id"]), case.rates, case.as_of),
                           case.as_of)
    state, room = _state(case, terms.total, limit), room_in(case.connection, case.row["id"], case.as_of)
    if room is not None and room.exposure is not None:
        # the order itself is left out of its customer's exposure: leave it out of the group's too
        own = exposure(case.ledger, case.as_of, to_base=case.to_base, orders=case.orders, sold=sold,
                       bill_events=bill_ends(case.ledger), rules=case.policy.exposure, waiting=case.waiting).total
        state = replace(state, group_limit=room.limit, group_exposure=room.exposure - own + terms.total)
    agreed = str(case.row["methods"] or "").split(",")
    state = replace(state, strange_method=bool(method) and agreed != [""] and method not in agreed)
    decision = rule.check_order(state, case.to_base(amount, found.currency),
                                prepaid=case.to_base(prepaid, found.currency), term_days=days, rules=case.policy.hold)
    return replace(found, decision=decision, terms=terms, limit=limit, state=state, worth=_worth(case.policy, found, state.grade))


def _worth(policy: CreditPolicy, found: OrderCheck, grade: str | None) -> OrderWorth | None:
    if policy.margin is None or found.amount <= 0 or policy.lgd <= 0:
        return None
    return order_worth(found.amount, grade_named(grade or NR).pd, margin=policy.margin, vat=policy.vat, lgd=policy.lgd)


def _still_open(case: _Case, found: OrderCheck, entered: Mapping[str, Any] | None) -> tuple[Decimal, Decimal]:
    """What the order adds to what is invoiced of it already, and the deposit that covers it."""
    if entered is None:
        return found.amount, found.prepaid
    code = found.currency
    order = next((order for order in case.orders if order.no == found.order_no), None) or Order(
        found.order_no or "", case.row["id"], case.as_of, code, from_minor(entered["amount_minor"], code))
    invoiced = invoiced_of(case.ledger, order, case.as_of)
    if not invoiced and not order.shipments:
        return found.amount, found.prepaid
    left = order_parts(replace(order, deposit=found.prepaid, amount=max(order.amount, found.amount)), invoiced,
                       case.as_of)
    return max(_ZERO, found.amount - invoiced), left.deposit


# -- the customer --

def _state(case: _Case, owed: Decimal, limit: LimitInForce) -> CustomerState:
    scores = credit.standing_scores(case.connection, case.row["id"], case.as_of)
    latest = scores[0] if scores else None
    overdue, worst = _overdue(case)
    review = _days_since_review(case, latest) if latest else 0
    return CustomerState(
        owed, limit.amount, limit.temporary, overdue, latest["grade"] if latest else None, _veto(case, latest),
        max(limit.days_expired(case.as_of), review), _credit_state(case, worst, scores, limit), _broken_promise(case),
        _approved_days(case, limit), prepaid_only=bool(case.row["cash_only"]))


def _overdue(case: _Case) -> tuple[Decimal, int]:
    """(Σ undisputed items late beyond the rule's days, days of the oldest item that decides the state)."""
    total, worst = _ZERO, 0
    for item in case.waiting:
        days = item.days_overdue(case.as_of)
        if not item.is_claim or item.undisputed <= 0 or days <= 0:
            continue
        amount = case.to_base(item.undisputed, item.currency)
        if days > case.policy.hold.overdue_days:
            total += amount
        if amount > _STATE_AMOUNT:
            worst = max(worst, days)
    return total, worst


def _days_since_review(case: _Case, latest: Mapping[str, Any]) -> int:
    months = case.policy.review_months(latest["grade"])
    if months is None:
        return 0
    return max(0, (case.as_of - add_months(date.fromisoformat(latest["as_of"]), months)).days)


def _veto(case: _Case, latest: Mapping[str, Any] | None) -> str | None:
    """A veto that facts or the ledger raise now, else the one of the saved score."""
    raised = {*fact_flags(facts.facts_of(case.connection, case.row["id"]), case.as_of),
              *ledger_flags(case.ledger, case.as_of, case.to_base, case.waiting),
              *(("V3",) if broken_plans(case.connection, case.as_of, [case.row["id"]]) else ())}
    live = [code for code, entry in CAP_RULES.items() if entry.effect == VETO and code in raised]
    if live:
        return live[0]
    caps = json.loads(latest["result"]).get("caps", []) if latest else []
    return next((cap["code"] for cap in caps if cap["effect"] == VETO), None)


def _credit_state(case: _Case, worst: int, scores: list[dict[str, Any]], limit: LimitInForce) -> str:
    """D11's state without red alerts, or the freeze a person set; a fall of the grade freezes until a limit is decided."""
    row = store.freeze(case.connection, case.row["id"], case.as_of)
    if row is not None and row["state"] == STOP:
        return STOP
    return state_of(veto=False, worst_overdue=worst, frozen=row is not None or _fell(scores, limit), red_alert=False)


def _fell(scores: list[dict[str, Any]], limit: LimitInForce) -> bool:
    history = [(date.fromisoformat(row["as_of"]), str(row["grade"])) for row in reversed(scores)]
    return deep_fall(*grades_apart(history, limit.decision.begins if limit.decision else None))


def _broken_promise(case: _Case) -> Decimal | None:
    """What is missing of the last promise, once it is broken; a new promise takes its place (DOMAIN D14 f)."""
    promise = last_promise(case.ledger.promises, case.as_of)
    if promise is None or evaluate(promise, case.ledger.documents, case.as_of).state != BROKEN:
        return None
    received = sum((document.amount for document in case.ledger.documents
                    if document.kind == RECEIPT and document.currency == promise.currency
                    and document.date >= promise.made_on and document.counts_on(case.as_of)), _ZERO)
    missing = promise.amount - received
    return case.to_base(missing, promise.currency) if missing > 0 else None


def _approved_days(case: _Case, limit: LimitInForce) -> int:
    """Days of credit approved: by the limit decision, else the customer's terms, else the book's."""
    decided = ""
    if limit.decision is not None:
        decided = next((row["terms"] for row in credit.limits_of(case.connection, case.row["id"])
                        if row["id"] == limit.decision.entered), "")
    text = decided or case.row["terms"] or company.company(case.connection)["default_terms"] or "30"
    days, monthly = term_days(parse_terms(str(text)))
    return days + (_MONTH if monthly else 0)
