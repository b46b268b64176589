"""What the dashboard shows: figures with their formula, ageing, debtors, trend (DESIGN 9, screen 01)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kpi import Figure


@dataclass(frozen=True, slots=True)
class BucketLine:
    """One age class: `key` is "not_due" or a bucket's key; amount in base currency."""

    key: str
    amount: Decimal
    share: Decimal
    invoices: int
    customers: int


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer with its balance in base currency, ageing and use of its limit (None: no limit decided)."""

    customer_id: int
    code: str
    name: str
    grade: str | None
    balance: Decimal
    buckets: tuple[Decimal, ...]
    used: Decimal | None
    short_name: str = ""

    @property
    def called(self) -> str:
        """The name where there is little room."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Receivables and overdue at a month's end (the last point: at the as-of day), base currency."""

    day: date
    balance: Decimal
    overdue: Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """Base currency: `due` of the items expected by `until`, less `credits` that their customers have paid already."""

    until: date
    due: Decimal
    credits: Decimal
    items: int

    @property
    def amount(self) -> Decimal:
        return self.due - self.credits


@dataclass(frozen=True, slots=True)
class Standing:
    """What is owed on a day, by age. Amounts in base currency; `without_rate` lists currencies left out for want of one."""

    as_of: date
    currency: str
    balance: Decimal
    not_due: Decimal
    overdue: Decimal
    unapplied: Decimal
    disputed: Decimal
    debtors_count: int
    overdue_count: int
    week_amount: Decimal
    week_invoices: int
    week_customers: int
    buckets: tuple[BucketLine, ...]
    without_rate: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dashboard(Standing):
    """Everything above the day's list: what is owed, against the end of last month, and what is expected of it."""

    balance_before: Decimal
    dso: Figure
    dso_before: Figure
    cei: Figure
    cei_before: Figure
    expected: Expected
    debtors: tuple[Debtor, ...]


#: parts of the day's list, in their order
FIRST, TODAY, COMING, DONE = "first", "today", "coming", "done"
GROUPS = (FIRST, TODAY, COMING, DONE)


@dataclass(frozen=True, slots=True)
class DayTask:
    """One line of the day's list: what, why, where its button leads (`page` and `target`).

    `template` and `detail` are English sentences over `fields`, whose values are native (Decimal, date, int, str);
    amounts are in `currency`.
    """

    group: str
    kind: str
    template: str
    detail: str
    page: str
    fields: dict[str, object] = field(default_factory=dict)
    customer_id: int | None = None
    target: int | None = None
    currency: str = ""
    #: ticked off by hand today: it can be taken back
    ticked: bool = False

    @property
    def done(self) -> bool:
        return self.group == DONE
