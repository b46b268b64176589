"""A table whose records stand in groups: a band over each with its words, count and sum, opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from creditdesk.i18n import _
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.delegate import CellDelegate, EDGE, Index
from creditdesk.ui.tables.model import GridModel, TableModel

_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Group:
    """A band: its key, words, hint, aging token of the swatch, and what stands at its right end."""

    key: Hashable
    title: str
    hint: str = ""
    swatch: str = ""
    count: str = ""
    total: str = ""


class GroupedModel(TableModel):
    """`group_of` gives a record's group; `describe(key, records)` its band. Groups stand in falling order of their keys."""

    def __init__(self, columns: Sequence[Column], *, key: Callable[[Any], Hashable], group_of: Callable[[Any], Any],
                 describe: Callable[[Any, Sequence[Any]], Group], search: Callable[[Any], str] | None = None) -> None:
        self._group_of, self._describe = group_of, describe
        self._shown: list[int | Group] = []
        self._members: dict[Hashable, list[int]] = {}
        self._closed: set[Hashable] = set()
        super().__init__(columns, key=lambda row: ("group", row.key) if isinstance(row, Group) else key(row), search=search)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def row_at(self, row: int) -> Any:
        if not 0 <= row < len(self._shown):
            return None
        place = self._shown[row]
        return place if isinstance(place, Group) else self._rows[place]

    def is_open(self, group: Group) -> bool:
        return group.key not in self._closed

    def set_open(self, group: Group, opened: bool) -> None:
        """Show or hide the records of a group."""
        self._closed = self._closed - {group.key} if opened else self._closed | {group.key}
        self._rearranged()

    def set_checked(self, rows: Iterable[Any], checked: bool) -> None:
        """A group stands for its records."""
        wanted: list[Any] = []
        for row in rows:
            wanted += [self._rows[at] for at in self._members.get(row.key, ())] if isinstance(row, Group) else [row]
        super().set_checked(wanted, checked)

    def is_checked(self, row: Any) -> bool:
        if isinstance(row, Group):
            return all(super(GroupedModel, self).is_checked(self._rows[at]) for at in self._members.get(row.key, ()))
        return super().is_checked(row)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if not isinstance(row, Group):
            return super().data(index, role)
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            state = _("expanded") if self.is_open(row) else _("collapsed")
            return ", ".join(filter(None, (row.title, row.hint, row.count, row.total, state)))
        return row.hint if role == _ROLE.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.row_at(index.row()), Group):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return super().flags(index)

    def _arrange(self) -> None:
        super()._arrange()
        self._members = {}
        for place in self._order:
            self._members.setdefault(self._group_of(self._rows[place]), []).append(place)
        self._shown = []
        for key in sorted(self._members, reverse=True):  # type: ignore[type-var]
            members = self._members[key]
            self._shown.append(self._describe(key, [self._rows[place] for place in members]))
            self._shown += [] if key in self._closed else members


class GroupedDelegate(CellDelegate):
    """Each cell of a band draws its part of the whole band, so that its words may run over the columns."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, GridModel) else None
        if not isinstance(row, Group) or not isinstance(model, GroupedModel):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setClipRect(rect)
        header = self._view.horizontalHeader()  # type: ignore[attr-defined]
        left = header.sectionViewportPosition(header.logicalIndex(0)) if header.count() else 0
        band = QRect(left, rect.top(), header.length(), rect.height())
        self._band(painter, band, row, model.is_open(row), bool(state & QStyle.StateFlag.State_Selected),
                   self._view.hasFocus() and self._view.currentIndex().row() == index.row())
        painter.restore()

    def _band(self, painter: QPainter, band: QRect, group: Group, opened: bool, selected: bool, focused: bool) -> None:
        theme = self.theme
        colour = theme.colour
        painter.fillRect(band, colour("sel" if selected else "sunken"))
        painter.fillRect(band.left(), band.bottom(), band.width(), 1, colour("line"))
        if focused:
            painter.fillRect(band.left(), band.top(), band.width(), 1, colour("acc"))
            painter.fillRect(band.left(), band.bottom(), band.width(), 1, colour("acc"))
        middle, left = band.center().y(), band.left() + EDGE
        paint_icon(painter, QRect(left, band.top(), 14, band.height()), "caret-down" if opened else "caret-right",
                   colour("t3"), 14)
        left += 20
        if group.swatch:
            painter.fillRect(QRect(left, middle - 5, 10, 10), colour(group.swatch))
            left += 18
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        room = band.adjusted(0, 0, -EDGE, -1)
        painter.setFont(theme.font(13, bold=True))
        painter.setPen(colour("t1"))
        painter.drawText(room, right, group.total)
        total = max(theme.px(96), painter.fontMetrics().horizontalAdvance(group.total) + 16)
        painter.drawText(QRect(left, room.top(), band.width(), room.height()), flags, group.title)
        left += painter.fontMetrics().horizontalAdvance(group.title) + 10
        painter.setFont(theme.font(12))
        painter.setPen(colour("t2"))
        painter.drawText(room.adjusted(0, 0, -total, 0), right, group.count)
        end = room.right() - total - painter.fontMetrics().horizontalAdvance(group.count) - 8
        hint = painter.fontMetrics().elidedText(group.hint, Qt.TextElideMode.ElideRight, max(0, end - left))
        painter.drawText(QRect(left, room.top(), max(0, end - left), room.height()), flags, hint)


class GroupedTable(DataTable):
    """Left and right close and open a group, Enter and a click turn it over, Space checks its records."""

    cell_clicked = Signal(object, str)  # the record, the key of the column

    delegate_class: type[CellDelegate] = GroupedDelegate

    def selected_rows(self) -> list[Any]:
        return [row for row in super().selected_rows() if not isinstance(row, Group)]

    def _turn(self, group: Group, opened: bool) -> None:
        model = self.model
        if isinstance(model, GroupedModel) and model.is_open(group) != opened:
            model.set_open(group, opened)
            self.select_key(model.key(group))

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if isinstance(row, Group) and isinstance(self.model, GroupedModel):
            self._turn(row, not self.model.is_open(row))
            return
        super()._clicked(index)
        if row is not None:
            self.cell_clicked.emit(row, self.model.columns[index.column()].key)

    def _open_index(self, index: QModelIndex) -> None:
        if not isinstance(self.model.row_at(index.row()), Group):
            super()._open_index(index)

    def _key_pressed(self, event: QKeyEvent) -> None:
        row = self.current_row()
        key = event.key()
        if not isinstance(row, Group) or not isinstance(self.model, GroupedModel):
            super()._key_pressed(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            turned = not self.model.is_open(row)
            self._turn(row, {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}.get(Qt.Key(key), turned))
            event.accept()
        elif key == Qt.Key.Key_Space:
            self.model.set_checked([row], not self.model.is_checked(row))
            event.accept()
        else:
            super()._key_pressed(event)

    def select_first(self) -> None:
        """Put the cursor on the first record, past the band over it."""
        if not self.view.currentIndex().isValid():
            first = next((at for at in range(self.model.rowCount()) if not isinstance(self.model.row_at(at), Group)), -1)
            if first >= 0:
                self.view.selectRow(first)
