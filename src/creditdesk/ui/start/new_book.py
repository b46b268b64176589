"""A new book: the company's name is all that is needed, the rest has an answer already."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from creditdesk.domain.customers.records import Company
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _
from creditdesk.paths import data_dir, documents_dir
from creditdesk.ui import choices
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors

_CURRENCY_OF = {"CN": "CNY", "HK": "HKD", "TW": "TWD", "SG": "SGD", "MY": "MYR", "TH": "THB", "VN": "VND", "JP": "JPY",
                "KR": "KRW", "IN": "INR", "AU": "AUD", "US": "USD", "CA": "CAD", "GB": "GBP", "CH": "CHF", "DE": "EUR",
                "FR": "EUR", "NL": "EUR", "IT": "EUR", "ES": "EUR", "IE": "EUR"}


def risk_words(risk: str) -> str:
    """What a synchronised or network folder risks."""
    if risk == "network":
        return _("This folder is on a server. Two people who open the book from there at the same time, or a dropped "
                 "connection, can damage it.")
    return _("This folder is synchronised with other computers. The sync program may copy the book half-written, or put an "
             "older copy over it.")


class NewBookDialog(Dialog):
    """Stays open, with all that was typed, until the book is made. `wanted`: the page to show then."""

    def __init__(self, shell: Shell, *, terms: str = "30", wanted: str = "") -> None:
        super().__init__(_("New book"), _("Create the book"), shell.window, width=560)
        self._shell, self._wanted, self._chosen_place = shell, wanted, False
        country = "CN" if shell.language == "zh" else "US"
        self.name = QLineEdit()
        self.country = Choice(choices.countries())
        self.country.set_value(country)
        self.currency = Choice(choices.currencies())
        self.currency.set_value(_CURRENCY_OF[country])
        self.terms = Choice(choices.terms(terms))
        self.terms.set_value(terms)
        self.people = Choice([("one", _("One person decides, no passwords")), ("several", _("Several people, with passwords"))])
        self.place = QLineEdit()
        self.risk = Note("", "warn")
        self.risk.hide()
        self._lay_out()
        self.name.textChanged.connect(lambda _text: self._offer_place())
        self.country.chosen.connect(lambda code: self.currency.set_value(_CURRENCY_OF.get(str(code), "USD")))
        self.place.textEdited.connect(lambda _text: self._place_changed())
        self.submitted.connect(self.make)
        shell.books.refused.connect(self._refused)
        shell.books.opened.connect(lambda _found: self._made())
        self._offer_place()

    def _lay_out(self) -> None:
        browse = button(_("Browse"), "folder-open")
        browse.clicked.connect(self._browse)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        place = FormField(_("File of the book"), self.place, name="book", required=True,
                          help_text=_("Everything is in this one file, on this computer"))
        line.addWidget(place, 1)
        self.fields = [
            FormField(_("Company name"), self.name, name="name", required=True, help_text=_("As it stands on letters")),
            FormField(_("Country"), self.country, name="country"),
            FormField(_("Currency of the book"), self.currency, name="base_currency"),
            FormField(_("Usual payment terms"), self.terms, name="default_terms",
                      help_text=_("For customers without terms of their own")), place]
        self.body.addWidget(self.fields[0])
        pair = QHBoxLayout()
        pair.setSpacing(12)
        for field in self.fields[1:4]:
            pair.addWidget(field, 1)
        self.body.addLayout(pair)
        self.body.addWidget(FormField(_("Who works with it"), self.people, name="people",
                                      help_text=_("It can be changed later, in the settings")))
        self.body.addWidget(row)
        line.addWidget(browse)
        self.body.addWidget(self.risk)

    def _offer_place(self) -> None:
        if self._chosen_place:
            return
        name = self.name.text()

        def job(_progress: object) -> Path:
            from creditdesk.services import books
            return books.free_path(books.local_folder(documents_dir(), data_dir()), name)

        def arrived(path: Path) -> None:
            if not self._chosen_place:
                self.place.setText(str(path))
                self._ask_risk()

        self._shell.work.read(job, arrived, group="new book")

    def _place_changed(self) -> None:
        self._chosen_place = True
        self._ask_risk()

    def _ask_risk(self) -> None:
        path = Path(self.place.text())

        def job(_progress: object) -> str | None:
            from creditdesk.services import company
            return company.location_risk(path)

        def arrived(risk: str | None) -> None:
            self.risk.setVisible(risk is not None)
            if risk:
                self.risk.set_text(risk_words(risk))

        self._shell.work.read(job, arrived, group="new book risk")

    def _browse(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, _("File of the book"), self.place.text(),
                                                      _("CreditDesk books") + " (*.creditdesk)")
        if chosen:
            self.place.setText(chosen if chosen.endswith(".creditdesk") else f"{chosen}.creditdesk")
            self._place_changed()

    def make(self) -> None:
        """Create the book, where the fields allow it."""
        if not all_right(self.fields):
            return
        profile = Company(self.name.text(), country=str(self.country.value()), base_currency=str(self.currency.value()),
                          default_terms=str(self.terms.value()))
        self.primary_button.setEnabled(False)
        path = Path(self.place.text().strip()).expanduser()
        if path.suffix.lower() != ".creditdesk":
            path = path.with_name(f"{path.name}.creditdesk")
        self._shell.books.create(path, profile, wanted=self._wanted)

    def _made(self) -> None:
        """The book is open; where several work with it, passwords are set up first."""
        self.accept()
        if self.people.value() == "several" and self.isEnabled():
            self.setEnabled(False)  # a later book is not this dialog's
            QTimer.singleShot(0, lambda: self._shell.window.navigate("settings", section="users"))

    def _refused(self, error: object) -> None:
        self.primary_button.setEnabled(True)
        if isinstance(error, CreditDeskError):
            show_errors(self.fields, error)
