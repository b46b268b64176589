"""The heads of a table: sortable, movable, aligned with their cells, a menu to choose the columns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QToolTip, QWidget

from creditdesk.i18n import _, pgettext
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.model import GridModel
from creditdesk.ui.widgets import marks
from creditdesk.ui.widgets.pane import give_pane

_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}


class TableHeader(QHeaderView):
    """`sort_asked` carries key and direction, `check_all` the wanted state, `reset_asked` the wish for the first order."""

    sort_asked = Signal(str, bool)
    check_all = Signal(bool)
    reset_asked = Signal()

    def __init__(self, model: GridModel, delegate: CellDelegate, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._pane = give_pane(self)
        self._grid, self._delegate = model, delegate
        self.all_checked = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setFixedHeight(active().size("header"))
        self._pressed: tuple[int, QPoint] | None = None

    def sizeHint(self) -> QSize:
        return QSize(self.length(), active().size("header"))  # Qt's own asks every column for its head each time

    def head_width(self, logical: int) -> int:
        """The width in which a head is not cut (px); its arrow may still cut it while it is sorted by."""
        padding = 200 - self._delegate.inner(QRect(0, 0, 200, 20), logical).width()
        return QFontMetrics(active().font(12)).horizontalAdvance(self._grid.columns[logical].title) + padding + 1

    def event(self, event: QEvent) -> bool:
        """The whole words of a head that was cut."""
        if isinstance(event, QHelpEvent):
            place = self.logicalIndexAt(event.pos())
            if 0 <= place < len(self._grid.columns) and self.head_width(place) > self.sectionSize(place):
                QToolTip.showText(event.globalPos(), self._grid.columns[place].title, self)
                return True
        return super().event(event)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        if not 0 <= logical < len(self._grid.columns):
            return
        theme, column = active(), self._grid.columns[logical]
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        if column.kind == "check":
            marks.paint_check(painter, rect.toRectF(), self.all_checked, theme)
            return
        inner = self._delegate.inner(rect, logical)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t3"))
        metrics = QFontMetrics(painter.font())
        arrow = ""
        if self._grid.sorted_by and self._grid.sorted_by[0] == column.key:
            arrow = "arrow-down" if self._grid.sorted_by[1] else "arrow-up"
        room = inner.adjusted(0, 0, -16 if arrow else 0, 0)
        text = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, room.width())
        if column.alignment == "right":
            room = inner.adjusted(16 if arrow else 0, 0, 0, 0)
        painter.drawText(room, int(_ALIGN[column.alignment] | Qt.AlignmentFlag.AlignVCenter), text)
        if arrow:
            used = metrics.horizontalAdvance(text)
            left = room.right() - used - 16 if column.alignment == "right" else room.left() + used + 3
            paint_icon(painter, QRect(left, rect.top(), 13, rect.height()), arrow, theme.colour("t2"), 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self._pressed = (self.logicalIndexAt(place), place) if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        pressed, self._pressed = self._pressed, None
        # A drag moves or widens a column; only a click in place sorts.
        if pressed and (place - pressed[1]).manhattanLength() < 4 and self.cursor().shape() != Qt.CursorShape.SplitHCursor:
            self._clicked(pressed[0])

    def _clicked(self, logical: int) -> None:
        if not 0 <= logical < len(self._grid.columns):
            return
        column = self._grid.columns[logical]
        if column.kind == "check":
            self.check_all.emit(not self.all_checked)
            return
        now = self._grid.sorted_by
        self.sort_asked.emit(column.key, bool(now and now[0] == column.key and not now[1]))

    def _sort_column(self, key: str) -> None:
        self._clicked(self._grid.column_index(key))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        self.fill_menu(menu)
        menu.exec(event.globalPos())

    def fill_menu(self, menu: QMenu, *, apart: bool = False) -> None:
        """Sorting and the choice of columns; `apart` in a menu of their own, as a row's menu has entries enough."""
        sort = menu.addMenu(_("Sort by"))
        for column in self._grid.columns:
            if column.kind != "check":
                sort.addAction(column.title, partial(self._sort_column, column.key))
        if apart:
            menu = menu.addMenu(pgettext("menu", "Columns"))
        else:
            menu.addSeparator()
        columns = [(place, column) for place, column in enumerate(self._grid.columns) if column.kind != "check"]
        shown = sum(not self.isSectionHidden(place) for place, _column in columns)
        for place, column in columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(place))
            # One column at least stays.
            action.setEnabled(shown > 1 or self.isSectionHidden(place))
            action.toggled.connect(lambda on, at=place: self.setSectionHidden(at, not on))
        menu.addSeparator()
        menu.addAction(_("Reset columns"), self.reset_asked.emit)


class TotalsRow(QWidget):
    """The totals under a table, in step with its columns."""

    def __init__(self, model: GridModel, header: TableHeader, delegate: CellDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid, self._header, self._delegate = model, header, delegate
        self._totals: dict[str, object] = {}
        self.setFixedHeight(active().size("row"))
        header.sectionResized.connect(self.update)
        header.sectionMoved.connect(self.update)
        self.hide()

    def set_totals(self, totals: dict[str, object] | None) -> None:
        """Values by column key; text stands as it is. None or nothing hides the row."""
        self._totals = totals or {}
        words = [f"{column.title} {self._words(place)}" for place, column in enumerate(self._grid.columns) if self._words(place)]
        self.setAccessibleName(_("Totals") + ": " + ", ".join(words))
        self.setVisible(bool(self._totals))
        self.update()

    @property
    def totals(self) -> dict[str, object]:
        return self._totals

    def _words(self, place: int) -> str:
        column = self._grid.columns[place]
        value = self._totals.get(column.key)
        if value is None or isinstance(value, str):
            return value or ""
        return column.words(value, column.currency if isinstance(column.currency, str) else "CNY")

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("sunken"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line2"))
        painter.setFont(theme.font(13, bold=True))
        painter.setPen(theme.colour("t1"))
        for place, column in enumerate(self._grid.columns):
            text = "" if self._header.isSectionHidden(place) else self._words(place)
            if text:
                left = self._header.sectionViewportPosition(place)
                cell = QRect(left, 0, self._header.sectionSize(place), self.height())
                inner = self._delegate.inner(cell, place)
                if column.alignment == "right":  # a sum may be wider than its column's cells
                    inner.setLeft(min(inner.left(), inner.right() - painter.fontMetrics().horizontalAdvance(text) - 2))
                painter.drawText(inner, int(_ALIGN[column.alignment] | Qt.AlignmentFlag.AlignVCenter), text)


