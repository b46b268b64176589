"""Step 2: columns left, the checked rows right, questions below them (DESIGN 9, screen 05b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from creditdesk.domain.ledger.import_headings import CUSTOMERS, INVOICES
from creditdesk.domain.ledger.import_records import RowProblem
from creditdesk.domain.money import reads_as
from creditdesk.i18n import _
from creditdesk.services.importing.preview import Preview, PreviewRow
from creditdesk.ui import choices
from creditdesk.ui.importing import words
from creditdesk.ui.importing.draft import ImportDraft
from creditdesk.ui.importing.mapping import MappingCard
from creditdesk.ui.importing.preview_model import PreviewModel
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips, Choice, Segments
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.widgets.form_field import FormField

ALL, GOOD, BAD = "all", "good", "bad"


class CheckView(QWidget):
    """Shows a draft; every choice is told, the page checks anew and shows the draft again."""

    mapping_changed = Signal(object)  # {field: column}
    kind_changed = Signal(str)
    sheet_changed = Signal(str)
    option_changed = Signal(str, object)  # "date_order", "decimal", "sum_lines", "currency", "remember" and its value
    corrected = Signal(int, int, str)  # row, column, text
    export_asked = Signal()

    def __init__(self, base_currency: str) -> None:
        super().__init__()
        self._base = base_currency
        self._found: Preview | None = None
        self._layout_shown: object = None
        self.table: DataTable | None = None
        self._model: PreviewModel | None = None
        self.mapping = MappingCard()
        self.mapping.changed.connect(self.mapping_changed)
        self.mapping.remember_changed.connect(lambda on: self.option_changed.emit("remember", on))
        self._questions()
        self._preview_card()
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(self.mapping)
        split.addWidget(self.card)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 7)
        split.setSizes([400, 700])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 12)
        box.addWidget(split, 1)

    def _questions(self) -> None:
        panel = QFrame()
        panel.setProperty("sunken", True)
        box = QVBoxLayout(panel)
        box.setContentsMargins(15, 10, 15, 10)
        box.setSpacing(8)
        self.kind = Segments([(kind, words.kind_words(kind)) for kind in words.KINDS], _("What the rows are"))
        self.kind.chosen.connect(lambda kind: self.kind_changed.emit(str(kind)))
        self.sheet = Choice()
        self.sheet.chosen.connect(lambda name: self.sheet_changed.emit(str(name)))
        self.dates = Segments([(None, _("Ask the column")), ("dmy", _("Day first")), ("mdy", _("Month first"))],
                              _("Order of dates such as 1/2/2026"))
        self.dates.chosen.connect(lambda order: self.option_changed.emit("date_order", order))
        self.decimal = Segments([(None, _("Ask the column")), ("point", "1,234.50"), ("comma", "1.234,50")],
                                _("Decimal mark of amounts such as 1.234"))
        self.decimal.chosen.connect(lambda mark: self.option_changed.emit("decimal", mark))
        self.lines = Segments([(False, _("Different invoices")), (True, _("Lines of one invoice"))],
                              _("Rows with one invoice number are"))
        self.lines.chosen.connect(lambda summed: self.option_changed.emit("sum_lines", summed))
        self.currency = Choice(choices.currencies(self._base))
        self.currency.chosen.connect(lambda code: self.option_changed.emit("currency", code))
        self._fields = {name: FormField(control.accessibleName() or title, control, help_line=False) for name, title, control in (
            ("kind", "", self.kind), ("sheet", _("Sheet"), self.sheet), ("dates", "", self.dates),
            ("decimal", "", self.decimal), ("lines", "", self.lines),
            ("currency", _("Currency of rows that name none"), self.currency))}
        for field in self._fields.values():
            box.addWidget(field)
        self.mapping.body.addWidget(panel)

    def _preview_card(self) -> None:
        self.card = Card(_("Preview"), flush=True)
        self.chips = Chips([(ALL, _("All")), (GOOD, _("Can be imported")), (BAD, _("With errors"))], _("Rows shown"))
        self.chips.chosen.connect(lambda _value: self._show_rows())
        self.card.add_to_head(self.chips)
        self.empty = EmptyState("columns", "", "")
        self._place = QVBoxLayout()
        self._place.addWidget(self.empty)
        self.card.body.addLayout(self._place, 1)
        foot = QFrame()
        foot.setProperty("sunken", True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(15, 8, 15, 8)
        row.addWidget(IconMark("info", "acc", 14))
        hint = label(_("Double-click a cell to correct it; it is checked again at once. The file stays as it is."), "sec", wrap=True)
        hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row.addWidget(hint, 1)
        self.export = button(_("Export rows with errors"), "export", small=True)
        self.export.clicked.connect(self.export_asked)
        row.addWidget(self.export)
        self.card.body.addWidget(foot)

    def show_draft(self, draft: ImportDraft, examples: Mapping[int, str]) -> None:
        """The file, its columns and what the check found."""
        source = draft.source
        if source is None:
            return
        self.mapping.remember.blockSignals(True)
        self.mapping.remember.setChecked(draft.remember)
        self.mapping.remember.blockSignals(False)
        self.mapping.show_source(source, examples, draft.found, draft.guessed)
        self.kind.set_value(draft.kind)
        self.sheet.set_items([(name, name) for name in source.sheets])
        self.sheet.set_value(source.layout.sheet_name)
        self.dates.set_value(draft.date_order)
        self.decimal.set_value(draft.decimal)
        self.currency.set_value(draft.currency or self._base)
        self._found = draft.preview
        problems: Sequence[RowProblem] = draft.preview.plan.problems if draft.preview else ()
        self._fields["sheet"].setVisible(len(source.sheets) > 1)
        self._fields["dates"].setVisible(draft.date_order is not None or any(one.code == "ambiguous_date" for one in problems))
        self._fields["decimal"].setVisible(draft.decimal is not None or any(
            one.code == "bad_amount" and reads_as(one.value) == "either" for one in problems))
        self.lines.set_value(bool(source.layout.line_sheet or source.sum_lines) if draft.sum_lines is None else draft.sum_lines)
        self._fields["lines"].setVisible(draft.kind == INVOICES and (
            bool(self.lines.value()) or draft.sum_lines is not None or any(
                one.code == "number_in_use" and "row" in one.fields for one in problems)))
        self._fields["currency"].setVisible("currency" not in source.layout.columns and draft.kind != CUSTOMERS)
        self._make_table(draft)
        self._show_rows()

    def _make_table(self, draft: ImportDraft) -> None:
        """Another table where the columns are others; the same otherwise, so that it keeps its place."""
        assert draft.source is not None
        key = (draft.source.layout, draft.currency)
        if self._layout_shown == key and self.table is not None:
            return
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
            self.table = self._model = None
        self._layout_shown = key
        missing = draft.source.layout.missing
        self.empty.setVisible(bool(missing))
        if missing:
            needed = words.listed([" / ".join(words.field_words(field, draft.kind) for field in group) for group in missing])
            self.empty.set_words("columns", _("Choose the column for: {fields}").format(fields=needed),
                                 _("Then every row is checked."))
            return
        self._model = PreviewModel(draft.source.layout, draft.currency or self._base)
        self._model.corrected.connect(self.corrected)
        self.table = DataTable(self._model, _("Preview"), lines=True)
        self.table.set_empty(_("No rows to show"), "", "", "table")
        self._place.addWidget(self.table)
        self.setTabOrder(self.chips, self.table.view)

    def _show_rows(self) -> None:
        found = self._found
        rows: dict[object, list[PreviewRow]] = {ALL: found.rows, GOOD: found.good, BAD: found.bad} if found else {}
        for value in (ALL, GOOD, BAD):
            self.chips.set_count(value, len(rows[value]) if found else None)
        self.export.setEnabled(bool(found and found.bad))
        if self._model is None or self.table is None:
            return
        bar = self.table.view.verticalScrollBar()
        kept, current = bar.value(), self.table.view.currentIndex()
        self._model.show_rows(rows.get(self.chips.value(), []))
        if current.isValid() and current.row() < self._model.rowCount():
            self.table.view.setCurrentIndex(self._model.index(current.row(), current.column()))
        bar.setValue(kept)

    def begin(self) -> bool:
        """The cursor in the first cell to be corrected, so that F2 does; False when there is none."""
        found = self._found
        if not (found and found.bad and self._model and self.table):
            return False
        wrong = found.bad[0]
        row = next((place for place in range(self._model.rowCount()) if self._model.row_at(place) is wrong), 0)
        column = next((place for one in wrong.problems if (place := self._model.column_index(one.field)) >= 0), 0)
        self.table.view.setCurrentIndex(self._model.index(row, column))
        self.table.view.horizontalScrollBar().setValue(0)  # row and result stay in sight; F2 goes to the cell
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def forget(self) -> None:
        """Hold no rows any more."""
        self._found = None
        if self._model is not None:
            self._model.show_rows([])
