"""Key figures around the receivables: forecast, cover, working capital, cash (DOMAIN F)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .kpi import DAYS, Figure, FRACTION, NO_BALANCE, NO_SALES, NOTHING_DUE, ratio, ZERO

NO_LIABILITIES, NO_FORECAST, NO_COST = "no_liabilities", "no_forecast", "no_cost"


@dataclass(frozen=True, slots=True)
class Cover:
    """Exposure of a customer and the insurer's part in it; `share` is a fraction."""

    exposure: Decimal
    limit: Decimal
    share: Decimal


def planned_collection_rate(received: Decimal, forecast: Decimal) -> Figure:
    """Receipts ÷ the forecast at the period's start (计划回款达成率)."""
    return ratio(received, forecast, reason=NO_FORECAST)


def recovery_rate(collected: Decimal, placed: Decimal) -> Figure:
    """Collected ÷ what was more than 90 days overdue at the start (追回率)."""
    return ratio(collected, placed, reason=NOTHING_DUE)


def insurance_coverage(covers: Iterable[Cover]) -> Figure:
    """Σ min(exposure, limit) × insured share ÷ Σ exposure (保险覆盖率)."""
    known = tuple(covers)
    return ratio(sum((min(c.exposure, c.limit) * c.share for c in known), ZERO),
                 sum((c.exposure for c in known), ZERO), reason=NO_BALANCE)


def working_capital(inventories: Decimal, receivables: Decimal, payables: Decimal, prepayments: Decimal = ZERO,
                    advances: Decimal = ZERO) -> Decimal:
    """Inventories + receivables − payables + prepayments − advances (营运资金需求)."""
    return inventories + receivables - payables + prepayments - advances


def days_of(amount: Decimal, flow: Decimal, days: int) -> Figure:
    """An amount in days of a period's flow: WCR of sales, DIO and DPO of the cost of goods."""
    return ratio(amount, flow, reason=NO_SALES, unit=DAYS, factor=days)


def cash_conversion_cycle(ar_end: Decimal, sales: Decimal, inventories: Decimal, payables: Decimal, cogs: Decimal,
                          days: int) -> Figure:
    """DIO + DSO − DPO, from the unrounded ones (现金周转期)."""
    if sales <= 0 or cogs <= 0:
        return Figure(None, None, None, DAYS, NO_SALES if sales <= 0 else NO_COST)
    net_days = (inventories - payables) * sales + ar_end * cogs
    return ratio(net_days, sales * cogs, reason=NO_SALES, unit=DAYS, factor=days)


def cash_ratio(cash: Decimal, liabilities: Decimal) -> Figure:
    """(Cash + short-term securities) ÷ current liabilities (现金比率)."""
    return ratio(cash, liabilities, reason=NO_LIABILITIES, unit=FRACTION)


def projected_cash_ratio(cash: Decimal, receipts: Decimal, outflows: Decimal, liabilities: Decimal,
                         loss: Decimal = ZERO, cover: Cover | None = None) -> Figure:
    """Cash ratio ahead, when `loss` of the receipts fails and `cover` pays min(loss, limit) × its share."""
    paid = min(loss, cover.limit) * cover.share if cover else ZERO
    return cash_ratio(cash + receipts - outflows - loss + paid, liabilities)


def carrying_cost(amount: Decimal, cost_of_funds: Decimal) -> Decimal:
    """Yearly cost of an amount of receivables; `cost_of_funds` a yearly fraction."""
    return amount * cost_of_funds


def cash_released(days: Decimal, sales: Decimal, period_days: int) -> Decimal:
    """What a DSO shorter by `days` sets free: days × sales per day."""
    return days * sales / period_days


def dispute_rate(disputed: Decimal, billed: Decimal) -> Figure:
    """Disputed value ÷ billed."""
    return ratio(disputed, billed, reason=NO_SALES)
