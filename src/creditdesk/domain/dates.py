"""Calendar arithmetic and the dates people write (DOMAIN C3, D15; CLI Import "Dates"). No clock in here."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

from .errors import InputError, N_

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
OPEN_END = date(9999, 12, 31)
ORDERS = ("ymd", "dmy", "mdy")
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_EXCEL_EPOCH = date(1899, 12, 30)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Same day `months` later, clamped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """29 February → 28 February (CC 202)."""
    return add_months(day, 12 * years)


def next_working_day(day: date, holidays: Collection[date] = frozenset()) -> date:
    """`day` itself, else the next one that is Monday to Friday and no holiday (DOMAIN D15)."""
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(1)
    return day


def add_working_days(day: date, count: int, holidays: Collection[date] = frozenset()) -> date:
    """The day `count` working days after `day`."""
    for _ in range(count):
        day = next_working_day(day + timedelta(1), holidays)
    return day


def years_between(start: date, end: date) -> tuple[int, int, int]:
    """Whole anniversaries, elapsed days of the current year, and that year's length in days (DOMAIN C3, Years)."""
    whole = end.year - start.year - (1 if end < add_years(start, end.year - start.year) else 0)
    last = add_years(start, whole)
    return whole, (end - last).days, (add_years(start, whole + 1) - last).days


def check_range(day: date, field: str = "date") -> date:
    """Refuse dates outside 1990–2100; InputError `out_of_range`."""
    if not FIRST <= day <= LAST:
        raise InputError(N_("{value} is outside 1990–2100."), code="out_of_range", field=field, value=day.isoformat())
    return day


def _bad(value: object, field: str) -> InputError:
    return InputError(N_("“{value}” is not a date. Write it like 2026-11-20."), code="bad_date", field=field,
                      value=str(value))


def _from_numbers(first: int, second: int, third: int, order: str) -> date | None:
    year, month, day = {"ymd": (first, second, third), "dmy": (third, second, first),
                        "mdy": (third, first, second)}[order]
    try:
        return date(year, month, day)
    except ValueError:
        return None


_SHORT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_TIME = re.compile(r"([T\s]+(上午|下午)?\s*\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*(am|pm|z|[+-]\d{2}:?\d{2})?"
                   r"|\s*(星期|周)[一二三四五六日天])$", re.IGNORECASE)


def orders_of(value: object) -> frozenset[str]:
    """The orders ("dmy", "mdy") in which a cell can be read; empty where the cell says nothing about the order."""
    match = _SHORT.fullmatch(_normal(value)) if isinstance(value, str) else None
    if not match:
        return frozenset()
    numbers = tuple(int(part) for part in match.groups())
    return frozenset(order for order in ("dmy", "mdy") if _from_numbers(*numbers, order))  # type: ignore[arg-type,call-arg]


def _normal(value: object) -> str:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return _TIME.sub("", text).strip()


def parse_date(value: object, *, order: str | None = None, field: str = "date") -> date:
    """The day meant by a cell or a typed text; InputError `bad_date`, `ambiguous_date` or `out_of_range`.

    `order` is "dmy" or "mdy" once the option or the column has settled it ("ymd" settles nothing about 1/2/2013).
    """
    if isinstance(value, datetime):
        return check_range(value.date(), field)
    if isinstance(value, date):
        return check_range(value, field)
    if isinstance(value, bool) or value is None:
        raise _bad(value, field)
    if isinstance(value, (int, float)):
        return _from_serial(float(value), field)
    text = _normal(value)
    day = _iso_like(text) or _named(text) or _short(text, order, field)
    if day is None and re.fullmatch(r"\d{4,6}(\.\d+)?", text):
        return _from_serial(float(text), field)
    if day is None:
        raise _bad(value, field)
    return check_range(day, field)


def _from_serial(number: float, field: str) -> date:
    """An Excel serial, or eight digits read as a number."""
    if number == int(number) and 10_000_000 <= number <= 99_999_999:
        day = _iso_like(str(int(number)))
        if day is None:
            raise _bad(int(number), field)
        return check_range(day, field)
    if not 1 <= number < 2_958_466:
        raise _bad(f"{number:.15g}", field)
    return check_range(_EXCEL_EPOCH + timedelta(int(number)), field)


def _iso_like(text: str) -> date | None:
    match = (re.fullmatch(r"(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*[日号]?", text)
             or re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:[0-2]\d[0-5]\d[0-5]\d)?", text))
    if not match:
        return None
    return _from_numbers(*(int(part) for part in match.groups()), "ymd")  # type: ignore[arg-type,call-arg]


def _named(text: str) -> date | None:
    match = re.fullmatch(r"(\d{1,2})[-/. ]*([A-Za-z]{3,9})\.?,?[-/. ]*(\d{2}|\d{4})", text)
    if match:
        day, name, year = match.groups()
    else:
        match = (re.fullmatch(r"(?P<name>[A-Za-z]{3,9})\.?[-/. ]+(?P<day>\d{1,2}),?[-/. ]+(?P<year>\d{4})", text)
                 or re.fullmatch(r"(?P<year>\d{4})[-/. ]+(?P<name>[A-Za-z]{3,9})\.?[-/. ]+(?P<day>\d{1,2})", text))
        if not match:
            return None
        name, day, year = match["name"], match["day"], match["year"]
    month = _MONTHS.get(name[:3].lower())
    if not month:
        return None
    full = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    return _from_numbers(full, month, int(day), "ymd")


def _short(text: str, order: str | None, field: str) -> date | None:
    match = _SHORT.fullmatch(text)
    if not match:
        return None
    numbers = tuple(int(part) for part in match.groups())
    readings = {o: day for o in ("dmy", "mdy") if (day := _from_numbers(*numbers, o))}  # type: ignore[arg-type,call-arg]
    if order in readings:
        return readings[order]
    if len(set(readings.values())) == 1 and order not in ("dmy", "mdy"):
        return next(iter(readings.values()))
    if len(readings) == 2:
        raise InputError(N_("“{value}” can be read as day/month or month/day. Choose the order of dates."),
                         code="ambiguous_date", field=field, value=text)
    return None
