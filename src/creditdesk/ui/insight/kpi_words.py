"""The key figures in words: formula, what stands above and below the line, why one has no value (DOMAIN F)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from creditdesk.domain.insight import kpi
from creditdesk.domain.insight.kpi import Figure
from creditdesk.domain.insight.measures import Kpis
from creditdesk.i18n import _, N_
from creditdesk.ui.insight import wording

FORMULAS = {
    "dso": N_("Outstanding ÷ credit sales × days of the period"),
    "dso_countback": N_("Newest months' sales taken off the outstanding amount, their days added"),
    "dso_best_possible": N_("Not due ÷ credit sales × days of the period"),
    "add": N_("DSO − best possible DSO"),
    "cei": N_("(Opening balance + sales − closing balance) ÷ (opening balance + sales − not due)"),
    "turnover": N_("Annualised credit sales ÷ average receivables"),
    "overdue_ratio": N_("Overdue ÷ outstanding"),
    "bad_debt_ratio": N_("(Write-offs − recoveries) ÷ credit sales of 12 months"),
    "collection_rate": N_("Receipts on items due ÷ what was due"),
    "promise_kept_ratio": N_("Amount kept ÷ amount promised"),
    "top1": N_("Its share of all balances"),
    "top5": N_("Their share of all balances"),
    "top10": N_("Their share of all balances"),
    "hhi": N_("Sum of the squared shares × 10,000"),
}


#: the lists behind the figures that are not made from the balances alone
_BEHIND: dict[str, tuple[str, dict[str, object]]] = {
    "cei": ("receipts", {}), "collection_rate": ("receipts", {}), "promise_kept_ratio": ("collections", {"show": "promise"}),
    "bad_debt_ratio": ("invoices", {"kinds": ("write_off",)})}


def behind(name: str) -> tuple[str, dict[str, object]]:
    """The page that lists what a figure was made from, and what to show there; balances stand in the aging report."""
    return _BEHIND.get(name, ("reports/aging", {}))


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table of key figures."""

    name: str
    title: str
    figure: Figure
    formula: str

    @property
    def shown(self) -> str:
        """The value with its unit, "—" where there is none."""
        return figure_words(self.figure)

    @property
    def reason(self) -> str:
        return reason_words(self.figure.reason)


def reason_words(reason: str | None) -> str:
    """Why a figure has no value, in words; "" for none."""
    return _(kpi.REASON_NAMES.get(reason, reason)) if reason else ""


def figure_words(figure: Figure) -> str:
    """52.0 days, 80.8 %, 4.98 times, 1,786."""
    value = figure.value
    if value is None:
        return "—"
    if figure.unit == kpi.FRACTION:
        return wording.percent(value)
    if figure.unit == kpi.DAYS:
        return _("{value} days").format(value=wording.decimal(value))
    if figure.unit == kpi.TIMES:
        return _("{value} times").format(value=wording.decimal(value, 2))
    return wording.decimal(value, 0)


def measures(kpis: Kpis) -> list[Measure]:
    """Every figure of a period in the order of `kpi.NAMES`."""
    return [Measure(name, _(title), getattr(kpis.concentration if hasattr(kpis.concentration, name) else kpis, name),
                    _(FORMULAS[name])) for name, title in kpi.NAMES.items()]


def parts_are_money(name: str) -> bool:
    """Whether numerator and denominator are amounts (of HHI they are squares)."""
    return name != "hhi"


def money_or_none(name: str, amount: Decimal | None) -> Decimal | None:
    return amount if parts_are_money(name) else None
