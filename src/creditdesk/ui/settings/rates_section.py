"""Exchange rates to the book's currency: the latest dated up to a day holds (DOMAIN E10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit

from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _
from creditdesk.services import rates
from creditdesk.services.rates import RateBook
from creditdesk.ui import choices
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class Line(NamedTuple):
    """One rate: units of the book's currency for one of `currency`."""

    currency: str
    day: date
    rate: Decimal


class RatesSection(Section):
    """A table, and a line to enter or correct a rate."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        opened = shell.books.current
        base = opened.profile.base_currency if opened else "CNY"
        self.currency = Choice([pair for pair in choices.currencies() if pair[0] != base])
        self.day = DateEdit(shell.today(), near=shell.today())
        self.rate = QLineEdit()
        enter = Card(_("Enter a rate"), _("units of {currency} for one of the other currency").format(currency=base))
        enter.setMaximumWidth(FORM)
        field = FormField(_("Rate"), self.rate, name="rate", required=True, rule=self._rate,
                          help_text=_("A rate of the same day is replaced"))
        day = FormField(_("Holds from"), self.day, name="date", required=True)
        self.fields = [field, day]
        enter.body.addLayout(self.pair(FormField(_("Currency"), self.currency, name="currency"), day, field))
        enter.body.addLayout(self.save_button(_("Enter rate"), self.save))
        self.box.addWidget(enter)
        self.model = TableModel([
            Column("currency", _("Currency"), width=120), Column("day", _("Holds from"), "date", width=140),
            Column("rate", _("Rate"), align="right", value=lambda line: f"{line.rate:f}", sort_key=lambda line: line.rate)],
            key=lambda line: (line.currency, line.day))
        self.table = DataTable(self.model, _("Exchange rates"))
        self.table.set_empty(_("No rates yet"), _("They are needed only for invoices in other currencies."), "", "arrows-clockwise")
        self.table.row_opened.connect(self._take_up)
        card = Card(_("Exchange rates"), flush=True)
        card.setMaximumWidth(FORM)
        card.setMinimumHeight(320)
        card.add(self.table, 1)
        self.box.addWidget(card, 1)
        self.filled()

    def _rate(self) -> Decimal:
        text = self.rate.text().strip()
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            value = Decimal(0)
        if not value.is_finite() or value <= 0:
            raise InputError(N_("“{value}” is not a rate. Write it like 7.1000."), code="bad_rate", field="rate", value=text)
        return value

    def _take_up(self, line: Line) -> None:
        self.currency.set_value(line.currency)
        self.day.set_day(line.day)
        self.rate.setText(f"{line.rate:f}")
        self.filled()

    def refresh(self) -> None:
        session = self._session
        self.shell.work.read(lambda _progress: rates.rate_book_of(session), self.show_rates, group="rates")

    def show_rates(self, book: RateBook) -> None:
        """Newest first."""
        lines = [Line(currency, day, rate) for currency, found in book.rates.items() for day, rate in found]
        self.model.set_rows(sorted(lines, key=lambda line: (line.day, line.currency), reverse=True))

    def save(self) -> None:
        """Enter the rate."""
        if not self.all_right():
            return
        session, currency, day, rate = self._session, str(self.currency.value()), self.day.day(), self._rate()
        if day is None:
            return
        self.write(lambda: rates.put_rate(session, currency, day, rate),
                   _("Rate of {currency} entered").format(currency=currency), "rates", self.rate.clear)
