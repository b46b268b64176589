"""What was billed, paid and added to what is owed within a time, for the figures of the whole book (DOMAIN F).

Nearly every document is an invoice or a receipt, and an index knows its day and amount: only the few of another kind are looked at
one by one, found through the index of their customer. A look at every document would take three times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from . import rows
from .transaction import Transaction

#: a span of days, both included
Span = tuple[date, date]

#: documents of some kinds, read from an index alone
_OF_KINDS = "customer c CROSS JOIN document d INDEXED BY ix_document_customer ON d.customer_id = c.id AND d.kind IN ({kinds})"


#: what raises a balance and is no sale is taken off again, credit notes are negative already (DOMAIN F)
_EXCEPTIONS = f"""SELECT {{columns}} FROM (SELECT d.date, d.currency, d.reversed_on, d.status,
      CASE d.kind WHEN 'credit_note' THEN d.amount_minor ELSE -d.amount_minor END AS amount_minor
    FROM {_OF_KINDS.format(kinds="'credit_note', 'debit_note', 'refund', 'recovery'")}
    WHERE d.kind <> 'debit_note' OR d.interest = 1)
    WHERE status <> 'draft' AND date BETWEEN :first AND :last"""
_CLAIMS = """SELECT {columns} FROM document INDEXED BY ix_document_settled
    WHERE settled_on >= :first AND date BETWEEN :first AND :last AND amount_minor > 0"""


def billed(connection: Transaction, currency: str, spans: Sequence[Span]) -> tuple[list[int], bool]:
    """(sales of each span in one currency, minor units, as they stood at its end; whether there are any in others)."""
    parameters = {"currency": currency, "first": min(span[0] for span in spans).isoformat(),
                  "last": max(span[1] for span in spans).isoformat()}
    parts = []
    for place, (first, last) in enumerate(spans):
        parameters |= {f"first{place}": first.isoformat(), f"last{place}": last.isoformat()}
        parts.append(f"coalesce(sum(amount_minor) FILTER (WHERE date BETWEEN :first{place} AND :last{place} AND "
                     f"(reversed_on IS NULL OR reversed_on > :last{place}) AND currency = :currency), 0)")
    columns = ", ".join([*parts, "coalesce(sum(currency <> :currency), 0)"])
    claims, exceptions = (rows.tuples(connection, statement.format(columns=columns), parameters)[0]
                          for statement in (_CLAIMS, _EXCEPTIONS))
    *sums, abroad = map(sum, zip(claims, exceptions, strict=True))
    return sums, abroad > 0


def billed_abroad(connection: Transaction, base: str, span: Span) -> list[tuple[str, str, int]]:
    """(date, currency, minor) of the sales of a span in other currencies than the base, as they stood at its end."""
    parameters = {"first": span[0].isoformat(), "last": span[1].isoformat(), "base": base}
    more = " AND currency <> :base AND (reversed_on IS NULL OR reversed_on > :last) GROUP BY date, currency"
    return [(row[0], row[1], row[2]) for statement in (_CLAIMS, _EXCEPTIONS) for row in rows.tuples(
        connection, statement.format(columns="date, currency, sum(amount_minor)") + more, parameters)]


def moved(connection: Transaction, currency: str, since: date, as_of: date) -> int | None:
    """By how much, in minor units, what is owed grew from the end of one day to the end of a later one.

    None where anything in another currency was open meanwhile: it is worth something else on each day. What was settled by
    the first day is the same on both, so the settlement index alone is read.
    """
    grown, others = rows.tuples(connection, """
        SELECT coalesce(sum(amount_minor * ((date <= :day AND (reversed_on IS NULL OR reversed_on > :day))
            - (date <= :since AND (reversed_on IS NULL OR reversed_on > :since)))), 0), coalesce(sum(currency <> :currency), 0)
        FROM document INDEXED BY ix_document_settled WHERE settled_on > :since""",
        {"day": as_of.isoformat(), "since": since.isoformat(), "currency": currency})[0]
    return None if others else int(grown)


def payments(connection: Transaction, since: date, until: date) -> Iterator[tuple[int, int, int]]:
    """(customer_id, minor units, days after the due date) of every allocation of a receipt in a period.

    One by one: adding them up by customer costs the database more than reading them does.
    """
    return rows.stream(connection, f"""
        SELECT t.customer_id, a.amount_minor, CAST(julianday(a.value_date) - julianday(t.due_date) AS INTEGER)
        FROM allocation a CROSS JOIN document t ON t.id = a.to_id -- CROSS: few allocations are that young
        WHERE a.value_date > ? AND a.value_date <= ? AND a.reversed_on IS NULL AND t.due_date IS NOT NULL
          AND a.from_id NOT IN (SELECT d.id FROM {_OF_KINDS.format(kinds="'credit_note', 'write_off', 'discount'")})""",
        (since.isoformat(), until.isoformat()))
