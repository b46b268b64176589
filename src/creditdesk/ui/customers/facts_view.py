"""A customer's facts: the ten key facts, what disagrees side by side, and every fact with its source and age (DOMAIN B9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers import facts
from creditdesk.domain.customers.facts import CurrentFact, Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _, listed
from creditdesk.services.credit.fact_file import FactFile, FactLine
from creditdesk.services.customers_ids import EU
from creditdesk.ui.customers import file_words as words
from creditdesk.ui.customers.fact_dialogs import FactDialog, SupersedeDialog, VerifyDialog
from creditdesk.ui.customers.pasted_dialog import PastedDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.elided import ElidedLabel


class FactsView(QScrollArea):
    """`queue_asked` goes to the verification queue."""

    queue_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: Customer | None = None
        self.file: FactFile | None = None
        self.dialog: Dialog | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        self.setWidget(inner)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(self._bar())
        self.keys = Card(_("Key facts"))
        self._key_grid = QGridLayout()
        self._key_grid.setHorizontalSpacing(16)
        self._key_grid.setVerticalSpacing(6)
        for column in range(5):
            self._key_grid.setColumnStretch(column, 1)
        self.keys.body.addLayout(self._key_grid)
        box.addWidget(self.keys)
        self.conflicts = QWidget()
        self._conflict_box = QVBoxLayout(self.conflicts)
        self._conflict_box.setContentsMargins(0, 0, 0, 0)
        self._conflict_box.setSpacing(10)
        box.addWidget(self.conflicts)
        self._table()
        card = Card(flush=True)
        card.add(self.table, 1)
        card.setMinimumHeight(active().px(252))
        box.addWidget(card, 1)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.add_button, self.paste_button = button(_("New fact"), "plus", small=True), button(
            _("Paste a public page"), "note-pencil", small=True)
        self.sites = button(_("Public sites"), "globe", small=True)
        self._site_menu = QMenu(self)
        self._site_menu.aboutToShow.connect(self._fill_sites)
        self.sites.setMenu(self._site_menu)
        queue = link(_("Everything to verify"))
        queue.clicked.connect(self.queue_asked)
        self.add_button.clicked.connect(lambda: self.enter())
        self.paste_button.clicked.connect(self.paste_page)
        bar.addWidget(queue)
        bar.addStretch(1)
        for part in (self.sites, self.paste_button, self.add_button):
            bar.addWidget(part)
        return bar

    def _table(self) -> None:
        self.model = TableModel([
            Column("key", _("Fact"), value=lambda line: words.key_name(line.fact.key), width=204),
            Column("value", _("Value"), value=lambda line: words.value_words(line.fact.key, line.fact.value, line.fact.unit),
                   strong=True, tip=lambda line: line.fact.note),
            Column("status", _("Status"), "tag", value=lambda line: words.status_tag(line.status), width=108),
            Column("source", _("Source"), width=172,
                   value=lambda line: words.source_name(line.fact.source_type, line.fact.source_name),
                   tip=lambda line: line.fact.source_ref),
            Column("obtained", _("Obtained"), "date", value=lambda line: line.fact.obtained_on, width=96),
            Column("expires", _("Until"), "date", value=lambda line: line.fact.expires_on, width=96,
                   tone=lambda line: "war" if line.status == facts.EXPIRED else "t2"),
            Column("confidence", _("Trust"), "percent", width=60, value=lambda line: line.confidence),
            Column("verifier", _("Checked by"), width=120, value=_checked, tone=lambda line: "t2"),
            Column("entered", _("By"), value=lambda line: line.fact.entered_by, width=72, shown=False)],
            key=lambda line: line.fact.id)
        self.table = DataTable(self.model, _("Facts"), settings=self._desk.settings, name="customer_facts")
        self.table.set_empty(_("Nothing on file yet"), _("A fact has a source and a day; several sources make it sure."),
                             _("New fact"), "note-pencil")
        self.table.empty_action.connect(lambda: self.enter())
        self.table.menu_asked.connect(self._menu)
        self.table.row_opened.connect(lambda line: self.verify(line.fact))

    # Showing

    def show_file(self, customer: Customer, found: FactFile) -> None:
        self._customer, self.file = customer, found
        self.model.set_rows(found.lines)
        good = sum(1 for fact in found.key_facts if fact.verified)
        self.keys.set_hint(_("{good} of {count} verified by several parties").format(good=good, count=len(found.key_facts)))
        _clear(self._key_grid)
        for place, fact in enumerate(found.key_facts):
            self._key_grid.addWidget(self._key_cell(fact.code, fact.keys, fact.value, fact.status, fact.verified),
                                     place // 5, place % 5)
        _clear(self._conflict_box)
        for item in found.conflicts:
            self._conflict_box.addWidget(self._conflict(item))
        self.conflicts.setVisible(bool(found.conflicts))

    def _key_cell(self, code: str, keys: tuple[str, ...], value: str, status: str, verified: bool) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(words.key_name(code), "mut"))
        head.addStretch(1)
        column.addLayout(head)
        if value:
            parts = [words.value_words(keys[0], part) for part in value.split(" · ")]
            shown = ElidedLabel(" · ".join(parts), tone="" if verified else "t2")
            column.addWidget(shown)
            tag = words.status_tag(facts.VERIFIED if verified else status)
            head.addWidget(StatusTag(tag.text, tag.tone, tag.icon))
        else:
            add = link(_("Enter"))
            add.clicked.connect(lambda: self.enter(key="tax_id" if code == "identity" else code))
            column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)  # the names of a row stand on one line, whatever is below them
        return cell

    def _conflict(self, item: CurrentFact) -> Note:
        """Each value with its sources, and a button that keeps it."""
        note = Note(_("{fact}: the sources disagree.").format(fact=words.key_name(item.key)), "danger")
        values: dict[str, list[Fact]] = {}
        for fact in (item.fact, *item.others):
            same = next((value for value, told in values.items() if facts.same(told[0], fact)), fact.value)
            values.setdefault(same, []).append(fact)
        for value, told in values.items():
            shown = QWidget()
            column = QVBoxLayout(shown)
            column.setContentsMargins(8, 0, 8, 0)
            column.setSpacing(0)
            column.addWidget(label(words.value_words(item.key, value, told[0].unit), "strong"))
            column.addWidget(label(listed(f"{words.source_name(fact.source_type)} {fact.obtained_on}" for fact in told), "mut"))
            keep = link(_("Keep this"))
            rest = [fact for other, found in values.items() if other != value for fact in found if fact.id > 0]
            keep.clicked.connect(lambda _on=False, against=rest: self.supersede(against, _("another source is right")))
            keep.setEnabled(bool(rest))
            note.add(shown)
            note.add(keep)
        return note

    # Acting

    def _menu(self, menu: QMenu, lines: list[FactLine]) -> None:
        if len(lines) != 1:
            return
        fact = lines[0].fact
        counts = fact.superseded_on is None
        entries: tuple[tuple[str, Callable[[], None], bool], ...] = (
            (_("Verify"), lambda: self.verify(fact), not fact.verifier),
            (_("New value"), lambda: self.enter(fact), counts),
            (_("No longer holds"), lambda: self.supersede([fact]), counts))
        for text, run, enabled in entries:
            menu.addAction(text, run).setEnabled(enabled)

    def enter(self, replaces: Fact | None = None, key: str = "") -> None:
        """The dialog for a new fact or a new value of one."""
        if self._customer is not None:
            self._open(FactDialog(self._desk, self._customer, self, replaces=replaces, key=replaces.key if replaces else key))

    def verify(self, fact: Fact) -> None:
        if not fact.verifier:
            self._open(VerifyDialog(self._desk, fact, self))

    def supersede(self, found: list[Fact], reason: str = "") -> None:
        self._open(SupersedeDialog(self._desk, found, self, reason=reason))

    def paste_page(self) -> None:
        """Read what stands in the clipboard, if it looks like a page of a firm."""
        text = QGuiApplication.clipboard().text()
        if self._customer is not None:
            self._open(PastedDialog(self._desk, self._customer, self, text=text if len(text) > 30 else ""))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _fill_sites(self) -> None:
        self._site_menu.clear()
        country = (self._customer.country if self._customer else "") or "CN"
        sites = words.SITES if country == "CN" else words.FOREIGN_SITES.get("EU" if country in EU else country, ())
        if not sites:
            self._site_menu.addAction(_("No public register is known for {country}").format(country=country)).setEnabled(False)
        for title, url in sites:
            self._site_menu.addAction(_(title), partial(self.open_site, _(title), url))

    def open_site(self, title: str, url: str) -> None:
        """Open a public site with the code, else the name, in the clipboard, and a place to paste its page into."""
        if self._customer is None:
            return
        copied = self._customer.tax_id or self._customer.name
        QGuiApplication.clipboard().setText(copied)
        QDesktopServices.openUrl(QUrl(url))
        dialog = PastedDialog(self._desk, self._customer, self, site=title)
        dialog.note.setText(_("Copied: {text}. Paste it on the site.").format(text=copied))
        self._open(dialog)


def _checked(line: FactLine) -> str:
    fact = line.fact
    return f"{fact.verifier} · {_(words.METHODS.get(fact.method, fact.method))}" if fact.verifier else ""


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
