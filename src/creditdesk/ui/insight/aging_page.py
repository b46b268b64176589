"""Reports, aging: customers × age classes of any day, with what stands behind each figure (DOMAIN E12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from creditdesk.domain.errors import InputError
from creditdesk.domain.insight import aging as rule
from creditdesk.domain.insight.aging import Buckets, parse_buckets
from creditdesk.domain.insight.tables import Table
from creditdesk.domain.ledger.documents import CREDIT_KINDS
from creditdesk.i18n import _, listed, ngettext, translate_error
from creditdesk.services import company
from creditdesk.services.insight import aging as service
from creditdesk.services.insight.aging import AgingItem, AgingReport, CustomerAging
from creditdesk.services.insight.base_total import base_total, BaseTotal
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import aging_table, wording
from creditdesk.ui.insight.exporting import Exporter
from creditdesk.ui.insight.items_dialog import ItemsDialog
from creditdesk.ui.insight.report_tabs import report_tabs
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.header import TotalsRow
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.work import Progress

CUSTOM = "custom"
_KEPT = ("basis", "buckets", "custom", "credits")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is of."""

    as_of: date
    basis: str
    buckets: Buckets
    credits: str
    as_recorded: bool = False


class AgingPage(Page):
    """`drill(line, column key)` shows the documents behind a figure; the filters are kept between runs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Aging report"))
        self._session, self._work, self._settings, self._today_is = desk.session, desk.work, desk.settings, desk.today
        self._report: AgingReport | None = None
        self._base: BaseTotal | None = None
        self._asked: Asked | None = None
        self._dialog: ItemsDialog | None = None
        self._more_totals: list[TotalsRow] = []
        self._several = False
        self.exporter = Exporter(self, desk, self.as_table)
        export = self.head.add_secondary(button(_("Export"), "download-simple", tip=_("Export the table as shown")))
        export.setMenu(self.exporter.menu())
        self._build_filters()
        self._card = Card(flush=True)
        self._table_box = QVBoxLayout()
        self._table_box.setSpacing(0)
        self._card.body.addLayout(self._table_box)
        self.body.addWidget(self._card, 1)
        self._recall()
        self._make_table()

    # Filters

    def _build_filters(self) -> None:
        self.tabs = report_tabs("reports/aging", self._switch)
        self.day = DateEdit(self._today_is())
        self.day.setFixedWidth(active().px(132))
        self.day.setAccessibleName(_("As of"))
        self.day.day_changed.connect(lambda _day: self.refresh())
        self.basis = Segments([(rule.BY_DUE, _("By due date")), (rule.BY_INVOICE, _("By invoice date"))], _("Basis"))
        self.basis.chosen.connect(lambda _value: self._changed())
        self.buckets = Choice([("standard", "30 / 60 / 90"), ("long", "30 … 365"), ("years", _("By year")),
                               (CUSTOM, _("Own borders"))])
        self.buckets.setAccessibleName(_("Age classes"))
        self.buckets.chosen.connect(lambda _value: self._changed())
        self.custom = QLineEdit("30,60,90")
        self.custom.setFixedWidth(active().px(140))
        self.custom.setAccessibleName(_("Borders in days, such as 30,60,90"))
        self.custom.setToolTip(self.custom.accessibleName())
        self.custom.editingFinished.connect(self._changed)
        self.credits = Choice([(rule.OWN_COLUMN, _("Credits apart")), (rule.BY_DATE, _("Credits by their date"))])
        self.credits.setAccessibleName(_("Receipts and credit notes not allocated"))
        self.credits.chosen.connect(lambda _value: self._changed())
        self.currency = Choice([("", _("All currencies"))])
        self.currency.setAccessibleName(_("Currency"))
        self.currency.chosen.connect(lambda _value: self._filter())
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a customer"))
        self.search.setAccessibleName(_("Find a customer"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self.model.set_text(text))
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        top, row = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch(1)
        self.recorded = QCheckBox(_("As recorded then"))
        self.recorded.setToolTip(_("Only what had been entered by the end of that day"))
        self.recorded.toggled.connect(lambda _on: self.refresh())
        top.addWidget(self.recorded)
        self.problem = label("", "err")
        row.setSpacing(8)
        for part in (label(_("As of"), "sec"), self.day, self.basis, self.buckets, self.custom, self.credits, self.currency):
            row.addWidget(part)
        row.addWidget(self.search, 1)
        self.body.addLayout(top)
        self.body.addLayout(row)
        self.body.addWidget(self.problem)
        self.problem.hide()

    def _switch(self, key: object) -> None:
        self.tabs.set_value("reports/aging")
        if key != "reports/aging":
            self.navigate.emit(str(key), {})

    def _recall(self) -> None:
        for name in _KEPT:
            kept = self._settings.value(f"aging/{name}")
            field: Any = getattr(self, name)
            if not isinstance(kept, str) or not kept:
                continue
            if isinstance(field, QLineEdit):
                field.setText(kept)
            elif isinstance(field, Segments) and kept in (rule.BY_DUE, rule.BY_INVOICE):
                field.set_value(kept)
            elif isinstance(field, Choice):
                before = field.value()
                field.set_value(kept)
                if field.value() is None:
                    field.set_value(before)
        self.custom.setVisible(self.buckets.value() == CUSTOM)

    def _remember(self) -> None:
        for name in _KEPT:
            field: Any = getattr(self, name)
            self._settings.setValue(f"aging/{name}", field.text() if isinstance(field, QLineEdit) else str(field.value()))

    def _wanted_buckets(self) -> Buckets:
        kind = str(self.buckets.value())
        return parse_buckets(self.custom.text()) if kind == CUSTOM else aging_table.PRESETS[kind]

    def _changed(self) -> None:
        self.custom.setVisible(self.buckets.value() == CUSTOM)
        self._remember()
        self.refresh()

    def take_focus(self) -> None:
        self.setFocus()
        self.table.take_focus()

    def set_context(self, **args: object) -> None:
        """`as_of` a day, `basis`, `text` to search for."""
        day = args.get("as_of")
        if isinstance(day, date):
            self.day.set_day(day)
        if args.get("basis") in (rule.BY_DUE, rule.BY_INVOICE):
            self.basis.set_value(args["basis"])
        if args.get("buckets") in aging_table.PRESETS:
            self.buckets.set_value(args["buckets"])
            self.custom.hide()
        if "text" in args:
            self.search.setText(str(args["text"]))

    # Reading

    def refresh(self) -> None:
        asked = self._ask()
        if asked is None:
            return
        self.head.set_context(wording.long_day(asked.as_of))
        shape = (asked.basis, asked.buckets, asked.credits)
        self._asked = asked
        if shape != self._made_for:
            self._make_table()
        if not self.model.rows:
            self.model.set_loading()
        session = self._session

        def job(_progress: Progress) -> tuple[AgingReport, BaseTotal | None]:
            how: Any = {"basis": asked.basis, "buckets": asked.buckets, "credits": asked.credits}
            report = service.aging_report(session, asked.as_of, as_recorded=asked.as_recorded, **how).whole()
            if asked.as_recorded:  # the total over the currencies is known for today's knowledge only
                return report, None
            base = company.profile(session).base_currency
            own = next((row for row in report.totals if row.currency == base), None)
            several = len(report.totals) > (1 if own else 0)
            return report, base_total(session, asked.as_of, own, **how) if several else None

        self._work.read(job, lambda found: self._show(*found), group=(id(self), "report"), label=_("Reading the aging report"))

    def _ask(self) -> Asked | None:
        """What the filters say; None while one of them is wrong, with the reason shown."""
        problem = ""
        try:
            day, buckets = self.day.day() or self._today_is(), self._wanted_buckets()
        except InputError as error:
            problem = translate_error(error)
            self.custom.setProperty("invalid", error.field == "buckets")
            restyle(self.custom)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            return None
        if self.custom.property("invalid"):
            self.custom.setProperty("invalid", False)
            restyle(self.custom)
        return Asked(day, str(self.basis.value()), buckets, str(self.credits.value()), self.recorded.isChecked())

    def _make_table(self) -> None:
        """The columns follow the age classes, so another choice of them is another table."""
        asked = self._asked or Asked(self._today_is(), str(self.basis.value()), rule.STANDARD, str(self.credits.value()))
        while (item := self._table_box.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._made_for = (asked.basis, asked.buckets, asked.credits)
        columns = aging_table.columns(asked.buckets, asked.basis, asked.credits, self._several)
        self.model = TableModel(columns, key=lambda line: (line.row.customer_id, line.row.currency),
                                search=lambda line: line.code)
        self.model.sort_by(aging_table.BALANCE, True)
        name = f"aging_{asked.basis}_{len(asked.buckets.keys)}_{asked.credits}"
        self.table = DataTable(self.model, _("Aging report"), settings=self._settings, name=name)
        self.table.mark_cell()
        self.table.set_empty(_("Nothing is open on this day"), _("Choose another day, or import open invoices."),
                             _("Import from Excel"))
        self.table.empty_action.connect(lambda: self.navigate.emit("import", {}))
        self.table.row_opened.connect(self._open_current)
        self.table.menu_asked.connect(self._fill_menu)
        self.model.state_changed.connect(self._show_totals)
        self.model.set_text(self.search.text())
        self._more_totals = []
        self._table_box.addWidget(self.table, 1)

    def _show(self, report: AgingReport, base: BaseTotal | None) -> None:
        self._report, self._base = report, base
        found = sorted({line.row.currency for line in report.lines})
        chosen = self.currency.value()
        self.currency.set_items([("", _("All currencies")), *((code, code) for code in found)])
        self.currency.set_value(chosen if chosen in found else "")
        self.currency.setVisible(len(found) > 1)
        if self._several != (len(found) > 1):
            self._several = len(found) > 1
            self._make_table()
        self._filter()
        self.table.select_first()

    def _filter(self) -> None:
        if self._report is not None:
            code = self.currency.value()
            self.model.set_rows([line for line in self._report.lines if not code or line.row.currency == code])

    def _show_totals(self) -> None:
        """One totals row per currency of what is shown."""
        keys = self._asked.buckets.keys if self._asked else rule.STANDARD.keys
        totals = aging_table.totals_of(self.model.visible_rows())
        said = [aging_table.total_words(row, keys, len(totals) > 1) for row in totals]
        said += self._base_words(keys)
        self.table.set_totals(said[0] if said else None)
        while len(self._more_totals) < len(said) - 1:
            delegate: Any = self.table.view.itemDelegate()
            row = TotalsRow(self.model, self.table.header, delegate, self._card)
            self.table.view.horizontalScrollBar().valueChanged.connect(row.update)
            self._more_totals.append(row)
            self._table_box.addWidget(row)
        for place, row in enumerate(self._more_totals, 1):
            row.set_totals(said[place] if place < len(said) else None)
        self._card.setAccessibleDescription("; ".join(" ".join(str(word) for word in words.values()) for words in said))

    def _base_words(self, keys: Sequence[str]) -> list[dict[str, object]]:
        """The total in the book's currency, below those of the currencies, while nothing is filtered out."""
        if self._base is None or self.model.filtered or self.currency.value():
            return []
        if self._base.row is None:
            missing = listed(self._base.without_rate)
            return [{"name": _("No rate for {currencies}").format(currencies=missing)}]
        words = aging_table.total_words(self._base.row, keys, True)
        return [words | {"name": _("All in {currency}").format(currency=self._base.row.currency)}]

    # What stands behind a figure

    def _open_current(self, line: CustomerAging) -> None:
        index = self.table.view.currentIndex()
        self.drill(line, self.model.columns[index.column()].key if index.isValid() else None)

    def _fill_menu(self, menu: Any, lines: Sequence[CustomerAging]) -> None:
        if len(lines) == 1:
            menu.addAction(_("Show the open documents") + "\tEnter", lambda: self.drill(lines[0], None))
            menu.addAction(_("Open the customer"),
                           lambda: self.navigate.emit("customers", {"customer_id": lines[0].row.customer_id}))

    def drill(self, line: CustomerAging, key: str | None) -> None:
        """Show what is open behind one figure; a column that is no age class shows everything of the customer."""
        asked = self._asked
        if asked is None:
            return
        session, row = self._session, line.row
        self._work.read(lambda _progress: service.aging_items(
            session, asked.as_of, row.customer_id, currency=row.currency, basis=asked.basis, buckets=asked.buckets,
            credits=asked.credits, as_recorded=asked.as_recorded),
            lambda items: self._show_items(line, key, items, asked), group=(id(self), "items"))

    def _show_items(self, line: CustomerAging, key: str | None, items: Sequence[AgingItem], asked: Asked) -> None:
        place = int(key[1:]) if key and key[0] == "b" and key[1:].isdigit() else None
        kept, what = items, _("everything open")
        if place is not None:
            kept = [entry for entry in items if entry.bucket == place]
            what = wording.bucket_title(asked.buckets.keys[place], asked.basis)
        elif key == aging_table.NOT_DUE:
            kept, what = [entry for entry in items if entry.bucket is None and not entry.unapplied], _("Not due")
        elif key == aging_table.UNAPPLIED:
            kept, what = [entry for entry in items if entry.unapplied], _("Unapplied")
        elif key == "overdue":
            kept, what = [entry for entry in items if entry.bucket is not None], _("Overdue")
        title = f"{line.name} · {what} · {asked.as_of}"
        self._dialog = ItemsDialog(title, kept, line.row.currency, asked.as_of, self._settings, self)
        self._dialog.chosen.connect(self._open_document)
        self._dialog.finished.connect(lambda _code: self.table.view.setFocus())
        self._dialog.open()

    def _open_document(self, document_id: object, kind: str) -> None:
        self.navigate.emit("receipts" if kind in CREDIT_KINDS else "invoices", {"document_id": document_id})

    # Export

    def as_table(self) -> Table:
        """The report as shown."""
        asked = self._asked or Asked(self._today_is(), rule.BY_DUE, rule.STANDARD, rule.OWN_COLUMN)
        lines = self.model.visible_rows()
        basis = _("By due date") if asked.basis == rule.BY_DUE else _("By invoice date")
        count = ngettext("{count} customer", "{count} customers", len(lines)).format(
            count=f"{len({line.row.customer_id for line in lines}):,}")
        currencies = listed(sorted({line.row.currency for line in lines}))
        parts = [_("As of {day}").format(day=asked.as_of), basis, currencies, count]
        if self.search.text().strip():
            parts.append(_("Search: {text}").format(text=self.search.text().strip()))
        whole = self._base.row if self._base and not self.model.filtered and not self.currency.value() else None
        return aging_table.report_table(lines, self.table.shown_columns(), asked.buckets.keys, _("Aging report"),
                                        " · ".join(part for part in parts if part), whole)
