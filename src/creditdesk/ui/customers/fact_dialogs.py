"""Dialogs on facts: enter one, verify, let it count no more, read a pasted page (DOMAIN B9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QStackedWidget, QWidget

from creditdesk.domain.customers import facts
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _, current_language, titled
from creditdesk.services.credit import fact_file
from creditdesk.ui.customers import file_words as words
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.arithmetic import amount_from
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import FormField


class FactDialog(TaskDialog):
    """A new fact; with `replaces` the one it takes the place of, whose key stays."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None, *, replaces: Fact | None = None,
                 key: str = "") -> None:
        title = _("New value of {fact}").format(fact=words.key_name(replaces.key)) if replaces else _("New fact")
        super().__init__(desk, title, _("Save fact"), _("Fact saved"), parent)
        self.setMinimumWidth(560)
        self._customer, self._replaces = customer, replaces
        today = desk.today()
        self.key = Choice([(code, words.key_name(code)) for code in words.OFFERED])
        stem = key.rpartition("_")[0] if key[-4:].isdigit() else key
        if stem and stem not in self.key.values():
            self.key.set_items([*((code, words.key_name(code)) for code in words.OFFERED), (stem, words.key_name(stem))])
        self.key.set_value(stem or words.OFFERED[2])
        self.year = QLineEdit(key[-4:] if key[-4:].isdigit() else str(today.year - 1))
        self.text, self.day_value, self.word = QLineEdit(), DateEdit(near=today), Choice([])
        self._values = QStackedWidget()
        for control in (self.text, self.day_value, self.word):
            self._values.addWidget(control)
        self._values.setFixedHeight(self.text.sizeHint().height())
        self.source = Choice([(code, _(kind.name)) for code, kind in facts.SOURCES.items() if code != facts.OWN_LEDGER])
        self.source.set_value(replaces.source_type if replaces else facts.OFFICIAL)
        self.who, self.where = QLineEdit(replaces.source_name if replaces else ""), QLineEdit()
        self.obtained, self.expires = DateEdit(today), DateEdit(near=today)
        self.quotes = Choice([("", _("nobody")), *((code, _(kind.name)) for code, kind in facts.SOURCES.items())])
        self.memo = QLineEdit()
        self.checked_now = QCheckBox(_("I have checked it myself"))
        self.method = Choice([(code, _(text)) for code, text in words.METHODS.items()])
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self.year_field = FormField(_("Year"), self.year, name="year", rule=self._check_year)
        self.expires_field = FormField(_("Counts until"), self.expires, name="expires_on", help_text=" ")
        self.source_field = FormField(_("Source"), self.source, name="source", help_text=" ")
        self.value_field = FormField(_("Value"), self._values, name="value", required=False)
        rows: list[tuple[int, int, int, FormField]] = [
            (0, 0, 2, FormField(_("Fact"), self.key, name="key")), (0, 2, 1, self.year_field), (1, 0, 3, self.value_field),
            (2, 0, 2, self.source_field),
            (2, 2, 1, FormField(_("Obtained on"), self.obtained, name="obtained_on", required=True)),
            (3, 0, 2, FormField(_("Who exactly"), self.who, name="source_name")),
            (3, 2, 1, self.expires_field),
            (4, 0, 2, FormField(_("Page, file or reference"), self.where, name="source_ref")),
            (4, 2, 1, FormField(_("It quotes"), self.quotes, name="quotes")),
            (5, 0, 3, FormField(_("Note"), self.memo, name="note", help_line=False))]
        for row, column, span, field in rows:
            self.fields.append(field)
            grid.addWidget(field, row, column, 1, span)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.checked_now, 6, 0, 1, 2)
        grid.addWidget(self.method, 6, 2)
        self.body.addLayout(grid)
        self.key.setEnabled(replaces is None)
        self._connect()
        self._walk = EnterWalk(self, lambda: current_language() == "zh")
        self.keep(f"fact/{customer.id}/{replaces.id if replaces else 0}/{key}", taken=self._show_value)

    def _connect(self) -> None:
        self.checked_now.toggled.connect(self.method.setEnabled)
        self.method.setEnabled(False)
        self.key.chosen.connect(lambda _value: self._show_value())
        self.key.chosen.connect(lambda _value: self._show_source())
        self.obtained.day_changed.connect(lambda _day: self._show_source())
        self.source.chosen.connect(lambda _code: self._show_source())
        self.quotes.chosen.connect(lambda _code: self._show_source())
        self._show_value()
        self._show_source()

    def _show_value(self) -> None:
        """The control that fits the key: a text, a day or one of the words it can be."""
        key = str(self.key.value())
        self.year_field.setVisible(key in words.YEARLY)
        options = words.options(key)
        if options:
            self.word.set_items(options)
            self.word.set_value(options[0][0])
        shown = self.word if options else self.day_value if key in words.DAYS else self.text
        self._values.setCurrentWidget(shown)
        self._values.setFocusProxy(shown)  # what is wrong with the value brings the focus here
        self.value_field.set_help(_("In whole units of money") if key in words.AMOUNTS else "")

    def _show_source(self) -> None:
        """What the source is worth, whether it costs something, and until when it counts by itself (DOMAIN B9, A6, A71)."""
        kind = facts.SOURCES[str(self.source.value())]
        self.source_field.set_help(f"{_(words.CHANNELS_OF[kind.code])} · " + _("counts {percent}").format(
            percent=words.percent(kind.confidence)))
        key = str(self.key.value())
        key = f"{key}_{self.year.text()}" if key in words.YEARLY else key
        try:
            day = self.obtained.day()
        except InputError:
            return
        until = facts.default_expiry(key, kind.code, day) if day is not None else None
        self.expires_field.set_help(_("Blank: {day}").format(day=until) if until else _("Blank: no end"))

    def _check_year(self) -> None:
        if str(self.key.value()) in words.YEARLY and not (self.year.text().isdigit() and len(self.year.text()) == 4):
            raise InputError(N_("Write the year with four figures."), code="bad_year", field="year")

    def value(self) -> str:
        """The value as it is kept; InputError where it cannot be read."""
        shown = self._values.currentWidget()
        if shown is self.word:
            return str(self.word.value())
        if shown is self.day_value:
            return must_day(self.day_value).isoformat()
        text = self.text.text().strip()
        if not text:
            raise InputError(N_("Please fill this in."), code="required", field="value")
        return f"{amount_from(text):f}" if str(self.key.value()) in words.AMOUNTS else text

    def task(self) -> Callable[[], Any]:
        key = str(self.key.value())
        key = f"{key}_{self.year.text()}" if key in words.YEARLY else key
        try:
            value = self.value()
        except InputError as error:
            error.field = "value"
            raise
        checker = self._desk.session.user if self.checked_now.isChecked() else ""
        obtained = must_day(self.obtained)
        fact = fact_file.proposed(Fact(
            0, self._customer.id, key, value, str(self.source.value()), obtained, source_name=self.who.text().strip(),
            source_ref=self.where.text().strip(), quotes=str(self.quotes.value() or ""), expires_on=self.expires.day(),
            verifier=checker, verified_on=self._desk.today() if checker else None,
            method=str(self.method.value()) if checker else "", note=self.memo.text().strip()))
        session, old = self._desk.session, self._replaces
        return lambda: fact_file.add_facts(session, [fact], replacing=old.id if old else None, on=obtained)


