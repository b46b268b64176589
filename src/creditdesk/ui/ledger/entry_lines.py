"""Lines of the entry grid: texts as typed, what they mean, and what the book says of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.dates import parse_date
from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.domain.money import currency_code, display
from creditdesk.i18n import _, translate_error
from creditdesk.services.ledger.entry_check import Checked
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.pasted_block import PastedBlock, read_block
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.model import GridModel, Index
from creditdesk.ui.widgets.arithmetic import amount_from
from creditdesk.ui.widgets.date_edit import short_day

TYPED = ("no", "customer", "date", "terms", "note", "currency", "amount")
Texts = tuple[tuple[str, ...], ...]
EMPTY_ROWS = 12


@dataclass(eq=False, slots=True)
class Line:
    """One row: what was typed stands in the texts, right or wrong."""

    no: str = ""
    customer: str = ""
    date: str = ""
    terms: str = ""
    note: str = ""
    currency: str = ""
    amount: str = ""
    owner: Customer | None = None
    draft: DocumentDraft | None = None
    errors: dict[str, CreditDeskError] = field(default_factory=dict)
    checked: Checked | None = None
    place: int = 0

    @classmethod
    def of(cls, cells: Sequence[object]) -> Line:
        """A line of seven texts in the order of TYPED; ValueError for another count."""
        no, customer, day, terms, note, currency, amount = map(str, cells)
        return cls(no, customer, day, terms, note, currency, amount)

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in the cells, in the order of TYPED."""
        return self.no, self.customer, self.date, self.terms, self.note, self.currency, self.amount

    @property
    def touched(self) -> bool:
        """Whether a person entered anything here (a date carried over is nothing)."""
        return any((self.no, self.customer, self.note, self.amount))

    @property
    def good(self) -> bool:
        return self.draft is not None and self.checked is not None and not self.checked.errors

    def problems(self) -> list[CreditDeskError]:
        """All that keeps the line from being saved."""
        return [*self.errors.values(), *(self.checked.errors if self.checked and self.draft else ())]


