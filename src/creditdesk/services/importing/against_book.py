"""Rows held against the book: duplicates, numbers in use, the invoices they settle, the period lock (CLI Import)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ...domain.errors import N_
from ...domain.ledger.documents import CLAIM_KINDS, CREDIT_NOTE, DEBIT_NOTE, INVOICE, RECEIPT
from ...domain.ledger.import_identity import equal, InFile, number_field, used_in_file
from ...domain.ledger.import_layout import Layout
from ...domain.ledger.import_records import AnyRow, DocumentRow, InvoiceRow, OrderRow, ReceiptRow, RowProblem
from ...store import importing, orders
from ...store.transaction import Transaction
from ..credit.orders import PREFIX as ORDER_PREFIX
from ..ledger.entry import PREFIXES
from .parties import Parties, Party

#: (customer, kind, number)
Name = tuple[int, str, str]


@dataclass(slots=True)
class Accepted:
    """A row that may be written, with the customer it means and the document it settles (`to_id` 0: one of the file)."""

    row: DocumentRow
    party: Party
    settles: str = ""
    to_id: int = 0


@dataclass(slots=True)
class Held:
    """The outcome: rows to write, duplicates, problems."""

    accepted: list[Accepted] = field(default_factory=list)
    duplicates: int = 0
    problems: list[RowProblem] = field(default_factory=list)


class Book:
    """What the book holds that the rows may meet: documents by name, and counts of those numbered by the program."""

    def __init__(self, connection: Transaction, rows: Sequence[DocumentRow]) -> None:
        self.by_name: dict[Name, list[tuple[str, int, str, str, int, int]]] = defaultdict(list)
        self.counted: dict[tuple[int, str, str, int, str], int] = {}
        if any(isinstance(row, OrderRow) for row in rows):
            self._orders(connection)
            return
        total = importing.document_count(connection)
        if not total:
            return
        numbers = {row.number for row in rows if row.number}
        numbers |= {wanted for row in rows if (wanted := _wanted(row))}
        for customer, kind, number, day, minor, currency, status, key, opened in importing.identities(
                connection, numbers, total):
            self.by_name[(customer, kind, number)].append((day, minor, currency, status, key, opened))
        for kind in {row.kind for row in rows if not row.number}:
            for customer, day, minor, currency, count in importing.numberless(connection, kind, f"{PREFIXES[kind]}-"):
                self.counted[(customer, kind, day, minor, currency)] = count

    def _orders(self, connection: Transaction) -> None:
        for customer, kind, number, *rest in orders.identities(connection):
            self.by_name[(customer, kind, number)].append(tuple(rest))
        for customer, day, minor, currency, count in orders.numberless(connection, f"{ORDER_PREFIX}-"):
            self.counted[(customer, "order", day, minor, currency)] = count

    def verdict(self, row: DocumentRow, party: Party, day: str, count: int) -> str:
        """"new", "duplicate" or "in_use"; `count`: how often this row without a number has come in the file by now."""
        if not row.number:
            known = self.counted.get((party.id, row.kind, day, row.minor, row.currency), 0)
            return "duplicate" if count <= known else "new"
        same = self.by_name.get((party.id, row.kind, row.number))
        if not same:
            return "new"
        if any((d, minor, currency) == (day, row.minor, row.currency) for d, minor, currency, *_ in same):
            return "duplicate"
        return "in_use" if any(entry[3] != "reversed" for entry in same) else "new"

    def claims(self, party: Party, number: str, currency: str) -> list[int]:
        """Ids of the customer's live invoices of that number and currency, else of its debit notes.

        Two records merged into one may have brought the same number twice.
        """
        for kind in (INVOICE, DEBIT_NOTE):
            found = [key for _day, _minor, money, status, key, _open in self.by_name.get((party.id, kind, number), ())
                     if status == "posted" and money == currency]
            if found:
                return found
        return []


def _wanted(row: DocumentRow) -> str:
    if isinstance(row, OrderRow):
        return ""
    if isinstance(row, ReceiptRow):
        return row.invoice_no
    return row.applies_to or row.applies_hint


def hold(connection: Transaction, drafts: Sequence[AnyRow], layout: Layout, parties: Parties,
         lock_date: date | None) -> Held:
    """Decide for every row whether it is new, a duplicate or a problem."""
    rows: list[DocumentRow] = [row for row in drafts if isinstance(row, (InvoiceRow, ReceiptRow, OrderRow))]
    # what rows settle must have been accepted itself, wherever in the file it stands
    settling = [row for row in rows if row.kind in (CREDIT_NOTE, RECEIPT)]
    holding = _Holding(Book(connection, rows), layout, parties, lock_date, any(_wanted(row) for row in settling))
    if len(settling) < len(rows):
        for row in rows:
            if row.kind not in (CREDIT_NOTE, RECEIPT):
                holding.decide(row)
    for row in settling:
        holding.decide(row)
    found = holding.found
    if settling and len(settling) < len(rows):
        found.accepted.sort(key=lambda item: item.row.row)
    return found


class _Holding:
    """One pass over the rows of a file, each held against the book and the rows accepted so far."""

    def __init__(self, book: Book, layout: Layout, parties: Parties, lock_date: date | None, settles: bool) -> None:
        self.book, self.layout, self.parties, self.lock_date = book, layout, parties, lock_date
        self.found = Held()
        self._file = InFile()
        self._settles = settles
        #: claims of this file that credit notes may settle
        self._claims: set[tuple[int, str, str]] = set()
        self._isos: dict[date, str] = {}

    def decide(self, row: DocumentRow) -> None:
        """Accept a row, count it as a duplicate, or say what is wrong with it."""
        party, found = self.parties.find(row.customer_code, row.tax_id, row.customer), self.found
        who, number = id(party), row.number
        verdict = self._verdict(row, party, 0 if number else self._file.count(who, row)) if party.id else "new"
        earlier = self._file.earlier(who, row) if number and verdict != "duplicate" else None
        if verdict == "duplicate" or (earlier is not None and equal(earlier, row)):
            found.duplicates += 1
        elif self.lock_date is not None and row.date <= self.lock_date and not isinstance(row, OrderRow):
            found.problems.append(_locked(row, self.layout, self.lock_date))
        elif verdict == "in_use":
            found.problems.append(_in_use(row, self.layout))
        elif earlier is not None:
            found.problems.append(used_in_file(row, earlier, self.layout))
        elif (accepted := Accepted(row, party) if row.kind in CLAIM_KINDS else self._settled(row, party)) is not None:
            found.accepted.append(accepted)
            if number:
                self._file.keep(who, row)
                if self._settles and row.kind in CLAIM_KINDS:
                    self._claims.add((who, number, row.currency))

    def _verdict(self, row: DocumentRow, party: Party, count: int) -> str:
        day = self._isos.get(row.date) or self._isos.setdefault(row.date, row.date.isoformat())
        return self.book.verdict(row, party, day, count)

    def _settled(self, row: DocumentRow, party: Party) -> Accepted | None:
        """The row with what it settles; None, with a problem told, where it names an invoice that is not there."""
        wanted = _wanted(row) if row.kind in (CREDIT_NOTE, RECEIPT) else ""
        if not wanted:
            return Accepted(row, party)
        known = self.book.claims(party, wanted, row.currency) if party.id else []
        if len(known) == 1 or (not known and (id(party), wanted, row.currency) in self._claims):
            return Accepted(row, party, wanted, known[0] if known else 0)
        if isinstance(row, InvoiceRow) and not row.applies_to:
            return Accepted(row, party)  # a remark's hint demands nothing
        name = "invoice_no" if isinstance(row, ReceiptRow) else "applies_to"
        self.found.problems.append(RowProblem(
            row.row, self.layout.heading(name), name, wanted, "unknown_invoice",
            N_("This customer has more than one invoice {number} in {currency}. Leave the number out and allocate by hand.")
            if known else N_("This customer has no invoice {number} in {currency}."),
            {"number": wanted, "currency": row.currency}))
        return None


def _in_use(row: DocumentRow, layout: Layout) -> RowProblem:
    name = number_field(row.number, layout)
    return RowProblem(row.row, layout.heading(name), name, row.number, "number_in_use",
                      N_("Number {number} is already used in the book with another date, amount or currency."),
                      {"number": row.number})


def _locked(row: DocumentRow, layout: Layout, lock: date) -> RowProblem:
    name = "date" if isinstance(row, ReceiptRow) else "invoice_date"
    return RowProblem(row.row, layout.heading(name), name, row.date.isoformat(), "locked",
                      N_("The books are closed up to {lock}: a document dated {date} cannot be posted."),
                      {"lock": lock.isoformat(), "date": row.date.isoformat()})
