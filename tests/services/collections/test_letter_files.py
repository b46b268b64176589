"""The files of a run: targets in the way, a process that dies, and what stands there afterwards."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import FileError
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import books, company, customers
from creditdesk.services.collections import issued, letters
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
NAMES = ["YS-L2-2026-0001.pdf", "YS-L2-2026-0002.pdf"]
DIES = """
import os, sys
from datetime import date, datetime, UTC
from pathlib import Path
from creditdesk.services import books
from creditdesk.services.collections import letters
from creditdesk.services.collections.letter_plan import LetterRequest
session = books.open_for_window(Path(sys.argv[1]), user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC)).session
if sys.argv[3] == "drawing":
    stop = lambda done, total: os._exit(9)
    letters.issue_letters(session, LetterRequest(date(2026, 11, 20)), Path(sys.argv[2]), progress=stop)
else:
    letters._record = lambda *args: os._exit(9)
    letters.issue_letters(session, LetterRequest(date(2026, 11, 20)), Path(sys.argv[2]))
"""


@pytest.fixture
def two(session: Session, alpha: int) -> Session:
    for owner in (alpha, customers.save(session, Customer(0, "C2", "Beta"))):
        posting.post_document(session, DocumentDraft(kind="invoice", customer_id=owner, date=DAY - timedelta(40),
                                                     due_date=DAY - timedelta(10), amount=D("1000.00"), currency="CNY"))
    return session


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("place", [0, 1])
def test_a_target_that_cannot_be_replaced_issues_nothing_and_leaves_what_was_there(two: Session, tmp_path: Path, place: int
                                                                                   ) -> None:
    folder = tmp_path / "out"
    (folder / NAMES[place]).mkdir(parents=True)
    (folder / NAMES[1 - place]).write_bytes(b"theirs")
    with pytest.raises(FileError) as error:
        letters.issue_letters(two, LetterRequest(DAY), folder)
    assert error.value.code == "not_written" and NAMES[place] in str(error.value.fields["path"])
    assert names(folder) == NAMES and (folder / NAMES[1 - place]).read_bytes() == b"theirs"
    assert issued.letters_of(two, DAY) == []


@pytest.mark.parametrize("moment", ["drawing", "recording"])
def test_a_run_that_died_is_simply_run_again(two: Session, book_path: Path, tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "out"
    two.close()
    dead = subprocess.run([sys.executable, "-c", DIES, str(book_path), str(folder), moment], timeout=120)
    assert dead.returncode == 9
    again = books.open_for_window(book_path, user="tester", clock=two.clock).session
    assert issued.letters_of(again, DAY) == []
    run = letters.issue_letters(again, LetterRequest(DAY), folder)
    assert names(folder) == NAMES and len(run.letters) == len(issued.letters_of(again, DAY)) == 2
    for row in run.letters:
        assert row.id is not None and issued.letter_pdf(again, row.id)[:5] == (folder / row.file).read_bytes()[:5] == b"%PDF-"
    assert company.verify_book(again).ok
    again.close()


def test_drafts_replace_each_other_and_issued_letters_stay(two: Session, tmp_path: Path) -> None:
    for _ in range(2):
        letters.issue_letters(two, LetterRequest(DAY), tmp_path / "out", draft=True, one_file=True)
    letters.issue_letters(two, LetterRequest(DAY), tmp_path / "out", one_file=True)
    assert names(tmp_path / "out") == ["letters-2026-11-20.draft.pdf", "letters-2026-11-20.pdf"]


def test_a_draft_replaces_the_one_before_whatever_letter_it_is(two: Session, tmp_path: Path) -> None:
    for by_age, late in ((False, 0), (True, 60)):
        request = LetterRequest(DAY + timedelta(late), by_age=by_age)
        letters.issue_letters(two, request, tmp_path / "out", draft=True)
    assert names(tmp_path / "out") == ["C1-CNY.draft.pdf", "C2-CNY.draft.pdf"]
