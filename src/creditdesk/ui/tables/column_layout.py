"""Which columns a table shows, in which order and how wide; kept between runs, and never so narrow that a figure is cut."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QTableView

from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.header import TableHeader
from creditdesk.ui.tables.layout_store import describe, parse_layout, Settings
from creditdesk.ui.tables.model import GridModel

_MIN_STRETCH = 120
_ENOUGH = 260
_SAVE_MS = 400


class ColumnLayout(QObject):
    """`drawn` is called when something below the view has to follow (the totals row). Without settings nothing is kept."""

    def __init__(self, model: GridModel, view: QTableView, header: TableHeader, delegate: CellDelegate, drawn: Callable[[], object],
                 settings: Settings | None, name: str) -> None:
        super().__init__(view)
        self._model, self._view, self._header, self._delegate, self._drawn = model, view, header, delegate, drawn
        self._settings, self._key = (settings, f"tables/{name}") if name else (None, "")
        self._by_hand = False
        self._needed: dict[int, int] = {}
        self._narrow: frozenset[str] = frozenset()
        self._later = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._later.timeout.connect(self.save)
        header.reset_asked.connect(lambda: self.lay_out(None))
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)
        delegate.too_narrow.connect(self._widen, Qt.ConnectionType.QueuedConnection)
        self.lay_out(self._kept())

    def _kept(self) -> object:
        return self._settings.value(self._key) if self._settings else None

    def shown(self) -> list[Column]:
        """The columns in the order shown."""
        return [self._model.columns[at] for at in self._visible()]

    def _visible(self) -> list[int]:
        order = (self._header.logicalIndex(visual) for visual in range(self._header.count()))
        return [at for at in order if not self._header.isSectionHidden(at)]

    def set_narrow(self, keys: Collection[str]) -> None:
        """Hide these columns for as long as the table has little room; what is kept between runs is not touched."""
        if self._later.isActive():
            self._later.stop()
            self.save()
        self._narrow = frozenset(keys)
        self._header.blockSignals(True)
        _by_hand, layout = parse_layout(self._kept(), self._model.columns)
        for logical, _width, shown in layout:
            self._header.setSectionHidden(logical, not shown or self._model.columns[logical].key in self._narrow)
        self._header.blockSignals(False)
        self._find_edges()
        self.stretch()

    def lay_out(self, kept: object) -> None:
        """Order, widths and choice of columns as kept or as first given."""
        header, px = self._header, active().px
        header.blockSignals(True)
        self._by_hand, layout = parse_layout(kept, self._model.columns)
        for visual, (logical, width, shown) in enumerate(layout):
            header.moveSection(header.visualIndex(logical), visual)
            header.setSectionHidden(logical, not shown)
            header.resizeSection(logical, width if self._by_hand and width else px(width or _MIN_STRETCH))
        header.blockSignals(False)
        self._find_edges()
        self.stretch()
        self._later.start()

    def stretch(self) -> None:
        """Give the room that is left to the columns without a width; as long as nobody has set widths by hand."""
        if self._by_hand:
            return
        shown = self._visible()
        open_ended = [at for at in shown if not self._model.columns[at].width]
        base = {at: self._base_width(at) for at in shown}
        room = self._view.viewport().width() - sum(base[at] for at in shown if at not in open_ended)
        for at in shown:  # a name has enough room before long: what is more helps other words
            if self._model.columns[at].grows and (more := min(room - active().px(_ENOUGH) * len(open_ended), base[at])) > 0:
                base[at], room = base[at] + more, room - more
        # a lone figure at the far edge would stand apart from its row: then every column takes its share
        figures_last = bool(shown) and self._model.columns[shown[-1]].alignment == "right"
        spare = open_ended or (shown if figures_last else shown[-1:])
        self._header.blockSignals(True)
        for at in shown:
            extra = max(0, room) // len(spare) if at in spare else 0
            self._header.resizeSection(at, max(extra, base[at]) if at in open_ended else base[at] + extra)
        self._header.blockSignals(False)
        self._view.viewport().update()
        self._header.viewport().update()
        self._drawn()

    def _base_width(self, at: int) -> int:
        """What a column needs at least: its own width, its head, and the widest figure that did not fit so far."""
        column = self._model.columns[at]
        return max(active().px(column.width or _MIN_STRETCH), self._header.head_width(at), self._needed.get(at, 0))

    def _widen(self, at: int, needed: int) -> None:
        if not self._by_hand and needed > self._needed.get(at, 0):
            self._needed[at] = needed
            self.stretch()

    def _find_edges(self) -> None:
        shown = self._visible()
        self._delegate.first, self._delegate.last = (shown[0], shown[-1]) if shown else (0, -1)

    def _moved(self, *_args: int) -> None:
        self._find_edges()
        self._later.start()
        self._view.viewport().update()

    def _resized(self, _logical: int, before: int, after: int) -> None:
        # Hiding and showing a column also arrives here, as a size of 0.
        self._by_hand = self._by_hand or bool(before and after)
        self._moved()
        if not (before and after):
            self.stretch()

    def save(self) -> None:
        """Keep the layout for the next run."""
        if self._settings and not self._narrow:
            self._settings.setValue(self._key, describe(self._header, self._model.columns, self._by_hand))
