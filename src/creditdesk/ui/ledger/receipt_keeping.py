"""A receipt not posted yet, as text: its head, the amounts typed beside the invoices, the decision on the remainder."""

from __future__ import annotations

import json
from collections.abc import Callable

from creditdesk.domain.customers.records import Customer
from creditdesk.ui.ledger.receipt_form import ReceiptForm
from creditdesk.ui.ledger.remainder import RemainderBar
from creditdesk.ui.ledger.settling_table import SettlingTable


class ReceiptDraft:
    """Writes the parts of the page down and puts them back; amounts wait until their invoices are shown."""

    def __init__(self, form: ReceiptForm, table: SettlingTable, rest: RemainderBar) -> None:
        self._form, self._table, self._rest = form, table, rest
        self._waiting: dict[int, tuple[str, str]] = {}
        self._decision: str | None = None

    def text(self) -> str:
        """What was typed, "" for nothing."""
        if not self._form.touched:
            return ""
        lines = {**{str(key): pair for key, pair in self._waiting.items()},
                 **{str(key): pair for key, pair in self._table.texts().items()}}
        return json.dumps({"form": self._form.dump(), "lines": lines, "rest": self._rest.decision or self._decision or ""})

    def take_up(self, text: str, customer_of: Callable[[int], Customer | None]) -> bool:
        """Show a receipt kept by `text`; False for anything else."""
        try:
            kept = json.loads(text)
            lines = {int(key): (str(amount), str(discount)) for key, (amount, discount) in kept["lines"].items()}
            form, decision = str(kept["form"]), str(kept["rest"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return False
        if not self._form.load(form, customer_of):
            return False
        self._waiting, self._decision = lines, decision or None
        return True

    def items_shown(self) -> None:
        """The invoices are there: put the amounts that wait for them into their lines."""
        if self._waiting and self._table.lines:
            waiting, self._waiting = self._waiting, {}
            self._table.put_texts(waiting)
        if self._decision and not self._waiting:
            decision, self._decision = self._decision, None
            self._rest.choose(decision)

    def drop(self) -> None:
        """A new receipt begins."""
        self._waiting, self._decision = {}, None
