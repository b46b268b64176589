"""The portfolio on a day: exposure by grade, industry, region and group, and every cap of the firm (DOMAIN A93, A79, D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ...domain.credit.cover import cover_of
from ...domain.credit.grades import grade as grade_named, NR, rank
from ...domain.customers.prospects import LEVELS, prospect
from ...domain.customers.records import Customer
from ...domain.customers.region import region_of
from ...domain.dates import add_months
from ...domain.insight import portfolio as rule
from ...domain.insight.kpi import last_twelve_months
from ...domain.insight.portfolio import Cap, Holding, MONEY, SHARE, Slice
from ...store import credit, customers, standing
from ...store.transaction import Transaction
from ..company import profile_in
from ..credit.basis import section_of
from ..credit.covers import all_held_in
from ..credit.groups import members_in
from ..credit.policy import CreditPolicy, policy_in
from ..credit.tolerance import NEW_MONTHS
from ..credit.usage import usage_in
from ..customers import record
from ..insight.kpi import kpi_report
from ..insight.receivables import receivables_in
from ..rates import rate_book
from ..session import Session

GRADES, SECTIONS, REGIONS, GROUPS, CLASSES, POSTURES, CUSTOMERS = (
    "grades", "sections", "regions", "groups", "classes", "postures", "customers")
CUTS = (GRADES, SECTIONS, REGIONS, GROUPS, CLASSES, POSTURES, CUSTOMERS)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything the page shows, base currency; `views` by what the portfolio is cut by, `unrated` customers without a rate."""

    as_of: date
    base: str
    exposure: Decimal
    overdue: Decimal
    covered: Decimal
    loss: Decimal
    caps: tuple[Cap, ...]
    views: Mapping[str, tuple[Slice, ...]]
    unrated: int = 0


@dataclass(frozen=True, slots=True)
class _Book:
    """What was read of the book."""

    as_of: date
    policy: CreditPolicy
    people: Mapping[int, Customer]
    home: str
    holdings: Sequence[Holding]
    grades: Mapping[int, str]
    groups: Mapping[int, str]
    newcomers: frozenset[int]
    balance: Decimal
    overdue: Decimal
    names: Mapping[str, int] = field(default_factory=dict)


def portfolio(session: Session, as_of: date) -> Portfolio:
    """The portfolio of every customer with an exposure."""
    with session.book.read() as connection:
        book, base, unrated = _read(connection, as_of)
    lost = _lost(session, book) if book.policy.max_loss is not None else None
    held = book.holdings
    return Portfolio(as_of, base, sum((item.exposure for item in held), _ZERO), sum((item.overdue for item in held), _ZERO),
                     sum((item.covered for item in held), _ZERO), sum((item.loss for item in held), _ZERO), _caps(book, lost),
                     _views(book), unrated)


def _read(connection: Transaction, as_of: date) -> tuple[_Book, str, int]:
    rates, policy = rate_book(connection), policy_in(connection, as_of)
    used, held = usage_in(connection, as_of), all_held_in(connection, rates, as_of)
    people = {row["id"]: record(row) for row in customers.everyone(connection, retired=True)}
    owed, grades = receivables_in(connection, as_of, rates), credit.grades(connection, as_of)
    first, start = standing.first_invoices(connection, as_of), add_months(as_of, -NEW_MONTHS)
    holdings = []
    for key, item in sorted(used.items()):
        if not item.exposure or key not in people:
            continue
        covered = min(max(_ZERO, item.exposure),
                      sum((line.worth for line in cover_of(held.get(key, ()), item.exposure, as_of)), _ZERO))
        late = sum(owed.by_customer[key][1:5], _ZERO) if key in owed.by_customer else _ZERO
        loss = max(_ZERO, item.exposure - covered) * grade_named(grades.get(key, NR)).pd * policy.lgd
        holdings.append(Holding(key, people[key].short_name or people[key].name, item.exposure, late, covered, loss))
    groups = {member: name for name, ids in members_in(connection, as_of).items() for member in ids}
    newcomers = frozenset(item.customer_id for item in holdings if first.get(item.customer_id, as_of) > start)
    book = _Book(as_of, policy, people, profile_in(connection).country, holdings, grades, groups, newcomers, owed.balance, owed.overdue)
    return book, rates.base, sum(1 for item in used.values() if item.exposure is None)


