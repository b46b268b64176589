"""Letters already issued, of one customer or all, with their PDF as it went out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSplitter, QVBoxLayout, QWidget

from creditdesk.domain.errors import N_
from creditdesk.i18n import _, ngettext
from creditdesk.services.collections import issued, proofs
from creditdesk.services.collections.issued import IssuedLetter
from creditdesk.services.saving import save_paper
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.collections import words
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.collections.proof_dialog import ProofDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.paper_copies import show_copy
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.choice import Chips
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.typed import FINDS

_STATES = {issued.RESOLVED: (N_("Settled"), "ok", "check-circle"), issued.OPEN: (N_("Unpaid"), "warn", "clock"),
           issued.AWAITED: (N_("Reply awaited"), "track", "clock"), issued.AGREED: (N_("Agreed"), "ok", "check-circle"),
           issued.DIFFERING: (N_("Differs"), "warn", "flag"), issued.UNANSWERED: (N_("No reply"), "warn", "warning-circle")}


def state_tag(letter: IssuedLetter) -> Tag | None:
    """Open until every item on it is closed; of a statement its reply."""
    if letter.state not in _STATES:
        return None
    text, tone, sign = _STATES[letter.state]
    return Tag(_(text), tone, sign)


def delivery_words(letter: IssuedLetter) -> str:
    """How it arrived, for the tip."""
    proof = letter.delivery
    if proof is None:
        return _("No delivery recorded: the letter does not restart the limitation period.")
    parts = (_(words.CHANNELS.get(proof.channel, proof.channel)), proof.waybill, proof.person, proof.file_name, proof.note)
    return " · ".join(filter(None, parts))


class LettersDialog(Dialog):
    """`customer_id` None lists the letters of all customers."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, customer_id: int | None = None, name: str = "") -> None:
        title = _("Issued letters: {name}").format(name=name) if name else _("Issued letters")
        super().__init__(title, _("Save PDF as"), parent, cancel=_("Close"), width=1200)
        self.setMinimumHeight(620)
        self._desk, self._customer_id = desk, customer_id
        self._shown: int | None = None
        self.dialog: Dialog | None = None
        self._build_list(customer_id is None)
        self.view = PaperView(desk.work, _("Issued letter"))
        self.view.say(_("No letter chosen"))
        splitter = QSplitter()
        splitter.addWidget(self._left)
        splitter.addWidget(self.view)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([840, 330])
        splitter.setChildrenCollapsible(False)
        self.body.addWidget(splitter, 1)
        self.proof = self.add_button(button(_("Record delivery"), "note-pencil", tip=_("Record delivery") + " (Ctrl+D)"))
        self.proof.clicked.connect(self.record_delivery)
        QShortcut(QKeySequence("Ctrl+D"), self, self.record_delivery)
        self.print = self.add_button(button(_("Print"), "printer", shortcut="Ctrl+P"))
        self.print.clicked.connect(self._print)
        self.submitted.connect(self._ask_file)
        self._set_ready(False)
        self.refresh()

    def _build_list(self, with_names: bool) -> None:
        self.model = TableModel([
            Column("number", _("Letter no."), width=150),
            Column("date", _("Date"), "date", width=96),
            Column("name", _("Customer"), shown=with_names),
            Column("kind", _("Letter"), value=lambda row: words.letter_name(row.kind), width=112),
            Column("total", _("Demanded"), "money", width=116, currency=lambda row: row.currency),
            Column("deadline", _("Pay by"), "date", width=96, shown=False),
            Column("currency", _("Currency"), width=64, shown=False),
            Column("state", _("State"), "tag", value=state_tag, width=108),
            Column("delivered_on", _("Delivered"), "date", width=96, tip=delivery_words),
            Column("created_by", _("Issued by"), width=96, shown=False),
        ], key=lambda row: row.id, search=lambda row: row.code)
        self.table = DataTable(self.model, _("Issued letters"), settings=self._desk.settings,
                               name="issued_letters" if with_names else "issued_letters_of")
        self.table.set_empty(_("No letter was issued yet"), _("Letters stand here with their PDF once they are issued."), "",
                             "file-text")
        self.table.current_changed.connect(self._show)
        self.table.row_opened.connect(lambda _row: self.view.area.setFocus())
        self.table.menu_asked.connect(self._fill_menu)
        self.states = Chips([("all", _("All")), (issued.OPEN, _("Unpaid")), (issued.RESOLVED, _("Settled"))], _("State"))
        self.states.chosen.connect(lambda value: self.model.set_filter(
            "state", None if value == "all" else lambda row: row.state == value))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a letter"))
        self.search.setProperty(FINDS, True)
        self.search.setAccessibleName(_("Find a letter"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.model.set_text)
        self._left = QWidget()
        box, row = QVBoxLayout(self._left), QHBoxLayout()
        box.setContentsMargins(0, 0, 8, 0)
        row.addWidget(self.states, 1)
        row.addWidget(self.search, 1)
        box.addLayout(row)
        box.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read the letters anew."""
        session, today, customer = self._desk.session, self._desk.today(), self._customer_id
        self.model.set_loading()
        self._desk.work.read(lambda _progress: issued.letters_of(session, today, customer), self._listed,
                             group=(id(self), "list"), label=_("Reading the letters"))

    def _listed(self, found: list[IssuedLetter]) -> None:
        self.model.set_rows(found)
        for state, count in (("all", len(found)), (issued.OPEN, sum(row.state == issued.OPEN for row in found)),
                             (issued.RESOLVED, sum(row.state == issued.RESOLVED for row in found))):
            self.states.set_count(state, count)
        self.note.setText(ngettext("{count} letter", "{count} letters", len(found)).format(count=f"{len(found):,}"))
        if self._shown is None or not self.table.select_key(self._shown):
            self.table.select_first()
        self.table.view.setFocus()

    def _show(self, letter: IssuedLetter | None) -> None:
        self._set_ready(False)
        self._shown = letter.id if letter else self._shown
        if letter is None:
            self.view.say(_("No letter chosen"))
            return
        session = self._desk.session

        def shown(pdf: bytes) -> None:
            self.view.show_files((pdf,))
            self._set_ready(True)

        self._desk.work.read(lambda _progress: issued.letter_pdf(session, letter.id), shown, group=(id(self), "pdf"))

    def _set_ready(self, ready: bool) -> None:
        for part in (self.print, self.proof, self.primary_button):
            part.setEnabled(ready)

    def _print(self) -> None:
        letter = self.table.current_row()
        if letter is not None and self.view.files:
            ask_and_print(self._desk, self, self.view.files, letter.number)

    def record_delivery(self) -> None:
        """Delivery, signature or reply of the letter under the cursor."""
        letter = self.table.current_row()
        if letter is not None and self.proof.isEnabled():
            self.dialog = ProofDialog(self._desk, self, letter=letter, done=self.refresh)
            self.dialog.open()

    def _fill_menu(self, menu: QMenu, rows: list[IssuedLetter]) -> None:
        delivery = rows[0].delivery if len(rows) == 1 else None
        if delivery is not None and delivery.file_name:
            menu.addAction(icon("file-text"), _("Open paper"), lambda: self.open_proof(rows[0]))

    def open_proof(self, letter: IssuedLetter) -> None:
        """The paper that proves the delivery of a letter."""
        session, delivery = self._desk.session, letter.delivery
        if delivery is not None:
            show_copy(self._desk, lambda: proofs.proof_document(session, delivery.id))

    def _ask_file(self) -> None:
        letter = self.table.current_row()
        if letter is None or not self.view.files:
            return
        dialog = target_dialog(self, _("Save PDF as"))
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter("*.pdf")
        dialog.selectFile(f"{letter.number}.pdf")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the letter shown to `path`."""
        pdf = self.view.files[0]
        self._desk.work.read(lambda _progress: save_paper(path, pdf),
                             lambda done: self._desk.notices.toast(_("Saved to {path}").format(path=done)))
