"""The aging report as a workbook, a CSV or a PDF, as it is shown (CLI Aging; DOMAIN N)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...domain.insight import tables
from ...domain.insight.aging import AgingRow, BY_DUE, BY_INVOICE
from ...domain.money import exponent
from ...i18n import _, current_language
from ..company import profile
from ..session import Session
from .aging import AgingReport
from .bucket_words import bucket_title


def write_aging(session: Session, report: AgingReport, path: Path) -> None:
    """Write the report by the ending of `path`: .xlsx, .csv or .pdf. FileError when the target cannot be replaced."""
    firm = profile(session).name
    if path.suffix.lower() == ".pdf":
        from ...files.reports import write_report
        write_report(aging_table(report), path, company=firm, language=current_language())
        return
    from ...files import sheet_out
    shown = aging_table(report)
    decimals = max((exponent(row.currency) for row in report.totals), default=2)
    columns = [sheet_out.Column(column.heading, column.kind, decimals=decimals) for column in shown.columns]
    columns = sheet_out.fitted(columns, shown.rows)
    sheet_out.write_table(path, sheet_out.Table(shown.title, columns, shown.rows, f"{firm} · {shown.subtitle}",
                                                shown.totals))


def aging_table(report: AgingReport) -> tables.Table:
    """The report in the language spoken now; several currencies have a totals row each among the rows."""
    one = report.totals[0].currency if len(report.totals) == 1 else None
    buckets = [bucket_title(key, report.basis) for key in report.buckets.keys]
    money = [*([_("Not due")] if report.basis == BY_DUE else []), *buckets, _("Unapplied"), _("Balance"), _("Of this disputed")]
    columns = [tables.Column(_("Code")), tables.Column(_("Customer")), tables.Column(_("Grade")),
               tables.Column(_("Currency")), *(tables.Column(heading, "money", one) for heading in money)]
    rows: list[Sequence[tables.Cell]] = [
        (line.code, line.name, line.grade or "", *_figures(line.row, report.basis)) for line in report.lines]
    totals: list[Sequence[tables.Cell]] = [("", _("Total"), "", *_figures(row, report.basis)) for row in report.totals]
    basis = _("by invoice date") if report.basis == BY_INVOICE else _("by due date")
    return tables.Table(_("Aging of receivables"), _("As of {day}, {basis}").format(
        day=report.as_of.isoformat(), basis=basis), columns,
        rows if one else [*rows, *totals], totals[0] if one else None)


def _figures(row: AgingRow, basis: str) -> tuple[tables.Cell, ...]:
    """By invoice date nothing is not due, so there is no column of it."""
    not_due = (row.not_due,) if basis == BY_DUE else ()
    return (row.currency, *not_due, *row.buckets, row.unapplied, row.balance, row.disputed)
