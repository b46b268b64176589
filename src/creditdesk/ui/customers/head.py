"""The head of one customer: grade, name, status, actions; and the limit, which answers "can I ship?" (DESIGN 9, 02)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.domain.dates import years_between
from creditdesk.domain.money import display
from creditdesk.i18n import _, current_language, ngettext
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile
from creditdesk.ui.customers import words
from creditdesk.ui.insight import wording
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Tag
from creditdesk.ui.widgets.badges import GradeBadge, StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, primary
from creditdesk.ui.widgets.elided import ElidedLabel
from creditdesk.ui.widgets.limit_bar import LimitBar

RECEIPT, INVOICE, LIMIT, SCORE, STATEMENT, LETTER, CONTACT, EDIT, RETIRE, RESTORE, MERGE, ORDER, HISTORY = (
    "receipt", "invoice", "limit", "score", "statement", "letter", "contact", "edit", "retire", "restore", "merge", "order",
    "history")


class NameLabel(ElidedLabel):
    """Takes the room its text needs and gives way where there is less."""

    def __init__(self) -> None:
        super().__init__("", "section")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())


class CustomerHead(QWidget):
    """`asked` carries the action a button or the menu stands for."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retired = False
        self.rated = False  # somebody has a grade, so one without it is told to have none
        self.badge = GradeBadge("NR", 44)
        self.name = NameLabel()
        self.detail = ElidedLabel("", "sec")
        self.status, self.second, self.third = StatusTag(), StatusTag(), StatusTag()
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self.name, self.status, self.second, self.third):
            first.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(first)
        lines.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.badge)
        row.addSpacing(4)
        row.addLayout(lines, 1)
        self.buttons = {
            RECEIPT: button(_("Record receipt"), "money", tip=_("Record receipt") + " (Ctrl+R)"),
            INVOICE: button(_("New invoice"), "plus", tip=_("New invoice") + " (Ctrl+N)"),
            LIMIT: primary(_("Change limit"), "scales", tip=_("Change limit") + " (Ctrl+L)")}
        for action, made in self.buttons.items():
            made.clicked.connect(lambda _on=False, own=action: self.asked.emit(own))
            row.addWidget(made)
        self.more = button("", "dots-three", tip=_("More actions"))
        self.more.setAccessibleName(_("More actions"))
        self.more.setIconSize(QSize(16, 16))
        self.more.setFixedWidth(36)
        self.more.clicked.connect(self._open_menu)
        row.addWidget(self.more)
        # One shortcut for the page whatever has the focus; the page asks only while it is shown.
        for keys, action in (("Ctrl+R", RECEIPT), ("Ctrl+N", INVOICE), ("Ctrl+L", LIMIT), ("F2", EDIT), ("Ctrl+J", CONTACT),
                             ("Ctrl+P", STATEMENT)):
            QShortcut(QKeySequence(keys), self, lambda own=action: self.asked.emit(own))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        self.fill_menu(menu)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def fill_menu(self, menu: QMenu) -> None:
        """The actions that have no button of their own."""
        entries = [(SCORE, _("Score"), ""), (ORDER, _("Check an order"), ""),
                   (STATEMENT, _("Statement of account"), "Ctrl+P"), (LETTER, _("Collection letter"), ""),
                   (CONTACT, _("Log a contact"), "Ctrl+J"), ("", "", ""), (EDIT, _("Edit data"), "F2"),
                   (HISTORY, _("History of the data"), ""), (MERGE, _("Merge with another record"), ""),
                   (RESTORE, _("Restore"), "") if self._retired else (RETIRE, _("Retire"), "")]
        for action, text, keys in entries:
            if action:
                menu.addAction(f"{text}\t{keys}" if keys else text, partial(self.asked.emit, action))
            else:
                menu.addSeparator()

    def set_compact(self, compact: bool) -> None:
        """In the small window English words would leave the name no room: two buttons keep only their icon."""
        short = compact and current_language() == "en"
        for action, text in ((RECEIPT, _("Record receipt")), (INVOICE, _("New invoice"))):
            made = self.buttons[action]
            made.setText("" if short else text)
            made.setIconSize(QSize(16 if short else 20, 16))

    def show_customer(self, view: Overview, profile: CustomerProfile) -> None:
        customer = view.customer
        self._retired = customer.retired_on is not None
        self.badge.set_grade(view.grade)
        self.badge.setVisible(bool(view.grade) or self.rated)
        self.name.setText(customer.name)
        self.name.setAccessibleName(customer.name)
        self.name.updateGeometry()
        tags = [tag for tag in (
            selling(view, profile), use_of(view), Tag(_("Limit awaits approval"), "tint", "clock") if view.limit_waits else None,
            Tag(_("Disputed"), "warn", "flag") if view.disputes else None) if tag is not None]
        for place, shown in enumerate((self.status, self.second, self.third)):
            tag = tags[place] if place < len(tags) else Tag("")
            shown.set_status(tag.text, tag.tone, tag.icon)
        since = years_words(view)
        parts = [customer.code, words.industry(customer.industry), words.named(words.SIZES, customer.size),
                 since, words.terms(view.terms),
                 _("Class {letter}").format(letter=customer.abc_class) if customer.abc_class else "",
                 _("Strategic") if customer.strategic else "", customer.salesperson]
        self.detail.setText(" · ".join(part for part in parts if part))
        self.detail.setAccessibleName(self.detail.text())


