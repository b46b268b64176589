"""The report on duties better kept apart: who may do both, who did both, as a list and as a PDF (DOMAIN K)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from creditdesk.i18n import _
from creditdesk.paths import documents_dir
from creditdesk.services.duties import Duties, DUTY_NAMES, write_duties
from creditdesk.services.session import Session
from creditdesk.ui.notices import Notices
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Work


class DutiesDialog(Dialog):
    """Shows a report; Enter closes it, the PDF goes where the person chooses."""

    def __init__(self, work: Work, notices: Notices, session: Session, found: Duties, parent: QWidget | None = None) -> None:
        super().__init__(_("Separation of duties"), _("Close"), parent, width=820)
        self._work, self._notices, self._session, self._found = work, notices, session, found
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        if found.single:
            self.body.addWidget(Note(_("One person decides: nothing is forbidden, and this is the log of what was done alone."),
                                     "info"))
        for name, sentence in found.roles:
            self.body.addWidget(Note(_(sentence).format(name=name), "warn"))
        model = TableModel([
            Column("at", _("Date"), width=100, value=lambda act: act.at[:10]), Column("user", _("Who"), width=110),
            Column("duty", _("What was better kept apart"), value=lambda act: _(DUTY_NAMES[act.duty])),
            Column("what", _("Customer, order or card"), width=220)], key=lambda act: (act.at, act.duty, act.what))
        self.table = DataTable(model, _("Separation of duties"))
        self.table.set_empty(_("Nothing was done by one person that two should do"), "", "", "check-circle")
        model.set_rows(list(found.acts))
        self.table.setMinimumHeight(300)
        self.body.addWidget(self.table, 1)
        self.note.setText(_("{first} to {last}").format(first=found.first.isoformat(), last=found.last.isoformat()))
        save = self.add_button(button(_("Save as PDF"), "file-pdf"))
        save.clicked.connect(self._ask)

    def _ask(self) -> None:
        name = f"{_('Separation of duties')} {self._found.last.isoformat()}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), str(documents_dir() / name), "PDF (*.pdf)")
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the report there."""
        session, found = self._session, self._found
        self._work.read(lambda _progress: write_duties(session, found, path),
                        lambda written: self._notices.toast(_("Saved: {name}").format(name=written.name)))
