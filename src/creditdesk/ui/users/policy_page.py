"""The credit policy: grades, tolerance, order check and approval matrix, each value with who set it since when (DOMAIN K, P3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QMenu, QPlainTextEdit, QWidget

from creditdesk.domain.credit.approval import COLUMNS, REQUIREMENT_NAMES
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.roles import POLICY
from creditdesk.i18n import _, current_language, N_, ngettext, titled
from creditdesk.paths import documents_dir
from creditdesk.services.credit.policy_paper import policy_document
from creditdesk.services.credit.policy_params import (
    AMOUNT,
    CELL,
    change_policy,
    checked_value,
    FIGURES,
    GRADE_TABLE,
    MATRIX,
    ORDERS,
    Param,
    PICK,
    policy_lines,
    policy_versions,
    PolicyLine,
    SHARE,
    TEXT,
    TEXTS,
    TOLERANCE,
    Version,
    WORDS,
    YES,
)
from creditdesk.services.credit.strategy import strategies
from creditdesk.services.saving import save_paper
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.page import Page
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.users.rulebook_dialog import RulebookDialog
from creditdesk.ui.users.sign_in import WorkingDialog
from creditdesk.ui.users.strategy_dialog import StrategyDialog
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label, Note, primary
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

#: what stands over the narrow columns of the grades; the dialog has the whole words
_HEADS = {"net_worth": N_("Net worth"), "working_capital": N_("Working capital"), "turnover": N_("Turnover"),
          "max_days": N_("Days at most")}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: a grade, a line of the matrix, or a single parameter."""

    title: str
    lines: tuple[PolicyLine, ...]

    @property
    def since(self) -> date | None:
        return max((line.since for line in self.lines if line.since), default=None)

    @property
    def author(self) -> str:
        return next((line.author for line in self.lines if line.since == self.since and line.author), "")

    @property
    def planned(self) -> str:
        found = sorted((line.planned[1], line) for line in self.lines if line.planned) if len(self.lines) == 1 else []
        if found:
            line = found[0][1]
            return titled(found[0][0].isoformat(), words(line.param, line.planned[0] if line.planned else ""))
        days = [line.planned[1] for line in self.lines if line.planned]
        return min(days).isoformat() if days else ""


def words(param: Param, value: str) -> str:
    """A value as people write it."""
    if param.kind == TEXT:
        return value or _(TEXTS[param.key][1])
    if param.kind == PICK:
        return _(param.choices[value]) if value in param.choices else value or "—"
    if not value:
        return "—"
    if param.kind == CELL:
        return _(REQUIREMENT_NAMES[value])
    if param.kind == YES:
        return _("on") if value in ("on", "yes", "1", "true") else _("off")
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    if param.kind == SHARE:
        return f"{(number * 100).normalize():f}%"
    return f"{number:,f}" if param.kind == AMOUNT else f"{number.normalize():f}"


