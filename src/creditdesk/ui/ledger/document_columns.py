"""The columns of a list of invoices, and their totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.domain.ledger.queries import DocumentLine, ListTotal
from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.ui.ledger import words
from creditdesk.ui.tables.columns import Column


def currency_of(line: DocumentLine | None) -> str:
    return line.currency if line else "CNY"


def invoice_columns(as_of: Callable[[], date]) -> list[Column]:
    """Columns of DocumentLine; the keys are those the list sorts by."""
    return [
        Column("no", _("Number"), width=136, tip=lambda line: words.kind(line.kind)),
        Column("customer", _("Customer")),
        Column("date", _("Date"), "date", width=100, tone=lambda line: "t2"),
        Column("due_date", _("Due date"), "date", width=100, tone=lambda line: "t2",
               tip=lambda line: _("Due date by the default terms") if line.due_assumed else ""),
        Column("days", _("Age"), width=132, value=_age(as_of), swatch=_swatch(as_of)),
        Column("currency", _("Currency"), width=76, tone=lambda line: "t2"),
        Column("amount", _("Amount"), "money", width=124, currency=currency_of, tone=lambda line: "t2"),
        Column("open", _("Open amount"), "money", width=124, currency=currency_of, strong=True),
        Column("state", _("Status"), "tag", width=106, value=lambda line: words.status(line, as_of())),
        Column("kind", _("Kind"), width=96, value=lambda line: words.kind(line.kind), shown=False),
        Column("salesperson", _("Salesperson"), width=110, shown=False),
        Column("note", _("Note"), width=160, shown=False),
    ]


def _days(line: DocumentLine, as_of: date) -> int | None:
    """Days overdue of what is open, negative before the due day; None where nothing is open."""
    if not line.open or line.status != "posted":
        return None
    return (as_of - (line.due_date or line.date)).days


def _age(as_of: Callable[[], date]) -> Callable[[Any], str]:
    return lambda line: words.days_late(_days(line, as_of()))


def _swatch(as_of: Callable[[], date]) -> Callable[[Any], str]:
    return lambda line: "" if (days := _days(line, as_of())) is None else words.bucket(days)


def totals_of(totals: Sequence[ListTotal]) -> dict[str, Any] | None:
    """The totals row of a list in one currency; None for several, which are never added together."""
    if len(totals) != 1:
        return None
    only = totals[0]
    return {"no": _("Total"), "customer": count_words(only.count), "amount": display(only.amount, only.currency),
            "open": display(only.open, only.currency), "currency": only.currency}


def count_words(count: int) -> str:
    return ngettext("{count} document", "{count} documents", count).format(count=f"{count:,}")


def totals_words(totals: Sequence[ListTotal]) -> str:
    """One sentence per currency, for a list in several."""
    return "   ·   ".join(
        _("{currency}: {count}, amount {amount}, open {open}").format(
            currency=item.currency, count=count_words(item.count), amount=display(item.amount, item.currency),
            open=display(item.open, item.currency)) for item in totals)


def totals_by_currency(drafts: Sequence[DocumentDraft]) -> str:
    """ "CNY 1,200.00 · USD 30.00": what drafts add up to, each currency for itself."""
    sums: dict[str, Decimal] = {}
    for draft in drafts:
        sums[draft.currency] = sums.get(draft.currency, Decimal(0)) + draft.amount
    return " · ".join(f"{currency} {display(amount, currency)}" for currency, amount in sums.items())
