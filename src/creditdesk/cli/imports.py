"""Commands that take a file in and back: import, undo-import."""

from __future__ import annotations

from pathlib import Path

import click

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.import_headings import IMPORTS
from creditdesk.domain.money import display, plain
from creditdesk.i18n import _, listed, N_, ngettext
from creditdesk.services.importing.options import ImportOptions, ImportResult
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.importing.undo import undo_batch

from .command import Answer, argument, book_argument, Call, command, DONE, option, PATH, REFUSED_ROWS, Whole


def run_import(call: Call, book: Path, file: Path, kind: str, sheet: str | None, mapping: tuple[str, ...],
               dry_run: bool, skip_bad_rows: bool, currency: str, date_order: str | None,
               decimal: str | None) -> Answer:
    """Check a file and, unless it is refused, write it."""
    options = ImportOptions(kind, sheet, _mapping(mapping), currency, date_order, decimal, dry_run, skip_bad_rows)
    with call.book(book) as session:
        found = import_file(session, file, options)
    data = {"file": found.file, "batch": found.batch, "accepted": found.accepted, "duplicates": found.duplicates,
            "created_customers": found.created_customers, "due_dates_assumed": found.due_dates_assumed,
            "skipped_rows": found.skipped_rows, "problems": [
                {"row": problem.row, "column": problem.column, "value": problem.value, "code": problem.code,
                 "message": _(problem.template).format(**problem.fields)} for problem in found.problems],
            "warnings": [{"row": problem.row, "column": problem.column, "value": problem.value, "code": problem.code,
                          "message": _(problem.template).format(**problem.fields)} for problem in found.warnings],
            "total": [{"currency": code, "amount": plain(amount, code)} for code, amount in found.total],
            "sheet": found.sheet, "other_sheets": list(found.alike)}
    notes = [_("Row {row}, {column}: {message}").format(row=problem.row, column=problem.column,
                                                        message=_(problem.template).format(**problem.fields))
             for problem in (*found.problems, *found.warnings)]
    if found.alike:
        notes.append(_("Only the sheet “{sheet}” was read. The same headings stand in: {others}. Import them with --sheet.").format(
            sheet=found.sheet, others=listed(found.alike)))
    return Answer(data, _lines(found, dry_run), notes, REFUSED_ROWS if found.problems else DONE)


def _mapping(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in given:
        field, mark, heading = pair.partition("=")
        if not mark or not field.strip():
            raise InputError(N_("“{value}” is no FIELD=HEADING."), code="bad_value", field="map", value=pair)
        found[field.strip()] = heading.strip()
    return found


def _lines(found: ImportResult, dry_run: bool) -> list[str]:
    rows = ngettext("{count} row", "{count} rows", found.accepted).format(count=found.accepted)
    if found.written:
        lines = [_("{rows} of {file} imported as batch {batch}.").format(rows=rows, file=found.file,
                                                                           batch=found.batch)]
    elif found.problems and not dry_run:
        lines = [_("Nothing was imported: some rows of {file} were refused. {rows} would be good.").format(
            rows=rows, file=found.file)]
    else:
        lines = [_("{rows} of {file} would be imported.").format(rows=rows, file=found.file)]
    lines.append(_("In the book already: {duplicates}. New customers: {customers}. Due dates assumed: {assumed}.").format(
        duplicates=found.duplicates, customers=found.created_customers, assumed=found.due_dates_assumed))
    lines += [f"{_('Total')} {code} {display(amount, code)}" for code, amount in found.total]
    return lines


def undo(call: Call, book: Path, batch: int) -> Answer:
    """Take a whole import back."""
    with call.book(book) as session:
        done = undo_batch(session, batch)
    return Answer({"batch": done.batch, "reversed": done.reversed, "removed_customers": done.removed_customers},
                  [_("Import {batch} was undone: {reversed} documents reversed, {removed} customers removed.").format(
                      batch=done.batch, reversed=done.reversed, removed=done.removed_customers)])


COMMANDS = (
    command("import", N_("Import a workbook or CSV file."), (
        book_argument(), argument("file", type=PATH),
        option("--as", "kind", type=click.Choice(IMPORTS), required=True, help=N_("What the rows are.")),
        option("--sheet", help=N_("Name of the sheet.")),
        option("--map", "mapping", multiple=True, metavar="FIELD=HEADING", help=N_("The column of a field.")),
        option("--dry-run", is_flag=True, help=N_("Check only, write nothing.")),
        option("--skip-bad-rows", is_flag=True, help=N_("Write the good rows even if others are refused.")),
        option("--currency", default="", help=N_("Currency of rows that name none.")),
        option("--date-order", type=click.Choice(("ymd", "dmy", "mdy")), help=N_("How dates like 1/2/2026 are read.")),
        option("--decimal", type=click.Choice(("point", "comma")), help=N_("The decimal mark of amounts."))), run_import),
    command("undo-import", N_("Take a whole import back."), (
        book_argument(), argument("batch", type=Whole(0, 10**9))), undo),
)
