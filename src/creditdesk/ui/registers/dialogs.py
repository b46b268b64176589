"""The dialogs of the registers: an entry from the fields of its kind, and its end (DOMAIN A76, A114)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from creditdesk.domain import registers as rule
from creditdesk.domain.customers import file_entries
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.i18n import _, N_
from creditdesk.services.credit import registers as service
from creditdesk.ui.customers.entry_dialog import EndDialog, EntryDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex

_NOTES = {
    rule.FACTORING: N_("The risk a factor buys without recourse leaves the exposure while the invoices are open; with recourse it "
                       "stays. An assignment binds the customer once they were told."),
    rule.POLICY: N_("The insurer's limit for a customer is entered as its security, under the insurer's name."),
    rule.CASE: N_("What was given to this provider, what it cost and what came of it."),
    rule.SOURCE: N_("Public sites are there already; add those you pay for, and departments that know something.")}


class RegisterDialog(EntryDialog):
    """A new entry of a register, or the successor of one; the earlier version stays on file."""

    def __init__(self, desk: Desk, kind: str, before: FileEntry | None, index: CustomerIndex, parent: QWidget | None, *,
                 extra: Mapping[str, str] | None = None) -> None:
        super().__init__(desk, None, rule.REGISTERS[kind], before, parent, extra=extra, index=index)

    def _says(self) -> str:
        return _(_NOTES[self._kind.code]) if self._kind.code in _NOTES else super()._says()

    def checked(self, draft: FileEntry) -> FileEntry:
        return file_entries.checked(draft, rule.REGISTERS)

    def save(self, draft: FileEntry, read: Sequence[tuple[str, bytes]], to_record: bool) -> int:
        return service.save_register(self._desk.session, draft, read[0] if read else None)


class EndRegisterDialog(EndDialog):
    """Lets an entry of a register count no more."""

    def end(self, day: date, reason: str) -> None:
        service.end_register(self._desk.session, self._entry.id, day, reason)
