"""Ratios of a customer's financial statement, with what is missing left unknown (DOMAIN C2, C4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from ..errors import CreditDeskError, InputError, N_, RuleError
from .factors import FactorInput, KNOWN, known, not_applicable, unknown, Z_PRIVATE_SECTIONS

#: sections of GB/T 4754 that sell services: inventory days do not exist for them (DOMAIN C4, FN9; design)
SERVICE_SECTIONS = frozenset("GIJLMNOPQRST")
#: evidence of a cap that the sheet itself fires
EQUITY = "equity"
FACTOR_CODES = tuple(f"FN{number}" for number in range(1, 12))
_AVERAGES = (("FN7", "total_assets"), ("FN8", "receivables"), ("FN9", "inventory"))
_ZERO, _YEAR = Decimal(0), Decimal(365)


@dataclass(frozen=True, slots=True)
class Statement:
    """One period's figures in one currency, whole units; None = not entered (CLI Post, `lines`)."""

    period_end: date
    current_assets: Decimal | None = None
    current_liabilities: Decimal | None = None
    inventory: Decimal | None = None
    prepayments: Decimal | None = None
    cash: Decimal | None = None
    short_term_securities: Decimal | None = None
    receivables: Decimal | None = None
    total_assets: Decimal | None = None
    total_liabilities: Decimal | None = None
    equity: Decimal | None = None
    retained_earnings: Decimal | None = None
    revenue: Decimal | None = None
    cogs: Decimal | None = None
    profit_before_tax: Decimal | None = None
    interest_expense: Decimal | None = None
    net_profit: Decimal | None = None
    ocf: Decimal | None = None
    intangibles: Decimal | None = None
    related_receivables: Decimal | None = None
    audited: bool = False

    @property
    def book_equity(self) -> Decimal | None:
        """As entered, else total assets − total liabilities."""
        return self.equity if self.equity is not None else _minus(self.total_assets, self.total_liabilities)

    @property
    def ebit(self) -> Decimal | None:
        """Profit before tax + interest expense (利润总额 + 利息费用)."""
        return _plus(self.profit_before_tax, self.interest_expense)

    @property
    def working_capital(self) -> Decimal | None:
        return _minus(self.current_assets, self.current_liabilities)

    @property
    def tangible_net_worth(self) -> Decimal | None:
        """Equity − intangibles − receivables from related parties; the latter two count 0 where not entered (D2)."""
        equity = self.book_equity
        return None if equity is None else equity - (self.intangibles or _ZERO) - (self.related_receivables or _ZERO)


#: the figures a statement takes, in words
LINE_NAMES: Mapping[str, str] = {
    "total_assets": N_("Total assets"), "total_liabilities": N_("Total liabilities"),
    "current_assets": N_("Current assets"), "current_liabilities": N_("Current liabilities"),
    "inventory": N_("Inventory"), "prepayments": N_("Prepayments"), "cash": N_("Cash and bank balances"),
    "short_term_securities": N_("Short-term securities"), "receivables": N_("Trade receivables"),
    "equity": N_("Equity"), "retained_earnings": N_("Retained earnings"), "revenue": N_("Revenue"),
    "cogs": N_("Cost of sales"), "profit_before_tax": N_("Profit before tax"),
    "interest_expense": N_("Interest expense"), "net_profit": N_("Net profit"), "ocf": N_("Operating cash flow"),
    "intangibles": N_("Intangible assets"), "related_receivables": N_("Receivables from related parties"),
}
#: their codes
LINES = tuple(entry.name for entry in fields(Statement) if entry.name not in ("period_end", "audited"))


@dataclass(frozen=True, slots=True)
class Ratios:
    """FN1…FN11 as inputs, the two figures behind each, the Altman figure unrounded, and flags with their evidence."""

    inputs: Mapping[str, FactorInput]
    parts: Mapping[str, tuple[Decimal, Decimal]]
    z: Decimal | None
    z_model: str
    flags: Mapping[str, str]
    closing_only: tuple[str, ...] = field(default=())


