"""Vetoes and caps: what fires, what it does, and the grade that is left (DOMAIN C7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..errors import InputError, N_
from .factors import FactorInput, KNOWN
from .grades import D, NR, worse

VETO, CAP, PROVISIONAL, NOT_RATED = "veto", "cap", "provisional", "not_rated"
_COVERAGE = {"new": Decimal("0.60"), "existing": Decimal("0.45")}
_MIN_COVERAGE, _MAX_NA = Decimal("0.40"), Decimal("0.50")


@dataclass(frozen=True, slots=True)
class CapRule:
    """One row of the table of vetoes and caps."""

    code: str
    effect: str
    grade: str
    reason: str


@dataclass(frozen=True, slots=True)
class FiredCap:
    """A veto or cap that fired; `evidence` says by what (a factor, the ledger, a fact)."""

    code: str
    effect: str
    grade: str
    reason: str
    evidence: str = ""


CAP_RULES = {rule.code: rule for rule in (
    CapRule("V1", VETO, D, N_("on the court's list of dishonest debtors")),
    CapRule("V2", VETO, D, N_("insolvency, liquidation, licence revoked or sanctions")),
    CapRule("V3", VETO, D, N_("own write-off not recovered, or a defaulted plan unpaid")),
    CapRule("V4", VETO, D, N_("forged documents or fraud proven")),
    CapRule("V5", VETO, D, N_("on the list of serious violations")),
    CapRule("V6", CAP, "CCC", N_("more than 90 days overdue above the allowance: no new credit")),
    CapRule("V7", CAP, "B", N_("insurer withdrew cover for adverse information")),
    CapRule("V8", CAP, "B", N_("legal representative or controller under a consumption restriction")),
    CapRule("V9", CAP, "BB", N_("equity used up, or distress with negative cash flow")),
    CapRule("V10", CAP, "BB", N_("on the abnormal operation list, or address untraceable")),
    CapRule("V11", CAP, "BB", N_("tax class D, or irregular taxpayer")),
    CapRule("V12", CAP, "BBB", N_("company younger than six months")),
    CapRule("V13", PROVISIONAL, "BB", N_("provisional: too little is known")),
    CapRule("V14", NOT_RATED, NR, N_("not rated: hardly anything is known")),
)}
#: what a person or a fact may raise; V13 and V14 are computed
FLAGS = tuple(code for code in CAP_RULES if code not in ("V13", "V14"))


def parse_flag(text: str) -> str:
    """Code V1…V12 of a flag as typed; InputError `unknown_flag`."""
    code = text.strip().upper()
    if code not in FLAGS:
        raise InputError(N_("There is no flag “{value}”. Flags are V1 to V12."), code="unknown_flag", field="flag",
                         value=text)
    return code


def fired_by_inputs(inputs: Mapping[str, FactorInput], zone: str | None) -> dict[str, str]:
    """Vetoes and caps that factor values fire by themselves, with the factor as evidence.

    `zone` is the Altman zone of FN11 where that is known.
    """
    values = {code: entry.value for code, entry in inputs.items() if entry.state == KNOWN}
    fired: dict[str, str] = {}
    debt, cash, age = values.get("FN4"), values.get("FN10"), values.get("QL5")
    if isinstance(debt, Decimal) and debt >= 1:
        fired["V9"] = "FN4"
    elif zone == "distress" and isinstance(cash, Decimal) and cash < 0:
        fired["V9"] = "FN11, FN10"
    if values.get("EX2") == "abnormal_list":
        fired["V10"] = "EX2"
    if values.get("EX2") == "serious_violation":
        fired["V5"] = "EX2"
    if values.get("EX3") == "D":
        fired["V11"] = "EX3"
    if isinstance(age, Decimal) and age < Decimal("0.5"):
        fired["V12"] = "QL5"
    return fired


def fired_by_coverage(card_type: str, known: Decimal, applicable: Decimal, total: Decimal) -> dict[str, str]:
    """V13 and V14 from the weights known, applicable and in the card; compared without division."""
    fired: dict[str, str] = {}
    if known < _COVERAGE[card_type] * applicable:
        fired["V13"] = "coverage"
    if applicable == 0 or known < _MIN_COVERAGE * applicable or total - applicable > _MAX_NA * total:
        fired["V14"] = "coverage"
    return fired


def listed(fired: Mapping[str, str]) -> tuple[FiredCap, ...]:
    """The rules fired, in the order of the table."""
    return tuple(FiredCap(rule.code, rule.effect, rule.grade, rule.reason, fired[rule.code])
                 for rule in CAP_RULES.values() if rule.code in fired)


def after_caps(base: str | None, caps: tuple[FiredCap, ...]) -> str:
    """Grade left of `base`: D first, then NR, then the lowest cap; a cap never raises."""
    if any(cap.effect == VETO for cap in caps):
        return D
    if base is None or any(cap.effect == NOT_RATED for cap in caps):
        return NR
    for cap in caps:
        base = worse(base, cap.grade)
    return base
