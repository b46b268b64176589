"""The scores of the whole book at once: the ledger is added up by the database, the rest is read in bulk (DOMAIN C)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.behaviour_sums import BehaviourSums, card_of, flags_of, inputs_of, mean_peak, months_of
from ...domain.credit.exposure import LimitInForce, order_changes
from ...domain.customers.records import Customer
from ...domain.ledger.documents import Ledger
from ...domain.money import exponent, to_minor
from ...store import behaviour, customers, facts, industry, ledger, reads
from ...store.transaction import Transaction
from ..customers import record
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import Basis, build, Conduct, conduct, converter
from .broken_plans import broken_plans
from .cards import in_force as in_force_cards
from .decisions import in_force
from .orders import every_counted_in
from .policy import CreditPolicy, policy_in
from .scoring import score_with, ScoreView

_MONTHS = 6
#: up to so many customers are read one by one
_FEW = 20
_NONE = LimitInForce(None, Decimal(0), None)


def score_book(session: Session, as_of: date) -> dict[int, ScoreView]:
    """The score of every customer that is not retired, by id; nothing is stored."""
    with session.book.read() as connection:
        found = bases(connection, as_of)
    return {customer: score_with(basis) for customer, basis in found.items()}


def bases(connection: Transaction, as_of: date, only: Collection[int] | None = None) -> dict[int, Basis]:
    """What every customer's score rests on, inside a transaction; `only` these customers."""
    rates, policy = rate_book(connection), policy_in(connection, as_of)
    few = only is not None and len(only) <= _FEW
    told = {key: facts.facts_of(connection, key) for key in only} if only is not None and few else facts.everything(connection)
    people = _people(connection, only if few else None)
    if only is not None and not few:
        people = [person for person in people if person.id in only]
    limits = in_force(connection, as_of, rates, next(iter(only)) if only is not None and len(only) == 1 else None)
    reading = _Reading(connection, as_of, rates, policy, limits)
    paid = reading.by_rule({person.id for person in people}) if 0 < len(people) <= _FEW else reading.everyone()
    found, cards, outlooks = {}, in_force_cards(connection, as_of), industry.outlooks(connection, as_of)
    broken = broken_plans(connection, as_of, only)
    for person in people:
        own = paid.get(person.id) or _without_ledger(as_of, limits.get(person.id, _NONE).amount)
        found[person.id] = build(person, as_of, own, told.get(person.id, ()), cards, outlooks, broken.get(person.id, ""))
    return found


def _people(connection: Transaction, only: Collection[int] | None) -> list[Customer]:
    """Customers that are not retired and stand for themselves; `only` these."""
    if only is None:
        return [record(row) for row in customers.everyone(connection)]
    found = (customers.by_id(connection, key) for key in sorted(only))
    return [record(row) for row in found if row is not None and not row["removed"] and row["retired_on"] is None
            and row["merged_into"] is None]


def _without_ledger(as_of: date, limit: Decimal | None) -> Conduct:
    # any unit will do: without a claim there is no peak to hold against the limit
    return Conduct(card_of(BehaviourSums(), as_of), inputs_of(BehaviourSums(), as_of, int(limit > 0) if limit is not None else None,
                                                              None), {})


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the ledger's part is read: by sums where they suffice, else by the domain's rule over a customer's documents."""

    connection: Transaction
    as_of: date
    rates: RateBook
    policy: CreditPolicy
    limits: Mapping[int, LimitInForce]

    def limit(self, customer: int) -> Decimal | None:
        return self.limits.get(customer, _NONE).amount

    def by_rule(self, wanted: Collection[int] | None) -> dict[int, Conduct]:
        """The domain's rule for these customers, None for all that have a ledger."""
        found = ({key: reads.ledger_of(self.connection, key) for key in wanted} if wanted is not None and len(wanted) <= _FEW
                 else reads.ledgers(self.connection, wanted))
        orders = every_counted_in(self.connection, self.as_of) if self.limits else {}
        return {key: conduct(one, self.as_of, self.rates, self.limit(key), self.policy.behaviour, self.policy.exposure,
                             orders.get(key, ())) for key, one in found.items()}

    def everyone(self) -> dict[int, Conduct]:
        """The ledger's part of every customer that has one."""
        if self.as_of.isoformat() < ledger.horizon(self.connection):
            return self.by_rule(None)
        base = self.rates.base
        sums, first_claims, special = behaviour.sums(
            self.connection, self.as_of, base=base, grace_days=self.policy.behaviour.grace_days,
            small_minor=to_minor(self.policy.behaviour.small_amount, base))
        ordered = self._order_changes(special)
        changes = behaviour.changes(self.connection, self.as_of, _MONTHS) if self.limits else {}
        months = months_of(self.as_of, _MONTHS)
        paid = self.by_rule(special) if special else {}
        for customer, one in sums.items():
            if customer in special:
                continue
            limit, peak = self.limit(customer), None
            if limit is not None:
                daily = changes.get(customer, {})
                opening = one.balance - sum(daily.values())
                for day, more in ordered.get(customer, {}).items():
                    key = day.isoformat()
                    daily[key] = daily.get(key, 0) + to_minor(more, base)
                peak = mean_peak(daily, opening, first_claims.get(customer), months)
            figures = inputs_of(one, self.as_of, to_minor(limit, base) if limit is not None else None, peak)
            paid[customer] = Conduct(card_of(one, self.as_of), figures, flags_of(one, exponent(base)))
        return paid

    def _order_changes(self, special: set[int]) -> dict[int, dict[date, Decimal]]:
        """What orders change in the exposure by day; a customer with a deposit or a foreign order becomes `special`."""
        orders = {key: own for key, own in every_counted_in(self.connection, self.as_of).items()
                  if key in self.limits and key not in special} if self.limits else {}
        odd = {key for key, own in orders.items() if any(one.deposit or one.currency != self.rates.base for one in own)}
        special |= odd
        plain = {key: own for key, own in orders.items() if key not in odd}
        invoiced = reads.invoiced_orders(self.connection, plain)
        to_base = converter(self.rates, self.as_of)
        return {key: order_changes(invoiced.get(key, Ledger()), own, self.as_of, to_base) for key, own in plain.items()}
