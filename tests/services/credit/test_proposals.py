"""Limits that move: temporary ones, steps of new customers, triggers and their acceptance (DOMAIN D8, D9, D11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company
from creditdesk.services.credit import limits
from creditdesk.services.credit.covers import add_cover, CoverDraft, covers_of, end_cover
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.proposals import accept_proposal, LimitProposal
from creditdesk.services.credit.review import board
from creditdesk.services.credit.scoring import save_score, score_customer
from creditdesk.services.credit.standing import standing, states
from creditdesk.services.credit.steps import step_view
from creditdesk.services.credit.temporary import grant_temporary
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def proposals(session: Session, day: date) -> list[LimitProposal]:
    return board(session, day, day).proposals


def invoice(session: Session, customer: int, no: str, day: date, due: date, amount: str, paid: date | None = None) -> None:
    with entry(session, "post", "document") as (work, _says):
        made = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=no, date=day, due_date=due,
                                           amount=d(amount), currency="CNY"))
        if paid is not None:
            work.document(DocumentDraft(kind=RECEIPT, customer_id=customer, no=f"R{no}", date=paid, amount=d(amount),
                                        currency="CNY", allocations=(AllocationDraft(made, d(amount)),)))


def graded(session: Session, customer: int, day: date, *flags: str, **typed: str) -> str:
    """Save a score; flags such as C2 cap the grade."""
    usual = dict(pair.split("=") for pair in (
        "FN1=3 FN2=2 FN3=1 FN4=0.2 FN5=20 FN6=0.2 FN7=0.2 FN8=20 FN9=20 FN10=1 FN11=safe EX1=none EX2=none EX3=A "
        "EX4=very_low QL1=5 QL2=5 QL3=5 QL4=5 QL5=20 QL6=5 TR1=3_prompt TR2=1").split())
    view = score_customer(session, customer, day, card="new", overrides=usual | typed, flags=flags)
    return save_score(session, view).grade


@pytest.mark.parametrize(("length", "late", "before", "code"), [
    (90, 15, 1, None), (91, 0, 0, "out_of_range"), (30, 16, 0, "overdue"), (30, 0, 2, "too_many"), (-1, 0, 0, "out_of_range")])
def test_temporary(session: Session, alpha: int, length: int, late: int, before: int, code: str | None) -> None:
    limits.decide(session, alpha, d(10_000), "CNY", date(2025, 1, 1), reason="a usual limit")
    if late:
        invoice(session, alpha, "I1", date(2026, 9, 1), DAY - timedelta(late), "1000.01")
    for number in range(before):
        begins = date(2026, 3 + number, 1)
        grant_temporary(session, alpha, d(100), "CNY", begins, begins + timedelta(5), begins, purpose="spring order")
    grant = (session, alpha, d(5000), "CNY", DAY, DAY + timedelta(length), DAY)
    if code is not None:
        with pytest.raises(CreditDeskError) as refused:
            grant_temporary(*grant, purpose="order 7")
        assert refused.value.code == code
        return
    grant_temporary(*grant, purpose="order 7")
    assert limit_view(session, alpha, DAY + timedelta(length)).temporary == 5000
    assert limit_view(session, alpha, DAY + timedelta(length + 1)).temporary == 0  # a hard end
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("late", "state", "trigger", "proposed"), [
    (30, "normal", None, None), (31, "watch", None, None), (61, "restricted", "overdue_60", "2000.00"),
    (91, "stop", "overdue_90", "2000.00")])
def test_overdue(session: Session, alpha: int, late: int, state: str, trigger: str | None, proposed: str | None) -> None:
    limits.decide(session, alpha, d(10_000), "CNY", date(2025, 1, 1), reason="a usual limit")
    invoice(session, alpha, "I1", date(2026, 6, 1), DAY - timedelta(late), "2000.00")
    found = standing(session, alpha, DAY)
    assert found is not None and (found.state, found.worst_overdue) == (state, late)
    checked = check_order(session, alpha, d(1), DAY).state
    assert checked is not None and checked.state == state  # the order check and the list say the same
    assert states(session, DAY) == ({} if state == "normal" else {alpha: state})
    listed = proposals(session, DAY)
    assert [(item.trigger, item.proposed) for item in listed] == ([(trigger, d(proposed))] if trigger and proposed else [])


def test_a_freeze_is_accepted_and_paid_down(session: Session, alpha: int) -> None:
    limits.decide(session, alpha, d(10_000), "CNY", date(2025, 1, 1), reason="a usual limit")
    invoice(session, alpha, "I1", date(2026, 6, 1), DAY - timedelta(61), "2000.00")
    accept_proposal(session, proposals(session, DAY)[0], DAY)
    view, found = limit_view(session, alpha, DAY), standing(session, alpha, DAY)
    assert view.in_force == 2000 and found is not None and found.frozen
    assert proposals(session, DAY) == []
    with entry(session, "post", "document") as (work, _says):
        work.document(DocumentDraft(kind=RECEIPT, customer_id=alpha, no="R1", date=DAY, amount=d("500.00"), currency="CNY"))
    item = proposals(session, DAY)[0]
    assert (item.trigger, item.proposed) == ("amortise", d("1500.00"))
    accept_proposal(session, item, DAY)
    with pytest.raises(CreditDeskError) as refused:
        accept_proposal(session, item, DAY)
    assert refused.value.code == "outdated"
    assert company.verify_book(session).ok


def test_a_fall_of_the_grade(session: Session, alpha: int) -> None:
    before = graded(session, alpha, date(2026, 6, 1))
    limits.decide(session, alpha, d(10_000), "CNY", date(2026, 6, 1), reason="a usual limit")
    assert proposals(session, DAY) == []
    after = graded(session, alpha, date(2026, 11, 1), EX1="open_larger", QL1="1", QL3="1", FN1="0.5", FN4="0.95", FN6="-0.1")
    (item,) = proposals(session, DAY)
    assert (item.trigger, item.fields["before"], item.fields["grade"]) == ("downgrade_freeze", before, after)
    found = standing(session, alpha, DAY)
    assert found is not None and (found.state, found.red) == ("restricted", ("fell",))
    checked = check_order(session, alpha, d(1), DAY).state
    assert checked is not None and checked.state == "restricted"


def test_the_insurer_ends_and_a_dormant_customer(session: Session, alpha: int) -> None:
    add_cover(session, CoverDraft(alpha, "insurance", d(5000), "CNY", d("0.9"), "P"))
    limits.decide(session, alpha, d(10_000), "CNY", date(2025, 1, 1), reason="a usual limit")
    invoice(session, alpha, "I1", DAY - timedelta(364), DAY - timedelta(334), "2000.00", DAY - timedelta(334))
    assert proposals(session, DAY) == []
    end_cover(session, covers_of(session, alpha, DAY)[0].id, DAY, "reduced by the insurer")
    assert [item.trigger for item in proposals(session, DAY)] == ["insurer_reduced"]
    assert [item.trigger for item in proposals(session, DAY + timedelta(2))] == ["insurer_reduced", "dormant"]
    accept_proposal(session, proposals(session, DAY + timedelta(2))[1], DAY + timedelta(2))
    assert limit_view(session, alpha, DAY + timedelta(2)).in_force == 0
    assert proposals(session, DAY + timedelta(2)) == []


def test_steps_of_a_new_customer(session: Session, alpha: int) -> None:
    """Three invoices of 20,000 paid on time: from the trial to 40 % of the limit; a payment 16 days late: back."""
    found = step_view(session, alpha, DAY)
    assert (found.progress.step, found.amount, found.deposit, found.next_need) == (0, 50_000, d("0.30"), (3, 0))
    graded(session, alpha, date(2026, 8, 1))
    limits.decide(session, alpha, d(1000), "CNY", date(2026, 8, 1), reason="trial order", methods={"step": 0})
    for number in range(3):
        invoice(session, alpha, f"I{number}", date(2026, 8, 2), date(2026, 9, 1), "20000.00", date(2026, 9, 1 + number))
    assert graded(session, alpha, date(2026, 9, 10)) == "AAA"
    view = limit_view(session, alpha, DAY)
    item = proposals(session, DAY)[0]
    assert (item.trigger, item.step, item.increase) == ("step_up", 1, True)
    assert item.proposed == (view.proposal.before_rounding * d("0.4") // 1000) * 1000
    accept_proposal(session, item, DAY)
    assert proposals(session, DAY) == []
    invoice(session, alpha, "L", DAY, DAY + timedelta(1), "2000.00", DAY + timedelta(17))
    item = proposals(session, DAY + timedelta(18))[0]
    assert (item.trigger, item.step) == ("step_back", 0)
    assert company.verify_book(session).ok
