"""Balance sheets, income and cash-flow statements read by the names of their lines, Chinese and English (DOMAIN C2, M)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ..dates import add_months, month_end
from ..errors import InputError, N_
from ..money import parse

NOW, BEFORE, IGNORED = "now", "before", "ignored"
#: line of a statement by the names forms give it, folded by `fold`
NAMES: Mapping[str, str] = {name: line for line, names in {
    "current_assets": "流动资产合计 流动资产总额 totalcurrentassets currentassets",
    "current_liabilities": "流动负债合计 流动负债总额 totalcurrentliabilities currentliabilities",
    "inventory": "存货 inventory inventories", "prepayments": "预付账款 预付款项 预付帐款 prepayments prepaidexpenses",
    "cash": "货币资金 cash cashandcashequivalents cashatbank",
    "short_term_securities": "短期投资 交易性金融资产 short-terminvestments shortterminvestments marketablesecurities",
    "receivables": "应收账款 应收帐款 应收账款净额 tradereceivables accountsreceivable",
    "total_assets": "资产总计 资产合计 资产总额 totalassets",
    "total_liabilities": "负债合计 负债总计 负债总额 totalliabilities",
    "equity": "所有者权益合计 股东权益合计 所有者权益或股东权益合计 所有者权益股东权益合计 权益合计 净资产合计 "
              "所有者权益总计 totalequity shareholders'equity totalshareholders'equity",
    "revenue": "营业收入 主营业务收入 营业总收入 revenue sales turnover netsales",
    "cogs": "营业成本 主营业务成本 costofsales costofgoodssold",
    "profit_before_tax": "利润总额 profitbeforetax incomebeforetax",
    "interest_expense": "利息费用 利息支出 利息费用收入以号填列 interestexpense",
    "net_profit": "净利润 netprofit netincome profitfortheyear",
    "ocf": "经营活动产生的现金流量净额 经营活动现金流量净额 netcashfromoperatingactivities operatingcashflow",
    "intangibles": "无形资产 intangibleassets intangibles",
}.items() for name in names.split()}
#: parts of retained earnings, added up
RETAINED = frozenset({"未分配利润", "盈余公积", "retainedearnings"})
FINANCE_COST = frozenset({"财务费用", "financecosts", "financeexpenses"})
_COLUMNS = ((IGNORED, ("行次", "本月", "本季")),
            (BEFORE, ("年初", "期初", "上年", "上期", "去年", "prior", "previous", "opening")),
            (NOW, ("期末", "年末", "本年", "本期", "累计", "current", "closing")))
_LEAD = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.]"
                   r"|其中[:：]?|减[:：]|加[:：]|less|of which)")
_MARKS = re.compile(r"[\s:：、，,。（）()\[\]“”\"*△#\-－—_]")
_DAY = re.compile(r"(20\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]?\s*(\d{1,2})?")
_YEAR = re.compile(r"(20\d{2})\s*(?:年度?|FY)?")
_UNIT = re.compile(r"(?:单位|unit)\s*[:：]?\s*(?:人民币)?\s*(万元|千元|百万元|元|thousand|million)", re.IGNORECASE)
_UNITS = {"元": Decimal(1), "千元": Decimal(1000), "thousand": Decimal(1000), "万元": Decimal(10_000),
          "百万元": Decimal(1_000_000), "million": Decimal(1_000_000)}


@dataclass(slots=True)
class PeriodRead:
    """One period as read: figures in the unit of the form; `period_end` None where the form does not say."""

    period_end: date | None
    lines: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementRead:
    """What a form said: periods newest first, the unit it names (None: not said), cautions to show, names left over."""

    periods: tuple[PeriodRead, ...]
    unit: Decimal | None
    cautions: tuple[str, ...]
    unread: tuple[str, ...]


def fold(text: object) -> str:
    """A line's name without numbering, blanks and marks."""
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    for _turn in range(3):
        plain = _LEAD.sub("", plain.strip())
    return _MARKS.sub("", plain).casefold()


def line_of(text: object) -> str:
    """The line a name stands for, "" for none; retained earnings and finance costs by their own names."""
    folded = fold(text)
    if folded in NAMES:
        return NAMES[folded]
    # forms write remarks behind the name: 净利润（净亏损以“-”号填列）
    head = fold(re.split(r"[(（]", unicodedata.normalize("NFKC", str(text)).strip().lstrip("(（"), maxsplit=1)[0])
    if head in NAMES:
        return NAMES[head]
    for name in (folded, head):
        if name in RETAINED:
            return "retained_earnings"
        if name in FINANCE_COST:
            return "finance_cost"
    return ""


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    kind: str
    year: int | None


