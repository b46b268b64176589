"""Aging as one SQL statement: today over the open-amount index, a past date over the settlement index (FLOORS 3).

Answers rows (customer_id, currency, not_due, bucket…, unapplied, disputed) in minor units. The rule it must agree with is
`domain.insight.aging`; a test holds the two against each other on random ledgers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from . import ledger, rows
from .transaction import Transaction

_TODAY = """SELECT customer_id, currency, {age} AS age_on, open_minor AS open FROM document
    INDEXED BY ix_document_open WHERE open_minor <> 0 AND instalments = 0 {customer}"""
_PAST = """SELECT customer_id, currency, {age} AS age_on, amount_minor
      - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.{side}_id = document.id
          AND a.value_date <= :day AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0) * {sign} AS open
    FROM document WHERE settled_on > :day AND date <= :day AND amount_minor {above} 0 AND instalments = 0
      AND (reversed_on IS NULL OR reversed_on > :day) {customer}"""


def _borders(as_of: date, borders: Sequence[int]) -> list[str]:
    """The last day of each age, as ISO text: an item is in bucket k when its day lies between two of them."""
    return [(as_of - timedelta(days)).isoformat() for days in borders]


def _sums(as_of: date, basis: str, borders: Sequence[int], credits: str) -> tuple[str, dict[str, str]]:
    """The SELECT list over (age_on, open) and its parameters."""
    cuts = _borders(as_of, borders)
    parameters = {"day": as_of.isoformat()} | {f"cut{k}": cut for k, cut in enumerate(cuts)}
    aged = "" if credits == "by-date" else "open > 0 AND "
    parts = []
    if basis == "due":
        parts.append(f"coalesce(sum(open) FILTER (WHERE {aged}age_on >= :day), 0)")
    else:
        parts.append("0")
    for k in range(len(cuts) + 1):
        bounds = []
        if k > 0:
            bounds.append(f"age_on < :cut{k - 1}")
        elif basis == "due":
            bounds.append("age_on < :day")
        if k < len(cuts):
            bounds.append(f"age_on >= :cut{k}")
        parts.append(f"coalesce(sum(open) FILTER (WHERE {aged}{' AND '.join(bounds)}), 0)")
    parts.append("0" if credits == "by-date" else "coalesce(sum(open) FILTER (WHERE open < 0), 0)")
    return ", ".join(parts), parameters


def _age_column(basis: str, credits: str) -> str:
    """The day an item is aged by: due date of claims (else document date), document date of credits."""
    if basis == "invoice":
        return "date"
    if credits == "by-date":
        return "CASE WHEN {amount} < 0 THEN date ELSE due_date END"
    return "due_date"  # every document that raises the balance has one; credits stand apart


def open_totals(connection: Transaction, as_of: date, *, basis: str = "due", borders: Sequence[int] = (30, 60, 90),
                credits: str = "own-column", customer_id: int | None = None) -> list[tuple[Any, ...]]:
    """(customer_id, currency, not_due, bucket…, unapplied) in minor units, per customer and currency with anything open."""
    select, parameters = _sums(as_of, basis, borders, credits)
    source = _source(connection, as_of, basis, credits, customer_id)
    if customer_id is not None:
        parameters["customer"] = str(customer_id)
    statement = (f"SELECT customer_id, currency, {select} FROM ({source}) WHERE open <> 0 "
                 "GROUP BY customer_id, currency")
    return rows.tuples(connection, statement, parameters)


def open_sums(connection: Transaction, as_of: date, borders: Sequence[int] = (30, 60, 90)) -> list[tuple[Any, ...]]:
    """(currency, not_due, bucket…, unapplied) in minor units of all customers together, by due date; all 0 where nothing is open."""
    select, parameters = _sums(as_of, "due", borders, "own-column")
    source = _source(connection, as_of, "due", "own-column", None)
    return rows.tuples(connection, f"SELECT currency, {select} FROM ({source}) GROUP BY currency", parameters)


def not_due(connection: Transaction, currency: str, as_of: date) -> int:
    """What is open in one currency, in minor units, and not due before the day; without what is paid in instalments."""
    source = _TODAY if as_of.isoformat() >= ledger.horizon(connection) else _PAST
    claims = source.format(age="due_date", side="to", sign=1, above=">", customer="AND due_date >= :day AND currency = :currency")
    return int(connection.scalar(f"SELECT coalesce(sum(open), 0) FROM ({claims}) WHERE open > 0",
                                 {"day": as_of.isoformat(), "currency": currency}))


def _source(connection: Transaction, as_of: date, basis: str, credits: str, customer_id: int | None) -> str:
    customer = "" if customer_id is None else "AND customer_id = CAST(:customer AS INTEGER)"
    age = _age_column(basis, credits)
    if as_of.isoformat() >= ledger.horizon(connection):
        return _TODAY.format(age=age.format(amount="open_minor"), customer=customer)
    age = age.format(amount="amount_minor")
    return (_PAST.format(age=age, side="to", sign=1, above=">", customer=customer) + " UNION ALL "
            + _PAST.format(age=age, side="from", sign=-1, above="<", customer=customer))


def disputed_totals(connection: Transaction, as_of: date) -> list[tuple[int, str, int, int, int]]:
    """(customer_id, currency, document_id, disputed, open) of documents with a dispute open as of the day."""
    day = as_of.isoformat()
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows.tuples(connection, """
        SELECT d.customer_id, d.currency, d.id, sum(p.amount_minor),
          d.amount_minor - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.to_id = d.id
              AND a.value_date <= ? AND (a.reversed_on IS NULL OR a.reversed_on > ?)), 0)
        FROM dispute p CROSS JOIN document d ON d.id = p.document_id -- CROSS: the few disputes first
        WHERE p.raised_on <= ? AND (p.closed_on IS NULL OR p.closed_on > ?) AND d.date <= ? AND d.status <> 'draft'
          AND (d.reversed_on IS NULL OR d.reversed_on > ?)
        GROUP BY d.customer_id, d.currency, d.id""", (day,) * 6)]


def open_foreign(connection: Transaction, as_of: date, base: str, *, basis: str = "due",
                 credits: str = "own-column") -> list[tuple[int, str, str | None, int]]:
    """(customer_id, currency, the day it is aged by, signed open minor) of open items not in the base currency.

    Credits that stand apart may have no day.
    """
    source = _source(connection, as_of, basis, credits, None)
    return [(row[0], row[1], row[2], row[3]) for row in rows.stream(
        connection, f"SELECT customer_id, currency, age_on, open FROM ({source}) WHERE open <> 0 AND currency <> :base",
        {"day": as_of.isoformat(), "base": base})]


def bucket_counts(connection: Transaction, as_of: date, borders: Sequence[int] = (30, 60, 90)) -> list[int]:
    """Open claims not due, then per bucket, whatever the currency, as of a day; those with instalments are left out."""
    source = _source(connection, as_of, "due", "own-column", None)
    cuts = _borders(as_of, borders)
    parameters = {"day": as_of.isoformat()} | {f"cut{k}": cut for k, cut in enumerate(cuts)}
    bounds = ["age_on >= :day"]
    for k in range(len(cuts) + 1):
        upper = "age_on < :day" if k == 0 else f"age_on < :cut{k - 1}"
        bounds.append(upper + (f" AND age_on >= :cut{k}" if k < len(cuts) else ""))
    columns = ", ".join(f"count(*) FILTER (WHERE {bound})" for bound in bounds)
    return list(rows.tuples(connection, f"SELECT {columns} FROM ({source}) WHERE open > 0", parameters)[0])


def due_between(connection: Transaction, first: date, last: date) -> list[tuple[int, str, str, int]]:
    """(customer_id, currency, due date, open minor) of claims open now and due in the days given, both included.

    Those with instalments are left to the domain's rule.
    """
    return [(row[0], row[1], row[2], row[3]) for row in rows.tuples(connection, """
        SELECT customer_id, currency, due_date, open_minor FROM document INDEXED BY ix_document_open
        WHERE open_minor <> 0 AND instalments = 0 AND open_minor > 0 AND due_date BETWEEN ? AND ?""",
        (first.isoformat(), last.isoformat()))]


def has_instalments(connection: Transaction) -> bool:
    """Whether any document is to be paid in parts."""
    return connection.scalar("SELECT 1 FROM instalment LIMIT 1") is not None
