"""The reference rates that late interest rests on: shown with the day they are known up to, entered, imported (DOMAIN H5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit

from creditdesk.domain.collections.rates import CODES, RateTable
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _, ngettext
from creditdesk.services.collections import reference_rates as service
from creditdesk.services.collections.reference_rates import OwnRates, TABLE_NAMES
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField
from creditdesk.ui.widgets.typed import FINDS


class Line(NamedTuple):
    """One change point; `own` where the book entered it."""

    day: date
    percent: Decimal
    own: bool


class InterestRatesSection(Section):
    """One table at a time; a row taken up from it can be corrected."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self._tables: dict[str, RateTable] = {}
        self._own: dict[str, OwnRates] = {}
        self.code = Choice([(code, _(TABLE_NAMES[code])) for code in CODES])
        self.code.setAccessibleName(_("Reference rate"))
        self.code.chosen.connect(lambda _value: self._show_table())
        self.day, self.until = DateEdit(None, near=shell.today()), DateEdit(None, near=shell.today())
        self.percent = QLineEdit()
        card = Card(_("Reference rates of late interest"), _("law adds its points to them"))
        card.setMaximumWidth(FORM)
        card.add(self.code)
        self.state = Note("", "info")
        card.add(self.state)
        day = FormField(_("Holds from"), self.day, name="from")
        percent = FormField(_("Rate in percent"), self.percent, name="percent", rule=self._rate,
                            help_text=_("It replaces a rate of that day"))
        until = FormField(_("Nothing newer up to"), self.until, name="data_until",
                          help_text=_("The day you last looked at the announcements"))
        self.fields = [day, percent, until]
        card.body.addLayout(self.pair(*self.fields))
        row = self.save_button(_("Enter the rate"), self.save)
        take = button(_("Import CSV"), "download-simple", tip=_("Each line: a date and a percentage"))
        take.clicked.connect(self._ask_file)
        self.forget = button(_("Take the rate back"), "arrow-counter-clockwise", tip=_("The shipped rate of that day holds again"))
        self.forget.clicked.connect(self._forget)
        row.insertWidget(1, take)
        row.insertWidget(2, self.forget)
        card.body.addLayout(row)
        self.box.addWidget(card)
        self.model = TableModel([
            Column("day", _("Holds from"), "date", width=140),
            Column("percent", _("Rate in percent"), align="right", width=140, value=lambda line: f"{line.percent:.2f}",
                   sort_key=lambda line: line.percent),
            Column("own", _("Source"), value=lambda line: _("entered here") if line.own else _("shipped with the program"))],
            key=lambda line: line.day)
        self.table = DataTable(self.model, _("Reference rates of late interest"))
        self.table.current_changed.connect(lambda line: self.forget.setEnabled(bool(line and line.own)))
        self.table.row_opened.connect(self._take_up)
        shown = Card(_("Change points"), flush=True)
        shown.setMaximumWidth(FORM)
        shown.setMinimumHeight(300)
        shown.add(self.table, 1)
        self.box.addWidget(shown, 1)
        self.code.setProperty(FINDS, True)
        self.filled()

    def _rate(self) -> Decimal | None:
        text = self.percent.text().strip().rstrip("%").strip()
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation:
            raise InputError(N_("“{value}” is not a rate in percent. Write it like 3.45."), code="bad_rate", field="percent",
                             value=text) from None

    def _take_up(self, line: Line) -> None:
        self.day.set_day(line.day)
        self.percent.setText(f"{line.percent:f}")
        self.filled()

    def refresh(self) -> None:
        session = self._session
        self.shell.work.read(lambda _progress: service.tables_of(session), lambda found: self._show(*found), group="reference rates")

    def _show(self, tables: dict[str, RateTable], own: dict[str, OwnRates]) -> None:
        self._tables, self._own = tables, own
        self._show_table()

    def _show_table(self) -> None:
        table = self._tables.get(str(self.code.value()))
        if table is None:
            return
        mine = self._own[table.code].rows
        self.model.set_rows([Line(row.start, row.rate * 100, row.start in mine) for row in reversed(table.rows)])
        text = _("Known up to {day}. Interest fixed later is provisional.") if not table.is_stale(self.shell.today()) else _(
            "Known up to {day}. Newer announcements may exist: look them up; until then interest fixed later is provisional.")
        self.state.set_text(text.format(day=table.data_until.isoformat()))
        self.forget.setEnabled(False)

    def save(self) -> None:
        """Enter the rate, or only the day up to which nothing newer was announced."""
        if not self.all_right():
            return
        code, day, percent, until = str(self.code.value()), self.day.day(), self._rate(), self.until.day()
        if (day is None) != (percent is None) or (day is None and until is None):
            self.fields[1 if percent is None and day is not None else 0].set_error(_("Please fill this in."))
            return
        session, rows = self._session, {day: percent} if day is not None and percent is not None else {}

        def entered() -> None:
            for edit in (self.percent, self.day, self.until):
                edit.clear()

        self.write(lambda: service.put_rates(session, code, rows, until), _("Reference rate entered"), "rates", entered)

    def _forget(self) -> None:
        line, session, code = self.table.current_row(), self._session, str(self.code.value())
        if isinstance(line, Line):
            self.write(lambda: service.forget_rate(session, code, line.day), _("Rate taken back"), "rates")

    def _ask_file(self) -> None:
        chosen = file_to_open(self, _("Import CSV"), "CSV (*.csv *.txt *.tsv)")
        if chosen:
            self.take_file(chosen)

    def take_file(self, path: Path) -> None:
        """Enter every change point of a file; a wrong line is named and nothing is entered."""
        session, code = self._session, str(self.code.value())
        work, notices = self.shell.work, self.shell.window.notices

        def job(_progress: object) -> int:
            rows = service.read_csv(path)
            service.put_rates(session, code, rows)
            return len(rows)

        work.write(job, lambda count: notices.toast(ngettext("{count} rate imported", "{count} rates imported", count).format(
            count=count)), what="rates", label=_("Import CSV"))
