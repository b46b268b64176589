"""Factors, values, sources, cards and methods of credit in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from creditdesk.domain.credit import factors as kinds
from creditdesk.domain.credit.claims import EXISTING, NEW
from creditdesk.domain.credit.factors import FactorInput, FACTORS, KNOWN, NOT_APPLICABLE, WORD_NAMES
from creditdesk.domain.credit.financials import EQUITY, LINE_NAMES
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.customers import facts
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _, listed, N_
from creditdesk.services.credit.basis import Origin, SOURCE_NAMES

BEHAVIOUR, FINANCIAL, EXTERNAL, QUALITY, REFERENCES = "BH", "FN", "EX", "QL", "TR"
DIMENSIONS = {BEHAVIOUR: N_("Payment behaviour"), FINANCIAL: N_("Financial standing"),
              EXTERNAL: N_("External information"), QUALITY: N_("Business and people"),
              REFERENCES: N_("References"), "OP": N_("Further factors")}
#: the two ways in which the score is divided: three tags (capacity, willingness, environment), three views
TAG_NAMES = {"capacity": N_("Credit capacity"), "willingness": N_("Credit willingness"),
             "environment": N_("Trading environment")}
VIEW_NAMES = {"health": N_("Financial health"), "record": N_("Credit record"), "ability": N_("Paying ability")}
CARDS = {NEW: N_("New customers"), EXISTING: N_("Existing customers")}
HINTS = {
    "FN1": N_("current assets ÷ current liabilities"),
    "FN2": N_("(current assets − inventory − prepayments) ÷ current liabilities"),
    "FN3": N_("(cash + securities) ÷ current liabilities"), "FN4": N_("liabilities ÷ assets"),
    "FN5": N_("EBIT ÷ interest expense"), "FN6": N_("net profit ÷ revenue"),
    "FN7": N_("net profit ÷ average assets"), "FN8": N_("365 × average receivables ÷ revenue"),
    "FN9": N_("365 × average inventory ÷ cost of sales"), "FN10": N_("operating cash flow ÷ current liabilities"),
    "FN11": N_("from the statement, or choose the zone"),
    "BH1": N_("days late, weighted by amount, 12 months"), "BH2": N_("more than 3 days late, 12 months"),
    "BH3": N_("latest payment or open item, 12 months"), "BH4": N_("broken ÷ all promises judged, 12 months"),
    "BH5": N_("undisputed, over 30 days ÷ balance"), "BH6": N_("last 3 months less the 9 before"),
    "BH7": N_("rejected or late disputes ÷ billed"), "BH8": N_("since the first invoice"),
    "BH9": N_("mean of 6 monthly peaks ÷ limit"), "EX1": N_("as a defendant, three years"),
    "EX2": N_("from the public register"), "EX3": N_("by the tax authority"), "EX4": N_("mapped to five classes"),
    "EX5": N_("approved ÷ requested"), "QL1": N_("experience, record, openness"),
    "QL2": N_("from the industry list"), "QL3": N_("in its own market"), "QL4": N_("result of the check list"),
    "QL5": N_("since it was founded"), "QL6": N_("discloses, confirms, answers"), "TR1": N_("asked of other suppliers"),
    "TR2": N_("verified ÷ ten key facts"),
}
UNITS = {kinds.RATIO: "×", kinds.TIMES: "×", kinds.FRACTION: "%", kinds.DAYS: N_("days"), kinds.YEARS: N_("years")}
ANCHORS: Mapping[str, tuple[str, str, str, str, str]] = {
    "QL1": (N_("dishonesty, gambling or hidden control"), N_("management changes often, owner hard to reach"),
            N_("average, or style unknown"), N_("solid"), N_("over 10 years in trade, clean record, finance head")),
    "QL2": (N_("shrinking, many insolvencies"), N_("weakening"), N_("flat"), N_("stable, some growth"),
            N_("growing and rich in cash")),
    "QL3": (N_("losing its main customer"), N_("weak"), N_("ordinary"), N_("strong"), N_("leader or sole source")),
    "QL4": (N_("idle, moved out or refuses a visit"), N_("slack"), N_("normal"), N_("in good order"),
            N_("busy, orderly, stock moves")),
    "QL6": (N_("refuses"), N_("only after reminders"), N_("on request"), N_("readily"),
            N_("statements and confirmations unasked")),
}
DEFAULT_SOURCES = {"FN": facts.CUSTOMER, "EX4": facts.AGENCY, "EX5": facts.INSURER, "EX": facts.OFFICIAL,
                   "QL5": facts.OFFICIAL, "QL": facts.VISIT, "TR1": facts.REFERENCE}
#: lines of a statement in words
LINES = LINE_NAMES
#: what the days of credit of the need method add up from
TERMS_INPUTS = ("term_days", "wadbt", "billing_lag", "settlement_days")


def dimension(code: str) -> str:
    """The dimension a factor belongs to, by its letters."""
    return code[:2]


def name(code: str) -> str:
    return _(FACTORS[code].name)


def unit(code: str) -> str:
    words = UNITS.get(FACTORS[code].kind, "")
    return _(words) if words.isalpha() else words


def value_words(code: str, value: Decimal | str | None) -> str:
    """A factor's value with its unit: "58.0%", "1.42×", "4.2 days", "none"; "—" for none."""
    kind = FACTORS[code].kind
    if value is None:
        return "—"
    if isinstance(value, str):
        return value if code == "EX3" else _(WORD_NAMES.get(value, value))
    if kind == kinds.LEVEL:
        return f"{value:f}"
    if kind == kinds.FRACTION:
        return f"{rounded(value * 100, 1)}%".replace("-", "−")
    if kind == kinds.ZONE:
        return rounded(value, 2).replace("-", "−")
    figure = rounded(value, 2 if kind in (kinds.RATIO, kinds.TIMES) else 1).replace("-", "−")
    if kind in (kinds.RATIO, kinds.TIMES):
        return f"{figure}×"
    return (_("{count} days") if kind == kinds.DAYS else _("{count} years")).format(count=figure)


