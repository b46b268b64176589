"""What became of a bill received: honoured, discounted, endorsed, dishonoured (DOMAIN E2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.ledger.documents import BILL_EVENTS, DISHONOURED, HONOURED
from creditdesk.i18n import _
from creditdesk.services.ledger import bills
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import words
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class BillDialog(TaskDialog):
    """An event of one bill; what dishonour does is said before it is done."""

    def __init__(self, desk: Desk, view: DocumentView, parent: QWidget | None) -> None:
        document = view.document
        super().__init__(desk, _("Bill {no}").format(no=document.no), _("Save"),
                         _("{no}: noted what became of the bill").format(no=document.no), parent)
        self._document = document
        honoured = any(event.event == HONOURED for event in view.bill_events)
        known = (DISHONOURED,) if honoured else BILL_EVENTS
        self.happened = Choice([(code, _(words.BILL_EVENTS[code])) for code in known])
        due = document.maturity or document.date
        self.day = DateEdit(max(min(due, desk.today()), document.date))
        self.memo = QLineEdit()
        self.warning = Note(_("A dishonoured bill is reversed as a receipt: the invoices it settled are open again, with "
                              "their own due dates."), "warn")
        self.add(FormField(_("What became of it"), self.happened, name="event"))
        self.add(FormField(_("Date"), self.day, name="date", required=True))
        self.add(FormField(_("Note"), self.memo, name="note"))
        self.body.addWidget(self.warning)
        self.happened.chosen.connect(lambda _code: self._show_warning())
        self._show_warning()
        self.keep(f"bill/{document.id}", taken=self._show_warning)

    def _show_warning(self) -> None:
        self.warning.setVisible(self.happened.value() == DISHONOURED)

    def task(self) -> Callable[[], Any]:
        event, day, note = str(self.happened.value()), must_day(self.day), self.memo.text().strip()
        session, key = self._desk.session, self._document.id
        return lambda: bills.record_bill_event(session, key, event, day, note)