def _lost(session: Session, book: _Book) -> Decimal | None:
    year = last_twelve_months(book.as_of)
    return kpi_report(session, year.start, year.end)[1].bad_debt_ratio.value


def _views(book: _Book) -> dict[str, tuple[Slice, ...]]:
    def person(item: Holding) -> Customer:
        return book.people[item.customer_id]

    def posture(item: Holding) -> str:
        found = prospect(person(item), book.grades.get(item.customer_id, NR))
        return f"{found.risk}/{found.potential_level}" if found.risk in LEVELS and found.potential_level in LEVELS else ""

    return {
        GRADES: rule.slices(book.holdings, lambda item: book.grades.get(item.customer_id, NR)),
        SECTIONS: rule.slices(book.holdings, lambda item: section_of(person(item).industry) or ""),
        REGIONS: rule.slices(book.holdings, lambda item: region_of(person(item).country, person(item).tax_id, book.home)),
        GROUPS: rule.slices([item for item in book.holdings if item.customer_id in book.groups],
                            lambda item: book.groups[item.customer_id]),
        CLASSES: rule.slices(book.holdings, lambda item: person(item).abc_class),
        POSTURES: rule.slices(book.holdings, posture), CUSTOMERS: rule.each(book.holdings)}


def _caps(book: _Book, lost: Decimal | None) -> tuple[Cap, ...]:
    policy, held = book.policy, book.holdings
    limits, budget, assets = policy.limits, policy.budget, policy.own_net_assets
    keys = {item.name: item.customer_id for item in held}
    exposures = {item.name: item.exposure for item in held}
    sections: dict[str, Decimal] = {}
    for item in held:
        if code := section_of(book.people[item.customer_id].industry):
            sections[code] = sections.get(code, _ZERO) + item.exposure
    groups: dict[str, Decimal] = {}
    for item in held:
        if name := book.groups.get(item.customer_id):
            groups[name] = groups.get(name, _ZERO) + item.exposure
    debts = [item.exposure for item in held]
    new = sum((max(_ZERO, item.exposure) for item in held if item.customer_id in book.newcomers), _ZERO)
    total = sum((amount for amount in debts if amount > 0), _ZERO)
    return (
        rule.largest("single_uninsured", {item.name: item.uncovered for item in held}, _part(limits.single_own_assets, assets), keys),
        rule.largest("single_budget", exposures, _part(limits.single_budget, budget), keys),
        rule.largest("group_budget", groups, _part(limits.group_budget, budget)),
        rule.largest("section_budget", sections, _part(limits.section_budget, budget)),
        Cap("total_budget", MONEY, book.balance, budget),
        Cap("new_customers", MONEY, new, _part(limits.new_customers, max(_ZERO, book.balance))),
        Cap("overdue", SHARE, book.overdue / book.balance if book.balance > 0 else None, policy.max_overdue),
        Cap("loss", SHARE, lost, policy.max_loss),
        Cap("expected_loss", SHARE, sum((item.loss for item in held), _ZERO) / total if total else None, policy.max_loss),
        _below(book), *rule.concentration(debts))


def _part(share: Decimal, whole: Decimal | None) -> Decimal | None:
    return None if whole is None else share * whole


def _below(book: _Book) -> Cap:
    """What customers below the least grade owe; nobody should. NR is below none: it is not rated (C6)."""
    least = book.policy.min_grade
    if not least:
        return Cap("min_grade", MONEY, None, None)
    below = {item.name: item.exposure for item in book.holdings
             if (code := book.grades.get(item.customer_id, NR)) != NR and rank(code) > rank(least)}
    name = max(below, key=lambda key: below[key], default="")
    return Cap("min_grade", MONEY, sum((max(_ZERO, amount) for amount in below.values()), _ZERO), _ZERO, name)
