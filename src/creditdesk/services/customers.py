"""Customers: find, save, retire, merge, propose duplicates (DOMAIN B1; issue: ledger)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..domain.customers import likeness
from ..domain.customers.identity import clean_id
from ..domain.customers.records import Customer
from ..domain.errors import InputError, N_, RuleError
from ..domain.ledger.documents import METHODS
from ..domain.ledger.terms import parse_terms
from ..domain.money import currency_code
from ..store import audit, customers, rows
from ..store.transaction import Transaction
from .countries import country_code
from .own_customers import check_own
from .pinyin import spelled
from .session import Session

_COLUMN = {"abc_class": "class"}
_DAYS, _FLAGS, _LEVELS = ("founded_on", "retired_on", "sme_notice_on"), ("strategic", "cash_only"), ("growth", "margin", "importance")


def record(row: Mapping[str, Any]) -> Customer:
    """A row of `customer` as a record."""
    values = {field.name: row[_COLUMN.get(field.name, field.name)] for field in dataclasses.fields(Customer)}
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in _FLAGS:
        values[name] = bool(values[name])
    return Customer(**values)


def customer(session: Session, customer_id: int) -> Customer:
    """One customer; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        row = customers.by_id(connection, customer_id)
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    return record(row)


def find(session: Session, text: str) -> Customer:
    """By code, else by the exact name (CLI, CUSTOMER); RuleError `unknown_customer` or `ambiguous_customer`."""
    with session.book.read() as connection:
        return record(find_in(connection, text))


def find_in(connection: Transaction, text: str) -> dict[str, Any]:
    """The row `find` answers, inside a transaction; a merged record leads to its successor."""
    row = customers.by_code(connection, text)
    named = [] if row else customers.by_name(connection, text)
    row = row or (named[0] if named else None)
    while row is not None and row["merged_into"]:
        row = customers.by_id(connection, row["merged_into"])
    if len({item["merged_into"] or item["id"] for item in named}) > 1:
        raise RuleError(N_("More than one customer is named {name}. Give the code."), code="ambiguous_customer",
                        field="customer", name=text)
    if row is None:
        raise RuleError(N_("There is no customer {name}."), code="unknown_customer", field="customer", name=text)
    return row




def everyone(session: Session, *, retired: bool = False) -> list[Customer]:
    """Customers by code; retired ones only when asked for."""
    with session.book.read() as connection:
        return [record(row) for row in customers.everyone(connection, retired=retired)]


def checked(draft: Customer) -> Customer:
    """The customer with its fields in their written form; InputError names the field."""
    name = " ".join(draft.name.split())
    if not name:
        raise InputError(N_("Enter the customer's name."), code="missing", field="name")
    terms = parse_terms(draft.terms).canonical if draft.terms else ""
    currency = currency_code(draft.currency) if draft.currency else ""
    country = country_code(draft.country)
    if draft.country.strip() and not country:
        raise InputError(N_("“{value}” is not a country. Write its two letters, such as CN."), code="bad_country",
                         field="country", value=draft.country)
    for level in _LEVELS:
        if getattr(draft, level) not in ("", "1", "2", "3", "4", "5"):
            raise InputError(N_("“{value}” is no level: write 1 to 5."), code="bad_level", field=level,
                             value=getattr(draft, level))
    methods = [method.strip() for method in draft.methods.split(",") if method.strip()]
    if unknown := [method for method in methods if method not in METHODS]:
        raise InputError(N_("“{value}” is not known here. Write one of {known}."), code="bad_value", field="methods",
                         value=unknown[0], known=", ".join(METHODS))
    return dataclasses.replace(draft, name=name, terms=terms, currency=currency, country=country,
                               code=draft.code.strip(), tax_id=clean_id(draft.tax_id),
                               invoice_tax_id=clean_id(draft.invoice_tax_id), methods=",".join(sorted(set(methods))),
                               initials=draft.initials or spelled(name, draft.short_name))


def insert(connection: Transaction, session: Session, draft: Customer) -> int:
    """Write a new customer inside a transaction, with its event."""
    draft = checked(draft)
    code = draft.code or customers.next_code(connection)
    taken = customers.by_code(connection, code)
    if taken is not None:
        raise InputError(N_("The code {used} already belongs to {name}."), code="code_in_use", field="code", used=code,
                         name=taken["name"])
    values = _values(dataclasses.replace(draft, code=code))
    new_id = rows.insert(connection, "customer", {**values, "name_key": customers.name_key(draft.name),
                                                  "created_at": session.stamp()})
    audit.record(connection, audit.Change("create", "customer", new_id, after=values), session.signature())
    return new_id


def insert_many(connection: Transaction, session: Session, drafts: Sequence[Customer], batch_id: int) -> list[int]:
    """Write the new customers of an import at once; its event tells of them. Answers their ids in order."""
    first = rows.next_id(connection, "customer")
    next_code = customers.next_code(connection)
    number, taken = int(next_code[1:]), {draft.code for draft in drafts}
    written = []
    for index, draft in enumerate(drafts):
        full = checked(draft)
        code = full.code
        while not code:
            code, number = f"C{number:04d}", number + 1
            code = "" if code in taken else code
        values = _values(dataclasses.replace(full, code=code))
        written.append({"id": first + index, **values, "name_key": customers.name_key(full.name), "batch_id": batch_id,
                        "created_at": session.stamp()})
    rows.insert_many(connection, "customer", tuple(written[0]), [tuple(row.values()) for row in written])
    return [first + index for index in range(len(drafts))]


