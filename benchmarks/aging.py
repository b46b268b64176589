"""Aging of a million invoices through the service, today and on a past day, against raw SQL on the same file."""

from __future__ import annotations

import sqlite3
from datetime import date

from creditdesk.services.insight.aging import aging_report

from .books import AS_OF, large_book, open_book
from .table import in_turns, Line

_COLUMNS = """customer_id, currency, sum({open}) FILTER (WHERE {open} > 0 AND due_date >= ?1),
  sum({open}) FILTER (WHERE {open} > 0 AND due_date < ?1 AND due_date >= ?2),
  sum({open}) FILTER (WHERE {open} > 0 AND due_date < ?2 AND due_date >= ?3),
  sum({open}) FILTER (WHERE {open} > 0 AND due_date < ?3 AND due_date >= ?4),
  sum({open}) FILTER (WHERE {open} > 0 AND due_date < ?4), sum({open}) FILTER (WHERE {open} < 0)"""
_OVER_OPEN = f"""SELECT {_COLUMNS.format(open="open_minor")} FROM document INDEXED BY ix_document_open
  WHERE open_minor <> 0 AND instalments = 0 GROUP BY customer_id, currency"""
_OVER_ALLOCATIONS = f"""SELECT {_COLUMNS.format(open="open")} FROM (
    SELECT customer_id, currency, due_date, amount_minor - coalesce((SELECT sum(a.amount_minor) FROM allocation a
      WHERE a.to_id = d.id AND a.value_date <= ?1 AND (a.reversed_on IS NULL OR a.reversed_on > ?1)), 0) AS open
    FROM document d WHERE amount_minor > 0 AND date <= ?1 AND (reversed_on IS NULL OR reversed_on > ?1)
    UNION ALL SELECT customer_id, currency, due_date, amount_minor + coalesce((SELECT sum(a.amount_minor) FROM allocation a
      WHERE a.from_id = d.id AND a.value_date <= ?1 AND (a.reversed_on IS NULL OR a.reversed_on > ?1)), 0) AS open
    FROM document d WHERE amount_minor < 0 AND date <= ?1 AND (reversed_on IS NULL OR reversed_on > ?1))
  WHERE open <> 0 GROUP BY customer_id, currency"""


def run(invoices: int = 1_000_000) -> list[Line]:
    path = large_book(invoices, 16_000)
    session = open_book(path)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA cache_size=-65536")
    past = date(2026, 10, 31)

    def query(statement: str, day: date) -> object:
        cuts = [day.isoformat()] + [date.fromordinal(day.toordinal() - n).isoformat() for n in (30, 60, 90)]
        return raw.execute(statement, cuts).fetchall()

    today, over_open, over_all, back, back_all = in_turns([
        lambda: aging_report(session, AS_OF), lambda: query(_OVER_OPEN, AS_OF),
        lambda: query(_OVER_ALLOCATIONS, AS_OF), lambda: aging_report(session, past),
        lambda: query(_OVER_ALLOCATIONS, past)], 5)
    raw.close()
    session.close()
    return [Line("aging today, 1M, against SQL over the open index", today, over_open, 1.3),
            Line("aging today, 1M, against SQL that sums allocations", today, over_all, 0.12),
            Line("aging on a past day, 1M, against SQL that sums allocations", back, back_all, 0.7)]