class VerifyDialog(TaskDialog):
    """Who checked a fact, when and how."""

    def __init__(self, desk: Desk, fact: Fact, parent: QWidget | None) -> None:
        super().__init__(desk, _("Verify {fact}").format(fact=words.key_name(fact.key)), _("Verified"), _("Verified"), parent)
        self._fact = fact
        self.body.addWidget(label(words.value_words(fact.key, fact.value, fact.unit), "strong", wrap=True))
        self.body.addWidget(label(f"{words.source_name(fact.source_type, fact.source_name)} · {fact.obtained_on}", "mut"))
        self.method = Choice([(code, _(text)) for code, text in words.METHODS.items()])
        self.who, self.day = QLineEdit(desk.session.user), DateEdit(desk.today())
        self.add(FormField(_("Checked how"), self.method, name="method"))
        self.add(FormField(_("Checked by"), self.who, name="verifier", required=True))
        self.add(FormField(_("Checked on"), self.day, name="verified_on", required=True))
        self.keep(f"verify/{fact.id}")

    def task(self) -> Callable[[], Any]:
        session, key, method = self._desk.session, self._fact.id, str(self.method.value())
        who, day = self.who.text().strip(), must_day(self.day)
        return lambda: fact_file.verify_fact(session, key, method, day, verifier=who)


class SupersedeDialog(TaskDialog):
    """Lets facts count no more; they stay in the file with the reason."""

    def __init__(self, desk: Desk, found: list[Fact], parent: QWidget | None, *, reason: str = "") -> None:
        super().__init__(desk, _("No longer holds"), _("Let it count no more"), _("It no longer counts"), parent)
        self._found = found
        for fact in found:
            said = words.value_words(fact.key, fact.value, fact.unit)
            self.body.addWidget(label(titled(words.key_name(fact.key), said), "strong", wrap=True))
            self.body.addWidget(label(f"{words.source_name(fact.source_type, fact.source_name)} · {fact.obtained_on}", "mut"))
        self.reason, self.day = QLineEdit(reason), DateEdit(desk.today())
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("From"), self.day, name="date", required=True))
        self.keep("supersede/" + "-".join(str(fact.id) for fact in found))

    def task(self) -> Callable[[], Any]:
        session, reason, day = self._desk.session, self.reason.text(), must_day(self.day)
        ids = [fact.id for fact in self._found]

        def run() -> None:
            for fact_id in ids:
                fact_file.supersede_fact(session, fact_id, day, reason)
        return run