def change(connection: Transaction, session: Session, customer_id: int, values: Mapping[str, Any],
           reason: str = "", *, told: bool = True) -> dict[str, Any]:
    """Set the given fields of a customer inside a transaction; answers what they were before.

    `told` False: the caller's own event says it (an import tells of all its customers at once).
    """
    row = customers.by_id(connection, customer_id)
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    check_own(session, connection, customer_id)
    after = {name: values[name] for name in values if row[name] != values[name]}
    if "name" in after or "short_name" in after:
        name = after.get("name", row["name"])
        after |= {"name_key": customers.name_key(name), "initials": spelled(name, after.get("short_name", row["short_name"]))}
    before = {name: row[name] for name in after}
    if before:
        rows.update(connection, "customer", customer_id, after)
        if told:
            audit.record(connection, audit.Change("change", "customer", customer_id, before, after, reason),
                         session.signature())
    return before


def save(session: Session, draft: Customer) -> int:
    """Create (id 0) or change a customer; answers its id. InputError `code_in_use` or the field at fault."""
    with session.book.write() as connection:
        if not draft.id:
            return insert(connection, session, draft)
        update(connection, session, draft)
        return draft.id


def update(connection: Transaction, session: Session, draft: Customer) -> dict[str, Any]:
    """Change a known customer inside a transaction; answers what changed as it was before, empty for nothing."""
    draft = checked(draft)
    other = customers.by_code(connection, draft.code)
    if not draft.code or (other is not None and other["id"] != draft.id):
        raise InputError(N_("The code {used} already belongs to {name}."), code="code_in_use", field="code",
                         used=draft.code, name=other["name"] if other else "")
    return change(connection, session, draft.id, _values(draft))


def _values(draft: Customer) -> dict[str, Any]:
    values = {_COLUMN.get(field.name, field.name): getattr(draft, field.name) for field in dataclasses.fields(Customer)
              if field.name not in ("id", "retired_on", "merged_into")}
    for name in _FLAGS:
        values[name] = int(values[name])
    for name in ("founded_on", "sme_notice_on"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def retire(session: Session, customer_id: int, day: date | None, reason: str = "") -> None:
    """Hide a customer from lists from now on (None: show again); nothing of it is lost."""
    with session.book.write() as connection:
        change(connection, session, customer_id, {"retired_on": day.isoformat() if day else None}, reason)


def merge(session: Session, customer_id: int, into_id: int, reason: str) -> None:
    """Let `customer_id` stand under `into_id` with all its documents; `unmerge` takes it back."""
    if customer_id == into_id:
        raise InputError(N_("Choose two different customers."), code="same_customer", field="customer")
    with session.book.write() as connection:
        row, target = customers.by_id(connection, customer_id), customers.by_id(connection, into_id)
        if row is None or target is None or row["merged_into"] or target["merged_into"]:
            raise RuleError(N_("One of the two is merged already."), code="merged", field="customer")
        if customers.members(connection, customer_id) != [customer_id]:
            raise RuleError(N_("{name} holds merged records itself. Take those apart first."), code="merged",
                            field="customer", name=row["name"])
        for key in (customer_id, into_id):
            check_own(session, connection, key)
        customers.set_merged(connection, customer_id, into_id)
        audit.record(connection, audit.Change("merge", "customer", customer_id, {"into": ""}, {"into": into_id}, reason),
                     session.signature())


def unmerge(session: Session, customer_id: int, reason: str = "") -> None:
    """Take a merge back; refused while allocations join documents of the two records."""
    with session.book.write() as connection:
        row = customers.by_id(connection, customer_id)
        if row is None or not row["merged_into"]:
            raise RuleError(N_("That customer is not merged."), code="not_merged", field="customer")
        if customers.joined_by_allocations(connection, customer_id):
            raise RuleError(N_("Receipts of one record settle invoices of the other. Take those allocations back first."),
                            code="depends", field="customer")
        check_own(session, connection, customer_id)
        customers.set_merged(connection, customer_id, None)
        audit.record(connection, audit.Change("unmerge", "customer", customer_id, {"into": row["merged_into"]},
                                              {"into": ""}, reason), session.signature())


def likely_duplicates(session: Session) -> list[tuple[Customer, Customer]]:
    """Pairs that may be one firm: the same tax number, or names that are nearly the same."""
    known = {item.id: item for item in everyone(session)}
    found = set(likeness.pairs({key: item.name for key, item in known.items()}))
    first: dict[str, int] = {}
    for key, item in sorted(known.items()):
        if item.tax_id and first.setdefault(item.tax_id, key) != key:
            found.add((first[item.tax_id], key))
    return [(known[a], known[b]) for a, b in sorted(found)]


def of_batch(session: Session, batch_id: int) -> list[int]:
    """Ids of the customers an import created."""
    with session.book.read() as connection:
        return customers.of_batch(connection, batch_id)


def same_firm(first: str, second: str) -> bool:
    """Whether two names may mean one firm: equal without legal form, blanks and case, or one within the other."""
    one, other = likeness.bare(first), likeness.bare(second)
    return bool(one and other) and (one in other or other in one)


def alike(session: Session, draft: Customer) -> list[Customer]:
    """Other customers, retired ones too, with the draft's tax number or nearly its name: it may be one of them."""
    tax_id = clean_id(draft.tax_id)
    return [item for item in everyone(session, retired=True) if item.id != draft.id and item.merged_into is None
            and ((tax_id and item.tax_id == tax_id) or (draft.name.strip() and likeness.alike(item.name, draft.name)))]
