"""What goes into a customer's file: contracts with steps and sign-offs, photos, agencies, insurers, owners, clauses."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers import file_entries as rule
from creditdesk.domain.customers.archive import classes
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import FileError, InputError, RuleError
from creditdesk.domain.roles import rights_of
from creditdesk.services import customers
from creditdesk.services.company import verify_book
from creditdesk.services.credit import file_writing as writing
from creditdesk.services.credit.clauses import clauses, save_clause
from creditdesk.services.credit.credit_file import credit_file
from creditdesk.services.credit.facts import known_facts
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def entry(owner: int, kind: str, on: date = DAY, replaces: int = 0, **values: str) -> FileEntry:
    return FileEntry(0, owner, kind, on, values, replaces=replaces)


def test_a_contract_with_its_steps_papers_and_sign_offs(session: Session, alpha: int) -> None:
    first = writing.save_entry(session, entry(alpha, "contract", no="K1", terms="90", pay_when_paid="yes", size="large",
                                              retention="5%", retention_due="2026年10月1日"), papers=[("K1.pdf", b"scan")])
    file = credit_file(session, alpha, DAY)
    contract = file.of_kind("contract")[0]
    assert rule.contract_flags(contract) == ("no clear start of the term", "no interest clause", "pays when paid",
                                             "term over 60 days", "not told that we are an SME")
    assert "no clear start of the term" not in rule.contract_flags(entry(alpha, "contract", no="K2", terms="acceptance+30"))
    assert [(paper.file_name, paper.value("class")) for paper in file.attached(contract)] == [("K1.pdf", "contract")]
    for what, due, done in (("delivery", "2026-09-01", "2026-09-02"), ("retention", "2026-10-01", ""), ("payment", "2026-12-01", "")):
        writing.save_entry(session, entry(alpha, "step", what=what, due_on=due, done_on=done, amount="1,000", of=str(first)))
    second = writing.sign_contract(session, first, "legal", DAY)
    file = credit_file(session, alpha, DAY)
    contract = file.of_kind("contract")[0]
    assert (contract.id, rule.sign_offs(contract)) == (second, {"sales": "", "legal": "tester 2026-11-20", "credit": ""})
    assert [rule.step_state(step, DAY) for step in file.steps(contract)] == ["done", "late", "due"]
    assert len(file.attached(contract)) == 1, "papers follow the contract to its later versions"
    with pytest.raises(RuleError, match="signed off already"):
        writing.sign_contract(session, second, "legal", DAY)
    third = writing.save_entry(session, replace(contract, id=0, replaces=second, values={**contract.values, "note": "ok"}))
    assert rule.sign_offs(credit_file(session, alpha, DAY).of_kind("contract")[0])["legal"]
    writing.save_entry(session, entry(alpha, "contract", replaces=third, no="K1", terms="30", trigger="delivery", interest="12%",
                                      service_address="9 Road"), to_record=True)
    file = credit_file(session, alpha, DAY)
    contract = file.of_kind("contract")[0]
    assert rule.sign_offs(contract) == {"sales": "", "legal": "", "credit": ""}, "another text is signed off anew"
    assert (len(file.versions(contract)), rule.contract_flags(contract)) == (3, ())
    kept = customers.customer(session, alpha)
    assert (kept.contract_no, kept.contract_rate, kept.terms, kept.service_address) == ("K1", "12%", "30", "9 Road")
    assert verify_book(session).ok


@pytest.mark.parametrize(("values", "field"), [
    ({"no": "K", "interest": "much"}, "interest"), ({"no": "K", "terms": "soon"}, "terms"),
    ({"no": "K", "value": "-5"}, "value"), ({"no": "K", "begins_on": "2026-05-01", "ends_on": "2026-04-01"}, "ends_on")])
def test_what_a_contract_cannot_say(session: Session, alpha: int, values: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as refused:
        writing.save_entry(session, entry(alpha, "contract", **values))
    assert refused.value.field == field
    assert credit_file(session, alpha, DAY).entries == ()


def test_a_report_tells_factors_and_takes_them_back(session: Session, alpha: int) -> None:
    key = writing.save_entry(session, entry(
        alpha, "agency", provider="Dun", risk="low", court="none", tax_class="B", year="2025", revenue="18000000",
        net_assets="6,000,000", expires="2027-06-30", cost="800", limit="300000"), papers=[("report.pdf", b"%PDF")])
    known = known_facts(session, alpha, DAY)
    assert {name: (item.value, item.fact.source_type, str(item.fact.expires_on)) for name, item in known.items()} == {
        name: (value, "agency", "2027-06-30") for name, value in (("EX4", "low"), ("EX1", "none"), ("EX3", "B"),
                                                                  ("revenue_2025", "18000000"), ("net_assets_2025", "6000000"))}
    assert next(item for item in credit_file(session, alpha, DAY).archive if item.code == "licence").present == 0
    writing.end_entry(session, key, DAY, "wrong firm")
    assert known_facts(session, alpha, DAY) == {}
    assert verify_book(session).ok


@pytest.mark.parametrize(("requested", "approved", "ground", "value"), [
    ("100", "100", "", "1"), ("300", "100", "adverse", "0.3333"), ("100", "0", "", "refused_no_information"),
    ("100", "0", "adverse", "refused_adverse"), ("100", "0", "withdrawn", "refused_adverse")])
def test_an_insurers_decision(session: Session, alpha: int, requested: str, approved: str, ground: str, value: str) -> None:
    writing.save_entry(session, entry(alpha, "insurer", insurer="Sinosure", requested=requested, approved=approved, ground=ground))
    known = known_facts(session, alpha, DAY)
    assert known["EX5"].value == value
    assert ("V7" in known) is (ground == "withdrawn")
    assert "V7" not in known_facts(session, alpha, date(2027, 12, 1))


def test_references_of_years_ago_tell_nothing(session: Session, alpha: int) -> None:
    keys = [writing.save_entry(session, entry(alpha, "reference", on, supplier=name, answer="prompt"))
            for name, on in (("Beta", date(2023, 1, 5)), ("Gamma", date(2026, 10, 1)), ("Delta", DAY))]
    assert known_facts(session, alpha, DAY)["TR1"].value == "2_prompt"
    writing.end_entry(session, keys[2], DAY, "was another firm")
    assert known_facts(session, alpha, DAY)["TR1"].value == "only_1"


def test_owners_who_are_customers_and_circles_in_words(session: Session, alpha: int) -> None:
    beta, gamma = (customers.save(session, Customer(0, code, name)) for code, name in (("C2", "Beta"), ("C3", "Gamma")))
    writing.save_entry(session, entry(alpha, "owner", name="Beta", role="parent"))
    assert credit_file(session, alpha, DAY).related == {beta: "Beta"}
    writing.save_entry(session, entry(beta, "owner", name="Gamma Holding", role="shareholder", share="60%", customer="C3"))
    with pytest.raises(RuleError) as refused:
        writing.save_entry(session, entry(gamma, "owner", name="Alpha", role="controller"))
    assert refused.value.code == "circular"
    assert refused.value.fields["chain"] == "Gamma → Alpha → Beta → Gamma"
    with pytest.raises(RuleError, match="its own owner"):
        writing.save_entry(session, entry(gamma, "owner", name="Gamma", role="parent"))
    with pytest.raises(RuleError, match="no customer"):
        writing.save_entry(session, entry(gamma, "owner", name="X", role="parent", customer="Nobody"))
    writing.save_entry(session, entry(gamma, "owner", name="Alpha", role="guarantor"))  # a guarantor owns nothing
    with pytest.raises(InputError, match="110 % together"):
        writing.save_entry(session, entry(beta, "owner", name="Mr Li", role="shareholder", share="50"))
    assert verify_book(session).ok


@pytest.mark.parametrize(("country", "kind", "value", "form"), [
    ("Germany", "eu_vat", "DE 136 695 976", "ok"), ("GR", "eu_vat", "EL 094259216", "ok"), ("FR", "eu_vat", "FR 00 000000000", "doubtful"),
    ("GB", "gb_vat", "GB 980 7806 84", "ok"), ("GB", "gb_company", "SC123456", "ok"), ("GB", "gb_company", "123", "doubtful"),
    ("US", "us_ein", "91-1144442", "ok"), ("US", "us_ein", "07-1144442", "doubtful"), ("HK", "hk_br", "12345678", "ok"),
    ("HK", "hk_br", "1234567", "doubtful"), ("BR", "other", "whatever 1", "ok")])
def test_foreign_numbers_by_what_they_are(session: Session, alpha: int, country: str, kind: str, value: str, form: str) -> None:
    writing.save_entry(session, entry(alpha, "foreign_id", country=country, type=kind, value=value, checked_on="2026-11-01"))
    kept = credit_file(session, alpha, DAY).of_kind("foreign_id")[0]
    assert (kept.value("format"), kept.value("checked_on")) == (form, "2026-11-01")


def test_a_kept_version_can_be_saved_as_a_file(session: Session, alpha: int, tmp_path: Path) -> None:
    old = writing.save_entry(session, entry(alpha, "paper", title="L", **{"class": "licence"}), ("l.pdf", b"old"))
    writing.save_entry(session, entry(alpha, "paper", replaces=old, title="L", **{"class": "licence"}), ("l2.pdf", b"new"))
    before = credit_file(session, alpha, DAY).ended[0]
    assert writing.export_document(session, before.file_id, tmp_path / "copy.pdf").read_bytes() == b"old"
    with pytest.raises(FileError, match="cannot be written"):
        writing.export_document(session, before.file_id, tmp_path / "copy.pdf" / "copy.pdf")
    assert sorted(path.name for path in tmp_path.glob("*.p*")) == ["copy.pdf"]


def test_clauses_are_filled_and_worded_anew(session: Session, alpha: int) -> None:
    customers.save(session, replace(customers.customer(session, alpha), terms="acceptance+45", contract_rate="0.05%/day"))
    found = {clause.key: clause for clause in clauses(session, alpha, "en")}
    assert len(found) == 11
    assert "within 45 days of acceptance" in found["due_date"].text
    assert "at 0.05 % a day from" in found["interest"].text
    assert "按每日 0.05%向" in {clause.key: clause for clause in clauses(session, alpha, "zh")}["interest"].text
    with pytest.raises(InputError, match="no field"):
        save_clause(session, "interest", "en", "Pay {soon}.")
    save_clause(session, "interest", "en", "Pay {rate}.")
    again = {clause.key: clause for clause in clauses(session, alpha, "en")}["interest"]
    assert (again.text, again.own) == ("Pay 0.05 % a day.", True)


def test_classes_by_the_share_of_exposure() -> None:
    exposures = {1: D(700), 2: D(150), 3: D(80), 4: D(40), 5: D(30), 6: D(0), 7: D(-5)}
    assert classes(exposures) == {1: "A", 2: "A", 3: "B", 4: "B", 5: "C", 6: "C", 7: "C"}
    assert classes({1: D(0)}) == {1: "C"}


@pytest.mark.parametrize(("statement", "code"), [
    ("UPDATE stored_file SET content = x'00'", "file_changed"), ("UPDATE stored_file SET name = 'x.pdf'", "row_changed"),
    ("UPDATE file_entry SET body = replace(body, 'K1', 'K2')", "row_changed"), ("DELETE FROM file_entry", "rows_missing"),
    ("UPDATE fact SET value = 'none' WHERE key = 'EX1'", "row_changed"), ("UPDATE file_entry SET ended_on = '2026-01-01'", "not_vouched")])
def test_what_is_changed_outside_the_program_is_found(session: Session, alpha: int, statement: str, code: str) -> None:
    writing.save_entry(session, entry(alpha, "contract", no="K1"), papers=[("K1.pdf", b"scan")])
    writing.save_entry(session, entry(alpha, "agency", provider="Dun", court="open_larger"))
    assert verify_book(session).ok
    with sqlite3.connect(session.book.path) as raw:
        raw.execute(statement)
    found = verify_book(session)
    assert code in {problem.code for problem in (*found.file, *found.audit, *found.ledger)}


def test_each_part_is_signed_off_by_its_role(session: Session, alpha: int) -> None:
    key = writing.save_entry(session, entry(alpha, "contract", no="K1"))
    lawyer = replace(session, user="lawyer", rights=rights_of(("legal",)), roles=("legal",))
    with pytest.raises(RuleError, match="another role"):
        writing.sign_contract(lawyer, key, "credit", DAY)
    key = writing.sign_contract(lawyer, key, "legal", DAY)
    owner = replace(session, user="owner", rights=rights_of(("owner",)), roles=("owner",))
    for part in ("sales", "credit"):
        key = writing.sign_contract(owner, key, part, DAY)
    signed = rule.sign_offs(credit_file(session, alpha, DAY).of_kind("contract")[0])
    assert signed == {"sales": "owner 2026-11-20", "legal": "lawyer 2026-11-20", "credit": "owner 2026-11-20"}
    auditor = replace(session, user="auditor", rights=rights_of(("auditor",)), roles=("auditor",))
    with pytest.raises(RuleError) as refused:
        writing.save_entry(auditor, entry(alpha, "contract", no="K2"))
    assert refused.value.code == "forbidden"
