"""A large list: an array of ids from one query, records fetched in pages of 128 by the worker (FLOORS 8)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex

from creditdesk.domain.insight.tables import Table
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.model import GridModel, Index, table_of
from creditdesk.ui.work import Progress, Work

PAGE = 128
_KEPT_PAGES = 64


@dataclass(frozen=True, slots=True)
class Query:
    """What the list asks the book for: column to sort by, text, and filters by column key."""

    sort: str | None = None
    descending: bool = False
    text: str = ""
    filters: Mapping[str, object] = field(default_factory=dict)


class PagedModel(GridModel):
    """Sorting and filtering ask the book again; nothing but the pages on screen is held.

    `ids(query)` returns the ids in order, `records(ids)` their records in that same order; both run in the worker.
    """

    def __init__(self, columns: Sequence[Column], work: Work, ids: Callable[[Query], Sequence[Hashable]],
                 records: Callable[[Sequence[Hashable]], Sequence[Any]], *, key: Callable[[Any], Hashable]) -> None:
        super().__init__(columns, key=key)
        self._work, self._fetch_ids, self._fetch_records = work, ids, records
        self._ids: Sequence[Hashable] = ()
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._wanted: list[int] = []
        self._fetching = False
        self._epoch = 0
        self.query = Query()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def row_at(self, row: int) -> Any:
        page, place = divmod(row, PAGE)
        found = self._pages.get(page)
        if found is not None:
            return found[place] if place < len(found) else None
        if 0 <= row < len(self._ids):
            self._want(page)
        return None

    @property
    def ids(self) -> Sequence[Hashable]:
        """The ids in the order shown."""
        return self._ids

    @property
    def filtered(self) -> bool:
        return bool(self.query.text or self.query.filters)

    def reload(self) -> None:
        """Ask the book again with the same query."""
        query = self.query
        self.loading = True
        self.state_changed.emit()
        self._work.read(lambda _progress: self._fetch_ids(query), self._show, group=("ids", id(self)))

    def sort_by(self, key: str, descending: bool) -> None:
        self.sorted_by = (key, descending)
        self._ask(Query(key, descending, self.query.text, self.query.filters))

    def set_text(self, text: str) -> None:
        """Filter by words; the book decides where it looks for them."""
        self._ask(Query(self.query.sort, self.query.descending, text.strip(), self.query.filters))

    def set_filter(self, key: str, wanted: object | None) -> None:
        """Filter by one column; None takes the filter off."""
        rest = {name: value for name, value in self.query.filters.items() if name != key}
        filters = rest if wanted is None else {**rest, key: wanted}
        self._ask(Query(self.query.sort, self.query.descending, self.query.text, filters))

    def clear_filters(self) -> None:
        self._ask(Query(self.query.sort, self.query.descending))

    def read_table(self, columns: Sequence[Column], title: str, subtitle: str, totals: dict[str, Any] | None,
                   then: Callable[[Table], object]) -> None:
        """Fetch every record of the list in the worker and hand on the table as shown."""
        ids = self._ids

        def job(progress: Progress) -> Table:
            rows: list[Any] = []
            for start in range(0, len(ids), PAGE * 8):
                progress(start, len(ids))
                rows.extend(self._fetch_records(ids[start:start + PAGE * 8]))
            return table_of(rows, columns, title, subtitle, totals)

        self._work.read(job, then)

    def _ask(self, query: Query) -> None:
        self.query = query
        self.reload()

    def _show(self, ids: Sequence[Hashable]) -> None:
        self.beginResetModel()
        self._epoch += 1
        self._ids = ids
        self._pages.clear()
        self._wanted.clear()
        self._fetching = False
        self.loading = False
        self.endResetModel()
        self.state_changed.emit()

    def _want(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.append(page)
        # While the list is dragged past, only the pages looked at last are worth fetching.
        del self._wanted[:-4]
        if not self._fetching:
            self._fetch_next()

    def _fetch_next(self) -> None:
        if not self._wanted:
            return
        page, epoch = self._wanted[-1], self._epoch
        wanted = self._ids[page * PAGE:(page + 1) * PAGE]
        self._fetching = True
        self._work.read(lambda _progress: self._fetch_records(wanted), lambda rows: self._arrived(epoch, page, rows),
                        failed=lambda error: self._lost(epoch, error))

    def _arrived(self, epoch: int, page: int, rows: Sequence[Any]) -> None:
        if epoch != self._epoch:
            return
        self._fetching = False
        self._pages[page] = rows
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        if page in self._wanted:
            self._wanted.remove(page)
        first = page * PAGE
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(rows) - 1, len(self.columns) - 1))
        self._fetch_next()

    def _lost(self, epoch: int, error: BaseException) -> None:
        if epoch == self._epoch:
            self._fetching = False
            self._wanted.clear()
            self._work.failed.emit(error)
