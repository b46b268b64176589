"""The invoice list: how long opening, sorting and filtering hold the window's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .apart import answer, apart
from .books import AS_OF, folder, large_book
from .table import Line


def measured(path: str) -> dict[str, Any]:
    from .desk import Desk
    with Desk(Path(path), AS_OF) as desk:
        opening = desk.held(lambda: desk.program.window.navigate("invoices"))
        shown = desk.program.window.page("invoices").list
        model = shown.table.model
        rows = model.rowCount()
        sorting = max(desk.held(lambda: model.sort_by("amount", True)), desk.held(lambda: model.sort_by("customer", False)))
        filtering = max(desk.held(lambda: shown.narrow(state="overdue")), desk.held(lambda: shown.clear_filters()))
        return {"rows": rows, "opening": opening, "sorting": sorting, "filtering": filtering}


def run(invoices: int = 100_000) -> list[Line]:
    found = apart("lists", "measured", large_book(invoices, 2_000), home=folder() / "home")
    if found["rows"] < invoices // 2:
        raise RuntimeError(f"the list shows {found['rows']} of {invoices} invoices")
    return [Line(f"{what} a list of {found['rows']:,} invoices, the window's thread held", found[what], None, 150)
            for what in ("opening", "sorting", "filtering")]


if __name__ == "__main__":
    answer({"measured": measured})
