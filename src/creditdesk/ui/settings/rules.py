"""Rules of this book: the period lock, due dates, collections and targets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtWidgets import QLineEdit

from creditdesk.domain.dates import parse_date
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.money import parse
from creditdesk.i18n import _
from creditdesk.services import company
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

# key of the setting, title, help, least and greatest whole number
_WHOLE = (("cutoff_day", N_("Cut-off day of the month"),
           N_("Later ones count to the next month"), 1, 31),
          ("letter_gap", N_("Days between two letters"), N_("Usual: 5"), 1, 365),
          ("pre_due_days", N_("Remind days before due"), N_("Usual: 7"), 0, 60),
          ("limitation_years", N_("Limitation period in years"),
           N_("For claims that are not under Chinese law; empty: not tracked"), 1, 30),
          ("dso_target", N_("Target of DSO in days"), N_("Shown under the figure on the overview"), 1, 999),
          ("cei_target", N_("Target of CEI in percent"), N_("Shown under the figure on the overview"), 1, 100))
_AMOUNTS = (("small_amount", N_("Small amount"), N_("Below it no letter is written")),
            ("pre_due_amount", N_("Remind from an amount of"), N_("Smaller ones get none")),
            ("dunning_fee", N_("Fee per letter"), N_("Only where the contract provides for it")))
_ADJUST = (("none", N_("stays on that day")), ("next_working_day", N_("moves to the next working day")))


class RulesSection(Section):
    """Settings of the book; each save is one entry of its history."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        opened = shell.books.current
        currency = opened.profile.base_currency if opened else "CNY"
        self.lock = DateEdit(near=shell.today())
        self.reason = QLineEdit()
        self._lock_before: str = ""
        self._edits: dict[str, QLineEdit] = {key: QLineEdit() for key, *_rest in _WHOLE}
        self._amounts = {key: AmountEdit(currency) for key, *_rest in _AMOUNTS}
        self.adjust = Choice([(value, _(words)) for value, words in _ADJUST])
        self.holidays = QLineEdit()
        self._build_lock()
        self._build_rest()

    def _build_lock(self) -> None:
        card = Card(_("Closed period"), _("documents dated on or before this day are refused"))
        card.setMaximumWidth(FORM)
        lock = FormField(_("Closed up to"), self.lock, name="lock_date", help_text=_("Empty: nothing is closed"))
        reason = FormField(_("Reason"), self.reason, help_text=_("It is kept in the book's history"))
        self.fields.append(lock)
        card.body.addLayout(self.pair(lock, reason))
        self.box.addWidget(card)

    def _build_rest(self) -> None:
        dues, chase, goals = Card(_("Due dates")), Card(_("Collections")), Card(_("Targets"))
        made: dict[str, FormField] = {}
        for key, title, words, least, most in _WHOLE:
            made[key] = FormField(_(title), self._edits[key], name=key, help_text=_(words),
                                  rule=partial(self._whole, key, least, most))
        for key, title, words in _AMOUNTS:
            made[key] = FormField(_(title), self._amounts[key], name=key, help_text=_(words))
        holidays = FormField(_("Holidays"), self.holidays, name="holidays", help_text=_("Days such as 2026-10-01, separated by blanks"),
                             rule=self._days)
        self.fields += [*made.values(), holidays]
        dues.body.addLayout(self.pair(made["cutoff_day"], FormField(_("A due date on a holiday"), self.adjust)))
        dues.add(holidays)
        chase.body.addLayout(self.pair(made["small_amount"], made["dunning_fee"]))
        chase.body.addLayout(self.pair(made["letter_gap"], made["pre_due_days"], made["pre_due_amount"]))
        chase.add(made["limitation_years"])
        goals.body.addLayout(self.pair(made["dso_target"], made["cei_target"]))
        for card in (dues, chase, goals):
            card.setMaximumWidth(FORM)
            self.box.addWidget(card)
        self.box.addLayout(self.save_button(_("Save rules"), self.save))
        self.box.addStretch(1)

    def _whole(self, key: str, least: int, most: int) -> None:
        text = self._edits[key].text().strip()
        if text and not (text.isdecimal() and least <= int(text) <= most):
            raise InputError(N_("“{value}” is not a whole number from {least} to {most}."), code="out_of_range", field=key,
                             value=text, least=least, most=most)

    def _days(self) -> None:
        for word in self.holidays.text().split():
            parse_date(word, field="holidays")

    def refresh(self) -> None:
        if not self.dirty:
            session = self._session
            self.shell.work.read(lambda _progress: company.settings(session), self.show_settings, group="rules form")

    def show_settings(self, values: Mapping[str, str]) -> None:
        """Fill the form."""
        if self.dirty:
            return
        for key, edit in self._edits.items():
            edit.setText(values.get(key, ""))
        for key, amount in self._amounts.items():
            kept = values.get(key, "")
            amount.set_amount(parse(kept) if kept else None)
        self.adjust.set_value(values.get("due_adjust") or "none")
        self.holidays.setText(values.get("holidays", ""))
        self._lock_before = values.get("lock_date", "")
        self.lock.set_day(date.fromisoformat(self._lock_before) if self._lock_before else None)
        self.filled()

    def save(self) -> None:
        """Save what was changed, the closed period first."""
        if not self.all_right():
            return
        values = {key: edit.text().strip() for key, edit in self._edits.items()}
        for key, edit in self._amounts.items():
            amount = edit.amount()
            values[key] = "" if amount is None else f"{amount:f}"
        values |= {"due_adjust": str(self.adjust.value()), "holidays": " ".join(
            parse_date(word).isoformat() for word in self.holidays.text().split())}
        session, day, before, reason = self._session, self.lock.day(), self._lock_before, self.reason.text().strip()

        def job() -> None:
            if (day.isoformat() if day else "") != before:
                company.close_books(session, day, reason)
            company.save_settings(session, values)

        self.write(job, _("Rules saved"), "settings")
