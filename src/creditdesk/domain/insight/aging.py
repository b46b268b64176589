"""Who owes what for how long: the rule every faster reckoning is held against (DOMAIN E11, E12; CLI Aging)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import add_years
from ..errors import InputError, N_
from ..ledger.documents import Ledger
from ..ledger.settlement import balances, by_document, disputes_of, open_amount, open_instalments, ZERO
from .basis import BY_DATE as BY_DATE, BY_DUE as BY_DUE, BY_INVOICE as BY_INVOICE, OWN_COLUMN as OWN_COLUMN

DAYS, YEARS = "days", "years"
MAX_BORDERS = 12
_LIMITS = {DAYS: 9999, YEARS: 99}


@dataclass(frozen=True, slots=True)
class Buckets:
    """The age classes: a border belongs to the bucket it closes. InputError `bad_buckets`.

    `unit` "years" (年 schedules): as-of ≤ the start + n calendar years, 29 February counting to the 28th.
    """

    borders: tuple[int, ...] = (30, 60, 90)
    unit: str = DAYS

    def __post_init__(self) -> None:
        ascending = all(a < b for a, b in zip(self.borders, self.borders[1:], strict=False))
        whole = all(type(border) is int and 1 <= border <= _LIMITS[self.unit] for border in self.borders)
        if not 1 <= len(self.borders) <= MAX_BORDERS or not whole or not ascending:
            raise InputError(N_("The borders of the age classes must be 1 to 12 whole numbers of days, each greater "
                                "than the one before, such as 30,60,90."), code="bad_buckets", field="buckets")

    @property
    def keys(self) -> tuple[str, ...]:
        """ "1-30", "31-60", "61-90", "91+"; in years "0-1y", "1-2y", "2-3y", "3y+"."""
        if self.unit == YEARS:
            starts = (0, *self.borders[:-1])
            return (*(f"{a}-{b}y" for a, b in zip(starts, self.borders, strict=True)), f"{self.borders[-1]}y+")
        starts = (1, *(border + 1 for border in self.borders[:-1]))
        return (*(f"{a}-{b}" for a, b in zip(starts, self.borders, strict=True)), f"{self.borders[-1] + 1}+")

    def bucket_of(self, days: int) -> int | None:
        """Index of the bucket of an age in days, None for 0 and less (not due)."""
        if days <= 0:
            return None
        return sum(days > border for border in self.borders)

    def place(self, start: date, as_of: date) -> int | None:
        """Index of the bucket of what began to age on `start`; None when it has no age yet."""
        if self.unit == DAYS or as_of <= start:
            return self.bucket_of((as_of - start).days)
        return sum(as_of > add_years(start, border) for border in self.borders)

    def days_at(self, as_of: date) -> tuple[int, ...]:
        """The borders in days, as they fall on a day: years reach back to their own calendar day."""
        if self.unit == DAYS:
            return self.borders
        found = []
        for border in self.borders:
            first = add_years(as_of, -border)
            if add_years(first, border) < as_of:  # 29 February has no 28th to come from
                first += timedelta(1)
            found.append((as_of - first).days)
        return tuple(found)


STANDARD = Buckets()
LONG = Buckets((30, 60, 90, 180, 365))
BY_YEAR = Buckets((1, 2, 3), YEARS)


def parse_buckets(text: str) -> Buckets:
    """ "30,60,90" → Buckets; InputError `bad_buckets`."""
    try:
        return Buckets(tuple(int(part) for part in text.replace("，", ",").split(",")))
    except ValueError:
        return Buckets(())


@dataclass(frozen=True, slots=True)
class AgingRow:
    """One customer and currency. not_due + Σ buckets + unapplied = balance, or the record cannot be made.

    `unapplied` ≤ 0 holds open receipts and credit notes, `disputed` is a memo inside the other figures.
    """

    customer_id: int
    currency: str
    not_due: Decimal
    buckets: tuple[Decimal, ...]
    unapplied: Decimal
    balance: Decimal
    disputed: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.not_due + sum(self.buckets, ZERO) + self.unapplied != self.balance:
            raise AssertionError(f"aging does not add up: {self!r}")

    @property
    def overdue(self) -> Decimal:
        return sum(self.buckets, ZERO)


@dataclass(frozen=True, slots=True)
class AgedItem:
    """An open amount in its place: signed (a credit is negative); `bucket` None = not due, or a credit kept apart."""

    document_id: int
    customer_id: int
    currency: str
    start: date
    amount: Decimal
    disputed: Decimal
    bucket: int | None
    unapplied: bool


def aged_items(ledger: Ledger, as_of: date, *, basis: str = BY_DUE, buckets: Buckets = STANDARD,
               credits: str = OWN_COLUMN) -> Iterator[AgedItem]:
    """Every open instalment and every open credit as of a day, each in its place."""
    if basis not in (BY_DUE, BY_INVOICE) or credits not in (OWN_COLUMN, BY_DATE):
        raise ValueError(basis, credits)
    touching, disputed = by_document(ledger.allocations), disputes_of(ledger.disputes)

    def place(start: date) -> int | None:
        bucket = buckets.place(start, as_of)
        # by invoice date there is no not-due column: age 0 stands in the first bucket
        return 0 if bucket is None and basis == BY_INVOICE else bucket

    for document in ledger.documents:
        mine = touching.get(document.id, ())
        head = (document.id, document.customer_id, document.currency)
        if document.sign < 0:
            if rest := open_amount(document, mine, as_of):
                apart = credits == OWN_COLUMN
                yield AgedItem(*head, document.date, -rest, ZERO, None if apart else place(document.date), apart)
            continue
        for part in open_instalments(document, mine, disputed.get(document.id, ()), as_of):
            if part.open:
                start = part.due_date if basis == BY_DUE else document.date
                yield AgedItem(*head, start, part.open, part.disputed, place(start), False)


def age(ledger: Ledger, as_of: date, *, basis: str = BY_DUE, buckets: Buckets = STANDARD,
        credits: str = OWN_COLUMN) -> tuple[AgingRow, ...]:
    """One row per customer and currency with anything open, in that order (DOMAIN E12).

    `basis` "due" or "invoice"; `credits` "own-column", or "by-date": aged by their own document date.
    """
    owed = balances(ledger.documents, as_of)
    found: defaultdict[tuple[int, str], list[AgedItem]] = defaultdict(list)
    for item in aged_items(ledger, as_of, basis=basis, buckets=buckets, credits=credits):
        found[item.customer_id, item.currency].append(item)
    return tuple(_row(*key, items, len(buckets.keys), owed.get(key, ZERO)) for key, items in sorted(found.items()))


def _row(customer_id: int, currency: str, items: Iterable[AgedItem], width: int, balance: Decimal) -> AgingRow:
    not_due, apart, disputed, columns = ZERO, ZERO, ZERO, [ZERO] * width
    for item in items:
        disputed += item.disputed
        if item.unapplied:
            apart += item.amount
        elif item.bucket is None:
            not_due += item.amount
        else:
            columns[item.bucket] += item.amount
    return AgingRow(customer_id, currency, not_due, tuple(columns), apart, balance, disputed)


def totals(rows: Iterable[AgingRow]) -> tuple[AgingRow, ...]:
    """One row per currency (customer_id 0); currencies are never added together."""
    found: dict[str, list[AgingRow]] = defaultdict(list)
    for row in rows:
        found[row.currency].append(row)
    return tuple(AgingRow(
        0, currency, sum((row.not_due for row in of), ZERO),
        tuple(sum(column, ZERO) for column in zip(*(row.buckets for row in of), strict=True)),
        sum((row.unapplied for row in of), ZERO), sum((row.balance for row in of), ZERO), sum((row.disputed for row in of), ZERO))
        for currency, of in sorted(found.items()))
