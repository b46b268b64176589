"""Reference rates entered and imported over the shipped ones, and what interest makes of them (DOMAIN H3, H5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.collections.rates import LPR_1Y
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company
from creditdesk.services.collections.interest import interest_report
from creditdesk.services.collections.reference_rates import forget_rate, put_rates, read_csv, tables_of
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DUE = date(2026, 6, 30)


@pytest.fixture
def late(session: Session, alpha: int) -> Session:
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=alpha, date=DUE - timedelta(30), due_date=DUE,
                                                 amount=D("120000.00"), currency="CNY"))
    return session


def interest(session: Session) -> tuple[D | None, bool]:
    (line,) = interest_report(session, DUE + timedelta(45))
    return line.result.interest, line.result.provisional


def test_a_rate_fixed_after_the_table_ends_is_provisional_until_it_is_entered(late: Session) -> None:
    assert interest(late) == (D("665.75"), True)
    put_rates(late, LPR_1Y, {}, date(2026, 7, 20))
    assert interest(late) == (D("665.75"), False), "nothing newer was announced"
    put_rates(late, LPR_1Y, {date(2026, 6, 22): D("2.90")})
    assert interest(late) == (D("643.56"), False)
    forget_rate(late, LPR_1Y, date(2026, 6, 22))
    assert interest(late) == (D("665.75"), False)
    assert company.verify_book(late).ok


def test_a_shipped_rate_is_corrected_and_comes_back(late: Session) -> None:
    put_rates(late, LPR_1Y, {date(2025, 5, 20): D("3.10")})
    table = tables_of(late)[0][LPR_1Y]
    found = table.at(date(2026, 3, 1))
    assert found is not None and found.rate == D("0.031") and len(table.rows) == 13
    forget_rate(late, LPR_1Y, date(2025, 5, 20))
    again = tables_of(late)[0][LPR_1Y].at(date(2026, 3, 1))
    assert again is not None and again.rate == D("0.03")


@pytest.mark.parametrize(("code", "rows", "wrong"), [
    ("libor", {}, "bad_rates"), (LPR_1Y, {date(2026, 1, 1): D("300")}, "bad_rate"), (LPR_1Y, {date(1980, 1, 1): D("3")}, "out_of_range"),
    (LPR_1Y, {date(2026, 1, 1): D("NaN")}, "bad_rate")])
def test_what_is_no_rate_is_refused(session: Session, code: str, rows: dict[date, D], wrong: str) -> None:
    with pytest.raises(CreditDeskError) as error:
        put_rates(session, code, rows)
    assert error.value.code == wrong


@pytest.mark.parametrize("text", ["日期,一年期LPR,五年期\n2026-06-22,3.00%,3.50%\n2026年7月20日,2.90,3.40\n", "2026/6/22;3.00\n2026-07-20;2.90\n",
                                  "date\trate\n2026-06-22\t3.00 %\n\n20260720\t2.90\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_of_rates(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "lpr.csv"
    path.write_bytes(text.encode(encoding))
    assert read_csv(path) == {date(2026, 6, 22): D("3.00"), date(2026, 7, 20): D("2.90")}


@pytest.mark.parametrize(("text", "words"), [("", "lpr.csv"), ("a,b\n", "lpr.csv"), ("2026-06-22,3.00\n2026-07-20,three\n", "Line 2")])
def test_a_wrong_line_is_named(tmp_path: Path, text: str, words: str) -> None:
    from creditdesk.i18n import translate_error
    path = tmp_path / "lpr.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CreditDeskError) as error:
        read_csv(path)
    assert words in translate_error(error.value, "en")
