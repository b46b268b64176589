"""How a customer usually pays: days beyond terms, the usual day, the way, in parts or whole (DOMAIN A72, C3, L)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from ..dates import add_months
from ..ledger.documents import Document, Ledger, RECEIPT
from ..ledger.settlement import payment_items

_MONTHS = 12
_ZERO, _TENTH = Decimal(0), Decimal("0.1")
#: a day is usual when this share of the last payments fell on it (DOMAIN L); fewer payments tell no habit
_USUAL, _LAST, _FEWEST = Decimal("0.7"), 10, 4
#: from this share of invoices paid in two or more payments on a customer pays in parts (design)
_PARTS = Decimal("0.3")


@dataclass(frozen=True, slots=True)
class Habit:
    """Days from due date to payment, weighted by amount, to one decimal; negative = early, None = nothing was paid.

    `months` are (first day, mean) of the last twelve calendar months, oldest first; `mean` and `median` are over all of
    them. `weekday` 0 = Monday, `month_day` 1–31 (31: the last day), None without a usual one. `method` is the way most
    payments came with its share; `in_parts` the share of invoices paid in several payments.
    """

    months: tuple[tuple[date, Decimal | None], ...]
    mean: Decimal | None
    payments: int
    median: Decimal | None = None
    weekday: int | None = None
    month_day: int | None = None
    method: str = ""
    method_share: Decimal | None = None
    in_parts: Decimal | None = None

    @property
    def pays_in_parts(self) -> bool:
        return self.in_parts is not None and self.in_parts >= _PARTS


def habit(ledger: Ledger, as_of: date, to_base: Callable[[Decimal, str], Decimal | None]) -> Habit:
    """The payments of the last twelve calendar months, this one included; those without a rate are left out."""
    first = add_months(as_of.replace(day=1), 1 - _MONTHS)
    sums: defaultdict[date, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO])
    delays: list[tuple[int, Decimal]] = []
    parts: Counter[int] = Counter()
    for item in payment_items(ledger, as_of):
        amount = to_base(item.amount, item.currency) if item.settled and item.paid_on >= first else None
        if amount:
            month = sums[item.paid_on.replace(day=1)]
            month[0] += amount
            month[1] += amount * item.days_beyond_terms
            delays.append((item.days_beyond_terms, amount))
            parts[item.document_id] += 1
    months = tuple((start, _mean(*sums[start]) if start in sums else None)
                   for start in (add_months(first, ahead) for ahead in range(_MONTHS)))
    total = [sum(column, _ZERO) for column in zip(*sums.values(), strict=True)] if sums else [_ZERO, _ZERO]
    receipts = sorted((document for document in ledger.documents if document.kind == RECEIPT and document.counts_on(as_of)),
                      key=lambda document: (document.date, document.id))
    method, share = _method([document for document in receipts if document.date >= first])
    split = Decimal(sum(1 for count in parts.values() if count > 1)) / len(parts) if parts else None
    return Habit(months, _mean(*total), len(delays), _median(delays), _usual([item.date.weekday() for item in receipts]),
                 _usual([_month_day(item.date) for item in receipts]), method, share, split)


def _mean(amount: Decimal, weighted: Decimal) -> Decimal | None:
    return (weighted / amount).quantize(_TENTH, ROUND_HALF_UP) if amount else None


def _median(delays: Sequence[tuple[int, Decimal]]) -> Decimal | None:
    """The smallest delay whose cumulated amount reaches half of all (DOMAIN L, weighted quantile)."""
    half, reached = sum((amount for _days, amount in delays), _ZERO) / 2, _ZERO
    for days, amount in sorted(delays):
        reached += amount
        if reached >= half:
            return Decimal(days)
    return None


def _month_day(day: date) -> int:
    """The day of the month; the last of a shorter month is the 31st."""
    return 31 if add_months(day.replace(day=1), 1).toordinal() - day.toordinal() == 1 else day.day


def _usual(days: Sequence[int]) -> int | None:
    """The day on which at least 70 % of the last ten payments fell."""
    last = days[-_LAST:]
    if len(last) < _FEWEST:
        return None
    day, count = Counter(last).most_common(1)[0]
    return day if Decimal(count) / len(last) >= _USUAL else None


def _method(receipts: Sequence[Document]) -> tuple[str, Decimal | None]:
    counted = Counter(document.method for document in receipts if document.method)
    if not counted:
        return "", None
    method, count = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return method, Decimal(count) / sum(counted.values())
