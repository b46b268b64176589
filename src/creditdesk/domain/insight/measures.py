"""The inputs of the key figures, drawn from a ledger: the rule the services' SQL is held against (DOMAIN F)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache

from ..collections.promises import judged_between
from ..errors import N_, RuleError
from ..ledger.documents import (
    CLAIM_KINDS,
    Ledger,
    RECEIPT,
    RECOVERY,
)
from ..ledger.settlement import by_document, open_instalments, settled_portions, ZERO
from ..money import convert
from . import kpi
from .aging import aged_items
from .kpi import Concentration, Figure, MonthSales, Period

#: units of the book's currency per unit of a currency, at the latest rate dated up to the day; None: no rate
Rates = Callable[[str, date], Decimal | None]


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts become one currency: without rates, documents of other currencies are left out."""

    currency: str
    rates: Rates | None = None

    def takes(self, currency: str) -> bool:
        return currency == self.currency or self.rates is not None

    def value(self, amount: Decimal, currency: str, day: date) -> Decimal:
        """RuleError `no_rate` when there is no rate dated up to `day`."""
        if currency == self.currency:
            return amount
        rate = self.rates(currency, day) if self.rates else None
        if rate is None:
            raise RuleError(N_("There is no exchange rate of {currency} up to {day}."), code=kpi.NO_RATE,
                            field="rate", currency=currency, day=day.isoformat())
        return convert(amount, rate, self.currency)


@dataclass(frozen=True, slots=True)
class Receivables:
    """AR of a day in one currency, item by item at the rate of that day; `by_customer` are balances."""

    balance: Decimal
    not_due: Decimal
    overdue: Decimal
    disputed: Decimal
    by_customer: dict[int, Decimal]


def receivables(ledger: Ledger, day: date, money: Money) -> Receivables:
    """The E12 balance (after unapplied credits), its not-due and overdue columns, disputed parts included."""
    not_due, overdue, disputed = ZERO, ZERO, ZERO
    owed: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for item in aged_items(ledger, day):
        if not money.takes(item.currency):
            continue
        amount = money.value(item.amount, item.currency, day)
        owed[item.customer_id] += amount
        if item.unapplied:
            continue
        disputed += money.value(item.disputed, item.currency, day)
        if item.bucket is None:
            not_due += amount
        else:
            overdue += amount
    return Receivables(sum(owed.values(), ZERO), not_due, overdue, disputed, dict(owed))


def credit_sales(ledger: Ledger, period: Period, money: Money) -> Decimal:
    """Posted invoices + debit notes without interest − credit notes dated in the period, incl. VAT."""
    return sum((d.sale_sign * money.value(d.amount, d.currency, d.date) for d in ledger.documents
                if d.date in period and d.counts_on(period.end) and d.sale_sign and money.takes(d.currency)), ZERO)


def month_sales(ledger: Ledger, end: date, money: Money) -> tuple[MonthSales, ...]:
    """Credit sales of the month of `end` up to it and of the 23 before, newest first, as known at `end`."""
    alive = Ledger(tuple(d for d in ledger.documents if d.counts_on(end)))
    return tuple(MonthSales(month.days, credit_sales(alive, month, money)) for month in kpi.months_back(end))


def collection(ledger: Ledger, period: Period, money: Money) -> tuple[Decimal, Decimal]:
    """(received, due) of 回款率, at the rates of the period's end.

    Due = instalments due up to the end that were open at the opening date, or invoiced in the period. Received = what
    receipts paid on instalments due up to the end, by value date in the period.
    """
    touching, kinds = by_document(ledger.allocations), {d.id: d.kind for d in ledger.documents}
    received, due = ZERO, ZERO
    for document in ledger.documents:
        if document.kind not in CLAIM_KINDS or not money.takes(document.currency):
            continue
        mine = touching.get(document.id, [])
        if document.date in period:
            asked = [(p.due_date, p.amount) for p in open_instalments(document, (), (), period.end)]
        else:
            asked = [(p.due_date, p.open) for p in open_instalments(document, mine, (), period.opening)]
        for due_on, amount in asked:
            if due_on <= period.end:
                due += money.value(amount, document.currency, period.end)
        if not document.counts_on(period.end):
            continue
        for portion in settled_portions(document, mine, period.end):
            paid = kinds.get(portion.allocation.from_id) == RECEIPT and portion.allocation.value_date in period
            if paid and portion.instalment.due_date <= period.end:
                received += money.value(portion.amount, document.currency, period.end)
    return received, due


