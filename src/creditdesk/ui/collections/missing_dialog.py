"""Asking for what the letters still lack: letterhead, bank account, the customer's address; nothing else is lost by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import BankAccount
from creditdesk.i18n import _
from creditdesk.services import company, customers
from creditdesk.services.collections.letter_fields import Missing, MISSING_NAMES
from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import TaskDialog
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.form_field import FormField

#: what a customer's record calls it
_OF_CUSTOMER = {"customer_address": "service_address", "customer_tax_id": "tax_id"}


class MissingDialog(TaskDialog):
    """`done` follows the save: the letters are drawn anew. What is left blank stays a blank line."""

    def __init__(self, desk: Desk, missing: Sequence[Missing], parent: QWidget | None, done: Callable[[], object]) -> None:
        super().__init__(desk, _("What the letters still lack"), _("Save"), _("Saved; the letters are complete with it"), parent)
        self.setMinimumWidth(480)
        self._missing, self._then = tuple(dict.fromkeys(missing)), done
        self.edits: dict[tuple[Missing, str], QLineEdit] = {}
        self.body.addWidget(label(_("It is kept in the book and stands on every letter from now on. What stays empty is printed as a "
                                    "line to fill in."), "mut", wrap=True))
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 8, 0)
        self._box.setSpacing(4)
        for row in self._missing:
            self._ask(row)
        self._box.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(min(420, 72 * len(self.edits) + 8))
        self.body.addWidget(area, 1)
        about = "|".join(f"{row.code} {row.customer_code} {row.currency}" for row in self._missing)
        self.keep(f"missing/{hashlib.sha256(about.encode()).hexdigest()[:12]}")

    def _ask(self, row: Missing) -> None:
        if row.code == "bank_account":
            names = {"account_name": _("Account name"), "bank_name": _("Bank"), "account_no": _("Account no.")}
            for part, title in names.items():
                self._field((row, part), f"{title} ({row.currency})")
            return
        what = _(MISSING_NAMES.get(row.code, row.code))
        self._field((row, ""), f"{row.name}: {what}" if row.customer_code else what[:1].upper() + what[1:])

    def _field(self, key: tuple[Missing, str], title: str) -> None:
        edit = self.edits[key] = QLineEdit()
        field = FormField(title, edit, name=key[1] or _OF_CUSTOMER.get(key[0].code, key[0].code),
                          help_line=False)
        self.fields.append(field)
        self._box.addWidget(field)

    def task(self) -> Callable[[], Any]:
        given = {key: text for key, edit in self.edits.items() if (text := edit.text().strip())}
        session = self._desk.session
        return lambda: supply(session, given)

    def _done(self, result: object) -> None:
        super()._done(result)
        self._then()


def supply(session: Session, given: dict[tuple[Missing, str], str]) -> None:
    """Put what was typed where it belongs: the company's data, its bank accounts, the customers' records."""
    before = profile = company.profile(session)
    for (row, part), text in given.items():
        if not row.customer_code and not part:
            profile = replace(profile, **{row.code: text})  # type: ignore[arg-type]
    for currency in dict.fromkeys(row.currency for row, part in given if part):
        parts = {part: text for (row, part), text in given.items() if part and row.currency == currency}
        account = BankAccount(currency, parts.get("account_name") or profile.name, parts.get("bank_name", ""),
                              parts.get("account_no", ""))
        profile = replace(profile, bank_accounts=(*profile.bank_accounts, account))
    if profile != before:
        company.save_profile(session, profile)
    for code in dict.fromkeys(row.customer_code for row, _part in given if row.customer_code):
        values = {_OF_CUSTOMER[row.code]: text for (row, _part), text in given.items() if row.customer_code == code}
        customers.save(session, replace(customers.find(session, code), **values))  # type: ignore[arg-type]
