"""A table as shown, written to a file: workbook, text or PDF by the file's ending (DOMAIN M, N)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.insight.tables import Column, Table
from ...domain.money import exponent

if TYPE_CHECKING:
    from ...files import sheet_out



def write_table(table: Table, path: Path, *, company: str = "", language: str = "zh",
                progress: Callable[[int, int], None] | None = None) -> Path:
    """Write `table` to `path` in one step: .xlsx, .csv or .pdf. FileError `not_written`, InputError `unknown_format`.

    `progress(done, total)` may raise Cancelled; the target stays as it was then.
    """
    if path.suffix.lower() == ".pdf":
        from ...files.reports import write_report
        write_report(table, path, company=company, language=language, progress=progress)
        return path
    from ...files import sheet_out
    columns = sheet_out.fitted([_column(column) for column in table.columns], table.rows)
    sheet = sheet_out.Table(table.title, columns, table.rows, table.subtitle, table.totals)
    sheet_out.write_table(path, sheet, progress=(lambda done: progress(done, len(table.rows))) if progress else None)
    return path


def _column(column: Column) -> sheet_out.Column:
    from ...files import sheet_out
    decimals = exponent(column.currency) if column.currency else 2
    if column.kind == "ratio":  # a plain figure with two decimals
        return sheet_out.Column(column.heading, sheet_out.MONEY)
    return sheet_out.Column(column.heading, column.kind, decimals=decimals)
