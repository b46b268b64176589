"""Every rule of CLI Import that needs no book, on small sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.errors import Cancelled
from creditdesk.domain.ledger.import_layout import find_layout, Head
from creditdesk.domain.ledger.import_records import Checked, Options
from creditdesk.domain.ledger.import_rows import check_sheet

HEAD = ["customer", "invoice_no", "invoice_date", "amount"]
DAY = date(2026, 9, 30)


def check(headings: Sequence[object], *rows: Sequence[object], kind: str = "invoices", **options: Any) -> Checked:
    numbered = list(enumerate([headings, *rows], 1))
    layout = find_layout([Head("s", tuple(numbered[:30]))], kind)
    return check_sheet(numbered, layout, Options(**options))


def codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in checked.problems]


def amounts(*cells: object, **options: Any) -> list[object]:
    """The amount of each cell of one column, or the code it was refused with."""
    checked = check(HEAD, *[["A", f"N{i}", DAY, cell] for i, cell in enumerate(cells)], **options)
    result: dict[int, object] = {draft.row: str(draft.amount) for draft in checked.drafts}  # type: ignore[union-attr]
    result.update({problem.row: problem.code for problem in checked.problems})
    return [result[row] for row in sorted(result)]


def days(*cells: object, **options: Any) -> list[object]:
    checked = check(HEAD, *[["A", f"N{i}", cell, 1] for i, cell in enumerate(cells)], **options)
    result: dict[int, object] = {draft.row: draft.date.isoformat() for draft in checked.drafts}  # type: ignore[union-attr]
    result.update({problem.row: problem.code for problem in checked.problems})
    return [result[row] for row in sorted(result)]


@pytest.mark.parametrize(("cell", "expected"), [
    ("1,234.50", "1234.50"), ("¥1,234.50", "1234.50"), ("１２３４．５", "1234.50"), ("1,234", "1234.00"),
    ("1.234,50", "1234.50"), (0.1 + 0.2, "0.30"), (1234, "1234.00"), ("1234.500", "bad_amount"), ("12.3400", "12.34"),
    ("1.234", "bad_amount"), ("12.345", "bad_amount"), ("12.3456", "too_many_decimals"), (1.005, "too_many_decimals"),
    (0, "bad_amount"), ("0.00", "bad_amount"), ("abc", "bad_amount"), (True, "bad_amount"), ("", "missing"),
    ("  ", "missing"), (1e12, "out_of_range"), ("1000000000000", "out_of_range"), (999999999999.99, "999999999999.99"),
    ("1,23,456", "bad_amount"), ("100元", "100.00"),
])
def test_amounts(cell: object, expected: str) -> None:
    assert amounts(cell) == [expected]


@pytest.mark.parametrize(("cell", "expected"), [
    ("(1,234.50)", "1234.50"), ("1,234.50-", "1234.50"), (-5.5, "5.50"), ("-5.5", "5.50"), ("（5.50）", "5.50")])
def test_a_negative_invoice_is_a_credit_note(cell: object, expected: str) -> None:
    checked = check(HEAD, ["A", "1", DAY, cell])
    assert [(draft.kind, str(draft.amount)) for draft in checked.drafts] == [("credit_note", expected)]  # type: ignore[union-attr]
    assert checked.totals() == {"CNY": -int(Decimal(expected) * 100)}


def test_negative_amounts_have_no_meaning_elsewhere() -> None:
    headings = [*HEAD, "kind"]
    assert codes(check(headings, ["A", "1", DAY, -5, "credit_note"], ["A", "2", DAY, -5, "利息单"])) == [
        (2, "amount", "bad_amount"), (3, "amount", "bad_amount")]
    assert codes(check(["customer", "date", "amount"], ["A", DAY, -5], kind="receipts")) == [(2, "amount", "bad_amount")]


def test_a_column_settles_its_decimal_mark() -> None:
    assert amounts("1.234", "5,50", "1,234") == ["1234.00", "5.50", "too_many_decimals"]
    assert amounts("1,234", "5.50", "1.234") == ["1234.00", "5.50", "too_many_decimals"]
    assert amounts("1,234", "1.234", "5,50", "5.50") == ["1234.00", "bad_amount", "5.50", "5.50"]
    assert amounts("1.234", "12,5", decimal="comma") == ["1234.00", "12.50"]
    assert amounts("12.5", decimal="comma") == ["bad_amount"]
    assert amounts("0,125") == ["bad_amount"]
    assert amounts("1.234", default_currency="KWD", decimal="point") == ["1.234"]


def test_currencies_are_words_or_codes_and_set_the_decimals() -> None:
    headings = [*HEAD, "currency"]
    checked = check(headings, ["A", "1", DAY, 5, "人民币"], ["A", "2", DAY, 5.5, "日元"], ["A", "3", DAY, 5, "doubloon"],
                    ["A", "4", DAY, 5, ""], default_currency="EUR")
    assert [draft.currency for draft in checked.drafts] == ["CNY", "EUR"]
    assert codes(checked) == [(3, "amount", "too_many_decimals"), (4, "currency", "unknown_currency")]


@pytest.mark.parametrize(("cell", "expected"), [
    (datetime(2026, 9, 30, 13, 5), "2026-09-30"), (DAY, "2026-09-30"), ("20260930", "2026-09-30"), (20260930.0, "2026-09-30"),
    ("20260930.0", "2026-09-30"), ("2026年9月30日", "2026-09-30"), ("2026年9月30号", "2026-09-30"), ("26-Apr-11", "2011-04-26"),
    (46295.0, "2026-09-30"),
    ("2026-09-30 08:15:00", "2026-09-30"), ("05/05/2026", "2026-05-05"), ("1/2/26", "bad_date"), ("soon", "bad_date"),
    (date(1989, 12, 31), "out_of_range"), ("2101-01-01", "out_of_range"), ("", "missing"), ("1/2/2026", "ambiguous_date"),
    ("2026-02-30", "bad_date"), ("2026 年 9 月 30 日", "2026-09-30"), ("20260930101112", "2026-09-30"),
    ("2026-09-30T10:00:00+08:00", "2026-09-30"), ("26Apr11", "2011-04-26"), ("20260930996099", "bad_date"),
])
def test_dates(cell: object, expected: str) -> None:
    assert days(cell) == [expected]


def test_a_column_settles_its_order_of_days_and_months() -> None:
    assert days("1/2/2026", "13/1/2026") == ["2026-02-01", "2026-01-13"]
    assert days("1/2/2026", "1/13/2026") == ["2026-01-02", "2026-01-13"]
    assert days("1/2/2026", "1/13/2026", "13/1/2026") == ["ambiguous_date", "2026-01-13", "2026-01-13"]
    assert days("1/2/2026", date_order="dmy") == ["2026-02-01"]
    assert days("1/13/2026", date_order="dmy") == ["bad_date"]
    assert days("1/2/2026", date_order="ymd") == ["ambiguous_date"]


def test_each_column_settles_for_itself_even_from_a_row_that_waits() -> None:
    headings = [*HEAD, "due_date"]
    checked = check(headings, ["A", "1", "1/2/2026", 5, "2/13/2026"], ["A", "2", "13/1/2026", 5, "3/4/2026"])
    assert [(draft.date, draft.due_date) for draft in checked.drafts] == [  # type: ignore[union-attr]
        (date(2026, 2, 1), date(2026, 2, 13)), (date(2026, 1, 13), date(2026, 3, 4))]


def test_numbers_keep_their_zeros_and_lost_digits_are_refused() -> None:
    rows = [["A", cell, DAY, 5] for cell in (
        "00123", 611365.0, '="01234567"', "\t26442000000012345678", "'00099", 2.6442e19, "2.6E+19", 1234567890123456.0,
        123456789012345.0)]
    checked = check(HEAD, *rows)
    assert [draft.number for draft in checked.drafts] == [  # type: ignore[union-attr]
        "00123", "611365", "01234567", "26442000000012345678", "00099", "123456789012345"]
    assert codes(checked) == [(row, "invoice_no", "digits_lost") for row in (7, 8, 9)]
    assert checked.problems[0].value == "2.6442E+19"


def test_blank_and_total_rows_are_skipped_quietly() -> None:
    checked = check(HEAD, ["", "", "", ""], ["合 计", "", "", 10], ["小计：", "", "", 5], ["Grand Total", "", "", 15], [],
                    ["", "总计", "", 5], ["Total Oil Ltd", "1", DAY, 5], ["合计", "2", "13/13/2026", 5], [None, None, None, None])
    assert [draft.customer for draft in checked.drafts] == ["Total Oil Ltd"]  # type: ignore[union-attr]
    assert (checked.skipped_rows, checked.problems, checked.rows_read) == (8, (), 9)


def test_customers_totals_are_rows_of_figures_only() -> None:
    checked = check(["name", "limit", "phone"], ["合计", 1000, ""], ["合计商贸", "1,000", "x"], ["甲", "", ""], kind="customers")
    assert [draft.name for draft in checked.drafts] == ["合计商贸", "甲"]  # type: ignore[union-attr]
    assert checked.skipped_rows == 1


def test_required_cells_are_named_by_their_heading() -> None:
    checked = check(["客户名称", "发票号码", "开票日期", "价税合计"], ["", "1", DAY, 5], ["甲", "2", "", ""])
    assert codes(checked) == [(2, "客户名称", "missing"), (3, "开票日期", "missing"), (3, "价税合计", "missing")]
    assert codes(check(["name", "code"], ["", "C1"], kind="customers")) == [(2, "name", "missing")]


def test_kinds_and_terms_are_words() -> None:
    headings = [*HEAD, "kind", "terms_days", "due_date"]
    checked = check(headings, ["A", "1", DAY, 5, "红字", "月结30", ""], ["A", "2", DAY, 5, "利息单", 45.0, ""],
                    ["A", "3", DAY, 5, "", "次月25日", DAY], ["A", "4", DAY, 5, "receipt", "soon", ""])
    assert [(draft.kind, draft.terms.canonical) for draft in checked.drafts] == [  # type: ignore[union-attr]
        ("credit_note", "EOM+30"), ("debit_note", "45"), ("invoice", "next-month 25")]
    assert codes(checked) == [(5, "kind", "bad_kind"), (5, "terms_days", "bad_terms")]


def test_a_due_date_before_the_invoice_is_a_warning() -> None:
    checked = check([*HEAD, "due_date"], ["A", "1", DAY, 5, date(2026, 9, 1)])
    assert len(checked.drafts) == 1
    assert [(warning.row, warning.code) for warning in checked.warnings] == [(2, "due_before_date")]


@pytest.mark.parametrize(("amount", "currency", "warned"), [
    ("US$5", "", True), ("5 EUR", "USD", True), ("US$5", "USD", False), ("¥5", "JPY", False), ("RMB 5", "", False), (5, "USD", False)])
def test_a_sign_of_another_currency_is_a_warning(amount: object, currency: str, warned: bool) -> None:
    checked = check([*HEAD, "currency"], ["A", "1", DAY, amount, currency])
    assert len(checked.drafts) == 1
    assert [warning.code for warning in checked.warnings] == (["other_currency"] if warned else [])


BUREAU = ["序号", "发票代码", "发票号码", "数电发票号码", "销方识别号", "购方识别号", "购买方名称", "开票日期", "金额", "税额", "价税合计", "发票状态",
          "是否正数发票", "备注"]


def test_the_tax_bureaus_export() -> None:
    checked = check(
        BUREAU,
        [1, "", "", "26442000000012345678", "91S", "91A", "甲公司", "2026-04-01 10:00:00", 100, 13, 113, "正常", "是", ""],
        [2, "044001900104", "12345678", "", "91S", "91B", "乙公司", "2026-04-02", 100, 13, 113, "正常", "是", ""],
        [3, "", "", "26442000000012345679", "91S", "91A", "甲公司", "2026-04-03", -100, -13, -113, "正常", "否",
         "被红冲蓝字数电发票号码：26442000000012345678"],
        [4, "", "", "26442000000012345680", "91S", "91A", "甲公司", "2026-04-04", 1, 0, 1, "已作废", "是", ""],
        [5, "", "", 2.6442e19, "91S", "91A", "甲公司", "2026-04-04", 1, 0, 1, "正常", "是", ""],
        ["合计", "", "", "", "", "", "", "", 100, 13, 113, "", "", ""])
    drafts: list[Any] = list(checked.drafts)
    assert [(d.number, d.kind, d.minor, d.tax_id, d.applies_hint) for d in drafts] == [
        ("26442000000012345678", "invoice", 11300, "91A", ""),
        ("04400190010412345678", "invoice", 11300, "91B", ""),
        ("26442000000012345679", "credit_note", 11300, "91A", "26442000000012345678")]
    assert codes(checked) == [(6, "数电发票号码", "digits_lost")]
    assert checked.skipped_rows == 2


def test_an_invoice_of_another_seller_is_a_purchase() -> None:
    rows = [["1" * 20, "91S", "甲", DAY, 5], ["2" * 20, "91X", "乙", "?", 5], ["3" * 20, "", "甲", DAY, 5]]
    headings = ["数电发票号码", "销方识别号", "购买方名称", "开票日期", "价税合计"]
    assert codes(check(headings, *rows, own_tax_id="91S")) == [(3, "销方识别号", "not_ours")]
    assert codes(check(headings, *rows)) == [(3, "开票日期", "bad_date")]


def test_the_lines_of_one_invoice_are_summed_where_the_layout_is_a_line_sheet() -> None:
    headings = ["数电发票号码", "购买方名称", "开票日期", "货物或应税劳务名称", "价税合计"]
    rows = [["1" * 20, "甲", DAY, "钢材", 100], ["1" * 20, "甲", DAY, "折扣", -10], ["2" * 20, "甲", DAY, "退货", -5],
            ["3" * 20, "甲", DAY, "x", 7], ["3" * 20, "甲", DAY, "y", "?"], ["4" * 20, "甲", DAY, "赠品", 0]]
    checked = check(headings, *rows)
    assert [(draft.number[0], draft.kind, draft.minor) for draft in checked.drafts] == [  # type: ignore[union-attr]
        ("1", "invoice", 9000), ("2", "credit_note", 500)]
    assert codes(checked) == [(6, "价税合计", "bad_amount"), (7, "价税合计", "bad_amount")]
    assert len(check(headings, *rows[:2], sum_lines=False).drafts) == 2


def test_receipts_orders_and_customers() -> None:
    receipt: Any = check(["收款单号", "客户名称", "收款日期", "金额", "收款方式", "发票号码"],
                         ["R1", "甲", DAY, 5, "银行承兑汇票", "007"], kind="receipts").drafts[0]
    assert (receipt.number, receipt.method, receipt.invoice_no, receipt.minor) == ("R1", "bank_acceptance", "007", 500)
    order: Any = check(["订单号", "客户", "订单日期", "金额", "定金"], ["S1", "甲", DAY, 5, "1.50"], kind="orders").drafts[0]
    assert (order.number, order.minor, order.deposit) == ("S1", 500, Decimal("1.50"))
    checked = check(["客户编码", "客户名称", "信用额度", "付款条件", "币种", "电话"], [1001.0, "甲", 0, "30天", "", 13800000000.0],
                    ["1002", "乙", "", "", "USD", ""], ["1003", "丙", -5, "", "", ""], kind="customers")
    first, second = checked.drafts
    assert first[:2] == (2, "1001")
    assert (first.limit, first.terms.canonical, first.phone) == (Decimal("0.00"), "30", "13800000000")  # type: ignore[union-attr]
    assert (second.limit, second.currency) == (None, "USD")  # type: ignore[union-attr]
    assert codes(checked) == [(4, "信用额度", "bad_amount")]


def test_progress_may_stop_the_work() -> None:
    seen: list[int] = []

    def progress(rows: int) -> None:
        seen.append(rows)
        if rows == 2000:
            raise Cancelled

    rows = [(1, HEAD), *((i, ["A", f"{i}", DAY, 5]) for i in range(2, 5000))]
    layout = find_layout([Head("s", tuple(rows[:30]))], "invoices")
    with pytest.raises(Cancelled):
        check_sheet(rows, layout, Options(), progress)
    assert seen == [1000, 2000]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10 ** 14 - 1), min_size=1, max_size=8))
def test_number_cells_and_their_texts_read_to_the_same_cent(minors: list[int]) -> None:
    exact = [Decimal(minor).scaleb(-2) for minor in minors]
    cells: list[object] = [float(f"{value:.15g}") if abs(value) < 10 ** 12 else value for value in exact]
    expected = [f"{value:f}" for value in exact]
    assert amounts(*[str(value) for value in exact]) == expected
    assert amounts(*[f"{value:,.2f}" for value in exact]) == expected
    assert [amounts(cell)[0] for cell in cells] == [f"{Decimal(f'{value:.15g}'):.2f}" for value in exact]
