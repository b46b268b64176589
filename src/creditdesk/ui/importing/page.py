"""Import and backup: choose a file, check it, see what came of it (DESIGN 9, screen 05b)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget

from creditdesk.domain.errors import Cancelled, CreditDeskError
from creditdesk.i18n import _
from creditdesk.services.importing import preview, undo
from creditdesk.services.importing.options import ImportResult
from creditdesk.services.importing.preview import Preview
from creditdesk.services.importing.source import Source
from creditdesk.services.importing.undo import Batch, Undone
from creditdesk.services.session import Session
from creditdesk.ui.importing import after, draft as tasks, words
from creditdesk.ui.importing.check_view import CheckView
from creditdesk.ui.importing.choose_view import ChooseView, dropped_file
from creditdesk.ui.importing.done_view import DoneView
from creditdesk.ui.importing.draft import ImportDraft
from creditdesk.ui.importing.footer import CheckFooter
from creditdesk.ui.importing.kept import KeptImport, resume
from creditdesk.ui.importing.mapping import examples_of
from creditdesk.ui.importing.steps_bar import StepsBar
from creditdesk.ui.importing.templates import save_templates
from creditdesk.ui.page import Page
from creditdesk.ui.settings.backups import BackupCard
from creditdesk.ui.shell import Shell
from creditdesk.ui.work import Progress, Ticket

_KEPT = "import"
_GROUP = "import check"


class ImportPage(Page):
    """Holds an `ImportDraft`; every choice changes it, the worker checks it, the view shows it again."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Import and backup"))
        self._shell, self._desk = shell, shell.desk()
        self._session, self._work, self._notices = self._desk.session, self._desk.work, self._desk.notices
        kept = shell.kept.get(_KEPT)
        self.draft = kept if isinstance(kept, ImportDraft) else ImportDraft()
        self._examples: dict[int, str] = {}
        self._running: Ticket | None = None
        self.head.search.hide()
        self.setAcceptDrops(True)
        opened = shell.books.current
        self._currency = opened.profile.base_currency if opened else "CNY"
        self.bar = StepsBar([_("Choose a file"), _("Check columns and rows"), _("Done")], _("Other file"))
        self.bar.other_file.connect(self.start_over)
        self.backup = BackupCard(shell)
        self.choose = ChooseView([self.backup], shell.today)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.choose)
        # the other steps are made while the person looks for the file
        QTimer.singleShot(0, self, lambda: self.check)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._stack, 1)
        self._build_footer()
        self._connect()
        self.setFocusProxy(self.choose.file_button)
        self._new_file = False
        self._show_step()
        self._unfinished = KeptImport(self._desk)
        if self.draft.source is not None and self.draft.result is None:
            self._check_anew()
        elif not isinstance(kept, ImportDraft):
            self._take_up()

    def _build_footer(self) -> None:
        self.footer = CheckFooter()
        self.footer.stopped.connect(lambda: self._running.cancel() if self._running else None)
        self.footer.back_asked.connect(self.start_over)
        self.footer.write_asked.connect(self.write)
        self.commit = self.footer.commit
        self.set_footer(self.footer)

    @cached_property
    def check(self) -> CheckView:
        """Step 2."""
        view = CheckView(self._currency)
        self._stack.addWidget(view)
        view.mapping_changed.connect(self._mapped)
        view.kind_changed.connect(lambda kind: self._reopen(kind, None))
        view.sheet_changed.connect(lambda name: self._reopen(self.draft.kind, name))
        view.option_changed.connect(self._option)
        view.corrected.connect(self._corrected)
        view.export_asked.connect(lambda: after.export_bad(self, self._desk, self.draft))
        return view

    @cached_property
    def done(self) -> DoneView:
        """Step 3."""
        view = DoneView()
        self._stack.addWidget(view)
        view.again_asked.connect(self.start_over)
        view.undo_asked.connect(lambda: self.undo_number(self.draft.result.batch if self.draft.result else None))
        view.show_asked.connect(self._show_imported)
        view.merge_asked.connect(lambda pair: after.merge(self._desk, pair, self._show_pairs))
        return view

    def _connect(self) -> None:
        self.choose.kind.set_value(self.draft.kind)
        self.choose.chosen.connect(self.take)
        self.choose.templates_asked.connect(lambda: save_templates(self._shell))
        self.choose.undo_asked.connect(self.undo_batch)
        self.choose.shown_asked.connect(lambda batch: self._show_documents(batch.kind, batch.id))
        self._work.stepped.connect(self.footer.show_step)

    # Page

    def refresh(self) -> None:
        session = self._session
        self._work.read(lambda _progress: undo.batches(session), self.choose.model.set_rows, group="import batches")

    def set_context(self, **args: object) -> None:
        """`kind` preselects what is imported, `path` opens a file at once, `section` "backup" asks where to back up."""
        if isinstance(args.get("kind"), str) and self.draft.step == 0:
            self.draft.kind = str(args["kind"])
            self.choose.kind.set_value(self.draft.kind)
        if isinstance(args.get("path"), Path):
            self.take(args["path"])
        if args.get("section") == "backup":
            QTimer.singleShot(0, self.backup.back_up)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file may be dropped at every step."""
        if (path := dropped_file(event.mimeData())) is not None:
            self.take(path)

    # Step 1

    def take(self, chosen: object) -> None:
        """A file or a pasted block: find its columns, then check every row. Corrections of another are not dropped unasked."""
        if self.draft.edits and self.draft.result is None:
            self._notices.confirm(_("Leave this file?"), _("The cells you corrected here are not kept."), _("Leave it"),
                                  lambda: self._take(chosen), stay=_("Keep this file"))
        else:
            self._take(chosen)

    def _take(self, chosen: object) -> None:
        fresh, self._new_file = ImportDraft(kind=str(self.choose.kind.value())), True
        if isinstance(chosen, Path):
            fresh.path = chosen
        else:
            fresh.pasted = str(chosen or "")
        self._open(fresh, lambda session: tasks.open_source(session, fresh, fresh.kind))

    def _open(self, fresh: ImportDraft, how: Callable[[Session], tuple[str, Source]], then: Callable[[], bool] | None = None,
              failed: Callable[[BaseException], None] | None = None) -> None:
        session = self._session

        def job(_progress: Progress) -> tuple[str, Source, dict[int, str]]:
            kind, source = how(session)
            return kind, source, examples_of(source)

        def arrived(found: tuple[str, Source, dict[int, str]]) -> None:
            fresh.kind, fresh.source, self._examples = found
            fresh.found = dict(fresh.source.layout.columns)
            fresh.guess()
            if then is not None and not then():
                return
            self.draft = self._shell.kept[_KEPT] = fresh
            self._check_anew()

        self._work.read(job, arrived, failed=failed, group=_GROUP, label=_("Reading the file"))

    def _take_up(self) -> None:
        """Go on with an import that was left half-way when the window was closed."""
        left = self._unfinished.take()
        if left is None:
            return
        fresh, state = left
        name = fresh.path.name if fresh.path else ""

        def restored() -> bool:
            if resume(fresh, state):
                self._notices.toast(_("The import you had begun is here again"), icon="clock")
                return True
            self._unfinished.forget()
            self._notices.toast(_("{file} has changed; begin its import anew").format(file=name), icon="warning")
            return False

        def failed(_error: BaseException) -> None:
            self._unfinished.forget()
            self._notices.toast(_("{file} is gone; the import you had begun ends").format(file=name), icon="warning")

        self._open(fresh, lambda session: (fresh.kind, tasks.reopen(session, fresh, fresh.kind,
                                                                    state["sheet"] if fresh.path else None)), restored, failed)

    def _reopen(self, kind: str, sheet: str | None) -> None:
        before = self.draft
        fresh = ImportDraft(kind=kind, path=before.path, pasted=before.pasted, date_order=before.date_order,
                            decimal=before.decimal, currency=before.currency, remember=before.remember)
        name = sheet or (before.source.layout.sheet_name if before.source and before.path and len(before.source.sheets) > 1 else None)
        if name == (before.source.layout.sheet_name if before.source else None):
            fresh.edits = before.edits
        self._open(fresh, lambda session: (kind, tasks.reopen(session, fresh, kind, name)))

    def start_over(self) -> None:
        """Back to the choice of a file; what was corrected in the old one is dropped, after a question."""
        if self.draft.edits and self.draft.result is None:
            self._notices.confirm(_("Leave this file?"), _("The cells you corrected here are not kept."), _("Leave it"), self._fresh,
                                  stay=_("Keep this file"))
        else:
            self._fresh()

    def _fresh(self) -> None:
        self._shell.kept.pop(_KEPT, None)
        self._unfinished.forget()
        old, self.draft = self.draft.preview, ImportDraft(kind=self.draft.kind)
        self._show_step()
        self._let_go(old)

    # Step 2

    def _mapped(self, columns: dict[str, int]) -> None:
        if self.draft.source is None:
            return
        try:
            self.draft.source = self.draft.source.mapped(columns)
        except CreditDeskError as error:
            self._notices.error(error)
            return
        self._check_anew()

    def _option(self, name: str, value: object) -> None:
        setattr(self.draft, name, value)
        if name != "remember":
            self._check_anew()

    def _corrected(self, row: int, column: int, text: str) -> None:
        self.draft.edits[(row, column)] = text
        self._check_anew()

    def _check_anew(self) -> None:
        draft, session = self.draft, self._session
        source = draft.source
        if source is None:
            return
        edits, options, examples = dict(draft.edits), draft.options(), self._examples
        self._unfinished.keep(draft)

        def job(progress: Progress) -> tuple[Preview | None, dict[int, str]]:
            progress.let_draw()
            rows = source.sheet.row_count
            found = tasks.check(session, source, edits, options, lambda done: progress(done, rows, _("Checking the rows")))
            return found, examples or examples_of(source)

        def arrived(found: tuple[Preview | None, dict[int, str]]) -> None:
            old = draft.preview
            draft.preview, self._examples = found
            self._show_step()
            # what has to be done next: a cell to correct, else the import itself
            if self._new_file and self.isVisible() and not self.check.begin():
                self.commit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._new_file = False
            self._let_go(old)

        def failed(error: BaseException) -> None:
            old, draft.preview = draft.preview, None
            if isinstance(error, Cancelled) and not draft.edits:
                self._fresh()  # stopped before there was anything to see
            else:
                self._show_step()
            self._let_go(old)
            self._notices.failed(error)

        self.commit.setEnabled(False)
        self._running = self._work.read(job, arrived, failed=failed, group=_GROUP, label=_("Checking the rows"))

    def write(self) -> None:
        """Commit the good rows in one transaction."""
        found, session, keep = self.draft.preview, self._session, self.draft.to_remember
        if found is None or not found.summary.accepted:
            return
        total = found.summary.accepted

        def job(progress: Progress) -> ImportResult:
            progress.let_draw()
            return tasks.write(session, found, keep, lambda done: progress(done, total, _("Importing")))

        def failed(error: BaseException) -> None:
            self._set_busy(False)
            self._notices.failed(error)
            self._check_anew()  # what the attempt had begun is not to be used again

        self._set_busy(True)
        self._running = self._work.write(job, self._written, failed=failed, what="import", label=_("Importing"))

    def _written(self, result: ImportResult) -> None:
        self.draft.result = result
        self._unfinished.forget()
        if result.written:
            self._notices.toast(_("Imported {rows}").format(rows=words.rows_words(result.accepted)),
                                lambda: self.undo_number(result.batch))
        old, self.draft.preview = self.draft.preview, None
        self._show_step()
        self._let_go(old)
        self._shell.books.refresh()
        if result.created_customers:
            self._show_pairs()
        else:
            self.done.show_pairs(())

    def _let_go(self, old: Preview | None) -> None:
        """Free a former check in the worker, piece by piece: it may hold a hundred thousand rows."""
        if self.draft.preview is None and "check" in self.__dict__:
            self.check.forget()
        if old is not None:
            waste = [old]
            self._work.read(lambda _progress: preview.dispose(waste.pop()))

    # Step 3 and what was imported before

    def undo_batch(self, batch: Batch | None) -> None:
        """Take an import of the list back."""
        if batch is not None:
            self.undo_number(batch.id)

    def undo_number(self, number: int | None) -> None:
        """Take an import back whole."""
        if number is None:
            return
        session = self._session

        def arrived(found: Undone) -> None:
            self._notices.toast(_("Import undone: {count} entries, {customers} customers removed").format(
                count=found.reversed, customers=found.removed_customers), icon="arrow-counter-clockwise")
            if self.draft.result and self.draft.result.batch == number:
                self._fresh()

        self._work.write(lambda _progress: undo.undo_batch(session, number), arrived, what="import", label=_("Undoing the import"))

    def _show_imported(self) -> None:
        if self.draft.result:
            self._show_documents(self.draft.kind, self.draft.result.batch)

    def _show_documents(self, kind: str, batch: int | None) -> None:
        page = {"customers": "customers", "receipts": "receipts", "orders": "credit/orders"}.get(kind, "invoices")
        self.navigate.emit(page, {"batch_id": batch} if page in ("invoices", "receipts") else {})

    def _show_pairs(self) -> None:
        after.show_pairs(self._desk, self.draft.result.batch if self.draft.result else None, self.done.show_pairs)

    # What is shown

    def _show_step(self) -> None:
        draft = self.draft
        self._stack.setCurrentWidget((lambda: self.choose, lambda: self.check, lambda: self.done)[draft.step]())
        self.bar.setVisible(draft.step > 0)
        self.footer.setVisible(draft.step == 1)
        self.head.set_title(words.title_of(draft.kind) if draft.step else _("Import and backup"))
        self.head.set_context(_("Step {step} of 3").format(step=draft.step + 1) if draft.step else "")
        self._set_busy(False)
        source = draft.source
        if source is not None:
            name = _("Pasted rows") if draft.path is None else draft.path.name
            sheet = _("Sheet “{name}”").format(name=source.layout.sheet_name) if draft.path and len(source.sheets) > 1 else ""
            count = len(draft.preview.rows) if draft.preview else draft.result.accepted if draft.result else 0
            rows = words.rows_words(count) if count else ""
            heading = _("headings in row {row}").format(row=source.layout.last_heading_row)
            self.bar.show_file(name, " · ".join(filter(None, (sheet, heading, rows))), draft.step)
        if draft.step == 1:
            self.check.show_draft(draft, self._examples)
            self.footer.show_plan(draft.preview)
        elif draft.result:
            self.done.show_result(draft.kind, draft.result)

    def _set_busy(self, busy: bool) -> None:
        self.footer.set_busy(busy)
        if "check" in self.__dict__:
            self.check.setEnabled(not busy)
