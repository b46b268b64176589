"""The day's list says what a person has to do, from a real book."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.insight.dashboard import COMING, DayTask, DONE, FIRST, TODAY
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections import contacts
from creditdesk.services.credit import limits
from creditdesk.services.ledger import posting
from creditdesk.services.overview import today
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def invoice(session: Session, customer: int, amount: str, due: date, no: str = "") -> None:
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=customer, date=due - timedelta(30),
                                                 amount=D(amount), currency="CNY", no=no, due_date=due))


def of(tasks: list[DayTask], kind: str) -> list[DayTask]:
    return [task for task in tasks if task.kind == kind]


def test_nothing_in_the_book_is_nothing_to_do(session: Session) -> None:
    assert today.day_tasks(session, DAY) == []


def test_a_customer_over_its_limit_comes_first_with_the_excess_and_the_share(session: Session, alpha: int) -> None:
    invoice(session, alpha, "109000", DAY + timedelta(5))
    limits.decide(session, alpha, D(100000), "CNY", date(2026, 1, 1), reason="review")
    task = of(today.day_tasks(session, DAY), "over_limit")[0]
    assert (task.group, task.page, task.customer_id) == (FIRST, "credit", alpha)
    assert (task.fields["over"], task.fields["percent"]) == (D("9000.00"), 109)
    assert task.template.format(**task.fields) == "Alpha: 9000.00 over limit"


@pytest.mark.parametrize(("days", "listed"), [(90, False), (91, True), (97, True), (98, False)])
def test_a_customer_is_new_in_the_oldest_bucket_for_a_week(session: Session, alpha: int, days: int, listed: bool) -> None:
    invoice(session, alpha, "500", DAY - timedelta(days))
    assert bool(of(today.day_tasks(session, DAY), "aged")) is listed


def test_a_promise_of_today_is_checked_and_not_chased_as_well(session: Session, alpha: int) -> None:
    invoice(session, alpha, "32400", DAY - timedelta(20))
    contacts.add_promise(session, contacts.PromiseDraft(alpha, D(32400), "CNY", DAY, date(2026, 11, 13)))
    tasks = [task for task in today.day_tasks(session, DAY) if task.customer_id == alpha]
    assert [(task.group, task.kind) for task in tasks] == [(TODAY, "promise")]
    assert tasks[0].fields["amount"] == D("32400.00")


def test_a_broken_promise_is_handled_until_somebody_spoke_about_it(session: Session, alpha: int) -> None:
    invoice(session, alpha, "5000", DAY - timedelta(20))
    contacts.add_promise(session, contacts.PromiseDraft(alpha, D(5000), "CNY", date(2026, 11, 10), date(2026, 11, 2)))
    assert of(today.day_tasks(session, DAY), "broken")[0].group == FIRST
    contacts.log_contact(session, contacts.ContactDraft(alpha, "2026-11-19T10:00", "phone"))
    assert not of(today.day_tasks(session, DAY), "broken")


def test_a_receipt_not_allocated_leads_to_itself(session: Session, alpha: int) -> None:
    invoice(session, alpha, "200000", DAY + timedelta(9))
    receipt = posting.post_document(session, DocumentDraft(kind="receipt", customer_id=alpha, date=DAY, amount=D(150000),
                                                           currency="CNY", no="RC-1", method="bank"))
    task = of(today.day_tasks(session, DAY), "unapplied")[0]
    assert (task.page, task.target, task.fields["amount"]) == ("receipts", receipt.id, D("150000.00"))


@pytest.mark.parametrize(("until", "listed"), [(DAY - timedelta(1), False), (DAY, True), (DAY + timedelta(30), True),
                                               (DAY + timedelta(31), False)])
def test_limits_that_end_within_thirty_days_are_announced(session: Session, alpha: int, until: date, listed: bool) -> None:
    limits.decide(session, alpha, D(1000), "CNY", date(2026, 1, 1), until, reason="review")
    assert bool(of(today.day_tasks(session, DAY), "limit_ends")) is listed


def test_a_limit_that_was_renewed_is_not_announced(session: Session, alpha: int) -> None:
    limits.decide(session, alpha, D(1000), "CNY", date(2026, 1, 1), DAY + timedelta(3), reason="review")
    limits.decide(session, alpha, D(1000), "CNY", DAY + timedelta(1), DAY + timedelta(400), reason="review")
    assert not of(today.day_tasks(session, DAY), "limit_ends")


def test_a_book_in_use_wants_a_backup_once_a_week(session: Session, alpha: int, tmp_path: object) -> None:
    invoice(session, alpha, "100", DAY + timedelta(9))
    assert of(today.day_tasks(session, DAY), "backup")[0].group == COMING
    company.save_settings(session, {"last_backup": "2026-11-13T08:00:00Z"})
    assert not of(today.day_tasks(session, DAY), "backup")
    assert of(today.day_tasks(session, DAY + timedelta(1)), "backup")[0].fields == {"day": date(2026, 11, 13)}


def test_done_counts_what_was_entered_today_but_no_history(session: Session) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    invoice(session, beta, "100", DAY + timedelta(30), "A")
    invoice(session, beta, "100", date(2025, 5, 1), "B")
    contacts.log_contact(session, contacts.ContactDraft(beta, "2026-11-20T10:00", "phone"))
    done = {task.kind: task.fields["count"] for task in today.day_tasks(session, DAY) if task.group == DONE}
    assert done == {"invoices": 1, "contacts": 1}
    assert not [task for task in today.day_tasks(session, DAY - timedelta(1)) if task.done]
