"""A block of cells copied from a spreadsheet, and which of its columns belong to which column of the entry grid."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.ledger.import_headings import fold_heading, INVOICES, known_headings

#: what an import calls a column, and what the grid calls it
_KEYS = {"invoice_no": "no", "customer": "customer", "customer_code": "customer", "invoice_date": "date", "terms": "terms",
         "terms_days": "terms", "note": "note", "currency": "currency", "amount": "amount"}
#: the headings of our own lists
_OWN = {"单号": "no", "number": "no", "说明": "note"}


@dataclass(frozen=True, slots=True)
class PastedBlock:
    """`rows` hold a text per key of `keys`, None where a column has no place; `left_out` names those that held anything."""

    keys: tuple[str | None, ...]
    rows: tuple[Sequence[str], ...]
    left_out: tuple[str, ...]


def read_block(text: str, places: Sequence[str]) -> PastedBlock:
    """Cells by their headings where the first row names them, else side by side from the first of `places`."""
    rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t")]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    keys, named = _by_headings(rows[0] if rows else [])
    if not named:
        keys = tuple(places[at] if at < len(places) else None for at in range(width))
    body = rows[1:] if named else rows
    left_out = [(rows[0][at] if named and at < len(rows[0]) and rows[0][at] else _letter(at)) for at in range(width)
                if (keys[at] if at < len(keys) else None) is None and any(at < len(row) and row[at] for row in body)]
    return PastedBlock(keys, tuple(body), tuple(left_out))


def _by_headings(first: Sequence[str]) -> tuple[tuple[str | None, ...], bool]:
    """Keys of the columns a heading row names; False where it is no heading row."""
    found: list[str | None] = []
    headings = known_headings(INVOICES)
    for cell in first:
        folded = fold_heading(cell)
        key = _KEYS.get(headings[folded][0]) if folded in headings else _OWN.get(folded)
        found.append(key if key not in found else None)
    known = {key for key in found if key}
    return tuple(found), len(known) >= 2 and bool(known & {"customer", "amount"})


def _letter(at: int) -> str:
    """The name of a column as a spreadsheet has it: A, B … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
