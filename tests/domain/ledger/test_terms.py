from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.terms import due_date, missing_event, net, parse_terms, Terms
from creditdesk.i18n import translator


@pytest.mark.parametrize(("text", "canonical"), [
    ("30", "30"), ("0", "0"), (" 30天 ", "30"), ("３０天", "30"), ("net 30", "30"), ("Net30 days", "30"), ("n/30", "30"),
    ("账期45天", "45"), ("30.0", "30"), ("EOM+30", "EOM+30"), ("eom + 30", "EOM+30"), ("月结30", "EOM+30"),
    ("月结 30 天", "EOM+30"), ("月结60天付款", "EOM+60"), ("EOM", "EOM+0"), ("30 EOM", "EOM+30"),
    ("next-month 25", "next-month 25"), ("next month 5", "next-month 5"), ("次月25日", "next-month 25"),
    ("下月10号", "next-month 10"), ("次月底", "next-month 31"), ("month+2 15", "month+2 15"),
    ("delivery+30", "delivery+30"), ("货到30天", "delivery+30"), ("acceptance+30", "acceptance+30"),
    ("验收后60天", "acceptance+60"), ("confirmation+15", "confirmation+15"), ("对账后15天", "confirmation+15"),
    ("CIA", "CIA"), ("款到发货", "CIA"), ("cod", "COD"), ("货到付款", "COD"), ("现结", "COD"),
])
def test_terms_are_read_as_people_write_them(text: str, canonical: str) -> None:
    terms = parse_terms(text)
    assert terms.canonical == canonical
    assert parse_terms(canonical) == terms
    template, fields = terms.description()
    assert "{" not in template.format(**fields)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", ["30", "EOM+30", "next-month 25", "month+2 5", "delivery+30", "acceptance+30", "confirmation+30", "CIA", "COD"])
def test_what_stands_in_a_field_is_read_back(text: str, language: str) -> None:
    template, fields = parse_terms(text).writing()
    written = translator(language).gettext(template).format(**fields)
    assert parse_terms(written).canonical == text
    assert language == "en" or text in ("30", "month+2 5") or written != text, "no English words in a Chinese form"


@pytest.mark.parametrize("text", ["", "soon", "-30", "30.5", "1000", "EOM+", "next-month 0", "next-month 32", "次月",
                                  "month+0 5", "month+13 5", "月结", "2/10 net 30", "12345", "30%"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_terms(text)
    assert caught.value.code == "bad_terms"
    assert caught.value.field == "terms"


@pytest.mark.parametrize(("text", "invoice", "cutoff", "due"), [
    ("30", "2016-01-22", None, "2016-02-21"),  # PEERS 46
    ("next-month 31", "2016-01-22", None, "2016-02-29"),
    ("next-month 31", "2017-01-22", None, "2017-02-28"),
    ("0", "2016-01-22", None, "2016-01-22"),
    ("EOM+30", "2025-09-12", None, "2025-10-30"),  # DOMAIN D15
    ("EOM+0", "2025-02-01", None, "2025-02-28"),
    ("EOM+30", "2025-09-25", 25, "2025-10-30"),
    ("EOM+30", "2025-09-26", 25, "2025-11-30"),
    ("EOM+0", "2025-01-31", 25, "2025-02-28"),
    ("EOM+0", "2025-12-26", 25, "2026-01-31"),
    ("次月25日", "2025-09-12", None, "2025-10-25"),
    ("次月25日", "2025-12-31", None, "2026-01-25"),
    ("次月25日", "2025-09-26", 25, "2025-11-25"),
    ("次月31日", "2025-08-31", None, "2025-09-30"),
    ("month+2 31", "2025-12-30", None, "2026-02-28"),
    ("30", "2025-09-26", 25, "2025-10-26"),  # the cut-off day is no matter of net terms
    ("CIA", "2025-09-26", 25, "2025-09-26"),
])
def test_due_date(text: str, invoice: str, cutoff: int | None, due: str) -> None:
    assert due_date(parse_terms(text), invoice_date=date.fromisoformat(invoice), cutoff_day=cutoff) == date.fromisoformat(due)


@pytest.mark.parametrize(("text", "due", "missing"), [
    ("delivery+30", "2025-10-05", "delivered_on"), ("acceptance+30", "2025-10-10", "accepted_on"),
    ("confirmation+30", "2025-11-01", "confirmed_on"), ("COD", "2025-09-05", "delivered_on"), ("30", "2025-10-01", None),
])
def test_terms_that_wait_for_an_event(text: str, due: str, missing: str | None) -> None:
    terms = parse_terms(text)
    known = {"delivered_on": date(2025, 9, 5), "accepted_on": date(2025, 9, 10), "confirmed_on": date(2025, 10, 2)}
    assert due_date(terms, invoice_date=date(2025, 9, 1), **known) == date.fromisoformat(due)
    assert missing_event(terms, **known) is None
    assert missing_event(terms) == missing
    assert due_date(terms, invoice_date=date(2025, 9, 1)) == due_date(net(terms.days), invoice_date=date(2025, 9, 1))


def test_moved_to_the_next_working_day() -> None:
    on = {"invoice_date": date(2025, 9, 4)}
    assert due_date(net(30), **on) == date(2025, 10, 4)  # a Saturday
    assert due_date(net(30), adjust="next_working_day", **on) == date(2025, 10, 6)
    holidays = frozenset(date(2025, 10, d) for d in range(1, 9))
    assert due_date(net(30), adjust="next_working_day", holidays=holidays, **on) == date(2025, 10, 9)


def test_a_cut_off_day_outside_the_month_is_refused() -> None:
    with pytest.raises(InputError):
        due_date(net(30), invoice_date=date(2025, 9, 4), cutoff_day=32)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 999), st.integers(1, 31), st.integers(1, 12),
       st.none() | st.integers(1, 31))
def test_no_due_date_lies_before_the_invoice(day: date, days: int, fixed: int, months: int, cutoff: int | None) -> None:
    for terms in (net(days), Terms("eom", days=days), Terms("fixed_day", day=fixed, months=months)):
        assert due_date(terms, invoice_date=day, cutoff_day=cutoff) >= day
        assert parse_terms(terms.canonical) == terms
