"""Whom to speak to, what was said, and what was promised."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import KINDS, PERSON
from creditdesk.i18n import _, listed, ngettext
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile
from creditdesk.ui.customers import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link

#: people named above the log; the rest stand in the file
_PEOPLE = 4


class ContactsTab(QWidget):
    """`contact_asked` and `promise_asked` follow the buttons."""

    contact_asked = Signal()
    promise_asked = Signal()
    people_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.who = label("", "sec", selectable=True)
        promise, contact = button(_("Note a promise"), "handshake", small=True), button(_("Log a contact"), "phone", small=True)
        promise.clicked.connect(self.promise_asked)
        contact.clicked.connect(self.contact_asked)
        row = QHBoxLayout()
        self.people = label("", "sec", wrap=True, selectable=True)
        manage = link(_("Contact persons"))
        manage.clicked.connect(self.people_asked)
        row.addWidget(self.who, 1)
        row.addWidget(manage)
        row.addWidget(promise)
        row.addWidget(contact)
        self.contacts = TableModel([
            Column("at", _("When"), value=lambda line: line.at.replace("T", " ")[:16], width=128),
            Column("channel", _("Channel"), value=lambda line: words.named(words.CHANNELS, line.channel), width=88),
            Column("person", _("Spoke to"), width=104),
            Column("result", _("Result"), value=lambda line: words.named(words.RESULTS, line.result), width=124),
            Column("note", _("Note"), tip=_everything),
            Column("next_action", _("Next step"), width=112, tone=lambda line: "t2"),
            Column("next_on", _("On"), "date", width=96, tone=lambda line: "t2"),
            Column("created_by", _("By"), width=76, tone=lambda line: "t2")], key=lambda line: line.id)
        self.table = DataTable(self.contacts, _("Contact log"), settings=desk.settings, name="customer_contacts")
        self.table.set_empty(_("Nothing logged yet"), _("Log calls and visits, so that the next one knows what was said."),
                             _("Log a contact"), "phone")
        self.table.empty_action.connect(self.contact_asked)
        self.promises = TableModel([
            Column("date", _("Promised for"), "date", value=lambda line: line.promise.date, width=116),
            Column("amount", _("Amount"), "money", value=lambda line: line.promise.amount, width=132, strong=True,
                   currency=lambda line: line.promise.currency),
            Column("currency", _("Currency"), value=lambda line: line.promise.currency, width=72),
            Column("received", _("Received since"), "money", value=lambda line: line.received or None, width=132,
                   currency=lambda line: line.promise.currency),
            Column("made", _("Promised on"), "date", value=lambda line: line.promise.made_on, width=116),
            Column("written", _("In writing"), value=lambda line: _("Yes") if line.promise.written else "", width=0),
            Column("state", _("Status"), "tag", value=_state, width=108)], key=lambda line: line.promise.id)
        self.promise_table = DataTable(self.promises, _("Promises"), settings=desk.settings, name="customer_promises")
        self.promise_card, talk = Card(_("Promises"), flush=True), Card(_("Contact log"), flush=True)
        self.promise_card.add(self.promise_table, 1)
        talk.add(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(12)
        box.addLayout(row)
        box.addWidget(self.people)
        box.addWidget(self.promise_card, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(talk, 1)

    def set_compact(self, compact: bool) -> None:
        """In the small window who logged a contact gives way to what was said."""
        self.table.set_narrow(("created_by",) if compact else ())

    def show_customer(self, view: Overview, profile: CustomerProfile) -> None:
        customer = view.customer
        people = [entry for entry in profile.entries if entry.kind == PERSON]
        self.people.setVisible(bool(people))
        self.people.setText("\n".join(_person(entry) for entry in people[:_PEOPLE]))
        said = " · ".join(part for part in (customer.contact, customer.phone, customer.email) if part)
        self.who.setText("" if people else said or _("No contact person entered"))
        self.contacts.set_rows(view.contacts)
        self.promises.set_rows(view.promises)
        self.promise_card.setVisible(bool(view.promises))
        rows = min(4, len(view.promises))
        self.promise_card.setFixedHeight(active().px(44) + 34 + rows * active().size("row"))
        judged = [state.state for state in view.promises if state.state in ("kept", "broken")]
        kept = judged.count("kept")
        self.promise_card.set_hint(ngettext("{kept} of {count} kept", "{kept} of {count} kept", len(judged)).format(
            kept=kept, count=len(judged)) if judged else "")


def _person(entry: FileEntry) -> str:
    """Who, what for, how to reach them, when not to."""
    kind = KINDS[PERSON]
    role = (kind.field("role").choices or {}).get(entry.value("role"), "")
    parts = [entry.value("name"), _(role) if role else "", entry.value("phone"), entry.value("mobile"), entry.value("email"),
             entry.value("wechat"), _(kind.field("decides").title) if entry.value("decides") else "",
             _(kind.field("signs").title) if entry.value("signs") else "",
             _("not {hours}").format(hours=entry.value("quiet_hours")) if entry.value("quiet_hours") else ""]
    return " · ".join(part for part in parts if part)


def _state(line: object) -> Tag:
    tag = words.PROMISE_STATES[line.state]  # type: ignore[attr-defined]
    return Tag(_(tag.text), tag.tone, tag.icon)


def _everything(line: object) -> str:
    """The whole note and what else was said."""
    found = [line.note, words.named(words.CAUSES, line.cause), listed(line.invoices)]  # type: ignore[attr-defined]
    return "\n".join(part for part in found if part)
