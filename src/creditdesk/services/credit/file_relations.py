"""Who owns whom: shares that do not exceed the whole, no firm that owns itself over others (DOMAIN B6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from ...domain.customers import file_entries as rule, file_kinds as kinds
from ...domain.customers.file_entries import FileEntry
from ...domain.errors import InputError, N_, RuleError
from ...store import customers, file_entries as store
from ...store.transaction import Transaction

#: from this share on a shareholder counts as the owner of a firm
_MAJORITY = Decimal("0.5")


def check_owner(connection: Transaction, ready: FileEntry) -> None:
    """RuleError `circular` where the firm would own itself over others, named in the order of ownership; InputError
    `shares` where the shareholders would hold more than the whole."""
    firm, other = ready.customer_id, ready.value("customer")
    if other == str(firm):
        raise RuleError(N_("A firm cannot be its own owner, affiliate or guarantor."), code="circular", field="customer")
    entries = [item for item in store.everything(connection, (kinds.OWNER,), ready.date).get(firm, [])
               if item.id != ready.replaces]
    together = rule.held_shares([*entries, ready])
    if ready.value("role") == "shareholder" and together > 1:
        raise InputError(N_("The shareholders on file would hold {percent} % together."), code="shares", field="share",
                         percent=f"{(together * 100).normalize():f}")
    if not other or ready.value("role") == "guarantor":
        return
    owners = owners_of(connection, ready.date, without=ready.replaces)
    for child, owner in _edges(ready):
        owners[child].add(owner)
        if way := rule.ring(owners, child):
            names = customers.names(connection)
            raise RuleError(N_("This would be a circle: {chain}. Each is the owner of the one before; correct one of them."),
                            code="circular", field="customer", chain=" → ".join(names[key][1] for key in way))


def owners_of(connection: Transaction, as_of: date, without: int = 0) -> defaultdict[int, set[int]]:
    """The owners of each firm among our customers: parents, controllers, holders of the majority."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for entries in store.everything(connection, (kinds.OWNER,), as_of).values():
        for item in entries:
            if item.id != without:
                for child, owner in _edges(item):
                    found[child].add(owner)
    return found


def mutual_guarantors(connection: Transaction, customer_id: int, as_of: date) -> tuple[int, ...]:
    """Customers that guarantee for this one while it guarantees for them: such security is worth little."""
    given = {(item.customer_id, int(item.value("customer")))
             for entries in store.everything(connection, (kinds.OWNER,), as_of).values() for item in entries
             if item.value("role") == "guarantor" and item.value("customer").isdigit()}
    return tuple(sorted(other for one, other in given if one == customer_id and (other, one) in given))


def _edges(item: FileEntry) -> list[tuple[int, int]]:
    """(firm, owner) as an entry tells them."""
    other, role = item.value("customer"), item.value("role")
    if not other.isdigit():
        return []
    if role in ("parent", "controller") or (role == "shareholder" and Decimal(item.value("share") or 0) >= _MAJORITY):
        return [(item.customer_id, int(other))]
    return [(int(other), item.customer_id)] if role == "subsidiary" else []
