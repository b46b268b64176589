"""How every customer pays, added up by the database: the sums behind BH1–BH9 and the choice of card (DOMAIN C3, C5).

Only for a day on which nothing posted lies ahead (the ledger's horizon): then the open amounts kept with the documents are
those of the day. Customers named in `special` need the domain's rule: instalments, other currencies, recoveries, bills.
The rule these statements must agree with is `domain.credit.behaviour`; a test holds the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from ..domain.credit.behaviour_sums import BehaviourSums, WindowSums
from ..domain.dates import add_months
from . import rows
from .transaction import Transaction

_DOCUMENTS = """
SELECT customer_id, coalesce(sum(amount_minor) FILTER (WHERE status = 'posted'), 0),
  coalesce(sum(amount_minor) FILTER (WHERE status = 'posted' AND date > :year AND interest = 0
    AND kind IN ('invoice', 'debit_note', 'credit_note')), 0),
  coalesce(sum(-amount_minor) FILTER (WHERE status = 'posted' AND kind = 'write_off'
    AND reason <> 'small_difference'), 0),
  min(date) FILTER (WHERE status = 'posted' AND kind = 'invoice'),
  max(date) FILTER (WHERE status = 'posted' AND kind = 'invoice'),
  min(date) FILTER (WHERE status = 'posted' AND kind = 'invoice' AND due_date > date),
  count(*) FILTER (WHERE status = 'posted' AND kind = 'invoice' AND due_date > date AND (
    (open_minor > 0 AND due_date < :day) OR (open_minor = 0 AND settled_on > :year AND
      (SELECT max(a.value_date) FROM allocation a WHERE a.to_id = document.id AND a.reversed_on IS NULL) > :year))),
  min(date) FILTER (WHERE status = 'posted' AND kind IN ('invoice', 'debit_note')),
  coalesce(sum(amount_minor) FILTER (WHERE status = 'posted' AND date > :half AND interest = 0
    AND kind IN ('invoice', 'debit_note', 'credit_note')), 0),
  coalesce(sum(-amount_minor) FILTER (WHERE status = 'posted' AND kind = 'receipt' AND date > :year), 0),
  max(instalments = 1 OR currency <> :base OR kind = 'recovery'
      OR method IN ('bank_acceptance', 'commercial_acceptance'))
FROM document WHERE status <> 'draft' GROUP BY customer_id"""
_PAID = """
SELECT customer_id, recent, sum(amount), sum(amount * days), coalesce(sum(amount) FILTER (WHERE days > :grace), 0),
  count(*), max(days) FILTER (WHERE amount > :small)
FROM (SELECT t.customer_id, a.value_date > :quarter AS recent, a.amount_minor AS amount,
        CAST(julianday(a.value_date) - julianday(coalesce(t.due_date, t.date)) AS INTEGER) AS days
      FROM allocation a JOIN document t ON t.id = a.to_id JOIN document f ON f.id = a.from_id
      WHERE a.value_date > :year AND a.reversed_on IS NULL AND f.kind = 'receipt'
        AND t.kind IN ('invoice', 'debit_note'))
GROUP BY customer_id, recent"""
# Materialised: flattened into the sums, the disputes of an invoice would be looked up once for each of them.
_OVERDUE = """
WITH o AS MATERIALIZED (
  SELECT customer_id, CAST(julianday(:day) - julianday(coalesce(due_date, date)) AS INTEGER) AS days,
    open_minor - min(open_minor, coalesce((SELECT sum(p.amount_minor) FROM dispute p
      WHERE p.document_id = document.id AND p.raised_on <= :day AND (p.closed_on IS NULL OR p.closed_on > :day)), 0))
      AS amount
  FROM document INDEXED BY ix_document_open
  WHERE open_minor <> 0 AND open_minor > 0 AND instalments = 0 AND kind IN ('invoice', 'debit_note')
    AND coalesce(due_date, date) < :day)
SELECT customer_id, sum(amount), sum(amount * days), coalesce(sum(amount) FILTER (WHERE days > :grace), 0), count(*),
  max(days) FILTER (WHERE amount > :small), coalesce(sum(amount) FILTER (WHERE days > 30), 0),
  coalesce(sum(amount) FILTER (WHERE days > 90), 0)
