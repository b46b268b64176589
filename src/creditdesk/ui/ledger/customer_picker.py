"""Customers by name, code, tax number or pinyin initials: the index, and the field that picks one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.services import customers
from creditdesk.services.session import Session
from creditdesk.ui.widgets.record_picker import Answer, Pick, RecordPicker

_SHOWN = 20


def folded(text: str) -> str:
    """A text as it is compared: widths and case folded, blanks joined."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


class CustomerIndex:
    """All customers that can be picked, ready to be searched on every key; made in the worker."""

    def __init__(self, found: Iterable[Customer] = ()) -> None:
        self.by_id = {item.id: item for item in found}
        self._lines = [(folded(f"{item.name} {item.short_name}"), f"{item.code} {item.initials} {item.tax_id}".casefold(), item)
                       for item in self.by_id.values()]
        self._exact: dict[str, list[Customer]] = {}
        for item in self.by_id.values():
            for key in {folded(item.code), folded(item.name)}:
                self._exact.setdefault(key, []).append(item)

    @classmethod
    def load(cls, session: Session) -> CustomerIndex:
        """Read the customers; for the worker."""
        return cls(customers.everyone(session))

    def matches(self, text: str) -> list[Customer]:
        """At most 20: names and codes that begin with the text first, then those that contain it."""
        wanted = folded(text)
        if not wanted:
            return [line[2] for line in self._lines[:_SHOWN]]
        first, later = [], []
        for name, rest, item in self._lines:
            if name.startswith(wanted) or any(word.startswith(wanted) for word in rest.split()):
                first.append(item)
            elif wanted in name or wanted in rest:
                later.append(item)
            if len(first) >= _SHOWN:
                break
        return (first + later)[:_SHOWN]

    def named(self, text: str) -> Customer | None:
        """The one customer a typed text means: its code, its exact name, or the only match."""
        exact = self._exact.get(folded(text), [])
        if len(exact) == 1:
            return exact[0]
        found = [] if exact or not text.strip() else self.matches(text)
        return found[0] if len(found) == 1 else None


def pick_of(customer: Customer) -> Pick:
    return Pick(customer, customer.name, customer.code)


class CustomerPicker(RecordPicker):
    """Type a part of the name, its initials or the code; F4 or F7 lists. A text that names one customer picks it."""

    def __init__(self, index: Callable[[], CustomerIndex], parent: QWidget | None = None) -> None:
        super().__init__(self._find, parent)
        self._index = index

    def _find(self, text: str, answer: Answer) -> None:
        picks: Sequence[Pick] = [pick_of(item) for item in self._index().matches(text)]
        answer(picks)

    def value(self) -> object:
        """The customer picked, or the one the text names: a code typed in full needs no list."""
        return super().value() or self._index().named(self.text())

    def customer(self) -> Customer | None:
        """The same as a customer."""
        value = self.value()
        return value if isinstance(value, Customer) else None

    def set_customer(self, customer: Customer | None) -> None:
        """Show a customer without telling."""
        self.set_pick(pick_of(customer) if customer else None)

    def must_customer(self) -> Customer:
        """The customer; InputError when the text names none."""
        found = self.customer()
        if found is None:
            raise InputError(N_("Choose a customer from the list (F4)."), code="unknown_customer", field="customer")
        return found

    def settle(self) -> None:
        """Pick the customer the typed text names."""
        found = self.customer()
        if found is not None and super().value() is None:
            self.set_customer(found)
            self.picked.emit(found)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)
