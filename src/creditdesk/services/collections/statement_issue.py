"""Issuing a statement of account: numbered and kept with its PDF and figures, once for what it says (DOMAIN E9, I4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ...domain.collections.demand import deadlines
from ...domain.errors import CreditDeskError, InputError, N_
from ...domain.money import to_minor
from ...store import letters as store
from ..ledger.entry import Entry, entry
from ..session import Session
from .letters import LetterRun
from .statement import AccountStatement, KIND, statements, tables_of


def write_statement(session: Session, customer_id: int, path: Path, as_of: date, *, start: date | None = None,
                    currency: str = "", language: str = "", ask: bool = True) -> list[AccountStatement]:
    """Write the statement as .pdf or .xlsx, every currency in one file; InputError `unknown_format` for another ending.

    A PDF is issued: kept in the book under its number. A workbook is a working paper and is not.
    """
    ending = path.suffix.lower()
    if ending not in (".pdf", ".xlsx"):
        raise InputError(N_("“{value}” is not a format of statements. Choose .pdf or .xlsx."), code="unknown_format",
                         field="out", value=path.suffix)
    if ending == ".pdf":
        return issue_statement(session, customer_id, as_of, path, start=start, currency=currency, language=language,
                               ask=ask)[0]
    from ...files.sheet_out import write_table
    found = statements(session, customer_id, as_of, start=start, currency=currency, language=language, ask=ask)
    write_table(path, *(table for row in found for table in tables_of(row)))
    return found


def issue_statement(session: Session, customer_id: int, as_of: date, path: Path | None = None, *, start: date | None = None,
                    currency: str = "", language: str = "", ask: bool = True
                    ) -> tuple[list[AccountStatement], bytes]:
    """Draw the statement, write it to `path` where one is given, and keep it; nothing is kept where writing fails.

    What was issued with the same words and figures keeps its number and is not kept twice.
    """
    from ...files.letters import letters_pdf
    from ...files.writing import write_bytes
    found = statements(session, customer_id, as_of, start=start, currency=currency, language=language, ask=ask)
    content, places = letters_pdf([row.content for row in found])
    fresh = [(place, row) for place, row in enumerate(found) if row.letter_id is None]
    if not fresh:
        if path is not None:
            write_bytes(path, content)
        return found, content
    with entry(session, "issue", "letters") as (work, says):
        file_id = store.store_file(work.connection, f"{fresh[0][1].content.number}.pdf", content, work.stamp, work.seq)
        rows = [(_row(row, work, file_id, (places[place].first_page, places[place].pages)), _items(row)) for place, row in fresh]
        ids = store.insert_letters(work.connection, rows, work.seq)
        for group in ("stored_file", "letter", "letter_item"):
            work.touch(group)
        says["entity_id"] = ids[0]
        says["after"] = {"count": len(ids), "first": fresh[0][1].content.number, "last": fresh[-1][1].content.number,
                         "date": as_of.isoformat()}
        if path is not None:  # last, so that a target that cannot be written takes everything back
            write_bytes(path, content)
    for (place, row), letter_id in zip(fresh, ids, strict=True):
        found[place] = replace(row, letter_id=letter_id)
    return found, content


def attached(session: Session, run: LetterRun, as_of: date, folder: Path) -> tuple[dict[str, str], CreditDeskError | None]:
    """Issue the statement that goes with each letter of a run and write it into `folder`: letter's number -> file name.

    The letters are out by now, so what hinders a statement is answered beside those that are written.
    """
    from ...files.writing import write_bytes
    written: dict[str, str] = {}
    try:
        for row in run.letters:
            letter = row.letter
            found, content = issue_statement(session, letter.customer.id, as_of, currency=letter.currency,
                                             language=letter.language)
            name = f"{found[0].content.number}.pdf"
            write_bytes(folder / name, content)
            written[letter.number] = name
    except CreditDeskError as error:
        return written, error
    return written, None


def _row(row: AccountStatement, work: Entry, file_id: int, place: tuple[int, int]) -> tuple[Any, ...]:
    shown, day = row.figures, row.figures.end
    answer = deadlines(KIND, day).reply
    closing = to_minor(shown.closing, shown.currency)
    return (row.content.number, KIND, 0, row.customer.id, row.content.language, shown.currency, day.isoformat(),
            answer.isoformat() if answer else None, closing, 0, 0, closing, json.dumps(_figures(row), ensure_ascii=False),
            file_id, *place, work.stamp, work.session.user)


def _figures(row: AccountStatement) -> dict[str, Any]:
    """Everything the statement says, so that it can be read without its PDF."""
    shown = row.figures
    return {"customer": row.customer.code, "name": row.customer.name, "from": shown.start.isoformat(),
            "to": shown.end.isoformat(), **{name: str(getattr(shown, name)) for name in (
                "opening", "closing", "overdue", "disputed", "unapplied")},
            "lines": [_texts(line.date, line.text, line.no, line.debit, line.credit, line.balance) for line in shown.lines],
            "open_items": [_texts(item.no, item.date, item.due, item.amount, item.open, item.days_late, item.disputed)
                           for item in shown.open_items],
            "ageing": [_texts(*pair) for pair in shown.ageing], "print": row.print_mark}


def _texts(*values: object) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def _items(row: AccountStatement) -> Sequence[tuple[int, int | None, int]]:
    """The items payment is asked for: what a proof of delivery restarts the period of (DOMAIN H4, L6)."""
    return [(item.document_id, item.instalment_no, to_minor(item.undisputed, row.currency)) for item in row.claims]