def bad_debts(ledger: Ledger, period: Period, money: Money) -> tuple[Decimal, Decimal]:
    """(write-offs, recoveries) dated in the period."""
    lost = recovered = ZERO
    for document in ledger.documents:
        if document.date not in period or not document.counts_on(period.end) or not money.takes(document.currency):
            continue
        if document.writes_off:
            lost += money.value(document.amount, document.currency, document.date)
        elif document.kind == RECOVERY:
            recovered += money.value(document.amount, document.currency, document.date)
    return lost, recovered


def promised(ledger: Ledger, period: Period, money: Money) -> tuple[Decimal, Decimal]:
    """(kept, promised) of the promises judged in the period, at the rates of its end."""
    kept, total = ZERO, ZERO
    for state in judged_between(ledger.promises, ledger.documents, period.start, period.end):
        if money.takes(state.promise.currency):
            kept += money.value(state.kept_amount, state.promise.currency, period.end)
            total += money.value(state.promise.amount, state.promise.currency, period.end)
    return kept, total


@dataclass(frozen=True, slots=True)
class Kpis:
    """The figures of the command `kpi`, in its order."""

    dso: Figure
    dso_countback: Figure
    dso_best_possible: Figure
    add: Figure
    cei: Figure
    turnover: Figure
    overdue_ratio: Figure
    bad_debt_ratio: Figure
    collection_rate: Figure
    promise_kept_ratio: Figure
    concentration: Concentration


UNITS = {"dso": kpi.DAYS, "dso_countback": kpi.DAYS, "dso_best_possible": kpi.DAYS, "add": kpi.DAYS,
         "turnover": kpi.TIMES, "hhi": kpi.POINTS}


def _figure(name: str, make: Callable[[], Figure]) -> Figure:
    try:
        return make()
    except RuleError as error:
        if error.code != kpi.NO_RATE:
            raise
        return kpi.without_rate(UNITS.get(name, kpi.FRACTION))


def _concentration(ledger: Ledger, day: date, money: Money) -> Concentration:
    try:
        return kpi.concentration(receivables(ledger, day, money).by_customer.values())
    except RuleError as error:
        if error.code != kpi.NO_RATE:
            raise
        return Concentration(*(kpi.without_rate(UNITS.get(f.name, kpi.FRACTION)) for f in fields(Concentration)))


def measure(ledger: Ledger, period: Period, money: Money) -> Kpis:
    """Every figure of the period; a missing rate makes unknown only the figures that need it."""
    @cache
    def end() -> Receivables:
        return receivables(ledger, period.end, money)

    @cache
    def begin() -> Decimal:
        return receivables(ledger, period.opening, money).balance

    @cache
    def sales() -> Decimal:
        return credit_sales(ledger, period, money)

    def lost() -> Figure:
        year = kpi.last_twelve_months(period.end)
        return kpi.bad_debt_ratio(*bad_debts(ledger, year, money), credit_sales(ledger, year, money))

    made: dict[str, Callable[[], Figure]] = {
        "dso": lambda: kpi.dso(end().balance, sales(), period.days),
        "dso_countback": lambda: kpi.dso_countback(end().balance, month_sales(ledger, period.end, money)),
        "dso_best_possible": lambda: kpi.dso_best_possible(end().not_due, sales(), period.days),
        "add": lambda: kpi.add(end().balance, end().not_due, sales(), period.days),
        "cei": lambda: kpi.cei(begin(), sales(), end().balance, end().not_due),
        "turnover": lambda: kpi.turnover(begin(), end().balance, sales(), period),
        "overdue_ratio": lambda: kpi.overdue_ratio(end().overdue, end().balance),
        "bad_debt_ratio": lost,
        "collection_rate": lambda: kpi.collection_rate(*collection(ledger, period, money)),
        "promise_kept_ratio": lambda: kpi.promise_kept_ratio(*promised(ledger, period, money)),
    }
    return Kpis(**{name: _figure(name, make) for name, make in made.items()},
                concentration=_concentration(ledger, period.end, money))
