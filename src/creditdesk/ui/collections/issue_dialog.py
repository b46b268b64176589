"""Issuing letters: what would go out, to whom not and why, where the PDFs go, and the run itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QProgressBar, QWidget

from creditdesk.domain.errors import Cancelled, CreditDeskError, InputError, N_
from creditdesk.i18n import _, ngettext, translate_error
from creditdesk.services.collections import letters as service
from creditdesk.services.collections.letter_plan import LetterPlan, LetterRequest, plan_letters
from creditdesk.services.collections.letters import LetterRun
from creditdesk.services.collections.statement_issue import attached
from creditdesk.ui.collections import words
from creditdesk.ui.collections.missing_dialog import MissingDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label, link, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField
from creditdesk.ui.work import Progress, Step, Ticket

FOLDER = "collections/folder"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A customer chosen but left out of the batch unless the person takes it in."""

    name: str
    keys: frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Issued:
    """What the run did and where its files are; `files` are the PDFs as bytes when they are to be printed."""

    run: LetterRun
    folder: Path | None
    files: tuple[bytes, ...] = ()
    #: the letters are issued, but their statements of account could not all be written
    problem: CreditDeskError | None = None


class IssueDialog(Dialog):
    """`done` is called with `Issued` after the letters are written and, unless a draft, recorded."""

    def __init__(self, desk: Desk, request: LetterRequest, parent: QWidget | None, *, done: Callable[[Issued], object],
                 held: Sequence[HeldBack] = (), to_printer: bool = False) -> None:
        super().__init__(_("Issue letters"), _("Issue letters"), parent, width=760)
        self._desk, self._request, self._held, self._done = desk, request, tuple(held), done
        self._ticket: Ticket | None = None
        self._plan: LetterPlan | None = None
        self.dialog: MissingDialog | None = None
        self._printing = to_printer
        self._build_options()
        self._build_list()
        self._build_target()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.problem = Note("", "danger")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.submitted.connect(self._start)
        desk.work.stepped.connect(self._stepped)
        self.setMinimumHeight(640)
        self._read()

    def _build_options(self) -> None:
        self.by_age = QCheckBox(_("Letter of its age, past the sequence"))
        self.by_age.setChecked(self._request.by_age)
        self.disputed = QCheckBox(_("Also customers with a dispute, for the part not disputed"))
        self.disputed.setVisible(bool(self._held))
        self.draft = QCheckBox(_("Only drafts: nothing is recorded"))
        self.language = Choice([("", _("Customer's language")), *words.LANGUAGES.items()])
        self.language.set_value(self._request.language)
        self.language.setFixedWidth(200)
        self.language.setAccessibleName(_("Language"))
        self.language.chosen.connect(lambda _value: self._read())
        for box in (self.by_age, self.disputed, self.draft):
            box.toggled.connect(lambda _on: self._read())
        row = QHBoxLayout()
        row.addWidget(self.by_age, 1)
        row.addWidget(self.language)
        self.body.addLayout(row)
        self.body.addWidget(self.disputed)
        self.body.addWidget(self.draft)

    def _build_list(self) -> None:
        self.model = TableModel([
            Column("name", _("Customer"), value=lambda row: row.customer.name),
            Column("kind", _("Letter"), value=lambda row: words.letter_name(row.kind), width=116,
                   tip=lambda row: words.gap_words(row.gap, row.kind, row.stage)),
            Column("number", _("Letter no."), width=150),
            Column("language", _("Language"), value=lambda row: words.LANGUAGES[row.language], width=78),
            Column("total", _("Demanded"), "money", value=lambda row: row.demand.total, width=112,
                   currency=lambda row: row.currency, strong=True),
            Column("currency", "", value=lambda row: row.currency, width=52),
        ], key=lambda row: (row.customer.id, row.currency))
        self.table = DataTable(self.model, _("Letters that will go out"), settings=self._desk.settings, name="issue_letters")
        self.table.set_empty(_("No letter to issue"), "", "", "file-text")
        self.table.set_row_height(30)
        self.body.addWidget(self.table, 1)
        self.skipped = QPlainTextEdit()
        self.skipped.setReadOnly(True)
        self.skipped.setTabChangesFocus(True)
        self.skipped.setFixedHeight(64)
        self.skipped.setAccessibleName(_("Customers without a letter"))
        self.skipped_words = label("", "sec")
        self.body.addWidget(self.skipped_words)
        self.body.addWidget(self.skipped)
        self.doubt = Note("", "warn")
        self.doubt.hide()
        self.body.addWidget(self.doubt)
        self.missing = Note("", "warn")
        self.enter = link(_("Enter"))
        self.enter.clicked.connect(self._enter_missing)
        self.missing.add(self.enter)
        self.missing.hide()
        self.body.addWidget(self.missing)

    def _build_target(self) -> None:
        self.output = Segments([("one", _("One PDF")), ("each", _("One PDF each"))], _("Files"))
        self.attach = QCheckBox(_("With the statement of account"))
        self.attach.setToolTip(_("Each customer's statement is issued and kept under its own number"))
        self.printer = QCheckBox(_("Print them"))
        self.printer.setChecked(self._printing)
        self.save = QCheckBox(_("Save to the folder"))
        self.save.setChecked(not self._printing)
        kept = str(self._desk.settings.value(FOLDER) or "")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = QLineEdit(kept or str(Path(documents or Path.home()) / "CreditDesk"))
        browse = button(_("Choose folder"), "folder-open")
        browse.clicked.connect(self._browse)
        self.folder_field = FormField(_("Folder"), self.folder, name="out", required=True)
        row, line = QHBoxLayout(), QHBoxLayout()
        for part in (self.printer, self.save, self.output, self.attach):
            row.addWidget(part)
        row.addStretch(1)
        line.setSpacing(8)
        line.addWidget(self.folder_field, 1)
        line.addWidget(browse, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        self.body.addLayout(line)
        for box in (self.printer, self.save):
            box.toggled.connect(lambda _on: self._fit())
        self._fit()

    def _fit(self) -> None:
        """Folder and files only where something is saved."""
        for part in (self.folder, self.output):
            part.setEnabled(self.save.isChecked())
        self._name_button()

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("Choose folder"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    # What would go out

    def request(self) -> LetterRequest:
        """The request with the options chosen."""
        only = self._request.only
        if only is not None and self.disputed.isChecked():
            only = only.union(*(held.keys for held in self._held))
        return replace(self._request, by_age=self.by_age.isChecked(), language=str(self.language.value() or ""), only=only)

    def _read(self) -> None:
        session, request = self._desk.session, self.request()
        self.model.set_loading()
        self.primary_button.setEnabled(False)
        self._desk.work.read(lambda _progress: plan_letters(session, request), self._planned, failed=self._failed,
                             group=(id(self), "plan"), label=_("Choosing the letters"))

    def _planned(self, plan: LetterPlan) -> None:
        self._plan = plan
        self.model.set_rows(plan.letters)
        lines = [words.without_words(row.name, row.reason) for row in plan.skipped]
        if not self.disputed.isChecked():
            lines += [words.held_words(held.name) for held in self._held]
        self.skipped.setPlainText("\n".join(lines))
        self.skipped.setVisible(bool(lines))
        self.skipped_words.setText(ngettext("{count} customer gets no letter", "{count} customers get no letter",
                                            len(lines)).format(count=len(lines)))
        self.skipped_words.setVisible(bool(lines))
        self.doubt.set_text(words.warning_words(code for row in plan.letters for code in row.demand.warnings))
        self.doubt.setVisible(bool(self.doubt.text))
        self.missing.set_text(_("Left blank on the letters: {names}").format(names=words.missing_words(plan.missing)))
        self.missing.setVisible(bool(plan.missing))
        self._name_button()

    def _enter_missing(self) -> None:
        """Ask for it here: what is chosen in this dialog stays."""
        if self._plan is not None and self._plan.missing and self._ticket is None:
            self.dialog = MissingDialog(self._desk, self._plan.missing, self, self._read)
            self.dialog.open()

    def _name_button(self) -> None:
        count = len(self._plan.letters) if self._plan else 0
        text = ngettext("Write {count} draft", "Write {count} drafts", count) if self.draft.isChecked() else ngettext(
            "Issue {count} letter", "Issue {count} letters", count)
        self.primary_button.setText(text.format(count=count))
        self.primary_button.setEnabled(bool(count) and (self.save.isChecked() or self.printer.isChecked()))
        self.attach.setEnabled(not self.draft.isChecked())  # a statement has no draft: it is kept once issued
        told = "" if self.draft.isChecked() else _("Letters are recorded with their figures and PDFs.")
        self.note.setText(told)

    # The run

    def _start(self) -> None:
        if self._ticket is not None or self._plan is None or not self._plan.letters:
            return
        self.problem.hide()
        if self.save.isChecked() and not self.folder_field.check():
            return
        session, request, draft = self._desk.session, self.request(), self.draft.isChecked()
        printing, saving = self.printer.isChecked(), self.save.isChecked()
        attach = self.attach.isChecked() and not draft
        one_file = self.output.value() == "one" if saving else not attach
        folder = Path(self.folder.text().strip()).expanduser() if saving else None

        def job(progress: Progress) -> Issued:
            if folder is not None:
                _check_folder(folder)
                return _issue(progress, folder)
            with tempfile.TemporaryDirectory(prefix="creditdesk-") as hidden:
                return replace(_issue(progress, Path(hidden)), folder=None)

        def _issue(progress: Progress, target: Path) -> Issued:
            run = service.issue_letters(session, request, target, one_file=one_file, draft=draft,
                                        progress=lambda done, total: progress(done, total), stopped=lambda: progress.cancelled)
            statements, problem = attached(session, run, request.as_of, target) if attach else ({}, None)
            names: dict[str, None] = {}
            for row in run.letters:  # on paper a customer's statement follows the letter
                names |= dict.fromkeys(filter(None, (row.file, statements.get(row.letter.number))))
            files = tuple((target / name).read_bytes() for name in names) if printing else ()
            return Issued(run, target, files, problem)

        self._running(True)
        start = self._desk.work.read if draft else self._desk.work.write
        self._ticket = start(job, self._finished, failed=self._failed, label=_("Drawing the letters"))

    def _running(self, running: bool) -> None:
        for part in (self.by_age, self.disputed, self.draft, self.language, self.output, self.folder_field, self.attach,
                     self.printer, self.save, self.primary_button):
            part.setEnabled(not running)
        self.progress.setVisible(running)
        self.progress.setRange(0, 0)
        self.cancel_button.setText(_("Stop") if running else _("Cancel"))
        if not running:
            self._fit()

    def _stepped(self, step: Step) -> None:
        if self._ticket is not None and step.total:
            self.progress.setRange(0, step.total)
            self.progress.setValue(step.done)
            self.note.setText(_("Letter {done} of {total}").format(done=step.done, total=step.total))

    def _finished(self, issued: Issued) -> None:
        self._ticket = None
        if issued.folder is not None:
            self._desk.settings.setValue(FOLDER, str(issued.folder))
        self.accept()
        self._done(issued)
        if issued.problem is not None:
            self._desk.notices.error(issued.problem)

    def _failed(self, error: BaseException) -> None:
        """The reason stands in the dialog, which stays with everything chosen."""
        self._ticket = None
        self._running(False)
        if isinstance(error, Cancelled):
            self.problem.set_text(_("Stopped; no letter was issued"))
        elif isinstance(error, CreditDeskError):
            self.problem.set_text(translate_error(error))
        else:
            self._desk.notices.failed(error)
            return
        self.problem.show()

    def reject(self) -> None:
        """While letters are drawn the button stops the run; the dialog closes otherwise."""
        if self._ticket is not None:
            self._ticket.cancel()
            return
        super().reject()


def _check_folder(folder: Path) -> None:
    if not folder.is_absolute():
        raise InputError(N_("“{path}” is not a whole path. Choose a folder."), code="bad_folder", field="out",
                         path=str(folder))
