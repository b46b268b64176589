"""Letters on a real book: which goes out, what it demands, what is kept, and what a stop leaves behind."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, HealthCheck, settings, strategies as st

from creditdesk.domain.customers.records import BankAccount, Company, Customer
from creditdesk.domain.errors import Cancelled, CreditDeskError, FileError, InputError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers, rates
from creditdesk.services.collections import issued, letters, templates
from creditdesk.services.collections.contacts import add_promise, PromiseDraft
from creditdesk.services.collections.letter_plan import LetterPlan, LetterRequest, plan_letters
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def bill(session: Session, customer: int, amount: str, late: int, **more: object) -> int:
    due = DAY - timedelta(late)
    fields: dict[str, object] = {"kind": "invoice", "currency": "CNY", "date": min(due, DAY) - timedelta(30), **more}
    return posting.post_document(session, DocumentDraft(customer_id=customer, amount=D(amount), due_date=due,
                                                        **fields)).id  # type: ignore[arg-type]


def receipt(session: Session, customer: int, amount: str, day: date, *parts: AllocationDraft, kind: str = "receipt"
            ) -> int:
    return posting.post_document(session, DocumentDraft(kind=kind, customer_id=customer, date=day, amount=D(amount),
                                                        currency="CNY", allocations=parts)).id


def plan(session: Session, day: date = DAY, **more: object) -> LetterPlan:
    return plan_letters(session, LetterRequest(day, **more))  # type: ignore[arg-type]


def kinds(session: Session, day: date = DAY, **more: object) -> list[str]:
    return [letter.kind for letter in plan(session, day, **more).letters]


def issue(session: Session, folder: Path, day: date = DAY, **more: object) -> letters.LetterRun:
    return letters.issue_letters(session, LetterRequest(day), folder, **more)  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(("late", "stage", "by_age"), [(1, 1, "L2"), (30, 1, "L2"), (31, 2, "L3"), (60, 2, "L3"),
                                                       (61, 3, "L4"), (90, 3, "L4"), (91, 4, "L5")])
def test_the_first_letter_is_l2_whatever_the_age(session: Session, alpha: int, late: int, stage: int, by_age: str) -> None:
    bill(session, alpha, "1000.00", late)
    found = plan(session).letters
    assert [(row.kind, row.stage, row.gap) for row in found] == [("L2", stage, stage - 1)]
    assert kinds(session, by_age=True) == [by_age]
    assert kinds(session, stages=frozenset({stage})) == ["L2"]
    assert kinds(session, stages=frozenset({1, 2, 3, 4} - {stage})) == []


def test_nothing_overdue_gives_no_letter(session: Session, alpha: int) -> None:
    bill(session, alpha, "1000.00", 0)
    found = plan(session)
    assert (found.letters, found.skipped) == ((), ())


def test_letters_climb_one_step_a_run_and_say_recent(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 100)
    numbers = []
    for step in range(5):
        day = DAY + timedelta(5 * step)
        run = issue(session, tmp_path, day)
        numbers += [row.letter.number for row in run.letters]
        again = issue(session, tmp_path, day + timedelta(4))
        assert (again.letters, [row.reason for row in again.skipped]) == ((), ["recent"])
    assert numbers == ["YS-L2-2026-0001", "YS-L3-2026-0001", "YS-L4-2026-0001", "YS-L5-2026-0001", "YS-L5-2026-0002"]
    assert company.verify_book(session).ok
    assert {row.kind for row in issued.letters_of(session, DAY)} == {"L2"}


def test_a_run_before_the_last_run_is_refused(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 100)
    issue(session, tmp_path)
    with pytest.raises(CreditDeskError) as error:
        issue(session, tmp_path, DAY - timedelta(1))
    assert error.value.code == "before_last_run"


def test_a_draft_is_not_issued_and_is_replaced(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 31)
    for _ in range(2):
        run = issue(session, tmp_path, draft=True)
        assert not run.issued and [row.letter.kind for row in run.letters] == ["L2"]
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["C1-CNY.draft.pdf"]
    assert issued.letters_of(session, DAY) == []


def test_the_disputed_part_is_left_out(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "1000.00", 10)
    disputes.add_dispute(session, document, D("300.00"), "QL", DAY - timedelta(5))
    (letter,) = plan(session).letters
    assert (letter.demand.principal, letter.demand.lines[0].disputed) == (D("700.00"), D("300.00"))
    disputes.add_dispute(session, document, D("700.00"), "QL", DAY - timedelta(5))
    found = plan(session)
    assert (found.letters, [row.reason for row in found.skipped]) == ((), ["disputed"])


def test_a_pending_promise_holds_the_letter_until_its_date_and_two_days(session: Session, alpha: int) -> None:
    bill(session, alpha, "1000.00", 10)
    add_promise(session, PromiseDraft(alpha, D("1000.00"), "CNY", DAY + timedelta(3), DAY - timedelta(1)))
    for day in (DAY, DAY + timedelta(5)):
        assert [row.reason for row in plan(session, day).skipped] == ["promise"]
    assert kinds(session, DAY + timedelta(6)) == ["L2"]


def test_credits_stand_as_negative_rows_and_lower_the_principal(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    receipt(session, alpha, "150.00", DAY - timedelta(3))
    receipt(session, alpha, "50.00", DAY - timedelta(2), kind="credit_note")
    (letter,) = plan(session).letters
    assert [(line.kind, line.open) for line in letter.demand.lines] == [
        ("invoice", D("1000.00")), ("receipt", D("-150.00")), ("credit_note", D("-50.00"))]
    assert letter.demand.total == D("800.00")
    assert issue(session, tmp_path).as_json()["letters"][0]["total"] == "800.00"


@pytest.mark.parametrize(("small", "reasons", "count"), [("0", [], 1), ("999.99", [], 1), ("1000", ["small"], 0)])
def test_small_debts_get_no_letter(session: Session, alpha: int, small: str, reasons: list[str], count: int) -> None:
    company.save_settings(session, {"small_amount": small})
    bill(session, alpha, "1000.00", 10)
    found = plan(session)
    assert ([row.reason for row in found.skipped], len(found.letters)) == (reasons, count)


def test_two_currencies_are_two_letters(session: Session, alpha: int, tmp_path: Path) -> None:
    rates.put_rate(session, "USD", date(2026, 1, 1), D("7.1"))
    bill(session, alpha, "1000.00", 10)
    bill(session, alpha, "200.00", 12, currency="USD")
    run = issue(session, tmp_path, one_file=True)
    assert [(row.letter.currency, row.letter.demand.total) for row in run.letters] == [
        ("CNY", D("1000.00")), ("USD", D("200.00"))]
    assert {row.file for row in run.letters} == {"letters-2026-11-20.pdf"}
    assert {(row.code, row.currency) for row in run.missing if row.currency} == {("bank_account", "USD")}


def test_a_debt_without_a_rate_is_asked_for_all_the_same(session: Session, alpha: int) -> None:
    bill(session, alpha, "200.00", 12, currency="USD")
    assert kinds(session) == ["L2"]


def test_a_starting_stage_and_grade_d_raise_the_letter(session: Session, alpha: int) -> None:
    bill(session, alpha, "1000.00", 100)
    customers.save(session, replace(customers.customer(session, alpha), starting_stage=3))
    assert kinds(session) == ["L4"]


def test_a_claim_close_to_limitation_gets_a_formal_demand(session: Session, alpha: int) -> None:
    bill(session, alpha, "1000.00", 3 * 365 - 40)
    assert kinds(session) == ["L4"]


def test_interest_of_a_formal_demand_is_that_of_the_contract(session: Session, alpha: int, tmp_path: Path) -> None:
    customers.save(session, replace(customers.customer(session, alpha), contract_rate="10%", starting_stage=4))
    bill(session, alpha, "36500.00", 70)
    (letter,) = plan(session).letters
    assert (letter.kind, letter.demand.interest, letter.demand.total) == ("L4", D("700.00"), D("37200.00"))
    run = issue(session, tmp_path)
    words = text_of((tmp_path / run.letters[0].file).read_bytes())
    assert "700.00" in words and "37,200.00" in words and "10%" in words


def test_a_fee_is_a_line_of_its_own_and_a_debit_note_without_interest(session: Session, alpha: int, tmp_path: Path
                                                                      ) -> None:
    """PEERS 37: 100, 20 days late, no fee → 100; with a fee of 10 → 110; the fee falls due later and bears nothing."""
    bill(session, alpha, "100.00", 20)
    assert plan(session).letters[0].demand.total == D("100.00")
    company.save_settings(session, {"dunning_fee": "10.00"})
    (letter,) = issue(session, tmp_path).letters
    assert (letter.letter.kind, letter.letter.demand.fee, letter.letter.demand.total) == ("L2", D("10.00"), D("110.00"))
    assert [row.letter.demand.principal for row in issue(session, tmp_path, DAY + timedelta(5)).letters] == [D("100.00")]
    (later,) = plan(session, DAY + timedelta(12)).letters
    assert later.demand.principal == D("110.00") and [row.no for row in later.regimes] == ["INV-2026-0001"]
    assert company.verify_book(session).ok


def test_instalments_are_demanded_one_by_one(session: Session, alpha: int) -> None:
    from creditdesk.domain.ledger.documents import Instalment
    posting.post_document(session, DocumentDraft(
        kind="invoice", customer_id=alpha, date=DAY - timedelta(6), amount=D("100.00"), currency="CNY",
        instalments=(Instalment(1, DAY - timedelta(1), D("50.00")), Instalment(2, DAY + timedelta(4), D("50.00")))))
    (letter,) = plan(session).letters
    assert [(line.instalment_no, line.open) for line in letter.demand.lines] == [(1, D("50.00"))]


def test_a_letter_is_resolved_by_payment_and_linked_credit_only(session: Session, alpha: int, tmp_path: Path) -> None:
    document = bill(session, alpha, "100.00", 20)
    issue(session, tmp_path)
    credit = receipt(session, alpha, "100.00", DAY, kind="credit_note")
    assert [row.state for row in issued.letters_of(session, DAY)] == ["open"]
    (allocation,) = posting.allocate(session, credit, [AllocationDraft(document, D("100.00"))])
    assert [row.state for row in issued.letters_of(session, DAY)] == ["resolved"]
    posting.unallocate(session, [allocation], DAY + timedelta(1))
    assert [row.state for row in issued.letters_of(session, DAY + timedelta(1))] == ["open"]


def test_reminders_before_the_due_day(session: Session, alpha: int, tmp_path: Path) -> None:
    small, big = bill(session, alpha, "1000.00", -7, date=date(2026, 1, 5)), bill(session, alpha, "20000.01", -7)
    bill(session, alpha, "90000.00", -8)
    request = LetterRequest(DAY, frozenset({0}))
    (letter,) = plan_letters(session, request).letters
    assert letter.kind == "L1" and [line.document_id for line in letter.demand.lines] == [big] != [small]
    letters.issue_letters(session, request, tmp_path)
    again = plan_letters(session, request)
    assert (again.letters, [row.reason for row in again.skipped]) == ((), ["recent"])
    later = plan_letters(session, replace(request, as_of=DAY + timedelta(5)))
    assert [[line.open for line in row.demand.lines] for row in later.letters] == [[D("90000.00")]]


def test_the_book_keeps_the_file_and_the_figures(session: Session, alpha: int, tmp_path: Path) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta", language="en"))
    for customer in (alpha, beta):
        bill(session, customer, "1000.00", 10)
    run = issue(session, tmp_path, one_file=True)
    first, second = run.letters
    assert first.id is not None and second.id is not None
    assert (first.first_page, second.first_page) == (1, 1 + first.pages)
    assert first.letter.number in text_of(issued.letter_pdf(session, first.id))
    alone = text_of(issued.letter_pdf(session, second.id))
    assert second.letter.number in alone and first.letter.number not in alone and "First reminder" in alone
    figures = issued.letter_figures(session, second.id)
    assert figures["total"] == "1000.00" and figures["lines"][0]["days_late"] == 10
    with session.book.read() as connection:
        from creditdesk.store import letters as store
        row = store.letter(connection, first.id)
        assert row is not None
        assert store.file_content(connection, row["file_id"]) == (tmp_path / first.file).read_bytes()
    assert company.verify_book(session).ok
    json.dumps(run.as_json())


def test_single_files_and_the_batch_of_the_book_say_the_same(session: Session, alpha: int, tmp_path: Path) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    for customer in (alpha, beta):
        bill(session, customer, "1000.00", 10)
    run = issue(session, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["YS-L2-2026-0001.pdf", "YS-L2-2026-0002.pdf"]
    for row in run.letters:
        assert row.id is not None
        assert text_of(issued.letter_pdf(session, row.id)) == text_of((tmp_path / "out" / row.file).read_bytes())


@pytest.mark.parametrize("one_file", [True, False])
@pytest.mark.parametrize("after", [0, 1])
def test_a_stop_leaves_nothing(session: Session, alpha: int, tmp_path: Path, one_file: bool, after: int) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    for customer in (alpha, beta):
        bill(session, customer, "1000.00", 10)
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > after

    with pytest.raises(Cancelled):
        issue(session, tmp_path / "out", one_file=one_file, stopped=stopped)
    assert not (tmp_path / "out").exists()
    assert issued.letters_of(session, DAY) == [] and kinds(session) == ["L2", "L2"]


def test_a_change_while_drawing_issues_nothing(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)

    def progress(_done: int, _total: int) -> None:
        company.save_settings(session, {"x": str(_done)})

    with pytest.raises(CreditDeskError) as error:
        issue(session, tmp_path / "out", progress=progress)
    assert error.value.code == "changed"
    assert not (tmp_path / "out").exists() and issued.letters_of(session, DAY) == []


def test_a_folder_that_cannot_be_written(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileError) as error:
        issue(session, tmp_path / "file")
    assert error.value.code == "not_written" and issued.letters_of(session, DAY) == []


def test_missing_fields_are_named_and_only_the_name_is_needed(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    company.save_profile(session, replace(company.profile(session), bank_accounts=(), contact="", phone="",
                                          letter_prefix=""))
    run = issue(session, tmp_path)
    assert run.as_json()["missing"] == ["address", "bank_account", "contact", "phone", "tax_id"]
    assert run.letters[0].letter.number == "YSGM-L2-2026-0001"
    company.save_profile(session, replace(company.profile(session), contact="李敏", phone="1", address="杭州", tax_id="9",
                                          bank_accounts=(BankAccount("", "a", "b", "c"),)))
    assert plan(session, DAY + timedelta(10)).missing == ()


def test_preview_is_the_very_pdf(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    _plan, (seen,) = letters.preview_letters(session, LetterRequest(DAY, customer_id=alpha))
    run = issue(session, tmp_path, one_file=True)
    assert text_of(seen) == text_of((tmp_path / run.letters[0].file).read_bytes())


def test_an_edited_text_is_used_and_a_wrong_field_refused(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    text, edited = templates.template_text(session, "L2", "zh")
    assert not edited
    with pytest.raises(InputError) as error:
        templates.save_template(session, "L2", "zh", text + "\n{totl_due}")
    assert (error.value.code, error.value.field) == ("unknown_field", "totl_due")
    templates.save_template(session, "L2", "zh", text.replace("{invoice_table}", "{invoice_table}\n\n请尽快安排"))
    assert templates.template_text(session, "L2", "zh")[1]
    assert "请尽快安排" in text_of(letters.preview_letters(session, LetterRequest(DAY))[1][0])
    templates.reset_template(session, "L2", "zh")
    assert templates.template_text(session, "L2", "zh") == (text, False)
    assert company.verify_book(session).ok


def test_levels_wait_for_what_was_really_sent(session: Session, alpha: int, tmp_path: Path) -> None:
    """PEERS 38: a draft holds the sequence back, so does a block; what is paid is not asked for."""
    document = bill(session, alpha, "100.00", -1)
    start = DAY + timedelta(1)
    assert kinds(session, start) == [] and kinds(session, start + timedelta(5)) == ["L2"]
    issue(session, tmp_path, start + timedelta(5), draft=True)
    assert kinds(session, start + timedelta(35)) == ["L2"]
    issue(session, tmp_path, start + timedelta(35))
    assert kinds(session, start + timedelta(36)) == []
    add_promise(session, PromiseDraft(alpha, D("100.00"), "CNY", start + timedelta(40), start + timedelta(36)))
    assert kinds(session, start + timedelta(41)) == []
    assert kinds(session, start + timedelta(43)) == ["L3"]
    receipt(session, alpha, "100.00", start + timedelta(44), AllocationDraft(document, D("100.00")))
    assert kinds(session, start + timedelta(50)) == [] and kinds(session, start + timedelta(43)) == ["L3"]


def test_a_target_that_cannot_be_replaced(session: Session, alpha: int, tmp_path: Path) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    for customer in (alpha, beta):
        bill(session, customer, "1000.00", 10)
    (tmp_path / "YS-L2-2026-0002.pdf").mkdir()
    (tmp_path / "YS-L2-2026-0002.pdf" / "x").write_text("in the way")
    with pytest.raises(FileError) as error:
        issue(session, tmp_path)
    assert error.value.code == "not_written"
    assert not list(tmp_path.glob("*0001*")) and issued.letters_of(session, DAY) == []


def test_a_full_disk_issues_nothing(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "1000.00", 10)
    session.book.limit_pages(session.book.page_count() + 2)
    with pytest.raises(FileError):
        issue(session, tmp_path / "out")
    session.book.limit_pages(1_000_000)
    assert not (tmp_path / "out").exists() and issued.letters_of(session, DAY) == []
    assert company.verify_book(session).ok and kinds(session) == ["L2"]


STEP = st.tuples(st.sampled_from(("invoice", "receipt", "credit_note")), st.integers(1, 100_000), st.integers(-20, 120),
                 st.sampled_from(("leave", "settle", "dispute", "reverse")))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=10))
def test_what_a_letter_demands_is_what_the_ledger_says(steps: list[tuple[str, int, int, str]]) -> None:
    """Principal = overdue − disputed + unapplied of the aging report, on any ledger."""
    with tempfile.TemporaryDirectory() as folder:
        session = company.create_book(Path(folder) / "b.creditdesk", profile=Company("Firm"), user="t",
                                      clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
        try:
            alpha = customers.save(session, Customer(0, "C1", "Alpha"))
            bills: list[int] = []
            for kind, cents, late, then in steps:
                amount = D(cents) / 100
                if kind == "invoice":
                    bills.append(bill(session, alpha, str(amount), late))
                    if then == "dispute":
                        disputes.add_dispute(session, bills[-1], amount / 2 if cents % 2 == 0 else amount, "QL", DAY)
                    continue
                document = receipt(session, alpha, str(amount), DAY - timedelta(max(late, 0)), kind=kind)
                with suppress(CreditDeskError):
                    if then == "settle" and bills:
                        posting.allocate(session, document, [AllocationDraft(bills[-1], amount)])
                    if then == "reverse":
                        posting.reverse(session, document, DAY, "x")
            found = plan(session)
            overdue_disputed = sum((item.disputed for letter in found.letters for item in letter.position.items
                                    if item.due_date < DAY), D(0))
            for letter in found.letters:
                (row,) = aging_report(session, DAY).totals
                assert letter.demand.principal == sum(row.buckets, D(0)) - overdue_disputed + row.unapplied
            run = issue(session, Path(folder) / "out")
            assert [row.letter.demand.total for row in run.letters] == [row.demand.total for row in found.letters]
            assert company.verify_book(session).ok
        finally:
            session.close()


@pytest.mark.parametrize("by_age", [False, True])
def test_another_day_to_pay_by(session: Session, alpha: int, tmp_path: Path, by_age: bool) -> None:
    bill(session, alpha, "100.00", 100)
    until = date(2026, 12, 24)
    request = LetterRequest(DAY, by_age=by_age, pay_by=until)
    assert "2026年12月24日" in text_of(letters.preview_letters(session, request)[1][0])
    letters.issue_letters(session, request, tmp_path)
    assert [row.deadline for row in issued.letters_of(session, DAY)] == [until]
    with pytest.raises(InputError) as error:
        plan_letters(session, replace(request, pay_by=DAY))
    assert error.value.field == "pay_by"
