"""A plan row by row, for a person to look at before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ...domain.errors import N_
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.ledger.import_bank import is_statement, is_statement_total, Statement
from ...domain.ledger.import_cells import is_void, shown
from ...domain.ledger.import_headings import CUSTOMERS
from ...domain.ledger.import_reader import begins_as_total
from ...domain.ledger.import_records import Checked, InvoiceRow, RowProblem
from ...files.sheet_out import Column, Table, write_table
from ..ledger.posting import due_rule, DueRule
from ..letting_go import let_go
from ..session import Session
from .options import ImportResult
from .plan import Plan
from .unhindered import unhindered

OK, NEW_CUSTOMER, UPDATE, DUPLICATE, ERROR, LINE, SKIPPED = (
    "ok", "new_customer", "update", "duplicate", "error", "line", "skipped")
#: rows that would be written
GOOD = frozenset({OK, NEW_CUSTOMER, UPDATE})


@dataclass(slots=True)
class PreviewRow:
    """One row of the sheet and what would become of it; `due` is the due date that terms give where the row has none."""

    row: int
    cells: Sequence[object]
    state: str
    problems: Sequence[RowProblem] = ()
    warnings: Sequence[RowProblem] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan and its rows in the order of the sheet; blank rows and totals are left out.

    `summary` is what would come of it: counting a hundred thousand rows is no work for the window.
    """

    plan: Plan
    summary: ImportResult
    rows: list[PreviewRow] = field(default_factory=list)
    good: list[PreviewRow] = field(default_factory=list)
    bad: list[PreviewRow] = field(default_factory=list)


def preview(session: Session, plan: Plan, progress: Callable[[int], None] | None = None) -> Preview:
    """Every row below the headings with its state."""
    with unhindered():
        return _preview(session, plan, progress)


def dispose(found: Preview) -> None:
    """Let go of a plan and its rows piece by piece: at once it would hold every thread for half a second.

    Nobody else may hold the preview any more.
    """
    drafts = list(found.plan.checked.drafts)
    found.plan.checked = Checked((), ())
    pieces: tuple[list[Any], ...] = (found.good, found.bad, found.rows, found.plan.held.accepted, found.plan.changes,
                                     found.plan.problems, drafts)
    for rows in pieces:
        let_go(rows)


def _preview(session: Session, plan: Plan, progress: Callable[[int], None] | None) -> Preview:
    found = Preview(plan, plan.result(None, False))
    states, dues = _states(session, plan)
    problems = _by_row(plan.problems)
    warnings = _by_row(plan.warnings)
    layout = plan.source.layout
    for number, cells in plan.source.sheet.rows():
        if number <= layout.last_heading_row:
            continue
        if progress is not None and number % 5_000 == 0:
            progress(number)
        state = ERROR if number in problems else states.get(number) or _left_out(plan, cells)
        if state == SKIPPED:
            continue
        row = PreviewRow(number, cells, state, problems.get(number, ()), warnings.get(number, ()), dues.get(number))
        found.rows.append(row)
        if state == ERROR:
            found.bad.append(row)
        elif state in GOOD:
            found.good.append(row)
    return found


def _by_row(problems: Sequence[RowProblem]) -> dict[int, list[RowProblem]]:
    found: dict[int, list[RowProblem]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem)
    return found


def _states(session: Session, plan: Plan) -> tuple[dict[int, str], dict[int, date]]:
    """State by row of the rows that would be written, and the due dates that terms give them."""
    if plan.options.kind == CUSTOMERS:
        return {row: OK if change.new and row == change.row else UPDATE
                for change in plan.changes for row in change.rows}, {}
    states, dues = {}, {}
    rules: dict[str, DueRule] = {}
    asked: dict[tuple[str, date, date | None], date] = {}
    with session.book.read() as connection:
        for item in plan.held.accepted:
            row = item.row
            states[row.row] = NEW_CUSTOMER if item.party.new is not None else OK
            if not isinstance(row, InvoiceRow) or row.kind not in CLAIM_KINDS or row.due_date is not None:
                continue
            rule = rules.get(item.party.terms)
            if rule is None:
                rule = rules[item.party.terms] = due_rule(connection, item.party.terms)
            used = (row.terms.canonical if row.terms else "") or item.party.terms or rule.book_terms
            key = (used, row.date, row.delivered_on)
            if key not in asked:
                asked[key] = rule.date_by(*key)
            dues[row.row] = asked[key]
    return states, dues


def _left_out(plan: Plan, cells: Sequence[object]) -> str:
    """Why a row is neither written nor wrong."""
    layout = plan.source.layout
    mapped = [cells[column] for column in layout.columns.values() if column < len(cells)]
    if not any(shown(cell) for cell in mapped) or begins_as_total(cells) or is_statement_total(cells):
        return SKIPPED
    state = layout.columns.get("state")
    if state is not None and state < len(cells) and cells[state] and is_void(cells[state]):
        return SKIPPED
    if is_statement(layout) and not Statement(layout).counts(cells):
        return SKIPPED
    return LINE if plan.checked.summed else DUPLICATE


def export_bad_rows(found: Preview, path: Path, translate: Callable[[str], str],
                    explain: Callable[[RowProblem], str]) -> Path:
    """Write the rows with errors as they stand, with what is wrong beside them, to be corrected and imported again.

    `translate` gives the words of the last heading, `explain` the sentence of a problem, in the person's language.
    """
    headings = found.plan.source.layout.headings
    rows = [[*(shown(row.cells[at]) if at < len(row.cells) else "" for at in range(len(headings))),
             "; ".join(explain(problem) for problem in row.problems)] for row in found.bad]
    columns = [Column(heading or f"#{place}", width=18) for place, heading in enumerate(headings, 1)]
    table = Table("", [*columns, Column(translate(N_("What is wrong")), width=48)], rows)
    write_table(path, table)
    return path
