"""A financial statement typed in beside the factors it gives; nothing is asked for, what is missing stays unknown."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.credit.statement_layout import StatementRead
from creditdesk.domain.errors import InputError
from creditdesk.i18n import _, listed, translate_error
from creditdesk.ui.credit import words
from creditdesk.ui.credit.draft import OPENING, ScoreDraft, UNITS
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import FormField

_LINES = ("total_assets", "total_liabilities", "current_assets", "current_liabilities", "inventory", "prepayments", "cash",
          "short_term_securities", "receivables", "equity", "retained_earnings", "revenue", "cogs", "profit_before_tax",
          "interest_expense", "net_profit", "ocf", "intangibles", "related_receivables")
_PER_ROW = 3


class StatementForm(QWidget):
    """`changed` follows every key; the texts stand in the draft, so a wrong one is kept as it was typed."""

    changed = Signal()
    file_asked = Signal()

    def __init__(self, draft: ScoreDraft) -> None:
        super().__init__()
        self._draft = draft
        entry = draft.statement
        self.period = DateEdit(entry.period_end, near=draft.basis.as_of)
        self.unit = Choice([("1", _("yuan or single units")), ("10000", _("ten thousand"))])
        self.unit.set_value(entry.unit)
        self.audited = QCheckBox(_("Audited"))
        self.audited.setChecked(entry.audited)
        self.fields: dict[str, FormField] = {}
        self.openings: dict[str, FormField] = {}
        self._period_field = FormField(_("Period ends"), self.period, name="period_end")
        box = QVBoxLayout(self)
        box.setContentsMargins(15, 8, 15, 8)
        box.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(_("Financial statement"), "title"))
        head.addWidget(label(_("optional; the ratios above follow from it"), "mut"), 1)
        self.from_file = button(_("Fill in from a file…"), "paperclip")
        self.from_file.clicked.connect(self.file_asked)
        head.addWidget(self.from_file)
        self.doubt = label("", "mut", wrap=True)
        box.addLayout(head)
        box.addLayout(self._top())
        box.addLayout(self._grid())
        box.addWidget(self.doubt)
        self._connect()
        EnterWalk(self, lambda: True)
        self._hint()
        self.check()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._period_field)
        row.addWidget(FormField(_("Amounts in"), self.unit))
        row.addWidget(self.audited)
        row.addStretch(1)
        return row

    def _grid(self) -> QGridLayout:
        """Lines of the year, then the opening figures that averages want."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        for place, name in enumerate(_LINES):
            self.fields[name] = self._field(name, _(words.LINES[name]), self._draft.statement.lines)
            grid.addWidget(self.fields[name], place // _PER_ROW, place % _PER_ROW)
        for place, name in enumerate(OPENING, len(_LINES)):
            title = _("{line}, a year before").format(line=_(words.LINES[name]))
            self.openings[name] = self._field(name, title, self._draft.statement.opening)
            grid.addWidget(self.openings[name], place // _PER_ROW, place % _PER_ROW)
        for column in range(_PER_ROW):
            grid.setColumnStretch(column, 1)
        return grid

    def _field(self, name: str, title: str, texts: dict[str, str]) -> FormField:
        edit = AmountEdit()
        edit.setMinimumWidth(64)
        edit.setText(texts.get(name, ""))

        def typed(text: str) -> None:
            texts[name] = text
            self._hint_equity()
            self.changed.emit()

        def left() -> None:
            texts[name] = edit.text()
            self.check()

        edit.textEdited.connect(typed)
        edit.editingFinished.connect(left)
        return FormField(title, edit, name=name)

    def _connect(self) -> None:
        self.period.day_changed.connect(lambda _day: self._head_changed())
        self.unit.chosen.connect(lambda _value: self._head_changed())
        self.audited.toggled.connect(lambda _on: self._head_changed())

    def _head_changed(self) -> None:
        entry = self._draft.statement
        entry.unit, entry.audited = str(self.unit.value()), self.audited.isChecked()
        try:
            entry.period_end = self.period.day() or entry.period_end
        except InputError:
            return  # the field itself says what is wrong
        self._hint()
        self.check()
        self.changed.emit()

    def _hint(self) -> None:
        """What the file holds for the period stands in grey where nothing is typed, for it counts."""
        entry, filed = self._draft.statement, self._draft.loaded.filed
        for fields, held in ((self.fields, filed.get(entry.period_end)), (self.openings, filed.get(entry.year_before))):
            for name, field in fields.items():
                amount = getattr(held, name) if held is not None else None
                _edit(field).setPlaceholderText("" if amount is None else words.whole(amount / UNITS[entry.unit]))
        self._hint_equity()

    def _hint_equity(self) -> None:
        """Equity that is not typed follows from assets and liabilities."""
        equity = self._draft.typed_statement().book_equity
        _edit(self.fields["equity"]).setPlaceholderText(
            "" if equity is None else words.whole(equity / UNITS[self._draft.statement.unit]))

    def take(self, found: StatementRead) -> int:
        """Put what a file says into the fields: its newest period, and the year before as opening; how many figures."""
        entry = self._draft.statement
        if not found.periods:
            return 0
        newest = found.periods[0]
        if newest.period_end is not None:
            entry.period_end = newest.period_end
            self.period.set_day(newest.period_end)
        if found.unit is not None:
            entry.unit = "10000" if found.unit == UNITS["10000"] else "1"
            self.unit.set_value(entry.unit)
        scale = found.unit if found.unit is not None and found.unit not in UNITS.values() else Decimal(1)
        count = 0
        for fields, texts, period in ((self.fields, entry.lines, newest),
                                      (self.openings, entry.opening, found.periods[1] if len(found.periods) > 1 else None)):
            for name, amount in (period.lines if period is not None else {}).items():
                if name in fields:
                    texts[name] = f"{amount * scale:f}"
                    _edit(fields[name]).setText(texts[name])
                    count += 1
        self._hint()
        self.check()
        self.changed.emit()
        return count

    def check(self) -> bool:
        """Show what does not fit together at the line it belongs to; called when a field is left, not while typing."""
        problems = {problem.field: problem for problem in self._draft.statement_problems()}
        for name, field in self.fields.items():
            problem = problems.get(name)
            if problem is not None:
                field.set_error(translate_error(problem))
            elif field.has_error:
                field.clear_error()
        wrong = [_(words.LINES[name]) for name in self.fields if name in problems]
        self.doubt.setVisible(bool(wrong))
        self.doubt.setText(_("Until it is corrected, ratios with {lines} take only what is typed above.").format(
            lines=listed(wrong)))
        return not problems

    @property
    def first(self) -> QLineEdit:
        return _edit(self.fields[_LINES[0]])


def _edit(field: FormField) -> QLineEdit:
    assert isinstance(field.control, QLineEdit)
    return field.control

