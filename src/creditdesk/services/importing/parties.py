"""Which customer a row means: by code, else tax number, else name (CLI Import, Customer)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from ...store import customers
from ...store.book import Transaction


@dataclass(slots=True)
class NewCustomer:
    """A customer that the import will create. Rows that mean it share the object; `id` is set when it is written."""

    code: str
    name: str
    tax_id: str
    id: int = 0


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
    _asked: dict[tuple[str, str, str], Party] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Transaction) -> Parties:
        """All customers of the book; a merged record answers with its successor."""
        found = cls()
        terms: dict[int, str] = {}
        for row_id, code, tax_id, name, merged, own_terms in customers.index_rows(connection):
            terms[row_id] = own_terms
            party = Party(merged or row_id, terms.get(merged or row_id, own_terms))
            found.by_code[code.casefold()] = party
            if tax_id:
                found.by_tax.setdefault(tax_id.upper(), party)
            found.by_name.setdefault(customers.name_key(name), party)
        return found

    def find(self, code: str, tax_id: str, name: str) -> Party:
        """The party a row means; an unknown one becomes new."""
        asked = (code, tax_id, name)
        party = self._asked.get(asked)
        if party is None:
            party = self._asked[asked] = self._known(code, tax_id, name) or self._add(code, tax_id, name)
        return party

    def _known(self, code: str, tax_id: str, name: str) -> Party | None:
        return (self.by_code.get(code.casefold()) if code else None) or (
            self.by_tax.get(tax_id.upper()) if tax_id else None) or (
            self.by_name.get(customers.name_key(name)) if name else None)

    def _add(self, code: str, tax_id: str, name: str) -> Party:
        new = NewCustomer(code, name or code or tax_id, tax_id)
        party = Party(0, "", new)
        if code:
            self.by_code[code.casefold()] = party
        if tax_id:
            self.by_tax.setdefault(tax_id.upper(), party)
        if name:
            self.by_name.setdefault(customers.name_key(name), party)
        return party

    def key(self, code: str, tax_id: str, name: str) -> Hashable:
        """One key for one customer, whatever a row states of it."""
        party = self.find(code, tax_id, name)
        return party.id or id(party.new)
