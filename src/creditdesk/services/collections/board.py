"""What the collections page shows: everyone to be chased, what was agreed, and the letters that may go out (DOMAIN I1, I2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.collections.demand import undemanded_disputed
from ...store import collections as store
from ..session import Session
from .letter_choice import kinds_now
from .positions import Position, Positions, positions_in
from .worklist import disputed_rows, worklist_of, WorklistRow

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LetterNow:
    """The letter of one currency by the rule, and the one its age would have."""

    currency: str
    kind: str
    by_age: str


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """A customer of the list. `overdue` and `disputed` in base currency, the former with the latter.

    `agreed` is the next step noted at the last contact, "" where the rule's own action stands; `result` what that
    contact came to.
    """

    work: WorklistRow
    short_name: str
    overdue: Decimal
    disputed: Decimal
    agreed: str
    result: str
    letters: tuple[LetterNow, ...]
    vetoed: bool

    @property
    def customer_id(self) -> int:
        return self.work.customer_id

    @property
    def stage(self) -> int:
        return self.work.stage


def chase_list(session: Session, as_of: date) -> list[ChaseRow]:
    """The worklist in working order, after it those who dispute everything overdue."""
    with session.book.read() as connection:
        positions = positions_in(connection, as_of)
        agreed = store.agreed_steps(connection, as_of)
    by_id = {position.customer.id: position for position in positions.customers}
    return [_row(work, by_id[work.customer_id], positions, agreed.get(work.customer_id, ("", "", "")))
            for work in (*worklist_of(positions), *disputed_rows(positions))]


def _row(work: WorklistRow, position: Position, positions: Positions, last: tuple[str, str, str]) -> ChaseRow:
    action, day, result = last
    noted = action if action and work.next_date is not None and day == work.next_date.isoformat() else ""
    plain = kinds_now(position, positions) if work.skip is None else {}
    raised = kinds_now(position, positions, by_age=True) if plain else {}
    letters = tuple(LetterNow(currency, kind, raised.get(currency, kind)) for currency, kind in plain.items())
    return ChaseRow(work, position.customer.short_name or work.name, position.overdue_all, _disputed(position, positions),
                    noted, result, letters, position.vetoed)


def _disputed(position: Position, positions: Positions) -> Decimal:
    """The overdue part under dispute in base currency; what has no rate is left out, as in the overdue sum."""
    found = ZERO
    for currency in sorted({item.currency for item in position.items}):
        part = undemanded_disputed(position.items, currency, positions.as_of)
        base = positions.rates.to_base(part, currency, positions.as_of) if part else None
        found += base if base is not None else ZERO
    return found
