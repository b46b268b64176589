"""Records in a table: native values sort, filters by text and by column, checks that survive a refresh."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from creditdesk.domain.errors import InputError
from creditdesk.domain.insight.tables import Cell, Table
from creditdesk.i18n import translate_error
from creditdesk.ui.tables.columns import Column

Index = QModelIndex | QPersistentModelIndex
Wanted = Collection[object] | Callable[[Any], bool]
_ROLE = Qt.ItemDataRole
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
UNRATED = "NR"
RECORD = int(_ROLE.UserRole)
NATIVE = RECORD + 1


class GridModel(QAbstractTableModel):
    """What the table view asks of a model, whether its records are all in memory or fetched by pages."""

    checked_changed = Signal()
    state_changed = Signal()
    edited = Signal(object, str)  # record, key of the column
    edit_failed = Signal(object, str, object)  # record, key of the column, InputError

    def __init__(self, columns: Sequence[Column], *, key: Callable[[Any], Hashable] = id) -> None:
        """`key` tells a record apart from the others across refreshes (its id)."""
        super().__init__()
        self.columns = list(columns)
        self.key = key
        self.loading = False
        self.sorted_by: tuple[str, bool] | None = None
        self._checked: set[Hashable] = set()
        self._errors: dict[tuple[Hashable, str], tuple[str, str]] = {}  # problem, text typed

    def row_at(self, row: int) -> Any:
        """The record of a row of the view, None while it is on its way."""
        raise NotImplementedError

    @property
    def filtered(self) -> bool:
        """Whether a filter hides records."""
        raise NotImplementedError

    def clear_filters(self) -> None:
        raise NotImplementedError

    def sort_by(self, key: str, descending: bool) -> None:
        raise NotImplementedError

    def column_index(self, key: str) -> int:
        return next((place for place, column in enumerate(self.columns) if column.key == key), -1)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == _ROLE.DisplayRole else None
        if 0 <= section < len(self.columns) and role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return self.columns[section].title
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return self.shown_text(row, column)
        if role == _ROLE.AccessibleTextRole:
            return self._spoken(row, column)
        if role == _ROLE.ToolTipRole:
            return self.error_of(row, column) or self.warning_of(row, column) or (column.tip(row) if column.tip else None)
        if role == _ROLE.TextAlignmentRole:
            return _ALIGN[column.alignment] | Qt.AlignmentFlag.AlignVCenter
        if role == RECORD:
            return row
        return column.native(row) if role == NATIVE and column.kind != "check" else None

    def _spoken(self, row: Any, column: Column) -> str:
        if column.kind == "check":
            return "☑" if self.is_checked(row) else "☐"
        parts = [badge] if (badge := self.badge_of(row, column)) else []
        return " ".join([*parts, column.title, column.text(row), self.error_of(row, column), self.warning_of(row, column)]).strip()

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.columns[index.column()].edit else base

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        row = self.row_at(index.row())
        column = self.columns[index.column()]
        if role != _ROLE.EditRole or row is None or not column.edit:
            return False
        place = (self.key(row), column.key)
        try:
            column.edit(row, str(value))
        except InputError as error:
            self._errors[place] = translate_error(error), str(value)
            self.edit_failed.emit(row, column.key, error)
        else:
            self._errors.pop(place, None)
            self.edited.emit(row, column.key)
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        return place not in self._errors

    def error_of(self, row: Any, column: Column) -> str:
        """The problem of a cell in words, "" for none."""
        return self._errors.get((self.key(row), column.key), ("", ""))[0] if self._errors else ""

    def shown_text(self, row: Any, column: Column) -> str:
        """The cell in words; a wrong entry stays as it was typed."""
        if column.kind == "check":
            return ""
        wrong = self._errors.get((self.key(row), column.key)) if self._errors else None
        return wrong[1] if wrong else column.text(row)

    def badge_of(self, row: Any, column: Column) -> str:
        """The grade before a cell. Until somebody in the list has one there is none: scoring has not begun."""
        grade = column.badge(row) if column.badge else ""
        return "" if grade == UNRATED and not self._rates(column) else grade

    def _rates(self, _column: Column) -> bool:
        return True

    def warning_of(self, row: Any, column: Column) -> str:
        """What to look at in a cell that is not wrong, "" for nothing; a model that knows such things says it."""
        return ""

    def is_checked(self, row: Any) -> bool:
        return bool(self._checked) and self.key(row) in self._checked

    @property
    def checked_keys(self) -> frozenset[Hashable]:
        return frozenset(self._checked)

    def set_checked(self, rows: Iterable[Any], checked: bool) -> None:
        """Check or uncheck records; the check follows the record, not its place."""
        keys = {self.key(row) for row in rows}
        self._checked = self._checked | keys if checked else self._checked - keys
        self._tell_checked()

    def clear_checks(self) -> None:
        self._checked.clear()
        self._tell_checked()

    def _tell_checked(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
        self.checked_changed.emit()


class TableModel(GridModel):
    """A table over a list of records in memory; sorting and filtering work on native values."""

    def __init__(self, columns: Sequence[Column], *, key: Callable[[Any], Hashable] = id,
                 search: Callable[[Any], str] | None = None) -> None:
        """`search` gives further words by which a record is found (pinyin initials, tax number)."""
        super().__init__(columns, key=key)
        self._rows: list[Any] = []
        self._order: list[int] = []
        self._search = search
        self._text = ""
        self._filters: dict[str, Wanted] = {}
        self._rated: dict[str, bool] = {}

    def _rates(self, column: Column) -> bool:
        found = self._rated.get(column.key)
        if found is None and column.badge:
            badge = column.badge
            found = self._rated[column.key] = any(badge(row) not in ("", UNRATED) for row in self._rows)
        return bool(found)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def row_at(self, row: int) -> Any:
        return self._rows[self._order[row]] if 0 <= row < len(self._order) else None

    @property
    def rows(self) -> list[Any]:
        """Every record, in the order given."""
        return self._rows

    def visible_rows(self) -> list[Any]:
        """The records as shown: filtered and sorted."""
        return [self._rows[place] for place in self._order]

    def checked_rows(self) -> list[Any]:
        """Checked records in the order shown, those that a filter hides last."""
        hidden = set(range(len(self._rows))) - set(self._order)
        return [self._rows[place] for place in (*self._order, *sorted(hidden)) if self.is_checked(self._rows[place])]

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show other records with the same sorting and filters; checks of records that are gone go too."""
        self.beginResetModel()
        self._rows = list(rows)
        self._checked &= {self.key(row) for row in self._rows}
        self._errors.clear()
        self._rated.clear()
        self.loading = False
        self._arrange()
        self.endResetModel()
        self.state_changed.emit()

    def set_loading(self) -> None:
        """Say that records are on their way; `set_rows` ends it."""
        self.loading = True
        self.state_changed.emit()

    def refresh_row(self, row: Any) -> None:
        """Draw a record again whose values have changed."""
        place = next((at for at in range(len(self._order)) if self.row_at(at) is row), -1)
        if place >= 0:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def sort_by(self, key: str, descending: bool) -> None:
        """Sort by a column's native values; empty cells stand last either way."""
        self.sorted_by = (key, descending)
        self._rearranged()

    def set_text(self, text: str) -> None:
        """Show only records in which every word of `text` occurs."""
        self._text = text.strip().casefold()
        self._rearranged()

    def set_filter(self, key: str, wanted: Wanted | None) -> None:
        """Show only records whose column `key` is one of `wanted`, or that pass it as a test; None takes it off."""
        if wanted is None:
            self._filters.pop(key, None)
        else:
            self._filters[key] = wanted
        self._rearranged()

    @property
    def filtered(self) -> bool:
        return bool(self._text or self._filters)

    def clear_filters(self) -> None:
        self._text = ""
        self._filters.clear()
        self._rearranged()

    def words_of(self, row: int) -> str:
        """The further words by which a row is found, "" for none."""
        return self._search(self.row_at(row)) if self._search else ""

    def as_table(self, columns: Sequence[Column], title: str, subtitle: str = "",
                 totals: dict[str, Any] | None = None) -> Table:
        """The records as shown, in the given columns, for export."""
        rows = self.visible_rows()
        return table_of(rows, columns, title, subtitle, totals)

    def _rearranged(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()
        self.state_changed.emit()

    def _arrange(self) -> None:
        order = [place for place, row in enumerate(self._rows) if self._passes(row)]
        if self.sorted_by and (index := self.column_index(self.sorted_by[0])) >= 0:
            value = self.columns[index].order
            known = [(found, place) for place in order if (found := value(self._rows[place])) is not None]
            empty = set(order).difference(place for _found, place in known)
            known.sort(key=lambda pair: pair[0], reverse=self.sorted_by[1])
            order = [place for _found, place in known] + sorted(empty)
        self._order = order

    def _passes(self, row: Any) -> bool:
        for key, wanted in self._filters.items():
            if callable(wanted):
                if not wanted(row):
                    return False
            elif (index := self.column_index(key)) >= 0 and self.columns[index].native(row) not in wanted:
                return False
        if not self._text:
            return True
        words = [column.text(row) for column in self.columns if column.kind not in ("check", "bar")]
        hay = " ".join([*words, self._search(row) if self._search else ""]).casefold()
        return all(word in hay for word in self._text.split())


def table_of(rows: Sequence[Any], columns: Sequence[Column], title: str, subtitle: str = "",
             totals: dict[str, Any] | None = None) -> Table:
    """Records as a report table of native values; `totals` by column key."""
    kept = [column for column in columns if column.exported]
    cells: list[list[Cell]] = [[column.cell(row) for column in kept] for row in rows]
    last = [(totals or {}).get(column.key) for column in kept] if totals else None
    return Table(title, subtitle, [column.report_column(rows) for column in kept], cells, last)