def typed_text(code: str, value: Decimal | str | None) -> str:
    """A figure as it would be typed into its field, exact: 0.58 of a share is "58"."""
    if not isinstance(value, Decimal):
        return ""
    exact = value * 100 if FACTORS[code].kind == kinds.FRACTION else value
    text = f"{exact.normalize():f}" if exact == exact.quantize(Decimal("0.0001")) else f"{exact.quantize(Decimal('0.0001')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def options(card: Scorecard, code: str) -> list[tuple[str, str]]:
    """The words a factor may be, best first: the card's order, or the five levels with their anchors."""
    kind = FACTORS[code]
    if kind.kind == kinds.LEVEL:
        anchors = ANCHORS.get(code)
        return [(str(level), f"{level} · {_(anchors[level - 1])}" if anchors else str(level)) for level in (5, 4, 3, 2, 1)]
    listed = [word for word, _score in card.factor(code).words] if kind.words else []
    if code == "BH9":
        listed = []
    return [(word, word if code == "EX3" else _(WORD_NAMES.get(word, word))) for word in listed]


def industries(sections: Sequence[str]) -> str:
    """The industries a scorecard is for: "C Manufacturing, F Wholesale and retail"."""
    return listed(f"{section} {_(SECTIONS[section])}" for section in sections) or _("Every industry")


def default_source(code: str) -> str:
    """The kind of source a factor usually comes from."""
    return DEFAULT_SOURCES.get(code) or DEFAULT_SOURCES.get(code[:2], facts.CUSTOMER)


def source_name(code: str) -> str:
    return _(SOURCE_NAMES[code]) if code in SOURCE_NAMES else code


def origin_words(entry: FactorInput, origin: Origin | None) -> str:
    """Where a value comes from: "Official register · 2026-11-18"; why there is none."""
    if entry.state != KNOWN:
        return _(entry.note) if entry.note else _("not applicable") if entry.state == NOT_APPLICABLE else ""
    parts = [source_name(origin.source if origin else entry.source)]
    if origin and origin.name and origin.name not in SOURCE_NAMES:
        parts.append(origin.name)
    if origin and origin.day:
        parts.append(origin.day.isoformat())
    if origin and origin.status in (facts.CONFLICTING, facts.EXPIRED):
        parts.append(_("sources disagree") if origin.status == facts.CONFLICTING else _("out of date"))
    return " · ".join(part for part in parts if part)


def points(value: Decimal | None, decimals: int = 1) -> str:
    """Points as they stand in lists; "—" where there are none."""
    return "—" if value is None else rounded(value, decimals)


def rounded(value: Decimal, decimals: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def whole(amount: Decimal) -> str:
    """An amount without cents where it has none: "600,000", "1,234.56"."""
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{cents:,.0f}" if cents == cents.to_integral_value() else f"{cents:,.2f}"
    return text.replace("-", "−")


def percent(fraction: Decimal | None, decimals: int = 1) -> str:
    return "—" if fraction is None else f"{rounded(fraction * 100, decimals)}%".replace("-", "−")


def terms_words(text: str) -> str:
    """Terms of payment as people say them; what cannot be read stays as it is written."""
    try:
        template, fields = parse_terms(text).description()
    except CreditDeskError:
        return text
    return _(template).format(**fields)


def day(value: date | None) -> str:
    return value.isoformat() if value else "—"


def evidence(text: str) -> str:
    """By what a veto or cap was fired: factors by their names, sources by theirs, anything else as written."""
    known = {"coverage": _("too few factors known"), EQUITY: _("equity of the statement"), "plan": _("payment plan in default")}

    def said(part: str) -> str:
        if re.fullmatch(r"\d+(\.\d+)?", part):
            return whole(Decimal(part))
        if re.fullmatch(r"#\d+", part):
            return _("fact {number}").format(number=part)
        return name(part) if part in FACTORS else source_name(part) if part in SOURCE_NAMES else known.get(part, part)

    return listed(said(part) for part in (part.strip() for part in text.split(",")) if part)