def ratios(statement: Statement | None, previous: Statement | None = None, *, section: str | None = None,
           sole_trader: bool = False, source: str = "statement", confidence: Decimal = Decimal(1),
           opening_confidence: Decimal = Decimal(1)) -> Ratios:
    """The financial factors of a statement.

    Averages take `previous` as the opening; without it the closing figure alone (`closing_only` names those); an average
    is worth what the lesser of both sheets is (DOMAIN C8). Without a statement every factor is unknown, for a sole trader
    (个体工商户) not applicable.
    """
    model = "Z'" if section and section[:1].upper() in Z_PRIVATE_SECTIONS else "Z''"
    if statement is None:
        entry = not_applicable(N_("keeps no statements")) if sole_trader else unknown(N_("no statement"))
        return Ratios(dict.fromkeys(FACTOR_CODES, entry), {}, None, model, {})
    parts, closing_only = _parts(statement, previous)
    inputs = {code: _ratio(code, parts.get(code), source, confidence) for code in FACTOR_CODES}
    for code, name in _AVERAGES:
        if previous is not None and name not in closing_only and inputs[code].state == KNOWN:
            inputs[code] = replace(inputs[code], confidence=min(confidence, opening_confidence))
    flags: dict[str, str] = {}
    equity = statement.book_equity
    if equity is not None and equity <= 0:
        flags["V9"] = EQUITY
        if inputs["FN4"].value is not None:
            inputs["FN4"] = FactorInput("known", inputs["FN4"].value, source, confidence, _ZERO, N_("equity used up"))
    inputs["FN5"] = _interest_cover(statement, source, confidence)
    if section and section[:1].upper() in SERVICE_SECTIONS:
        inputs["FN9"] = not_applicable(N_("a service firm holds no stock"))
    z = altman(statement, private=model == "Z'")
    inputs["FN11"] = unknown(N_("figures missing")) if z is None else known(z, source, confidence)
    return Ratios(inputs, parts, z, model, flags, closing_only)


def _ratio(code: str, pair: tuple[Decimal, Decimal] | None, source: str, confidence: Decimal) -> FactorInput:
    if pair is None:
        return unknown(N_("figures missing"), source)
    top, bottom = pair
    if bottom <= 0:
        return unknown(N_("the figure below the line is zero or negative"), source)
    return known(_YEAR * top / bottom if code in ("FN8", "FN9") else top / bottom, source, confidence)


def _parts(now: Statement, before: Statement | None) -> tuple[dict[str, tuple[Decimal, Decimal]], tuple[str, ...]]:
    """Numerator and denominator of each ratio whose figures are all entered."""
    closing_only: list[str] = []

    def average(name: str) -> Decimal | None:
        close: Decimal | None = getattr(now, name)
        opening: Decimal | None = getattr(before, name) if before else None
        if close is None or opening is None:
            closing_only.append(name)
            return close
        return (opening + close) / 2

    quick = _minus(_minus(now.current_assets, now.inventory), now.prepayments)
    liquid = None if now.cash is None else now.cash + (now.short_term_securities or _ZERO)
    pairs = {
        "FN1": (now.current_assets, now.current_liabilities), "FN2": (quick, now.current_liabilities),
        "FN3": (liquid, now.current_liabilities), "FN4": (now.total_liabilities, now.total_assets),
        "FN5": (now.ebit, now.interest_expense), "FN6": (now.net_profit, now.revenue),
        "FN7": (now.net_profit, average("total_assets")), "FN8": (average("receivables"), now.revenue),
        "FN9": (average("inventory"), now.cogs), "FN10": (now.ocf, now.current_liabilities)}
    found = {code: (top, bottom) for code, (top, bottom) in pairs.items() if top is not None and bottom is not None}
    return found, tuple(name for name in closing_only if getattr(now, name) is not None)


def _interest_cover(statement: Statement, source: str, confidence: Decimal) -> FactorInput:
    """EBIT ÷ interest; net interest ≤ 0 counts as none, EBIT ≤ 0 scores 0 (DOMAIN C4, FN5)."""
    ebit, interest = statement.ebit, statement.interest_expense
    if ebit is None or interest is None:
        return unknown(N_("figures missing"), source)
    if interest > 0:
        return known(ebit / interest, source, confidence)
    return known("no_interest" if ebit > 0 else "loss", source, confidence)


