"""Where a customer stands: archive and class, the four steps, prospects beside risk (DOMAIN A2, A42, A111, A112, B8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.customers.archive import archive, classes, completeness, has_report
from creditdesk.domain.customers.file_entries import contract_flags, FileEntry
from creditdesk.domain.customers.habit import habit
from creditdesk.domain.customers.progress import Findings, next_step, steps
from creditdesk.domain.customers.prospects import admission, prospect, risk_of
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.customers.region import region_of
from creditdesk.domain.ledger.documents import Allocation, Document, Ledger

d = Decimal
DAY = date(2026, 6, 30)


def entry(kind: str, day: date = DAY, **values: str) -> FileEntry:
    return FileEntry(1, 1, kind, day, {name.rstrip("_"): text for name, text in values.items()})


def test_the_archive_counts_what_is_there_up_to_what_is_wanted() -> None:
    entries = [entry("paper", class_="licence"), entry("paper", class_="licence"), entry("contract"),
               entry("reference", answer="prompt"), entry("reference"), entry("agency", date(2025, 6, 30))]
    found = archive("A", entries, [date(2025, 12, 31), date(2025, 12, 31), date(2023, 6, 30)], False, DAY)
    assert {item.code: (item.present, item.complete) for item in found} == {
        "licence": (2, True), "statement": (1, False), "agency_report": (0, False), "visit": (0, False), "contract": (1, True),
        "reference": (1, False)}
    assert completeness(found) == d(4) / 8
    assert [(item.code, item.present) for item in archive("", entries, [], True, DAY)] == [("licence", 2), ("public_record", 1)]


@pytest.mark.parametrize(("day", "ended", "counts"), [
    (date(2025, 6, 30), None, False), (date(2025, 7, 1), None, True), (date(2026, 1, 1), DAY, False),
    (date(2026, 1, 1), date(2026, 7, 1), True)])
def test_a_report_counts_for_twelve_months(day: date, ended: date | None, counts: bool) -> None:
    assert has_report([replace(entry("agency", day), ended_on=ended)], DAY) is counts


def test_classes_follow_the_share_of_the_exposure() -> None:
    assert classes({1: d(79), 2: d(16), 3: d(5), 4: d(0), 5: d(-9)}) == {1: "A", 2: "A", 3: "C", 4: "C", 5: "C"}
    assert classes({1: d(80), 2: d(14), 3: d(6)}) == {1: "A", 2: "B", 3: "B"}
    assert classes({1: d(0)}) == {1: "C"}


FOUND = Findings(complete=d(1), identity=True, scored_on=date(2026, 6, 1), rated=True, score_until=DAY, review_on=DAY,
                 limit=d(0), limit_until=DAY, to_check=0)


@pytest.mark.parametrize(("change", "done"), [
    ({}, ["1", "1", "1", "1"]), ({"complete": d("0.5")}, ["0.6", "1", "1", "1"]), ({"identity": False}, ["0.8", "1", "1", "1"]),
    ({"scored_on": None}, ["1", "0", "1", "1"]), ({"rated": False}, ["1", "0.5", "1", "1"]),
    ({"score_until": date(2026, 6, 29)}, ["1", "0.5", "1", "1"]), ({"limit": None}, ["1", "1", "0", "0"]),
    ({"limit_until": date(2026, 6, 29)}, ["1", "1", "0.5", "1"]), ({"to_check": 1}, ["1", "1", "1", "0.5"]),
    ({"review_on": date(2026, 6, 29)}, ["1", "1", "1", "0.5"])])
def test_the_four_steps(change: dict[str, object], done: list[str]) -> None:
    found = steps(replace(FOUND, **change), DAY)  # type: ignore[arg-type]
    assert [step.done for step in found] == [d(share) for share in done]
    ahead = next_step(found)
    assert (ahead.code if ahead else None) == next((step.code for step in found if step.done < 1), None)


@pytest.mark.parametrize(("growth", "margin", "importance", "potential", "level"), [
    ("", "", "", None, ""), ("4", "3", "", "3.5", "high"), ("4", "3", "3", "3.3", "middle"), ("3", "2", "", "2.5", "middle"),
    ("3", "2", "2", "2.3", "low"), ("5", "", "", "5.0", "high")])
def test_potential_is_the_mean_of_what_was_judged(growth: str, margin: str, importance: str, potential: str | None, level: str
                                                  ) -> None:
    found = prospect(Customer(1, "C1", "Alpha", growth=growth, margin=margin, importance=importance), "BBB")
    assert (found.potential, found.potential_level, found.risk) == (None if potential is None else d(potential), level, "middle")
    assert bool(found.posture) == bool(level)


def test_risk_by_grade() -> None:
    assert [risk_of(grade) for grade in ("AAA", "A", "BBB", "B", "CCC", "D", "NR", "")] == [
        "low", "low", "middle", "middle", "high", "high", "", ""]


@pytest.mark.parametrize(("verified", "number", "grade", "veto", "cash", "allowed"), [
    (True, False, "NR", False, False, True), (False, True, "NR", False, False, True), (False, False, "A", False, False, False),
    (True, True, "D", False, False, False), (True, True, "A", True, False, False), (True, True, "A", False, True, False)])
def test_who_may_buy_on_account(verified: bool, number: bool, grade: str, veto: bool, cash: bool, allowed: bool) -> None:
    found = admission(Customer(1, "C1", "Alpha", cash_only=cash), identity_verified=verified, number_valid=number, grade=grade,
                      vetoes=veto)
    assert found.on_account is allowed and bool(found.missing) is not allowed


@pytest.mark.parametrize(("size", "terms", "flagged"), [
    ("government", "60", False), ("government", "61", True), ("large", "61", True), ("medium", "90", False), ("", "90", False),
    ("public_institution", "61", True),
    ("large", "EOM+30", False), ("large", "EOM+31", True), ("large", "next-month 30", False), ("large", "next-month 31", True),
    ("large", "month+2 1", True)])
def test_a_term_over_sixty_days_with_a_body_or_a_large_firm_is_amber(size: str, terms: str, flagged: bool) -> None:
    contract = entry("contract", trigger="invoice", interest="0.05%/day", sme_notice="yes", terms=terms)
    assert ("term over 60 days" in contract_flags(contract, size)) is flagged


@pytest.mark.parametrize(("country", "tax_id", "home", "region"), [
    ("CN", "91330100MA27XXXX0A", "US", "33"), ("", "91330100MA27XXXX0A", "CN", "33"), ("", "91330100MA27XXXX0", "CN", ""),
    ("CN", "91990100MA27XXXX0A", "CN", ""), ("de", "DE123456789", "CN", "DE"), ("", "", "US", "US")])
def test_region(country: str, tax_id: str, home: str, region: str) -> None:
    assert region_of(country, tax_id, home) == region


def test_habit_of_twelve_months() -> None:
    days = [date(2026, month, 28) for month in (2, 3, 4, 5)] + [date(2026, 6, 30)]
    documents, allocations = [], []
    for n, (day, late) in enumerate(zip(days, (0, 10, 10, 10, 30), strict=True)):
        documents += [Document(n * 3, "invoice", f"I{n}", 1, day - timedelta(60), "CNY", d(100), day - timedelta(late)),
                      Document(n * 3 + 1, "receipt", f"R{n}", 1, day, "CNY", d(100), method="cash" if n else "transfer")]
        parts = [d(40), d(60)] if n == 4 else [d(100)]
        allocations += [Allocation(n * 2 + k, n * 3 + 1, n * 3, part, day) for k, part in enumerate(parts)]
    old = Document(90, "receipt", "R9", 1, date(2025, 6, 30), "CNY", d(9), method="check")
    found = habit(Ledger((*documents, old), tuple(allocations)), DAY, lambda amount, _currency: amount)
    assert (found.mean, found.median, found.payments) == (d("12.0"), d(10), 6)
    assert [mean for _start, mean in found.months][-5:] == [d("0.0"), d("10.0"), d("10.0"), d("10.0"), d("30.0")]
    assert found.months[0] == (date(2025, 7, 1), None)
    assert (found.method, found.method_share, found.in_parts, found.pays_in_parts) == ("cash", d("0.8"), d("0.2"), False)
