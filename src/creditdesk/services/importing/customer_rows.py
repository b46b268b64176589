"""Rows of a customers file beside the customers of the book (CLI Import, Customers file)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...domain.customers.identity import clean_id
from ...domain.customers.records import Customer
from ...domain.errors import N_
from ...domain.ledger.import_layout import Layout
from ...domain.ledger.import_records import CustomerRow, RowProblem
from ...domain.money import to_minor
from ...store import credit, customers
from ...store.transaction import Transaction
from ..countries import country_code
from ..customers import checked
from ..customers_ids import check_tax_id
from .parties import fold_code, Parties

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
    #: rows of the file that made it: a later row may change a customer again
    rows: list[int] = field(default_factory=list)
    #: what the book and the rows so far say of it
    now: dict[str, Any] = field(default_factory=dict)
    limit_now: tuple[int, str] | None = None


def compare(connection: Transaction, rows: Sequence[CustomerRow],
            currency: str) -> tuple[list[CustomerChange], int]:
    """(changes, duplicates): a row whose filled cells all equal what the book and the rows above say is a duplicate."""
    known = _Known(connection)
    duplicates = 0
    for row in rows:
        change = known.of(row)
        values = {name: value for name, value in _values(row).items() if change.now.get(name, "") != value}
        if fold_code(values.get("code", "")) == fold_code(str(change.now.get("code", ""))):
            values.pop("code", None)  # the same code in another case renames nobody
        if known.is_former(row, change):
            values = {name: value for name, value in values.items() if name not in ("code", "name")}
        limit = _limit(row, currency)
        told = bool(change.rows) or not change.new
        if told and not values and (limit is None or limit == change.limit_now):
            duplicates += 1
            continue
        change.now.update(values)
        change.values.update(values)
        change.rows.append(row.row)
        if limit is not None and limit != change.limit_now:
            change.limit, change.limit_currency, change.limit_now = row.limit, limit[1], limit
        known.learn(row, change)
    return [change for change in known.changes if change.rows], duplicates


def _limit(row: CustomerRow, currency: str) -> tuple[int, str] | None:
    money = row.currency or currency
    return None if row.limit is None else (to_minor(row.limit, money), money)


class _Known:
    """The customers of the book and of the rows above, by code, else tax number, else name."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self._parties = Parties.of(connection)
        self._by_id: dict[int, CustomerChange] = {}
        self._new: dict[str, CustomerChange] = {}
        self.changes: list[CustomerChange] = []

    def of(self, row: CustomerRow) -> CustomerChange:
        """The change a row belongs to, an empty one where it is the first about its customer."""
        found = self._in_book(row)
        if found is not None:
            return self._by_id.get(found) or self._begin(row, found)
        for name in self._names(row):
            change = self._new.get(name)
            # an unknown code beside a known name that has another code is a new customer
            if change is not None and not (name.startswith("name") and row.code and change.now.get("code")):
                return change
        return self._begin(row, 0)

    def _in_book(self, row: CustomerRow) -> int | None:
        party = self._parties.coded(row.code, row.tax_id)
        if party is None and not row.code:
            party = self._parties.by_name.get(customers.name_key(row.name))
        return None if party is None else party.id

    def is_former(self, row: CustomerRow, change: CustomerChange) -> bool:
        """Whether a row names its customer as a record merged into it was called: it keeps its own code and name."""
        if not change.customer_id:
            return False
        if row.code:
            return (fold_code(row.code) != fold_code(str(change.now["code"]))
                    and self._parties.coded(row.code, "") is not None)
        return not row.tax_id and customers.name_key(row.name) != customers.name_key(str(change.now["name"]))

    def _begin(self, row: CustomerRow, customer_id: int) -> CustomerChange:
        change = CustomerChange(row.row, customer_id, new=not customer_id)
        if customer_id:
            change.now = dict(customers.by_id(self._connection, customer_id) or {})
            change.limit_now = _limit_in_book(self._connection, customer_id)
            self._by_id[customer_id] = change
        self.changes.append(change)
        return change

    @staticmethod
    def _names(row: CustomerRow) -> list[str]:
        names = [f"code {fold_code(row.code)}"] if row.code else []
        names += [f"tax {clean_id(row.tax_id)}"] if row.tax_id else []
        return [*names, f"name {customers.name_key(row.name)}"]

    def learn(self, row: CustomerRow, change: CustomerChange) -> None:
        """Later rows may mean the same customer by what this row says."""
        for name in self._names(row):
            if change.new or (name.startswith("code") and "code" in change.values):
                self._new.setdefault(name, change)


def _limit_in_book(connection: Transaction, customer_id: int) -> tuple[int, str] | None:
    """The limit that is in force last."""
    live = [row for row in credit.limits_of(connection, customer_id)
            if not row["temporary"] and row["withdrawn_on"] is None]
    return (int(live[0]["amount_minor"]), str(live[0]["currency"])) if live else None


def _values(row: CustomerRow) -> dict[str, Any]:
    """The filled cells in the form the book keeps them; the code only where the row gives one."""
    draft = checked(Customer(0, row.code, row.name, tax_id=row.tax_id, country=country_code(row.country),
                             terms=row.terms.canonical if row.terms else "", currency=row.currency,
                             initials="-"))
    values: dict[str, Any] = {"name": draft.name, "tax_id": draft.tax_id, "country": draft.country,
                              "terms": draft.terms, "currency": draft.currency, "code": draft.code}
    values |= {name: getattr(row, name).strip() for name in _FIELDS if name not in values}
    return {name: value for name, value in values.items() if value != ""}


def doubts(rows: Sequence[CustomerRow], layout: Layout, home: str) -> list[RowProblem]:
    """What a person may want to look at: a country that is none is left out, an odd tax number is kept as it stands."""
    found = []
    for row in rows:
        country = country_code(row.country)
        if row.country and not country:
            found.append(RowProblem(row.row, layout.heading("country"), "country", row.country, "bad_country",
                                    N_("“{value}” is not a country and is left out. Write its two letters, such as CN."),
                                    {"value": row.country}))
        error = check_tax_id(row.tax_id, country, home).error if row.tax_id else None
        if error is not None:
            found.append(RowProblem.of(row.row, layout.heading("tax_id"), "tax_id", row.tax_id, error))
    return found
