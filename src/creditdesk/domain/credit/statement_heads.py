"""What a form says around its figures: whose it is, its unit, its day, and the period each column tells of (DOMAIN C2, M)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..dates import month_end
from .statement_names import line_of

NOW, BEFORE, IGNORED, LABEL = "now", "before", "ignored", "label"
#: words of a heading, the first kind that fits holds; a month alone is no period of a form that has the year
_KINDS = ((IGNORED, ("行次", "附注", "注释", "本月", "本季", "note", "增减", "变动", "change")),
          (BEFORE, ("年初", "期初", "上年", "上期", "去年", "prior", "previous", "opening", "lastyear")),
          (NOW, ("期末", "年末", "本年", "本期", "累计", "current", "closing", "thisyear")),
          (LABEL, ("资产", "负债", "权益", "项目", "科目", "报表", "item", "assets", "liabilities", "equity", "particulars")))
#: what stands above the headings: the form's name, whose it is, its unit
_TITLE = re.compile(r"资产负债表|利润表|损益表|现金流量表|(?:编制|报送|填报)?单位\s*[:：]|balance sheet|(?:income|cash flow) statement"
                    r"|statement of|纳税人|所属期", re.IGNORECASE)
_DAY = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]?\s*(?:(\d{1,2})\s*日?)?")
_YEAR = re.compile(r"(?:fy)?((?:19|20)\d{2})(?:\.0)?(?:年度|年|年末)?")
_MONTHS = {name: place for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAMED = re.compile(rf"(?:(\d{{1,2}})\s+)?({'|'.join(_MONTHS)})[a-z]*\.?\s+(?:(\d{{1,2}}),?\s+)?((?:19|20)\d{{2}})", re.IGNORECASE)
#: days that are not the form's: when it was filled in, sent or printed
_OTHER_DAY = re.compile(r"(?:填表|填报|报送|打印|制表|申报|审核|受理|导出|print|prepared)[^0-9]{0,8}$", re.IGNORECASE)
_UNIT = re.compile(r"(?<!编制)(?<!填报)(?<!报送)(?:单位|unit|in)\s*[:：]?\s*(?:of)?\s*(?:人民币|rmb|cny)?\s*[(（]?\s*"
                   r"(万元|千元|百万元|元|人民币元|thousands?|'000|millions?)", re.IGNORECASE)
_BARE_UNIT = re.compile(r"[(（]\s*(?:人民币|rmb|cny)?\s*(万元|千元|百万元|元)\s*[)）]|(?:rmb|cny)\s*('000)", re.IGNORECASE)
UNITS = {"元": Decimal(1), "人民币元": Decimal(1), "千元": Decimal(1000), "thousand": Decimal(1000), "'000": Decimal(1000),
         "万元": Decimal(10_000), "百万元": Decimal(1_000_000), "million": Decimal(1_000_000)}
_FIRM = re.compile(r"(?:编制单位|报送单位|填报单位|纳税人名称|单位名称|企业名称|company)\s*(?:\([^)]*\))?\s*[:：]"
                   r"\s*(\S.*?)(?=\s{2,}|\t|$|单位[:：]|(?:19|20)\d{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: what it tells of, or the year it names. `label` is the column its names stand in."""

    place: int
    kind: str
    year: int | None = None
    label: int = 0


def folded(cell: object) -> str:
    """The text of a cell with widths folded; a date in its ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return unicodedata.normalize("NFKC", str(cell)).strip()


def headings(cells: Sequence[object]) -> list[Column]:
    """The columns of figures a row of headings names; empty for any other row.

    Each belongs to the label before it: of a balance sheet with two halves, assets and liabilities have their own columns.
    """
    if any(_TITLE.search(folded(cell)) for cell in cells):
        return []
    found: list[Column] = []
    label, previous, named = -1, "", False
    for place, cell in enumerate(cells):
        text = folded(cell)
        if not text:
            continue
        kind, year = _kind(text)
        if not kind:
            if line_of(text) or _is_figure(text):
                return []
            kind = LABEL
        else:
            named = named or kind == LABEL
        if kind == LABEL:
            label = place if previous != LABEL else label
        else:
            found.append(Column(place, kind, year, max(label, 0)))
        previous = kind
    figures = sum(column.kind != IGNORED for column in found)
    return found if figures > 1 or (figures and (named or len(found) > 1)) else []


def _kind(text: str) -> tuple[str, int | None]:
    plain = text.replace(" ", "").casefold()
    if len(plain) > 30:
        return "", None
    year = _YEAR.fullmatch(plain) or _DAY.fullmatch(plain)
    if year is not None:
        return NOW, int(year[1])
    named = _NAMED.fullmatch(text.strip())
    if named is not None:
        return NOW, int(named[4])
    for kind, marks in _KINDS:
        if any(mark in plain for mark in marks) and not (kind != LABEL and _UNIT.search(plain)):
            inner = re.match(r"((?:19|20)\d{2})年", plain)
            return kind, int(inner[1]) if inner and kind in (NOW, BEFORE) else None
    return "", None


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"[-−(]?[\d,. ]+\)?%?", text))


def unit_in(text: str) -> Decimal | None:
    """The unit a row names: 单位：万元."""
    plain = unicodedata.normalize("NFKC", text)
    match = _UNIT.search(plain) or _BARE_UNIT.search(plain)
    if match is None:
        return None
    word = next(part for part in match.groups() if part).casefold()
    return UNITS.get(word, UNITS.get(word.rstrip("s")))


def firm_in(text: str) -> str:
    """Whose form it says it is."""
    match = _FIRM.search(unicodedata.normalize("NFKC", text))
    name = match[1].strip(" :") if match else ""
    return "" if re.fullmatch(r"[\d./年月日-]*", name) else name


def days_in(cells: Sequence[object]) -> list[date]:
    """The days a row of a head names, those left out that say when the form was filled in; of a range the last."""
    found = [cell.date() if isinstance(cell, datetime) else cell for cell in cells if isinstance(cell, date)]
    text = " ".join(folded(cell) for cell in cells if not isinstance(cell, date))
    for match in _DAY.finditer(text):
        if not _OTHER_DAY.search(text[:match.start()]):
            found += _day(int(match[1]), int(match[2]), match[3])
    for match in _NAMED.finditer(text):
        found += _day(int(match[4]), _MONTHS[match[2][:3].lower()], match[1] or match[3])
    if not found and (whole := re.search(r"((?:19|20)\d{2})\s*(?:年度|年报)", text)):
        found.append(date(int(whole[1]), 12, 31))
    return found


def _day(year: int, month: int, day: str | None) -> list[date]:
    if not 1 <= month <= 12:
        return []
    try:
        return [date(year, month, int(day)) if day else month_end(date(year, month, 1))]
    except ValueError:
        return []


def period_end(days: Sequence[date]) -> date | None:
    """The day among several that a form is of: the latest that ends a month, else the latest."""
    ends = [day for day in days if day == month_end(day)]
    return max(ends or days, default=None)
