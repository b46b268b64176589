"""The factors a scorecard may use: names, kinds of value, and the reading of a typed value (DOMAIN C4, CLI Score)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from ..errors import InputError, N_

KNOWN, UNKNOWN, NOT_APPLICABLE = "known", "unknown", "not_applicable"
#: kinds of value: a plain ratio or share may be typed as a percentage, the others may not
RATIO, FRACTION, TIMES, DAYS = "ratio", "fraction", "times", "days"
YEARS, LEVEL, WORD, ZONE = "years", "level", "word", "zone"
SHARED = frozenset({RATIO, FRACTION})
#: sections of GB/T 4754 whose Altman model is Z'; every other one, unknown too, takes Z'' (DOMAIN C4)
Z_PRIVATE_SECTIONS = frozenset("BCDE")
#: what the words a factor takes are called; the tax class is its own name
WORD_NAMES = {
    "no_interest": N_("no interest to pay"), "loss": N_("loss before interest"), "safe": N_("safe"),
    "upper_grey": N_("upper grey"), "lower_grey": N_("lower grey"), "distress": N_("distress"),
    "over_limit": N_("over the limit"), "none": N_("none"), "minor": N_("minor, under 1% of net assets"),
    "plaintiff_only": N_("only as plaintiff"), "discharged_over_12m": N_("settled over 12 months ago"),
    "discharged_within_12m": N_("settled within 12 months"), "open_under_10pct": N_("open, under 10% of net assets"),
    "open_larger": N_("open, larger"), "minor_over_12m": N_("minor, over 12 months ago"),
    "other_over_12m": N_("other, over 12 months ago"), "within_12m": N_("within 12 months"),
    "abnormal_list": N_("on the abnormal list"), "serious_violation": N_("serious violation"),
    "very_low": N_("very low"), "low": N_("low"), "medium": N_("medium"), "high": N_("high"),
    "very_high": N_("very high"), "refused_no_information": N_("refused: no information"),
    "refused_adverse": N_("refused: adverse"), "3_prompt": N_("three or more, all prompt"),
    "2_prompt": N_("two, all prompt"), "slow_to_30d": N_("two or more, one up to 30 days late"),
    "only_1": N_("only one"), "slow_over_30d": N_("one over 30 days late"), "refused": N_("one refused"),
}


@dataclass(frozen=True, slots=True)
class FactorKind:
    """What a factor measures and which values it can take; `low` and `high` bound typed figures, inclusive."""

    code: str
    name: str
    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorInput:
    """One factor's value with where it came from.

    `confidence` is 0…1 (DOMAIN B9; a ledger value and a typed one are 1). `forced_score` replaces the band's score
    where the rule itself says so (equity ≤ 0 → FN4 scores 0, DOMAIN C2) while the value shown stays.
    """

    state: str
    value: Decimal | str | None = None
    source: str = ""
    confidence: Decimal = Decimal(1)
    forced_score: Decimal | None = None
    note: str = ""


def known(value: Decimal | str, source: str = "", confidence: Decimal = Decimal(1)) -> FactorInput:
    """A known factor."""
    return FactorInput(KNOWN, value, source, confidence)


def unknown(note: str = "", source: str = "") -> FactorInput:
    """Obtainable but missing: takes the penal score (DOMAIN C8)."""
    return FactorInput(UNKNOWN, None, source, Decimal(0), None, note)


def not_applicable(note: str = "", source: str = "") -> FactorInput:
    """Does not exist for this customer: its weight is taken out (DOMAIN C8)."""
    return FactorInput(NOT_APPLICABLE, None, source, Decimal(1), None, note)


_ZERO, _ONE, _TEN = Decimal(0), Decimal(1), Decimal(10)
# A share above ten (1000 %) is a percentage typed as a number: asked again, never scored.
_KINDS = (
    FactorKind("FN1", N_("Current ratio"), RATIO, _ZERO),
    FactorKind("FN2", N_("Quick ratio"), RATIO, _ZERO),
    FactorKind("FN3", N_("Cash ratio"), RATIO, _ZERO),
    FactorKind("FN4", N_("Debt ratio"), FRACTION, _ZERO, _TEN),
    FactorKind("FN5", N_("Interest cover"), TIMES, words=("no_interest", "loss")),
    FactorKind("FN6", N_("Net margin"), FRACTION, -_TEN, _TEN),
    FactorKind("FN7", N_("Return on assets"), FRACTION, -_TEN, _TEN),
    FactorKind("FN8", N_("Customer's receivable days"), DAYS, _ZERO),
    FactorKind("FN9", N_("Inventory days"), DAYS, _ZERO),
    FactorKind("FN10", N_("Operating cash flow to debt"), FRACTION, -_TEN, _TEN),
    FactorKind("FN11", N_("Altman Z"), ZONE, words=("safe", "upper_grey", "lower_grey", "distress")),
    FactorKind("BH1", N_("Weighted average days beyond terms"), DAYS),
    FactorKind("BH2", N_("Share paid late by value"), FRACTION, _ZERO, _ONE),
    FactorKind("BH3", N_("Longest delay"), DAYS),
    FactorKind("BH4", N_("Broken promises"), FRACTION, _ZERO, _ONE),
    FactorKind("BH5", N_("Share of balance over 30 days overdue"), FRACTION, _ZERO, _TEN),
    FactorKind("BH6", N_("Payment trend"), DAYS),
    FactorKind("BH7", N_("Unfounded disputes"), FRACTION, _ZERO, _TEN),
    FactorKind("BH8", N_("Length of the relationship"), YEARS, _ZERO),
    FactorKind("BH9", N_("Use of the limit"), FRACTION, _ZERO, _TEN, words=("over_limit",)),
    FactorKind("EX1", N_("Court enforcement and lawsuits"), WORD, words=(
        "none", "minor", "plaintiff_only", "discharged_over_12m", "discharged_within_12m", "open_under_10pct",
        "open_larger")),
    FactorKind("EX2", N_("Penalties and abnormal list"), WORD, words=(
        "none", "minor_over_12m", "other_over_12m", "within_12m", "abnormal_list", "serious_violation")),
    FactorKind("EX3", N_("Tax credit class"), WORD, words=("A", "B", "M", "C", "D")),
    FactorKind("EX4", N_("Agency's risk class"), WORD, words=("very_low", "low", "medium", "high", "very_high")),
    FactorKind("EX5", N_("Credit insurer's decision"), FRACTION, _ZERO, _TEN,
               words=("refused_no_information", "refused_adverse")),
    FactorKind("QL1", N_("Management and owner"), LEVEL),
    FactorKind("QL2", N_("Industry outlook"), LEVEL),
    FactorKind("QL3", N_("Competitive position"), LEVEL),
    FactorKind("QL4", N_("Site visit"), LEVEL),
    FactorKind("QL5", N_("Age of the company"), YEARS, _ZERO),
    FactorKind("QL6", N_("Cooperation"), LEVEL),
    FactorKind("TR1", N_("Trade references"), WORD, words=(
        "3_prompt", "2_prompt", "slow_to_30d", "only_1", "slow_over_30d", "refused")),
    FactorKind("TR2", N_("Key facts verified by several parties"), FRACTION, _ZERO, _ONE),
    # Optional factors, weight 0 until a card takes them up (DOMAIN C4).
    FactorKind("OP1", N_("Trend of order volume"), FRACTION, -_TEN, _TEN),
    FactorKind("OP2", N_("Share of bills among payments"), FRACTION, _ZERO, _ONE),
    FactorKind("OP3", N_("Salesperson's view"), LEVEL),
    FactorKind("OP4", N_("Trend of insured headcount"), FRACTION, -_TEN, _TEN),
)
FACTORS = {kind.code: kind for kind in _KINDS}
#: factors that may not exist for a customer at all (CLI Score, `na`)
MAY_LACK = frozenset({*(f"FN{number}" for number in range(1, 12)), "BH4", "BH9", "EX3", "EX4", "EX5", "QL4", "OP1", "OP2", "OP4"})
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-"})


def factor_kind(code: str) -> FactorKind:
    """The factor called `code`; InputError `unknown_factor`."""
    kind = FACTORS.get(code)
    if kind is None:
        raise InputError(N_("There is no factor “{value}”."), code="unknown_factor", field="factor", value=code)
    return kind


def bad_value(code: str, text: str) -> InputError:
    """The refusal of a value that the factor cannot take, with what it can be."""
    kind = FACTORS.get(code)
    if kind is not None and kind.kind == FRACTION:
        return InputError(N_("“{value}” is no value for factor {factor}, which is a share: write 0.58 or 58%."), code="bad_value",
                          field=code, value=text, factor=code)
    if kind is not None and kind.words:
        return InputError(N_("“{value}” is no value for factor {factor}. It can be {words}."), code="bad_value", field=code,
                          value=text, factor=code, words=", ".join(kind.words))
    if kind is not None and kind.kind == LEVEL:
        return InputError(N_("“{value}” is no value for factor {factor}. It can be 1 to 5."), code="bad_value", field=code,
                          value=text, factor=code)
    return InputError(N_("“{value}” is no value for factor {factor}."), code="bad_value", field=code, value=text,
                      factor=code)


def parse_value(code: str, text: str, *, na_allowed: bool, source: str = "entered") -> FactorInput:
    """The input meant by a typed value: number, percentage, word, `unknown` or `na` (CLI Score, VALUE).

    InputError `unknown_factor`, or `bad_value` for what the factor cannot be.
    """
    kind = factor_kind(code)
    body = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if body.lower() == UNKNOWN:
        return unknown(source=source)
    if body.lower() == "na":
        if not na_allowed:
            raise bad_value(code, text)
        return not_applicable(source=source)
    for word in kind.words:
        if body.lower() == word.lower():
            return known(word, source)
    number = _number(kind, body)
    if number is None:
        raise bad_value(code, text)
    # Zero approved without a stated ground is a refusal for lack of information (DOMAIN C4, EX5).
    if code == "EX5" and number == 0:
        return known("refused_no_information", source)
    return known(number, source)


def _number(kind: FactorKind, body: str) -> Decimal | None:
    """The figure typed, exact, or None where it is none or out of the factor's bounds."""
    if kind.kind == WORD:
        return None
    percent = body.endswith("%")
    if percent and kind.kind not in SHARED:
        return None
    digits = body[:-1].rstrip() if percent else body
    if not _NUMBER.fullmatch(digits):
        return None
    number = Decimal(digits).scaleb(-2) if percent else Decimal(digits)
    if kind.kind == LEVEL and number not in (1, 2, 3, 4, 5):
        return None
    if (kind.low is not None and number < kind.low) or (kind.high is not None and number > kind.high):
        return None
    return number


def altman_zone(z: Decimal, section: str | None) -> str:
    """Zone of an unrounded Altman figure: Z' in sections B C D E, else Z'' (DOMAIN C2).

    The borders themselves are grey and the split at the mid-point is upper grey.
    """
    private = (section or "")[:1].upper() in Z_PRIVATE_SECTIONS and bool(section)
    low, split, high = ((Decimal("1.23"), Decimal("2.065"), Decimal("2.90")) if private
                        else (Decimal("1.10"), Decimal("1.85"), Decimal("2.60")))
    if z > high:
        return "safe"
    if z < low:
        return "distress"
    return "upper_grey" if z >= split else "lower_grey"
