"""1,000 letters of ten invoices each, planned, drawn, issued and recorded, against a bare canvas with the same lines."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from creditdesk.domain.customers.records import Customer
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.customers import insert_many
from creditdesk.services.ledger.entry import Entry
from creditdesk.services.session import Session
from creditdesk.store import audit, ledger, rows

from .books import AS_OF, document, folder, new_book, open_book
from .table import in_turns, Line

_LINES = 10


def book_of_letters(count: int) -> Path:
    """A book whose every customer has ten invoices overdue, made once."""
    path = folder() / f"letters-{count}-v4.creditdesk"
    if not path.exists():
        making = path.with_suffix(".making")
        session = new_book(making)
        _fill(session, count)
        session.close()
        making.rename(path)
    return path


def _fill(session: Session, count: int) -> None:
    with session.book.write() as connection:
        work = Entry(connection, session)
        batch = rows.insert(connection, "batch", {"kind": "invoices", "status": "posted", "event_seq": work.seq})
        owners = insert_many(connection, session, [Customer(0, f"C{n:05d}", f"宁波第{n}设备有限公司") for n in range(count)], batch)
        found = []
        for owner in owners:
            for n in range(_LINES):
                day, number = AS_OF - timedelta(40 + n), len(found) + 1
                found.append(document(number, "invoice", f"LT{number:06d}", owner, day, day + timedelta(30), 100_000 + number,
                                      True, day, work))
        digests = {"document": ledger.insert_documents(connection, found)}
        work.latest(AS_OF.isoformat())
        work.finish(audit.Change("import", "batch", batch), digests)


def _issue(source: Path, one_file: bool) -> None:
    """Ours: on a fresh copy, since letters can be issued once; the copy is made beforehand."""
    session = open_book(source)
    found = issue_letters(session, LetterRequest(AS_OF), folder() / "letters", one_file=one_file)
    session.close()
    if not found.issued:
        raise RuntimeError("no letters were issued")


def _bare(texts: Sequence[Sequence[Any]], target: Path | None) -> None:
    """The floor: every line where ours has it, on a new page for each sheet; `target` None: a file for each letter."""
    from reportlab.pdfgen.canvas import Canvas

    from creditdesk.files.fonts import default_face
    from creditdesk.files.pdf import A4
    face, one = default_face().name, Canvas(str(target), pagesize=A4) if target else None
    for number, sheets in enumerate(texts):
        canvas = one or Canvas(str(folder() / "bare" / f"{number}.pdf"), pagesize=A4)
        for sheet in sheets:
            for x, y, size, text in sheet:
                canvas.setFont(face, size)
                canvas.drawString(x, y, text)
            canvas.showPage()
        if one is None:
            canvas.save()
    if one is not None:
        one.save()


def _texts(source: Path) -> list[list[list[tuple[float, float, float, str]]]]:
    """The lines of every letter as ours places them."""
    from creditdesk.files.fonts import default_face
    from creditdesk.files.letters import lay_out
    from creditdesk.services.collections import letters as service
    from creditdesk.services.collections.letter_plan import plan_in
    session = open_book(source)
    with session.book.read() as connection:
        plan = plan_in(connection, LetterRequest(AS_OF))
        contents = service._contents(connection, plan, plan.letters)
    session.close()
    return [[[(span.x, span.y, span.size, span.text) for span in sheet.spans] for sheet in lay_out(content, default_face())]
            for content in contents]


def run(count: int = 1_000, rounds: int = 3) -> list[Line]:
    source = book_of_letters(count)
    texts = _texts(source)
    copies = iter([shutil.copyfile(source, folder() / f"letters-{n}.creditdesk") for n in range(2 * rounds)])
    for name in ("letters", "bare"):
        shutil.rmtree(folder() / name, ignore_errors=True)
        (folder() / name).mkdir()
    together, bare, apart, bare_apart = in_turns([
        lambda: _issue(next(copies), True), lambda: _bare(texts, folder() / "bare.pdf"),
        lambda: _issue(next(copies), False), lambda: _bare(texts, None)], rounds)
    for number in range(2 * rounds):
        (folder() / f"letters-{number}.creditdesk").unlink()
    return [Line(f"{count:,} letters in one PDF, issued, against a bare canvas", together, bare, 2.5),
            Line(f"{count:,} letters as files, issued, against bare canvas files", apart, bare_apart, 1.5)]
