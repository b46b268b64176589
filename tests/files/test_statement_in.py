"""Chinese small-enterprise forms and pasted blocks, read by the names of their lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest

from creditdesk.domain.credit.statement_names import line_of
from creditdesk.domain.errors import InputError
from creditdesk.files.statement_in import statement_file, statement_text

BALANCE = [
    ["资产负债表", "", "", "", "", "", "", ""], ["编制单位：甲公司", "", "2025年12月31日", "", "", "", "单位：元", ""],
    ["资产", "行次", "期末余额", "年初余额", "负债和所有者权益", "行次", "期末余额", "年初余额"],
    ["流动资产：", "", "", "", "流动负债：", "", "", ""],
    ["货币资金", 1, 1200000, 900000.5, "短期借款", 31, 500000, 0],
    ["短期投资", 2, 100000, "", "应付账款", 33, 4500000, 3900000],
    ["应收账款", 4, 2900000, 2700000, "流动负债合计", 41, 5000000, 4100000],
    ["预付账款", 5, 300000, 200000, "负债合计", 47, 6000000, 5200000],
    ["存货", 9, 2200000, 1800000, "盈余公积", 50, 500000, 400000],
    ["流动资产合计", 15, 8000000, 7000000, "未分配利润", 51, 2000000, 1400000],
    ["无形资产", 27, 50000, 60000, "所有者权益（或股东权益）合计", 52, 6000000, 5800000],
    ["资产总计", 30, 12000000, 11000000, "负债和所有者权益（或股东权益）总计", 53, 12000000, 11000000]]
INCOME = [
    ["利润表", "", "", ""], ["编制单位：甲公司", "2025年度", "", "单位：元"], ["项目", "行次", "本年累计金额", "本月金额"],
    ["一、营业收入", 1, 18000000, 1500000], ["减：营业成本", 2, 14400000, 1200000], ["财务费用（收益以“-”号填列）", 18, 210000, 9000],
    ["其中：利息费用（收入以“-”号填列）", 19, 200000, 8000], ["三、利润总额（亏损总额以“-”号填列）", 30, 900000, 70000],
    ["四、净利润（净亏损以“-”号填列）", 32, 700000, 52000]]
CASH = [["现金流量表"], ["项目", "行次", "本年累计金额", "本月金额"], ["经营活动产生的现金流量净额", 7, 900000, -20000]]


def test_the_three_forms_of_a_small_enterprise(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in (("资产负债表", BALANCE), ("利润表", INCOME), ("现金流量表", CASH)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "2025.xlsx")
    found = statement_file(tmp_path / "2025.xlsx")
    now, before = found.periods
    assert (found.unit, found.cautions) == (D(1), ())
    assert (now.period_end, before.period_end) == (date(2025, 12, 31), date(2024, 12, 31))
    assert now.lines == {
        "cash": D(1200000), "short_term_securities": D(100000), "receivables": D(2900000), "prepayments": D(300000),
        "inventory": D(2200000), "current_assets": D(8000000), "intangibles": D(50000), "total_assets": D(12000000),
        "current_liabilities": D(5000000), "total_liabilities": D(6000000), "retained_earnings": D(2500000),
        "equity": D(6000000), "revenue": D(18000000), "cogs": D(14400000), "interest_expense": D(200000),
        "profit_before_tax": D(900000), "net_profit": D(700000), "ocf": D(900000)}
    assert (before.lines["cash"], before.lines["retained_earnings"]) == (D("900000.5"), D(1800000))
    assert "revenue" not in before.lines


@pytest.mark.parametrize(("text", "periods", "lines", "cautions"), [
    ("项目\t2025年\t2024年\n营业收入\t1,800\t1,500\n净利润\t70\t(5)\n单位：万元\t\t",
     [date(2025, 12, 31), date(2024, 12, 31)], [{"revenue": D(1800), "net_profit": D(70)},
                                                {"revenue": D(1500), "net_profit": D(-5)}], 0),
    ("流动资产合计\t800\t700\n财务费用\t21\t20\n", [None], None, 2),
    ("Total assets;500\nTotal liabilities;200\n", [None], [{"total_assets": D(500), "total_liabilities": D(200)}], 1)])
def test_pasted_blocks(text: str, periods: list[date | None], lines: list[dict[str, D]] | None, cautions: int) -> None:
    found = statement_text(text)
    assert [period.period_end for period in found.periods][:len(periods)] == periods
    if lines is not None:
        assert [period.lines for period in found.periods] == lines
    assert len(found.cautions) == cautions


def test_what_is_no_statement_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No line of a financial statement"):
        statement_text("发票号\t金额\nA1\t100")


@pytest.mark.parametrize(("name", "line"), [
    ("  一、营业收入", "revenue"), ("减：营业成本", "cogs"), ("所有者权益（或股东权益）合计", "equity"), ("流动资产：", ""),
    ("负债和所有者权益总计", "right_side"), ("Total Current Assets", "current_assets"), ("盈余公积", "retained_earnings"),
    ("四、净利润（净亏损以“－”号填列）", "net_profit"), ("△利息支出", "interest_expense"), ("其他应收款", "")])
def test_names_of_lines(name: str, line: str) -> None:
    assert line_of(name) == line
