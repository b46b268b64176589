"""The industry list: the outlook of each GB/T section, which scores inherit as factor QL2 (DOMAIN B7, C4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from creditdesk.domain.customers.industry import IndustryNote, OUTLOOK
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _
from creditdesk.services.credit.industry import set_industry_notes
from creditdesk.ui.credit.words import ANCHORS
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class IndustryDialog(TaskDialog):
    """What is left as it was is not written again; scores take the outlook in force on their day."""

    def __init__(self, desk: Desk, notes: list[IndustryNote], parent: QWidget | None) -> None:
        super().__init__(desk, _("Industry outlook"), _("Save list"), _("Industry outlook saved"), parent)
        self.setMinimumWidth(760)
        self._known: Mapping[str, IndustryNote] = {note.section: note for note in notes if note.key == OUTLOOK}
        self.outlooks: dict[str, Choice] = {}
        self.reasons: dict[str, QLineEdit] = {}
        self.day = DateEdit(desk.today())
        self.add(FormField(_("In force from"), self.day, name="date", required=True,
                           help_text=_("Customers without an outlook of their own inherit it as a factor of their score")))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 10, 0)
        grid.setColumnStretch(2, 1)
        for row, (section, title) in enumerate(SECTIONS.items()):
            kept = self._known.get(section)
            choice = Choice([("", "—"), *((str(level), f"{level}  {_(ANCHORS['QL2'][level - 1])}") for level in (5, 4, 3, 2, 1))])
            choice.set_value(kept.value if kept else "")
            choice.setAccessibleName(_(title))
            reason = QLineEdit(kept.note if kept else "")
            reason.setPlaceholderText(f"{kept.date} {kept.created_by}" if kept else _("Reason"))
            reason.setAccessibleName(f"{_(title)}: {_('Reason')}")
            self.outlooks[section], self.reasons[section] = choice, reason
            grid.addWidget(label(f"{section}  {_(title)}"), row, 0)
            grid.addWidget(choice, row, 1)
            grid.addWidget(reason, row, 2)
        area.setWidget(inner)
        room = parent.window().height() if parent else 720
        area.setMinimumHeight(max(300, min(560, room - 260)))
        self.body.addWidget(area, 1)
        self.keep("industries")

    def task(self) -> Callable[[], Any]:
        day, session = must_day(self.day), self._desk.session
        notes = [IndustryNote(section, OUTLOOK, str(choice.value()), self.reasons[section].text(), day)
                 for section, choice in self.outlooks.items() if choice.value()]
        if not notes:
            raise InputError(N_("There is nothing to save."), code="missing", field="date")
        return lambda: set_industry_notes(session, notes)
