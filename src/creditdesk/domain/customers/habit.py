"""How a customer usually pays: days beyond terms month by month (DOMAIN A72, C3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from ..dates import add_months
from ..ledger.documents import Ledger
from ..ledger.settlement import payment_items

_MONTHS = 12
_ZERO, _TENTH = Decimal(0), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Habit:
    """Days from due date to payment, weighted by amount, to one decimal; negative = early, None = nothing was paid.

    `months` are (first day, mean) of the last twelve calendar months, oldest first; `mean` is over all of them.
    """

    months: tuple[tuple[date, Decimal | None], ...]
    mean: Decimal | None
    payments: int


def habit(ledger: Ledger, as_of: date, to_base: Callable[[Decimal, str], Decimal | None]) -> Habit:
    """The payments of the last twelve calendar months, this one included; those without a rate are left out."""
    first = add_months(as_of.replace(day=1), 1 - _MONTHS)
    sums: defaultdict[date, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO])
    count = 0
    for item in payment_items(ledger, as_of):
        amount = to_base(item.amount, item.currency) if item.settled and item.paid_on >= first else None
        if amount:
            month = sums[item.paid_on.replace(day=1)]
            month[0] += amount
            month[1] += amount * item.days_beyond_terms
            count += 1
    months = tuple((start, _mean(*sums[start]) if start in sums else None)
                   for start in (add_months(first, ahead) for ahead in range(_MONTHS)))
    total = [sum(column, _ZERO) for column in zip(*sums.values(), strict=True)] if sums else [_ZERO, _ZERO]
    return Habit(months, _mean(*total), count)


def _mean(amount: Decimal, weighted: Decimal) -> Decimal | None:
    return (weighted / amount).quantize(_TENTH, ROUND_HALF_UP) if amount else None
