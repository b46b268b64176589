"""Who is to be chased, in working order (DOMAIN I1, I2; CLI `worklist`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.collections import promises, stages, worklist as rule
from ...domain.collections.worklist import Candidate, Priority
from ...domain.credit.grades import NR
from ..session import Session
from .letter_choice import kinds_now, skip_of
from .positions import Position, Positions, positions_in


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One customer; amounts in the base currency `currency`. `letter` is the one that would be issued now, or None.

    `chips` are the four factors of the priority; `gap` says how many letters the sequence is behind the age; `skip` why
    there is no letter (a key of `stages.SKIP_REASONS`). `unrated` are currencies without an exchange rate: what is
    owed in them is missing from `overdue`.
    """

    customer_id: int
    code: str
    name: str
    currency: str
    stage: int
    days_overdue: int
    overdue: Decimal
    tier: str
    priority: Decimal
    chips: tuple[tuple[str, Decimal], ...]
    next_action: str
    next_date: date | None
    due_today: bool
    letter: str | None
    skip: str | None
    gap: int
    grade: str | None
    promise: str
    promise_date: date | None
    promise_amount: Decimal | None
    promise_currency: str
    last_touch: date | None
    limitation_days: int | None
    contact: str
    phone: str
    salesperson: str
    strategic: bool
    unrated: tuple[str, ...] = ()


def worklist(session: Session, as_of: date, *, due_only: bool = False) -> list[WorklistRow]:
    """Every customer with an undisputed overdue total above the small amount; `due_only`: those to touch today."""
    with session.book.read() as connection:
        positions = positions_in(connection, as_of)
    return worklist_of(positions, due_only=due_only)


def worklist_of(positions: Positions, *, due_only: bool = False) -> list[WorklistRow]:
    """The same from positions already read."""
    small = positions.policy.stages.small_amount
    listed = {position.customer.code: position for position in positions.customers
              if (position.overdue_items or position.on_plan) and (position.overdue > small or position.unrated)}
    found = [_row(listed[priority.candidate.code], positions, priority)
             for priority in _in_order(listed.values(), positions.policy.speeds)]
    return [row for row in found if row.due_today] if due_only else found


def disputed_rows(positions: Positions) -> list[WorklistRow]:
    """Customers that dispute everything overdue: no letter and no stage of their own, so they stand in that of its age."""
    found = []
    for position in positions.customers:
        if position.overdue_items or position.on_plan or position.overdue_all <= 0:
            continue
        days = max(item.days_overdue(position.as_of) for item in position.items if item.is_claim)
        held = replace(position, days=days, stage=stages.stage_of_age(days, positions.policy.stages))
        found.append(_row(held, positions, rule.priority(_candidate(held, positions.policy.speeds))))
    return sorted(found, key=lambda row: (-row.days_overdue, row.code))


def _in_order(listed: Iterable[Position], speeds: Mapping[str, Decimal]) -> list[Priority]:
    """A customer whose only debts lack a rate has no amount to weigh; it still is on the list."""
    return sorted((rule.priority(_candidate(position, speeds)) for position in listed),
                  key=lambda row: (row.tier, -row.value, -row.amount, row.candidate.code))


def _candidate(position: Position, speeds: Mapping[str, Decimal]) -> Candidate:
    standing = position.promise
    broken_from = promises.judged_on(standing.promise) if standing.promise else None
    contacted = broken_from is not None and position.last_contact is not None and position.last_contact >= broken_from
    return Candidate(position.customer.code, position.overdue, position.days, position.grade, position.customer.strategic,
                     promise=standing.state, promise_today=standing.due_today, contacted_since=contacted,
                     plan_in_order=position.on_plan, limitation_days=position.limitation_days,
                     deadline_days=position.backing.days_left, speed=speeds.get(position.grade or NR))


def _row(position: Position, positions: Positions, priority: Priority) -> WorklistRow:
    policy, customer, standing = positions.policy.stages, position.customer, position.promise
    oldest = position.oldest_due
    spoken = position.last_contact is not None and oldest is not None and position.last_contact > oldest
    touch = stages.next_touch(position.stage, oldest, position.as_of, position.last_touch,
                              strategic=customer.strategic and not spoken,
                              promise_date=standing.promise.date if standing.pending and standing.promise else None,
                              planned=position.planned, policy=policy,
                              plan_date=position.plan.next_date if position.on_plan and position.plan else None)
    skip = skip_of(position, positions)
    kinds = kinds_now(position, positions) if skip is None else {}
    letter = max(kinds.values(), default=None)
    return WorklistRow(
        customer.id, customer.code, customer.name, positions.rates.base, position.stage, position.days, position.overdue,
        priority.tier, priority.value, priority.chips, touch.action, touch.day, touch.due_today, letter, skip,
        stages.sequence_gap(position.stage, letter), position.grade, standing.state,
        standing.promise.date if standing.promise else None, standing.promise.amount if standing.promise else None,
        standing.promise.currency if standing.promise else "", position.last_touch, position.limitation_days,
        customer.contact, customer.phone, customer.salesperson, customer.strategic, position.unrated)
