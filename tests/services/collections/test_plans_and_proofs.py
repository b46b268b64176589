"""Plans and proofs on a real book: what is chased, what restarts the limitation period, what is kept (DOMAIN E8, H4)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditdesk.domain.collections.plans import PlanPart
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company
from creditdesk.services.collections import letters, plans, proofs
from creditdesk.services.collections.interest import interest_report
from creditdesk.services.collections.letter_plan import LetterPlan, LetterRequest, plan_letters
from creditdesk.services.collections.limitation import limitation_report
from creditdesk.services.collections.plan_letter import issue_plan_letter, PlanLetter, preview_plan_letter
from creditdesk.services.collections.plans import PlanDraft
from creditdesk.services.collections.proofs import ProofDraft
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.customer_timeline import timeline
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def bill(session: Session, customer: int, no: str, late: int, amount: str = "300.00") -> int:
    due = DAY - timedelta(late)
    return posting.post_document(session, DocumentDraft(kind="invoice", no=no, customer_id=customer, date=min(due, DAY) - timedelta(30),
                                                        due_date=due, amount=D(amount), currency="CNY")).id


def pay(session: Session, customer: int, document: int, amount: str, day: date) -> int:
    return posting.post_document(session, DocumentDraft(
        kind="receipt", customer_id=customer, date=day, amount=D(amount), currency="CNY",
        allocations=(AllocationDraft(document, D(amount)),))).id


def sign(session: Session, customer: int, *documents: int, first: int = 10, signed: int = -5, parts: int = 3) -> int:
    return plans.add_plan(session, PlanDraft(customer, "CNY", DAY + timedelta(signed), documents, tuple(
        PlanPart(DAY + timedelta(first + 30 * place), D("100.00")) for place in range(parts))))


def plan(session: Session, day: date = DAY) -> LetterPlan:
    return plan_letters(session, LetterRequest(day))


def expiry(session: Session, day: date = DAY) -> dict[str, date | None]:
    return {line.invoice: line.clock.expires for line in limitation_report(session, day) if line.clock}


def test_a_plan_in_order_stops_letters_and_stands_at_the_end_of_the_list(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "A1", 70)
    sign(session, alpha, document)
    found = plan(session)
    assert (found.letters, [(row.reason, row.stage) for row in found.skipped]) == ((), [("plan", 3)])
    (row,) = worklist(session, DAY)
    assert (row.stage, row.priority, row.next_action, row.next_date, row.due_today, row.letter) == (
        0, D(0), "check_plan", DAY + timedelta(10), False, None)
    assert (row.overdue, row.days_overdue, row.skip) == (D("300.00"), 70, "plan")
    assert [line.result.principal for line in interest_report(session, DAY)] == [D("300.00")], "interest runs on"


def test_a_missed_instalment_is_chased_after_five_days(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "A1", 70)
    sign(session, alpha, document)
    due = DAY + timedelta(10)
    assert plan(session, due + timedelta(5)).letters == ()
    (letter,) = plan(session, due + timedelta(6)).letters
    assert (letter.kind, letter.demand.principal) == ("L2", D("300.00"))
    pay(session, alpha, document, "100.00", due + timedelta(5))
    assert plan(session, due + timedelta(6)).letters == ()
    assert worklist(session, due + timedelta(6))[0].next_date == DAY + timedelta(40)


def test_a_payment_that_bounced_breaks_the_plan(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "A1", 70)
    sign(session, alpha, document)
    receipt = pay(session, alpha, document, "100.00", DAY + timedelta(9))
    posting.reverse(session, receipt, DAY + timedelta(14), "bounced")
    assert plan(session, DAY + timedelta(13)).letters == ()
    assert [letter.kind for letter in plan(session, DAY + timedelta(16)).letters] == ["L2"]


def test_what_the_plan_does_not_cover_is_chased_alone(session: Session, alpha: int) -> None:
    sign(session, alpha, bill(session, alpha, "A1", 70))
    bill(session, alpha, "A2", 12, "50.00")
    (letter,) = plan(session).letters
    assert [line.no for line in letter.demand.lines] == ["A2"] and letter.stage == 1
    assert [(row.stage, row.overdue) for row in worklist(session, DAY)] == [(1, D("50.00"))]


def test_a_later_plan_takes_the_place_of_an_earlier_one_and_an_ended_one_counts_no_more(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "A1", 70)
    sign(session, alpha, document, first=-4, signed=-10)
    second = sign(session, alpha, document, first=20)
    assert worklist(session, DAY)[0].next_date == DAY + timedelta(20)
    with pytest.raises(CreditDeskError) as error:
        plans.end_plan(session, second, DAY, " ")
    assert error.value.code == "missing"
    plans.end_plan(session, second, DAY + timedelta(1), "a new one follows")
    assert worklist(session, DAY + timedelta(1))[0].next_date == DAY - timedelta(4), "the earlier one again"
    assert [(row.ended_on, row.invoices) for row in plans.plans_of(session, alpha, DAY)] == [
        (DAY + timedelta(1), ("A1",)), (None, ("A1",))]
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("parts", "code"), [(4, "over_allocated"), (0, "missing")])
def test_a_plan_that_does_not_fit_is_refused(session: Session, alpha: int, parts: int, code: str) -> None:
    document = bill(session, alpha, "A1", 70)
    with pytest.raises(CreditDeskError) as error:
        sign(session, alpha, document, parts=parts)
    assert error.value.code == code and plans.plans_of(session, alpha, DAY) == []


def test_a_delivered_letter_restarts_the_period_of_what_it_listed(session: Session, alpha: int, tmp_path: Path) -> None:
    bill(session, alpha, "A1", 400)
    bill(session, alpha, "A2", -400)
    run = letters.issue_letters(session, LetterRequest(DAY), tmp_path / "out")
    number = run.letters[0].letter.number
    before = expiry(session)
    day = DAY + timedelta(3)
    paper = tmp_path / "waybill.jpg"
    paper.write_bytes(b"EMS")
    new_id = proofs.add_proof(session, ProofDraft(day, letter=number, channel="ems", waybill="EMS 1", document=paper))
    after = expiry(session, day)
    assert after["A1"] == date(2029, 11, 23) and after["A2"] == before["A2"]
    assert expiry(session, DAY) == before, "known only from the day it arrived"
    (kept,) = proofs.proofs_of(session, alpha)
    assert (kept.number, kept.waybill, kept.file_name) == (number, "EMS 1", "waybill.jpg")
    assert proofs.proof_document(session, new_id) == ("waybill.jpg", b"EMS")
    proofs.withdraw_proof(session, new_id, "another waybill")
    assert expiry(session, day) == before
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("draft", "code"), [
    (ProofDraft(DAY), "missing"), (ProofDraft(DAY, letter="X"), "unknown_document"), (ProofDraft(DAY, "x"), "bad_value"),
    (ProofDraft(DAY, customer_id=1, sent_on=DAY + timedelta(1)), "out_of_range"),
    (ProofDraft(DAY, customer_id=1, document=Path("nowhere.pdf")), "not_found")])
def test_a_proof_that_cannot_be_is_refused(session: Session, alpha: int, draft: ProofDraft, code: str) -> None:
    assert alpha == 1
    with pytest.raises(CreditDeskError) as error:
        proofs.add_proof(session, draft)
    assert error.value.code == code and proofs.proofs_of(session, alpha) == []


@pytest.mark.parametrize(("kind", "late", "expires"), [
    ("a", False, date(2026, 12, 1)), ("b", False, date(2026, 12, 1)), ("b", True, date(2029, 12, 2)),
    ("a", True, date(2026, 12, 1)), ("c", True, date(2026, 12, 1))])
def test_only_the_debtors_own_hand_counts_after_the_end(session: Session, alpha: int, kind: str, late: bool,
                                                        expires: date) -> None:
    due = date(2023, 12, 1)
    bill(session, alpha, "A1", (DAY - due).days)
    day = date(2026, 12, 2) if late else DAY
    proofs.add_proof(session, ProofDraft(day, kind, customer_id=alpha, invoices=("A1",)))
    assert expiry(session, DAY - timedelta(1)) == {"A1": date(2026, 12, 1)}
    assert expiry(session, day)["A1"] == (expires if late else date(2029, 11, 20))


def test_the_customers_timeline_tells_of_them(session: Session, alpha: int) -> None:
    document = bill(session, alpha, "A1", 70)
    sign(session, alpha, document)
    proofs.add_proof(session, ProofDraft(DAY, "a", customer_id=alpha, invoices=("A1",), waybill="EMS 1"))
    plans.end_plan(session, 1, DAY, "paid otherwise")
    found = {(event.kind, event.what, event.detail) for event in timeline(session, alpha, DAY)}
    assert {("proof", "a", "EMS 1"), ("plan", "", ""), ("plan", "ended", "paid otherwise")} <= found


# -- the agreement of a plan (L8) --

def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def agreement(session: Session, customer: int, *amounts: str, **more: object) -> PlanLetter:
    keys = (bill(session, customer, "A1", 40), bill(session, customer, "A2", 20))
    parts = tuple(PlanPart(DAY + timedelta(30 * place), D(amount)) for place, amount in enumerate(amounts, 1))
    return PlanLetter(PlanDraft(customer, "CNY", DAY, keys, parts), DAY, **more)  # type: ignore[arg-type]


def test_an_agreement_says_what_the_plan_says(session: Session, alpha: int) -> None:
    wanted = agreement(session, alpha, "200.00", "400.00", rate=D("0.06"), guarantor="李四", language="zh")
    text = words(preview_plan_letter(session, wanted))
    assert [part for part in ("付款计划协议", "600.00", "按年利率6%", "2026-12-20", "丙方", "李四", "一式三份", "A1", "A2",
                              "免收本协议签订前的逾期利息") if part not in text] == []
    text = words(preview_plan_letter(session, replace(wanted, guarantor="", waives=False, language="en")))
    assert "waives" not in text and "Guarantor" not in text and "two" not in text and "600.00" in text


def test_an_agreement_divides_the_whole(session: Session, alpha: int) -> None:
    for parts, code in ((("200.00", "300.00"), "bad_amount"),):
        with pytest.raises(CreditDeskError) as caught:
            preview_plan_letter(session, agreement(session, alpha, *parts))
        assert caught.value.code == code


def test_an_agreement_is_kept_and_chases_nobody(session: Session, alpha: int, tmp_path: Path) -> None:
    done = issue_plan_letter(session, agreement(session, alpha, "600.00"), tmp_path)
    assert done.path.is_file() and "-L8-2026-0001" in done.number
    assert [letter.kind for letter in plan_letters(session, LetterRequest(DAY)).letters] == ["L2"]
    assert company.verify_book(session).ok
