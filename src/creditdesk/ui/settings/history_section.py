"""The book's history: who changed what, when and why; nothing here can be changed."""

from __future__ import annotations

import json

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from creditdesk.i18n import _, N_
from creditdesk.services import history
from creditdesk.services.history import HistoryEvent
from creditdesk.ui.moments import local_moment
from creditdesk.ui.settings.backups import verify_book
from creditdesk.ui.settings.section import Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog

_ACTIONS = {"create": N_("created"), "change": N_("changed"), "post": N_("posted"), "import": N_("imported"),
            "undo_import": N_("import undone"), "merge": N_("merged"), "unmerge": N_("taken apart"), "lock": N_("closed period"),
            "rate": N_("rate entered"), "reverse": N_("reversed"), "allocate": N_("allocated"), "unallocate": N_("allocation undone"),
            "reset": N_("reset"), "issue": N_("issued"), "decide": N_("decided"), "dispute": N_("disputed"),
            "close": N_("closed"), "promise": N_("promised"), "contact": N_("contact logged"), "score": N_("scored"),
            "limit": N_("limit decided"), "fact": N_("fact recorded"), "delete": N_("deleted"), "draft": N_("draft saved"),
            "withdraw": N_("withdrawn")}
_ENTITIES = {"book": N_("book"), "company": N_("company"), "customer": N_("customer"), "setting": N_("setting"),
             "batch": N_("import"), "document": N_("document"), "invoice": N_("invoice"), "credit_note": N_("credit note"),
             "debit_note": N_("debit note"), "receipt": N_("receipt"), "refund": N_("refund"), "write_off": N_("write-off"),
             "recovery": N_("recovery"), "allocation": N_("allocation"), "fx_rate": N_("exchange rate"),
             "letter": N_("letter"), "letter_template": N_("text of a letter"), "dispute": N_("dispute"),
             "promise": N_("promise"), "contact": N_("contact"), "score": N_("score"), "limit_decision": N_("limit"),
             "limit": N_("limit"), "fact": N_("fact"), "financials": N_("financial statements"), "policy": N_("policy")}


class HistorySection(Section):
    """The last events, filtered while typing; Enter on one shows what changed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter: person, number, word"))
        self.search.setAccessibleName(_("Filter the history"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self._later = QTimer(self, singleShot=True, interval=250)
        self._later.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _text: self._later.start())
        check = button(_("Check the book"), "shield-check", small=True)
        check.clicked.connect(lambda: verify_book(shell))
        self.model = TableModel([
            Column("seq", _("No."), "int", width=70), Column("at", _("When"), width=140, value=lambda one: local_moment(one.at)),
            Column("user", _("By"), width=100),
            Column("action", _("What"), width=130, value=lambda one: _(_ACTIONS.get(one.action, one.action))),
            Column("entity", _("Of"), width=130, value=lambda one: _(_ENTITIES.get(one.entity, one.entity))),
            Column("after", _("Details"), value=lambda one: summary(one)), Column("reason", _("Reason"), width=170)],
            key=lambda one: one.seq)
        self.table = DataTable(self.model, _("History"), settings=shell.settings, name="history")
        self.table.set_empty(_("No such entry"), _("The last 500 entries are searched first."), "", "clock")
        self.table.row_opened.connect(self.show_event)
        card = Card(_("History"), _("the last 500 entries; nothing can be changed here"), flush=True)
        card.add_to_head(self.search)
        card.add_to_head(check)
        card.add(self.table, 1)
        self.box.addWidget(card, 1)

    def refresh(self) -> None:
        session, text = self._session, self.search.text()
        self.shell.work.read(lambda _progress: history.events(session, text), self.model.set_rows, group="history")

    def show_event(self, event: HistoryEvent) -> Dialog:
        """One event with all that it says."""
        box = Dialog(_("Entry {seq} of the history").format(seq=event.seq), _("Close"), self.shell.window, width=560)
        box.cancel_button.hide()
        said = {"at": event.at, "user": event.user, "action": event.action, "entity": f"{event.entity} {event.entity_id}".strip(),
                "reason": event.reason, "before": event.before, "after": event.after}
        text = QPlainTextEdit(json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, indent=2))
        text.setReadOnly(True)
        text.setMinimumHeight(280)
        text.setAccessibleName(box.windowTitle())
        box.body.addWidget(text)
        box.submitted.connect(box.accept)
        box.open()
        return box


def summary(event: HistoryEvent) -> str:
    """What changed in one line, without the digests."""
    found = event.after or event.before
    parts = [f"{key} {value}" if key else str(value) for key, value in found.items()
             if key != "digests" and value not in ("", None, [], {})]
    line = " · ".join(parts)
    return " ".join(filter(None, (event.entity_id if event.entity_id != "1" else "", line)))[:240]
