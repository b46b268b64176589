"""May this order be shipped, why not, and what would release it (DOMAIN D14, D10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, ROUND_HALF_UP

from ..errors import InputError, N_
from .triggers import NORMAL, STOP, WATCH

PASS, CONDITION, HOLD = "pass", "condition", "hold"
OUTCOME_NAMES = {PASS: N_("Pass"), CONDITION: N_("Pass with a deposit"), HOLD: N_("Hold")}
OVER_LIMIT, OVERDUE, GRADE, VETO, REVIEW_EXPIRED = "over_limit", "overdue", "grade", "veto", "review_expired"
FROZEN, BROKEN_PROMISE, TERMS_TOO_LONG, GROUP_LIMIT = "frozen", "broken_promise", "terms_too_long", "group_limit"
NO_RATE, NO_LIMIT, METHOD = "no_rate", "no_limit", "method_not_agreed"
_ZERO, _CENT = Decimal(0), Decimal("0.01")
_HELD_GRADES = frozenset({"CC", "C", "D"})
RELEASE_REASONS = {"payment_promised": N_("Payment promised"), "deposit_received": N_("Deposit received"),
                   "insured": N_("Covered by insurance"), "owner_approved": N_("Approved by the owner"),
                   "data_error": N_("Data error"), "strategic": N_("Strategic customer")}
#: how an order entered as held is told to pass by now, without anybody's release
PASSED = "passed"
RELEASE_NAMES = {**RELEASE_REASONS, PASSED: N_("Passes the check now")}
RELEASE_DAYS = 3


@dataclass(frozen=True, slots=True)
class HoldRules:
    """Settings of the check: what is tolerated, and which warnings hold (DOMAIN D14)."""

    tolerance_share: Decimal = Decimal("0.05")
    tolerance_amount: Decimal = Decimal(10_000)
    hold_tolerance: Decimal = Decimal(1000)
    overdue_days: int = 15
    review_days: int = 30
    review_holds: bool = False
    terms_hold: bool = False


@dataclass(frozen=True, slots=True)
class CustomerState:
    """What is known of the customer when an order comes, base currency.

    `exposure` is without this order; `limit` None = none decided. `overdue` are undisputed items over 15 days late;
    `promise_open` what is missing of a broken promise, None without one; `expired_days` since limit or review ran out.
    """

    exposure: Decimal
    limit: Decimal | None
    temporary: Decimal = _ZERO
    overdue: Decimal = _ZERO
    grade: str | None = None
    veto: str | None = None
    expired_days: int = 0
    state: str = "normal"
    promise_open: Decimal | None = None
    max_term_days: int | None = None
    group_limit: Decimal | None = None
    group_exposure: Decimal = _ZERO
    #: sold to against payment in advance only, by agreement (DOMAIN A112)
    prepaid_only: bool = False
    #: whether the way of payment named on the order is not one agreed with the customer (DOMAIN A110)
    strange_method: bool = False

    @property
    def shown(self) -> str:
        """`state` as the customer's page shows it: a veto stops, over the limit or a broken promise is to be watched (D11)."""
        if self.veto:
            return STOP
        over = self.limit is not None and self.exposure > self.limit + self.temporary
        return WATCH if self.state == NORMAL and (over or self.promise_open is not None) else self.state


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: `template` with `fields` is the sentence; `holds` False for what only warns or informs."""

    code: str
    holds: bool
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """What would release the order: an action with its amount, None where it has none."""

    action: str
    amount: Decimal | None
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The answer; amounts are base currency, None without a rate, `available` and `limit` None without a limit.

    `deposit` is all the deposit the order needs, what it carries included, 0 unless the decision is a condition.
    """

    decision: str
    exposure: Decimal | None
    limit: Decimal | None
    available: Decimal | None
    deposit: Decimal | None
    reasons: tuple[Reason, ...]
    release: tuple[Release, ...]


def available(limit: Decimal | None, temporary: Decimal, exposure: Decimal, *, group_limit: Decimal | None = None,
              group_exposure: Decimal = _ZERO) -> Decimal | None:
    """What may still be delivered: limit + temporary − exposure, at most what the group has left (DOMAIN D10)."""
    if limit is None:
        return None
    own = limit + temporary - exposure
    return own if group_limit is None else min(own, group_limit - group_exposure)


def no_rate(currency: str) -> OrderDecision:
    """The hold of an order, or a customer, in a currency without a rate: no figure can be given."""
    return OrderDecision(HOLD, None, None, None, None, (
        Reason(NO_RATE, True, N_("There is no rate for {currency}."), {"currency": currency}),), (
        Release("enter_rate", None, N_("Enter a rate for {currency}."), {"currency": currency}),))


def check_order(customer: CustomerState, amount: Decimal, *, prepaid: Decimal = _ZERO, term_days: int | None = None,
                rules: HoldRules | None = None) -> OrderDecision:
    """Test an order of `amount` with `prepaid` paid before, base currency, against the rules (a)–(g).

    An amount of 0 asks whether
    anything may go out at all. InputError `bad_amount` for a negative figure.
    """
    if amount < 0 or prepaid < 0:
        raise InputError(N_("An order and its prepayment cannot be negative."), code="bad_amount", field="amount")
    settings = rules or HoldRules()
    net = max(_ZERO, amount - prepaid)
    paid_before = amount > 0 and net == 0
    reasons = [*_limit_reasons(customer, net, paid_before, settings), *_conduct_reasons(customer, term_days, settings)]
    if customer.prepaid_only and not paid_before:
        reasons.append(Reason(FROZEN, True, N_("Payment in advance was agreed with this customer.")))
    if customer.strange_method:
        reasons.append(Reason(METHOD, False, N_("This way of payment was not agreed with the customer.")))
    firing = [reason for reason in reasons if reason.holds]
    line = None if customer.limit is None else customer.limit + customer.temporary
    shortfall = _ZERO if line is None else customer.exposure + amount - line
    decision, deposit = PASS, _ZERO
    if firing:
        only_limit = [reason.code for reason in firing] == [OVER_LIMIT]
        decision = CONDITION if only_limit and shortfall < amount else HOLD
        deposit = shortfall.quantize(_CENT, ROUND_HALF_UP) if decision == CONDITION else _ZERO
    free = available(customer.limit, customer.temporary, customer.exposure, group_limit=customer.group_limit,
                     group_exposure=customer.group_exposure)
    return OrderDecision(decision, customer.exposure, line, free, deposit, tuple(reasons),
                         _releases(customer, amount, net, shortfall, firing))


