"""The data tab: the record, the facts, the statements and the other parts of a customer's file, one at a time (DOMAIN B)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services.credit.credit_file import credit_file, CreditFile
from creditdesk.services.credit.statements import statement_sheet, StatementSheet
from creditdesk.services.customer_overview import Overview
from creditdesk.ui.customers.facts_view import FactsView
from creditdesk.ui.customers.parts_view import PartsView
from creditdesk.ui.customers.record_tab import RecordTab
from creditdesk.ui.customers.statements_view import StatementsView
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.choice import Segments

RECORD, FACTS, STATEMENTS, PARTS = "data", "facts", "statements", "parts"
VIEWS = (RECORD, FACTS, STATEMENTS, PARTS)


class CreditFileTab(QWidget):
    """The file is read when the tab is shown; the part last looked at stays for the next customer."""

    navigate = Signal(str, dict)

    def __init__(self, desk: Desk, record: RecordTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._read = desk, False
        self._view: Overview | None = None
        self.segments = Segments([(RECORD, _("Master data")), (FACTS, _("Facts")), (STATEMENTS, _("Statements")),
                                  (PARTS, _("File"))], _("Parts of the data"))
        self.segments.chosen.connect(lambda part: self.show_part(str(part)))
        self.facts, self.statements, self.parts = FactsView(desk), StatementsView(desk), PartsView(desk)
        self.facts.queue_asked.connect(lambda: self.navigate.emit("customers/verification", {}))
        self.parts.customer_asked.connect(lambda key: self.navigate.emit("customers", {
            "customer_id": key, "tab": "record", "part": PARTS}))
        self.stack = QStackedWidget()
        for part in (record, self.facts, self.statements, self.parts):
            self.stack.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.segments)
        box.addWidget(self.stack, 1)

    @property
    def part(self) -> str:
        return VIEWS[self.stack.currentIndex()]

    def show_part(self, part: str) -> None:
        """Turn to the record, the facts, the statements or the other parts."""
        if part in VIEWS:
            self.segments.set_value(part)
            self.stack.setCurrentIndex(VIEWS.index(part))
            self._fill()

    def show_customer(self, view: Overview) -> None:
        self._view, self._read = view, False
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        """Read the file once it is looked at."""
        view = self._view
        if view is None or self._read or not self.isVisible() or self.part == RECORD:
            return
        self._read = True
        session, key, day = self._desk.session, view.customer.id, view.as_of
        self._desk.work.read(lambda _progress: (credit_file(session, key, day), statement_sheet(session, key, day)),
                             self._show, group=("credit_file", id(self)), label=_("Reading the credit file"))

    def _show(self, found: tuple[CreditFile, StatementSheet]) -> None:
        file, sheet = found
        if self._view is None or file.customer.id != self._view.customer.id:
            return
        self.facts.show_file(file.customer, file.facts)
        self.statements.show_sheet(file.customer, sheet)
        self.parts.show_file(file)
