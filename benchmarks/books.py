"""Large books, made once into the temporary folder and used again."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta, UTC
from pathlib import Path
from random import Random

from creditdesk.domain.customers.records import BankAccount, Company, Customer
from creditdesk.services import company
from creditdesk.services.customers import insert_many
from creditdesk.services.ledger.entry import Entry
from creditdesk.services.session import Session
from creditdesk.store import audit, ledger, rows

AS_OF = date(2026, 11, 20)
#: share of invoices still open, as in a firm that is mostly paid (FLOORS 3)
_OPEN_SHARE = 0.206


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, tzinfo=UTC)


def folder() -> Path:
    path = Path(tempfile.gettempdir()) / "creditdesk-benchmarks"
    path.mkdir(exist_ok=True)
    return path


def large_book(invoices: int, customers: int) -> Path:
    """A book with that many posted invoices and their receipts, allocated; the same every time."""
    path = folder() / f"book-{invoices}-{customers}-v4.creditdesk"
    if not path.exists():
        making = path.with_suffix(".making")
        session = new_book(making)
        _fill(session, invoices, customers)
        session.close()
        making.rename(path)
    return path


def new_book(path: Path) -> Session:
    """An empty book of a company that can write letters."""
    return company.create_book(path, profile=Company(
        "Benchmark", letter_prefix="BM", contact="Li", phone="1", address="Street 1",
        bank_accounts=(BankAccount("CNY", "Benchmark", "Bank", "1"),)), user="bench", clock=clock, overwrite=True)


def open_book(path: Path) -> Session:
    return company.open_session(path, user="bench", clock=clock)


def _fill(session: Session, invoices: int, customers: int) -> None:
    random = Random(7)
    with session.book.write() as connection:
        work = Entry(connection, session)
        batch = rows.insert(connection, "batch", {"kind": "invoices", "status": "posted", "event_seq": work.seq})
        owners = insert_many(connection, session, [Customer(0, f"C{n:05d}", f"客户{n}有限公司") for n in range(customers)],
                             batch)
        documents, allocations = [], []
        for n in range(invoices):
            owner, day = owners[random.randrange(customers)], AS_OF - timedelta(random.randrange(30, 900))
            due, amount = day + timedelta(30), random.randrange(10_000, 5_000_000)
            is_open = random.random() < _OPEN_SHARE and due > AS_OF - timedelta(500)
            paid = min(due + timedelta(random.randrange(-10, 40)), AS_OF)
            documents.append(document(2 * n + 1, "invoice", f"INV{n:07d}", owner, day, due, amount, is_open, paid, work))
            if not is_open:
                documents.append(document(2 * n + 2, "receipt", f"R{n:07d}", owner, paid, None, -amount, False, paid, work))
                allocations.append((len(allocations) + 1, 2 * n + 2, 2 * n + 1, amount, max(day, paid).isoformat(), None,
                                    None, work.stamp, work.seq))
        digests = {"document": ledger.insert_documents(connection, documents),
                   "allocation": ledger.insert_allocations(connection, allocations)}
        work.latest(AS_OF.isoformat())
        work.finish(audit.Change("import", "batch", batch), digests)


def document(key: int, kind: str, no: str, owner: int, day: date, due: date | None, amount: int, is_open: bool,
             paid: date, work: Entry) -> tuple[object, ...]:
    """A row for `ledger.insert_documents`, open or settled on `paid`."""
    settled = ledger.OPEN_END if is_open else max(day, paid).isoformat()
    return (key, kind, no, owner, owner, day.isoformat(), due.isoformat() if due else None, "CNY", amount, "posted",
            amount if is_open else 0, settled, 0, 0, 0, 0, "30" if due else "", "", None, "", "", None, None, None, "", "", "",
            None, None, work.stamp, work.seq)
