"""Writing and issuing letters: preview, PDFs, and one transaction that records them with their figures (DOMAIN I1, I4)."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.collections.letter_content import LetterContent
from ...domain.collections.stages import check_run_date
from ...domain.errors import FileError, N_, reason_of, RuleError
from ...domain.ledger.documents import DEBIT_NOTE
from ...domain.ledger.drafts import DocumentDraft
from ...domain.ledger.open_items import OpenItem
from ...domain.money import plain, to_minor
from ...domain.roles import FINAL_LETTERS
from ...i18n import _
from ...store import collections as store, letters as letter_store
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..session import Session
from .letter_fields import content_of, Missing, PlannedLetter
from .letter_plan import LetterPlan, LetterRequest, plan_in, Skipped
from .templates import template_in

Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter with its PDF: `file` relative to the chosen folder, its pages within it; `id` None for a draft."""

    letter: PlannedLetter
    file: str
    first_page: int
    pages: int
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LetterRun:
    """What a run did."""

    letters: tuple[WrittenLetter, ...]
    skipped: tuple[Skipped, ...]
    missing: tuple[Missing, ...]
    issued: bool

    def as_json(self) -> dict[str, Any]:
        """The keys of CLI Letters, reasons in the language spoken now."""
        return {"letters": [_as_json(row) for row in self.letters],
                "skipped": [{"customer": row.code, "name": row.name, "reason": row.reason, "message": _(row.template)}
                            for row in self.skipped],
                "missing": sorted({row.code for row in self.missing})}


def _as_json(row: WrittenLetter) -> dict[str, Any]:
    stated = row.letter.demand
    return {"customer": row.letter.customer.code, "name": row.letter.customer.name, "number": row.letter.number,
            "kind": row.letter.kind, "stage": row.letter.stage, "language": row.letter.language,
            "currency": stated.currency, "file": row.file, "first_page": row.first_page, "pages": row.pages,
            "principal": plain(stated.principal, stated.currency), "interest": plain(stated.interest, stated.currency),
            "compensation": plain(stated.compensation, stated.currency), "fee": plain(stated.fee, stated.currency),
            "total": plain(stated.total, stated.currency)}


def preview_letters(session: Session, request: LetterRequest) -> tuple[LetterPlan, tuple[bytes, ...]]:
    """The letters of a run, best of one customer, and the very PDF of each; nothing is issued."""
    from ...files.letters import letter_pdf
    with session.book.read() as connection:
        plan = plan_in(connection, request)
        contents = _contents(connection, plan, plan.letters)
    return plan, tuple(letter_pdf(content) for content in contents)


def issue_letters(session: Session, request: LetterRequest, folder: Path, *, one_file: bool = False, draft: bool = False,
                  progress: Progress | None = None, stopped: Stopped | None = None) -> LetterRun:
    """Write the letters' PDFs into `folder` and record them as issued, or only write them (`draft`).

    Either everything is issued or nothing: Cancelled and every error leave neither files nor records. RuleError
    `before_last_run` for a date before the last run, `changed` when the book changed while the letters were drawn.
    """
    with session.book.read() as connection:
        plan = plan_in(connection, request)
        if not draft:
            check_run_date(request.as_of, plan.last_run)
        contents = _contents(connection, plan, plan.letters)
    output = _Output(folder, session.book.path, draft=draft, one_file=one_file)
    if not contents:
        output.close()
        return LetterRun((), plan.skipped, plan.missing, issued=False)
    try:
        written = output.write(plan, contents, progress, stopped)
        output.into_place()
        if draft:
            output.close()
            return LetterRun(tuple(written), plan.skipped, plan.missing, issued=False)
        ids = _record(session, plan, written, *output.batch())
    except BaseException:
        output.take_back()
        raise
    output.close()
    issued = tuple(WrittenLetter(row.letter, row.file, row.first_page, row.pages, key)
                   for row, key in zip(written, ids, strict=True))
    return LetterRun(issued, plan.skipped, plan.missing, issued=True)


def _contents(connection: Transaction, plan: LetterPlan, letters: Sequence[PlannedLetter]) -> list[LetterContent]:
    return [content_of(row, plan.company, template_in(connection, row.kind, row.language), plan.sale_factor)
            for row in letters]


