"""A customer's file on a real book: facts verified and superseded, the queue, papers, visits, references, groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from creditdesk.domain.customers import file_kinds as kinds
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.industry import IndustryNote
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, ManyErrors, RuleError
from creditdesk.services import customers
from creditdesk.services.company import verify_book
from creditdesk.services.credit import (
    credit_file as files,
    fact_file as facts,
    file_writing as writing,
    industry,
    statements,
)
from creditdesk.services.credit.facts import known_facts, record_financials
from creditdesk.services.credit.scoring import score_customer
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def told(customer: int, key: str, value: str, source: str = "official", day: date = DAY, **more: str) -> Fact:
    return Fact(0, customer, key, value, source, day, **more)  # type: ignore[arg-type]


def entry(customer: int, kind: str, day: date = DAY, replaces: int = 0, **values: str) -> FileEntry:
    return FileEntry(0, customer, kind, day, values, replaces=replaces)


def test_a_fact_is_verified_once_and_superseded_and_stays_on_file(session: Session, alpha: int) -> None:
    first, second = facts.add_facts(session, [told(alpha, "address", "1 High Street", "customer"),
                                              told(alpha, "address", "9 Low Road", "visit")])
    found = facts.fact_file(session, alpha, DAY)
    assert [item.key for item in found.conflicts] == ["address"]
    assert {line.status for line in found.lines} == {"conflicting"}
    facts.verify_fact(session, second, "visit", DAY, verifier="Wang")
    with pytest.raises(RuleError, match="verified this already"):
        facts.verify_fact(session, second, "visit", DAY)
    facts.supersede_fact(session, first, DAY, "moved in 2025")
    found = facts.fact_file(session, alpha, DAY)
    assert not found.conflicts
    assert [(line.fact.value, line.status, line.fact.verifier) for line in found.lines] == [
        ("9 Low Road", "unverified", "Wang"), ("1 High Street", "superseded", "")]
    assert known_facts(session, alpha, date(2026, 11, 19)) == {}
    assert verify_book(session).ok


@pytest.mark.parametrize(("method", "day", "code"), [
    ("rumour", DAY, "bad_method"), ("copy", date(2026, 11, 1), "out_of_range")])
def test_a_verification_says_how_and_when(session: Session, alpha: int, method: str, day: date, code: str) -> None:
    key = facts.add_facts(session, [told(alpha, "address", "1 High Street")])[0]
    with pytest.raises(InputError) as caught:
        facts.verify_fact(session, key, method, day)
    assert caught.value.code == code


def test_the_queue_asks_for_conflicts_first_then_for_what_runs_out(session: Session, alpha: int) -> None:
    facts.add_facts(session, [
        told(alpha, "registered_capital", "5000000", "customer"), told(alpha, "registered_capital", "9000000", "agency"),
        told(alpha, "legal_representative", "Li", "customer"),
        told(alpha, "registration_status", "active", "official", date(2026, 10, 28)),
        told(alpha, "founded_on", "2010-01-01", "official", date(2026, 5, 1)),
        told(alpha, "business_scope", "bricks", "customer"), told(alpha, "court_status", "none", "official")])
    lines = facts.verification_queue(session, DAY)
    assert [(line.key, line.why) for line in lines] == [
        ("registered_capital", "conflicting"), ("founded_on", "expired"), ("registration_status", "expiring"),
        ("legal_representative", "unverified")]
    assert (lines[0].value, lines[0].others) == ("9000000", "5000000")  # nor is the court's word of today, good for 30 days


def test_ten_key_facts_with_the_statement_counted_in(session: Session, alpha: int) -> None:
    record_financials(session, alpha, date(2025, 12, 31), {"revenue": "1000", "total_assets": "500",
                                                           "total_liabilities": "200"}, audited=True)
    facts.add_facts(session, [told(alpha, "revenue_2025", "1010", "agency"), told(alpha, "name", "Alpha"),
                              told(alpha, "tax_id", "91110000600037341L")])
    found = facts.fact_file(session, alpha, DAY)
    assert found.share == D("0.2")  # identity by the register, revenue by two sources
    assert {fact.code for fact in found.key_facts if fact.value} == {"identity", "revenue", "net_assets"}
    view = score_customer(session, alpha, DAY)
    assert view.inputs["TR2"].value == D("0.2")


def test_an_entry_is_replaced_and_the_old_one_is_kept(session: Session, alpha: int) -> None:
    first = writing.save_entry(session, entry(alpha, "person", name="Chen", role="cashier"))
    writing.save_entry(session, entry(alpha, "person", replaces=first, name="Chen Yu", role="finance", mobile="138"))
    found = files.credit_file(session, alpha, DAY)
    assert [item.value("name") for item in found.of_kind("person")] == ["Chen Yu"]
    assert [item.value("name") for item in found.ended] == ["Chen"]
    with pytest.raises(RuleError, match="replaced or ended"):
        writing.end_entry(session, first, DAY, "left")
    with pytest.raises(ManyErrors):
        writing.save_entry(session, entry(alpha, "contract", value="x", retention="140%"))
    assert verify_book(session).ok


def test_a_document_is_replaced_and_never_lost(session: Session, alpha: int) -> None:
    old = writing.save_entry(session, entry(alpha, "paper", title="Licence", **{"class": "licence"}), ("l.pdf", b"old"))
    new = writing.save_entry(session, entry(alpha, "paper", replaces=old, title="Licence", **{"class": "licence"}),
                           ("l2.pdf", b"new"))
    found = files.credit_file(session, alpha, DAY)
    now, before = found.of_kind("paper")[0], found.ended[0]
    assert (now.id, now.file_name, before.file_name) == (new, "l2.pdf", "l.pdf")
    assert writing.stored_document(session, before.file_id) == ("l.pdf", b"old")
    assert verify_book(session).ok


def test_visits_references_and_accounts_tell_factors(session: Session, alpha: int) -> None:
    marks = "\n".join(f"{item}=good" for item in list(kinds.VISIT_CHECKS)[:8])
    writing.save_entry(session, entry(alpha, "visit", visitor="Li", checks=marks))
    for supplier, answer in (("Beta", "prompt"), ("Gamma", "slow_30")):
        writing.save_entry(session, entry(alpha, "reference", supplier=supplier, answer=answer))
    writing.save_entry(session, entry(alpha, "bank", holder="Alpha", account="6222", confirmed="yes"))
    known = known_facts(session, alpha, DAY)
    assert {key: known[key].value for key in ("QL4", "TR1", "payer_account")} == {
        "QL4": "5", "TR1": "slow_to_30d", "payer_account": "6222"}
    assert verify_book(session).ok


def test_a_group_with_its_exposure_and_links_by_common_marks(session: Session, alpha: int) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta", phone="0571 88"))
    gamma = customers.save(session, Customer(0, "C3", "Gamma", phone="057188"))
    facts.add_facts(session, [told(alpha, "legal_representative", "Li Lei")])
    facts.add_facts(session, [told(beta, "legal_representative", "li lei")])
    assert [(link.name, link.shared) for link in files.credit_file(session, alpha, DAY).links] == [
        ("Beta", ("legal_representative",))]
    assert [link.name for link in files.credit_file(session, gamma, DAY).links] == ["Beta"]
    writing.join_group(session, "Li group", [alpha, beta], DAY)
    found = files.credit_file(session, alpha, DAY)
    assert (found.group, [member.name for member in found.members], found.links) == ("Li group", ["Alpha", "Beta"], ())
    assert found.group_exposure == D(0)
    writing.join_group(session, "Other", [beta], DAY)
    assert [member.name for member in files.credit_file(session, alpha, DAY).members] == ["Alpha"]
    assert verify_book(session).ok


def test_the_archive_is_as_complete_as_its_class_asks(session: Session) -> None:
    key = customers.save(session, Customer(0, "C9", "Nine", abc_class="B"))
    assert files.credit_file(session, key, DAY).complete == 0
    writing.save_entry(session, entry(key, "paper", title="L", **{"class": "licence"}))
    writing.save_entry(session, entry(key, "contract", no="K1"))
    facts.add_facts(session, [told(key, "registration_status", "active")])
    assert files.credit_file(session, key, DAY).complete == D("0.75")


def test_foreign_numbers_are_read_and_doubts_are_kept(session: Session, alpha: int) -> None:
    writing.save_entry(session, entry(alpha, "foreign_id", country="Germany", type="eu_vat", value="DE 136 695 976"))
    writing.save_entry(session, entry(alpha, "foreign_id", country="US", type="us_ein", value="123"))
    found = files.credit_file(session, alpha, DAY).of_kind("foreign_id")
    assert [(item.value("country"), item.value("format")) for item in found] == [("US", "doubtful"), ("DE", "ok")]
    with pytest.raises(InputError, match="not a country"):
        writing.save_entry(session, entry(alpha, "foreign_id", country="Nowhere", value="1"))


def test_the_outlook_of_an_industry_is_inherited_until_a_fact_says_otherwise(session: Session) -> None:
    key = customers.save(session, Customer(0, "C8", "Eight", industry="C27"))
    industry.set_industry_notes(session, [IndustryNote("C", "outlook", "4", "orders rise", date(2026, 11, 1)),
                                          IndustryNote("C", "FN4", "58%", "", date(2026, 11, 1))])
    assert score_customer(session, key, DAY).inputs["QL2"].value == 4
    assert score_customer(session, key, date(2026, 10, 1)).inputs["QL2"].state == "unknown"
    facts.add_facts(session, [told(key, "QL2", "2", "agency")])
    assert score_customer(session, key, DAY).inputs["QL2"].value == 2
    assert industry.norms(session, "C", DAY) == {"FN4": D("0.58")}
    with pytest.raises(InputError, match="from 1"):
        industry.set_industry_notes(session, [IndustryNote("C", "outlook", "9", "", DAY)])
    assert verify_book(session).ok


def test_years_of_statements_together_with_their_ratios(session: Session, alpha: int) -> None:
    now = {"total_assets": "1200", "total_liabilities": "600", "equity": "600", "net_profit": "69", "current_assets": "800",
           "current_liabilities": "500"}
    before = {"total_assets": "1100", "total_liabilities": "620", "net_profit": "45"}
    drafts = [statements.StatementDraft(date(2025, 12, 31), now), statements.StatementDraft(date(2024, 12, 31), before)]
    assert statements.record_statements(session, alpha, drafts, unit="10000", source_name="Finance") == 2
    assert statements.record_statements(session, alpha, drafts, unit="10000", source_name="Finance") == 0
    sheet = statements.statement_sheet(session, alpha, DAY)
    assert [(year.statement.period_end.year, year.counts) for year in sheet.years] == [(2025, True), (2024, False)]
    assert sheet.years[0].statement.total_assets == D(12000000)
    assert sheet.years[0].ratios.inputs["FN7"].value == D("0.06"), "the opening of a year that ran out still averages"
    assert score_customer(session, alpha, DAY).inputs["FN7"].value == D("0.06")
    wrong = {**now, "equity": "500"}
    with pytest.raises(InputError, match="does not balance"):
        statements.record_statements(session, alpha, [statements.StatementDraft(date(2026, 6, 30), wrong)])
    assert len(statements.statement_sheet(session, alpha, DAY).years) == 2
    assert verify_book(session).ok
