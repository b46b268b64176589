"""Terms of payment for one customer: how long, what extra days cost, what a cash discount is worth (DOMAIN D15, D16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ...domain.collections.regimes import (
    BODIES,
    BODY_MAXIMUM,
    CHINA,
    EU_MEMBERS,
    governing_law,
    in_sme_scope,
    size_class,
)
from ...domain.credit.grades import grade as grade_named, NR
from ...domain.credit.terms_offer import (
    candidate_term,
    cash_cycle_warning,
    discount_yield,
    DiscountYield,
    largest_discount,
    own_maximum,
    price_of_days,
    read_discount,
    TermCandidate,
    worth_offering,
)
from ...domain.customers.records import Company, Customer
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.terms import parse_terms
from ...domain.money import from_minor
from ...store import company, credit, customers as store, rows
from ...store.standing import methods_of, standing_decisions
from ...store.transaction import Transaction
from ..company import profile_in
from ..customers import record
from ..ledger.entry import entry
from ..session import Session
from .limit_view import term_days
from .limits import decide_in
from .policy import policy_in

#: usual terms by GB/T section or division, days; a policy `norm_days_<code>` stands before it (DOMAIN D15, unverified)
NORM_DAYS = {"C13": 30, "C14": 30, "C15": 30, "F51": 45, "F52": 30, "F": 45, "C34": 60, "C35": 60, "C36": 60, "C38": 60,
             "C39": 90, "E": 90, "G": 30, "I": 30, "L": 30, "M": 30, "O": 30}
BOUND_NAMES = {"grade": N_("grade"), "industry": N_("usual in the trade"), "own": N_("own maximum"),
               "statutory": N_("by law")}
#: days a monthly settlement waits on average beyond its month (DOMAIN D1)
_MONTH = 31
_EU_DAYS = 60


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a limit decision says beside the amount: `discount` as "2/10", `deposit` a fraction, both unknown as ""/None."""

    terms: str = ""
    discount: str = ""
    deposit: Decimal | None = None

    def methods(self) -> dict[str, str]:
        """The part of a decision's record that keeps discount and deposit."""
        found = {"discount": self.discount, "deposit": "" if self.deposit is None else f"{self.deposit:f}"}
        return {name: text for name, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class TermsView:
    """Everything the terms dialog shows; `days` as invoices run now (monthly settlement with its month), `funds` yearly."""

    customer_id: int
    name: str
    as_of: date
    terms: str
    days: int
    agreed: Agreed
    grade: str
    candidate: TermCandidate
    funds: Decimal
    lgd: Decimal
    pd: Decimal
    least_deposit: Decimal
    dio: Decimal | None
    dpo: Decimal | None
    target_cycle: Decimal | None
    cash_critical: bool

    def price(self, days: int, *, more_default: Decimal = Decimal(0)) -> Decimal:
        """What lengthening today's terms to `days` costs, as a share of the price; below 0 it saves."""
        return price_of_days(days - self.days, self.funds, more_default=more_default, lgd=self.lgd)

    def cycle_warning(self, days: int) -> bool:
        """Whether stock days + these terms − days payable pass the target; False while one of them is not entered."""
        if self.dio is None or self.dpo is None or self.target_cycle is None:
            return False
        return cash_cycle_warning(self.dio, days, self.dpo, self.target_cycle)

    def discount(self, rate: Decimal, discount_days: int, net_days: int) -> DiscountWorth:
        """What a discount costs us a year, and whether to offer it; InputError `bad_discount`."""
        found = discount_yield(rate, discount_days, net_days)
        relief = self.pd * self.lgd
        return DiscountWorth(found, largest_discount(self.funds + relief, net_days - discount_days), self.funds + relief,
                             worth_offering(found, self.funds, relief, cash_critical=self.cash_critical))


@dataclass(frozen=True, slots=True)
class DiscountWorth:
    """Yearly cost of a discount against what money earlier is worth to us; `largest` is the most that makes sense."""

    cost: DiscountYield
    largest: Decimal
    worth: Decimal
    offer: bool


def check_agreed(terms: str, discount: str, deposit: Decimal | None) -> Agreed:
    """Terms, discount and deposit as they are kept; InputError names the field."""
    kept = parse_terms(terms).canonical if terms.strip() else ""
    found = read_discount(discount)
    if found is not None and kept:
        discount_yield(found[0], found[1], _days(kept))
    if deposit is not None and not 0 <= deposit <= 1:
        raise InputError(N_("A deposit lies between 0 and 100 %."), code="bad_deposit", field="deposit")
    words = "" if found is None else f"{(found[0] * 100).normalize():f}/{found[1]}"
    return Agreed(kept, words, deposit)


def agreed_in(decision: Mapping[str, Any] | None) -> Agreed:
    """What a decision's row says of terms, discount and deposit."""
    if decision is None:
        return Agreed()
    kept = methods_of(decision["methods"])
    deposit = kept.get("deposit", "")
    return Agreed(str(decision["terms"]), str(kept.get("discount", "")), Decimal(deposit) if deposit else None)


def terms_view(session: Session, customer_id: int, as_of: date) -> TermsView:
    """Bounds and prices of a customer's terms; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        return terms_view_in(connection, customer_id, as_of)


def terms_view_in(connection: Transaction, customer_id: int, as_of: date) -> TermsView:
    """The same inside a transaction."""
    root = store.root(connection, customer_id)
    row = store.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    return _view(connection, record(row), as_of)


def _view(connection: Transaction, person: Customer, as_of: date) -> TermsView:
    firm, policy = profile_in(connection), policy_in(connection, as_of)
    values = {**company.settings(connection), **company.policy(connection, as_of)}
    agreed = agreed_in(standing_decisions(connection, as_of).get(person.id))
    terms = person.terms or agreed.terms or str(company.company(connection)["default_terms"] or "30")
    grade = credit.grades(connection, as_of).get(person.id, NR)
    of_grade, share = policy.limits.terms(grade), _figure(values, "term_margin_share")
    candidate = candidate_term(of_grade.max_days, industry=norm_days(person.industry, values),
                               own=None if share is None else own_maximum(share, policy.funds),
                               statutory=statutory_days(person, firm))
    return TermsView(person.id, person.name, as_of, parse_terms(terms).canonical, _days(terms), agreed, grade, candidate,
                     policy.funds, policy.lgd, grade_named(grade).pd, of_grade.min_deposit, _figure(values, "own_dio"),
                     _figure(values, "own_dpo"), _figure(values, "target_cash_cycle"),
                     values.get("cash_critical", "").casefold() in ("1", "true", "yes", "on"))


def norm_days(industry: str, values: Mapping[str, str]) -> int | None:
    """What is usual in the trade: the owner's figure for the division, then its section, then the list's; else unknown."""
    code = industry.strip().upper()
    for key in dict.fromkeys((code, code[:3], code[:1])):
        found = _figure(values, f"norm_days_{key}") if key else None
        if found is not None:
            return int(found)
        if key in NORM_DAYS:
            return NORM_DAYS[key]
    return None


def statutory_days(person: Customer, firm: Company) -> int | None:
    """The longest term the law lets us agree: bodies 60 days under the SME rules, EU 60 unless agreed fairly; else none."""
    law = governing_law("", firm.country, person.country)
    size = size_class(person.size)
    if law == CHINA and firm.country.upper() == CHINA and size in BODIES and in_sme_scope(size, size_class(firm.size)):
        return BODY_MAXIMUM
    return _EU_DAYS if law in EU_MEMBERS else None


def _days(terms: str) -> int:
    days, monthly = term_days(parse_terms(terms))
    return days + (_MONTH if monthly else 0)


def _figure(values: Mapping[str, str], key: str) -> Decimal | None:
    try:
        found = Decimal(values.get(key, "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def days_of(terms: str) -> int:
    """Days of credit that terms as typed give, a monthly settlement with its month; InputError `bad_terms`."""
    return _days(terms)


def set_terms(session: Session, customer_id: int, agreed: Agreed, as_of: date, *, reason: str) -> None:
    """Keep terms, discount and deposit with the limit, which stays as it is, and let new invoices follow the terms.

    Without a limit only the customer's terms change. InputError `missing` without a reason; RuleError `no_limit` for a
    discount or deposit without a limit to keep it with, `expired` where the limit has run out.
    """
    if not reason.strip():
        raise InputError(N_("Give a reason for the terms."), code="missing", field="reason")
    with entry(session, "decide", "limit", reason=reason) as (work, says):
        owner = work.customer(customer_id)
        before = standing_decisions(work.connection, as_of).get(owner)
        row = store.by_id(work.connection, owner)
        if before is not None:
            expires = date.fromisoformat(before["expires_on"]) if before["expires_on"] else None
            step = methods_of(before["methods"]).get("step")
            methods = {**agreed.methods(), **({} if step is None else {"step": step})}
            if expires is not None and expires < as_of:
                raise RuleError(N_("The limit has run out: review it first."), code="expired", field="terms")
            decide_in(work, owner, from_minor(before["amount_minor"], before["currency"]), before["currency"], as_of, expires,
                      terms=agreed.terms, reason=reason.strip(), methods=methods)
        elif agreed.methods():
            raise RuleError(N_("Discount and deposit are kept with a limit: decide one first."), code="no_limit",
                            field="discount" if agreed.discount else "deposit")
        rows.update(work.connection, "customer", owner, {"terms": agreed.terms})
        says["entity_id"] = owner
        says["before"] = {"terms": row["terms"] if row else ""}
        says["after"] = {"customer_id": owner, "terms": agreed.terms, **agreed.methods()}