class PolicyPage(Page):
    """Segments for the parts; Enter on a line changes it from a day on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Credit policy"))
        self._desk = desk
        self._lines: list[PolicyLine] = []
        self.dialog: Dialog | None = None
        more = self.head.add_secondary(button(_("More"), "list-bullets"))
        menu = QMenu(more)
        menu.addAction(icon("file-pdf"), _("Save as PDF"), self.ask_pdf)
        menu.addAction(icon("file-text"), _("Rulebooks"), self.show_rulebooks)
        menu.addAction(icon("flag"), _("Strategy of the year"), self.decide_strategy).setEnabled(desk.session.may(POLICY))
        more.setMenu(menu)
        printing = self.head.add_secondary(button(_("Print"), "printer", shortcut="Ctrl+P"))
        printing.clicked.connect(self.print_policy)
        self.change_button = primary(_("Change values"), "pencil-simple", shortcut="F2")
        self.change_button.clicked.connect(self.change_current)
        self.change_button.setEnabled(desk.session.may(POLICY))
        self.head.set_primary(self.change_button)
        self.part = Segments([(WORDS, _("Principles")),
                              (GRADE_TABLE, _("Grades and terms")), (TOLERANCE, _("Tolerance")), (FIGURES, _("Other figures")),
                              (ORDERS, _("Order check")), (MATRIX, _("Approval matrix"))], _("Part of the policy"))
        self.part.set_value(GRADE_TABLE)
        self.part.chosen.connect(lambda _part: self._show())
        self.card = Card(_("Credit policy"), _("a change holds from its day on; what was decided before stays"), flush=True)
        self.card.add_to_head(self.part)
        self.model: TableModel | None = None
        self.table: DataTable | None = None
        self.body.addWidget(self.card, 1)
        if not desk.session.may(POLICY):
            self.body.addWidget(Note(_("Only the owner changes the policy."), "info"))

    def set_context(self, **args: object) -> None:
        """`part`: the part of the policy to show."""
        if args.get("part") in (WORDS, GRADE_TABLE, TOLERANCE, FIGURES, ORDERS, MATRIX):
            self.part.set_value(args["part"])
            if self._lines:
                self._show()

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: policy_lines(session, day), self.show_lines, group="policy")

    def show_lines(self, lines: list[PolicyLine]) -> None:
        """Fill the part shown."""
        self._lines = lines
        self._show()

    def _show(self) -> None:
        part = str(self.part.value())
        rows = self._rows(part)
        before = self.table.current_row() if self.table else None
        held = self.table is not None and self.table.view.hasFocus()
        if self.table is not None:
            self.card.body.removeWidget(self.table)
            self.table.deleteLater()
        self.model = TableModel(self._columns(part, rows), key=lambda row: row.lines[0].param.key)
        self.table = DataTable(self.model, _("Credit policy"))
        self.table.row_opened.connect(self.change)
        self.model.set_rows(rows)
        self.card.add(self.table, 1)
        keys = [row.lines[0].param.key for row in rows]
        if keys:  # the line that was changed stays the current one
            key = before.lines[0].param.key if before is not None else ""
            self.table.select_key(key if key in keys else keys[0])
        if held:
            self.table.view.setFocus()

    def _rows(self, part: str) -> list[Row]:
        grouped: dict[str, list[PolicyLine]] = {}
        for line in self._lines:
            if line.param.group == part:
                grouped.setdefault(line.param.of or line.param.key, []).append(line)
        return [Row(self._title(part, found), tuple(found)) for found in grouped.values()]

    @staticmethod
    def _title(part: str, found: list[PolicyLine]) -> str:
        first = found[0]
        if part == MATRIX and first.param.of:
            return _("up to {amount}").format(amount=words(first.param, first.value)) if first.param.kind == AMOUNT else _("above")
        return first.param.of or _(first.param.title)

    def _columns(self, part: str, rows: list[Row]) -> list[Column]:
        columns = [Column("title", {GRADE_TABLE: _("Grade"), MATRIX: _("Uninsured amount")}.get(part, _("Parameter")), strong=True,
                          width=72 if part == GRADE_TABLE else 240 if part == MATRIX else 140 if part == WORDS else 360)]
        if part == GRADE_TABLE and rows:
            for place, line in enumerate(rows[0].lines):
                head = next((words for name, words in _HEADS.items() if line.param.key.startswith(f"limit_{name}_")
                             or line.param.key.startswith(f"{name}_")), line.param.title)
                columns.append(Column(line.param.key, _(head), width=88, align="right", value=partial(_nth, place)))
        elif part == MATRIX:
            for title in COLUMNS:
                columns.append(Column(title, title, width=144, value=partial(_cell, title)))
        else:
            wide = part == WORDS
            columns.append(Column("value", _("Value"), width=560 if wide else 150, align="left" if wide else "right",
                                  value=lambda row: words(row.lines[0].param, row.lines[0].value),
                                  tip=lambda row: words(row.lines[0].param, row.lines[0].value)))
        ends = [Column("since", _("In force since"), "date", width=100), Column("author", _("By"), width=76),
                Column("planned", _("Planned"), width=110)]
        # the grades fill the width: what no grade has needs no column there
        return [*columns, *(column for column in ends if part != GRADE_TABLE or any(column.native(row) for row in rows))]

    def change_current(self) -> None:
        """Change the line the cursor stands on."""
        row = self.table.current_row() if self.table else None
        if row is not None:
            self.change(row)

    def change(self, row: Row) -> None:
        """Ask for the new values of a line, with its earlier ones."""
        if not self._desk.session.may(POLICY):
            return
        session = self._desk.session
        keys = [line.param.key for line in row.lines]

        def arrived(found: list[list[Version]]) -> None:
            self.dialog = ChangeDialog(self._desk, row, found, self)
            self.dialog.open()

        self._desk.work.read(lambda _progress: [policy_versions(session, key) for key in keys], arrived, group="versions")

    def decide_strategy(self) -> None:
        """The outlooks of the year and the posture that follows from them."""
        session = self._desk.session

        def arrived(found: list[FileEntry]) -> None:
            self.dialog = StrategyDialog(self._desk, found, self)
            self.dialog.open()

        self._desk.work.read(lambda _progress: strategies(session), arrived, group="strategies")

    def show_rulebooks(self) -> None:
        """The library of rulebooks with the figures in force."""
        self.dialog = RulebookDialog(self._desk, self)
        self.dialog.open()

    def ask_pdf(self) -> None:
        """Ask for a file and write the policy there."""
        name = f"{_('Credit policy')} {self._desk.today().isoformat()}.pdf"
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save as PDF"), str(documents_dir() / name), "PDF (*.pdf)")
        if chosen:
            self.write_pdf(Path(chosen))

    def write_pdf(self, path: Path) -> None:
        """Write the policy as it holds today."""
        session, day, language = self._desk.session, self._desk.today(), current_language()
        self._desk.work.read(lambda _progress: save_paper(path, policy_document(session, day, language)),
                             lambda _path: self._desk.notices.toast(_("Written to {file}").format(file=path)))

    def print_policy(self) -> None:
        """The policy onto a printer."""
        session, day, language = self._desk.session, self._desk.today(), current_language()
        self._desk.work.read(lambda _progress: policy_document(session, day, language),
                             lambda pdf: ask_and_print(self._desk, self, [pdf], _("Credit policy")))


def _nth(place: int, row: Row) -> str:
    return words(row.lines[place].param, row.lines[place].value)


def _cell(title: str, row: Row) -> str:
    line = next((line for line in row.lines if line.param.title == title), None)
    if line is None:
        return words(row.lines[0].param, row.lines[0].value) if title == COLUMNS[0] else ""
    return words(line.param, line.value)


class ChangeDialog(WorkingDialog):
    """New values of one line, the day they hold from and why."""

    def __init__(self, desk: Desk, row: Row, versions: list[list[Version]], parent: QWidget) -> None:
        super().__init__(_("Change: {what}").format(what=row.title), _("Save the new version"), parent, width=560)
        self._desk, self._subject = desk, row
        self.controls: dict[str, QLineEdit | QPlainTextEdit | Choice] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        self.fields = []
        for place, line in enumerate(row.lines):
            field = FormField(_(line.param.title), self._control(line), name=line.param.key,
                              help_text="" if line.param.kind == TEXT else _("Usual: {value}").format(
                                  value=words(line.param, line.param.usual)),
                              rule=partial(self._check, line))
            self.fields.append(field)
            grid.addWidget(field, place // 2, place % 2, 1, 2 if line.param.kind == TEXT else 1)
        self.body.addLayout(grid)
        self.day = DateEdit(desk.today(), near=desk.today())
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(64)
        self.reason.setTabChangesFocus(True)
        self.fields += [FormField(_("Holds from"), self.day, name="from", required=True),
                        FormField(_("Reason"), self.reason, name="reason", required=True,
                                  help_text=_("It is kept in the book's history"))]
        for field in self.fields[-2:]:
            self.body.addWidget(field)
        earlier = [f"{version.effective_from}  {words(line.param, version.value)}  {version.author}  {version.reason}"
                   for line, found in zip(row.lines, versions, strict=True) for version in found[:4]]
        if earlier:
            self.body.addWidget(label(_("Versions") + "\n" + "\n".join(earlier[:8]), "mut", wrap=True))
        self.submitted.connect(self._go)
        FormKeeper(self, desk, f"policy/{row.lines[0].param.key}")

    def _control(self, line: PolicyLine) -> QWidget:
        control: QLineEdit | QPlainTextEdit | Choice
        if line.param.kind == PICK:
            control = Choice([(code, _(title)) for code, title in line.param.choices.items()])
            control.set_value(line.value)
        elif line.param.kind in (CELL, YES):
            names = [(name, _(title)) for name, title in REQUIREMENT_NAMES.items()] if line.param.kind == CELL else [
                ("on", _("on")), ("off", _("off"))]
            control = Choice(names)
            control.set_value(line.value if line.param.kind == CELL or line.value in ("on", "off") else "off")
        elif line.param.kind == TEXT:
            control = QPlainTextEdit(words(line.param, line.value))
            control.setTabChangesFocus(True)
            control.setMinimumHeight(140)
        else:
            shown = words(line.param, line.value)
            control = QLineEdit("" if shown == "—" else shown)
        self.controls[line.param.key] = control
        return control

    def _text(self, key: str) -> str:
        control = self.controls[key]
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText()
        return str(control.value() or "") if isinstance(control, Choice) else control.text()

    def _check(self, line: PolicyLine) -> None:
        if self._text(line.param.key).strip() or (line.value and line.param.kind != PICK):
            checked_value(line.param, self._text(line.param.key))

    def _go(self) -> None:
        session, today, day = self._desk.session, self._desk.today(), self.day.day()
        values = {line.param.key: text for line in self._subject.lines
                  if (text := self._text(line.param.key)).strip() or line.param.kind == PICK}
        reason = self.reason.toPlainText()
        if day is not None:
            self.run_job(self._desk.work, lambda: change_policy(session, values, day, reason, today), self._done, "policy")

    def _done(self, count: object) -> None:
        self.accept()
        number = count if isinstance(count, int) else 0
        self._desk.notices.toast(ngettext("{count} value of the policy changed", "{count} values of the policy changed",
                                          number).format(count=number))
