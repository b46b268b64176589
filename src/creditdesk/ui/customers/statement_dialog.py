"""Two or three years of a customer's statements in one grid: typed, pasted from Excel or read from a workbook (DOMAIN C2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from creditdesk.domain.credit.financials import Statement, statement_problems
from creditdesk.domain.credit.statement_layout import StatementRead
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.money import parse, plain
from creditdesk.i18n import _, current_language, listed, ngettext, translate_error
from creditdesk.services import customers
from creditdesk.services.credit import statements as service
from creditdesk.services.credit.facts import StatementOnFile
from creditdesk.services.credit.statements import StatementDraft
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.credit.words import LINES
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import FormField

YEARS = 3
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Balance sheet"), ("cash", "short_term_securities", "receivables", "prepayments", "inventory", "current_assets",
                           "intangibles", "total_assets", "current_liabilities", "total_liabilities", "retained_earnings",
                           "equity", "related_receivables")),
    (N_("Income statement"), ("revenue", "cogs", "interest_expense", "profit_before_tax", "net_profit")),
    (N_("Cash flow"), ("ocf",)))
_TOTALS = frozenset({"current_assets", "total_assets", "total_liabilities", "equity"})
_UNITS = {"1": Decimal(1), "10000": Decimal(10_000)}


class StatementDialog(TaskDialog):
    """Empty columns are left out. What does not add up is said below its column as soon as a figure is left."""

    def __init__(self, desk: Desk, customer: Customer, on_file: tuple[StatementOnFile, ...], parent: QWidget | None) -> None:
        super().__init__(desk, _("Financial statements of {name}").format(name=customer.name), _("Save statements"),
                         _("Statements saved"), parent)
        self.setMinimumWidth(active().px(860))
        self._customer = customer
        last = desk.today().year - 1
        self.unit = Choice([("1", _("yuan or single units")), ("10000", _("ten thousand"))])
        self.who, self.obtained = QLineEdit(), DateEdit(desk.today())
        self.periods = [DateEdit(date(last - back, 12, 31), near=desk.today()) for back in range(YEARS)]
        self.audited = [QCheckBox(_("Audited")) for _back in range(YEARS)]
        self.edits: list[dict[str, AmountEdit]] = [{} for _back in range(YEARS)]
        self.says = [label("", "mut", wrap=True) for _back in range(YEARS)]
        for said in self.says:
            said.setMinimumHeight(active().px(20))
        self.caution = Note("", "warn")
        self.caution.hide()
        self.body.addLayout(self._top())
        self.body.addWidget(self.caution)
        self.body.addWidget(self._area(), 1)
        self._as_given = False
        self._fill_from_file(on_file)
        self.unit.chosen.connect(lambda _value: self.check())
        self.check()
        self._walk = EnterWalk(self, lambda: current_language() == "zh", following=self._below)
        self.keep(f"statements/{customer.id}", taken=self.check)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.who.setMinimumWidth(active().px(110))
        self.obtained.setMinimumWidth(active().px(136))
        for field in (FormField(_("Amounts in"), self.unit, name="unit", help_line=False),
                      FormField(_("From whom"), self.who, name="source_name", help_line=False),
                      FormField(_("Obtained on"), self.obtained, name="obtained_on", required=True, help_line=False)):
            self.fields.append(field)
            row.addWidget(field, 1)
        read, paste = button(_("Read a workbook"), "file-arrow-up"), button(_("Paste from Excel"), "table")
        read.clicked.connect(self.choose_file)
        paste.clicked.connect(self.paste)
        for part in (paste, read):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _area(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 10, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column in range(YEARS):
            grid.setColumnStretch(column + 1, 1)
            self.periods[column].setAccessibleName(_("Period ends"))
            grid.addWidget(self.periods[column], 0, column + 1)
            grid.addWidget(self.audited[column], 1, column + 1)
            self.periods[column].day_changed.connect(lambda _day: self.check())
            grid.addWidget(self.says[column], 2, column + 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(_("Period ends"), "sec"), 0, 0)
        row = 3
        for title, names in SECTIONS:
            grid.addWidget(label(_(title), "title"), row, 0, 1, YEARS + 1)
            row += 1
            for name in names:
                grid.addWidget(label(_(LINES[name]), "strong" if name in _TOTALS else ""), row, 0)
                for column in range(YEARS):
                    grid.addWidget(self._edit(name, column), row, column + 1)
                row += 1
        area.setWidget(inner)
        owner = self.parentWidget()
        area.setMinimumHeight(max(330, min(620, (owner.window().height() if owner else 800) - 250)))
        return area

    def _edit(self, name: str, column: int) -> AmountEdit:
        edit = AmountEdit()
        edit.setAccessibleName(f"{_(LINES[name])} {column + 1}")
        edit.editingFinished.connect(self.check)
        edit.installEventFilter(self)
        self.edits[column][name] = edit
        return edit

    # Filling

    def _fill_from_file(self, on_file: tuple[StatementOnFile, ...]) -> None:
        """The years on file stand in their columns, so that one is added beside them."""
        latest = on_file[0].statement.period_end if on_file else None
        if latest is None or latest.year < self._desk.today().year - 1:
            return
        for column in range(YEARS):
            self.periods[column].set_day(date(latest.year - column, latest.month, latest.day))
        for book in on_file:
            column = latest.year - book.statement.period_end.year
            if column < YEARS:
                self.audited[column].setChecked(book.statement.audited)
                for name, edit in self.edits[column].items():
                    amount = getattr(book.statement, name)
                    if amount is not None:
                        edit.setText(_shown(amount))

    def choose_file(self) -> None:
        """Ask for a workbook and read it in the worker."""
        found = file_to_open(self, _("Read a workbook"), _("Workbooks and texts") + " (*.xlsx *.xls *.ods *.csv *.txt)")
        if found:
            self.read_file(found)

    def read_file(self, path: Path) -> None:
        self._desk.work.read(lambda _progress: service.read_statement_file(path), self.take, failed=self._failed,
                             label=_("Reading {file}").format(file=path.name))

    def paste(self) -> None:
        """Read the clipboard; a block without names of lines is put in from the field with the cursor on."""
        text = QGuiApplication.clipboard().text()
        try:
            self.take(service.read_statement_text(text))
        except CreditDeskError as error:
            if not self._paste_figures(text):
                self._failed(error)

    def take(self, found: StatementRead) -> None:
        """Put what a form says into the columns of its periods."""
        if found.unit is not None:
            self.unit.set_value("10000" if found.unit == 10_000 else "1")
        scale = found.unit if found.unit is not None and str(int(found.unit)) not in _UNITS else Decimal(1)
        ends = [period.period_end for period in found.periods]
        latest = ends[0] if ends else None
        if latest is not None and (self.periods[0].day() is None or not self._typed(0) or latest > must_day(self.periods[0])):
            for column in range(YEARS):
                self.periods[column].set_day(date(latest.year, latest.month, latest.day) if not column
                                             else date(latest.year - column, 12, 31))
        count, left = 0, []
        for rank, period in enumerate(found.periods):
            column = next((place for place in range(YEARS) if self.periods[place].day() == period.period_end),
                          rank if period.period_end is None and rank < YEARS else -1)
            if column < 0:
                left.append(str(period.period_end))
                continue
            for name, amount in period.lines.items():
                if name in self.edits[column]:
                    self.edits[column][name].setText(_shown(amount * scale))
                    count += 1
        said = [*self._of_another(found), *(_(text) for text in found.cautions)]
        if found.blank:
            said.append(_("Blank on the form: {lines}. Enter 0 where there is nothing; a blank counts as unknown.").format(
                lines=listed(_(LINES[name]) for name in found.blank)))
        if left:
            said.append(_("Read, but there is no column for {periods}.").format(periods=listed(left)))
        self.caution.setVisible(bool(said))
        self.caution.set_text("\n".join(said))
        self.note.setText(ngettext("{count} figure read", "{count} figures read", count).format(count=count))
        self.check()

    def _of_another(self, found: StatementRead) -> list[str]:
        """Whether the form says it is another firm's."""
        if not found.firm or customers.same_firm(found.firm, self._customer.name):
            return []
        return [_("The form is of {firm}, not of {name}: check that it is the right file.").format(
            firm=found.firm, name=self._customer.name)]

    def _paste_figures(self, text: str) -> bool:
        """A block of figures alone, from the field with the cursor on downwards."""
        names = [name for _title, part in SECTIONS for name in part]
        focus = next(((column, name) for column in range(YEARS) for name, edit in self.edits[column].items()
                      if edit.hasFocus()), None)
        rows = [line.split("\t") for line in text.rstrip("\n").splitlines()]
        if focus is None or not rows or len(rows) * len(rows[0]) < 2:
            return False
        for down, cells in enumerate(rows):
            for right, cell in enumerate(cells):
                place, column = names.index(focus[1]) + down, focus[0] + right
                if place < len(names) and column < YEARS:
                    self.edits[column][names[place]].setText(cell.strip())
        self.check()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            # Ctrl+V of a block fills the grid; of a single figure it is the field's own
            if event.matches(QKeySequence.StandardKey.Paste):
                text = QGuiApplication.clipboard().text().rstrip("\n")
                if "\t" in text or "\n" in text:
                    self.paste()
                    return True
            elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                target = self._below(watched, event.key() == Qt.Key.Key_Up)
                if target is not None:
                    target.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _below(self, field: QWidget, back: bool) -> QWidget | None:
        """The next line of the same year, as a paper is read; after the last line the first of the year beside it."""
        order: list[QWidget] = [edit for column in self.edits for edit in column.values()]
        place = (order.index(field) if field in order else len(order)) + (-1 if back else 1)
        return order[place] if 0 <= place < len(order) else None

    # Checking and saving

    def _typed(self, column: int) -> bool:
        return any(edit.text().strip() for edit in self.edits[column].values())

    def check(self) -> None:
        """Say below each column whether it balances, and mark what cannot be."""
        for column in range(YEARS):
            for edit in self.edits[column].values():
                _mark(edit, False)
            if not self._typed(column):
                self.says[column].setText("")
                continue
            problems = self._problems(column)
            for problem in problems:
                if problem.field in self.edits[column]:
                    _mark(self.edits[column][problem.field], True)
            self._say(column, problems)

    def _say(self, column: int, problems: list[CreditDeskError]) -> None:
        said, tone = "\n".join(translate_error(problem) for problem in problems), "dan"
        if not problems:
            full = all(self.edits[column][name].text().strip() for name in ("total_assets", "total_liabilities", "equity"))
            said, tone = (_("Balances"), "ok") if full else (_("Total assets, liabilities and equity are needed to check "
                                                               "the balance"), "t3")
        shown = self.says[column]
        shown.setText(said)
        shown.setProperty("tone", tone)
        restyle(shown)

    def _problems(self, column: int) -> list[CreditDeskError]:
        wrong: list[CreditDeskError] = []
        figures: dict[str, Any] = {}
        for name, edit in self.edits[column].items():
            text = edit.text().strip()
            try:
                if text:
                    figures[name] = parse(text)  # in the unit typed, so that what is said can be found on the paper
            except InputError as error:
                error.field = name
                wrong.append(error)
        end = self.periods[column].day() or self._desk.today()
        return wrong + list(statement_problems(Statement(end, **figures), tolerance=Decimal(1)))

    def task(self) -> Callable[[], Any]:
        drafts = []
        for column in range(YEARS):
            if self._typed(column):
                problems = [problem for problem in self._problems(column)
                            if not (self._as_given and problem.code in service.KEPT_AS_GIVEN)]
                if problems:
                    self.check()
                    if all(problem.code in service.KEPT_AS_GIVEN for problem in problems):
                        # said once; the second time it is kept as the customer gave it
                        self._as_given = True
                        self.primary_button.setText(_("Save as given"))
                        self.note.setText(_("Save again to keep it as it was given; the file goes on saying so."))
                    raise problems[0]
                lines = {name: edit.text().strip() or None for name, edit in self.edits[column].items()}
                drafts.append(StatementDraft(must_day(self.periods[column]), lines, self.audited[column].isChecked()))
        session, key, unit = self._desk.session, self._customer.id, str(self.unit.value())
        who, day = self.who.text().strip(), must_day(self.obtained)
        as_given = self._as_given
        if not drafts:
            raise InputError(N_("There are no figures to save."), code="missing", field="")
        return lambda: service.record_statements(session, key, drafts, unit=unit, source_name=who, obtained_on=day,
                                                  as_given=as_given)


def _shown(amount: Decimal) -> str:
    return plain(amount, "CNY").removesuffix(".00")


def _mark(edit: AmountEdit, wrong: bool) -> None:
    if bool(edit.property("invalid")) != wrong:
        edit.setProperty("invalid", wrong)
        restyle(edit)