class _Output:
    """The PDFs of a run: drawn in a hidden folder, then moved into place, then taken back if recording fails.

    The hidden folder bears the book's mark: what a killed run left in it goes with the next one.
    """

    def __init__(self, folder: Path, book: Path, *, draft: bool, one_file: bool) -> None:
        self.folder, self.draft, self.one_file = folder, draft, one_file
        self._made_folder = not folder.exists()
        self._hidden = folder / f".letters-{hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:12]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self._hidden, ignore_errors=True)
            (self._hidden / "before").mkdir(parents=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._names: list[str] = []
        self._placed: list[str] = []
        self._places: list[tuple[int, int]] = []

    def write(self, plan: LetterPlan, contents: Sequence[LetterContent], progress: Progress | None,
              stopped: Stopped | None) -> list[WrittenLetter]:
        """Draw everything; where each letter stands. Separate files are drawn beside the batch kept in the book."""
        from ...files.letters import write_letters, write_letters_apart
        if self.one_file:
            name = self._batch_name(plan)
            placed = write_letters(contents, self._hidden / name, progress=progress, stopped=stopped)
            self._names = [name]
            written = [WrittenLetter(letter, name, place.first_page, place.pages)
                       for letter, place in zip(plan.letters, placed, strict=True)]
        else:
            self._names = [_draft_name(letter) if self.draft else _UNSAFE.sub("-", letter.number) + ".pdf"
                           for letter in plan.letters]
            try:
                placed = write_letters_apart(contents, self._batch_path, [self._hidden / name for name in self._names],
                                             progress=progress, stopped=stopped)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            written = [WrittenLetter(letter, name, 1, place.pages)
                       for letter, name, place in zip(plan.letters, self._names, placed, strict=True)]
        self._places = [(place.first_page, place.pages) for place in placed]
        return written

    @property
    def _batch_path(self) -> Path:
        return self._hidden / "batch.pdf"

    def _batch_name(self, plan: LetterPlan) -> str:
        """A name that no earlier run of issued letters has; drafts replace each other."""
        stem = f"letters-{plan.request.as_of.isoformat()}"
        if self.draft:
            return f"{stem}.draft.pdf"
        name, number = f"{stem}.pdf", 1
        while (self.folder / name).exists():
            number += 1
            name = f"{stem}-{number}.pdf"
        return name

    def into_place(self) -> None:
        """Move the finished files to where the person wants them; what stood there is kept until all is recorded."""
        for name in self._names:
            target = self.folder / name
            try:
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if target.exists():
                    target.replace(self._hidden / "before" / name)
                self._placed.append(name)
                (self._hidden / name).replace(target)
            except OSError as error:
                raise _unwritable(target, error) from error

    def batch(self) -> tuple[str, bytes, list[tuple[int, int]]]:
        """Name and bytes of the PDF the book keeps, and where each letter stands in it."""
        if self.one_file:
            return self._names[0], (self.folder / self._names[0]).read_bytes(), self._places
        return f"{self._names[0][:-4]}-batch.pdf", self._batch_path.read_bytes(), self._places

    def take_back(self) -> None:
        """Nothing was issued: leave no file of this run, and what stood in its place as it was."""
        for name in self._placed:
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)
            with suppress(OSError):
                (self._hidden / "before" / name).replace(self.folder / name)
        self.close()
        if self._made_folder:
            with suppress(OSError):
                self.folder.rmdir()

    def close(self) -> None:
        shutil.rmtree(self._hidden, ignore_errors=True)


def _draft_name(letter: PlannedLetter) -> str:
    """A draft bears its customer's code: the next one replaces it, whatever letter it is by then."""
    code = _UNSAFE.sub("-", letter.customer.code)
    if code != letter.customer.code:  # another customer may be called so
        code += f"-{letter.customer.id}"
    return f"{code}-{letter.currency}.draft.pdf"


def _unwritable(path: Path, error: OSError) -> FileError:
    return FileError(N_("“{path}” cannot be written: {reason}. Close it in other programs or choose another place."),
                     code="not_written", field="out", path=str(path), reason=reason_of(error))


#: demands and final notices: not every role issues them (DOMAIN K)
FINAL = frozenset({"L4", "L5"})


