"""Every wrong value at the door of the ledger: refused by code and field, and nothing written (issue: bad input)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, ManyErrors
from creditdesk.domain.ledger.documents import Instalment
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.domain.ledger.queries import DocumentQuery
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import disputes, drafts, lists, posting, receipts
from creditdesk.services.session import Session

DAY = date(2026, 2, 1)
BILL = DocumentDraft("invoice", 0, DAY, D("100.00"), "CNY", no="A-1", due_date=date(2026, 3, 1))


def refused(task: Callable[[], object]) -> set[tuple[str | None, str | None]]:
    """(code, field) of everything a task is refused for."""
    with pytest.raises(CreditDeskError) as error:
        task()
    found = error.value.problems if isinstance(error.value, ManyErrors) else (error.value,)
    return {(one.code, one.field) for one in found}


def documents(session: Session) -> int:
    kinds = ("invoice", "debit_note", "credit_note", "receipt", "refund", "write_off", "recovery", "discount")
    return len(lists.document_ids(session, DocumentQuery(DAY, kinds=kinds)))


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"amount": D("1000000000000.00")}, "out_of_range", "amount"), ({"amount": D(0)}, "bad_amount", "amount"),
    ({"amount": D("-1")}, "bad_amount", "amount"), ({"amount": D("1.005")}, "too_many_decimals", "amount"),
    ({"date": date(1989, 12, 31)}, "out_of_range", "date"), ({"date": date(2101, 1, 1)}, "out_of_range", "date"),
    ({"due_date": date(2101, 1, 1)}, "out_of_range", "due_date"), ({"due_date": date(2026, 1, 31)}, "due_before_date", "due_date"),
    ({"delivered_on": date(1980, 1, 1)}, "out_of_range", "delivered_on"),
    ({"accepted_on": date(2101, 1, 1)}, "out_of_range", "accepted_on"),
    ({"currency": "XXX"}, "unknown_currency", "currency"), ({"currency": "JPY", "amount": D("1.5")}, "too_many_decimals", "amount"),
    ({"kind": "gift"}, "bad_kind", "kind"), ({"customer_id": 99}, "unknown_customer", "customer"),
    ({"no": "A-0"}, "number_in_use", "no"), ({"kind": "receipt", "method": "barter"}, "bad_method", "method"),
    ({"kind": "receipt", "method": "bank_acceptance", "maturity": date(2026, 1, 31)}, "due_before_date", "maturity"),
    ({"due_date": None, "terms": "soon"}, "bad_terms", "terms"),
    ({"instalments": (Instalment(1, DAY, D(60)), Instalment(2, DAY, D(30)))}, "instalments", "instalments"),
    ({"instalments": (Instalment(1, DAY, D(140)), Instalment(2, DAY, D(-40)))}, "bad_amount", "instalments"),
    ({"date": date(2026, 1, 31)}, "locked", "date")])
def test_a_wrong_document_is_refused_with_its_field(session: Session, alpha: int, change: dict[str, Any], code: str,
                                                    field: str) -> None:
    posting.post_document(session, dataclasses.replace(BILL, customer_id=alpha, no="A-0"))
    if code == "locked":
        company.close_books(session, date(2026, 1, 31))
    draft = dataclasses.replace(BILL, **{"customer_id": alpha, **change})
    before = documents(session)
    for task in (lambda: posting.post_document(session, draft),
                 lambda: posting.post_many(session, [dataclasses.replace(draft, **{"no": "A-9", "amount": D(1), **change}), draft])):
        assert (code, field) in refused(task)
    assert documents(session) == before
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("change", "code"), [
    ({"currency": "XXX"}, "unknown_currency"), ({"date": date(1989, 1, 1)}, "out_of_range"), ({"amount": D(10) ** 13}, "out_of_range"),
    ({"amount": D(-1)}, "bad_amount"), ({"customer_id": 99}, "unknown_customer")])
def test_a_draft_asks_for_little_but_for_that(session: Session, alpha: int, change: dict[str, Any], code: str) -> None:
    assert code in {found for found, _field in refused(
        lambda: drafts.save_draft(session, dataclasses.replace(BILL, **{"customer_id": alpha, **change})))}
    assert drafts.save_draft(session, dataclasses.replace(BILL, customer_id=alpha, amount=D(0), no=""))


@pytest.mark.parametrize(("name", "code", "field"), [("", "missing", "name"), ("   ", "missing", "name"),
                                                     ("\u3000", "missing", "name")])
def test_a_customer_without_a_name_is_refused(session: Session, alpha: int, name: str, code: str, field: str) -> None:
    for key, number in ((0, "C9"), (alpha, "C1")):
        assert refused(lambda: customers.save(session, Customer(key, number, name))) == {(code, field)}  # noqa: B023
    assert customers.customer(session, alpha).name == "Alpha"


def test_a_code_belongs_to_one_customer(session: Session, alpha: int) -> None:
    assert refused(lambda: customers.save(session, Customer(0, "C1", "Beta"))) == {("code_in_use", "code")}
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    assert refused(lambda: customers.save(session, Customer(beta, "C1", "Beta"))) == {("code_in_use", "code")}
    assert refused(lambda: customers.save(session, Customer(beta, "", "Beta"))) == {("code_in_use", "code")}
    customers.merge(session, beta, alpha, "one firm")
    assert refused(lambda: customers.save(session, Customer(0, "C2", "Gamma"))) == {("code_in_use", "code")}  # merged, not gone


def test_what_cannot_be_allocated(session: Session, alpha: int) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    bill, dollars = (posting.post_document(session, dataclasses.replace(BILL, customer_id=alpha, no=no, currency=currency)).id
                     for no, currency in (("A-1", "CNY"), ("U-1", "USD")))
    other = posting.post_document(session, dataclasses.replace(BILL, customer_id=beta, no="B-1")).id
    paid = posting.post_document(session, DocumentDraft("receipt", alpha, DAY, D(80), "CNY")).id
    before = aging_report(session, DAY).totals

    def allocate(to: int, amount: str, discount: str = "0", source: int = paid) -> set[tuple[str | None, str | None]]:
        return refused(lambda: posting.allocate(session, source, [AllocationDraft(to, D(amount), D(discount))]))

    assert allocate(bill, "80.01") == {("over_allocated", "amount")}
    assert allocate(bill, "80", "20.01") == {("over_allocated", "amount")}
    assert allocate(bill, "0") == allocate(bill, "-1") == {("bad_amount", "amount")}
    assert allocate(dollars, "1") == {("currency_mismatch", "to")}
    assert allocate(other, "1") == {("unknown_document", "to")}
    assert allocate(paid, "1") == {("bad_kind", "to")}
    assert allocate(bill, "1", source=dollars) == {("bad_kind", "to")}
    assert allocate(9999, "1") == {("unknown_document", "to")}
    assert refused(lambda: posting.allocate(session, paid, [])) == {("missing", "allocations")}
    whole = DocumentDraft("receipt", alpha, DAY, D(50), "USD", allocations=(AllocationDraft(bill, D(50)),))
    assert refused(lambda: receipts.record_receipt(session, whole)) == {("currency_mismatch", "to")}
    assert refused(lambda: posting.refund(session, paid, D("80.01"), DAY)) == {("over_allocated", "amount")}
    assert refused(lambda: posting.write_off(session, bill, D("100.01"), DAY, "gone")) == {("over_allocated", "amount")}
    assert refused(lambda: posting.write_off(session, bill, D(1), DAY, " ")) == {("missing", "reason")}
    assert refused(lambda: posting.write_off(session, bill, D("10.01"), DAY, "small_difference")) == {("out_of_range", "amount")}
    assert aging_report(session, DAY).totals == before
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("amount", "reason", "code", "field"), [
    ("0", "QL", "bad_amount", "amount"), ("100.01", "QL", "out_of_range", "amount"), ("1", "XX", "bad_reason", "reason")])
def test_a_wrong_dispute_is_refused(session: Session, alpha: int, amount: str, reason: str, code: str, field: str) -> None:
    bill = posting.post_document(session, dataclasses.replace(BILL, customer_id=alpha)).id
    assert refused(lambda: disputes.add_dispute(session, bill, D(amount), reason, DAY)) == {(code, field)}
    key = disputes.add_dispute(session, bill, D(40), "QL", DAY)
    view = lists.document_view(session, bill, DAY)
    assert view is not None
    assert str(view.disputes[0].target_on) == "2026-02-13"  # ten working days later
    for outcome, accepted, day, found in (("won", None, DAY, ("bad_outcome", "outcome")),
                                          ("partly", None, DAY, ("out_of_range", "accepted")),
                                          ("partly", D(40), DAY, ("out_of_range", "accepted")),
                                          ("rejected", D(1), DAY, ("out_of_range", "accepted")),
                                          ("rejected", None, date(2026, 1, 31), ("out_of_range", "date"))):
        assert refused(lambda: disputes.close_dispute(session, key, outcome, day, accepted)) == {found}  # noqa: B023
    disputes.close_dispute(session, key, "accepted", DAY)
    assert refused(lambda: disputes.close_dispute(session, key, "rejected", DAY)) == {("closed", "of")}
