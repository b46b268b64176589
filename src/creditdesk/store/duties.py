"""Reads of who did both of two things that are better kept apart (DOMAIN K, separation of duties)."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction

#: each answers (who, what, at) of acts between two moments
_ACTS = {
    "apply_approve": """
        SELECT s."user", k.name, s.at FROM application_step s JOIN limit_application a ON a.id = s.application_id
          JOIN customer c ON c.id = a.customer_id JOIN customer k ON k.id = coalesce(c.merged_into, c.id)
        WHERE s.state IN ('approved', 'approved_lower') AND s."user" = a.applicant AND s.at >= :first AND s.at < :after""",
    "receipt_write_off": """
        SELECT DISTINCT w."user", k.name, w.at FROM document d JOIN event w ON w.seq = d.event_seq
          JOIN customer k ON k.id = d.customer_id JOIN document r ON r.customer_id = d.customer_id AND r.kind = 'receipt'
          JOIN event p ON p.seq = r.event_seq
        WHERE d.kind = 'write_off' AND d.reason <> 'small_difference' AND p."user" = w."user" AND w.at >= :first AND w.at < :after""",
    "bank_letters": """
        SELECT DISTINCT l."user", '', l.at FROM event l WHERE l.entity = 'letters' AND l.action = 'issue' AND l.at >= :first
          AND l.at < :after AND EXISTS (SELECT 1 FROM event b WHERE b.entity = 'company' AND b."user" = l."user"
            AND b.at < :after AND instr(b.after, '"bank_accounts"') > 0)""",
    "card_activation": """
        SELECT s.created_by, s.version, s.created_at FROM scorecard_step s JOIN scorecard c ON c.version = s.version
          AND c.type = s.type
        WHERE s.status = 'active' AND c.author = s.created_by AND s.created_at >= :first AND s.created_at < :after""",
    "release_salesperson": """
        SELECT r.created_by, o.no || ' ' || k.name, r.created_at FROM order_release r JOIN sales_order o ON o.id = r.order_id
          JOIN customer c ON c.id = o.customer_id JOIN customer k ON k.id = coalesce(c.merged_into, c.id)
        WHERE r.reason_code <> 'passed' AND r.created_at >= :first AND r.created_at < :after AND k.salesperson <> ''
          AND (k.salesperson = r.created_by OR k.salesperson IN (SELECT u.display_name FROM user_account u
            WHERE u.name = r.created_by))"""}


def acts(connection: Transaction, first: str, after: str) -> list[dict[str, Any]]:
    """(duty, who, what, at) of every act in the span that one person did together with its counterpart, oldest first."""
    found = []
    for duty, statement in _ACTS.items():
        found += [{"duty": duty, "user": row[0], "what": row[1], "at": row[2]}
                  for row in rows.tuples(connection, statement, {"first": first, "after": after})]
    return sorted(found, key=lambda row: (row["at"], row["duty"]))
