"""The data of a customer: every field of its record, records merged into it, whether it is retired."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.i18n import _, aside, titled, translate_error
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile
from creditdesk.services.customers_ids import check_tax_id
from creditdesk.ui.customers import file_words, head, words
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, Note

IDENTITY = ("code", "name", "short_name", "name_en", "tax_id", "registration_no", "country", "legal_form", "founded_on", "industry",
            "size", "class", "strategic")
TRADE = ("terms", "currency", "methods", "language", "salesperson", "contract_no", "contract_rate", "starting_stage", "sme_notice_on",
         "cash_only")
REACH = ("contact", "phone", "email", "website", "address", "business_address", "service_address", "note")
INVOICING = ("invoice_title", "invoice_tax_id", "invoice_address", "invoice_bank")
PROSPECTS = ("growth", "margin", "importance")
#: what concerns only firms under Chinese law (DOMAIN H0)
_CHINESE = frozenset({"sme_notice_on"})
#: what registers say of the firm: facts, shown beside the record
REGISTER = ("registration_status", "legal_representative", "registered_capital", "paid_in_capital", "address")


class RecordTab(QScrollArea):
    """`asked` carries an action, `unmerge_asked` the id of a record to take out again."""

    asked = Signal(str)
    unmerge_asked = Signal(int)
    history_asked = Signal()
    facts_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self.note = Note("", "info")
        self._restore = button(_("Restore"), small=True)
        self._restore.clicked.connect(lambda: self.asked.emit(head.RESTORE))
        self.note.add(self._restore)
        self.warning = Note("", "warn")
        edit = button(_("Edit data"), "pencil-simple", small=True, tip=_("Edit data") + " (F2)")
        edit.clicked.connect(lambda: self.asked.emit(head.EDIT))
        history = link(_("Field history"), tip=_("Every change of every field"))
        history.clicked.connect(self.history_asked)
        identity = Card(_("Identity"))
        identity.add_to_head(history)
        identity.add_to_head(edit)
        trade, reach = Card(_("Terms and contract")), Card(_("Contact and addresses"))
        register, invoicing, prospects = Card(_("From the register")), Card(_("What their invoices say")), Card(_("Prospects"))
        to_facts = link(_("Facts"))
        to_facts.clicked.connect(self.facts_asked)
        register.add_to_head(to_facts)
        self._register = _grid(register)
        self._grids = {IDENTITY: _grid(identity), TRADE: _grid(trade), REACH: _grid(reach), INVOICING: _grid(invoicing),
                       PROSPECTS: _grid(prospects)}
        self._merged = Card(_("Merged records"), _("Their documents stand here"))
        self._merged_rows = QVBoxLayout()
        self._merged.body.addLayout(self._merged_rows)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, (identity, register, prospects)), (right, (trade, reach, invoicing))):
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            columns.addLayout(column, 1)
        for part in (self.note, self.warning):
            self._box.addWidget(part)
        self._box.addLayout(columns)
        self._box.addWidget(self._merged)
        self._box.addStretch(1)
        self.setWidget(inner)

    def show_customer(self, view: Overview, profile: CustomerProfile) -> None:
        customer = view.customer
        self.note.setVisible(customer.retired_on is not None)
        if customer.retired_on is not None:
            self.note.set_text(_("Retired on {day}: hidden from lists while nothing is open, nothing of it is lost.").format(
                day=customer.retired_on))
        found = check_tax_id(customer.tax_id, customer.country, view.company.country)
        self.warning.setVisible(found.error is not None)
        if found.error is not None:
            self.warning.set_text(titled(_("Tax number"), translate_error(found.error)))
        for names, grid in self._grids.items():
            self._fill(grid, names, view)
        _clear(self._register)
        for row, key in enumerate(REGISTER):
            known = profile.facts.known.get(key)
            value = file_words.value_words(key, known.value, known.fact.unit) if known else ""
            self._register.addWidget(label(file_words.key_name(key), "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._register.addWidget(label(value or "—", wrap=True, selectable=True, tone="" if value else "t3"), row, 1)
            if known is not None:
                tag = file_words.status_tag(known.status)
                self._register.addWidget(StatusTag(tag.text, tag.tone, tag.icon), row, 2, Qt.AlignmentFlag.AlignTop)
        self._show_merged(view)

    def _fill(self, grid: QGridLayout, names: Sequence[str], view: Overview) -> None:
        _clear(grid)
        home = view.company.country == "CN"
        for row, name in enumerate(name for name in names if home or name not in _CHINESE):
            value = words.value_of(view.customer, name)
            if name == "terms" and not value:
                value = aside(words.terms(view.terms), _("by default"))
            grid.addWidget(label(_(words.FIELDS[name]), "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value or "—", wrap=True, selectable=True, tone="" if value else "t3"), row, 1)

    def _show_merged(self, view: Overview) -> None:
        _clear(self._merged_rows)
        for customer in view.merged:
            made = QWidget()
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(label(f"{customer.code} {customer.name}", selectable=True), 1)
            back = link(_("Take apart"))
            back.clicked.connect(lambda _on=False, key=customer.id: self.unmerge_asked.emit(key))
            row.addWidget(back)
            self._merged_rows.addWidget(made)
        self._merged.setVisible(bool(view.merged))


def _grid(card: Card) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 104)
    card.body.addLayout(grid)
    return grid


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
