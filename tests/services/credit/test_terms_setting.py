"""Terms of one customer: which bound holds, what days cost, what a discount is worth (DOMAIN D15, D16)."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.errors import InputError
from creditdesk.services import company, customers
from creditdesk.services.credit.scoring import save_score, score_customer
from creditdesk.services.credit.terms_setting import check_agreed, terms_view
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def test_the_figures_of_d15_and_d16(session: Session, alpha: int) -> None:
    """+30 days at 6 % = 0.49 % of the price; 2/10 net 30 = 37.24 %, 36.73 % on 360, 44.59 % compounded; 20 d at 8 %: 0.44 %."""
    view = terms_view(session, alpha, DAY)
    assert (view.terms, view.days) == ("30", 30)
    assert round(view.price(60) * 100, 2) == d("0.49")
    found = view.discount(d("0.02"), 10, 30)
    assert [round(figure * 100, 2) for figure in (found.cost.simple, found.cost.simple_360, found.cost.compounded)] == [
        d("37.24"), d("36.73"), d("44.59")]
    assert not found.offer
    company.save_settings(session, {"funds": "0.038", "cash_critical": "on"})  # 3.8 % + NR's 6 % × 70 % = 8 %
    found = terms_view(session, alpha, DAY).discount(d("0.02"), 10, 30)
    assert (found.worth, round(found.largest * 100, 2), found.offer) == (d("0.08"), d("0.44"), True)


@pytest.mark.parametrize(("settings", "change", "bounds", "binding"), [
    ({}, {}, {"grade": 60}, "grade"),
    ({"term_margin_share": "0.01"}, {"industry": "C39"}, {"grade": 60, "industry": 90, "own": 60}, "grade"),
    ({"term_margin_share": "0.005"}, {"industry": "F51"}, {"grade": 60, "industry": 45, "own": 30}, "own"),
    ({"norm_days_F": "20"}, {"industry": "F59"}, {"grade": 60, "industry": 20}, "industry"),
    ({"max_days_BBB": "90"}, {"size": "事业单位", "country": "CN"}, {"grade": 90, "statutory": 60}, "statutory"),
    ({"max_days_BBB": "90"}, {"country": "DE"}, {"grade": 90, "statutory": 60}, "statutory")])
def test_bounds(session: Session, alpha: int, settings: dict[str, str], change: dict[str, str], bounds: dict[str, int],
                binding: str) -> None:
    company.save_settings(session, {"max_days_BBB": "60"} | settings)
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), **change))  # type: ignore[arg-type]
    save_score(session, score_customer(session, alpha, DAY, card="new", overrides=dict(pair.split("=") for pair in (
        "FN1=1.6 FN2=1.0 FN3=0.25 FN4=0.58 FN5=4.2 FN6=0.03 FN7=0.04 FN8=75 FN9=60 FN10=0.12 FN11=upper_grey EX1=minor "
        "EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7").split())))
    view = terms_view(session, alpha, DAY)
    assert view.grade == "BBB"
    assert (dict(view.candidate.bounds), view.candidate.binding) == (bounds, binding)


def test_the_cash_cycle(session: Session, alpha: int) -> None:
    assert not terms_view(session, alpha, DAY).cycle_warning(90)
    company.save_settings(session, {"own_dio": "40", "own_dpo": "30", "target_cash_cycle": "60"})
    view = terms_view(session, alpha, DAY)
    assert (view.cycle_warning(50), view.cycle_warning(51)) == (False, True)


@pytest.mark.parametrize(("terms", "discount", "deposit", "field"), [
    ("30", "2", None, "discount"), ("30", "2/30", None, "discount"), ("30", "100/10", None, "discount"),
    ("soon", "", None, "terms"), ("30", "", d("1.5"), "deposit")])
def test_refused(terms: str, discount: str, deposit: Decimal | None, field: str) -> None:
    with pytest.raises(InputError) as refused:
        check_agreed(terms, discount, deposit)
    assert refused.value.field == field


def test_written_as_kept() -> None:
    agreed = check_agreed("月结 30", "2 % / 10", d("0.3"))
    assert (agreed.terms, agreed.discount, agreed.methods()) == ("EOM+30", "2/10", {"discount": "2/10", "deposit": "0.3"})
