"""One customer's limit: what each method allows, what is proposed, in force, used and free (DOMAIN D1–D7, D14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from ...domain.credit.behaviour import behaviour
from ...domain.credit.cover import cover_of, Mitigant
from ...domain.credit.exposure import Exposure, exposure, limit_in_force, LimitDecision, LimitInForce, Order
from ...domain.credit.financials import Statement
from ...domain.credit.grades import grade as grade_named, NR
from ...domain.credit.limits import (
    CAPACITY,
    capacity,
    HISTORY,
    history,
    MethodResult,
    mitigants,
    need,
    own_tolerance,
    peak_factor,
    Proposal,
    proposal,
    RISK_RETURN,
)
from ...domain.credit.risk_return import compare, default_candidates, risk_return, RiskReturnRow, RiskReturnTerms
from ...domain.dates import add_months
from ...domain.errors import N_, RuleError
from ...domain.ledger.documents import CREDIT_NOTE, DEBIT_NOTE, INVOICE, Ledger
from ...domain.ledger.terms import EOM, FIXED_DAY, parse_terms, Terms
from ...domain.money import round_money
from ...store import company, credit, customers, facts, reads
from ...store.transaction import Transaction
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import bill_ends, converter, NO_RATE, peaks
from .covers import held_in
from .decisions import decisions
from .factoring import risk_sold_in
from .facts import statements
from .groups import GroupRoom, parents_in, room_in, under_parent
from .orders import counted_in
from .policy import CreditPolicy, policy_in

_ZERO, _MONTH_DAYS = Decimal(0), 30
#: methods in the order they are shown
METHOD_NAMES = {"need": N_("Need"), "capacity": N_("Capacity"), "history": N_("History"),
                "own_tolerance": N_("Own tolerance"), "mitigants": N_("Security held"),
                "risk_return": N_("Risk and return")}


@dataclass(frozen=True, slots=True)
class RiskReturnCase:
    """What candidate limits are compared by (DOMAIN D7); `candidates` are the usual ones, ascending."""

    candidates: tuple[Decimal, ...]
    pd: Decimal
    capacity: Decimal
    terms: RiskReturnTerms

    def rows(self, more: Decimal | None = None) -> tuple[RiskReturnRow, ...]:
        """A row for each candidate, ascending, the best marked; `more` is a further one."""
        limits = {*self.candidates, more} if more is not None and more > 0 else set(self.candidates)
        return compare(sorted(limits), self.pd, self.capacity, self.terms)


@dataclass(frozen=True, slots=True)
class LimitView:
    """Everything the limit dialog shows; amounts in the base currency.

    `in_force` None = no limit decided, 0 is a limit. `exposure` and `available` are None where a rate is missing,
    `available` also without a limit; below 0 the limit is exceeded. `effective` None: in force for every date.
    """

    customer_id: int
    code: str
    name: str
    as_of: date
    currency: str
    grade: str
    methods: tuple[MethodResult, ...]
    proposal: Proposal
    in_force: Decimal | None
    temporary: Decimal
    exposure: Decimal | None
    exposure_terms: Exposure | None
    effective: date | None
    expires: date | None
    decision: LimitDecision | None
    history: tuple[LimitDecision, ...]
    terms: str
    held: tuple[Mitigant, ...] = ()
    comparison: RiskReturnCase | None = None
    #: the grade the limit is worked out for: the own one, or what a parent's guarantee lifts it to
    lifted: str = ""
    #: the customer's group where it has a limit of its own
    group: GroupRoom | None = None
    #: months the policy lets pass between two looks at a customer of this grade
    review_months: int | None = None

    def uninsured(self, amount: Decimal) -> Decimal:
        """What of a limit no security covers, base currency, never below 0 (DOMAIN D12)."""
        worth = sum((line.worth for line in cover_of(self.held, amount, self.as_of)), _ZERO)
        return max(_ZERO, amount - worth)

    @property
    def proposed(self) -> Decimal:
        return self.proposal.limit

    @property
    def available(self) -> Decimal | None:
        """Limit in force + temporary − exposure, at most what the group has left (DOMAIN D10)."""
        if self.in_force is None or self.exposure is None:
            return None
        own = self.in_force + self.temporary - self.exposure
        left = self.group.available if self.group is not None else None
        return own if left is None else min(own, left)

    @property
    def used(self) -> Decimal | None:
        """Exposure as a fraction of limit and temporary limit; None without a limit above zero."""
        line = None if self.in_force is None else self.in_force + self.temporary
        return self.exposure / line if line and self.exposure is not None else None


@dataclass(frozen=True, slots=True)
class _Case:
    """What the methods read of one customer."""

    ledger: Ledger
    as_of: date
    rates: RateBook
    policy: CreditPolicy
    grade: str
    terms: Terms
    statement: Statement | None
    orders: tuple[Order, ...] = ()
    sold: Mapping[int, Decimal] = field(default_factory=dict)


def limit_view(session: Session, customer_id: int, as_of: date, *, adjustment: Decimal = _ZERO,
               held: Sequence[Mitigant] | None = None, grade: str | None = None, statement: Statement | None = None
               ) -> LimitView:
    """The limit of a customer as of a day; `adjustment` −0.5…0.2 is the commercial one.

    `held` stands for the security on file (None).

    `grade` and `statement` stand for the saved ones: what a score not yet saved would mean.
    """
    with session.book.read() as connection:
        return limit_view_in(connection, customer_id, as_of, adjustment=adjustment, held=held, grade=grade,
                             statement=statement)


def limit_view_in(connection: Transaction, customer_id: int, as_of: date, *, adjustment: Decimal = _ZERO,
                  held: Sequence[Mitigant] | None = None, grade: str | None = None, statement: Statement | None = None
                  ) -> LimitView:
    """The same inside a transaction; RuleError `unknown_customer`."""
    root = customers.root(connection, customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    rates, own = rate_book(connection), company.company(connection)
    terms_text = str(row["terms"] or own["default_terms"] or "30")
    latest = credit.latest_scores(connection, as_of).get(row["id"])
    sheets = statements(facts.facts_of(connection, row["id"]), as_of)
    case = _Case(reads.ledger_of(connection, row["id"]), as_of, rates, policy_in(connection, as_of),
                 grade or (latest[3] if latest else NR), parse_terms(terms_text),
                 statement or (sheets[0].statement if sheets else None), counted_in(connection, row["id"], as_of),
                 risk_sold_in(connection, as_of, row["id"]))
    found = decisions(credit.limits_of(connection, row["id"]), rates, as_of)
    group = room_in(connection, row["id"], as_of)
    secured = held_in(connection, row["id"], rates, as_of) if held is None else tuple(held)
    own_grade = case.grade
    if case.policy.parent_lifts:
        raised, secured = under_parent(own_grade, secured, parents_in(connection, row["id"], as_of))
        case = replace(case, grade=raised)
    view = _view(case, row["id"], (row["code"], row["name"]), limit_in_force(found, as_of), found, terms_text, adjustment,
                 secured)
    view = replace(view, grade=own_grade, lifted=case.grade, review_months=case.policy.review_months(own_grade))
    return view if group is None else replace(view, group=group)


def _view(case: _Case, customer_id: int, who: tuple[str, str], limit: LimitInForce, found: Sequence[LimitDecision],
          terms_text: str, adjustment: Decimal, held: Sequence[Mitigant]) -> LimitView:
    methods = _methods(case, held)
    suggested = proposal(case.grade, methods, held, case.as_of, adjustment=adjustment, policy=case.policy.limits)
    told, comparison = _risk_return(case, methods, suggested)
    methods.append(told)
    owed = _exposure(case)
    return LimitView(customer_id, *who, case.as_of, case.rates.base, case.grade, tuple(methods), suggested, limit.amount,
                     limit.temporary, owed.total if owed else None, owed,
                     limit.decision.begins if limit.decision else None,
                     limit.decision.until if limit.decision else None, limit.decision, tuple(found), terms_text,
                     tuple(held), comparison)


def _methods(case: _Case, held: Sequence[Mitigant]) -> list[MethodResult]:
    rules = case.policy.limits
    try:
        wanted, past = _need(case), _history(case)
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        wanted = MethodResult("need", None, False, N_("no exchange rate"), {})
        past = MethodResult(HISTORY, None, False, N_("no exchange rate"), {})
    able = capacity(case.grade, case.statement, rules)
    base = able.limit if able.usable else past.limit
    return [wanted, able, past, own_tolerance(case.policy.own_net_assets, case.policy.budget, rules),
            mitigants(base, held, case.as_of)]


def monthly_sales(ledger: Ledger, as_of: date, rates: RateBook) -> list[Decimal]:
    """Invoices and debit notes less credit notes, interest aside, of the twelve months up to the day, oldest first.

    Base currency at the rate of the day; RuleError `no_rate`.
    """
    to_base = converter(rates, as_of)
    starts = [add_months(as_of, -k) for k in range(12, -1, -1)]
    sums = [_ZERO] * 12
    ways = {INVOICE: 1, DEBIT_NOTE: 1, CREDIT_NOTE: -1}
    for document in ledger.documents:
        way = ways.get(document.kind)
        if way is None or document.interest or document.date <= starts[0] or not document.counts_on(as_of):
            continue
        month = next(k for k in range(12) if document.date <= starts[k + 1])
        sums[month] += way * to_base(document.amount, document.currency)
    return sums


def term_days(terms: Terms) -> tuple[int, bool]:
    """(days of credit after the month's end or the event, whether invoices wait for a monthly settlement) (DOMAIN D1)."""
    if terms.type == FIXED_DAY:
        return terms.day + _MONTH_DAYS * (terms.months - 1), True
    return terms.days, terms.type == EOM


def _wadbt(case: _Case) -> Decimal:
    paid = behaviour(case.ledger, case.as_of, to_base=converter(case.rates, case.as_of),
                     settings=case.policy.behaviour).inputs["BH1"].value
    return paid if isinstance(paid, Decimal) else _ZERO


def _need(case: _Case) -> MethodResult:
    months = monthly_sales(case.ledger, case.as_of, case.rates)
    days, monthly = term_days(case.terms)
    # a month without sales is no month of sales: with fewer than twelve the usual factor holds
    peak = peak_factor([amount for amount in months if amount > 0], case.policy.limits)
    return need(sum(months, _ZERO), days, wadbt=_wadbt(case), billing_lag=case.policy.billing_lag, peak=peak,
                monthly_settlement=monthly, policy=case.policy.limits)


def _history(case: _Case) -> MethodResult:
    return history(case.grade, peaks(case.ledger, case.as_of, 12, case.rates, case.policy.exposure, case.orders),
                   case.policy.limits)


def _risk_return(case: _Case, methods: Sequence[MethodResult], suggested: Proposal
                 ) -> tuple[MethodResult, RiskReturnCase | None]:
    by_code = {method.code: method for method in methods}
    asked = by_code["need"].inputs
    sales, margin = asked.get("sales"), case.policy.margin
    if margin is None:
        return MethodResult(RISK_RETURN, None, False, N_("the margin is not entered"), {}), None
    days = sum((value for name in ("term_days", "wadbt", "billing_lag", "settlement_days")
                if isinstance(value := asked.get(name), Decimal)), _ZERO)
    if not isinstance(sales, Decimal) or sales <= 0 or days <= 0:
        return MethodResult(RISK_RETURN, None, False, N_("no sales to expect"), {"margin": margin}), None
    terms = RiskReturnTerms(margin, sales, days, case.policy.admin, case.policy.vat, case.policy.lgd, case.policy.funds,
                            case.policy.hurdle)
    able = by_code[CAPACITY].limit
    found = RiskReturnCase(default_candidates(able, suggested.limit, terms), grade_named(case.grade).pd, able or _ZERO, terms)
    return risk_return(found.candidates, found.pd, found.capacity, terms), found


def _exposure(case: _Case) -> Exposure | None:
    try:
        return exposure(case.ledger, case.as_of, to_base=converter(case.rates, case.as_of), orders=case.orders, sold=case.sold,
                        bill_events=bill_ends(case.ledger), rules=case.policy.exposure)
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        return None


def rounded(view: LimitView, amount: Decimal | None) -> Decimal | None:
    """To the decimals of the base currency."""
    return None if amount is None else round_money(amount, view.currency)


def review_day(view: LimitView) -> date:
    """The last day a limit decided now would usually hold: the grade's review interval, three months without one."""
    return add_months(view.as_of, view.review_months or 3) - timedelta(1)