FROM o WHERE amount > 0 GROUP BY customer_id"""
_PROMISES = """
SELECT customer_id, count(*), sum(received * 100 < 95 * amount)
FROM (SELECT m.customer_id, m.amount_minor AS amount, coalesce((SELECT sum(-d.amount_minor) FROM document d
        WHERE d.customer_id = m.customer_id AND d.kind = 'receipt' AND d.currency = m.currency AND d.status = 'posted'
          AND d.date BETWEEN m.made_on AND date(m.date, '+2 days')), 0) AS received
      FROM promise m WHERE m.date > :promise_from AND m.date < :promise_to)
GROUP BY customer_id"""
_UNFOUNDED = """
SELECT d.customer_id, sum(CASE WHEN p.raised_on > coalesce(d.due_date, d.date) THEN p.amount_minor
    WHEN p.closed_on IS NULL OR p.closed_on > :day THEN 0
    WHEN p.outcome IN ('rejected', 'withdrawn') THEN p.amount_minor
    WHEN p.outcome = 'partly' THEN p.amount_minor - p.accepted_minor ELSE 0 END)
FROM dispute p CROSS JOIN document d ON d.id = p.document_id
WHERE p.raised_on > :year AND p.raised_on <= :day AND d.status <> 'draft' GROUP BY d.customer_id"""
_CHANGES = """
SELECT customer_id, day, sum(amount) FROM (
  SELECT customer_id, date AS day, amount_minor AS amount FROM document
    WHERE date >= :month AND status <> 'draft' AND (reversed_on IS NULL OR reversed_on > date)
  UNION ALL SELECT customer_id, reversed_on, -amount_minor FROM document
    WHERE reversal_seq IS NOT NULL AND reversed_on >= :month AND reversed_on > date AND status <> 'draft')
GROUP BY customer_id, day"""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def sums(connection: Transaction, as_of: date, *, base: str, grace_days: int, small_minor: int
         ) -> tuple[dict[int, BehaviourSums], dict[int, str], set[int]]:
    """(sums by customer, day of each customer's first claim, customers that need the domain's rule)."""
    parameters = {"day": as_of.isoformat(), "year": add_months(as_of, -12).isoformat(), "base": base,
                  "half": add_months(as_of, -6).isoformat(), "quarter": add_months(as_of, -3).isoformat(),
                  "grace": grace_days, "small": small_minor,
                  "promise_from": (add_months(as_of, -12) - timedelta(2)).isoformat(),
                  "promise_to": (as_of - timedelta(2)).isoformat()}
    recent: defaultdict[int, WindowSums] = defaultdict(WindowSums)
    prior: dict[int, WindowSums] = {}
    for customer, late_window, *figures in rows.tuples(connection, _PAID, parameters):
        if late_window:
            recent[customer] = WindowSums(*figures)
        else:
            prior[customer] = WindowSums(*figures)
    overdue: dict[int, tuple[int, int]] = {}
    for customer, *figures, late_30, late_90 in rows.tuples(connection, _OVERDUE, parameters):
        recent[customer] = recent[customer].plus(WindowSums(*figures))
        overdue[customer] = (late_30, late_90)
    promised = {row[0]: (row[1], row[2]) for row in rows.tuples(connection, _PROMISES, parameters)}
    unfounded = {row[0]: row[1] for row in rows.tuples(connection, _UNFOUNDED, parameters)}
    found: dict[int, BehaviourSums] = {}
    first_claims: dict[int, str] = {}
    special: set[int] = set()
    for (customer, balance, billed, lost, first, last, first_credit, counted, claim, recent_billed, received, odd) in rows.tuples(
            connection, _DOCUMENTS, parameters):
        found[customer] = BehaviourSums(
            recent[customer], prior.get(customer, WindowSums()), *promised.get(customer, (0, 0)), balance,
            *overdue.get(customer, (0, 0)), billed, unfounded.get(customer, 0), lost, _day(first), _day(last),
            _day(first_credit), counted, recent_billed, received)
        if claim:
            first_claims[customer] = claim
        if odd:
            special.add(customer)
    for customer in promised.keys() - found.keys():
        found[customer] = BehaviourSums(judged=promised[customer][0], broken=promised[customer][1])
    return found, first_claims, special


def changes(connection: Transaction, as_of: date, months: int) -> dict[int, dict[str, int]]:
    """Change of what each customer owes by ISO day in the last calendar months, minor units."""
    first = add_months(as_of.replace(day=1), 1 - months)
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for customer, day, amount in rows.tuples(connection, _CHANGES, {"month": first.isoformat()}):
        found[customer][day] = amount
    return found
