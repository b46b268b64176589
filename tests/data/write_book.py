"""A small book with a row in every table that people write to. Kept as book-v<version>.creditdesk-backup, one a schema version.

    .venv/bin/python tests/data/write_book.py     after the tables of a version that is not released yet were changed
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, UTC
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.industry import IndustryNote
from creditdesk.domain.customers.records import BankAccount, Company
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers, users
from creditdesk.services.collections import templates
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.credit import (
    applications,
    cards,
    covers,
    fact_file,
    file_writing,
    freezes,
    groups,
    industry,
    limits,
    order_entry,
    orders,
    override,
    registers,
    scoring,
)
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.importing.undo import undo_batch
from creditdesk.services.ledger import drafts, posting
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
PASSWORD = "correct horse"
WHY = "known for ten years, pays on the day"

ENTRIES: Sequence[dict[str, Any]] = [
    {"kind": "rate", "currency": "USD", "date": "2026-01-01", "rate": "7.1000"},
    {"kind": "rate", "currency": "USD", "date": "2026-06-01", "rate": "7.2000"},
    {"kind": "customer", "code": "C1", "name": "Alpha", "country": "CN", "salesperson": "Bo"},
    {"kind": "customer", "code": "C2", "name": "Beta", "country": "DE", "language": "en"},
    {"kind": "customer", "code": "C3", "name": "Beta again"},
    {"kind": "customer", "code": "C9", "name": "Zeta"},
    {"kind": "invoice", "no": "I0", "customer": "C1", "date": "2026-01-04", "amount": "10.00", "note": "paper"},
    {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-01-05", "amount": "1000.00",
     "instalments": [{"due_date": "2026-02-04", "amount": "400.00"}, {"due_date": "2026-03-04", "amount": "600.00"}]},
    {"kind": "invoice", "no": "I2", "customer": "C2", "date": "2026-08-05", "due_date": "2026-09-04", "amount": "900.00",
     "currency": "USD"},
    {"kind": "invoice", "no": "I3", "customer": "C3", "date": "2026-08-06", "amount": "70.00"},
    {"kind": "debit_note", "no": "B1", "customer": "C1", "date": "2026-03-05", "amount": "5.00", "interest": True},
    {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-20", "amount": "100.00", "applies_to": "I1"},
    {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-01", "amount": "500.00", "method": "bank",
     "allocate": [{"to": "I1", "amount": "300.00"}]},
    {"kind": "receipt", "no": "R2", "customer": "C1", "date": "2026-02-02", "amount": "60.00",
     "allocate": [{"to": "I1", "amount": "60.00"}]},
    {"kind": "reversal", "of": "R2", "date": "2026-02-03", "reason": "returned by the bank"},
    {"kind": "refund", "customer": "C1", "no": "P1", "date": "2026-03-01", "amount": "20.00", "from": "R1"},
    {"kind": "write_off", "invoice": "I0", "amount": "4.00", "date": "2026-05-01", "reason": "small"},
    {"kind": "recovery", "invoice": "I0", "amount": "1.00", "date": "2026-06-01"},
    {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "200.00", "reason": "QL", "raised_on": "2026-02-02"},
    {"kind": "dispute_result", "of": "D1", "outcome": "partly", "accepted": "10.00", "date": "2026-02-20"},
    {"kind": "dispute", "no": "D2", "invoice": "I2", "amount": "9.00", "reason": "QL", "raised_on": "2026-09-20"},
    {"kind": "promise", "customer": "C1", "amount": "300.00", "date": "2026-03-01", "made_on": "2026-02-20"},
    {"kind": "contact", "customer": "C1", "at": "2026-02-20T10:00", "channel": "phone", "invoices": ["I1"]},
    {"kind": "receipt", "no": "R3", "customer": "C1", "date": "2026-03-02", "amount": "30.00", "method": "bank_acceptance",
     "maturity": "2026-06-02"},
    {"kind": "bill_event", "of": "R3", "event": "discounted", "date": "2026-04-02"},
    {"kind": "proof", "customer": "C1", "invoices": ["I0"], "delivered_on": "2026-03-02", "channel": "ems", "waybill": "E1"},
    {"kind": "plan", "customer": "C1", "signed_on": "2026-03-05", "invoices": ["B1"],
     "instalments": [{"due_date": "2026-04-05", "amount": "5.00"}]},
    {"kind": "fact", "customer": "C1", "key": "registered_capital", "value": "1", "source": "official",
     "obtained_on": "2026-01-01"},
    {"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "unit": "1", "audited": True,
     "lines": {"total_assets": "900", "total_liabilities": "300", "revenue": "2000"}},
    {"kind": "policy", "key": "order_check", "value": "on", "from": "2026-01-01"},
    {"kind": "limit", "customer": "C1", "amount": "50000.00", "from": "2026-01-01", "reason": WHY},
    {"kind": "order", "no": "O0", "customer": "C1", "date": "2026-11-01", "amount": "800.00", "deposit": "10.00"},
    {"kind": "shipment", "order": "O0", "date": "2026-11-02", "amount": "100.00"},
]


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def build(path: Path) -> None:
    """Write the book at `path`."""
    session = company.create_book(path, profile=_company(), user="tester", clock=clock)
    try:
        result = post_entries(session, ENTRIES)
        assert not result.problems, result.problems
        alpha, beta, again = (customers.find(session, code).id for code in ("C1", "C2", "C3"))
        _import(session)
        _ledger(session, alpha, beta, again)
        _file(session, alpha)
        _scores(session, customers.find(session, "C9").id)
        _credit(session, alpha, beta)
        _letters(session)
        _people(session, alpha)
    finally:
        session.close()


def _company() -> Company:
    return Company("云杉工贸有限公司", contact="李敏", phone="0571-1234", address="杭州市", letter_prefix="YS", logo=b"",
                   bank_accounts=(BankAccount("CNY", "云杉工贸有限公司", "工商银行", "1202 0000 0000"),
                                  BankAccount("USD", "Yunshan", "ICBC", "1202 0000 0001")))


def _import(session: Session) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, text in (
                ("customers.csv", "customers", "code,name,limit,phone\nC4,Delta,5000,1\nC5,Epsilon,0,2\n"),
                ("invoices.csv", "invoices", "invoice_no,customer,invoice_date,amount\nA1,Delta,2026-05-01,100\n"
                                             "A2,Delta,2026-05-02,200\nA3,Epsilon,2026-05-03,300\n"),
                ("receipts.csv", "receipts", "receipt_no,customer,date,amount,invoice_no\nQ1,Delta,2026-06-01,120,A1\n"),
                ("orders.csv", "orders", "order_no,customer,date,amount\nS1,Delta,2026-10-01,50\n"),
                ("wrong.csv", "invoices", "invoice_no,customer,invoice_date,amount\nW1,Wrong,2026-05-01,100\n")):
            file = Path(folder, name)
            file.write_text(text, encoding="utf-8")
            done = import_file(session, file, ImportOptions(kind))
            assert done.batch and not done.problems, done
            if name == "wrong.csv":
                undo_batch(session, done.batch, "wrong file")


def _ledger(session: Session, alpha: int, beta: int, again: int) -> None:
    drafts.save_draft(session, DocumentDraft("invoice", alpha, date(2026, 11, 1), D("12.00"), "CNY", "X1"))
    customers.merge(session, again, beta, "one firm")
    posting.post_document(session, DocumentDraft("invoice", beta, date(2026, 10, 1), D("80.00"), "CNY", "I9"))
    templates.save_template(session, "L1", "en", templates.shipped_text("L1", "en") + "\n")


def _file(session: Session, alpha: int) -> None:
    first = file_writing.save_entry(session, FileEntry(0, alpha, "paper", date(2026, 1, 1), {"title": "L", "class": "licence"}),
                                   ("l.pdf", b"old"))
    file_writing.save_entry(session, FileEntry(0, alpha, "paper", DAY, {"title": "L", "class": "licence"}, replaces=first),
                           ("l2.pdf", b"new"))
    told = fact_file.add_facts(session, [Fact(0, alpha, "address", "1 High Street", "customer", date(2026, 1, 1)),
                                         Fact(0, alpha, "address", "9 Low Road", "visit", date(2026, 2, 1))])
    fact_file.verify_fact(session, told[1], "visit", DAY, verifier="Wang")
    fact_file.supersede_fact(session, told[0], DAY, "moved in 2025")
    agency = registers.save_register(session, FileEntry(0, 0, "provider", date(2026, 1, 5), {"name": "D&B", "role": "agency"}))
    registers.save_register(session, FileEntry(0, 0, "provider", DAY, {"name": "D&B", "role": "agency", "fee": "900"},
                                               replaces=agency), ("fees.pdf", b"fees"))
    registers.save_register(session, FileEntry(0, 0, "case", DAY, {"matter": "report", "cost": "900", "of": str(agency)}))
    industry.set_industry_notes(session, [IndustryNote("C", "outlook", "3", "fewer orders", DAY)])


def _scores(session: Session, zeta: int) -> None:
    card = replace(cards.card("new"), version=cards.next_version(session, "new"))
    version = cards.save_draft(session, card, parent=cards.card("new").version, reason="the same with our own name")
    cards.challenge(session, version, date(2026, 1, 1), "a silent run of a year")
    spare = replace(cards.card("existing"), version=cards.next_version(session, "existing"))
    cards.save_draft(session, spare, parent=cards.card("existing").version, reason="not finished")
    view = scoring.score_customer(session, zeta, DAY, card="new", overrides={
        "FN1": "1.6", "FN2": "1.1", "FN3": "0.24", "FN4": "50%", "FN5": "5.5", "FN6": "3.89%", "FN7": "6.09%", "FN8": "58.8",
        "FN9": "50.7", "FN10": "18%", "FN11": "upper_grey", "EX1": "none", "EX2": "none", "EX3": "B", "EX4": "low",
        "EX5": "0.6", "QL1": "4", "QL2": "3", "QL3": "3", "QL4": "4", "QL5": "6", "QL6": "5", "TR1": "2_prompt", "TR2": "0.7"})
    scoring.save_score(session, view, opinion="a sound firm")
    given = override.override_grade(session, zeta, "BB", "one_off", WHY, DAY)
    override.withdraw_override(session, given, DAY, "no longer needed")
    override.override_grade(session, zeta, "B", "one_off", WHY, DAY)


def _credit(session: Session, alpha: int, beta: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder, "policy.pdf")
        policy.write_bytes(b"%PDF")
        for until in (date(2026, 12, 31), date(2027, 12, 31)):
            kept = covers.add_cover(session, covers.CoverDraft(alpha, "insurance", D(4000), "CNY", D("0.9"), "insurer",
                                                               begins=date(2026, 1, 1), until=until, document=policy))
    covers.end_cover(session, kept, DAY, "cancelled by the insurer")
    file_writing.join_group(session, "North", [alpha, beta], date(2026, 1, 1))
    limits.decide(session, beta, D(2000), "CNY", date(2026, 1, 1), reason=WHY)
    groups.decide_group_limit(session, "North", D(60000), "CNY", date(2026, 11, 1), "policy")
    freezes.freeze(session, beta, date(2026, 10, 1), "no answer for weeks")
    freezes.lift(session, beta, date(2026, 10, 5), "answered at last")
    freezes.freeze(session, beta, date(2026, 11, 5), "silent again")
    held = order_entry.place_order(session, orders.OrderDraft(alpha, DAY, D(90000), "CNY", no="O1")).order.id
    order_entry.release_order(session, held, "insured", D(90000), DAY, note="the insurer agreed")
    sent = order_entry.ship_order(session, held, DAY, D(100))
    orders.reverse_shipment(session, sent, DAY, "came back")
    gone = order_entry.place_order(session, orders.OrderDraft(alpha, DAY, D(70), "CNY", no="O2", method="bank")).order.id
    orders.cancel(session, gone, DAY, "ordered elsewhere")


def _letters(session: Session) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = issue_letters(session, LetterRequest(DAY), Path(folder), one_file=True)
        assert run.letters, run


def _people(session: Session, alpha: int) -> None:
    ann, _code = users.set_up(session, "Ann", PASSWORD)
    for name, role in (("Cy", "credit_manager"), ("Bo", "sales"), ("Di", "sales")):
        users.add_user(ann, name, PASSWORD, [role])
    users.disable_user(ann, "Di", "Bo")
    bo, cy = (users.sign_in(session, name, PASSWORD) for name in ("Bo", "Cy"))
    put = applications.submit_limit(bo, applications.LimitRequest(alpha, D(52000), "CNY", DAY, reason=WHY), DAY)
    if put.application_id:
        applications.approve(cy, put.application_id, DAY, comment="agreed", deposit_agreed=True)
    company.close_books(ann, date(2025, 12, 31), "the year is closed")


def main() -> None:
    from creditdesk.store.version import SCHEMA_VERSION
    folder = Path(__file__).parent
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "book.creditdesk")
        build(path)
        target = folder / f"book-v{SCHEMA_VERSION}.creditdesk-backup"
        target.write_bytes(path.read_bytes())
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