def _limit_reasons(customer: CustomerState, net: Decimal, paid_before: bool, rules: HoldRules) -> list[Reason]:
    """Rule (a), the group's limit and the note that no limit was decided; a fully prepaid order passes the limits."""
    found: list[Reason] = []
    after = customer.exposure + net
    if customer.limit is None:
        found.append(Reason(NO_LIMIT, False, N_("No limit has been decided.")))
    elif not paid_before:
        line = customer.limit + customer.temporary
        slack = min(line * rules.tolerance_share, rules.tolerance_amount)
        if after > line + slack:
            found.append(Reason(OVER_LIMIT, True,
                                N_("{after} would be outstanding with this order; the limit is {limit}."),
                                {"after": after, "limit": line}))
    if customer.group_limit is not None and not paid_before and customer.group_exposure + net > customer.group_limit:
        found.append(Reason(GROUP_LIMIT, True, N_("The group would owe {after}; its limit is {limit}."),
                            {"after": customer.group_exposure + net, "limit": customer.group_limit}))
    return found


def _conduct_reasons(customer: CustomerState, term_days: int | None, rules: HoldRules) -> list[Reason]:
    """Rules (b)–(g)."""
    found: list[Reason] = []
    if customer.overdue > rules.hold_tolerance:
        found.append(Reason(OVERDUE, True, N_("{amount} is more than {days} days overdue."),
                            {"amount": customer.overdue, "days": rules.overdue_days}))
    if customer.veto:
        found.append(Reason(VETO, True, N_("Veto {code} stands against the customer."), {"code": customer.veto}))
    elif customer.grade in _HELD_GRADES:
        found.append(Reason(GRADE, True, N_("Grade {grade} gets no credit."), {"grade": customer.grade}))
    if customer.expired_days > rules.review_days:
        found.append(Reason(REVIEW_EXPIRED, rules.review_holds, N_("The limit or its review ran out {days} days ago."),
                            {"days": customer.expired_days}))
    if customer.state in ("restricted", "stop"):
        found.append(Reason(FROZEN, True, N_("Deliveries on credit are frozen.") if customer.state == "restricted"
                            else N_("Deliveries on credit are stopped.")))
    if customer.promise_open is not None and customer.promise_open > 0:
        found.append(Reason(BROKEN_PROMISE, True, N_("A promise was broken: {amount} is missing."),
                            {"amount": customer.promise_open}))
    if term_days is not None and customer.max_term_days is not None and term_days > customer.max_term_days:
        found.append(Reason(TERMS_TOO_LONG, rules.terms_hold, N_("{days} days are asked; {allowed} are approved."),
                            {"days": term_days, "allowed": customer.max_term_days}))
    return found


def _releases(customer: CustomerState, amount: Decimal, net: Decimal, shortfall: Decimal, firing: list[Reason]
              ) -> tuple[Release, ...]:
    """What would release the order, one or more actions for each reason that holds."""
    found: list[Release] = []
    for reason in firing:
        if reason.code == OVER_LIMIT and customer.limit is not None:
            missing = customer.exposure + net - customer.limit - customer.temporary
            if missing <= customer.exposure:
                found.append(_release("pay", missing, N_("Pay {amount} of what is open.")))
            if amount > 0:
                found.append(_release("prepay", min(shortfall, amount), N_("Prepay {amount} of this order.")))
            found.append(_release("raise_limit", customer.exposure + net - customer.temporary,
                                  N_("Raise the limit to {amount}.")))
        elif reason.code == GROUP_LIMIT and customer.group_limit is not None:
            found.append(_release("pay_group", customer.group_exposure + net - customer.group_limit,
                                  N_("The group pays {amount}.")))
        elif reason.code == OVERDUE:
            found.append(_release("pay_overdue", customer.overdue, N_("Pay the overdue {amount}.")))
        elif reason.code == BROKEN_PROMISE and customer.promise_open is not None:
            found.append(_release("pay_promise", customer.promise_open,
                                  N_("Pay the {amount} promised, or agree on a new promise.")))
        elif reason.code == FROZEN and customer.prepaid_only:
            found.append(_release("prepay", net, N_("Prepay {amount} of this order.")))
        else:
            found.append(_OTHER[reason.code])
    return tuple(found)


def _release(action: str, amount: Decimal, template: str) -> Release:
    return Release(action, amount, template, {"amount": amount})


_OTHER = {
    VETO: Release("clear_veto", None, N_("Clear the veto with evidence, or have the owner release it against prepayment.")),
    GRADE: Release("prepay_only", None, N_("Have the owner release it against prepayment.")),
    REVIEW_EXPIRED: Release("renew_review", None, N_("Review the limit.")),
    FROZEN: Release("lift_freeze", None, N_("Lift the freeze after the review.")),
    TERMS_TOO_LONG: Release("shorten_terms", None, N_("Shorten the terms to those approved."))}
