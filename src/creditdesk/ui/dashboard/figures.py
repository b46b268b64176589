"""The six figures on top: what each says, and its formula with the numbers it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TYPE_CHECKING

from creditdesk.domain.dates import add_months
from creditdesk.domain.insight.basis import BY_DUE
from creditdesk.domain.insight.dashboard import Dashboard, Standing
from creditdesk.i18n import _, current_language, ngettext
from creditdesk.ui.insight import wording

if TYPE_CHECKING:
    from creditdesk.domain.insight.kpi import Figure

NAMES = ("balance", "overdue", "dso", "cei", "week", "expected")
#: the list behind the last figure is no page but a dialog
EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Shown:
    """One card's words and the list behind it."""

    value: str
    foot: str
    formula: str
    page: str
    args: dict[str, Any]
    unit: str = ""
    change: str = ""
    worse: bool = False


def title_of(name: str) -> str:
    return {"balance": _("Outstanding"), "overdue": _("Overdue"), "dso": _("DSO"), "cei": _("CEI"),
            "week": _("Due this week"), "expected": _("Expected, next 30 days")}[name]


def shown(name: str, data: Standing, targets: dict[str, Decimal]) -> Shown:
    """The words of one of `NAMES`; `targets` may hold "dso" (days) and "cei" (percent).

    Of `Standing` alone there are "balance" (without what it was before), "overdue" and "week"; others are ValueError.
    """
    made = {"balance": _balance, "overdue": _overdue, "week": _week}.get(name)
    if made:
        return made(data)
    if not isinstance(data, Dashboard):
        raise ValueError(f"no {name} of what is owed alone")
    if name == EXPECTED:
        return _expected(data)
    return _dso(data, targets.get("dso")) if name == "dso" else _cei(data, targets.get("cei"))


def _before(data: Standing) -> str:
    month = add_months(data.as_of, -1)
    return f"{month.month} 月" if current_language() == "zh" else wording.month_name(month, long=True)


def _balance(data: Standing) -> Shown:
    count = data.debtors_count
    foot = ngettext("{count} customer", "{count} customers", count).format(count=f"{count:,}")
    change, before = "", data.balance_before if isinstance(data, Dashboard) else Decimal(0)
    if before > 0 and current_language() == "zh":
        foot = _("{count} customers, vs end of {month}").format(count=f"{count:,}", month=_before(data))
    elif before > 0:
        # English has no room for what it is compared with; the tooltip says it in both languages
        foot += " ·"
    if before > 0:
        share = (data.balance - before) / before
        change = wording.arrow(share, wording.percent(abs(share))) or "0.0%"
    formula = _("Not due {not_due} + overdue {overdue} − open receipts and credit notes {credits} = {balance}").format(
        not_due=wording.whole(data.not_due), overdue=wording.whole(data.overdue),
        credits=wording.whole(-data.unapplied), balance=wording.whole(data.balance))
    if isinstance(data, Dashboard):
        formula += "\n" + _("End of {month}: {balance}").format(month=_before(data), balance=wording.whole(before))
    behind = {"as_of": data.as_of, "basis": BY_DUE}
    return Shown(wording.large(data.balance, data.currency), foot, formula, "reports/aging", behind, change=change)


def _overdue(data: Standing) -> Shown:
    count = data.overdue_count
    customers = ngettext("{count} customer", "{count} customers", count).format(count=f"{count:,}")
    foot, formula = customers, _("Open amounts whose due date is past")
    if data.balance > 0:
        share = wording.percent(data.overdue / data.balance)
        foot = _("{percent} · {customers}").format(percent=share, customers=customers)
        formula = _("Overdue {overdue} ÷ outstanding {balance} = {percent}").format(
            overdue=wording.whole(data.overdue), balance=wording.whole(data.balance), percent=share)
    if data.disputed > 0:
        formula += "\n" + _("Disputed amounts in it and in what is not due: {disputed}").format(
            disputed=wording.whole(data.disputed))
    return Shown(wording.large(data.overdue, data.currency), foot, formula, "invoices", {"state": "overdue"})


def _target(foot: str, target: Decimal | None) -> str:
    if target is None:
        return foot
    return " · ".join(filter(None, (_("Target {target}").format(target=f"{target.normalize():f}"), foot)))