def selling(view: Overview, profile: CustomerProfile) -> Tag:
    """The one word whether one may go on selling on credit (DOMAIN A40, A112)."""
    if view.customer.retired_on is not None:
        return Tag(_("Retired {day}").format(day=view.customer.retired_on), "track", "prohibit")
    if profile.state == "stop":
        return Tag(_("Credit stopped"), "danger", "prohibit")
    if not profile.admission.on_account and profile.admission.by_hand:
        return Tag(_("Prepaid only"), "warn", "money")
    if profile.state == "restricted":
        return Tag(_("Restricted"), "warn", "warning")
    if profile.state == "watch":
        return Tag(_("Watch"), "warn", "eye")
    if view.line is None:
        return Tag(_("No limit"), "track", "info")
    return Tag(_("Sold on credit"), "ok", "check-circle")


def use_of(view: Overview) -> Tag | None:
    """Whether the limit is full or nearly so."""
    if view.available is not None and view.available < 0:
        return Tag(_("Over limit"), "danger", "prohibit")
    if view.used is not None and view.used >= view.alert:
        return Tag(_("Near the limit"), "warn", "warning")
    return None


def years_words(view: Overview) -> str:
    """How long one has done business: "customer for 4.6 years"."""
    if view.first_invoice is None:
        return ""
    whole, days, length = years_between(view.first_invoice, view.as_of)
    months = days * 12 // length
    if whole == 0:
        return ngettext("customer for {count} month", "customer for {count} months", max(months, 1)).format(count=max(months, 1))
    return _("customer for {years} y {months} m").format(years=whole, months=months) if months else ngettext(
        "customer for {count} year", "customer for {count} years", whole).format(count=whole)


class Figure(QWidget):
    """A swatch, a word and an amount, as they stand above the limit bar."""

    def __init__(self, token: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._token, self._swatch = token, QFrame()
        self._swatch.setFixedSize(10, 10)
        self._word, self._figure = label("", "sec"), label("", "strong")
        if token:
            row.addWidget(self._swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._word, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignVCenter)
        active().changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        palette = self._swatch.palette()
        palette.setColor(self._swatch.backgroundRole(), active().colour(self._token or "track"))
        self._swatch.setAutoFillBackground(True)
        self._swatch.setPalette(palette)

    def set_words(self, word: str, figure: str, token: str = "") -> None:
        self._word.setText(word)
        self._figure.setText(figure)
        _set_tone(self._figure, token)

    @property
    def figure(self) -> QLabel:
        return self._figure


def _set_tone(text: QLabel, token: str) -> None:
    from creditdesk.ui.style.theme import restyle
    if (text.property("tone") or "") != token:
        text.setProperty("tone", token)
        restyle(text)


class LimitCard(Card):
    """Limit, used, available, the share used and where the alert begins; `decide` follows the link without a limit."""

    decide = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.limit, self.used, self.available = Figure(""), Figure("acc"), Figure("track")
        self.limit.figure.setProperty("role", "section")
        self.share = ElidedLabel("", "sec")
        self.share.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.link = link(_("Decide a limit"))
        self.link.clicked.connect(self.decide)
        self.bar = LimitBar(_("Limit used"))
        row = QHBoxLayout()
        row.setSpacing(20)
        for widget in (self.limit, self.used, self.available):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.share)
        row.addWidget(self.link)
        self.body.setContentsMargins(15, 10, 15, 12)
        self.body.setSpacing(6)
        self.body.addLayout(row)
        self.body.addWidget(self.bar)

    def show_customer(self, view: Overview) -> None:
        symbol = wording.SYMBOLS.get(view.base, f"{view.base} ")
        exposure = "—" if view.exposure is None else f"{symbol}{display(view.exposure, view.base)}"
        known = view.line is not None
        self.link.setVisible(not known)
        self.available.setVisible(known)
        self.bar.setVisible(known)
        self.limit.set_words(_("Credit limit"), wording.with_currency(view.line, view.base) if view.line is not None
                             else _("none decided"))
        self.used.set_words(_("Used"), exposure)
        over = view.available is not None and view.available < 0
        if view.available is not None:
            figure = f"{symbol}{display(abs(view.available), view.base)}"
            self.available.set_words(_("Over by") if over else _("Available"), figure, "dan" if over else "")
        else:
            self.available.set_words(_("Available"), "—")
        said = self._share_words(view)
        self.share.setText(said)
        self.bar.set_used(view.used if view.line else (Decimal(2) if over else None), view.alert,
                          f"{_('Limit used')}: {said}")

    @staticmethod
    def _share_words(view: Overview) -> str:
        if view.line is None:
            return ""
        parts = [_("{percent} used").format(percent=wording.percent(view.used))] if view.used is not None else []
        if view.exposure is None:
            parts.append(_("an exchange rate is missing"))
        parts.append(_("alert at {percent}").format(percent=wording.percent(view.alert, 0)))
        if view.limit.temporary:
            said = _("{amount} of it temporary until {day}") if view.limit.temporary_until else _("{amount} of it temporary")
            parts.append(said.format(amount=wording.with_currency(view.limit.temporary, view.base), day=view.limit.temporary_until))
        if view.limit.decision and view.limit.decision.until:
            until = view.limit.decision.until
            parts.append((_("expired {day}") if until < view.as_of else _("until {day}")).format(day=until))
        return " · ".join(parts)
