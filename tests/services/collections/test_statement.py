"""Statements of account: opening + movements = closing = what is open, whatever was posted, settled and reversed."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given, HealthCheck, settings, strategies as st

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.errors import CreditDeskError, InputError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections import issued
from creditdesk.services.collections.letter_plan import LetterRequest, plan_letters
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.collections.limitation import limitation_report
from creditdesk.services.collections.proofs import add_proof, ProofDraft
from creditdesk.services.collections.statement import statements
from creditdesk.services.collections.statement_issue import write_statement
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def post(session: Session, kind: str, amount: str, day: date, *parts: AllocationDraft, customer: int = 1, **more: object
         ) -> int:
    fields: dict[str, object] = {"currency": "CNY", **more}
    return posting.post_document(session, DocumentDraft(kind=kind, customer_id=customer, date=day, amount=D(amount),
                                                        allocations=parts, **fields)).id  # type: ignore[arg-type]


def example(session: Session, alpha: int) -> None:
    old = post(session, "invoice", "1000.00", date(2026, 8, 1), customer=alpha)
    post(session, "receipt", "400.00", date(2026, 10, 5), AllocationDraft(old, D("400.00")), customer=alpha)
    post(session, "invoice", "500.00", date(2026, 11, 3), customer=alpha)
    post(session, "receipt", "50.00", date(2026, 11, 10), customer=alpha)
    bounced = post(session, "receipt", "70.00", date(2026, 10, 28), customer=alpha)
    posting.reverse(session, bounced, date(2026, 11, 12), "bounced")
    disputes.add_dispute(session, old, D("100.00"), "QL", date(2026, 9, 1))


def test_the_figures(session: Session, alpha: int) -> None:
    example(session, alpha)
    (found,) = statements(session, alpha, DAY)
    shown = found.figures
    assert (shown.start, shown.opening, shown.closing) == (date(2026, 11, 1), D("530.00"), D("1050.00"))
    assert [(row.date.day, row.debit, row.credit, row.balance) for row in shown.lines] == [
        (3, D("500.00"), None, D("1030.00")), (10, None, D("50.00"), D("980.00")), (12, D("70.00"), None, D("1050.00"))]
    assert [(row.no, row.open, row.days_late, row.disputed) for row in shown.open_items] == [
        ("INV-2026-0001", D("600.00"), 81, D("100.00")), ("INV-2026-0002", D("500.00"), 0, D(0)),
        ("RC-2026-0002", D("-50.00"), 0, D(0))]
    assert (shown.overdue, shown.disputed, shown.unapplied) == (D("600.00"), D("100.00"), D("50.00"))
    assert sum(amount for _, amount in shown.ageing) == shown.closing
    assert found.content.number == "YS-L6-2026-0001"
    (longer,) = statements(session, alpha, DAY, start=date(2026, 8, 1))
    assert (longer.figures.opening, longer.figures.closing, len(longer.figures.lines)) == (D(0), D("1050.00"), 6)


@pytest.mark.parametrize(("language", "words"), [("zh", ("对账单", "期初余额", "回", "1,050.00", "冲销")),
                                                 ("en", ("Statement of account", "Opening balance", "REPLY", "reversed"))])
def test_pdf(session: Session, alpha: int, tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    example(session, alpha)
    write_statement(session, alpha, tmp_path / "s.pdf", DAY, language=language)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "s.pdf"))
    for word in words:
        assert word in text


def test_xlsx_has_movements_open_items_and_ageing_with_the_slip(session: Session, alpha: int, tmp_path: Path) -> None:
    example(session, alpha)
    post(session, "invoice", "9.50", date(2026, 11, 4), customer=alpha, currency="USD")
    found = write_statement(session, alpha, tmp_path / "s.xlsx", DAY)
    assert [row.currency for row in found] == ["CNY", "USD"]
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == [f"{name} {code}" for code in ("CNY", "USD") for name in ("往来明细", "未结清单据", "账龄")]
    ageing = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()]
    assert ["期末应收余额", 1050] in ageing and any("与上列金额一致" in str(row[0]) for row in ageing)
    values = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert 1050 in [float(value) for value in values if isinstance(value, (int, float, D))]


def test_refusals(session: Session, alpha: int, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        statements(session, alpha, DAY, start=DAY + timedelta(1))
    assert error.value.field == "from"
    with pytest.raises(InputError) as error:
        write_statement(session, alpha, tmp_path / "s.doc", DAY)
    assert error.value.code == "unknown_format"
    with pytest.raises(CreditDeskError) as other:
        statements(session, 999, DAY)
    assert other.value.code == "unknown_customer"
    (empty,) = statements(session, alpha, DAY)
    assert (empty.figures.closing, empty.figures.lines, empty.currency) == (D(0), (), "CNY")


STEP = st.tuples(st.sampled_from(("invoice", "debit_note", "credit_note", "receipt")), st.integers(1, 100_000),
                 st.integers(0, 120), st.sampled_from(("leave", "settle", "reverse", "dispute")), st.integers(0, 60))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=12), st.integers(0, 130), st.integers(0, 60))
def test_opening_and_movements_make_the_closing(steps: list[tuple[str, int, int, str, int]], end: int, length: int) -> None:
    first = date(2026, 3, 1)
    with tempfile.TemporaryDirectory() as folder:
        session = company.create_book(Path(folder) / "b.creditdesk", profile=Company("Firm"), user="t",
                                      clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
        try:
            alpha = customers.save(session, Customer(0, "C1", "Alpha"))
            play(session, alpha, steps, first)
            as_of = first + timedelta(end)
            (found,) = statements(session, alpha, as_of, start=as_of - timedelta(length))
            shown = found.figures
            moved = sum(((row.debit or D(0)) - (row.credit or D(0)) for row in shown.lines), D(0))
            assert shown.opening + moved == shown.closing
            assert shown.closing == sum((row.open for row in shown.open_items), D(0))
            assert shown.closing == sum((amount for _, amount in shown.ageing), D(0))
            report = aging_report(session, as_of).totals
            assert shown.closing == (report[0].balance if report else D(0))
        finally:
            session.close()


def play(session: Session, alpha: int, steps: list[tuple[str, int, int, str, int]], first: date) -> None:
    """Post the steps; what a rule refuses is left out."""
    bills: list[int] = []
    for kind, cents, offset, then, later in steps:
        day = first + timedelta(offset)
        document = post(session, kind, str(D(cents) / 100), day, customer=alpha)
        try:
            if kind in ("invoice", "debit_note"):
                bills.append(document)
                if then == "dispute":
                    disputes.add_dispute(session, document, D(cents) / 200, "QL", day)
            elif then == "settle" and bills:
                posting.allocate(session, document, [AllocationDraft(bills[-1], D(cents) / 100)])
            if then == "reverse":
                posting.reverse(session, document, day + timedelta(later), "x")
        except CreditDeskError:
            continue


def test_an_issued_statement_is_numbered_and_kept_once(session: Session, alpha: int, tmp_path: Path) -> None:
    example(session, alpha)
    post(session, "invoice", "10.00", date(2026, 11, 3), customer=alpha, currency="USD")
    numbers = [row.content.number for row in write_statement(session, alpha, tmp_path / "a.pdf", DAY)]
    assert numbers == ["YS-L6-2026-0001", "YS-L6-2026-0002"]
    assert [row.content.number for row in write_statement(session, alpha, tmp_path / "b.pdf", DAY)] == numbers
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    write_statement(session, alpha, tmp_path / "c.xlsx", DAY)
    kept = issued.letters_of(session, DAY)
    assert [(row.number, row.kind, row.total, row.state) for row in kept] == [
        ("YS-L6-2026-0002", "L6", D("10.00"), "awaited"), ("YS-L6-2026-0001", "L6", D("1050.00"), "awaited")]
    assert issued.letter_figures(session, kept[1].id)["closing"] == "1050.00"
    (page,) = pypdfium2.PdfDocument(issued.letter_pdf(session, kept[1].id))
    assert "YS-L6-2026-0001" in page.get_textpage().get_text_range()
    post(session, "receipt", "1.00", DAY, customer=alpha)
    third = write_statement(session, alpha, tmp_path / "a.pdf", DAY)
    assert [row.content.number for row in third] == ["YS-L6-2026-0003", "YS-L6-2026-0002"], "only what changed is new"
    assert company.verify_book(session).ok


def test_a_statement_neither_chases_nor_holds_a_letter_back(session: Session, alpha: int, tmp_path: Path) -> None:
    example(session, alpha)
    write_statement(session, alpha, tmp_path / "a.pdf", DAY)
    for day in (DAY - timedelta(1), DAY):
        (letter,) = plan_letters(session, LetterRequest(day)).letters
        assert (letter.kind, letter.history) == ("L2", ())
    assert issue_letters(session, LetterRequest(DAY - timedelta(1)), tmp_path / "out").issued


def test_a_target_that_cannot_be_written_keeps_nothing(session: Session, alpha: int, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(CreditDeskError) as error:
        write_statement(session, alpha, tmp_path / "a.pdf", DAY)
    assert error.value.code == "not_written" and issued.letters_of(session, DAY) == []


@pytest.mark.parametrize(("result", "later", "state"), [
    ("", 10, "awaited"), ("", 11, "unanswered"), ("agrees", 3, "agreed"), ("differs", 3, "differing"), ("no_reply", 3, "unanswered")])
def test_the_reply_to_a_statement(session: Session, alpha: int, tmp_path: Path, result: str, later: int, state: str) -> None:
    example(session, alpha)
    (row,) = write_statement(session, alpha, tmp_path / "a.pdf", DAY)
    if result:
        add_proof(session, ProofDraft(DAY + timedelta(3), "b", row.content.number, result=result, balance=D("1000.00")))
    (kept,) = issued.letters_of(session, DAY + timedelta(later))
    assert kept.state == state and (kept.delivery is None) == (not result)


def test_a_delivered_statement_restarts_the_period_of_what_it_asks_for(session: Session, alpha: int, tmp_path: Path) -> None:
    example(session, alpha)
    (row,) = write_statement(session, alpha, tmp_path / "a.pdf", DAY)
    add_proof(session, ProofDraft(DAY, letter=row.content.number, channel="ems"))
    found = {line.invoice: line.clock.expires for line in limitation_report(session, DAY) if line.clock}
    assert found == {"INV-2026-0001": date(2029, 11, 20), "INV-2026-0002": date(2029, 12, 3)}


def test_a_statement_that_asks_for_nothing_restarts_nothing(session: Session, alpha: int) -> None:
    example(session, alpha)
    (asking,) = statements(session, alpha, DAY)
    (silent,) = statements(session, alpha, DAY, ask=False)
    words = "请贵公司对已到期部分安排付款"
    assert words in str(asking.content.elements) and words not in str(silent.content.elements)
    assert len(asking.claims) == 1 and silent.claims == () and asking.print_mark != silent.print_mark