class LineReader:
    """Turns texts into drafts: customers by the index, blank currency and date by the rules of the grid."""

    def __init__(self, index: Callable[[], CustomerIndex], base: str, today: Callable[[], date]) -> None:
        self._index, self._base, self._today = index, base, today

    def read(self, line: Line) -> None:
        """Read a line anew: sets owner, draft and errors; texts that can be read are brought to their form."""
        line.errors.clear()
        line.draft, line.checked = None, None
        if not line.touched:
            return
        line.owner = self._index().named(line.customer)
        if line.owner is not None:
            line.customer = line.owner.name
        else:
            self._wrong(line, "customer", InputError(
                N_("There is no customer {name}."), code="unknown_customer", field="customer", name=line.customer)
                if line.customer.strip() else _missing("customer"))
        currency = self._part(line, "currency", lambda: currency_code(
            line.currency or (line.owner.currency if line.owner else "") or self._base))
        amount = self._part(line, "amount", lambda: self._amount(line, currency or self._base))
        day = self._part(line, "date", lambda: self._day(line))
        terms = self._part(line, "terms", lambda: parse_terms(line.terms).canonical if line.terms.strip() else "")
        if line.errors or line.owner is None or amount is None or day is None or currency is None:
            return
        line.draft = DocumentDraft(kind=INVOICE, customer_id=line.owner.id, date=day, amount=amount, currency=currency,
                                   no=line.no.strip(), terms=terms or "", note=line.note.strip())

    def _amount(self, line: Line, currency: str) -> Decimal:
        if not line.amount.strip():
            raise _missing("amount")
        amount = amount_from(line.amount, currency)
        if amount <= 0:
            raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
        line.amount = display(amount, currency)
        return amount

    def _day(self, line: Line) -> date:
        if not line.date.strip():
            line.date = self._today().isoformat()
        day = short_day(line.date, self._today()) or parse_date(line.date)
        line.date = day.isoformat()
        return day

    def _part(self, line: Line, name: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except InputError as error:
            self._wrong(line, name, error)
            return None

    @staticmethod
    def _wrong(line: Line, name: str, error: CreditDeskError) -> None:
        line.errors[name] = error


def _missing(name: str) -> InputError:
    return InputError(N_("Please fill this in."), code="required", field=name)


class EntryModel(GridModel):
    """Rows of `Line`; there are always some empty ones below. `typed` follows every change of a cell."""

    typed = Signal()

    def __init__(self, reader: LineReader) -> None:
        super().__init__(_columns(), key=id)
        self.reader = reader
        self.carry_date = True
        self.lines: list[Line] = []
        self._fill_up()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def row_at(self, row: int) -> Line | None:
        return self.lines[row] if 0 <= row < len(self.lines) else None

    @property
    def filtered(self) -> bool:
        return False

    def clear_filters(self) -> None:
        """Nothing is ever hidden here."""

    def sort_by(self, key: str, descending: bool) -> None:
        """Rows stay in the order of entry."""

    @property
    def used(self) -> list[Line]:
        """Lines with anything in them."""
        return [line for line in self.lines if line.touched]

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].key in TYPED else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.row_at(index.row())
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.EditRole and line is not None and column.key in TYPED:
            return getattr(line, column.key)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.columns[index.column()].key
        line = self.row_at(index.row())
        if line is None or column not in TYPED:
            return False
        self.put(index.row(), column, str(value))
        self.tell(index.row(), index.row())
        return True

    def put(self, row: int, column: str, text: str) -> None:
        """Type a text into a cell; `..` repeats the cell above (DOMAIN N, habits)."""
        if self._write(row, column, text):
            self.reader.read(self.lines[row])

    def _write(self, row: int, column: str, text: str) -> bool:
        """Set a cell without reading its line; whether it changed."""
        line = self.lines[row]
        if text.strip() in ("..", "。。") and row:
            text = getattr(self.lines[row - 1], column)
        if getattr(line, column) == text:
            return False
        fresh = not line.touched
        setattr(line, column, text)
        if fresh and line.touched and not line.date and self.carry_date and row:
            line.date = self.lines[row - 1].date
        return True

    def tell(self, first: int, last: int) -> None:
        """Draw rows again, keep empty rows below, and say that something was typed."""
        self._fill_up()
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.typed.emit()

    def paste(self, row: int, column: str, text: str) -> PastedBlock:
        """Put a block from a spreadsheet at a cell; computed columns are stepped over."""
        places = [entry.key for entry in self.columns if entry.key in TYPED]
        block = read_block(text, places[places.index(column):])
        while len(self.lines) < row + len(block.rows):
            self._append()
        for step, cells in enumerate(block.rows):
            for key, cell in zip(block.keys, cells, strict=False):
                if key:
                    self._write(row + step, key, cell)
            self.reader.read(self.lines[row + step])  # a line once, whatever the number of its cells
        if block.rows:
            self.tell(row, row + len(block.rows) - 1)
        return block

    def read_again(self, lines: Sequence[Line]) -> None:
        """Read lines again after the customers changed."""
        for line in lines:
            self.reader.read(line)
        if lines:
            self.tell(0, len(self.lines) - 1)

    def copy_above(self, row: int) -> None:
        """Fill the empty cells of a row with those above it; the number is not repeated."""
        if row:
            for key in TYPED[1:]:
                if not getattr(self.lines[row], key):
                    self.put(row, key, getattr(self.lines[row - 1], key))
            self.tell(row, row)

    def texts(self) -> Texts:
        """The cells down to the last row with anything in it."""
        found = [line.texts for line in self.lines]
        while found and not any(found[-1]):
            found.pop()
        return tuple(found)

    def restore(self, texts: Texts) -> None:
        """Let the cells be as they were; lines that differ are read again, the others keep what the book said of them."""
        blank = ("",) * len(TYPED)
        while len(self.lines) < len(texts):
            self._append()
        for place, line in enumerate(self.lines):
            cells = texts[place] if place < len(texts) else blank
            if line.texts != cells:
                self.lines[place] = Line.of(cells)
                self.reader.read(self.lines[place])
        self.tell(0, len(self.lines) - 1)

    def drop(self, gone: Sequence[Line]) -> None:
        """Take lines out."""
        self.beginResetModel()
        out = {id(line) for line in gone}
        self.lines = [line for line in self.lines if id(line) not in out]
        self.endResetModel()
        self._fill_up()
        self.typed.emit()

    def put_back(self, lines: Sequence[Line]) -> None:
        """Put lines taken out before on top again."""
        self.beginResetModel()
        self.lines = [*lines, *(line for line in self.lines if line.touched)]
        self.endResetModel()
        self.read_again(lines)

    def show_checked(self, pairs: Sequence[tuple[Line, Checked]]) -> None:
        """What the book says of lines; those changed meanwhile are left alone by the caller."""
        for line, checked in pairs:
            line.checked = checked
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(self.columns) - 1))

    def error_of(self, row: Any, column: Column) -> str:
        found = row.errors.get(column.key)
        if found is None and row.checked and row.draft:
            found = next((error for error in row.checked.errors if error.field == column.key), None)
        # a row just begun is not scolded for what is still to come
        return translate_error(found) if found is not None and found.code != "required" else ""

    def dump(self, typing: tuple[int, str, str] | None = None) -> str:
        """The used lines as text, to keep what was typed over a close; `typing`: the cell a person is in (row, column, text)."""
        rows = [(place, {key: getattr(line, key) for key in TYPED}) for place, line in enumerate(self.lines)]
        for place, cells in rows:
            if typing is not None and place == typing[0]:
                cells[typing[1]] = typing[2]
        used = [list(cells.values()) for _place, cells in rows if any(cells[key] for key in ("no", "customer", "note", "amount"))]
        return json.dumps(used, ensure_ascii=False) if used else ""

    def load(self, text: str) -> None:
        """Take up lines kept by `dump`; what is no such text is passed over."""
        try:
            rows = json.loads(text) if text else []
            kept = [Line.of(cells) for cells in rows]
        except (ValueError, TypeError):
            return
        self.beginResetModel()
        for line in kept:
            self.reader.read(line)
        self.lines = kept
        self.endResetModel()
        self._fill_up()
        self.typed.emit()

    def _append(self) -> None:
        self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines))
        self.lines.append(Line())
        self.endInsertRows()

    def _fill_up(self) -> None:
        used = max((place + 1 for place, line in enumerate(self.lines) if line.touched), default=0)
        while len(self.lines) < max(EMPTY_ROWS, used + 3):
            self._append()
        for place, line in enumerate(self.lines):
            line.place = place + 1


