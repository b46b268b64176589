"""The portfolio: cuts add up, caps of D4 and A79 with their lights, what is missing says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.insight.portfolio import Cap, MONEY, NEAR, OK, OVER, UNKNOWN
from creditdesk.services import company, customers
from creditdesk.services.credit.covers import add_cover, CoverDraft
from creditdesk.services.credit.file_writing import join_group
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.services.overview.portfolio import CUSTOMERS, GRADES, GROUPS, Portfolio, portfolio, REGIONS, SECTIONS
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


@pytest.fixture
def spread(session: Session) -> Session:
    """A owes 600 (200 of it late), B 300, C 100, D 0; A and B are one group; A and C build, B trades."""
    entries = [{"kind": "customer", "code": code, "name": name, "industry": industry, "tax_id": number, "country": country}
               for code, name, industry, number, country in (
                   ("A", "Ares", "C27", "91330100M000100Y43", "CN"), ("B", "Bora", "F", "91310100M000100Y43", "CN"),
                   ("C", "Ceto", "C", "", "CN"), ("D", "Dike", "", "", "DE"))]
    entries += [{"kind": "invoice", "no": no, "customer": code, "date": "2025-10-01", "due_date": due, "amount": amount}
                for no, code, due, amount in (("1", "A", "2026-12-31", "400.00"), ("2", "A", "2026-11-01", "200.00"),
                                              ("3", "B", "2026-12-31", "300.00"), ("4", "C", "2026-12-31", "100.00"))]
    done = post_entries(session, entries)
    assert not done.problems, done.problems
    join_group(session, "North", [customers.find(session, code).id for code in ("A", "B")], date(2026, 1, 1))
    return session


def cap(found: Portfolio, code: str) -> Cap:
    return next(item for item in found.caps if item.code == code)


def test_every_cut_adds_up(spread: Session) -> None:
    found = portfolio(spread, DAY)
    assert found.exposure == 1000 and found.overdue == 200
    for cut in (GRADES, SECTIONS, REGIONS, CUSTOMERS):
        assert sum(part.exposure for part in found.views[cut]) == 1000, cut
        assert sum(part.share or 0 for part in found.views[cut]) == 1, cut
    assert {part.key: part.exposure for part in found.views[SECTIONS]} == {"C": 700, "F": 300}
    assert {part.key: part.exposure for part in found.views[REGIONS]} == {"33": 600, "31": 300, "": 100}
    assert [(part.key, part.exposure, part.customers) for part in found.views[GROUPS]] == [("North", 900, 2)]


def test_expected_loss_is_what_no_security_covers(spread: Session) -> None:
    """NR 6 % × LGD 70 %: 1,000 → 42; A insured at 90 % of 500: 550 uncovered → 23.10."""
    assert portfolio(spread, DAY).loss == d("42")
    add_cover(spread, CoverDraft(customers.find(spread, "A").id, "insurance", d(500), "CNY", d("0.9"), "insurer"))
    found = portfolio(spread, DAY)
    assert (found.covered, found.loss) == (450, d("23.10"))
    assert cap(found, "single_uninsured").value == 300


def test_caps_ask_for_what_is_missing_and_light_up(spread: Session) -> None:
    before = {item.code: item.state for item in portfolio(spread, DAY).caps}
    assert before["single_uninsured"] == before["total_budget"] == before["loss"] == before["min_grade"] == UNKNOWN
    assert before["overdue"] == OK  # 20 % of 25 %
    company.save_settings(spread, {"own_net_assets": "6000", "ar_budget": "4100"})
    found = portfolio(spread, DAY)
    # 10 % of 6,000; 15 %, 20 %, 40 % and all of 4,100
    expected = {"single_uninsured": ("600", NEAR), "single_budget": ("615", NEAR), "group_budget": ("820", OVER),
                "section_budget": ("1640", OK), "total_budget": ("4100", OK), "new_customers": ("100", OK)}
    assert {code: (cap(found, code).most, cap(found, code).state) for code in expected} == {
        code: (d(most), state) for code, (most, state) in expected.items()}
    assert (cap(found, "group_budget").who, cap(found, "section_budget").who) == ("North", "C")
    assert cap(found, "single_budget").customer_id == customers.find(spread, "A").id


def test_concentration_stands_against_j24(spread: Session) -> None:
    """60, 30, 10 %: HHI 4,600; top 5 all of it."""
    found = portfolio(spread, DAY)
    assert [(cap(found, code).value, cap(found, code).state) for code in ("top1", "top5", "hhi")] == [
        (d("0.6"), OVER), (1, OVER), (4600, OVER)]


def test_own_tolerance_losses_overdue_and_the_least_grade(spread: Session) -> None:
    post_entries(spread, [{"kind": "write_off", "invoice": "4", "amount": "10.00", "date": "2026-11-02", "reason": "gone"},
                          {"kind": "invoice", "no": "9", "customer": "D", "date": "2026-06-01", "amount": "500.00"},
                          {"kind": "receipt", "no": "R", "customer": "D", "date": "2026-06-02", "amount": "500.00",
                           "allocate": [{"to": "9", "amount": "500.00"}]}])
    change_policy(spread, {"max_loss_rate": "2%", "max_overdue_share": "15%", "min_grade": "BB"}, DAY, "our tolerance", DAY)
    found = portfolio(spread, DAY)
    assert (cap(found, "loss").value, cap(found, "loss").state) == (d("0.02"), NEAR)
    assert cap(found, "overdue").state == OVER
    assert (cap(found, "min_grade").value, cap(found, "min_grade").state) == (0, OK)


@pytest.mark.parametrize(("value", "most", "red", "state"), [
    ("89", "100", None, OK), ("90", "100", None, NEAR), ("100", "100", None, NEAR), ("100.01", "100", None, OVER), ("0", "0", None, OK),
    ("1", "0", None, OVER), (None, "1", None, UNKNOWN), ("1499", "1500", "2500", OK), ("1500", "1500", "2500", NEAR),
    ("2501", "1500", "2500", OVER)])
def test_lights(value: str | None, most: str, red: str | None, state: str) -> None:
    assert Cap("x", MONEY, None if value is None else d(value), d(most), red_above=None if red is None else d(red)).state == state


def test_an_empty_book_has_no_parts(session: Session) -> None:
    found = portfolio(session, DAY)
    assert found.exposure == 0 and not any(found.views.values())
