"""The names that balance sheets, income and cash-flow statements give their lines, Chinese and English (DOMAIN C2, M)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

RETAINED_EARNINGS, FINANCE_COST = "retained_earnings", "finance_cost"
#: read to check the form by, kept nowhere
FIXED_ASSETS, LONG_DEBTS, RIGHT_SIDE, INCOME_TAX = "non_current_assets", "non_current_liabilities", "right_side", "income_tax"
CHECKED_LINES = frozenset({FIXED_ASSETS, LONG_DEBTS, RIGHT_SIDE, INCOME_TAX})
#: lines that tell of a year; the others stand on its last day
FLOWS = frozenset({"revenue", "cogs", "profit_before_tax", "interest_expense", "net_profit", "ocf", FINANCE_COST, INCOME_TAX})
#: line of a statement by the names forms give it, folded by `fold`
NAMES: Mapping[str, str] = {name: line for line, names in {
    "current_assets": "流动资产合计 流动资产总计 流动资产总额 totalcurrentassets currentassets",
    "current_liabilities": "流动负债合计 流动负债总计 流动负债总额 totalcurrentliabilities currentliabilities",
    "inventory": "存货 存货净额 inventory inventories",
    "prepayments": "预付账款 预付款项 预付帐款 prepayments prepaidexpenses",
    "cash": "货币资金 cash cashandcashequivalents cashatbank cashatbankandonhand",
    "short_term_securities": "短期投资 交易性金融资产 以公允价值计量且其变动计入当期损益的金融资产 "
                             "shortterminvestments marketablesecurities",
    "receivables": "应收账款 应收帐款 应收账款净额 应收票据及应收账款 tradereceivables accountsreceivable tradeandotherreceivables",
    "total_assets": "资产总计 资产合计 资产总额 totalassets",
    "total_liabilities": "负债合计 负债总计 负债总额 totalliabilities",
    "equity": "所有者权益合计 股东权益合计 所有者权益或股东权益合计 所有者权益股东权益合计 权益合计 净资产合计 净资产 "
              "所有者权益总计 股东权益总计 totalequity shareholders'equity totalshareholders'equity owners'equity",
    "revenue": "营业收入 主营业务收入 营业总收入 revenue sales turnover netsales totalrevenue",
    "cogs": "营业成本 主营业务成本 costofsales costofgoodssold",
    "profit_before_tax": "利润总额 税前利润 profitbeforetax incomebeforetax profitbeforetaxation",
    "interest_expense": "利息费用 利息支出 interestexpense",
    "net_profit": "净利润 netprofit netincome profitfortheyear profitaftertax",
    "ocf": "经营活动产生的现金流量净额 经营活动现金流量净额 经营活动产生的现金净流量 netcashfromoperatingactivities "
           "netcashprovidedbyoperatingactivities operatingcashflow",
    "intangibles": "无形资产 intangibleassets intangibles",
    RETAINED_EARNINGS: "未分配利润 盈余公积 retainedearnings",
    FINANCE_COST: "财务费用 financecosts financeexpenses",
    FIXED_ASSETS: "非流动资产合计 totalnoncurrentassets",
    LONG_DEBTS: "非流动负债合计 长期负债合计 totalnoncurrentliabilities",
    RIGHT_SIDE: "负债和所有者权益总计 负债和所有者权益或股东权益总计 负债及所有者权益总计 负债及所有者权益合计 负债和股东权益总计 "
                "负债和所有者权益合计 负债及股东权益总计 totalliabilitiesandequity totalequityandliabilities",
    INCOME_TAX: "所得税费用 所得税 incometax incometaxexpense taxation",
}.items() for name in names.split()}
#: the line that is meant where a form has both, by the better name; first come, first kept for the others
BETTER: Mapping[str, tuple[str, ...]] = {"receivables": ("应收账款", "应收帐款", "应收账款净额")}
_LEAD = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.]"
                   r"|其中[:：]?|减[:：]|加[:：]|less[:：]?|add[:：]?|of which)")
_MARKS = re.compile(r"[\s:：、，,。（）()\[\]“”\"*△▲#\-－—–_☆]")


def fold(text: object) -> str:
    """A line's name without numbering, blanks and marks."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    for _turn in range(3):
        plain = _LEAD.sub("", plain.strip())
    return _MARKS.sub("", plain).replace("’", "'")


def line_of(text: object) -> str:
    """The line a name stands for, "" for none."""
    folded = fold(text)
    if folded in NAMES:
        return NAMES[folded]
    # forms write remarks behind the name: 净利润（净亏损以“-”号填列）
    plain = unicodedata.normalize("NFKC", str(text)).strip().lstrip("(")
    return NAMES.get(fold(plain.split("(", maxsplit=1)[0]), "") if "(" in plain else ""