def _columns() -> list[Column]:
    def typed(key: str) -> Callable[[Line], str]:
        return lambda line: getattr(line, key)

    def terms(line: Line) -> str:
        return line.terms or (line.checked.terms if line.checked else "")

    def due(line: Line) -> str:
        return line.checked.due_date.isoformat() if line.checked and line.checked.due_date else ""

    def currency(line: Line) -> str:
        return line.currency or (line.draft.currency if line.draft else "")

    keep = _never
    return [
        Column("row", "#", width=48, align="right", value=lambda line: str(line.place), tone=lambda line: "t3", edit=keep),
        Column("no", _("Number"), width=132, value=typed("no"), edit=keep),
        Column("customer", _("Customer"), value=typed("customer"), edit=keep),
        Column("date", _("Date"), width=104, value=typed("date"), edit=keep),
        Column("terms", _("Terms"), width=92, value=terms, tone=lambda line: "" if line.terms else "t3", edit=keep),
        Column("due", _("Due date"), width=104, value=due, tone=lambda line: "t3", edit=keep),
        Column("note", _("Note"), width=180, value=typed("note"), tone=lambda line: "t2", edit=keep),
        Column("currency", _("Currency"), width=76, value=currency, tone=lambda line: "" if line.currency else "t3", edit=keep),
        Column("amount", _("Amount"), width=128, align="right", value=typed("amount"), edit=keep),
        Column("state", "", "tag", width=128, value=state_tag, edit=keep),
    ]


def _never(_row: Any, _text: str) -> Hashable:
    """Cells are written by the model; with an `edit` an empty cell stays blank instead of a dash."""
    raise InputError(N_("Please fill this in."), code="required")


def state_tag(line: Line) -> Tag | None:
    """Whether a line can be saved, in a word."""
    if not line.touched:
        return None
    if any(error.code != "required" for error in line.problems()):
        return Tag(_("To correct"), "danger", "prohibit")
    if line.errors:
        return Tag(_("Unfinished"), "track", "pencil-simple")
    if line.checked is None:
        return Tag(_("Checking"), "track", "hourglass")
    if line.checked.remarks:
        return Tag(_("Look again"), "warn", "warning")
    return Tag(_("Ready"), "ok", "check-circle")
