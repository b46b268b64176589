"""Registers: providers and cases, policies, assignments to factors, all security, sources, minutes (A6, A71, A76, A83, A114)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QStackedWidget

from creditdesk.domain import registers as rule
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.i18n import _
from creditdesk.services.credit.registers import CashEffect, Registers, registers
from creditdesk.ui.customers.file_words import SITES
from creditdesk.ui.customers.papers import open_paper
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.page import Page
from creditdesk.ui.registers import columns
from creditdesk.ui.registers.dialogs import EndRegisterDialog, RegisterDialog
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import label, link, primary
from creditdesk.ui.widgets.dialog import Dialog

SECURITY = "security"


@dataclass(slots=True)
class _Part:
    """One register as the page shows it."""

    model: TableModel
    table: DataTable
    entry_of: Callable[[Any], FileEntry | None]


class RegistersPage(Page):
    """`set_context(part=…)`: "provider", "policy", "factoring", "security" or "source". Enter changes a line, the menu ends it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Registers"))
        self._desk = desk
        self.found: Registers | None = None
        self._index = CustomerIndex()
        self.dialog: Dialog | None = None
        self.add_button = self.head.set_primary(primary(_("New provider"), "plus", shortcut="Ctrl+Shift+N"))
        self.add_button.clicked.connect(self.enter)
        self.part = Segments([(rule.PROVIDER, _("Providers")), (rule.POLICY, _("Insurance")), (rule.FACTORING, _("Factoring")),
                              (SECURITY, _("All security")), (rule.SOURCE, _("Sources")), (rule.MEETING, _("Meetings"))], _("Register"))
        self.part.set_value(rule.PROVIDER)
        self.part.chosen.connect(lambda part: self.show_part(str(part)))
        self.body.addWidget(self.part)
        self.stack = QStackedWidget()
        self.parts: dict[str, _Part] = {}
        for code, cols, key, entry_of, empty in self._tables():
            self._add_part(code, cols, key, entry_of, empty)
        self.body.addWidget(self.stack, 3)
        self.cases = TableModel(columns.cases(self._now), key=lambda row: row.id)
        self.case_table = DataTable(self.cases, _("Cases given"), settings=desk.settings, name="register_cases")
        self.case_table.set_empty(_("No case given yet"),
                                  _("A report bought, a claim handed over, a suit: what it cost and what came of it."))
        self.case_table.row_opened.connect(lambda row: self._open(rule.CASE, row, {"of": row.value("of")}))
        self.case_table.menu_asked.connect(lambda menu, rows: self._case_menu(menu, rows))
        self.case_card = Card(_("Cases given"), flush=True)
        add = link(_("Add"))
        add.setAccessibleName(f"{_('Add')} {_('Case')}")
        add.clicked.connect(self.add_case)
        self.case_card.add_to_head(add)
        self.case_card.add(self.case_table, 1)
        self.body.addWidget(self.case_card, 2)
        self.effect = label("", "sec", wrap=True)
        self.body.addWidget(self.effect)
        self.show_part(rule.PROVIDER)

    def _tables(self) -> list[tuple[str, list[Column], Callable[[Any], Any], Callable[[Any], FileEntry | None], tuple[str, str]]]:
        def of(row: Any) -> FileEntry:
            entry: FileEntry = row.entry
            return entry

        return [
            (rule.PROVIDER, columns.providers(self._now), lambda row: row.entry.id, of,
             (_("No provider yet"),
              _("Agencies, advisers, collectors, law firms, insurers and factors: contact, fee, cases, result."))),
            (rule.POLICY, columns.policies(self._now), lambda row: row.entry.id, of,
             (_("No insurance policy"), _("With a policy the register says what it covers and when it ends."))),
            (rule.FACTORING, columns.assignments(self._now), lambda row: row.entry.id, of,
             (_("Nothing assigned to a factor"), _("An assignment takes its risk out of the exposure and says what cash it brought."))),
            (SECURITY, columns.security(self._now), lambda row: row.cover.id, lambda _row: None,
             (_("No security on file"),
              _("Insurance, guarantees, deposits and letters of credit are entered with a customer's limit."))),
            (rule.SOURCE, columns.sources(self._now), lambda row: row.id or row.value("name"), lambda row: row if row.id else None,
             (_("No source"), "")),
            (rule.MEETING, columns.meetings(self._now), lambda row: row.id, lambda row: row,
             (_("No meeting recorded"), _("Who was there, which cases were talked about, what was decided and who does it.")))]

    def _add_part(self, code: str, cols: list[Column], key: Callable[[Any], Any], entry_of: Callable[[Any], FileEntry | None],
                  empty: tuple[str, str]) -> None:
        model = TableModel(cols, key=key)
        table = DataTable(model, _("Registers"), settings=self._desk.settings, name=f"register_{code}")
        table.set_empty(*empty)
        table.row_opened.connect(lambda row: self.open_row(code, row))
        table.menu_asked.connect(lambda menu, rows: self._menu(code, menu, rows))
        if code == rule.PROVIDER:
            table.current_changed.connect(lambda _row: self._show_cases())
        card = Card(flush=True)
        card.add(table, 1)
        self.parts[code] = _Part(model, table, entry_of)
        self.stack.addWidget(card)

    def _now(self) -> Registers:
        assert self.found is not None
        return self.found

    def set_context(self, **args: object) -> None:
        if args.get("part") in self.parts:
            self.show_part(str(args["part"]))

    def show_part(self, code: str) -> None:
        """Turn to one register."""
        self.part.set_value(code)
        self.stack.setCurrentIndex(list(self.parts).index(code))
        self.add_button.setVisible(code != SECURITY)
        self.add_button.setText({rule.PROVIDER: _("New provider"), rule.POLICY: _("New policy"), rule.FACTORING: _("New assignment"),
                                 rule.SOURCE: _("New source"), rule.MEETING: _("New minutes")}.get(code, ""))
        self.case_card.setVisible(code == rule.PROVIDER)
        self._show_effect()

    # Showing

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: (registers(session, day), CustomerIndex.load(session)), self._show,
                             group=(id(self), "registers"), label=_("Reading the registers"))

    def _show(self, found: tuple[Registers, CustomerIndex]) -> None:
        self.found, self._index = found
        presets = [FileEntry(0, 0, rule.SOURCE, self.found.as_of, {"name": _(title), "class": "public", "address": url, "cost": "0"})
                   for title, url in SITES if not any(_(title) == kept.value("name") for kept in self.found.sources)]
        for code, rows in ((rule.PROVIDER, self.found.providers), (rule.POLICY, self.found.policies),
                           (rule.FACTORING, self.found.assignments),
                           (SECURITY, self.found.security), (rule.SOURCE, (*self.found.sources, *presets)),
                           (rule.MEETING, self.found.meetings)):
            self.parts[code].model.set_rows(list(rows))
            if self.parts[code].table.current_row() is None:
                self.parts[code].table.select_first()
        self._show_cases()
        self._show_effect()

    def _show_cases(self) -> None:
        row = self.parts[rule.PROVIDER].table.current_row()
        self.cases.set_rows(list(row.cases) if row else [])
        self.case_card.set_hint(row.entry.value("name") if row else "")

    def _show_effect(self) -> None:
        code, text = str(self.part.value()), ""
        if self.found is not None and code in (rule.FACTORING, rule.POLICY):
            cash = self.found.cash
            text = _effect(code, cash, self.found.base) if cash else _(
                "Enter own cash and current liabilities in the credit policy to see what this does to the cash ratio.")
        self.effect.setText(text)
        self.effect.setVisible(bool(text))

    # Acting

    def enter(self) -> None:
        """A new entry of the register shown."""
        code = str(self.part.value())
        if code != SECURITY:
            self._open(code, None)

    def open_row(self, code: str, row: Any) -> None:
        """Change an entry; a security leads to its customer, a public site opens."""
        if code == SECURITY:
            self.navigate.emit("credit", {"customer_id": row.cover.customer_id})
            return
        entry = self.parts[code].entry_of(row)
        if entry is not None:
            self._open(code, entry)
        else:
            QDesktopServices.openUrl(QUrl(row.value("address")))

    def add_case(self) -> None:
        """A case of the provider under the cursor."""
        row = self.parts[rule.PROVIDER].table.current_row()
        if row is not None and self.found is not None:
            self._open(rule.CASE, None, {"of": str(self.found.root(row.entry.id))})

    def _open(self, kind: str, before: FileEntry | None, extra: dict[str, str] | None = None) -> None:
        self.dialog = RegisterDialog(self._desk, kind, before, self._index, self, extra=extra)
        self.dialog.open()

    def end(self, entry: FileEntry, words: str) -> None:
        self.dialog = EndRegisterDialog(self._desk, entry, words, self)
        self.dialog.open()

    def _menu(self, code: str, menu: QMenu, rows: list[Any]) -> None:
        entry = self.parts[code].entry_of(rows[0]) if rows else None
        if code == rule.FACTORING and rows:
            menu.addAction(icon("users"), _("Open customer"), lambda: self.navigate.emit("customers",
                                                                                         {"customer_id": rows[0].customer_id}))
        if entry is None:
            return
        if code == rule.PROVIDER:
            menu.addAction(icon("plus"), _("New case"), self.add_case)
        if entry.kind == rule.SOURCE and entry.value("address"):
            menu.addAction(icon("globe"), _("Open"), lambda: QDesktopServices.openUrl(QUrl.fromUserInput(entry.value("address"))))
        self._edit_menu(menu, code, entry, {})

    def _case_menu(self, menu: QMenu, rows: list[FileEntry]) -> None:
        if rows:
            self._edit_menu(menu, rule.CASE, rows[0], {"of": rows[0].value("of")})

    def _edit_menu(self, menu: QMenu, kind: str, entry: FileEntry, extra: dict[str, str]) -> None:
        menu.addAction(icon("pencil-simple"), _("Edit"), lambda: self._open(kind, entry, extra))
        if entry.file_id:
            menu.addAction(icon("paperclip"), _("Open paper"), lambda: open_paper(self._desk, entry))
        menu.addAction(icon("x"), _("No longer holds"), lambda: self.end(entry, entry.value(rule.REGISTERS[entry.kind].shown[0])))


def _effect(code: str, cash: CashEffect, base: str) -> str:
    """What factoring or insurance does to the cash ratio, in a sentence with its figures (DOMAIN F, cash ratio)."""
    if code == rule.FACTORING:
        return _("Cash ratio {now}; without the factors' advances {without}.").format(
            now=_ratio(cash.now.value), without=_ratio(cash.without_advances.value))
    return _("Cash ratio {now}. If {name} failed with {loss} {base}: uninsured {bare}, with the insurer paying {insured}.").format(
        now=_ratio(cash.now.value), name=cash.largest or "—", loss=wording.whole(cash.loss), base=base,
        bare=_ratio(cash.uninsured.value),
        insured=_ratio(cash.insured.value))


def _ratio(value: Decimal | None) -> str:
    return "—" if value is None else wording.decimal(value, 2)
