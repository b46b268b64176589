"""The scores of the whole book at once: the ledger is added up by the database, the rest is read in bulk (DOMAIN C)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from ...domain.credit.behaviour_sums import BehaviourSums, card_of, flags_of, inputs_of, peaks_of
from ...domain.credit.claims import MonthPeak
from ...domain.credit.exposure import LimitInForce
from ...domain.ledger.documents import Ledger
from ...domain.money import exponent, from_minor, to_minor
from ...store import behaviour, customers, facts, industry, ledger, reads
from ...store.book import Transaction
from ..customers import record
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import Basis, build, Conduct, conduct
from .cards import in_force as in_force_cards
from .decisions import in_force
from .policy import CreditPolicy, policy_in
from .scoring import score_with, ScoreView

_MONTHS = 6
_NONE = LimitInForce(None, Decimal(0), None)


def score_book(session: Session, as_of: date) -> dict[int, ScoreView]:
    """The score of every customer that is not retired, by id; nothing is stored."""
    with session.book.read() as connection:
        found = bases(connection, as_of)
    return {customer: score_with(basis) for customer, basis in found.items()}


def bases(connection: Transaction, as_of: date, only: Collection[int] | None = None) -> dict[int, Basis]:
    """What every customer's score rests on, inside a transaction; `only` these customers."""
    rates, policy = rate_book(connection), policy_in(connection, as_of)
    told = facts.everything(connection)
    people = [record(row) for row in customers.everyone(connection) if only is None or row["id"] in only]
    limits = in_force(connection, as_of, rates)
    paid = _conducts(connection, as_of, rates, policy, limits)
    empty = Conduct(card_of(BehaviourSums(), as_of), inputs_of(BehaviourSums(), as_of, None, ()), {})
    found, cards, outlooks = {}, in_force_cards(connection, as_of), industry.outlooks(connection, as_of)
    for person in people:
        own = paid.get(person.id)
        if own is None:
            limit = limits.get(person.id, _NONE).amount
            own = empty if limit is None else Conduct(
                empty.card, inputs_of(BehaviourSums(), as_of, limit, ()), {})
        found[person.id] = build(person, as_of, own, told.get(person.id, ()), cards, outlooks)
    return found


def _conducts(connection: Transaction, as_of: date, rates: RateBook, policy: CreditPolicy,
              limits: Mapping[int, LimitInForce]) -> Mapping[int, Conduct]:
    """The ledger's part of every customer that has one: by sums where they suffice, else by the domain's rule."""
    def by_rule(found: Mapping[int, Ledger]) -> dict[int, Conduct]:
        return {customer: conduct(one, as_of, rates, limits.get(customer, _NONE).amount, policy.behaviour, policy.exposure)
                for customer, one in found.items()}

    if as_of.isoformat() < ledger.horizon(connection):
        return by_rule(reads.ledgers(connection))
    sums, first_claims, special = behaviour.sums(
        connection, as_of, base=rates.base, grace_days=policy.behaviour.grace_days,
        small_minor=to_minor(policy.behaviour.small_amount, rates.base))
    changes = behaviour.changes(connection, as_of, _MONTHS) if limits else {}
    paid: dict[int, Conduct] = by_rule(reads.ledgers(connection, special)) if special else {}
    for customer, one in sums.items():
        if customer in special:
            continue
        limit = limits.get(customer, _NONE).amount
        peaks: list[MonthPeak] = []
        if limit is not None:
            daily = {day: from_minor(amount, rates.base) for day, amount in changes.get(customer, {}).items()}
            peaks = peaks_of(daily, first_claims.get(customer), as_of, _MONTHS)
        paid[customer] = Conduct(card_of(one, as_of), inputs_of(one, as_of, limit, peaks),
                                 flags_of(one, exponent(rates.base)))
    return paid
