"""Applications for limits and their steps (DOMAIN D13), and what the self-review lists."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction

_SELECT = """
SELECT a.*, coalesce(c.merged_into, c.id) AS owner_id, c.code AS code, c.name AS customer, c.salesperson AS salesperson
FROM limit_application a JOIN customer c ON c.id = a.customer_id"""


def add(connection: Transaction, values: dict[str, Any], seq: int) -> int:
    """Write an application under an audit event."""
    return rows.insert(connection, "limit_application", {**values, "event_seq": seq})


def add_step(connection: Transaction, values: dict[str, Any], seq: int) -> int:
    """Write what became of one, under an audit event."""
    return rows.insert(connection, "application_step", {**values, "event_seq": seq})


def one(connection: Transaction, application_id: int) -> dict[str, Any] | None:
    """An application, or None."""
    return rows.one(connection, f"{_SELECT} WHERE a.id = ?", (application_id,))


def every(connection: Transaction, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Applications, the newest first, of one customer or of all."""
    if customer_id is None:
        return rows.many(connection, f"{_SELECT} ORDER BY a.id DESC")
    return rows.many(connection, f"{_SELECT} WHERE coalesce(c.merged_into, c.id) = ? ORDER BY a.id DESC", (customer_id,))


def steps(connection: Transaction, application_id: int | None = None) -> dict[int, list[dict[str, Any]]]:
    """The steps of each application, oldest first; of one or of all."""
    found: dict[int, list[dict[str, Any]]] = {}
    where, values = ("", ()) if application_id is None else ("WHERE application_id = ? ", (application_id,))
    for row in rows.many(connection, f"SELECT * FROM application_step {where}ORDER BY id", values):
        found.setdefault(row["application_id"], []).append(row)
    return found


def decisions_of_applications(connection: Transaction) -> dict[int, dict[str, Any]]:
    """The limit decision each approved application led to, by the decision's id; `replaced_on` is the day a later one began."""
    return {row["id"]: row for row in rows.many(connection, """
        SELECT l.id, l.effective_from, l.expires_on, l.temporary, l.withdrawn_on,
          (SELECT min(n.effective_from) FROM limit_decision n WHERE n.customer_id = l.customer_id AND l.temporary = 0
             AND n.temporary = 0 AND n.withdrawn_on IS NULL AND n.id <> l.id
             AND (n.effective_from > l.effective_from OR (n.effective_from = l.effective_from AND n.id > l.id)))
          AS replaced_on
        FROM limit_decision l WHERE l.id IN (SELECT decision_id FROM application_step WHERE decision_id IS NOT NULL)""")}


def own_acts(connection: Transaction, first: str, after: str) -> list[dict[str, Any]]:
    """Events of the moments from `first` to before `after` that a second person would otherwise look at, oldest first."""
    return rows.many(connection, """
        SELECT seq, at, "user", action, entity, entity_id, after, reason FROM event WHERE at >= ? AND at < ? AND
          ((action = 'decide' AND entity = 'limit')
           OR (action = 'submit' AND entity = 'application' AND after LIKE '%"at_once":true%')
           OR (action = 'approve' AND entity = 'application')
           OR (action = 'override' AND entity = 'score') OR (action = 'release' AND entity = 'order')
           OR action = 'write_off' OR (action = 'lift' AND entity = 'customer')
           OR (entity = 'policy_param') OR (entity = 'scorecard' AND action IN ('active', 'retired')))
        ORDER BY seq""", (first, after))
