"""What the one button of a line of the day's list does: a dialog on the spot, or the page with the thing itself on it."""

from __future__ import annotations

from typing import Any, TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from creditdesk.i18n import _
from creditdesk.ui.desk import Desk

if TYPE_CHECKING:  # the first page stands before dialogs and tables are loaded
    from creditdesk.domain.customers.records import Customer
    from creditdesk.domain.insight.dashboard import DayTask, Expected
    from creditdesk.services.overview.expected import ExpectedLine
    from creditdesk.ui.widgets.dialog import Dialog

#: touches that are a letter to issue; the others are a talk to log
LETTER_STEPS = frozenset({"remind", "confirm", "demand", "legal"})
CALL, LETTER = "call", "letter"


def way_of(task: DayTask) -> str:
    """Whether a line is a talk to log on the spot (CALL), a letter to issue (LETTER), or "" for a page."""
    if task.kind == "broken":
        return CALL
    if task.kind == "touch":
        return LETTER if task.fields.get("step") in LETTER_STEPS and task.fields.get("letter") else CALL
    return ""


def task_args(task: DayTask) -> dict[str, Any]:
    """What the page behind a line's button is told."""
    if task.kind == "unapplied":
        return {"credit_id": task.target}
    if task.kind == "approval":
        return {"application_id": task.target}
    if task.kind == "held_order":
        return {"order_id": task.target}
    if task.kind == "override":
        return {"customer_id": task.customer_id, "tab": "scores", "do": "grade"}
    if task.kind == "backup":
        return {"section": "backup"}
    given: dict[str, Any] = {"customer_id": task.customer_id} if task.customer_id is not None else {}
    return given | ({"limit": True} if task.kind in ("over_limit", "limit_ends") else {})


class Doing(QObject):
    """`navigate` carries the page and what to tell it. The last dialog opened is kept in `dialog`."""

    navigate = Signal(str, dict)

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self.dialog: Dialog | None = None

    def act(self, task: DayTask) -> None:
        """Do what the button of a line stands for."""
        if way_of(task) == CALL and task.customer_id is not None:
            from creditdesk.services import company, customers
            session, key = self._desk.session, task.customer_id
            self._desk.work.read(lambda _progress: (customers.customer(session, key), company.profile(session).base_currency),
                                 lambda found: self._log(*found), group=(id(self), "customer"))
        else:
            self.navigate.emit(task.page, task_args(task))

    def _log(self, customer: Customer, base: str) -> None:
        from creditdesk.ui.collections.contact_dialog import ContactDialog, Subject
        self._open(ContactDialog(self._desk, [Subject.of(customer, customer.currency or base)], self._owner))

    def show_expected(self, found: Expected, currency: str) -> None:
        """Who is expected to pay how much of the last figure."""
        from creditdesk.services.overview import expected
        session, as_of = self._desk.session, self._desk.today()

        def show(lines: list[ExpectedLine]) -> None:
            from creditdesk.ui.dashboard.expected_dialog import ExpectedDialog
            dialog = ExpectedDialog(lines, currency, found.until, self._desk.settings, self._owner)
            dialog.chosen.connect(lambda customer: self.navigate.emit("customers", {"customer_id": customer}))
            self._open(dialog)

        self._desk.work.read(lambda _progress: expected.expected_lines(session, as_of), show, group=(id(self), "expected"),
                             label=_("Reading what is expected"))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()
