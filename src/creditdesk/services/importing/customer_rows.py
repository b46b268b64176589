"""Rows of a customers file beside the customers of the book (CLI Import, Customers file)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...domain.customers.records import Customer
from ...domain.ledger.import_records import CustomerRow
from ...domain.money import to_minor
from ...store import credit, customers
from ...store.book import Transaction
from ..countries import country_code
from ..customers import checked

_FIELDS = ("name", "tax_id", "country", "currency", "contact", "phone", "email", "address", "industry", "size",
           "salesperson")


@dataclass(slots=True)
class CustomerChange:
    """A customer to create (`customer_id` 0) or to change, and a limit to decide."""

    row: int
    customer_id: int
    values: dict[str, Any] = field(default_factory=dict)
    limit: Decimal | None = None
    limit_currency: str = ""
    new: bool = False
    #: rows of the file that made it: a later row may change a customer that an earlier one created
    rows: int = 1


def compare(connection: Transaction, rows: Sequence[CustomerRow], currency: str) -> tuple[list[CustomerChange], int]:
    """(changes, duplicates): a row whose filled cells all equal the book's is a duplicate."""
    changes: list[CustomerChange] = []
    duplicates = 0
    pending: dict[str, CustomerChange] = {}
    for row in rows:
        known = _known(connection, row)
        names = [f"code {row.code}"] if row.code else [f"tax {row.tax_id}" if row.tax_id else "", _name(row)]
        same_file = next((pending[name] for name in names if name in pending), None) if known is None else None
        values = _values(row)
        if same_file is not None:
            differing = {name: value for name, value in values.items() if same_file.values.get(name, "") != value}
            if not differing and (row.limit is None or row.limit == same_file.limit):
                duplicates += 1
                continue
            same_file.values.update(differing)
            same_file.rows += 1
            same_file.limit = row.limit if row.limit is not None else same_file.limit
            continue
        change = CustomerChange(row.row, known["id"] if known else 0, values, row.limit, row.currency or currency,
                                known is None)
        if known is not None:
            change.values = {name: value for name, value in values.items() if known[name] != value}
            if change.limit is not None and _limit_stands(connection, known["id"], change):
                change.limit = None
            if not change.values and change.limit is None:
                duplicates += 1
                continue
        else:
            pending.update({name: change for name in [f"code {row.code}" if row.code else "",
                                                      f"tax {row.tax_id}" if row.tax_id else "", _name(row)] if name})
        changes.append(change)
    return changes, duplicates


def _name(row: CustomerRow) -> str:
    return f"name {customers.name_key(row.name)}"


def _known(connection: Transaction, row: CustomerRow) -> dict[str, Any] | None:
    """By code, else tax number, else name; an unknown code beside a known name is a new customer."""
    if row.code:
        found = customers.by_code(connection, row.code)
        if found is not None or not row.tax_id:
            return found
    found = customers.by_tax_id(connection, row.tax_id) if row.tax_id else None
    if found is None and not row.code:
        named = customers.by_name(connection, row.name)
        found = named[0] if named else None
    return found


def _values(row: CustomerRow) -> dict[str, Any]:
    """The filled cells in the form the book keeps them; the code only where the row gives one."""
    draft = checked(Customer(0, row.code, row.name, tax_id=row.tax_id, country=country_code(row.country),
                             terms=row.terms.canonical if row.terms else "", currency=row.currency,
                             initials="-"))
    values: dict[str, Any] = {"name": draft.name, "tax_id": draft.tax_id, "country": draft.country,
                              "terms": draft.terms, "currency": draft.currency, "code": draft.code}
    values |= {name: getattr(row, name).strip() for name in _FIELDS if name not in values}
    return {name: value for name, value in values.items() if value != ""}


def _limit_stands(connection: Transaction, customer_id: int, change: CustomerChange) -> bool:
    """Whether the limit in force last is already the row's."""
    assert change.limit is not None
    live = [row for row in credit.limits_of(connection, customer_id)
            if not row["temporary"] and row["withdrawn_on"] is None]
    return bool(live) and (live[0]["amount_minor"], live[0]["currency"]) == (
        to_minor(change.limit, change.limit_currency), change.limit_currency)