class _Reader:
    """Collects figures by period over all sheets of a file."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int | None], dict[str, Decimal]] = {}
        self.end: date | None = None
        self.unit: Decimal | None = None
        self.unread: list[str] = []
        self.finance: set[tuple[str, int | None]] = set()

    def sheet(self, rows: Iterable[Sequence[object]]) -> None:
        columns: list[_Column] = []
        retained: set[tuple[str, tuple[str, int | None]]] = set()
        for cells in rows:
            texts = ["" if cell is None else str(cell).strip() for cell in cells]
            joined = " ".join(texts)
            headings = _headings(texts)
            if headings:
                columns = headings
            self._about(cells, joined)
            for place, text in enumerate(texts):
                line = line_of(text) if text else ""
                if line:
                    self._line(line, fold(text), place, cells, texts, columns, retained)

    def _about(self, cells: Sequence[object], joined: str) -> None:
        if self.unit is None and (unit := _UNIT.search(joined)):
            self.unit = _UNITS[unit[1].lower()]
        if self.end is None:
            self.end = next((cell.date() if isinstance(cell, datetime) else cell for cell in cells
                             if isinstance(cell, date)), None) or _day_in(joined)

    def _line(self, line: str, name: str, place: int, cells: Sequence[object], texts: Sequence[str],
              columns: Sequence[_Column], retained: set[tuple[str, tuple[str, int | None]]]) -> None:
        next_label = next((other for other in range(place + 1, len(texts)) if line_of(texts[other])), len(texts))
        own = [column for column in columns if place < column.place < next_label]
        if not own:
            # without headings the figures follow their name: this year, the year before
            filled = [other for other in range(place + 1, next_label) if _figure(cells[other]) is not None]
            own = [_Column(other, (NOW, BEFORE)[rank] if rank < 2 else f"{BEFORE}{rank}", None)
                   for rank, other in enumerate(filled[:3])]
        for column in own:
            amount = _figure(cells[column.place]) if column.place < len(cells) else None
            if amount is None or column.kind == IGNORED:
                continue
            key = (column.kind if column.year is None else "", column.year)
            lines = self.found.setdefault(key, {})
            if line == "retained_earnings":
                if (name, key) not in retained:
                    retained.add((name, key))
                    lines[line] = lines.get(line, Decimal(0)) + amount
            elif line not in lines:
                lines[line] = amount

    def result(self) -> StatementRead:
        cautions: list[str] = []
        periods: dict[date | None, PeriodRead] = {}
        for (kind, year), lines in self.found.items():
            if "finance_cost" in lines:
                cost = lines.pop("finance_cost")
                if "interest_expense" not in lines:
                    lines["interest_expense"] = cost
                    cautions.append(N_("The form has no interest expense; finance costs stand in for it. They also hold "
                                       "charges and exchange differences: check the figure."))
            end = self._end(kind, year)
            period = periods.setdefault(end, PeriodRead(end))
            period.lines = {**lines, **period.lines}
        if self.end is not None and self.end.month != 12:
            cautions.append(N_("The figures end within a year: the ratios take the profit and loss as a whole year's."))
        if self.unit is None:
            cautions.append(N_("The form does not say its unit; choose it."))
        ordered = sorted((period for period in periods.values() if period.lines),
                         key=lambda period: period.period_end or date.min, reverse=True)
        return StatementRead(tuple(ordered), self.unit, tuple(dict.fromkeys(cautions)), tuple(self.unread))

    def _end(self, kind: str, year: int | None) -> date | None:
        if year is not None:
            same = self.end is not None and self.end.year == year
            return self.end if same else date(year, 12, 31)
        if self.end is None:
            return None
        if kind == NOW:
            return self.end
        back = 1 if kind == BEFORE else int(kind.removeprefix(BEFORE))
        return date(self.end.year - back, 12, 31) if self.end.month != 12 else add_months(self.end, -12 * back)


def read_statements(sheets: Iterable[Iterable[Sequence[object]]]) -> StatementRead:
    """The statements that the sheets of one file, or a pasted block, hold; InputError `no_statement`."""
    reader = _Reader()
    for rows in sheets:
        reader.sheet(rows)
    found = reader.result()
    if not found.periods:
        raise InputError(N_("No line of a financial statement was recognised. The first column should name the lines, "
                            "such as 流动资产合计 or Total assets."), code="no_statement", field="file")
    return found


def _headings(texts: Sequence[str]) -> list[_Column]:
    """The columns of figures a row names: two of them at least, or one beside 项目."""
    found = []
    for place, text in enumerate(texts):
        plain = unicodedata.normalize("NFKC", text).replace(" ", "").casefold()
        if not plain or len(plain) > 24 or line_of(text):
            continue
        kind = next((kind for kind, marks in _COLUMNS if any(mark in plain for mark in marks)), "")
        year = _YEAR.fullmatch(plain) or _DAY.fullmatch(plain)
        if year is not None:
            found.append(_Column(place, NOW, int(year[1])))
        elif kind and not _UNIT.search(plain):
            found.append(_Column(place, kind, None))
    return found if any(column.kind != IGNORED for column in found) and len(texts) > 1 and len(found) >= 1 and not any(
        _figure(text) is not None and not _YEAR.fullmatch(text) for text in texts) else []


def _day_in(text: str) -> date | None:
    match = _DAY.search(text)
    if match is not None:
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12:
            try:
                return date(year, month, int(match[3])) if match[3] else month_end(date(year, month, 1))
            except ValueError:
                return None
    whole = re.search(r"(20\d{2})\s*年度", text)
    return date(int(whole[1]), 12, 31) if whole else None


def _figure(cell: object) -> Decimal | None:
    """The amount in a cell; None for blanks, dashes and words."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, (int, Decimal)):
        return Decimal(cell)
    text = repr(cell) if isinstance(cell, float) else str(cell).strip()
    if not text or text in ("-", "—", "–", "--"):
        return None
    try:
        return parse(text)
    except InputError:
        return None
