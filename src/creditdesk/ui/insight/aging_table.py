"""The columns of the aging report, and its totals by currency."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from creditdesk.domain import money
from creditdesk.domain.insight import aging as rule
from creditdesk.domain.insight.aging import AgingRow, Buckets
from creditdesk.domain.insight.tables import Cell, Table
from creditdesk.i18n import _
from creditdesk.services.insight.aging import CustomerAging
from creditdesk.ui.insight import wording
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.model import table_of

#: keys of the columns that are not buckets
NOT_DUE, UNAPPLIED, BALANCE = "not_due", "unapplied", "balance"
#: with more buckets than these the figures need the room of the bars, and the name the room between figures
_FEW = 6
PRESETS: dict[str, Buckets] = {"standard": rule.STANDARD, "long": rule.LONG, "years": rule.BY_YEAR}


def figures_of(row: AgingRow, keys: Sequence[str]) -> dict[str, Decimal]:
    """Amounts by column key."""
    found = {f"b{place}": row.buckets[place] for place in range(len(keys))}
    return {NOT_DUE: row.not_due, **found, UNAPPLIED: row.unapplied, "overdue": row.overdue, "disputed": row.disputed,
            BALANCE: row.balance}


def columns(buckets: Buckets, basis: str, credits: str, several: bool) -> list[Column]:
    """Customer, currency if there are `several`, age, one column a bucket, credits apart, balance; others can be shown."""
    keys = buckets.keys
    count = len(keys) + (basis == rule.BY_DUE)
    made = [Column("code", _("Code"), width=84, value=lambda line: line.code, shown=False),
            Column("name", _("Customer"), badge=lambda line: line.grade or "NR"),
            *([Column("currency", _("Currency"), width=76, value=lambda line: line.row.currency)] if several else []),
            _bar(basis, shown=count <= _FEW)]
    if basis == rule.BY_DUE:
        made.append(_amount(NOT_DUE, _("Not due"), count, 0, keys))
    for place, key in enumerate(keys):
        made.append(_amount(f"b{place}", wording.bucket_title(key, basis), count, place + (basis == rule.BY_DUE), keys))
    if credits == rule.OWN_COLUMN:
        made.append(_amount(UNAPPLIED, _("Unapplied"), 0, 0, keys))
    made += [_amount("overdue", _("Overdue"), 0, 0, keys, shown=False),
             _amount("disputed", _("Disputed"), 0, 0, keys, shown=False),
             _amount(BALANCE, _("Balance"), 0, 0, keys, strong=True)]
    return made


def _amount(key: str, title: str, count: int, place: int, keys: Sequence[str], *, strong: bool = False,
            shown: bool = True) -> Column:
    """Nothing is shown as “—”, so that what is owed stands out."""
    def value(line: CustomerAging) -> Decimal | None:
        return figures_of(line.row, keys)[key] or None

    tone = (lambda line: "dan" if value(line) else "") if count and place == count - 1 and count > 3 else None
    return Column(key, title, "money", value=value, width=112 if len(keys) < _FEW else 92, strong=strong,
                  currency=lambda line: line.row.currency, shown=shown, tone=tone)


def _bar(basis: str, *, shown: bool) -> Column:
    """The ages of a balance at a glance."""
    def parts(line: CustomerAging) -> tuple[Decimal, ...]:
        return ((line.row.not_due,) if basis == rule.BY_DUE else ()) + line.row.buckets

    return Column("bar", _("Age"), "bar", value=parts, width=96, shown=shown)


def totals_of(lines: Sequence[CustomerAging]) -> tuple[AgingRow, ...]:
    """One row per currency of what is shown."""
    return rule.totals([line.row for line in lines])


def total_words(row: AgingRow, keys: Sequence[str], several: bool) -> dict[str, object]:
    """A totals row for the screen, every figure with the decimals of its currency."""
    said = {key: money.display(value, row.currency) for key, value in figures_of(row, keys).items() if value}
    title = _("Total {currency}").format(currency=row.currency) if several else _("Total")
    return {"name": title, "currency": row.currency, **said}


def report_table(lines: Sequence[CustomerAging], shown: Sequence[Column], keys: Sequence[str], title: str,
                 subtitle: str, whole: AgingRow | None = None) -> Table:
    """The report as shown; with several currencies their totals are the last rows, then `whole`, all of it in the book's own."""
    kept = [column for column in shown if column.exported]
    made = table_of(lines, kept, title, subtitle)
    totals = totals_of(lines)
    last: list[list[Cell]] = []
    for row in totals:
        figures: dict[str, Cell] = {**figures_of(row, keys), "currency": row.currency}
        figures["name"] = _("Total {currency}").format(currency=row.currency) if len(totals) > 1 else _("Total")
        last.append([figures.get(column.key) for column in kept])
    if whole is not None:
        figures = {**figures_of(whole, keys), "currency": whole.currency,
                   "name": _("All in {currency}").format(currency=whole.currency)}
        last.append([figures.get(column.key) for column in kept])
    if len(last) == 1:
        return Table(title, subtitle, made.columns, made.rows, last[0])
    return Table(title, subtitle, made.columns, [*made.rows, *last])

