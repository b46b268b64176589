"""Whole forms as firms send them: merged heads, 行次, two halves side by side, blanks, ten thousands, several years."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest

from creditdesk.domain.credit.financials import ratios, Statement, statement_problems
from creditdesk.domain.credit.statement_layout import StatementRead
from creditdesk.files.statement_in import statement_file, statement_text

#: 会小企01表, complete: (asset, no., end, opening, liability, no., end, opening); None = left blank
BALANCE: list[tuple[object, ...]] = [
    ("流动资产：", None, None, None, "流动负债：", None, None, None),
    ("  货币资金", 1, 1200000, 900000, "  短期借款", 31, 800000, 500000),
    ("  短期投资", 2, None, None, "  应付票据", 32, 250000, 180000),
    ("  应收票据", 3, 130000, None, "  应付账款", 33, 2900000, 2600000),
    ("  应收账款", 4, 2900000, 2700000, "  预收账款", 34, 90000, 0),
    ("  预付账款", 5, None, 200000, "  应付职工薪酬", 35, 310000, 290000),
    ("  应收股利", 6, None, None, "  应交税费", 36, 150000, 120000),
    ("  应收利息", 7, None, None, "  应付利息", 37, None, None),
    ("  其他应收款", 8, 70000, 65000, "  应付利润", 38, None, None),
    ("  存货", 9, 3400000, 2900000, "  其他应付款", 39, 500000, 410000),
    ("    其中：原材料", 10, 1100000, 1000000, "  其他流动负债", 40, None, None),
    ("          在产品", 11, 800000, 700000, "  流动负债合计", 41, 5000000, 4100000),
    ("          库存商品", 12, 1400000, 1100000, "非流动负债：", None, None, None),
    ("          周转材料", 13, 100000, 100000, "  长期借款", 42, 1000000, 1100000),
    ("  其他流动资产", 14, 300000, 235000, "  长期应付款", 43, None, None),
    ("  流动资产合计", 15, 8000000, 7000000, "  递延收益", 44, None, None),
    ("非流动资产：", None, None, None, "  其他非流动负债", 45, None, None),
    ("  长期债券投资", 16, None, None, "  非流动负债合计", 46, 1000000, 1100000),
    ("  长期股权投资", 17, None, None, "  负债合计", 47, 6000000, 5200000),
    ("  固定资产原价", 18, 6000000, 5500000, None, None, None, None),
    ("  减：累计折旧", 19, 2450000, 1950000, None, None, None, None),
    ("  固定资产账面价值", 20, 3550000, 3550000, None, None, None, None),
    ("  在建工程", 21, 400000, 390000, None, None, None, None),
    ("  生产性生物资产", 24, None, None, "所有者权益（或股东权益）：", None, None, None),
    ("  无形资产", 25, 50000, 60000, "  实收资本（或股本）", 48, 3500000, 3500000),
    ("  开发支出", 26, None, None, "  资本公积", 49, None, 500000),
    ("  长期待摊费用", 27, None, None, "  盈余公积", 50, 500000, 400000),
    ("  其他非流动资产", 28, None, None, "  未分配利润", 51, 2000000, 1400000),
    ("  非流动资产合计", 29, 4000000, 4000000, "  所有者权益（或股东权益）合计", 52, 6000000, 5800000),
    ("  资产总计", 30, 12000000, 11000000, "  负债和所有者权益（或股东权益）总计", 53, 12000000, 11000000)]
INCOME: list[tuple[object, ...]] = [
    ("一、营业收入", 1, 18000000, 16500000), ("减：营业成本", 2, 14400000, 13100000), ("    税金及附加", 3, 90000, 80000),
    ("      其中：消费税", 4, None, None), ("            城市维护建设税", 6, 52000, 47000), ("    销售费用", 11, 900000, 860000),
    ("    管理费用", 14, 1500000, 1400000), ("      其中：开办费", 15, None, None), ("    财务费用", 18, 210000, 190000),
    ("      其中：利息费用（收入以“-”号填列）", 19, 200000, 185000), ("加：投资收益（损失以“-”号填列）", 20, None, None),
    ("二、营业利润（亏损以“-”号填列）", 21, 900000, 870000), ("加：营业外收入", 22, 20000, 0), ("减：营业外支出", 24, 20000, 10000),
    ("三、利润总额（亏损总额以“-”号填列）", 30, 900000, 860000), ("减：所得税费用", 31, 200000, 190000),
    ("四、净利润（净亏损以“-”号填列）", 32, 700000, 670000)]
CASH: list[tuple[object, ...]] = [
    ("一、经营活动产生的现金流量：", None, None, None), ("销售产成品、商品、提供劳务收到的现金", 1, 19500000, 18000000),
    ("收到其他与经营活动有关的现金", 2, 60000, 55000), ("购买原材料、商品、接受劳务支付的现金", 3, 15600000, 14700000),
    ("支付的职工薪酬", 4, 2100000, 1950000), ("支付的税费", 5, 860000, 800000),
    ("支付其他与经营活动有关的现金", 6, 100000, 95000), ("经营活动产生的现金流量净额", 7, 900000, 510000),
    ("二、投资活动产生的现金流量：", None, None, None), ("投资活动产生的现金流量净额", 13, -510000, -300000),
    ("五、期末现金余额", 22, 1200000, 900000)]
NOW = {"cash": 1200000, "receivables": 2900000, "inventory": 3400000, "current_assets": 8000000, "intangibles": 50000,
       "total_assets": 12000000, "current_liabilities": 5000000, "total_liabilities": 6000000, "retained_earnings": 2500000,
       "equity": 6000000, "revenue": 18000000, "cogs": 14400000, "interest_expense": 200000, "profit_before_tax": 900000,
       "net_profit": 700000, "ocf": 900000}
BEFORE = {"cash": 900000, "receivables": 2700000, "prepayments": 200000, "inventory": 2900000, "current_assets": 7000000,
          "intangibles": 60000, "total_assets": 11000000, "current_liabilities": 4100000, "total_liabilities": 5200000,
          "retained_earnings": 1800000, "equity": 5800000, "revenue": 16500000, "cogs": 13100000, "interest_expense": 185000,
          "profit_before_tax": 860000, "net_profit": 670000, "ocf": 510000}


def workbook(path: Path, *, scale: int = 1, text: bool = False, flow: tuple[str, str] = ("本年累计金额", "上年金额"),
             day: object = "2025 年 12 月 31 日", unit: str = "单位：元") -> Path:
    """The three forms in one workbook, title lines merged over the whole width as the official templates have them."""
    book = openpyxl.Workbook()
    book.remove(book.active)

    def shown(value: object) -> object:
        if not isinstance(value, int):
            return value
        return f"{value / scale:,.2f}" if text else value / scale

    for title, code, rows in (("资产负债表", "会小企01表", BALANCE), ("利润表", "会小企02表", INCOME), ("现金流量表", "会小企03表", CASH)):
        sheet = book.create_sheet(title)
        width = len(rows[0])
        sheet.append([title] + [None] * (width - 1))
        sheet.append([None] * (width - 1) + [code])
        sheet.append(["编制单位：海岳建材（宁波）有限公司", None, day, *[None] * (width - 4), unit])
        heads = ["资  产", "行次", "期末余额", "年初余额", "负债和所有者权益（或股东权益）", "行次", "期末余额", "年初余额"]
        sheet.append(heads if width == 8 else ["项    目", "行次", *flow])
        for row in rows:
            sheet.append([row[0], row[1], *map(shown, row[2:4]), *([row[4], row[5], *map(shown, row[6:])] if width == 8 else [])])
        sheet.append(["单位负责人：", None, "财会负责人：", None])
        last = "H" if width == 8 else "D"
        for line in (1, 2):
            sheet.merge_cells(f"A{line}:{last}{line}" if line == 1 else f"A{line}:C{line}")
    book.save(path)
    return path


def figures(read: StatementRead, place: int) -> dict[str, int]:
    return {name: int(amount) for name, amount in read.periods[place].lines.items()}


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize(("scale", "unit", "factor"), [(1, "单位：元", 1), (10000, "金额单位：人民币万元", 10000)])
def test_both_halves_and_both_years(tmp_path: Path, text: bool, scale: int, unit: str, factor: int) -> None:
    read = statement_file(workbook(tmp_path / "a.xlsx", scale=scale, text=text, unit=unit))
    assert (read.unit, read.firm, read.cautions) == (D(factor), "海岳建材(宁波)有限公司", ())
    assert [period.period_end for period in read.periods] == [date(2025, 12, 31), date(2024, 12, 31)]
    wanted = ({name: D(value) / scale for name, value in whole.items()} for whole in (NOW, BEFORE))
    assert [period.lines for period in read.periods] == list(wanted)


def test_a_blank_line_does_not_take_the_figure_of_its_neighbour(tmp_path: Path) -> None:
    # 短期投资 and 预付账款 are blank while 应付票据 and 应付职工薪酬 beside them are not
    read = statement_file(workbook(tmp_path / "a.xlsx"))
    assert "short_term_securities" not in read.periods[0].lines
    assert "prepayments" not in read.periods[0].lines
    assert read.blank == ("prepayments", "short_term_securities")


def test_the_month_is_no_year(tmp_path: Path) -> None:
    read = statement_file(workbook(tmp_path / "a.xlsx", flow=("本年累计金额", "本月金额")))
    assert read.periods[0].lines["revenue"] == 18000000
    assert "revenue" not in read.periods[1].lines


def test_within_a_year_the_opening_is_the_last_year_end_and_the_flows_the_same_months(tmp_path: Path) -> None:
    read = statement_file(workbook(tmp_path / "a.xlsx", day="2026年6月30日", flow=("本年累计金额", "上年同期金额")))
    found = {period.period_end: period.lines for period in read.periods}
    assert list(found) == [date(2026, 6, 30), date(2025, 12, 31), date(2025, 6, 30)]
    assert found[date(2025, 12, 31)]["cash"] == 900000
    assert found[date(2025, 6, 30)]["revenue"] == 16500000
    assert any("within a year" in caution for caution in read.cautions)


@pytest.mark.parametrize(("day", "end"), [
    (datetime(2025, 12, 31), date(2025, 12, 31)), ("2025年12月", date(2025, 12, 31)), ("2025年度", date(2025, 12, 31)),
    ("所属期：2025-01-01 至 2025-12-31", date(2025, 12, 31)), ("2025.12.31", date(2025, 12, 31))])
def test_days_of_a_form(tmp_path: Path, day: object, end: date) -> None:
    assert statement_file(workbook(tmp_path / "a.xlsx", day=day)).periods[0].period_end == end


def test_a_sheet_for_each_year(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year, factor in ((2025, 1), (2024, 2), (2023, 3)):
        sheet = book.create_sheet(f"{year}年资产负债表")
        for row in (["资产负债表"], [f"{year}年12月31日", "填表日期：2026年3月15日"], ["资产", "期末余额", "负债和所有者权益", "期末余额"],
                    ["流动资产合计", 800 * factor, "流动负债合计", 500 * factor],
                    ["资产总计", 1200 * factor, "负债合计", 600 * factor]):
            sheet.append(row)
    book.save(tmp_path / "years.xlsx")
    read = statement_file(tmp_path / "years.xlsx")
    assert [(period.period_end, period.lines["total_assets"]) for period in read.periods] == [
        (date(2025, 12, 31), 1200), (date(2024, 12, 31), 2400), (date(2023, 12, 31), 3600)]


def test_the_form_of_a_larger_firm() -> None:
    read = statement_text("\n".join((
        "合并资产负债表\t\t\t\t", "编制单位：远大股份有限公司\t\t2025年12月31日\t\t单位：人民币元",
        "项目\t附注\t2025年12月31日\t2024年12月31日", "货币资金\t五、1\t5,000.00\t4,000.00",
        "交易性金融资产\t五、2\t100.00\t—", "应收票据及应收账款\t\t3,300.00\t3,100.00", "应收账款\t五、4\t3,000.00\t2,900.00",
        "预付款项\t\t200.00\t100.00", "存货\t五、7\t2,000.00\t1,900.00", "流动资产合计\t\t10,600.00\t9,000.00",
        "非流动资产合计\t\t9,400.00\t9,000.00", "资产总计\t\t20,000.00\t18,000.00", "流动负债合计\t\t6,000.00\t5,500.00",
        "非流动负债合计\t\t2,000.00\t2,000.00", "负债合计\t\t8,000.00\t7,500.00", "盈余公积\t\t700.00\t600.00",
        "未分配利润\t\t3,300.00\t2,900.00", "归属于母公司所有者权益合计\t\t11,500.00\t10,100.00",
        "所有者权益（或股东权益）合计\t\t12,000.00\t10,500.00", "负债和所有者权益（或股东权益）总计\t\t20,000.00\t18,000.00")))
    assert read.periods[0].lines == {
        "cash": D(5000), "short_term_securities": D(100), "receivables": D(3000), "prepayments": D(200), "inventory": D(2000),
        "current_assets": D(10600), "total_assets": D(20000), "current_liabilities": D(6000), "total_liabilities": D(8000),
        "retained_earnings": D(4000), "equity": D(12000)}
    assert read.periods[1].period_end == date(2024, 12, 31)
    assert read.periods[1].lines["short_term_securities"] == 0  # a dash says there is none
    assert (read.unit, read.firm, read.cautions) == (D(1), "远大股份有限公司", ())


def test_an_english_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Balance sheet as of December 31, 2025 (in thousands)"], ["", "Note", 2025, 2024],
                ["Cash and cash equivalents", 3, 120.5, 90], ["Total current assets", "", 800, 700],
                ["Total assets", "", 1200, 1100], ["Total current liabilities", "", 500, 410],
                ["Total liabilities", "", 600, 520], ["Retained earnings", "", 250, 180], ["Total equity", "", 600, 580]):
        book.active.append(row)
    book.save(tmp_path / "en.xlsx")
    read = statement_file(tmp_path / "en.xlsx")
    assert [period.period_end for period in read.periods] == [date(2025, 12, 31), date(2024, 12, 31)]
    assert (read.unit, read.periods[0].lines["cash"], read.periods[1].lines["equity"]) == (D(1000), D("120.5"), D(580))


def test_a_block_without_headings_leaves_out_the_numbers_of_its_lines() -> None:
    read = statement_text("流动资产合计\t15\t8,000,000\t7,000,000\n资产总计\t30\t12,000,000\t11,000,000\n")
    assert read.periods[0].lines["current_assets"] == 8000000


def test_a_text_in_the_old_code_page(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("项目,期末余额,年初余额\r\n资产总计,\"1,200.00\",\"1,100.00\"\r\n单位：万元,,\r\n".encode("gb18030"))
    read = statement_file(tmp_path / "a.csv")
    assert (read.unit, read.periods[0].lines) == (D(10000), {"total_assets": D(1200)})


def test_what_does_not_add_up_in_a_form_is_said(tmp_path: Path) -> None:
    read = statement_text("项目\t期末余额\n流动资产合计\t800\n非流动资产合计\t300\n资产总计\t1200\n负债合计\t600\n"
                          "所有者权益合计\t500\n负债和所有者权益总计\t1200\n单位：元\t")
    assert [caution for caution in read.cautions if "add up" in caution] == [
        "Current and other assets do not add up to total assets.",
        "Liabilities and equity do not add up to the total of their side."]


def test_what_was_read_gives_the_ratios_of_two_years(tmp_path: Path) -> None:
    read = statement_file(workbook(tmp_path / "a.xlsx"))
    now, before = (Statement(period.period_end, **period.lines) for period in read.periods)  # type: ignore[arg-type]
    assert statement_problems(now) == ()
    found = ratios(now, before, section="C")
    assert found.closing_only == ()
    assert round(found.inputs["FN7"].value, 4) == D("0.0609")  # type: ignore[arg-type, call-overload]
    assert found.inputs["FN2"].state == "unknown"  # 预付账款 is blank: unknown, not zero
