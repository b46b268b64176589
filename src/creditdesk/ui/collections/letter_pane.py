"""The letter of the customer under the cursor, as it would go out: the very PDF, its kind, deadline and language."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from creditdesk.i18n import _
from creditdesk.services.collections import letters
from creditdesk.services.collections.board import ChaseRow
from creditdesk.services.collections.letter_fields import Missing
from creditdesk.services.collections.letter_plan import LetterPlan, LetterRequest
from creditdesk.ui.collections import words
from creditdesk.ui.collections.missing_dialog import MissingDialog
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, link, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField
from creditdesk.ui.work import Progress

WAIT_MS = 140  # while the cursor runs down the list nothing is drawn


class LetterPane(Card):
    """`show_row` changes the customer; `asked` (print) and `saved` (export) carry the request to issue."""

    export_asked = Signal(object)  # LetterRequest
    print_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Letter preview"), flush=True)
        self._desk = desk
        self._row: ChaseRow | None = None
        self.plan: LetterPlan | None = None
        self.dialog: MissingDialog | None = None
        self.view = PaperView(desk.work, _("Letter preview"))
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self._read)
        self._build_form()
        self.body.addWidget(self.view, 1)
        self._build_footer()
        self.show_row(None)

    def _build_form(self) -> None:
        self.kind = Choice()
        self.kind.chosen.connect(lambda _value: self._read())
        self.deadline = DateEdit(None, near=self._desk.today())
        self.deadline.setFixedWidth(active().px(124))
        self.deadline.day_changed.connect(self._set_deadline)
        self._pay_by: date | None = None
        self.language = Choice([("", _("Customer's")), *words.LANGUAGES.items()])
        self.language.chosen.connect(lambda _value: self._read())
        self.language.setMinimumWidth(104)
        self.language.setMaximumWidth(136)
        self.language.setAccessibleName(_("Language"))
        self.language.setToolTip(_("Language"))
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 4)
        row.setSpacing(8)
        row.addWidget(FormField(_("Letter"), self.kind, help_line=False), 1)
        self.until_field = FormField(_("Pay by"), self.deadline, name="pay_by", help_line=False)
        row.addWidget(self.until_field)
        self.body.addLayout(row)
        notes = QVBoxLayout()
        notes.setContentsMargins(14, 0, 14, 4)
        notes.setSpacing(6)
        self.gap = Note("", "info")
        self.missing = Note("", "warn")
        self.enter = link(_("Enter"))
        self.enter.clicked.connect(self._enter_missing)
        self.missing.add(self.enter)
        self.doubt = Note("", "warn")
        for note in (self.gap, self.doubt, self.missing):
            note.hide()
            notes.addWidget(note)
        self.body.addLayout(notes)

    def _build_footer(self) -> None:
        footer = QFrame()
        footer.setProperty("footer", True)
        row = QHBoxLayout(footer)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(self.language)
        row.addStretch(1)
        self.export = button(_("Export PDF"), "file-pdf", tip=_("Issue the letter as a PDF"))
        self.print = button(_("Print"), "printer", shortcut="Ctrl+P", tip=_("Issue and print the letter"))
        self.export.clicked.connect(lambda: self.export_asked.emit(self.request()))
        self.print.clicked.connect(lambda: self.print_asked.emit(self.request()))
        row.addWidget(self.export)
        row.addWidget(self.print)
        self.body.addWidget(footer)

    @property
    def row(self) -> ChaseRow | None:
        """Whose letter is shown."""
        return self._row

    def request(self) -> LetterRequest:
        """What the pane shows, ready to be issued."""
        chosen = self._row
        only = frozenset((chosen.customer_id, letter.currency) for letter in chosen.letters) if chosen else frozenset()
        return LetterRequest(self._desk.today(), customer_id=chosen.customer_id if chosen else None,
                             by_age=bool(self.kind.value()), language=str(self.language.value() or ""), only=only,
                             pay_by=self._pay_by)

    def show_row(self, row: ChaseRow | None) -> None:
        """Show another customer's letter, or the same one's anew."""
        same = self._row is not None and row is not None and self._row.customer_id == row.customer_id
        raised = same and bool(self.kind.value())
        self._row, self.plan = row, None
        if not same:
            self._pay_by = None
        letters_now = row.letters if row else ()
        for part in (self.kind, self.deadline, self.language, self.export, self.print):
            part.setEnabled(bool(letters_now))
        self.set_hint(row.short_name if row else "")
        if not letters_now:
            self._later.stop()
            self._no_letter(row)
            return
        first = letters_now[0]
        items: list[tuple[object, str]] = [(False, words.letter_name(first.kind))]
        if any(letter.by_age != letter.kind for letter in letters_now):
            items.append((True, _("{letter} (of its age)").format(letter=words.letter_name(first.by_age))))
        self.kind.set_items(items)
        self.kind.set_value(raised if len(items) > 1 else False)
        if self.view.files:
            self._later.start()
        else:  # nothing stands there that could be mistaken for this customer's
            self.view.say(_("Drawing the letter"), "", "hourglass")
            self._read()

    def _no_letter(self, row: ChaseRow | None) -> None:
        self._desk.work.read(lambda _progress: None, group=(id(self), "letter"))  # what is on its way is stale
        self.kind.set_items([])
        self.deadline.clear()
        for note in (self.gap, self.doubt, self.missing):
            note.hide()
        if row is None:
            self.view.say(_("No customer chosen"), _("The letter of the customer under the cursor stands here."))
        else:
            self.view.say(_("No letter now"), words.skip_words(row.work.skip or "small"), "hourglass")

    def _set_deadline(self, day: date | None) -> None:
        """Another day to pay by; one that cannot be is said at the field, and the letter stays as it was."""
        if self.plan is None or not self.plan.letters or day == self.plan.letters[0].deadline:
            return
        if day is not None and day <= self._desk.today():
            self.until_field.set_error(_("Later than the letter's date"))
            return
        self.until_field.clear_error()
        self._pay_by = day
        self._read()

    def _read(self) -> None:
        if self._row is None or not self._row.letters:
            return
        session, request, own = self._desk.session, self.request(), self._row.customer_id

        def job(_progress: Progress) -> tuple[LetterPlan, tuple[bytes, ...]]:
            return letters.preview_letters(session, request)

        self._desk.work.read(job, lambda found: self._show(own, *found), group=(id(self), "letter"),
                             label=_("Drawing the letter"))

    def _show(self, customer_id: int, plan: LetterPlan, files: tuple[bytes, ...]) -> None:
        if self._row is None or self._row.customer_id != customer_id:
            return
        self.plan = plan
        if not plan.letters:
            reason = plan.skipped[0].reason if plan.skipped else "small"
            self.view.say(_("No letter now"), words.skip_words(reason), "hourglass")
            return
        letter = plan.letters[0]
        self.deadline.set_day(letter.deadline)
        self.gap.set_text(words.gap_words(letter.gap, letter.kind, letter.stage))
        self.gap.setVisible(bool(self.gap.text))
        self.doubt.set_text(words.warning_words(code for row in plan.letters for code in row.demand.warnings))
        self.doubt.setVisible(bool(self.doubt.text))
        self._tell_missing(plan.missing)
        self.view.show_files(files)

    def _tell_missing(self, missing: tuple[Missing, ...]) -> None:
        self.missing.set_text(_("Left blank on the letter: {names}").format(names=words.missing_words(missing)))
        self.missing.setVisible(bool(missing))

    def _enter_missing(self) -> None:
        if self.plan is not None and self.plan.missing:
            self.dialog = MissingDialog(self._desk, self.plan.missing, self, self._read)
            self.dialog.open()
