"""Commands that report: aging, kpi."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from creditdesk.domain.errors import InputError
from creditdesk.domain.insight.aging import AgingRow, BY_DATE, BY_DUE, BY_INVOICE, OWN_COLUMN, parse_buckets
from creditdesk.domain.insight.kpi import Figure, NAMES, POINTS, REASON_NAMES, UNIT_NAMES
from creditdesk.domain.money import display, plain
from creditdesk.i18n import _, listed, N_
from creditdesk.services import customers
from creditdesk.services.insight.aging import aging_report, AgingReport
from creditdesk.services.insight.aging_files import write_aging
from creditdesk.services.insight.kpi import kpi_report

from .command import Answer, book_argument, Call, command, Day, option, path_option
from .layout import table

KPIS = ("dso", "dso_countback", "dso_best_possible", "add", "cei", "turnover", "overdue_ratio", "bad_debt_ratio",
        "collection_rate", "promise_kept_ratio")


def aging(call: Call, book: Path, basis: str, buckets: str, credits: str, customer: str | None, as_recorded: bool,
          xlsx: Path | None, pdf: Path | None) -> Answer:
    """Who owes what for how long."""
    wanted = parse_buckets(buckets)
    _check_ending("xlsx", xlsx, (".xlsx", ".csv"))
    _check_ending("pdf", pdf, (".pdf",))
    with call.book(book) as session:
        one = customers.find(session, customer).id if customer is not None else None
        report = aging_report(session, call.as_of, basis=basis, buckets=wanted, credits=credits, customer_id=one,
                              as_recorded=as_recorded).whole()
        for file in (xlsx, pdf):
            if file is not None:
                write_aging(session, report, file)
    return Answer(_aging_data(report), _aging_lines(report),
                  [_("Written: {file}").format(file=file) for file in (xlsx, pdf) if file is not None])


def _check_ending(option: str, file: Path | None, endings: tuple[str, ...]) -> None:
    """What is in a file is told by its ending; InputError `unknown_format`."""
    if file is not None and file.suffix.lower() not in endings:
        raise InputError(N_("“{value}” must end with {ending}."), code="unknown_format", field=option, value=file.name,
                         ending=listed(endings))


def _row(row: AgingRow, keys: tuple[str, ...]) -> dict[str, object]:
    def text(amount: Decimal) -> str:
        return plain(amount, row.currency)

    return {"currency": row.currency, "not_due": text(row.not_due),
            "buckets": {key: text(value) for key, value in zip(keys, row.buckets, strict=True)},
            "unapplied": text(row.unapplied), "balance": text(row.balance), "disputed": text(row.disputed)}


def _aging_data(report: AgingReport) -> dict[str, object]:
    keys = report.buckets.keys
    return {"as_of": report.as_of.isoformat(), "basis": report.basis,
            "totals": [_row(row, keys) for row in report.totals],
            "customers": [{"customer": line.code, "name": line.name, "grade": line.grade, **_row(line.row, keys)}
                          for line in report.lines]}


def _aging_lines(report: AgingReport) -> list[str]:
    if not report.lines:
        return [_("Nothing is open on {day}.").format(day=report.as_of.isoformat())]
    headings = (_("Code"), _("Customer"), _("Currency"), _("Not due"), *report.buckets.keys, _("Unapplied"), _("Balance"))

    def figures(row: AgingRow) -> list[str]:
        return [row.currency, *(display(value, row.currency) for value in (
            row.not_due, *row.buckets, row.unapplied, row.balance))]

    rows = [[line.code, line.name, *figures(line.row)] for line in report.lines]
    rows += [["", _("Total"), *figures(row)] for row in report.totals]
    return table(headings, rows, range(3, len(headings)))


def kpi(call: Call, book: Path, start: date, end: date) -> Answer:
    """The key figures of a period."""
    with call.book(book) as session:
        currency, found = kpi_report(session, start, end)
    figures = {name: getattr(found, name) for name in KPIS}
    concentration = {name: getattr(found.concentration, name) for name in ("top1", "top5", "hhi")}
    data: dict[str, object] = {"from": start.isoformat(), "to": end.isoformat(), "currency": currency}
    data |= {name: _figure(figure, currency) for name, figure in figures.items()}
    data["concentration"] = {name: _figure(figure, currency) for name, figure in concentration.items()}
    rows = [(_(NAMES[name]), "" if figure.value is None else f"{figure.value:f}", _(UNIT_NAMES[figure.unit]),
             _(REASON_NAMES.get(figure.reason or "", figure.reason or ""))) for name, figure in {**figures, **concentration}.items()]
    return Answer(data, table((_("Figure"), _("Value"), _("Unit"), _("Reason")), rows, (1,)))


def _figure(figure: Figure, currency: str) -> dict[str, str | None]:
    """A key figure; what it is made from are amounts, but for the squares of the concentration."""
    def text(part: Decimal | None) -> str | None:
        if part is None:
            return None
        return f"{part:f}" if figure.unit == POINTS else plain(part, currency)

    return {"value": None if figure.value is None else f"{figure.value:f}", "numerator": text(figure.numerator),
            "denominator": text(figure.denominator), "unit": figure.unit, "reason": figure.reason or None}


COMMANDS = (
    command("aging", N_("Who owes what for how long."), (
        book_argument(),
        option("--basis", type=click.Choice((BY_DUE, BY_INVOICE)), default=BY_DUE, show_default=True,
               help=N_("Age by due date or by invoice date.")),
        option("--buckets", default="30,60,90", show_default=True, help=N_("Borders of the age classes in days.")),
        option("--credits", type=click.Choice((OWN_COLUMN, BY_DATE)), default=OWN_COLUMN, show_default=True,
               help=N_("Receipts and credit notes in a column of their own, or by their date.")),
        option("--customer", help=N_("One customer: the code, else the exact name.")),
        option("--as-recorded", is_flag=True, help=N_("Only what had been entered by the end of that day.")),
        path_option("--xlsx", help=N_("Write the report as a workbook too.")),
        path_option("--pdf", help=N_("Write the report as a PDF too."))), aging),
    command("kpi", N_("The key figures of a period."), (
        book_argument(), option("--from", "start", type=Day(), required=True, help=N_("First day of the period.")),
        option("--to", "end", type=Day(), required=True, help=N_("Last day of the period."))), kpi),
)

