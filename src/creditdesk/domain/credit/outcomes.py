"""What happened in the twelve months after a score: bad or not, from the ledger (DOMAIN C11).

Bad: more than 60 days late on at least 10 % of the exposure, a plan in default, a write-off, or insolvency. Lateness is
looked at on month-ends; the exposure it is held against is the larger of that on the scoring day and that on the month-end,
so that a small rest of a large balance does not make a bad customer (design). Disputed amounts count as owed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import add_months, month_end
from ..ledger.documents import CLAIM_KINDS, INVOICE, Ledger
from ..ledger.settlement import by_document, instalments_of, settled_portions
from .claims import ToBase

LATE_DAYS, SHARE, MONTHS = 60, Decimal("0.10"), 12
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Conduct:
    """Open claims and the part more than 60 days late at each of `days`, base currency, and the days of write-offs."""

    days: tuple[date, ...]
    open: tuple[Decimal, ...]
    late: tuple[Decimal, ...]
    written_off: tuple[date, ...]
    invoiced: tuple[date, ...]

    def traded(self, first: date, last: date) -> bool:
        """Whether anything was invoiced from one day (exclusive) to another."""
        return bisect_right(self.invoiced, last) > bisect_right(self.invoiced, first)

    def late_on(self, day: date) -> bool:
        """Whether the customer counted as bad on one of `days` already: no prediction is left to make."""
        place = bisect_left(self.days, day)
        return self.late[place] > 0 and self.late[place] >= SHARE * self.open[place]

    def went_bad(self, day: date, insolvent_on: date | None = None, broken_on: Sequence[date] = ()) -> bool:
        """Whether it went bad within twelve months after one of `days`; `broken_on` are days on which a plan was in default."""
        end = add_months(day, MONTHS)
        if any(day < event <= end for event in self.written_off):
            return True
        if insolvent_on is not None and day < insolvent_on <= end:
            return True
        if any(day < event <= end for event in broken_on):
            return True
        at = bisect_left(self.days, day)
        for place in range(at + 1, bisect_right(self.days, end)):
            owed = max(self.open[at], self.open[place])
            if self.late[place] > 0 and self.late[place] >= SHARE * owed:
                return True
        return False


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """The ends of months from one day to another, both included."""
    found, day = [], month_end(first)
    while day <= last:
        found.append(day)
        day = month_end(add_months(day.replace(day=1), 1))
    return tuple(found)


def quarter_ends(first: date, last: date) -> tuple[date, ...]:
    """The ends of calendar quarters from one day to another, both included."""
    return tuple(day for day in month_ends(first, last) if day.month % 3 == 0)


def conduct_of(ledger: Ledger, days: Sequence[date], to_base: ToBase) -> Conduct:
    """One customer's claims at each of `days` (rising): every piece of a claim counts from its date to its payment."""
    opened, overdue = [_ZERO] * (len(days) + 1), [_ZERO] * (len(days) + 1)
    touching, kinds = by_document(ledger.allocations), {item.id: item for item in ledger.documents}
    last = days[-1] if days else date.max

    def piece(amount: Decimal, start: date, due: date, end: date | None) -> None:
        stop = bisect_left(days, end) if end is not None else len(days)
        for changes, begin in ((opened, bisect_left(days, start)), (overdue, bisect_right(days, due + timedelta(LATE_DAYS)))):
            begin = max(begin, bisect_left(days, start))
            if begin < stop:
                changes[begin] += amount
                changes[stop] -= amount

    for document in ledger.documents:
        if document.kind not in CLAIM_KINDS or not document.counts_on(last):
            continue
        left = {part.no: (part, part.amount) for part in instalments_of(document)}
        for portion in settled_portions(document, touching.get(document.id, ()), last):
            part, rest = left[portion.instalment.no]
            left[part.no] = (part, rest - portion.amount)
            piece(to_base(portion.amount, document.currency), document.date, part.due_date, portion.allocation.value_date)
        for part, rest in left.values():
            if rest > 0:
                piece(to_base(rest, document.currency), document.date, part.due_date, None)
    lost = sorted(item.date for item in kinds.values() if item.writes_off and item.counts_on(last))
    invoiced = sorted(item.date for item in kinds.values() if item.kind == INVOICE and item.counts_on(last))
    return Conduct(tuple(days), tuple(_sums(opened)), tuple(_sums(overdue)), tuple(lost), tuple(invoiced))


def _sums(changes: Sequence[Decimal]) -> list[Decimal]:
    total, found = _ZERO, []
    for change in changes[:-1]:
        total += change
        found.append(total)
    return found
