"""The day payment terms count from besides the invoice: delivery, acceptance, confirmation (DOMAIN D15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.domain.ledger.terms import missing_event, parse_terms
from creditdesk.i18n import _
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

_TITLES = {"delivered_on": N_("Delivered on"), "accepted_on": N_("Accepted on"), "confirmed_on": N_("Confirmed on")}


class EventField(FormField):
    """Shown only for terms that wait for an event; its `name` is that of the event's date."""

    def __init__(self, near: date, parent: QWidget | None = None) -> None:
        edit = DateEdit(near=near)
        super().__init__(_("Delivered on"), edit, name="delivered_on", help_text=_("Blank: the invoice's date"),
                         parent=parent)
        self.edit = edit
        self.hide()

    def show_terms(self, text: str) -> None:
        """Show the field these terms need, or none."""
        try:
            wanted = missing_event(parse_terms(text)) if text.strip() else None
        except InputError:
            return
        if wanted is not None and wanted != self.name:
            self.name = wanted
            self.set_title(_(_TITLES[wanted]))
        self.setVisible(wanted is not None)

    def filled(self, draft: DocumentDraft) -> DocumentDraft:
        """The draft with the event's date; as it is while the field is hidden."""
        if self.isHidden():
            return draft
        day = self.edit.day()
        return replace(draft, delivered_on=day if self.name == "delivered_on" else draft.delivered_on,
                       accepted_on=day if self.name == "accepted_on" else draft.accepted_on,
                       confirmed_on=day if self.name == "confirmed_on" else draft.confirmed_on)
