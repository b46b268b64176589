"""Guarantors and insurers behind a customer's debts: who can be called on, and how long yet (DOMAIN H4, I2, I4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...domain.credit.cover import BANK_GUARANTEE, CORPORATE_GUARANTEE, INSURANCE, PERSONAL_GUARANTEE
from ...store import covers
from ...store.transaction import Transaction

_GUARANTEES = frozenset({BANK_GUARANTEE, CORPORATE_GUARANTEE, PERSONAL_GUARANTEE})


@dataclass(frozen=True, slots=True)
class Backing:
    """`guarantors` whose guarantee is live on the day; `days_left` until the first guarantee or policy ends, None: no end."""

    guarantors: tuple[str, ...] = ()
    days_left: int | None = None


NOBODY = Backing()


def backings_in(connection: Transaction, as_of: date) -> dict[int, Backing]:
    """What stands behind each customer on the day; those without any are left out."""
    found: dict[int, Backing] = {}
    day = as_of.isoformat()
    for row in covers.covers(connection, as_of):
        kind, until = row["kind"], row["until"]
        if (row["begins"] and row["begins"] > day) or (until and until < day) or kind not in _GUARANTEES | {INSURANCE}:
            continue
        before = found.get(row["owner_id"], NOBODY)
        names = before.guarantors
        if kind in _GUARANTEES and row["provider"] and row["provider"] not in names:
            names = (*names, row["provider"])
        ends = [left for left in (before.days_left, (date.fromisoformat(until) - as_of).days if until else None)
                if left is not None]
        found[row["owner_id"]] = Backing(names, min(ends, default=None))
    return found
