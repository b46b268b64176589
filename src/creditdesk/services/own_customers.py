"""Whose customers: who only sells works on their own, and nobody decides what concerns the own ones (DOMAIN K, D12)."""

from __future__ import annotations

from ..domain.errors import N_, RuleError
from ..domain.roles import SALES
from ..store import customers, users
from ..store.transaction import Transaction
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


def check_not_seller(session: Session, connection: Transaction, customer_id: int) -> None:
    """Refuse a release, an override or a write-off by who sells to the customer; RuleError `own_customer` (DOMAIN D12)."""
    if session.single_person:
        return
    row = customers.by_id(connection, customers.root(connection, customer_id) or customer_id)
    own = users.account(connection, session.user)
    if row is not None and own is not None and row["salesperson"] and row["salesperson"] in (own["name"], own["display_name"]):
        raise RuleError(N_("You sell to this customer: somebody else has to decide this."), code="own_customer",
                        field="customer")
