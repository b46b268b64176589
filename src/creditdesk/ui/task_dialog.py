"""Dialogs that run one task: what the fields say, errors at their fields, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.i18n import _
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.undoing import told_with_undo
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors


class TaskDialog(Dialog):
    """A dialog of fields whose button runs one task in the worker; errors go to their fields, what was typed stays."""

    def __init__(self, desk: Desk, title: str, action: str, told: str, parent: QWidget | None) -> None:
        """`told` is the sentence of the toast when it is done."""
        super().__init__(title, action, parent, width=460)
        self._desk, self._told = desk, told
        self.fields: list[FormField] = []
        self.submitted.connect(self._submit)

    def keep(self, form: str, **more: Any) -> FormKeeper:
        """From now on what is typed is kept until it is saved or left; `more` as `FormKeeper` takes it.

        Called once every field is there; `form` names the record it is about, so that no other one gets its words.
        """
        return FormKeeper(self, self._desk, form, **more)

    def add(self, field: FormField) -> FormField:
        self.fields.append(field)
        self.body.addWidget(field)
        return field

    def add_row(self, *fields: FormField) -> None:
        """Fields side by side, equally wide."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in fields:
            self.fields.append(field)
            row.addWidget(field, 1)
        self.body.addLayout(row)

    def add_paper(self, title: str) -> QLineEdit:
        """A field for the path of a paper, chosen by a button beside it; "" for none."""
        path = QLineEdit()
        path.setReadOnly(True)
        field = FormField(title, path, name="document")
        self.fields.append(field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        pick = button(_("Choose"), "folder-open", small=True)

        def choose() -> None:
            if chosen := file_to_open(self, title):
                path.setText(str(chosen))

        pick.clicked.connect(choose)
        row.addWidget(pick)
        self.body.addLayout(row)
        return path

    def task(self) -> Callable[[], Any]:
        """What to run, with the values read from the fields now; InputError names a field."""
        raise NotImplementedError

    def _submit(self) -> None:
        if self._busy or not all_right(self.fields):
            return
        try:
            task = self.task()
        except CreditDeskError as error:
            self._failed(error)
            return
        self._busy = True
        self._desk.work.write(lambda _progress: task(), self._done, failed=self._failed, what="ledger")

    def _done(self, result: object) -> None:
        self._busy = False
        self.accept()
        told_with_undo(self._desk, self._told, result if isinstance(result, Reversible) else Reversible())

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        if self.isHidden():  # left while the task ran: its words are not lost with it
            self.open()
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])


def must_day(edit: DateEdit) -> date:
    """The day of a required field."""
    found = edit.day()
    if found is None:
        raise InputError(N_("Please fill this in."), code="required", field="date")
    return found


def must_amount(edit: AmountEdit) -> Decimal:
    """The amount of a required field."""
    found = edit.amount()
    if found is None:
        raise InputError(N_("Please fill this in."), code="required", field="amount")
    return found
