"""Payment plans that were broken and are not paid: they fire V3 (DOMAIN C7, E8)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ...domain.collections.plans import DEFAULTED
from ...store import plans as store
from ...store.transaction import Transaction
from ..collections.opened import open_items_in
from ..collections.plans import plans_in

#: how many customers are asked for one by one
_FEW = 20


def broken_plans(connection: Transaction, as_of: date, only: Collection[int] | None = None) -> dict[int, str]:
    """Evidence of the earliest broken plan by customer; `only` these customers."""
    found: dict[int, str] = {}
    wanted: list[int | None] = list(only) if only is not None and len(only) <= _FEW else [None]
    for customer in wanted:
        signers = {row["owner_id"] for row in store.plans_signed(connection, as_of, customer)}
        items = {key: open_items_in(connection, as_of, {}, key).get(key, []) for key in signers}
        for owner, states in (plans_in(connection, as_of, items, customer) if signers else {}).items():
            broken = min((state.plan.signed_on for state in states if state.state == DEFAULTED), default=None)
            if broken is not None and (only is None or owner in only):
                found[owner] = f"plan, {broken.isoformat()}"
    return found
