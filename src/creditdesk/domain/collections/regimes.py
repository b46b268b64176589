"""Which law's interest an invoice bears, and from when (DOMAIN H0, H1, H2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .rates import BOE_BASE, ECB_REFERENCE, LPR_1Y, RateFound, RateTable

EU_MEMBERS = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
CHINA, UNITED_KINGDOM = "CN", "GB"
CONTRACT, SME_RULES, SALE, SERVICES, EU, UK, CONTRACT_ONLY = 1, 2, 3, 4, 5, 6, 7
REASONS = {CONTRACT: "contract_rate", SME_RULES: "sme_rules", SALE: "sale_of_goods", SERVICES: "services",
           EU: "eu_directive", UK: "uk_act", CONTRACT_ONLY: "contract_only"}
#: first breach day for which the court's rule on sales refers to the LPR
SALE_RULE_FROM = date(2019, 8, 20)
SME_RATE = Decimal("0.1825")  # 0.05 % a day on 365 days
_SIZES = {
    "government": "机关 机关单位 government body agency", "public_institution": "事业单位 institution publicinstitution",
    "large": "大型 大型企业 large largeenterprise", "medium": "中型 中型企业 medium", "small": "小型 小型企业 small",
    "micro": "微型 微型企业 micro", "sole_trader": "个体工商户 个体户 soletrader individual",
    "foreign": "境外 境外企业 foreign overseas",
}
_SIZE_OF = {word: code for code, words in _SIZES.items() for word in words.split()}
BODIES = frozenset({"government", "public_institution"})
#: statutory payment time in days where the contract is silent, and the longest a body may agree
SILENT_DAYS = {"government": 30, "public_institution": 30, "large": 60}
BODY_MAXIMUM = 60


def size_class(text: str) -> str:
    """Code of a size class as people write it (DOMAIN B2); "" where it is unknown."""
    return _SIZE_OF.get("".join(text.split()).lower().replace("-", "").replace("_", ""), "")


def in_sme_scope(debtor_size: str, creditor_size: str) -> bool:
    """Whether a body or large company owes a smaller one; a debtor of unknown size is outside (DOMAIN H1, H2)."""
    return debtor_size in SILENT_DAYS and creditor_size not in SILENT_DAYS


def country_code(text: str) -> str:
    """Upper-case code; UK is read as GB, EL as GR."""
    code = text.strip().upper()
    return {"UK": UNITED_KINGDOM, "EL": "GR"}.get(code, code)


def governing_law(contract_law: str, creditor_country: str, debtor_country: str) -> str:
    """The contract's law; if silent the creditor's for domestic sales, else the debtor's (DOMAIN H2).

    A debtor without a country is domestic.
    """
    return country_code(contract_law) or country_code(debtor_country) or country_code(creditor_country)


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides the interest on one invoice.

    `due_assumed` means the contract is silent about the due date. `contract_rate` is a yearly fraction; `contract_on`
    the day of signing (else the invoice date counts). Sizes are codes of `size_class`.
    """

    invoice_date: date
    law: str
    delivered_on: date | None = None
    due_assumed: bool = False
    contract_rate: Decimal | None = None
    contract_on: date | None = None
    sale_of_goods: bool = True
    debtor_size: str = ""
    creditor_size: str = ""
    creditor_country: str = CHINA

    @property
    def sme_scope(self) -> bool:
        """Whether the SME payment rules protect the creditor (REG; DOMAIN H1)."""
        return (self.law == CHINA and country_code(self.creditor_country) == CHINA
                and in_sme_scope(self.debtor_size, self.creditor_size))


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of the interest rules: day basis 365 or 360, mark-up of regime 3, points over the reference abroad."""

    day_basis: int = 365
    sale_factor: Decimal = Decimal("1.5")
    service_factor: Decimal = Decimal(1)
    eu_margin: Decimal = Decimal("0.08")
    uk_margin: Decimal = Decimal("0.08")
    single_rate: bool = False
    high_rate_factor: Decimal = Decimal(4)


Rates = Mapping[str, RateTable]


def due_by_law(terms: Terms, contract_due: date) -> date | None:
    """The latest day the SME rules allow, from delivery else invoice date; None outside their scope (DOMAIN H1)."""
    if not terms.sme_scope:
        return None
    start = terms.delivered_on or terms.invoice_date
    if terms.due_assumed:
        return start + timedelta(SILENT_DAYS[terms.debtor_size])
    if terms.debtor_size in BODIES:
        return min(contract_due, start + timedelta(BODY_MAXIMUM))
    return contract_due


def interest_start(terms: Terms, due: date) -> date:
    """The day after which interest runs: the due date, or an earlier one by law (DOMAIN H1, H3).

    An assumed due date is none the contract set, so in the scope of the SME rules their date stands alone.
    """
    legal = due_by_law(terms, due)
    if legal is None:
        return due
    return legal if terms.due_assumed else min(due, legal)


def regime_of(terms: Terms, breach: date) -> int:
    """Number of the regime in H2; `breach` is the first interest day."""
    if terms.contract_rate is not None:
        return CONTRACT
    if terms.law == CHINA:
        if terms.sme_scope:
            return SME_RULES
        return SALE if terms.sale_of_goods and breach >= SALE_RULE_FROM else SERVICES
    if terms.law in EU_MEMBERS:
        return EU
    return UK if terms.law == UNITED_KINGDOM else CONTRACT_ONLY


@dataclass(frozen=True, slots=True)
class Fixed:
    """The yearly rate fixed for a breach date; `rate` is None where no table reaches back or no rate exists."""

    regime: int
    rate: Decimal | None
    day_basis: int = 365
    provisional: bool = False
    warnings: tuple[str, ...] = ()


def fixed_rate(terms: Terms, breach: date, rates: Rates, policy: Policy) -> Fixed:
    """The rate of the regime at the breach date; for regime 5 that of its half-year (DOMAIN H2)."""
    regime = regime_of(terms, breach)
    basis = policy.day_basis
    if regime == CONTRACT:
        return _contract_rate(terms, breach, rates, basis, policy)
    if regime == SME_RULES:  # a daily rate needs no day basis: 365 turns the yearly figure back into 0.05 %
        return Fixed(regime, SME_RATE)
    if regime == CONTRACT_ONLY:
        return Fixed(regime, None, basis)
    if regime in (SALE, SERVICES):
        return _derived(regime, _at(rates, LPR_1Y, breach), basis,
                        factor=policy.sale_factor if regime == SALE else policy.service_factor)
    code, margin = (ECB_REFERENCE, policy.eu_margin) if regime == EU else (BOE_BASE, policy.uk_margin)
    table = rates.get(code)
    return _derived(regime, table.half_year(breach) if table else None, basis, margin=margin)


def _at(rates: Rates, code: str, day: date) -> RateFound | None:
    table = rates.get(code)
    return table.at(day) if table else None


def _derived(regime: int, found: RateFound | None, basis: int, *, factor: Decimal = Decimal(1),
             margin: Decimal = Decimal(0)) -> Fixed:
    if found is None:
        return Fixed(regime, None, basis)
    return Fixed(regime, found.rate * factor + margin, basis, found.provisional)


def _contract_rate(terms: Terms, breach: date, rates: Rates, basis: int, policy: Policy) -> Fixed:
    """The agreed rate; in the scope of the SME rules at least the LPR at signing, with an amber note when very high."""
    rate = terms.contract_rate or Decimal(0)
    provisional, warnings = False, []
    if terms.sme_scope:
        floor = _at(rates, LPR_1Y, terms.contract_on or terms.invoice_date)
        if floor is not None and floor.rate > rate:
            rate, provisional = floor.rate, floor.provisional
            warnings.append("raised_to_lpr")
    lpr = _at(rates, LPR_1Y, breach) if terms.law == CHINA else None
    if lpr is not None and rate > lpr.rate * policy.high_rate_factor:
        warnings.append("may_be_reduced")
    return Fixed(CONTRACT, rate, basis, provisional, tuple(warnings))
