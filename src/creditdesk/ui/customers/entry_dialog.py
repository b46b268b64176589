"""One dialog for every part of a customer's file, made from the fields of its kind (DOMAIN B5-B10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from creditdesk.domain.customers import file_entries as rule
from creditdesk.domain.customers.file_entries import EntryField, EntryKind, FileEntry
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.money import parse
from creditdesk.i18n import _
from creditdesk.services.attachments import read_document
from creditdesk.services.credit import credit_file as service
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.document_dialogs import must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class EntryDialog(TaskDialog):
    """A new entry, or the successor of `before`, which stays on file."""

    def __init__(self, desk: Desk, customer: Customer, kind: EntryKind, before: FileEntry | None,
                 parent: QWidget | None) -> None:
        super().__init__(desk, f"{_(kind.title)} · {customer.name}", _("Save"), _("Saved"), parent)
        self.setMinimumWidth(640)
        self._customer, self._kind, self._before = customer, kind, before
        self._path: Path | None = None
        self.controls: dict[str, Any] = {}
        self.marks: dict[str, Choice] = {}
        self.day = DateEdit(before.date if before and kind.code in (rule.VISIT, rule.REFERENCE) else desk.today())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._place = 0
        title = {rule.VISIT: _("Visited on"), rule.REFERENCE: _("Asked on")}.get(kind.code, _("Recorded on"))
        self._put(FormField(title, self.day, name="date", required=True))
        for field in kind.fields:
            self._field(field)
        self._add_grid()
        if kind.code == rule.PAPER:
            self._file_row()
        if kind.code == rule.VISIT:
            self.note.setText(_("The result follows from the check list when it is left blank; it becomes a fact of the score."))
        elif before is not None:
            self.note.setText(_("The earlier version stays on file."))

    def _add_grid(self) -> None:
        """The fields, in a scrolling area where the window is lower than they are."""
        inner = QWidget()
        inner.setProperty("plain", True)
        inner.setLayout(self._grid)
        owner = self.parentWidget()
        room = (owner.window().height() if owner else 900) - 150
        wanted = inner.sizeHint().height()
        self._grid.setContentsMargins(0, 0, 10 if wanted > room else 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setMinimumHeight(min(wanted, room))
        self.body.addWidget(area, 1)

    def _put(self, field: FormField, wide: bool = False) -> None:
        self.fields.append(field)
        if wide and self._place % 2:
            self._place += 1
        self._grid.addWidget(field, self._place // 2, self._place % 2, 1, 2 if wide else 1)
        self._place += 2 if wide else 1

    def _field(self, field: EntryField) -> None:
        old = self._before.value(field.name) if self._before else ""
        control: QWidget
        if field.kind == rule.CHECKS:
            self._checks(field)
            return
        if field.kind == rule.FLAG:
            box = QCheckBox(_(field.title))
            box.setChecked(old == "yes")
            self.controls[field.name] = box
            self._grid.addWidget(box, self._place // 2, self._place % 2)
            self._place += 1
            return
        if field.kind == rule.CHOICE:
            choice = Choice([(code, _(text)) for code, text in (field.choices or {}).items()])
            choice.set_value(old or next(iter(field.choices or {}), ""))
            control = choice
        elif field.kind == rule.DATE:
            control = DateEdit(date.fromisoformat(old) if old else None, near=self._desk.today())
        elif field.kind == rule.AMOUNT:
            amount = AmountEdit()
            amount.set_amount(parse(old) if old else None)
            control = amount
        elif field.kind == rule.LONG:
            note = QPlainTextEdit(old)
            note.setFixedHeight(56)
            note.setTabChangesFocus(True)
            control = note
        else:
            control = QLineEdit(f"{parse(old) * 100:f}".rstrip("0").rstrip(".") + "%" if field.kind == rule.SHARE and old else old)
        self.controls[field.name] = control
        self._put(FormField(_(field.title), control, name=field.name, required=field.required,
                            help_line=field.kind != rule.LONG), wide=field.kind == rule.LONG)

    def _checks(self, field: EntryField) -> None:
        """The items of a list, each with a mark, two beside each other."""
        if self._place % 2:
            self._place += 1
        self._grid.addWidget(label(_(field.title), "title"), self._place // 2, 0)
        self._place += 2
        old = self._before.checks(field.name) if self._before else {}
        for item, title in (field.choices or {}).items():
            choice = Choice([(code, _(text)) for code, text in rule.MARKS.items()])
            choice.set_value(old.get(item, ""))
            choice.setAccessibleName(_(title))
            choice.setMinimumWidth(96)
            self.marks[item] = choice
            row = QHBoxLayout()
            row.addWidget(label(_(title), "sec"), 1)
            row.addWidget(choice)
            self._grid.addLayout(row, self._place // 2, self._place % 2)
            self._grid.setRowMinimumHeight(self._place // 2, 34)
            self._place += 1

    def _file_row(self) -> None:
        row = QHBoxLayout()
        self.file_name = label(self._before.file_name if self._before else _("no file chosen yet"), "mut")
        pick = button(_("Choose a file"), "paperclip")
        pick.clicked.connect(self._choose)
        row.addWidget(pick)
        row.addWidget(self.file_name, 1, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(row)

    def _choose(self) -> None:
        found, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"))
        if found:
            self.set_file(Path(found))

    def set_file(self, path: Path) -> None:
        """Take a document; its name stands for a title where none was typed."""
        self._path = path
        self.file_name.setText(path.name)
        if not self.controls["title"].text().strip():
            self.controls["title"].setText(path.stem)

    def values(self) -> dict[str, str]:
        """What stands in the fields, as texts."""
        found: dict[str, str] = {}
        for name, control in self.controls.items():
            if isinstance(control, QCheckBox):
                found[name] = "yes" if control.isChecked() else ""
            elif isinstance(control, DateEdit):
                day = control.day()
                found[name] = day.isoformat() if day else ""
            elif isinstance(control, Choice):
                found[name] = str(control.value() or "")
            else:
                found[name] = control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text()
        if self.marks:
            found["checks"] = "\n".join(f"{item}={choice.value()}" for item, choice in self.marks.items() if choice.value())
        return found

    def task(self) -> Callable[[], Any]:
        before, path = self._before, self._path
        if self._kind.code == rule.PAPER and path is None and before is None:
            raise InputError(N_("Choose the file first."), code="missing", field="title")
        draft = rule.checked(FileEntry(0, self._customer.id, self._kind.code, must_day(self.day), self.values(),
                                       replaces=before.id if before else 0))
        session = self._desk.session
        return lambda: service.save_entry(session, draft, read_document(path) if path else None)


class EndDialog(TaskDialog):
    """Lets an entry count no more; it stays on file."""

    def __init__(self, desk: Desk, entry: FileEntry, said: str, parent: QWidget | None) -> None:
        super().__init__(desk, _("No longer holds"), _("Let it count no more"), _("It no longer counts"), parent)
        self._entry = entry
        self.body.addWidget(label(said, "strong", wrap=True))
        self.reason, self.day = QLineEdit(), DateEdit(desk.today())
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("From"), self.day, name="date", required=True))

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._entry.id, must_day(self.day), self.reason.text()
        return lambda: service.end_entry(session, key, day, reason)
