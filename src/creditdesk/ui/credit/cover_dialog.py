"""The security held for a customer: what is on file, what it is worth, entering and ending one (DOMAIN D5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.credit.cover import CORPORATE_GUARANTEE, INSURANCE
from creditdesk.domain.credit.grades import GRADES
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import covers
from creditdesk.services.credit.covers import Cover, CoverDraft, KIND_NAMES
from creditdesk.ui.desk import Desk
from creditdesk.ui.paper_copies import show_copy
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.task_dialog import must_amount, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

_SOON = 60


class CoverListDialog(Dialog):
    """`changed` when a security was entered or ended."""

    changed = Signal()

    def __init__(self, desk: Desk, customer: Customer, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Security held: {name}").format(name=customer.name), _("Add security"), parent, cancel=_("Close"),
                         width=900)
        self.setMinimumHeight(400)
        self._desk, self._customer, self._currency = desk, customer, currency
        self.dialog: Dialog | None = None
        self.model = TableModel([
            Column("kind", _("Kind"), value=lambda row: _(KIND_NAMES[row.kind]), width=172),
            Column("provider", _("Given by")),
            Column("amount", _("Amount"), "money", width=120, currency=lambda row: row.currency),
            Column("currency", _("Currency"), width=64, shown=False),
            Column("percent", _("Insured"), "percent", width=70,
                   value=lambda row: row.percent if row.kind == INSURANCE else None),
            Column("guarantor_grade", _("Grade"), "grade", width=60),
            Column("worth", _("Worth"), "money", width=120, currency=lambda _row: currency),
            Column("until", _("Until"), "date", width=96),
            Column("state", _("State"), "tag", value=self._state, width=116),
            Column("note", _("Note"), shown=False), Column("file_name", _("Supporting document"), shown=False, width=120),
        ], key=lambda row: row.id)
        self.table = DataTable(self.model, _("Security held"), settings=desk.settings, name="covers")
        self.table.set_empty(_("No security on file"),
                             _("Insurance, guarantees and deposits raise what a limit may be."), "", "shield-check")
        self.body.addWidget(self.table, 1)
        self.paper_button = self.add_button(button(_("Open paper")))
        self.paper_button.clicked.connect(self.open_paper)
        self.end_button = self.add_button(button(_("End security")))
        self.end_button.clicked.connect(self._end)
        self.submitted.connect(self._add)
        self.table.current_changed.connect(self._chosen)
        self.table.row_opened.connect(lambda _row: self.open_paper())
        self.refresh()

    def _state(self, row: Cover) -> Tag:
        today = self._desk.today()
        if row.ended_on is not None and row.ended_on <= today:
            return Tag(_("Ended"), "track", "x")
        if row.until is not None and row.until < today:
            return Tag(_("Run out"), "danger", "warning-circle")
        if not row.counts_on(today):
            return Tag(_("Not begun"), "tint", "clock")
        soon = row.until is not None and (row.until - today).days <= _SOON
        return Tag(_("Ends soon"), "warn", "clock") if soon else Tag(_("In force"), "ok", "check-circle")

    def refresh(self) -> None:
        """Read the list anew."""
        session, key, day = self._desk.session, self._customer.id, self._desk.today()
        self._desk.work.read(lambda _progress: covers.covers_of(session, key, day), self._listed, group=(id(self), "list"))

    def _listed(self, found: list[Cover]) -> None:
        self.model.set_rows(found)
        self._chosen(self.table.current_row())
        count = sum(row.counts_on(self._desk.today()) for row in found)
        self.note.setText(ngettext("{count} in force", "{count} in force", count).format(count=count))

    def _chosen(self, row: Cover | None) -> None:
        self.end_button.setEnabled(row is not None and row.ended_on is None)
        self.paper_button.setEnabled(row is not None and bool(row.file_name))

    def open_paper(self) -> None:
        """The paper behind the security under the cursor."""
        row, session = self.table.current_row(), self._desk.session
        if row is not None and row.file_name:
            show_copy(self._desk, lambda: covers.cover_document(session, row.id))

    def _add(self) -> None:
        self._show(CoverDialog(self._desk, self._customer, self._currency, self))

    def _end(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._show(EndCoverDialog(self._desk, row, self))

    def _show(self, dialog: TaskDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(self.refresh)
        dialog.accepted.connect(self.changed)
        dialog.open()


class CoverDialog(TaskDialog):
    """Enters one security; what a kind does not need is greyed."""

    def __init__(self, desk: Desk, customer: Customer, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Add security"), _("Add security"), _("Security added"), parent)
        self._customer = customer
        self.kind = Choice([(kind, _(name)) for kind, name in KIND_NAMES.items()])
        self.amount, self.percent, self.provider = AmountEdit(currency), QLineEdit("90"), QLineEdit()
        self.grade = Choice([("", _("not rated")), *((grade.code, grade.code) for grade in GRADES if grade.code != "NR")])
        today = desk.today()
        self.begins, self.until = DateEdit(today, near=today), DateEdit(None, near=today)
        self.note_edit = QLineEdit()
        self.add(FormField(_("Kind"), self.kind, name="kind", required=True))
        self.add_row(FormField(_("Amount ({currency})").format(currency=currency), self.amount, name="amount", required=True),
                   FormField(_("Insured share, %"), self.percent, name="percent"))
        self.add_row(FormField(_("Insurer, bank or guarantor"), self.provider, name="provider"),
                   FormField(_("Guarantor's grade"), self.grade, name="guarantor_grade"))
        self.add_row(FormField(_("From"), self.begins, name="from"), FormField(_("Until"), self.until, name="until"))
        self.add(FormField(_("Note"), self.note_edit, name="note"))
        self.document = self.add_paper(_("Supporting document"))
        self.kind.chosen.connect(lambda _kind: self._suit())
        self._suit()
        self.keep(f"cover/{customer.id}", taken=self._suit)

    def _suit(self) -> None:
        self.percent.setEnabled(self.kind.value() == INSURANCE)
        self.grade.setEnabled(self.kind.value() == CORPORATE_GUARANTEE)

    def task(self) -> Callable[[], Any]:
        kind, session = str(self.kind.value()), self._desk.session
        paper = self.document.text()
        draft = CoverDraft(self._customer.id, kind, must_amount(self.amount), self.amount.currency,
                           fraction(self.percent.text(), "percent") if kind == INSURANCE else Decimal(1),
                           self.provider.text(), str(self.grade.value() or "") if kind == CORPORATE_GUARANTEE else "",
                           self.begins.day(), self.until.day(), self.note_edit.text(), Path(paper) if paper else None)
        return lambda: covers.add_cover(session, draft)


class EndCoverDialog(TaskDialog):
    """Ends a security; the reason is kept."""

    def __init__(self, desk: Desk, cover: Cover, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("End security"), _("End security"), _("Security ended"), parent)
        self._cover = cover
        self.day, self.reason = DateEdit(desk.today(), near=desk.today()), QLineEdit()
        self.add(FormField(_("Counts no more from"), self.day, name="date", required=True))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        if cover.kind == INSURANCE:
            self.note.setText(_("The limit is proposed anew at once."))
        self.keep(f"end_cover/{cover.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._cover.id, self.day.day(), self.reason.text()
        return lambda: covers.end_cover(session, key, day or self._desk.today(), reason)


def fraction(text: str, field: str) -> Decimal:
    """A percentage as typed, as a fraction; InputError `bad_percent`."""
    body = text.strip().rstrip("%％").strip()
    try:
        return Decimal(body) / 100
    except ArithmeticError as error:
        raise InputError(N_("Write a percentage, such as 90."), code="bad_percent", field=field) from error
