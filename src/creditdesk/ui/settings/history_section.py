"""The book's history: who changed what, when and why; nothing here can be changed."""

from __future__ import annotations

import json

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from creditdesk.i18n import _, N_, pgettext
from creditdesk.services import customers, history
from creditdesk.services.history import HistoryEvent
from creditdesk.ui.moments import local_moment
from creditdesk.ui.settings.backups import verify_book
from creditdesk.ui.settings.history_words import reason_words, summary
from creditdesk.ui.settings.section import Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog

ACTIONS = {
    "add": N_("entered"), "allocate": N_("allocated"), "cancel": N_("cancelled"), "change": N_("changed"), "close": N_("closed"),
    "end": N_("ended"),
    "create": N_("created"), "decide": N_("decided"), "discard": N_("discarded"), "draft": N_("draft saved"),
    "enter": N_("entered"), "freeze": N_("put on hold"), "import": N_("imported"), "issue": N_("issued"),
    "lift": N_("hold lifted"), "lock": N_("closed period"), "log": N_("logged"), "merge": N_("merged"), "post": N_("posted"),
    "raise": N_("raised"), "rate": N_("rate entered"), "record": N_("recorded"), "refund": N_("refunded"),
    "release": N_("released"), "reset": N_("reset"), "reverse": N_("reversed"), "save": N_("saved"), "ship": N_("shipped"),
    "unallocate": N_("allocation undone"), "undo": N_("taken back"), "undo_import": N_("import undone"),
    "unmerge": N_("taken apart"), "write_off": N_("written off"), "set_up": N_("passwords set up"),
    "remove_passwords": N_("passwords taken away"), "reset_password": N_("new password given"),
    "own_password": N_("own password changed"), "disable": N_("switched off"), "enable": N_("switched on again"),
    "sign_in_failed": N_("wrong password"), "recover": N_("recovery code used"), "submit": N_("submitted"),
    "approve": N_("approved"), "reject": N_("rejected"), "return": N_("returned"), "ask": N_("asked back"),
    "answer": N_("answered"), "withdraw": N_("withdrawn"), "review": N_("gone through"), "back_up": N_("backed up"),
    "file": N_("filed"), "override": N_("grade changed"), "propose": N_("proposed"), "refuse": N_("refused"),
    "recalculate": N_("recalculated"), "recheck": N_("checked again"), "set": N_("set"), "sign": N_("signed off"),
    "supersede": N_("replaced"), "verify": N_("verified"), "tick": N_("ticked off"), "untick": N_("tick taken back"),
    "honoured": N_("honoured"), "dishonoured": N_("dishonoured"), "discounted": N_("discounted"), "endorsed": N_("endorsed"),
    "active": N_("activated"), "challenger": N_("set as challenger"), "retired": N_("retired")}
ENTITIES = {
    "allocation": N_("allocation"), "batch": N_("import"), "book": N_("book"), "company": N_("company"), "contact": N_("contact"),
    "credit_note": N_("credit note"), "customer": N_("customer"), "debit_note": N_("debit note"), "dispute": N_("dispute"),
    "document": N_("document"), "documents": N_("documents"), "entries": N_("documents"), "fact": N_("fact"),
    "financials": N_("financial statements"), "fx_rate": N_("exchange rate"), "invoice": N_("invoice"), "letters": N_("letters"),
    "letter_template": N_("text of a letter"), "limit": N_("limit"), "order": N_("order"), "policy_param": N_("policy"),
    "plan": N_("payment plan"), "promise": N_("promise"), "proof": N_("delivery or proof"),
    "receipt": N_("receipt"), "recovery": N_("recovery"), "refund": N_("refund"),
    "score": N_("score"), "setting": N_("setting"), "shipment": N_("shipment"), "write_off": N_("write-off"),
    "user": N_("user"), "application": N_("application for a limit"),
    "bill": N_("bill"), "case": N_("case given"), "contract": N_("contract"), "cover": N_("security"),
    "customer_file": N_("credit file"), "day_task": N_("task of the day"), "group_limit": N_("limit of a group"),
    "industry": N_("industry outlook"), "register": N_("register"), "rulebook": N_("rulebook"),
    "score_override": N_("change of a grade"), "scorecard": N_("scorecard"), "strategy": N_("strategy of a year")}


class HistorySection(Section):
    """The last events, filtered while typing; Enter on one shows what changed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self._names: dict[str, str] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter: person, number, word"))
        self.search.setAccessibleName(_("Filter the history"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(active().px(260))
        self._later = QTimer(self, singleShot=True, interval=250)
        self._later.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _text: self._later.start())
        check = button(_("Check the book"), "shield-check", small=True)
        check.clicked.connect(lambda: verify_book(shell))
        self.model = TableModel([
            Column("seq", pgettext("event", "No."), "int", width=70),
            Column("at", _("When"), width=140, value=lambda one: local_moment(one.at)),
            Column("user", _("By"), width=84),
            Column("action", _("What"), width=104, value=lambda one: _(ACTIONS.get(one.action, one.action))),
            Column("entity", _("Of"), width=104, value=lambda one: _(ENTITIES.get(one.entity, one.entity))),
            Column("after", _("Details"), value=lambda one: summary(one, self._names)),
            Column("reason", _("Reason"), width=150, value=reason_words)],
            key=lambda one: one.seq)
        self.table = DataTable(self.model, _("History of the book"), settings=shell.settings, name="history")
        self.table.set_empty(_("No such entry"), _("The last 500 entries are searched first."), "", "clock")
        self.table.row_opened.connect(self.show_event)
        card = Card(_("History of the book"), _("the last 500 entries; nothing can be changed here"), flush=True)
        card.add_to_head(self.search)
        copy = button(_("Copy the seal"), "copy", small=True,
                      tip=_("Number and hash of the last entry: kept elsewhere, they show a history rewritten later"))
        copy.clicked.connect(self.copy_seal)
        card.add_to_head(copy)
        card.add_to_head(check)
        card.add(self.table, 1)
        self.box.addWidget(card, 1)

    def refresh(self) -> None:
        session, text = self._session, self.search.text()
        def job(_progress: object) -> tuple[list[HistoryEvent], dict[str, str]]:
            return history.events(session, text), {str(one.id): one.name for one in customers.everyone(session, retired=True)}

        self.shell.work.read(job, self._arrived, group="history")

    def _arrived(self, found: tuple[list[HistoryEvent], dict[str, str]]) -> None:
        rows, self._names = found
        self.model.set_rows(rows)

    def copy_seal(self) -> None:
        """Put the head of the chain on the clipboard, with the company and the day."""
        session, day = self._session, self.shell.desk().today()

        def told(found: tuple[int, str]) -> None:
            text = _("{day}: entry {count} of the history, {digest}").format(day=day.isoformat(), count=found[0], digest=found[1])
            QGuiApplication.clipboard().setText(text)
            self.shell.window.notices.toast(_("Copied: mail it to somebody, or print it"))

        self.shell.work.read(lambda _progress: history.head(session), told, group="seal")

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
