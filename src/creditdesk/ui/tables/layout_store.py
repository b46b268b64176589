"""Column widths, order and choice of a table, kept between runs."""

from __future__ import annotations

import json
from typing import Any, Protocol

from PySide6.QtWidgets import QHeaderView

from creditdesk.ui.tables.columns import Column


class Settings(Protocol):
    """What is needed of QSettings."""

    def value(self, key: str, /) -> Any: ...

    def setValue(self, key: str, value: Any, /) -> None: ...


def describe(header: QHeaderView, columns: list[Column], by_hand: bool) -> str:
    """Columns in the order shown, each with width and whether it is shown, as JSON; `by_hand`: someone set the widths."""
    order = [header.logicalIndex(visual) for visual in range(header.count())]
    entries = [[columns[at].key, 0 if header.isSectionHidden(at) else header.sectionSize(at), not header.isSectionHidden(at)]
               for at in order if at < len(columns)]
    return json.dumps({"by_hand": by_hand, "columns": entries})


def parse_layout(text: object, columns: list[Column]) -> tuple[bool, list[tuple[int, int, bool]]]:
    """Kept layout: by hand or not, and (logical column, width, shown); one it does not know stands after the column it follows."""
    standard = [(at, column.width, column.shown) for at, column in enumerate(columns)]
    try:
        kept: Any = json.loads(text) if isinstance(text, str) and text else {"by_hand": False, "columns": []}
        places = {column.key: at for at, column in enumerate(columns)}
        by_hand = bool(kept["by_hand"])
        known = [(places[key], int(width) if by_hand and width else columns[places[key]].width, bool(shown))
                 for key, width, shown in kept["columns"] if key in places]
    except (ValueError, TypeError, KeyError):  # written by another version, or by hand
        return False, standard
    for entry in standard:
        order = [at for at, _width, _shown in known]
        if entry[0] not in order:  # such as the currency, of a book that had one only
            known.insert(order.index(entry[0] - 1) + 1 if entry[0] else 0, entry)
    return by_hand, known
