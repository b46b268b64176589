"""Which letter a customer gets now in each currency, or why none (DOMAIN I1 "Which letter", "Skip rules")."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from ...domain.collections import stages
from ...domain.collections.demand import Demand, demand, reminder
from ...domain.ledger.open_items import OpenItem
from .positions import Position, Positions

ZERO = Decimal(0)
KEY_CLASSES = frozenset({"A", "B"})


def skip_of(position: Position, positions: Positions) -> str | None:
    """Why the customer gets no demand letter (a key of `stages.SKIP_REASONS`); None when one may go out."""
    policy = positions.policy.stages
    undisputed = position.overdue
    if position.unrated and position.overdue_items:  # what cannot be converted cannot be called small
        undisputed = max(undisputed, policy.small_amount + 1)
    return stages.skip_reason(overdue=max(position.overdue_all, undisputed), undisputed=undisputed,
                              promise_pending=position.promise.pending, plan_in_order=position.on_plan,
                              last_letter=position.last_letter,
                              letter_date=position.as_of, policy=policy)


def kinds_now(position: Position, positions: Positions, *, by_age: bool = False) -> dict[str, str]:
    """The demand letter of each currency that has anything to demand; skip rules are the caller's."""
    found = {}
    for currency in sorted({item.currency for item in position.overdue_items}):
        kind = kind_for(position, positions, currency, by_age=by_age)
        if kind is not None and not is_small(principal_of(position, currency), currency, positions):
            found[currency] = kind
    return found


def principal_of(position: Position, currency: str) -> Decimal:
    """What a demand letter would ask for in one currency: overdue and undisputed, less open credits."""
    late = sum((item.undisputed for item in position.overdue_items if item.currency == currency), ZERO)
    return late - sum((item.open for item in position.chased if item.sign < 0 and item.currency == currency), ZERO)


def kind_for(position: Position, positions: Positions, currency: str, *, by_age: bool = False) -> str | None:
    """L2–L5 for the overdue items of one currency; None in stages without a demand."""
    items = [item for item in position.overdue_items if item.currency == currency]
    issued = stages.highest_letter(mark.kind for mark in position.issued_for(items))
    return stages.which_letter(position.stage, issued, by_age=by_age, starting_stage=position.customer.starting_stage,
                               vetoed=position.vetoed, limitation_days=position.days_to_expiry(items),
                               policy=positions.policy.stages)


def demand_of(position: Position, positions: Positions, kind: str, currency: str) -> Demand | None:
    """The figures without interest; None when the principal is not above the small amount."""
    found = demand(kind, position.chased, currency, position.as_of)
    return None if found is None or is_small(found.principal, currency, positions) else found


def is_small(principal: Decimal, currency: str, positions: Positions) -> bool:
    """Whether a principal, in base currency, is not above the small amount; without a rate it is not small."""
    base = positions.rates.to_base(principal, currency, positions.as_of)
    return principal <= 0 if base is None else base <= positions.policy.stages.small_amount


def coming_items(position: Position, positions: Positions, *, is_new: bool, currency: str,
                 reminded: Collection[tuple[int, int | None]]) -> tuple[OpenItem, ...]:
    """What an L1 lists in one currency: items due within the window that nobody was reminded of."""
    rate = positions.rates.at(currency, position.as_of)
    chosen = is_new or position.customer.abc_class in KEY_CLASSES
    return stages.pre_due_items((item for item in position.chased if item.currency == currency), position.as_of,
                                reminded=reminded, grade=position.grade, is_new=chosen,
                                base_rate=rate if rate is not None else ZERO, policy=positions.policy.stages)


def reminded_items(position: Position) -> frozenset[tuple[int, int | None]]:
    """Items some L1 already listed."""
    return frozenset(key for key, marks in position.listed.items() if any(mark.kind == "L1" for mark in marks))


def reminder_of(position: Position, positions: Positions, items: tuple[OpenItem, ...], currency: str) -> Demand | None:
    """The figures of an L1; None when they are not above the small amount."""
    found = reminder(items, currency, position.as_of)
    return None if found is None or is_small(found.principal, currency, positions) else found
