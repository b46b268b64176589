"""The company as it stands on letters; what is missing is asked for when a letter needs it, never before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from creditdesk.domain.customers.records import BankAccount, Company, SIZES
from creditdesk.domain.errors import FileError, InputError, N_, reason_of
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.i18n import _, translate_error
from creditdesk.services import company
from creditdesk.ui import choices
from creditdesk.ui.choosing import file_to_open
from creditdesk.ui.ledger.words import terms_written
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, icon_button, label, link
from creditdesk.ui.widgets.form_field import FormField

LOGO_BYTES = 1_000_000
_SIZE_WORDS = {"government": N_("Government"), "public_institution": N_("Public institution"), "large": N_("Large firm"),
               "medium": N_("Medium firm"), "small": N_("Small firm"), "micro": N_("Micro firm"),
               "sole_trader": N_("Sole trader"), "foreign": N_("Foreign firm")}


class CompanySection(Section):
    """Name, numbers, accounts, logo and the defaults of the book."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self._profile: Company | None = None
        self._logo = b""
        self._logo_from: str | None = None  # a file chosen, "" for none, None for the one on file
        self._lines: dict[str, QLineEdit] = {name: QLineEdit() for name in (
            "name", "name_en", "tax_id", "address", "phone", "email", "contact", "signatory", "letter_prefix", "default_terms")}
        self.country, self.currency = Choice(choices.countries()), Choice(choices.currencies())
        self.firm_size = Choice([("", _("not stated")), *((size, _(_SIZE_WORDS[size])) for size in SIZES)])
        self._build_identity()
        self._build_defaults()
        self._build_accounts()
        self.box.addLayout(self.save_button(_("Save company"), self.save))
        self.box.addStretch(1)

    def _field(self, name: str, title: str, help_text: str = "", *, required: bool = False) -> FormField:
        field = FormField(title, self._lines[name], name=name, help_text=help_text, required=required)
        self.fields.append(field)
        return field

    def _build_identity(self) -> None:
        card = Card(_("Company"), _("as it stands on letters"))
        card.setMaximumWidth(FORM)
        country = FormField(_("Country"), self.country, name="country")
        self.fields.append(country)
        card.add(self._field("name", _("Company name"), required=True))
        card.add(self._field("name_en", _("English name"), _("For letters in English; empty: the name above")))
        card.body.addLayout(self.pair(country, self._field("tax_id", _("Tax number"))))
        card.add(self._field("address", _("Address")))
        card.body.addLayout(self.pair(self._field("contact", _("Contact for questions")), self._field("phone", _("Phone")),
                                      self._field("email", _("Email"))))
        card.body.addLayout(self.pair(self._field("signatory", _("Signs letters")), FormField(_("Company size"), self.firm_size)))
        row = QHBoxLayout()
        self.logo = QLabel()
        self.logo.setAccessibleName(_("Logo"))
        choose = button(_("Choose a logo"), "folder-open", small=True)
        choose.clicked.connect(self._ask_logo)
        self.no_logo = link(_("Remove it"))
        self.no_logo.clicked.connect(self.drop_logo)
        self.logo_error = label("", "err", wrap=True)
        for part in (self.logo, choose, self.no_logo):
            row.addWidget(part)
        row.addWidget(self.logo_error, 1)
        card.add(label(_("Logo (PNG or JPEG, at most 1 MB)"), "sec"))
        card.body.addLayout(row)
        self.box.addWidget(card)

    def _build_defaults(self) -> None:
        card = Card(_("Defaults of the book"))
        card.setMaximumWidth(FORM)
        currency = FormField(_("Currency of the book"), self.currency, name="base_currency",
                             help_text=_("Fixed once something is posted"))
        terms = self._field("default_terms", _("Usual payment terms"), _("Such as 30, EOM+30, next-month 25"), required=True)
        terms.rule = lambda: parse_terms(self._lines["default_terms"].text())
        self.fields.append(currency)
        card.body.addLayout(self.pair(currency, terms, self._field("letter_prefix", _("Prefix of letter numbers"))))
        self.box.addWidget(card)

    def _build_accounts(self) -> None:
        card = Card(_("Bank accounts"), _("letters name the one of their currency"))
        card.setMaximumWidth(FORM)
        self._accounts = QGridLayout()
        self._accounts.setHorizontalSpacing(8)
        self._rows: list[tuple[Choice, QLineEdit, QLineEdit, QLineEdit]] = []
        card.body.addLayout(self._accounts)
        add = link(_("Add an account"), "plus")
        add.clicked.connect(lambda: self.add_account(BankAccount("", self._lines["name"].text(), "", "")))
        add.clicked.connect(self.touched)
        card.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(card)

    def add_account(self, account: BankAccount) -> None:
        """A line for one account."""
        place = self._accounts.rowCount()
        if not self._rows:
            for column, title in enumerate((_("Currency"), _("Account name"), _("Bank"), _("Account number"))):
                self._accounts.addWidget(label(title, "sec"), 0, column)
        currency = Choice([("", _("any")), *choices.currencies(account.currency)])
        currency.set_value(account.currency)
        edits = tuple(QLineEdit(text) for text in (account.account_name, account.bank_name, account.account_no))
        remove = icon_button("x", _("Remove this account"))
        titles = (_("Currency"), _("Account name"), _("Bank"), _("Account number"))
        for column, (widget, name) in enumerate(zip((currency, *edits), titles, strict=True)):
            widget.setAccessibleName(f"{name} {len(self._rows) + 1}")
            self._accounts.addWidget(widget, place, column)
        self._accounts.addWidget(remove, place, 4)
        self._accounts.setColumnStretch(0, 2)
        for column, stretch in ((1, 3), (2, 3), (3, 4)):
            self._accounts.setColumnStretch(column, stretch)
        for edit in edits:
            edit.textEdited.connect(self.touched)
        currency.chosen.connect(self.touched)
        self._rows.append((currency, edits[0], edits[1], edits[2]))
        remove.clicked.connect(lambda: self._remove(self._rows.index((currency, edits[0], edits[1], edits[2])), remove))

    def _remove(self, place: int, also: QWidget) -> None:
        for widget in (*self._rows.pop(place), also):
            widget.hide()
            widget.deleteLater()
        self.touched()

    def _ask_logo(self) -> None:
        chosen = file_to_open(self, _("Choose a logo"), f"{_('Pictures')} (*.png *.jpg *.jpeg)")
        if chosen:
            self.take_logo(chosen)

    def take_logo(self, path: Path) -> None:
        """Use a picture file as the logo; what is wrong with it is said beside the button."""
        try:
            data = path.read_bytes()
        except OSError as error:
            self.logo_error.setText(translate_error(FileError(N_("{path} cannot be read: {reason}."), path=path,
                                                              reason=reason_of(error))))
            return
        picture = QPixmap()
        if len(data) > LOGO_BYTES or not picture.loadFromData(data):
            self.logo_error.setText(_("This file is larger than 1 MB or no picture. Choose a PNG or JPEG."))
            return
        self.set_logo(data)
        self._logo_from = str(path)
        self.touched()

    def drop_logo(self) -> None:
        """Letters without a logo."""
        self.set_logo(b"")
        self._logo_from = ""
        self.touched()

    def set_logo(self, data: bytes) -> None:
        """Show a logo; empty for none."""
        self._logo = data
        picture = QPixmap()
        if data and picture.loadFromData(data):
            self.logo.setPixmap(picture.scaled(160, 48, Qt.AspectRatioMode.KeepAspectRatio,
                                               Qt.TransformationMode.SmoothTransformation))
        else:
            self.logo.setText(_("none"))
        self.logo_error.setText("")
        self.no_logo.setVisible(bool(data))

    def refresh(self) -> None:
        if self.dirty:
            return
        session = self._session
        self.shell.work.read(lambda _progress: company.profile(session), self.show_profile, group="company form")

    def show_profile(self, profile: Company) -> None:
        """Fill the form."""
        if self.dirty:
            return
        self._profile = profile
        for name, edit in self._lines.items():
            edit.setText(terms_written(profile.default_terms) if name == "default_terms" else getattr(profile, name))
        self.country.set_items(choices.countries(profile.country))
        self.country.set_value(profile.country)
        self.currency.set_items(choices.currencies(profile.base_currency))
        self.currency.set_value(profile.base_currency)
        self.firm_size.set_value(profile.size)
        while self._rows:
            self._clear_first()
        for account in profile.bank_accounts:
            self.add_account(account)
        self.set_logo(profile.logo)
        self._logo_from = None
        self.filled()

    def dump(self) -> dict[str, Any]:
        return {"lines": {name: edit.text() for name, edit in self._lines.items()}, "logo": self._logo_from,
                "choices": [str(choice.value() or "") for choice in (self.country, self.currency, self.firm_size)],
                "accounts": [[str(currency.value() or ""), *(edit.text() for edit in edits)] for currency, *edits in self._rows]}

    def load(self, kept: dict[str, Any]) -> None:
        for name, edit in self._lines.items():
            edit.setText(str(kept["lines"].get(name, "")))
        for choice, value in zip((self.country, self.currency, self.firm_size), kept["choices"], strict=True):
            choice.set_value(value)
        if self._rows:
            self._clear_first()
        for currency, name, bank, number in kept["accounts"]:
            self.add_account(BankAccount(currency, name, bank, number))
        if kept["logo"]:
            self.take_logo(Path(kept["logo"]))
        elif kept["logo"] == "":
            self.drop_logo()
        elif self._profile is not None:
            self.set_logo(self._profile.logo)
            self._logo_from = None

    def _clear_first(self) -> None:
        while (item := self._accounts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()

    def profile(self) -> Company:
        """The form as a record."""
        before = self._profile or Company("")
        accounts = tuple(BankAccount(str(currency.value() or ""), name.text().strip(), bank.text().strip(), number.text().strip())
                         for currency, name, bank, number in self._rows)
        if any(not account.account_no for account in accounts):
            raise InputError(N_("An account has no number. Enter it, or remove the line."), code="missing", field="bank_accounts")
        texts: dict[str, Any] = {name: edit.text().strip() for name, edit in self._lines.items()}
        return replace(before, **texts, country=str(self.country.value()), base_currency=str(self.currency.value()),
                       size=str(self.firm_size.value() or ""), logo=self._logo, bank_accounts=accounts)

    def save(self) -> None:
        """Save the company; an error goes to its field."""
        if not self.all_right():
            return
        try:
            changed = self.profile()
        except InputError as error:
            self.shell.window.notices.error(error)
            return
        session = self._session
        self.write(lambda: company.save_profile(session, changed), _("Company saved"), "company")
