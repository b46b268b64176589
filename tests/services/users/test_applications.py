"""Applications for limits: routes, the ban on one's own, two persons, one person, states (DOMAIN D12, D13)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.collections.plans import PlanPart
from creditdesk.domain.credit import approval
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers, users
from creditdesk.services.collections import contacts
from creditdesk.services.collections.contacts import ContactDraft
from creditdesk.services.collections.plan_letter import issue_plan_letter, PlanLetter
from creditdesk.services.collections.plans import PlanDraft
from creditdesk.services.credit import applications, freezes, limits, self_review
from creditdesk.services.credit.applications import LimitRequest, submit_limit
from creditdesk.services.credit.checklist import checklist
from creditdesk.services.credit.covers import add_cover, CoverDraft
from creditdesk.services.credit.facts import record_fact
from creditdesk.services.credit.file_writing import save_entry
from creditdesk.services.credit.inbox import application, inbox, waiting
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.order_entry import place_order, release_order
from creditdesk.services.credit.orders import OrderDraft
from creditdesk.services.credit.override import approve_override, override_grade, refuse_override, waiting_override
from creditdesk.services.credit.overview import limit_desk
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.services.ledger import posting
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
PASSWORD = "correct horse"
d = Decimal


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(CreditDeskError) as caught:
        what()
    assert caught.value.code == code, caught.value


def request(customer: int, amount: str, **more: object) -> LimitRequest:
    return LimitRequest(customer, d(amount), "CNY", DAY, reason="orders grow every month", **more)  # type: ignore[arg-type]


def graded(session: Session, customer_id: int, grade: str) -> None:
    """A saved score with the grade wanted, as a recalculation writes it."""
    from creditdesk.store import credit
    with entry(session, "recalculate", "score") as (work, _says):
        credit.insert_score(work.connection, {
            "customer_id": customer_id, "as_of": DAY.isoformat(), "card": "new", "version": "1", "score": "80",
            "grade": grade, "coverage": "1", "confidence": "1", "inputs": "{}", "result": '{"caps": []}', "opinion": "",
            "created_at": work.stamp, "created_by": "tester"}, work.seq)
        work.touch("score")


@dataclasses.dataclass
class Firm:
    """A book with passwords: owner Ann, credit managers Cy and Di, salesperson Bo, bookkeeper Fay."""

    ann: Session
    cy: Session
    di: Session
    bo: Session
    fay: Session


@pytest.fixture
def firm(session: Session, alpha: int) -> Firm:
    graded(session, alpha, "A")
    ann, _code = users.set_up(session, "Ann", PASSWORD)
    for name, role in (("Cy", "credit_manager"), ("Di", "credit_manager"), ("Bo", "sales"), ("Fay", "bookkeeper")):
        users.add_user(ann, name, PASSWORD, [role])
    return Firm(ann, *(users.sign_in(session, name, PASSWORD) for name in ("Cy", "Di", "Bo", "Fay")))


def in_force(session: Session, customer: int, day: date = DAY) -> Decimal | None:
    return limit_view(session, customer, day).in_force


# -- several users --

def test_who_sells_applies_and_the_credit_manager_approves(firm: Firm, alpha: int) -> None:
    put = submit_limit(firm.bo, request(alpha, "150000"), DAY)
    assert put.decision_id is None and put.application_id
    assert in_force(firm.bo, alpha) is None
    assert [(one.applicant, one.may_decide, one.deciders) for one in inbox(firm.cy, DAY)] == [
        ("Bo", True, ("Ann", "Cy", "Di"))]
    assert (waiting(firm.cy, DAY), waiting(firm.bo, DAY)) == (1, 0)
    refused("forbidden", lambda: applications.approve(firm.bo, put.application_id or 0, DAY))
    assert applications.approve(firm.cy, put.application_id, DAY, comment="agreed")
    assert in_force(firm.cy, alpha) == 150_000
    found = application(firm.cy, put.application_id, DAY)
    assert found and found.state == approval.EFFECTIVE
    assert [(step.state, step.user, step.kept) for step in found.steps] == [
        ("submitted", "Bo", True), ("under_review", "Cy", True), ("approved", "Cy", True)]
    refused("bad_transition", lambda: applications.approve(firm.di, put.application_id or 0, DAY))
    assert company.verify_book(firm.ann).ok


@pytest.mark.parametrize("amount, who, code", [
    ("150000", "cy", "own_application"), ("150000", "di", ""), ("600000", "di", "no_right"), ("600000", "ann", "")])
def test_nobody_approves_their_own_or_above_their_line(firm: Firm, alpha: int, amount: str, who: str, code: str) -> None:
    put = submit_limit(firm.cy, request(alpha, amount), DAY)
    assert put.application_id and put.decision_id is None

    def act() -> object:
        return applications.approve(getattr(firm, who), put.application_id or 0, DAY, comment="a good customer")
    if code:
        refused(code, act)
    else:
        assert act()


def test_the_customers_salesperson_does_not_approve(firm: Firm, alpha: int) -> None:
    customers.save(firm.ann, dataclasses.replace(customers.customer(firm.ann, alpha), salesperson="Cy"))
    put = submit_limit(firm.fay, request(alpha, "150000"), DAY)
    refused("own_application", lambda: applications.approve(firm.cy, put.application_id or 0, DAY))
    assert applications.approve(firm.di, put.application_id or 0, DAY)


def test_nobody_changes_a_grade_alone(firm: Firm, alpha: int) -> None:
    from creditdesk.services.overview.today import day_tasks

    def grade(day: date = DAY) -> str:
        return limit_view(firm.ann, alpha, day).grade

    words = "their parent has paid the debts of last year"
    asked = override_grade(firm.cy, alpha, "AAA", "group_support", words, DAY)  # two notches: the owner's to give
    assert grade() == "A" and waiting_override(firm.di, alpha) is not None
    refused("own_application", lambda: approve_override(firm.cy, asked, DAY))
    refused("override_too_far", lambda: approve_override(firm.di, asked, DAY))
    refused("forbidden", lambda: approve_override(firm.fay, asked, DAY))
    assert any(task.kind == "override" for task in day_tasks(firm.ann, DAY))
    assert not any(task.kind == "override" for task in day_tasks(firm.cy, DAY))
    approve_override(firm.ann, asked, DAY)
    assert (grade(), grade(DAY + timedelta(90)), grade(DAY + timedelta(91))) == ("AAA", "AAA", "A")
    refused("unknown_override", lambda: approve_override(firm.ann, asked, DAY))
    again = override_grade(firm.fay, alpha, "B", "new_information", "two suppliers warn of them", DAY)
    refused("missing", lambda: refuse_override(firm.di, again, DAY, " "))
    refused("forbidden", lambda: refuse_override(firm.bo, again, DAY, "not so"))
    refuse_override(firm.di, again, DAY, "an old story")
    assert grade() == "AAA" and waiting_override(firm.di, alpha) is None
    stale = override_grade(firm.fay, alpha, "BBB", "new_information", "two suppliers warn of them", DAY)
    graded(firm.ann, alpha, "BB")
    refused("unknown_override", lambda: approve_override(firm.di, stale, DAY))
    assert company.verify_book(firm.ann).ok


def test_who_sells_to_a_customer_neither_releases_nor_overrides_nor_waives(firm: Firm, alpha: int, tmp_path: Path) -> None:
    customers.save(firm.ann, dataclasses.replace(customers.customer(firm.ann, alpha), salesperson="Cy"))
    asked = override_grade(firm.fay, alpha, "BBB", "one_off", "a single late payment", DAY)
    refused("own_customer", lambda: approve_override(firm.cy, asked, DAY))
    order = place_order(firm.ann, OrderDraft(alpha, DAY, d(1000), "CNY", no="O1")).order.id
    refused("own_customer", lambda: release_order(firm.cy, order, "insured", d(1000), DAY, note="known for years"))
    refused("not_held", lambda: release_order(firm.di, order, "insured", d(1000), DAY, note="known for years"))
    bill = posting.post_document(firm.fay, DocumentDraft(INVOICE, alpha, DAY, d(900), "CNY", no="W1", due_date=DAY)).id
    refused("own_customer", lambda: posting.write_off(firm.cy, bill, d(900), DAY, "closed down"))
    plan = PlanLetter(PlanDraft(alpha, "CNY", DAY, (bill,), (PlanPart(DAY + timedelta(30), d(900)),)), DAY)
    refused("own_customer", lambda: issue_plan_letter(firm.cy, plan, tmp_path))
    assert issue_plan_letter(firm.cy, dataclasses.replace(plan, waives=False), tmp_path).path.is_file()
    assert posting.write_off(firm.di, bill, d(900), DAY, "closed down")


def test_a_second_person_has_to_agree(firm: Firm, alpha: int) -> None:
    put = submit_limit(firm.bo, request(alpha, "400000"), DAY).application_id or 0
    assert applications.approve(firm.cy, put, DAY, comment="I agree") is None
    assert in_force(firm.cy, alpha) is None
    assert applications.approve(firm.cy, put, DAY) is None  # once more is still one person
    assert applications.approve(firm.di, put, DAY)
    assert in_force(firm.cy, alpha) == 400_000


def test_the_only_owner_decides_at_once_and_lower_limits_need_no_application(firm: Firm, alpha: int) -> None:
    assert submit_limit(firm.ann, request(alpha, "800000"), DAY).decision_id
    assert submit_limit(firm.cy, request(alpha, "300000"), DAY).decision_id
    assert in_force(firm.cy, alpha) == 300_000
    assert submit_limit(firm.fay, request(alpha, "200000"), DAY).decision_id is None
    refused("needs_approval", lambda: limits.decide(firm.cy, alpha, d(400_000), "CNY", DAY, reason="past the inbox"))


def test_a_second_owner_is_asked(firm: Firm, alpha: int) -> None:
    users.add_user(firm.ann, "Zoe", PASSWORD, ["owner"])
    assert submit_limit(firm.ann, request(alpha, "800000"), DAY).decision_id is None


@pytest.mark.parametrize("grade, amount, ticks, code", [
    ("NR", "40000", False, "deposit"), ("NR", "40000", True, ""), ("CC", "100000", False, "secured_only"),
    ("D", "300000", False, "not_allowed")])
def test_what_stands_beside_an_approval(firm: Firm, grade: str, amount: str, ticks: bool, code: str) -> None:
    other = customers.save(firm.ann, Customer(0, "C5", "Five"))
    if grade != "NR":
        graded(firm.ann, other, grade)

    def act() -> object:
        put = submit_limit(firm.bo, request(other, amount), DAY)
        return applications.approve(firm.ann, put.application_id or 0, DAY, deposit_agreed=ticks)
    if code:
        refused(code, act)
    else:
        assert act()


def test_security_lowers_the_line_it_needs(firm: Firm, alpha: int) -> None:
    add_cover(firm.ann, CoverDraft(alpha, "bank_guarantee", d(600_000), "CNY", provider="ICBC"))
    put = submit_limit(firm.bo, request(alpha, "700000"), DAY)
    assert applications.approve(firm.cy, put.application_id or 0, DAY)  # 100,000 uninsured
    found = application(firm.cy, put.application_id or 0, DAY)
    assert found and (found.uninsured, found.needed_name) == (100_000, "manager")


def test_at_less_returned_asked_rejected_withdrawn(firm: Firm, alpha: int) -> None:
    put = [submit_limit(firm.bo, request(alpha, "150000"), DAY).application_id or 0 for _copy in range(5)]
    refused("missing", lambda: applications.approve(firm.cy, put[0], DAY, amount=d(90_000)))
    refused("bad_amount", lambda: applications.approve(firm.cy, put[0], DAY, amount=d(190_000), comment="more"))
    applications.approve(firm.cy, put[0], DAY, amount=d(90_000), comment="start with this")
    assert in_force(firm.cy, alpha) == 90_000
    refused("missing", lambda: applications.reject(firm.cy, put[1], " "))
    applications.reject(firm.cy, put[1], "too early")
    refused("bad_transition", lambda: applications.approve(firm.cy, put[1], DAY))
    applications.ask(firm.cy, put[2], "last year's statements?")
    refused("not_yours", lambda: applications.answer(firm.fay, put[2], "here"))
    applications.answer(firm.bo, put[2], "attached")
    applications.approve(firm.cy, put[2], DAY)
    applications.send_back(firm.cy, put[3], "amount and reason do not fit")
    again = submit_limit(firm.bo, dataclasses.replace(request(alpha, "160000"), replaces=put[3]), DAY).application_id or 0
    applications.withdraw(firm.bo, put[4])
    states = {key: found.state for key in (*put, again) if (found := application(firm.cy, key, DAY))}
    assert states == {put[0]: approval.SUPERSEDED, put[1]: "rejected", put[2]: approval.EFFECTIVE, put[3]: "withdrawn",
                      put[4]: "withdrawn", again: "submitted"}
    assert company.verify_book(firm.ann).ok


def test_states_follow_the_calendar(firm: Firm, alpha: int) -> None:
    ask = dataclasses.replace(request(alpha, "150000"), begins=DAY + timedelta(10), until=DAY + timedelta(40))
    put = submit_limit(firm.bo, ask, DAY).application_id or 0
    applications.approve(firm.cy, put, DAY)

    def state(days: int) -> str:
        found = application(firm.cy, put, DAY + timedelta(days))
        assert found
        return found.state
    assert [state(0), state(10), state(40), state(41)] == ["approved", "effective", "effective", "expired"]
    freezes.freeze(firm.cy, alpha, DAY, "late again")
    assert state(20) == "frozen"


def test_an_application_waits_three_working_days_and_goes_to_the_successor(firm: Firm, alpha: int) -> None:
    put = submit_limit(firm.bo, request(alpha, "150000"), DAY).application_id or 0  # a Friday
    late = [bool(found and found.late) for days in (0, 4, 5, 6) if (found := application(firm.cy, put, DAY + timedelta(days)))]
    assert late == [False, False, False, True]
    users.disable_user(firm.ann, "Bo", "Fay")
    applications.withdraw(firm.fay, put)


def test_an_application_changed_outside_is_found(firm: Firm, alpha: int) -> None:
    put = submit_limit(firm.bo, request(alpha, "150000"), DAY).application_id or 0
    with firm.ann.book.write() as connection:
        connection.execute("UPDATE limit_application SET amount_minor = 1")
    found = application(firm.cy, put, DAY)
    assert found and not found.steps[0].kept
    assert not company.verify_book(firm.ann).ok


# -- one person --

def test_one_person_decides_small_limits_at_once_and_sleeps_on_large_ones(session: Session, alpha: int) -> None:
    graded(session, alpha, "A")
    assert submit_limit(session, request(alpha, "50000"), DAY).decision_id
    put = submit_limit(session, request(alpha, "50001"), DAY)
    assert put.decision_id is None and put.not_before == datetime(2026, 11, 21, 9, tzinfo=UTC)
    key = put.application_id or 0
    refused("cooling_off", lambda: applications.approve(session, key, DAY, comment="still right"))
    tomorrow = dataclasses.replace(session, clock=lambda: datetime(2026, 11, 21, 9, tzinfo=UTC))
    refused("missing", lambda: applications.approve(tomorrow, key, DAY))
    assert applications.approve(tomorrow, key, DAY + timedelta(1), comment="still right")
    assert in_force(session, alpha, DAY + timedelta(1)) == 50_001
    late = dataclasses.replace(request(alpha, "40000"), begins=DAY + timedelta(1))
    assert submit_limit(tomorrow, late, DAY + timedelta(1)).decision_id
    found = self_review.self_review(session, DAY)
    assert [(act.action, act.reason) for act in found.acts] == [
        ("submit", "orders grow every month"), ("approve", "still right"), ("submit", "orders grow every month")]
    refused("missing", lambda: self_review.confirm_review(session, DAY, ""))
    self_review.confirm_review(session, DAY, "all stands")
    assert self_review.self_review(session, DAY).note == "all stands"
    assert company.verify_book(session).ok


def test_a_limit_begins_today_at_the_earliest(session: Session, alpha: int) -> None:
    refused("out_of_range", lambda: submit_limit(session, dataclasses.replace(request(alpha, "10"), begins=DAY - timedelta(1)),
                                                 DAY))
    refused("bad_terms", lambda: submit_limit(session, dataclasses.replace(request(alpha, "10"), terms="soon"), DAY))
    refused("unknown_reason", lambda: submit_limit(session, dataclasses.replace(request(alpha, "10"), reasons=("mood",)), DAY))
    later = dataclasses.replace(request(alpha, "10"), begins=DAY + timedelta(1))
    refused("terms_later", lambda: submit_limit(session, dataclasses.replace(later, terms="60"), DAY))
    assert submit_limit(session, dataclasses.replace(later, terms="30"), DAY).decision_id  # the terms there are
    assert limit_view(session, alpha, DAY).in_force is None


def test_terms_and_reasons_go_with_the_limit(firm: Firm, alpha: int) -> None:
    asked = dataclasses.replace(request(alpha, "40000"), terms="EOM+30", reasons=("season", "sales_growth"))
    key = submit_limit(firm.bo, asked, DAY).application_id or 0
    assert customers.customer(firm.ann, alpha).terms == ""
    applications.approve(firm.cy, key, DAY, comment="fits")
    assert customers.customer(firm.ann, alpha).terms == "EOM+30"
    assert limit_desk(firm.ann, alpha, DAY).terms.agreed.terms == "EOM+30"
    found = application(firm.ann, key, DAY)
    assert found is not None and found.methods["reasons"] == ["season", "sales_growth"]


def test_who_only_sells_works_on_their_own_customers(firm: Firm, alpha: int) -> None:
    """DOMAIN K: others' customers are looked at, not changed; what the program does by itself is nobody's."""
    own = customers.customer(firm.ann, alpha)
    customers.save(firm.ann, dataclasses.replace(own, salesperson="Gu"))
    call = ContactDraft(alpha, "2026-11-20T10:00", "phone")
    for what in (lambda: submit_limit(firm.bo, request(alpha, "40000"), DAY),
                 lambda: customers.save(firm.bo, dataclasses.replace(own, salesperson="Bo")),
                 lambda: customers.retire(firm.bo, alpha, DAY),
                 lambda: contacts.log_contact(firm.bo, call),
                 lambda: place_order(firm.bo, OrderDraft(alpha, DAY, d(100), "CNY")),
                 lambda: record_fact(firm.bo, Fact(0, alpha, "court", "none", "official", DAY))):
        refused("other_customer", what)
    assert contacts.log_contact(firm.fay, call)
    with entry(firm.bo, "recalculate", "score") as (work, _says):
        assert work.customer(alpha) == alpha
    assert submit_limit(firm.fay, request(alpha, "40000"), DAY).application_id
    customers.save(firm.ann, dataclasses.replace(own, salesperson="Bo"))
    assert submit_limit(firm.bo, request(alpha, "40000"), DAY).application_id
    assert contacts.log_contact(firm.bo, call)
    assert customers.save(firm.bo, dataclasses.replace(own, salesperson="Bo", phone="021-5555")) == alpha


def test_the_way_says_who_decides(firm: Firm, alpha: int) -> None:
    found = applications.route(firm.bo, request(alpha, "40000"), DAY)
    assert (found.decision_id, found.applicant, set(found.deciders)) == (None, "Bo", {"Ann", "Cy", "Di"})
    assert applications.route(firm.ann, request(alpha, "40000"), DAY).decision_id == 0


def test_a_limit_without_reason_or_above_the_proposal_is_asked_why(session: Session, alpha: int) -> None:
    refused("missing", lambda: submit_limit(session, dataclasses.replace(request(alpha, "10"), reason=" "), DAY))
    refused("reason_too_short", lambda: submit_limit(
        session, dataclasses.replace(request(alpha, "10"), reason="why not", proposed=d(5)), DAY))


# -- what the reviewer goes through --

def checks(session: Session, application_id: int) -> dict[str, str]:
    return {check.code: check.state for check in checklist(session, application_id, DAY)}


def test_the_checklist_names_evidence_and_deviations(firm: Firm, alpha: int) -> None:
    posting.post_document(firm.ann, DocumentDraft(INVOICE, alpha, DAY - timedelta(90), d(5000), "CNY", no="X1",
                                                  due_date=DAY - timedelta(40)))
    asked = dataclasses.replace(request(alpha, "150000", methods={"proposed": "100000"}), terms="90")
    put = submit_limit(firm.bo, asked, DAY).application_id or 0
    found = checks(firm.cy, put)
    assert {code for code, state in found.items() if state == "deviates"} == {"amount", "terms", "overdue", "new_customers"}
    assert (found["statement"], found["score"], found["contract"]) == ("look", "fine", "look") and "report" not in found
    assert checklist(firm.cy, put, DAY)[0].state == "deviates"


def test_the_policy_s_report_is_wanted_before_a_limit(firm: Firm, alpha: int) -> None:
    """DOMAIN A47: class A, or from an amount on; nothing is asked for until the owner enters the amount."""
    change_policy(firm.ann, {"agency_report_above": "100000"}, DAY, "from here on", DAY)
    assert submit_limit(firm.bo, request(alpha, "99999"), DAY).application_id
    refused("report_missing", lambda: submit_limit(firm.bo, request(alpha, "100000"), DAY))
    own = customers.customer(firm.ann, alpha)
    customers.save(firm.ann, dataclasses.replace(own, abc_class="A"))
    refused("report_missing", lambda: submit_limit(firm.bo, request(alpha, "10"), DAY))
    for day, code in ((DAY - timedelta(400), "report_missing"), (DAY - timedelta(30), "")):
        save_entry(firm.fay, FileEntry(0, alpha, "agency", day, {"provider": "D&B", "rating": "low"}))
        if code:
            refused(code, lambda: submit_limit(firm.bo, request(alpha, "10"), DAY))
    put = submit_limit(firm.bo, request(alpha, "100000"), DAY).application_id or 0
    assert checks(firm.cy, put)["report"] == "fine" and applications.approve(firm.cy, put, DAY, comment="fits")
