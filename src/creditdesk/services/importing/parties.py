"""Which customer a row means: by code, else tax number, else name (CLI Import, Customer)."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass, field

from ...domain.customers.identity import clean_id
from ...store import customers
from ...store.transaction import Transaction


def fold_code(code: str) -> str:
    """A code as it is compared: blanks trimmed, widths folded, case ignored."""
    return code.strip().casefold() if code.isascii() else unicodedata.normalize("NFKC", code).strip().casefold()


@dataclass(slots=True)
class NewCustomer:
    """A customer that the import will create. Rows that mean it share the object; `id` is set when it is written."""

    code: str
    name: str
    tax_id: str
    id: int = 0

    @property
    def called(self) -> str:
        """The name it gets: its own, else its code or tax number."""
        return self.name or self.code or self.tax_id


@dataclass(slots=True)
class Party:
    """A customer as rows mean it: in the book (`id`), or new."""

    id: int
    terms: str
    new: NewCustomer | None = None


@dataclass(slots=True)
class Parties:
    """The book's customers, and those that the file adds."""

    by_code: dict[str, Party] = field(default_factory=dict)
    by_tax: dict[str, Party] = field(default_factory=dict)
    by_name: dict[str, Party] = field(default_factory=dict)
    #: the book may hold codes that differ in case only
    _exact: dict[str, Party] = field(default_factory=dict)
    _asked: dict[tuple[str, str, str], Party] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Transaction) -> Parties:
        """All customers of the book; a merged record answers with its successor."""
        found = cls()
        parties: dict[int, Party] = {}  # successors come first
        for row_id, code, tax_id, name, merged, terms in customers.index_rows(connection):
            key = merged or row_id
            party = parties.get(key) or parties.setdefault(key, Party(key, terms))
            found._exact[code] = party
            found.by_code.setdefault(fold_code(code), party)
            if tax_id:
                found.by_tax.setdefault(clean_id(tax_id), party)
            found.by_name.setdefault(customers.name_key(name), party)
        return found

    def find(self, code: str, tax_id: str, name: str) -> Party:
        """The party a row means; an unknown one becomes new."""
        asked = (code, tax_id, name)
        party = self._asked.get(asked)
        if party is None:
            party = self._known(code, tax_id, name) or Party(0, "", NewCustomer("", "", ""))
            self._learn(party, code, tax_id, name)
            self._asked[asked] = party
        return party

    def coded(self, code: str, tax_id: str) -> Party | None:
        """The customer of a code, else of a tax number; "" asks nobody."""
        party = self._exact.get(code) or self.by_code.get(fold_code(code)) if code else None
        return party if party is not None or not tax_id else self.by_tax.get(clean_id(tax_id))

    def _known(self, code: str, tax_id: str, name: str) -> Party | None:
        party = self.coded(code, tax_id)
        if party is None and name:
            party = self.by_name.get(customers.name_key(name))
            if party is not None and party.new is not None and code and party.new.code:
                return None  # two codes in one file: two customers, though they share a name
        return party

    def _learn(self, party: Party, code: str, tax_id: str, name: str) -> None:
        """What a row adds to a customer of the file; a later row may mean it by this code, tax number or name alone."""
        if code:
            self.by_code.setdefault(fold_code(code), party)
        if tax_id:
            self.by_tax.setdefault(clean_id(tax_id), party)
        if name:
            self.by_name.setdefault(customers.name_key(name), party)
        if party.new is not None:
            party.new.code = party.new.code or code
            party.new.tax_id = party.new.tax_id or tax_id
            party.new.name = party.new.name or name

    def key(self, code: str, tax_id: str, name: str) -> Hashable:
        """One key for one customer, whatever a row states of it."""
        return id(self.find(code, tax_id, name))
