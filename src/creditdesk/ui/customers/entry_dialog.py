"""One dialog for every part of a customer's file, made from the fields of its kind (DOMAIN B5-B10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

from creditdesk.domain.customers import file_entries as rule, file_kinds as kinds
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import EntryField, EntryKind
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.money import parse
from creditdesk.i18n import _, current_language, listed, ngettext
from creditdesk.services.attachments import read_document
from creditdesk.services.credit import file_writing as service
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import FormField

_HELP: Mapping[str, str] = {kinds.TERMS: N_("Such as 30, EOM+30 or acceptance+30"),
                            kinds.RATE: N_("Such as 12 % or 0.05 %/day"), kinds.SHARE: N_("Such as 5 %")}
#: kinds whose day is their own, not that of the entry
_OWN_DAY = frozenset({kinds.VISIT, kinds.REFERENCE, kinds.AGENCY, kinds.INSURER, kinds.EVENT, kinds.RISKS})


class EntryDialog(TaskDialog):
    """A new entry, or the successor of `before`, which stays on file. `extra` are values no field shows (`of` a contract).

    Without a `customer` it belongs to a register of the firm's own; `index` are the customers that such an entry may name.
    """

    def __init__(self, desk: Desk, customer: Customer | None, kind: EntryKind, before: FileEntry | None,
                 parent: QWidget | None, *, extra: Mapping[str, str] | None = None, index: CustomerIndex | None = None) -> None:
        super().__init__(desk, f"{_(kind.title)} · {customer.name}" if customer else _(kind.title), _("Save"), _("Saved"), parent)
        self.setMinimumWidth(640)
        self._customer, self._kind, self._before = customer, kind, before
        self._extra, self._index = dict(extra or {}), index
        #: one paper stands for the entry itself; else several hang on it
        self._one = kind.code == kinds.PAPER or customer is None
        self.paths: list[Path] = []
        self.controls: dict[str, Any] = {}
        self.marks: dict[str, Choice] = {}
        self.to_record = QCheckBox(_("Take number, terms, interest and address over into the record"))
        self.day = DateEdit(before.date if before and (kind.code in _OWN_DAY or customer is None) else desk.today())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._place = 0
        for field in kind.fields:
            if field.asked:
                self._field(field)
        self._put(FormField(_(kind.dated), self.day, name="date", required=True))
        self._add_grid()
        if kind.code == kinds.CONTRACT and customer is not None:
            self.to_record.setChecked(not customer.contract_no)
            self.body.addWidget(self.to_record)
        if self._one or kind.code in kinds.ATTACHED:
            self._file_row()
        self.note.setText(self._says())
        self._walk = EnterWalk(self, lambda: current_language() == "zh")
        about = f"{customer.id if customer else 0}/{before.id if before else 0}/{self._extra.get('of', '')}"
        self.kept = self.keep(f"file/{kind.code}/{about}")

    def _says(self) -> str:
        told = {kinds.VISIT: _("The result follows from the check list when it is left blank; it becomes a fact of the score."),
                kinds.REFERENCE: _("The answers of a year become a fact of the score."),
                kinds.AGENCY: _("What the report states becomes facts of the score."),
                kinds.INSURER: _("The decision becomes a fact of the score.")}.get(self._kind.code, "")
        if self._before is not None and self._kind.code == kinds.CONTRACT:
            return _("The earlier version stays on file; a changed contract is signed off anew.")
        return told or (_("The earlier version stays on file.") if self._before is not None else "")

    def _add_grid(self) -> None:
        """The fields, in a scrolling area where the window is lower than they are."""
        inner = QWidget()
        inner.setProperty("plain", True)
        inner.setLayout(self._grid)
        owner = self.parentWidget()
        room = (owner.window().height() if owner else 900) - 220
        wanted = inner.sizeHint().height()
        self._grid.setContentsMargins(0, 0, 10 if wanted > room else 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
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
        if field.kind == kinds.CHECKS:
            self._checks(field)
            return
        if field.kind == kinds.FLAG:
            box = QCheckBox(_(field.title))
            box.setChecked(old == "yes")
            self.controls[field.name] = box
            self._grid.addWidget(box, self._place // 2, self._place % 2)
            self._grid.setRowMinimumHeight(self._place // 2, 30)
            self._place += 1
            return
        control = self._control(field, old)
        self.controls[field.name] = control
        self._put(FormField(_(field.title), control, name=field.name, required=field.required,
                            help_text=_(_HELP[field.kind]) if field.kind in _HELP else "",
                            help_line=field.kind != kinds.LONG), wide=field.kind == kinds.LONG)

    def _control(self, field: EntryField, old: str) -> QWidget:
        if field.kind == kinds.CHOICE:
            choice = Choice([(code, _(text)) for code, text in (field.choices or {}).items()])
            choice.set_value(old or next(iter(field.choices or {}), ""))
            return choice
        if field.kind == kinds.DATE:
            return DateEdit(date.fromisoformat(old) if old else None, near=self._desk.today())
        if field.kind == kinds.AMOUNT:
            amount = AmountEdit()
            amount.set_amount(parse(old) if old else None)
            return amount
        if field.kind == kinds.LONG:
            note = QPlainTextEdit(old)
            note.setFixedHeight(56)
            note.setTabChangesFocus(True)
            return note
        if field.kind == kinds.WHO and self._index is not None:
            index = self._index
            picker = CustomerPicker(lambda: index)
            picker.set_customer(index.by_id.get(int(old)) if old.isdigit() else None)
            return picker
        return QLineEdit(f"{parse(old) * 100:f}".rstrip("0").rstrip(".") + "%" if field.kind == kinds.SHARE and old else old)

    def _checks(self, field: EntryField) -> None:
        """The items of a list, each with a mark, two beside each other."""
        if self._place % 2:
            self._place += 1
        self._grid.addWidget(label(_(field.title), "title"), self._place // 2, 0)
        self._place += 2
        old = self._before.checks(field.name) if self._before else {}
        for item, title in (field.choices or {}).items():
            choice = Choice([(code, _(text)) for code, text in kinds.MARKS.items()])
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
        self._place += self._place % 2

    def _file_row(self) -> None:
        one = self._one
        row = QHBoxLayout()
        before = self._before.file_name if self._before and one else ""
        self.file_name = label(before or (_("no file chosen yet") if one else ""), "mut")
        title = {kinds.VISIT: _("Add photos"), kinds.PERSON: _("Add a letter of authority")}.get(self._kind.code, _("Add papers"))
        pick = button(_("Choose a file") if one else title, "paperclip")
        pick.clicked.connect(self._choose)
        row.addWidget(pick)
        row.addWidget(self.file_name, 1, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(row)

    def _choose(self) -> None:
        if self._one:
            found = file_to_open(self, _("Choose a file"))
            if found:
                self.set_file(found)
            return
        several, _filter = QFileDialog.getOpenFileNames(self, _("Choose files"))
        for path in several:
            self.set_file(Path(path))

    def set_file(self, path: Path) -> None:
        """Take a document; of a paper its name stands for a title where none was typed."""
        if not self._one:
            self.paths.append(path)
            names = listed(one.name for one in self.paths)
            self.file_name.setText(ngettext("{count} file: {names}", "{count} files: {names}", len(self.paths)).format(
                count=len(self.paths), names=names))
            return
        self.paths = [path]
        self.file_name.setText(path.name)
        if "title" in self.controls and not self.controls["title"].text().strip():
            self.controls["title"].setText(path.stem)

    def values(self) -> dict[str, str]:
        """What stands in the fields, as texts."""
        kept = {field.name: self._before.value(field.name) for field in self._kind.fields if not field.asked} if self._before else {}
        found: dict[str, str] = {**kept, **self._extra}
        for name, control in self.controls.items():
            if isinstance(control, QCheckBox):
                found[name] = "yes" if control.isChecked() else ""
            elif isinstance(control, DateEdit):
                day = control.day()
                found[name] = day.isoformat() if day else ""
            elif isinstance(control, Choice):
                found[name] = str(control.value() or "")
            elif isinstance(control, CustomerPicker):
                picked = control.customer()
                found[name] = str(picked.id) if picked else control.text()
            else:
                found[name] = control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text()
        if self.marks:
            found["checks"] = "\n".join(f"{item}={choice.value()}" for item, choice in self.marks.items() if choice.value())
        return found

    def task(self) -> Callable[[], Any]:
        before, paths = self._before, list(self.paths)
        if self._kind.code == kinds.PAPER and not paths and before is None:
            raise InputError(N_("Choose the file first."), code="missing", field="title")
        draft = self.checked(FileEntry(0, self._customer.id if self._customer else 0, self._kind.code, must_day(self.day),
                                       self.values(), replaces=before.id if before else 0))
        to_record = self.to_record.isChecked()
        return lambda: self.save(draft, [read_document(path) for path in paths], to_record)

    def checked(self, draft: FileEntry) -> FileEntry:
        """The entry in its written form; InputError or ManyErrors name the fields."""
        return rule.checked(draft)

    def save(self, draft: FileEntry, read: Sequence[tuple[str, bytes]], to_record: bool) -> int:
        """Write it; runs in the worker."""
        return service.save_entry(self._desk.session, draft, read[0] if self._one and read else None,
                                  papers=() if self._one else read, to_record=to_record)


class EndDialog(TaskDialog):
    """Lets an entry count no more; it stays on file."""

    def __init__(self, desk: Desk, entry: FileEntry, said: str, parent: QWidget | None) -> None:
        super().__init__(desk, _("No longer holds"), _("Let it count no more"), _("It no longer counts"), parent)
        self._entry = entry
        self.body.addWidget(label(said, "strong", wrap=True))
        self.reason, self.day = QLineEdit(), DateEdit(desk.today())
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("From"), self.day, name="date", required=True))
        self.keep(f"end/{entry.kind}/{entry.id}")

    def task(self) -> Callable[[], Any]:
        day, reason = must_day(self.day), self.reason.text()
        return lambda: self.end(day, reason)

    def end(self, day: date, reason: str) -> None:
        """Write it; runs in the worker."""
        service.end_entry(self._desk.session, self._entry.id, day, reason)
