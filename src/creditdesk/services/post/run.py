"""One run of `post`: its transaction, the audit events of its entries, and what their names mean (CLI Post)."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.errors import CreditDeskError, N_, RuleError
from ...domain.ledger.documents import CLAIM_KINDS, DEBIT_KINDS, Document
from ...domain.money import to_minor
from ...store import audit, company, customers as customer_store, posted, reads
from ...store.transaction import Transaction
from .. import customers
from ..ledger.entry import Entry
from ..session import Session
from .fields import content_digest, Fields


class Run:
    """Handed to every kind of entry. Consecutive posting entries share one audit event; other changes have their own."""

    def __init__(self, connection: Transaction, session: Session) -> None:
        self.connection = connection
        self.session = session
        self.base = str(company.company(connection)["base_currency"])
        self._work: Entry | None = None
        self._kinds: Counter[str] = Counter()
        #: what the entry at hand gives a person to look at
        self.told: list[CreditDeskError] = []
        #: ids of customers → the record merged into each by whose code or name the entry means it
        self._former: dict[int, int] = {}

    def begin(self, told: Sequence[CreditDeskError]) -> None:
        """The next entry, with what there is to say of it already."""
        self.told = list(told)
        self._former.clear()

    # -- events --

    @property
    def work(self) -> Entry:
        """The open posting entry; reads the lock date anew after every `flush`."""
        if self._work is None:
            self._work = Entry(self.connection, self.session)
            self._work.typed = False
        return self._work

    def flush(self) -> None:
        """Write the event of the entries posted so far, so that another event may follow it."""
        if self._work is not None:
            self._work.finish(audit.Change("post", "entries", after={"kinds": dict(self._kinds)}))
        self._work = None
        self._kinds.clear()

    def drop(self) -> None:
        """Forget an entry that was rolled back with its savepoint."""
        self._work = None
        self._kinds.clear()

    def remember(self, kind: str, digest: str) -> None:
        """Keep what makes an entry known again."""
        self._kinds[kind] += 1
        posted.remember(self.connection, digest, kind, self.work.seq)
        self.work.touch("posted_entry")

    # -- names --

    def customer(self, item: Fields, name: str = "customer") -> dict[str, Any]:
        """The customer an entry names by code, else by exact name; InputError `missing`, RuleError `unknown_customer`."""
        text = item.required(name)
        row = customers.find_in(self.connection, text)
        former = customer_store.by_code(self.connection, text) or next(iter(customer_store.by_name(self.connection, text)), None)
        if former is not None and former["merged_into"]:
            self._former[int(row["id"])] = int(former["id"])
        return row

    def customer_id(self, item: Fields) -> int:
        return int(self.customer(item)["id"])

    def optional_customer_id(self, item: Fields) -> int | None:
        return self.customer_id(item) if item.has("customer") else None

    def found(self, item: Fields, name: str, kinds: Collection[str], customer_id: int | None = None) -> dict[str, Any]:
        """The posted document a number names; RuleError `unknown_document` or `ambiguous_number`."""
        number = item.required(name)
        return self.single(posted.live_numbered(self.connection, number, kinds, customer_id), name, number, customer_id)

    def document(self, item: Fields, name: str, kinds: Collection[str], customer_id: int | None = None) -> Document:
        """The same as a record."""
        document = reads.document(self.connection, int(self.found(item, name, kinds, customer_id)["id"]))
        assert document is not None
        return document

    def dispute(self, item: Fields, name: str, customer_id: int | None = None) -> dict[str, Any]:
        """The dispute a number names."""
        number = item.required(name)
        return self.single(posted.disputes_numbered(self.connection, number, customer_id), name, number, customer_id)

    def single(self, rows: list[dict[str, Any]], name: str, number: str, customer_id: int | None) -> dict[str, Any]:
        """The one of these rows that is meant; RuleError `unknown_document` or `ambiguous_number`."""
        if all(row.get("kind") in DEBIT_KINDS for row in rows):
            # an invoice is meant before a refund or a recovery that bears its number
            rows = [row for row in rows if row["kind"] in CLAIM_KINDS] or rows
        if len(rows) > 1 and (former := self._former.get(customer_id or 0)):
            # two firms became one: the former code says whose document of this number is meant
            rows = [row for row in rows if row["issued_to"] == former] or rows
        if not rows:
            raise RuleError(N_("There is no document {no}."), code="unknown_document", field=name, no=number, value=number)
        if len(rows) > 1:
            raise RuleError(N_("More than one document is numbered {no}. Name the customer beside it.") if customer_id is None else N_(
                "This customer has more than one document {no}. Name the customer by the code under which it was issued."),
                            code="ambiguous_number", field=name, no=number, value=number)
        return rows[0]

    # -- identity --

    def digest(self, values: dict[str, Any]) -> str:
        """The content's digest, the customer by its code however it was named."""
        named = values.get("customer")
        if isinstance(named, str):
            with contextlib.suppress(RuleError):  # an unknown one is told when the entry is posted
                values = values | {"customer": customers.find_in(self.connection, named)["code"]}
        return content_digest(values, self.base)

    def is_same(self, customer_id: int, kind: str, number: str, day: date, amount: Decimal, currency: str) -> bool:
        """Whether this very document is in the book, reversed or not; one without a number is told by its content."""
        return bool(number) and any(
            (row["date"], abs(row["amount_minor"]), row["currency"]) == (day.isoformat(), to_minor(amount, currency),
                                                                        currency)
            for row in posted.same_number(self.connection, customer_id, kind, number))


#: posts an entry, or answers False where it is in the book already
Kind = Callable[[Run, Fields], bool]


def in_currency(item: Fields, document: Document) -> Fields:
    """The entry in the currency of the document it names; RuleError `currency_mismatch` where it says another."""
    check_currency(item, document.no, document.currency)
    return Fields({**item.values, "currency": document.currency})


def check_currency(item: Fields, number: str, currency: str) -> None:
    """RuleError `currency_mismatch` where an entry says another currency than what it names."""
    if item.has("currency") and item.currency("") != currency:
        raise RuleError(N_("{no} is in {currency}: an entry in another currency cannot be set against it."),
                        code="currency_mismatch", field="currency", no=number, currency=currency, value=item.text("currency"))
