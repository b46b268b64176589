"""What a customer's file amounts to: next step, risks, prospects, habit, history of every field, the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers import progress, prospects
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.progress import Findings
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import customers
from creditdesk.services.credit import fact_file, file_writing as writing, limits
from creditdesk.services.credit.facts import record_financials
from creditdesk.services.customer_classes import class_proposals, set_classes
from creditdesk.services.customer_history import customer_history
from creditdesk.services.customer_overview import overview
from creditdesk.services.customer_profile import customer_profile
from creditdesk.services.customer_timeline import timeline
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def entry(owner: int, kind: str, on: date = DAY, **values: str) -> FileEntry:
    return FileEntry(0, owner, kind, on, values)


def test_a_customer_of_a_name_alone_is_told_what_comes_first(session: Session) -> None:
    key = customers.save(session, Customer(0, "C9", "Nine"))
    found = customer_profile(session, overview(session, key, DAY))
    step = found.next_step
    assert step is not None
    assert (step.code, [one.complete for one in found.steps]) == ("collect", [False] * 4)
    assert (found.risks, found.state, found.admission.missing) == ((), "normal", ("the identity was not checked",))
    customers.save(session, Customer(key, "C9", "Nine", tax_id="91110000600037341L", cash_only=True))
    again = customer_profile(session, overview(session, key, DAY))
    assert (again.admission.identity, again.admission.on_account) == (True, False)


@pytest.mark.parametrize(("change", "codes"), [
    ({}, ()), ({"complete": D("0.5")}, ("collect",)), ({"scored_on": None}, ("assess",)),
    ({"score_until": DAY - timedelta(1)}, ("assess",)), ({"review_on": DAY - timedelta(1)}, ("monitor",)), ({"limit": None}, ("decide", "monitor")),
    ({"limit_until": DAY - timedelta(1)}, ("decide",)), ({"limit_until": DAY}, ()), ({"to_check": 2}, ("monitor",)),
    ({"rated": False}, ("assess",)), ({"limit": D(0)}, ())])
def test_the_steps_and_what_is_not_done(change: dict[str, object], codes: tuple[str, ...]) -> None:
    whole = Findings(D(1), True, DAY, True, DAY + timedelta(30), DAY + timedelta(30), D(1000), None, 0)
    found = progress.steps(replace(whole, **change), DAY)  # type: ignore[arg-type]
    assert tuple(step.code for step in found if not step.complete) == codes
    wrong = progress.steps(replace(whole, identity=False, number=True), DAY)[0]
    assert not wrong.complete and "fails its own check" in wrong.says  # the number is there: it is not asked for again


@pytest.mark.parametrize(("grade", "levels", "posture"), [
    ("A", "555", "Grow: raise the limit ahead of demand"), ("BBB", "3 3", "Keep and watch"), ("CCC", "1  ", "Payment in advance, collect what is open"),
    ("B", "54 ", "Grow against security"), ("", "555", ""), ("NR", "555", ""), ("A", "   ", "")])
def test_risk_beside_prospects(grade: str, levels: str, posture: str) -> None:
    growth, margin, weight = (level.strip() for level in levels)
    assert prospects.prospect(Customer(1, "C", "N", growth=growth, margin=margin, importance=weight), grade).posture == posture


def test_risks_come_from_the_file_and_lead_there(session: Session, alpha: int) -> None:
    customers.save(session, replace(customers.customer(session, alpha), abc_class="A", size="large"))
    fact_file.add_facts(session, [Fact(0, alpha, "V1", "yes", "official", DAY), Fact(0, alpha, "registered_capital", "100", "customer", DAY),
                                  Fact(0, alpha, "registered_capital", "200", "agency", DAY)])
    first = writing.save_entry(session, entry(alpha, "contract", no="K1"))
    writing.save_entry(session, entry(alpha, "step", what="retention", due_on="2026-11-01", of=str(first)))
    writing.save_entry(session, entry(alpha, "event", what="layoffs", severity="amber", title="Half the staff gone"))
    writing.save_entry(session, entry(alpha, "bank", holder="Li", account="62", private="yes"))
    record_financials(session, alpha, date(2025, 12, 31), {"total_assets": "100", "total_liabilities": "120", "ocf": "-5"})
    found = customer_profile(session, overview(session, alpha, DAY))
    assert {risk.code for risk in found.risks} == {"V1", "step", "equity", "conflicting", "event", "private", "contract", "no_report",
                                                   "cash_flow"}
    assert [risk.code for risk in found.risks if risk.tone == "danger"] == ["V1", "step", "equity"]
    assert {risk.where for risk in found.risks} == {"facts", "parts", "statements"}
    assert not found.admission.on_account
    writing.save_entry(session, entry(alpha, "agency", provider="Dun"))
    assert "no_report" not in {risk.code for risk in customer_profile(session, overview(session, alpha, DAY)).risks}


@pytest.mark.parametrize(("marks", "tone"), [("people=good\nreach=good", ""), ("people=bad\nreach=doubt", "warn"),
                                              ("people=bad\nreach=bad\npayer=bad", "danger")])
def test_the_latest_risk_check_counts(session: Session, alpha: int, marks: str, tone: str) -> None:
    """DOMAIN A106: what was seen is a risk, many signs are a grave one; an earlier check counts no more."""
    writing.save_entry(session, replace(entry(alpha, "risk_check", by="Ann", checks="court=bad\nterms=bad\nbuyers=bad"),
                                        date=date(2026, 1, 5)))
    writing.save_entry(session, entry(alpha, "risk_check", by="Ann", checks=marks))
    found = [risk.tone for risk in customer_profile(session, overview(session, alpha, DAY)).risks if risk.code == "signs"]
    assert found == ([tone] if tone else [])


@pytest.mark.parametrize(("own", "register", "codes"), [
    ("91350211M0000XUF46", "91350211M0000XUF4R", {"record_tax_id"}), ("91110000600037341L", "91110000600037341l", set()), ("", "91110000600037341L", set())])
def test_a_record_that_differs_from_the_register(session: Session, alpha: int, own: str, register: str, codes: set[str]) -> None:
    customers.save(session, replace(customers.customer(session, alpha), tax_id=own))
    fact_file.add_facts(session, [Fact(0, alpha, "tax_id", register, "official", DAY), Fact(0, alpha, "name", "Alpha", "official", DAY)])
    assert {risk.code for risk in customer_profile(session, overview(session, alpha, DAY)).risks} == codes


def test_how_they_usually_pay(session: Session, alpha: int) -> None:
    for month in range(1, 9):
        due = date(2026, month, 15)
        bill = posting.post_document(session, DocumentDraft(INVOICE, alpha, due - timedelta(30), D(100), "CNY", due_date=due)).id
        days = (25, 28) if month == 8 else (25,)
        for paid in days:
            posting.post_document(session, DocumentDraft(
                RECEIPT, alpha, date(2026, month, paid), D(100) / len(days), "CNY", method="bank" if month % 4 else "cash",
                allocations=(AllocationDraft(bill, D(100) / len(days)),)))
    habit = overview(session, alpha, DAY).habit
    assert (habit.median, habit.month_day, habit.weekday, habit.method) == (D(10), 25, None, "bank")
    assert (habit.in_parts, habit.pays_in_parts, habit.payments) == (D("0.125"), False, 9)


def test_every_change_of_every_field(session: Session, alpha: int, tmp_path: Path) -> None:
    customers.save(session, replace(customers.customer(session, alpha), phone="111"))
    sheet = tmp_path / "customers.csv"
    sheet.write_text("code,name,phone,email\nC1,Alpha,222,a@b.cn\nC7,Seven,,\n", encoding="utf-8")
    import_file(session, sheet, ImportOptions("customers"))
    customers.save(session, replace(customers.customer(session, alpha), phone="333", cash_only=True))
    found = [(change.name, change.before, change.after, change.how) for change in customer_history(session, alpha)]
    assert sorted(found[:2]) == [("cash_only", 0, 1, ""), ("phone", "222", "333", "")]
    assert ("phone", "111", "222", "customers.csv") in found
    assert ("email", "", "a@b.cn", "customers.csv") in found
    assert ("phone", "", "111", "") in found
    assert ("name", "", "Alpha", "") in found
    seven = customers.find(session, "C7").id
    assert [(event.kind, event.what, event.detail) for event in timeline(session, seven, date(2100, 1, 1))] == [
        ("record", "imported", "customers.csv")]


def test_the_timeline_holds_the_file_too_strictly_by_day(session: Session, alpha: int) -> None:
    fact_file.add_facts(session, [Fact(0, alpha, "address", "1 Road", "official", date(2026, 3, 1)),
                                  Fact(0, alpha, "founded_on", "2019-01-01", "official", date(2026, 3, 1))])
    record_financials(session, alpha, date(2025, 12, 31), {"revenue": "1"}, obtained_on=date(2026, 4, 1))
    visit = writing.save_entry(session, entry(alpha, "visit", date(2026, 5, 1), visitor="Li"))
    writing.save_entry(session, replace(entry(alpha, "visit", date(2026, 5, 1), visitor="Li Lei"), replaces=visit))
    contract = writing.save_entry(session, entry(alpha, "contract", date(2026, 6, 1), no="K1"))
    writing.end_entry(session, contract, date(2026, 7, 1), "never signed")
    limits.decide(session, alpha, D(100), "CNY", date(2026, 6, 15), reason="first")
    found = [(str(event.day), event.kind, event.what) for event in timeline(session, alpha, DAY)]
    assert found == sorted(found, key=lambda item: item[0], reverse=True)
    assert {item for item in found if item[1] != "record"} == {
        ("2026-07-01", "ended", "contract"), ("2026-06-15", "limit", ""), ("2026-06-01", "entry", "contract"),
        ("2026-05-01", "entry", "visit"), ("2026-04-01", "fact", "financials:"), ("2026-03-01", "fact", "official")}


def test_classes_are_proposed_and_set(session: Session, alpha: int) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    for key, amount in ((alpha, D(900)), (beta, D(100))):
        posting.post_document(session, DocumentDraft(INVOICE, key, DAY, amount, "CNY"))
    assert [(line.customer_id, line.now, line.proposed, line.cumulated) for line in class_proposals(session, DAY)] == [
        (alpha, "", "A", D("0.9")), (beta, "", "B", D(1))]
    assert set_classes(session, {alpha: "A", beta: "B"}) == 2
    assert set_classes(session, {alpha: "A"}) == 0
    with pytest.raises(InputError, match="no class"):
        set_classes(session, {alpha: "Z"})