def _record(session: Session, plan: LetterPlan, written: Sequence[WrittenLetter], name: str, content: bytes,
            places: Sequence[tuple[int, int]]) -> list[int]:
    """One transaction: the PDF, the letters, their items and the fees they charge; answers the letters' ids."""
    if any(row.letter.kind in FINAL for row in written):
        session.require(FINAL_LETTERS)
    with entry(session, "issue", "letters") as (work, says):
        if work.seq != plan.seq:
            raise RuleError(N_("The book was changed while the letters were drawn. Nothing was issued; start again."),
                            code="changed", field="book")
        _check_figures(work.connection, plan)
        file_id = letter_store.store_file(work.connection, name, content, work.stamp, work.seq)
        values = [(_row(row.letter, work, file_id, place), _items(row.letter))
                  for row, place in zip(written, places, strict=True)]
        ids = letter_store.insert_letters(work.connection, values, work.seq)
        for group in ("stored_file", "letter", "letter_item"):
            work.touch(group)
        for row in written:
            _charge_fee(work, row.letter)
        says["entity_id"] = ids[0]
        says["after"] = {"count": len(ids), "first": written[0].letter.number, "last": written[-1].letter.number,
                         "date": plan.request.as_of.isoformat(), "file": name}
    return ids


def _check_figures(connection: Transaction, plan: LetterPlan) -> None:
    """What the letters state is what the allocations say, counted again without the cache; RuleError `figures`."""
    shown: dict[int, Decimal] = {}
    numbers: dict[int, OpenItem] = {}
    for letter in plan.letters:
        listed = {line.document_id for line in letter.demand.lines}
        for item in letter.position.items:
            if item.document_id in listed:
                shown[item.document_id] = shown.get(item.document_id, Decimal(0)) + item.balance
                numbers[item.document_id] = item
    opened = store.open_from_allocations(connection, shown, plan.request.as_of)
    for document_id, amount in shown.items():
        item = numbers[document_id]
        if opened.get(document_id) != to_minor(amount, item.currency):
            raise RuleError(N_("{no}: the letter's figure differs from the ledger. Run the check of the book."),
                            code="figures", field="invoice", no=item.no)


def _row(letter: PlannedLetter, work: Entry, file_id: int, place: tuple[int, int]) -> tuple[Any, ...]:
    stated, day = letter.demand, letter.position.as_of
    deadline = letter.deadline
    minor = [to_minor(amount, stated.currency)
             for amount in (stated.principal, stated.interest, stated.compensation, stated.total)]
    return (letter.number, letter.kind, letter.stage, letter.customer.id, letter.language, stated.currency, day.isoformat(),
            deadline.isoformat() if deadline else None, *minor, json.dumps(_figures(letter), ensure_ascii=False), file_id,
            *place, work.stamp, work.session.user)


def _figures(letter: PlannedLetter) -> dict[str, Any]:
    """Everything the letter states, so that it can be read without its PDF."""
    stated = letter.demand
    return {"customer": letter.customer.code, "name": letter.customer.name, "stage": letter.stage, "gap": letter.gap,
            "principal": str(stated.principal), "interest": str(stated.interest),
            "compensation": str(stated.compensation), "fee": str(stated.fee), "total": str(stated.total),
            "lines": [{"document_id": row.document_id, "instalment_no": row.instalment_no, "no": row.no, "kind": row.kind,
                       "date": row.date.isoformat(), "due_date": row.due_date.isoformat() if row.due_date else None,
                       "amount": str(row.amount), "paid": str(row.paid), "open": str(row.open),
                       "disputed": str(row.disputed), "days_late": row.days_late} for row in stated.lines],
            "segments": [{"no": result.no, "regime": result.regime, "from": row.from_date.isoformat(),
                          "to": row.to_date.isoformat(), "days": row.days, "principal": str(row.principal),
                          "rate": str(row.rate), "interest": str(row.interest)} for result, row in stated.interest_rows],
            "earlier": [mark.number for mark in letter.history], "warnings": list(stated.warnings)}


def _items(letter: PlannedLetter) -> list[tuple[int, int | None, int]]:
    return [(line.document_id, line.instalment_no, to_minor(line.open, letter.currency)) for line in letter.demand.lines]


def _charge_fee(work: Entry, letter: PlannedLetter) -> None:
    """A dunning fee is booked as a debit note that bears no interest (DOMAIN I1)."""
    if letter.demand.fee > 0:
        day = letter.position.as_of
        work.document(DocumentDraft(
            kind=DEBIT_NOTE, customer_id=letter.customer.id, date=day, amount=letter.demand.fee, currency=letter.currency,
            due_date=letter.deadline, interest=True, note=letter.number))
