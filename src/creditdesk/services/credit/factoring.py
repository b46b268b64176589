"""Claims assigned to a factor: what the factor bears leaves the exposure, what it advanced is cash (DOMAIN A76, D14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ...domain.credit.exposure import sold_part
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.ledger.open_items import open_items
from ...domain.registers import FACTORING, Sold, sold
from ...store import customers, reads, registers as store
from ...store.transaction import Transaction
from ..rates import RateBook

_ZERO = Decimal(0)


def sold_in(connection: Transaction, as_of: date) -> dict[int, list[Sold]]:
    """The assignments in force by customer; a merged record answers for its successor."""
    found: defaultdict[int, list[Sold]] = defaultdict(list)
    for item in store.of_kind(connection, FACTORING, as_of):
        made = sold(item)
        root = customers.root(connection, made.customer_id)
        if root is not None:
            found[root].append(made)
    return found


def risk_sold_in(connection: Transaction, as_of: date, customer_id: int) -> dict[int, Decimal]:
    """The share of each claim of one customer whose risk a factor bears."""
    return shares(sold_in(connection, as_of).get(customer_id, []))


def shares(found: list[Sold]) -> dict[int, Decimal]:
    """Claim by id to the share of its risk that was sold; a claim assigned twice counts once, at the larger share."""
    risk: dict[int, Decimal] = {}
    for made in found:
        for key in made.documents:
            risk[key] = max(risk.get(key, _ZERO), made.risk)
    return {key: share for key, share in risk.items() if share}


def taken_off_in(connection: Transaction, as_of: date, rates: RateBook) -> dict[int, Decimal | None]:
    """By how much the exposure of every customer with assignments is smaller, base currency; None without a rate."""
    return {key: sum_open(connection, key, as_of, rates, shares(found)) for key, found in sold_in(connection, as_of).items()}


def sum_open(connection: Transaction, customer_id: int, as_of: date, rates: RateBook, parts: Mapping[int, Decimal]
             ) -> Decimal | None:
    """Σ open × share of claims, base currency; None where a rate is missing."""
    total = _ZERO
    if not parts:
        return total
    for item in open_items(reads.ledger_of(connection, customer_id), as_of):
        if item.kind not in CLAIM_KINDS or item.document_id not in parts:
            continue
        value = rates.to_base(item.open, item.currency, as_of)
        if value is None:
            return None
        total += sold_part(value, parts[item.document_id])
    return total
