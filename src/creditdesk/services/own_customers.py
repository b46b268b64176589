"""Who only sells enters things of their own customers and of those nobody sells to (DOMAIN K, Sales)."""

from __future__ import annotations

from ..domain.errors import N_, RuleError
from ..domain.roles import SALES
from ..store import customers, users
from ..store.book import Transaction
from .session import Session


def check_own(session: Session, connection: Transaction, customer_id: int) -> None:
    """RuleError `other_customer` where somebody else sells to this customer; other roles are not kept from any."""
    if session.single_person or set(session.roles) != {SALES}:
        return
    row = customers.by_id(connection, customers.root(connection, customer_id) or customer_id)
    own = users.account(connection, session.user)
    if row is None or not row["salesperson"] or own is None or row["salesperson"] in (own["name"], own["display_name"]):
        return
    raise RuleError(N_("{name} sells to this customer: ask them to do it."), code="other_customer", field="customer",
                    name=row["salesperson"])
