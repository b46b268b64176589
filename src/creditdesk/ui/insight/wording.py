"""Figures and bucket names in words, for the dashboard and the reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from PySide6.QtCore import QDate, QLocale

from creditdesk.i18n import current_language
from creditdesk.services.insight.bucket_words import bucket_title as bucket_title  # one name for whoever writes figures

SYMBOLS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "KRW": "₩"}
_HUGE = Decimal(1_000_000_000)


def whole(amount: Decimal) -> str:
    """Without cents: "1,916,037", "−1,200"."""
    rounded = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return ("−" if rounded < 0 else "") + f"{abs(rounded):,f}"


def with_currency(amount: Decimal, currency: str) -> str:
    """Without cents, the sign before the figure: "¥1,916,037", "CHF 1,200"."""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    text = whole(amount)
    return f"−{symbol}{text[1:]}" if text.startswith("−") else f"{symbol}{text}"


def large(amount: Decimal, currency: str) -> str:
    """As `with_currency`, from a thousand million on in 亿 or m so that it fits a card."""
    if abs(amount) < _HUGE:
        return with_currency(amount, currency)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    zh = current_language() == "zh"
    scaled = (amount / (Decimal(10) ** 8 if zh else Decimal(10) ** 6)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{symbol}{scaled:,f} {'亿' if zh else 'm'}".replace("-", "−")


def scale_of(peak: Decimal, currency: str) -> tuple[Decimal, str, str, int]:
    """For a chart: what to divide by, the unit's words for the head, the mark behind a figure, its decimals."""
    zh = current_language() == "zh"
    if zh and currency == "CNY":
        steps = [(Decimal(10) ** 8, "亿元", " 亿", 2), (Decimal(10) ** 4, "万元", " 万", 1), (Decimal(1), "元", "", 0)]
    else:
        steps = [(Decimal(10) ** 6, f"{currency} m", " m", 2), (Decimal(10) ** 3, f"{currency} k", " k", 0),
                 (Decimal(1), currency, "", 0)]
    return next((step for step in steps if peak >= step[0] * 5), steps[-1])


def unit_words(currency: str) -> str:
    """The unit of a table, said once: "元" for CNY in Chinese, else the code."""
    return "元" if current_language() == "zh" and currency == "CNY" else currency


def percent(fraction: Decimal, decimals: int = 1) -> str:
    return f"{(fraction * 100).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}%".replace("-", "−")


def decimal(value: Decimal, decimals: int = 1) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}".replace("-", "−")


def arrow(change: Decimal, words: str) -> str:
    """A change with its arrow; "" for none."""
    return "" if not change else f"{'↑' if change > 0 else '↓'}{words}"


def long_day(day: date) -> str:
    """2026年11月20日 星期五; Friday, 20 November 2026."""
    moment = QDate(day.year, day.month, day.day)
    if current_language() == "zh":
        return QLocale(QLocale.Language.Chinese).toString(moment, "yyyy'年'M'月'd'日' dddd")
    return QLocale(QLocale.Language.English).toString(moment, "dddd, d MMMM yyyy")


def month_name(day: date, *, long: bool = False) -> str:
    """11月; Nov (or November)."""
    if current_language() == "zh":
        return f"{day.month}月"
    kind = QLocale.FormatType.LongFormat if long else QLocale.FormatType.ShortFormat
    return QLocale(QLocale.Language.English).standaloneMonthName(day.month, kind)
