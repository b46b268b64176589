"""Two records of one firm side by side: which stays, and what moves to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLineEdit, QRadioButton, QScrollArea, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, ngettext, translate_error
from creditdesk.services import customers
from creditdesk.ui.customers import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex, CustomerPicker
from creditdesk.ui.widgets.controls import label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

_SHOWN = ("name", "tax_id", "country", "terms", "currency", "contact", "phone", "email", "address", "salesperson",
          "contract_no", "founded_on", "retired_on")


class MergeDialog(Dialog):
    """`merged` carries (record that went under, record that stays)."""

    merged = Signal(object, object)

    def __init__(self, desk: Desk, index: CustomerIndex, first: Customer, second: Customer | None,
                 counts: Mapping[int, int], parent: QWidget | None = None) -> None:
        super().__init__(_("Merge two records of one firm"), _("Merge"), parent, width=720)
        self._desk, self._counts = desk, counts
        self._records: list[Customer | None] = [first, second]
        self._busy = False
        self.body.addWidget(label(_("The documents of one record move to the other, which keeps its own data. Nothing is "
                                    "deleted, and the merge can be taken back."), "mut", wrap=True))
        self.picker = CustomerPicker(lambda: index)
        self.picker.set_customer(second)
        self.picker.picked.connect(self._picked)
        self.body.addWidget(FormField(_("Merge {name} with").format(name=first.name), self.picker, name="customer",
                                      required=True, help_text=_("Name, initials or code; F4 lists")))
        self._stays = QButtonGroup(self)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        self._grid = QGridLayout(inner)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        area.setWidget(inner)
        area.setMinimumHeight(300)
        self.body.addWidget(area, 1)
        self.problem = Note("", "danger")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.reason = QLineEdit()
        self.body.addWidget(FormField(_("Reason"), self.reason, name="reason", help_line=False))
        self.submitted.connect(self._submit)
        self._show()

    def _picked(self, value: object) -> None:
        if isinstance(value, Customer):
            self._records[1] = value
            self._show()

    @property
    def stays(self) -> int:
        """0: the first record stays, 1: the second."""
        return max(0, self._stays.checkedId())

    def choose(self, place: int) -> None:
        self._stays.button(place).setChecked(True)
        self._name_button()

    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._stays.deleteLater()
        self._stays = QButtonGroup(self)
        self._stays.idToggled.connect(lambda _place, _on: self._name_button())
        self._grid.addWidget(label(_("Stays"), "sec"), 0, 0)
        for place, record in enumerate(self._records):
            if record is None:
                continue
            radio = QRadioButton(record.code)
            radio.setAccessibleName(_("{name} stays").format(name=f"{record.code} {record.name}"))
            self._stays.addButton(radio, place)
            self._grid.addWidget(radio, 0, place + 1)
            self._grid.setColumnStretch(place + 1, 1)
        count = len([record for record in self._records if record is not None])
        # the record with more documents is usually the one in use
        usual = max(range(count), key=lambda place: self._documents(place)) if count == 2 else 0
        self._stays.button(usual).setChecked(True)
        self._fill()
        self._name_button()

    def _documents(self, place: int) -> int:
        record = self._records[place]
        return self._counts.get(record.id, 0) if record else 0

    def _fill(self) -> None:
        first, second = self._records
        row = 1
        for name in _SHOWN:
            left = words.value_of(first, name) if first else ""
            right = words.value_of(second, name) if second else ""
            if left or right:
                self._line(row, _(words.FIELDS[name]), left, right, bool(second) and left != right)
                row += 1
        amounts = [ngettext("{count} document", "{count} documents", self._documents(place)).format(
            count=f"{self._documents(place):,}") if self._records[place] else "" for place in range(2)]
        self._line(row, _("Documents"), amounts[0], amounts[1], False)
        self._grid.setRowStretch(row + 1, 1)

    def _line(self, row: int, title: str, left: str, right: str, differs: bool) -> None:
        self._grid.addWidget(label(title, "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in ((1, left), (2, right)):
            if self._records[column - 1] is not None:
                shown = label(text or "—", "strong" if differs else "", wrap=True, tone="" if text else "t3")
                self._grid.addWidget(shown, row, column, Qt.AlignmentFlag.AlignTop)

    def _name_button(self) -> None:
        ready = all(self._records)
        self.primary_button.setEnabled(ready)
        if ready:
            going, staying = self._records[1 - self.stays], self._records[self.stays]
            assert going is not None and staying is not None
            self.note.setText(_("{going} goes under {staying}").format(going=going.code, staying=staying.code))

    def _submit(self) -> None:
        going, staying = self._records[1 - self.stays], self._records[self.stays]
        if self._busy or going is None or staying is None:
            return
        self._busy = True
        session, reason = self._desk.session, self.reason.text().strip()
        task: Callable[[], None] = lambda: customers.merge(session, going.id, staying.id, reason)  # noqa: E731
        self._desk.work.write(lambda _progress: task(), lambda _done: self._done(going, staying), failed=self._failed,
                              what="customers")

    def _done(self, going: Customer, staying: Customer) -> None:
        self.accept()
        self.merged.emit(going, staying)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, CreditDeskError):
            self.problem.set_text(translate_error(error))
            self.problem.show()
        else:
            self._desk.notices.failed(error)
