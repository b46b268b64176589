"""The worked examples of DOMAIN F, and PEERS 48."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.insight import kpi, kpi_capital
from creditdesk.domain.insight.kpi import Figure, MonthSales, Period

Q3 = Period(date(2025, 7, 1), date(2025, 9, 30))
SALES, BEGIN, END, NOT_DUE, OVERDUE = (Decimal(n) for n in (2500, 1900, 2120, 1500, 620))
MONTHS = [MonthSales(30, Decimal(1000)), MonthSales(31, Decimal(800)), MonthSales(31, Decimal(700))]
C = kpi_capital.Cover


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(("figure", "value", "unit"), [
    (kpi.dso(END, SALES, 92), "78.0160", "days"),
    (kpi.dso_countback(END, MONTHS), "75.1714", "days"),
    (kpi.dso_countback(d("212"), [MonthSales(30, d(s)) for s in ("100", "80", "70")]), "73.7143", "days"),
    (kpi.dso_best_possible(NOT_DUE, SALES, 92), "55.2000", "days"),
    (kpi.add(END, NOT_DUE, SALES, 92), "22.8160", "days"),
    (kpi.add(d("45"), d("12"), d("30"), 30), "33.0000", "days"),
    (kpi.cei(BEGIN, SALES, END, NOT_DUE), "0.7862", "fraction"),
    (kpi.turnover(BEGIN, END, SALES, Q3), "4.9751", "times"),
    (kpi.turnover_days(kpi.turnover(BEGIN, END, SALES, Q3)), "73.3650", "days"),
    (kpi.overdue_ratio(OVERDUE, END), "0.2925", "fraction"),
    (kpi.overdue_ratio(OVERDUE - 60, END), "0.2642", "fraction"),
    (kpi.bad_debt_ratio(d("35"), d("5"), d("10000")), "0.0030", "fraction"),
    (kpi.collection_rate(d("1580"), d("2200")), "0.7182", "fraction"),
    (kpi.promise_kept_ratio(d("340"), d("400")), "0.8500", "fraction"),
    (kpi_capital.planned_collection_rate(d("1580"), d("1800")), "0.8778", "fraction"),
    (kpi_capital.recovery_rate(d("90"), d("240")), "0.3750", "fraction"),
    (kpi_capital.insurance_coverage([C(d("620"), d("400"), d("0.9"))]), "0.5806", "fraction"),
    (kpi_capital.days_of(d("2320"), SALES, 92), "85.3760", "days"),
    (kpi_capital.days_of(d("1200"), d("1900"), 92), "58.1053", "days"),
    (kpi_capital.days_of(d("1000"), d("1900"), 92), "48.4211", "days"),
    (kpi_capital.cash_conversion_cycle(END, SALES, d("1200"), d("1000"), d("1900"), 92), "87.7002", "days"),
    (kpi_capital.cash_ratio(d("450"), d("1500")), "0.3000", "fraction"),
    (kpi_capital.projected_cash_ratio(d("450"), d("1900"), d("1750"), d("1500")), "0.4000", "fraction"),
    (kpi_capital.projected_cash_ratio(d("450"), d("1900"), d("1750"), d("1500"), d("636")), "-0.0240", "fraction"),
    (kpi_capital.projected_cash_ratio(d("450"), d("1900"), d("1750"), d("1500"), d("636"), C(d("636"), d("700"), d("0.9"))),
     "0.3576", "fraction"),
    (kpi_capital.dispute_rate(d("60"), SALES), "0.0240", "fraction"),
])
def test_worked_examples(figure: Figure, value: str, unit: str) -> None:
    assert (str(figure.value), figure.unit, figure.reason) == (value, unit, None)
    assert figure.denominator


def test_amounts_of_the_examples() -> None:
    assert kpi_capital.working_capital(d("1200"), d("2120"), d("1000")) == d("2320")
    assert kpi_capital.carrying_cost(d("2010"), d("0.06")) == d("120.60")
    assert kpi_capital.carrying_cost(d("620"), d("0.06")) == d("37.20")
    assert round(kpi_capital.cash_released(d("10"), SALES, 92), 1) == d("271.7")


def test_concentration() -> None:
    shares = kpi.concentration(d(s) for s in ("30", "20", "15", "10", "10", "5", "5", "3", "1", "1", "0", "-40"))
    assert (shares.top1.value, shares.top5.value, shares.hhi.value) == (d("0.3"), d("0.85"), d("1786"))
    assert (shares.top1.numerator, shares.top1.denominator, shares.hhi.unit) == (d("30"), d("100"), "points")
    assert kpi.concentration([d("-1")]).hhi == Figure(None, d("0"), d("0"), "points", "no_balance")


@pytest.mark.parametrize(("figure", "reason"), [
    (kpi.dso(END, d("0"), 92), "no_sales"), (kpi.dso(END, d("-5"), 92), "no_sales"),
    (kpi.overdue_ratio(d("0"), d("0")), "no_balance"), (kpi.overdue_ratio(d("5"), d("-1")), "no_balance"),
    (kpi.collection_rate(d("0"), d("0")), "nothing_due"), (kpi.promise_kept_ratio(d("0"), d("0")), "no_promises"),
    (kpi.cei(d("0"), d("10"), d("10"), d("10")), "nothing_collectible"), (kpi.turnover(d("0"), d("0"), d("9"), Q3), "no_balance"),
    (kpi.bad_debt_ratio(d("1"), d("0"), d("0")), "no_sales"),
    (kpi.dso_countback(d("100"), [MonthSales(30, d("4"))] * 30), "older_than_24_months"),
    (kpi.dso_countback(d("1"), []), "older_than_24_months"), (kpi.dso_countback(d("0"), []), "no_sales"),
])
def test_a_denominator_of_nothing_gives_no_value(figure: Figure, reason: str) -> None:
    assert figure.value is None
    assert figure.reason == reason


def test_count_back_over_months_without_sales() -> None:
    months = [MonthSales(15, d("-20")), MonthSales(31, d("0")), MonthSales(30, d("100"))]
    assert kpi.dso_countback(d("50"), months).value == d("61")  # 15 + 31 + 15
    assert kpi.dso_countback(d("100"), [MonthSales(30, d("100")), MonthSales(31, d("0"))]).value == d("30")
    assert kpi.dso_countback(d("0"), MONTHS).value == 0
    assert kpi.dso_countback(d("24"), [MonthSales(30, d("1"))] * 30).value == d("720")


def test_periods() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert (june.days, june.whole_months, june.opening) == (30, 1, date(2026, 5, 31))
    assert Period(date(2025, 11, 1), date(2026, 2, 28)).whole_months == 4
    assert Period(date(2025, 11, 2), date(2025, 11, 30)).whole_months is None
    assert Period(date(2025, 11, 1), date(2025, 11, 29)).whole_months is None
    assert kpi.last_twelve_months(date(2025, 2, 28)) == Period(date(2024, 3, 1), date(2025, 2, 28))
    months = kpi.months_back(date(2026, 3, 15))
    assert (len(months), months[0].days, months[1], months[-1].start) == (
        24, 15, Period(date(2026, 2, 1), date(2026, 2, 28)), date(2024, 4, 1))
    with pytest.raises(ValueError, match="2026"):
        Period(date(2026, 6, 2), date(2026, 6, 1))


def test_turnover_of_a_part_of_a_month_is_annualised_by_days() -> None:
    assert kpi.turnover(d("100"), d("100"), d("10"), Period(date(2026, 6, 1), date(2026, 6, 10))).value == d("3.65")


@pytest.mark.parametrize(("end", "start"), [
    ("2026-06-30", "2025-07-01"), ("2028-02-28", "2027-03-01"), ("2028-02-29", "2027-03-01"), ("2025-02-28", "2024-03-01"),
    ("2026-03-15", "2025-03-16")])
def test_twelve_months_are_a_year_to_the_day(end: str, start: str) -> None:
    assert kpi.last_twelve_months(date.fromisoformat(end)).start == date.fromisoformat(start)