def _dso(data: Dashboard, target: Decimal | None) -> Shown:
    from creditdesk.domain.insight.kpi import last_twelve_months
    figure, before = data.dso, data.dso_before
    behind = {"start": last_twelve_months(data.as_of).start, "end": data.as_of, "figure": "dso"}
    if figure.value is None:
        return Shown("—", _target(_reason(figure), target), _unknown(figure), "reports/kpi", behind)
    change = figure.value - before.value if before.value is not None else None
    foot = _target(_against(change, target), target)
    formula = _("Outstanding {balance} ÷ sales of 12 months {sales} × {days} days = {value} days").format(
        balance=_part(figure.numerator), sales=_part(figure.denominator), days=last_twelve_months(data.as_of).days,
        value=wording.decimal(figure.value)) + _last_month(before, wording.decimal(before.value or Decimal(0)))
    return Shown(wording.decimal(figure.value), foot, formula, "reports/kpi", behind, _("days"), _moved(change),
                 worse=change is not None and change > 0)


def _cei(data: Dashboard, target: Decimal | None) -> Shown:
    figure, before = data.cei, data.cei_before
    behind = {"start": add_months(data.as_of + timedelta(1), -3), "end": data.as_of, "figure": "cei"}
    if figure.value is None:
        return Shown("—", _target(_reason(figure), target), _unknown(figure), "reports/kpi", behind)
    change = (figure.value - before.value) * 100 if before.value is not None else None
    foot = _target(_against(change, target), target)
    formula = _("Collected in 3 months {collected} ÷ collectible {collectible} = {value} %").format(
        collected=_part(figure.numerator), collectible=_part(figure.denominator),
        value=wording.decimal(figure.value * 100)) + _last_month(before, wording.percent(before.value or Decimal(0)))
    return Shown(wording.decimal(figure.value * 100), foot, formula, "reports/kpi", behind, "%", _moved(change),
                 worse=change is not None and change < 0)


def _against(change: Decimal | None, target: Decimal | None) -> str:
    """What a change is against, where there is room for it."""
    return _("vs last month") if change is not None and (target is None or current_language() == "zh") else ""


def _last_month(figure: Figure, words: str) -> str:
    return "" if figure.value is None else "\n" + _("End of last month: {value}").format(value=words)


def _moved(change: Decimal | None) -> str:
    if change is None:
        return ""
    return wording.arrow(change, wording.decimal(abs(change))) or "±0"


def _reason(figure: Figure) -> str:
    from creditdesk.ui.insight.kpi_words import reason_words  # what is owed stands before any measure does
    return reason_words(figure.reason)


def _part(amount: Decimal | None) -> str:
    return "—" if amount is None else wording.whole(amount)


def _unknown(figure: Figure) -> str:
    return _("{numerator} ÷ {denominator}: {reason}").format(
        numerator=_part(figure.numerator), denominator=_part(figure.denominator), reason=_reason(figure))


def _sunday(day: date) -> date:
    return day + timedelta(6 - day.weekday())


def _week(data: Standing) -> Shown:
    invoices = ngettext("{count} invoice", "{count} invoices", data.week_invoices).format(count=f"{data.week_invoices:,}")
    customers = ngettext("{count} customer", "{count} customers", data.week_customers).format(
        count=f"{data.week_customers:,}")
    formula = _("Open amounts due from {start} to {end}: {amount}").format(
        start=data.as_of, end=_sunday(data.as_of), amount=wording.whole(data.week_amount))
    return Shown(wording.large(data.week_amount, data.currency), f"{invoices} · {customers}", formula, "invoices",
                 {"state": "open", "due_from": data.as_of, "due_to": _sunday(data.as_of)})


def _expected(data: Dashboard) -> Shown:
    found = data.expected
    formula = _("Open and expected by {end}: {due} − paid already, not allocated {credits} = {amount}").format(
        end=found.until, due=wording.whole(found.due), credits=wording.whole(found.credits), amount=wording.whole(found.amount))
    formula += "\n" + _("Due date plus each customer's usual delay; those overdue over 90 days are left out.")
    return Shown(wording.large(found.amount, data.currency), _("from payment history"), formula, EXPECTED, {})