#: the weights of X1…X5: Z' = 0.717 X1 + 0.847 X2 + 3.107 X3 + 0.420 X4 + 0.998 X5, Z'' without X5 and constant (DOMAIN C2)
_Z_PRIVATE = tuple(map(Decimal, ("0.717", "0.847", "3.107", "0.420", "0.998")))
_Z_EMERGING = tuple(map(Decimal, ("6.56", "3.26", "6.72", "1.05")))


def altman(statement: Statement, *, private: bool) -> Decimal | None:
    """Z' of a private manufacturer, else Z''; unrounded, None where a figure is missing or a base is ≤ 0 (C2)."""
    terms = altman_terms(statement, private=private)
    return None if terms is None else sum((weight * x for weight, x in terms), _ZERO)


def altman_terms(statement: Statement, *, private: bool) -> tuple[tuple[Decimal, Decimal], ...] | None:
    """What Z' or Z'' adds up: the weight and value of X1, X2 … in order."""
    assets, debts, equity = statement.total_assets, statement.total_liabilities, statement.book_equity
    earned, ebit, capital = statement.retained_earnings, statement.ebit, statement.working_capital
    if assets is None or debts is None or equity is None or earned is None or ebit is None or capital is None:
        return None
    if assets <= 0 or debts <= 0 or (private and statement.revenue is None):
        return None
    found = (capital / assets, earned / assets, ebit / assets, equity / debts, (statement.revenue or _ZERO) / assets)
    return tuple(zip(_Z_PRIVATE if private else _Z_EMERGING, found, strict=False))


def statement_problems(statement: Statement, *, tolerance: Decimal = Decimal(1)) -> tuple[CreditDeskError, ...]:
    """What does not add up: assets against liabilities and equity, parts above their whole, negative totals."""
    problems: list[CreditDeskError] = []
    right = _plus(statement.total_liabilities, statement.equity)
    if statement.total_assets is not None and right is not None and abs(statement.total_assets - right) > tolerance:
        problems.append(InputError(
            N_("The balance sheet does not balance: assets {assets}, liabilities and equity {right}."),
            code="unbalanced", field="total_assets", value=f"{statement.total_assets:f}",
            assets=f"{statement.total_assets:,f}", right=f"{right:,f}"))
    for part, whole in (("current_assets", "total_assets"), ("current_liabilities", "total_liabilities"),
                        ("inventory", "current_assets"), ("cash", "current_assets")):
        small, large = getattr(statement, part), getattr(statement, whole)
        if small is not None and large is not None and small > large + tolerance:
            problems.append(InputError(N_("{part} is larger than {whole}."), code="part_above_whole", field=part,
                                       part=_named(part), whole=_named(whole), value=f"{small:f}"))
    problems += [InputError(N_("{name} cannot be negative."), code="negative", field=name, name=_named(name),
                            value=f"{getattr(statement, name):f}")
                 for name in ("current_assets", "current_liabilities", "inventory", "cash", "total_assets",
                              "total_liabilities", "revenue") if (getattr(statement, name) or _ZERO) < 0]
    return tuple(problems)


def _named(line: str) -> CreditDeskError:
    """A line as a field of a sentence, in words where the sentence is shown."""
    return RuleError(LINE_NAMES[line])


def statement_cautions(statement: Statement) -> tuple[CreditDeskError, ...]:
    """What looks odd but may be so, since averages are sometimes told for a line: parts that together exceed their whole."""
    parts = [getattr(statement, name) for name in ("cash", "short_term_securities", "receivables", "prepayments", "inventory")]
    total, whole = sum((part for part in parts if part is not None), _ZERO), statement.current_assets
    found: list[CreditDeskError] = []
    if whole is not None and total > whole:
        found.append(InputError(N_("Cash, receivables, prepayments and inventory are together {total}, more than current "
                                   "assets {whole}."), code="parts_above_whole", field="current_assets",
                                total=f"{total:f}", whole=f"{whole:f}"))
    if statement.net_profit is not None and statement.profit_before_tax is not None and (
            statement.net_profit > statement.profit_before_tax >= 0):
        found.append(InputError(N_("The net profit is above the profit before tax."), code="parts_above_whole",
                                field="net_profit"))
    return tuple(found)


def _plus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first + second


def _minus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first - second
