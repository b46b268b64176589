"""Columns of the registers and how their rows read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.registers import MATTERS, POLICY, PROVIDER_ROLES, RESULTS, SOURCE_CLASSES
from creditdesk.i18n import _
from creditdesk.services.credit.covers import KIND_NAMES
from creditdesk.services.credit.registers import ENDING_DAYS, Registers
from creditdesk.ui.tables.columns import Column, Tag

Found = Callable[[], Registers]


def _value(name: str) -> Callable[[Any], str]:
    return lambda row: row.entry.value(name)


def _share(name: str) -> Callable[[Any], Decimal | None]:
    return lambda row: Decimal(text) if (text := row.entry.value(name)) else None


def _money(key: str, title: str, base: Callable[[], str], value: Callable[[Any], Decimal | None] | None = None, *,
           strong: bool = False) -> Column:
    return Column(key, title, "money", width=118, currency=lambda _row: base(), whole=True, strong=strong, value=value)


def _amount(entry: FileEntry, name: str) -> Decimal | None:
    return Decimal(entry.value(name)) if entry.value(name) else None


def _till(entry: FileEntry, found: Found, name: str) -> str:
    """The tone of a last day: red once it is over, amber from 60 days before."""
    day = entry.day(name)
    if day is None:
        return ""
    return "dan" if day < found().as_of else "war" if day <= found().as_of + timedelta(ENDING_DAYS) else ""


def _counted(row: Any) -> str:
    """How many cases, and how many of them are open."""
    if not row.cases:
        return ""
    return _("{count} ({open} open)").format(count=len(row.cases), open=row.open) if row.open else str(len(row.cases))


def providers(found: Found) -> list[Column]:
    def base() -> str:
        return found().base

    return [Column("name", _("Name"), value=_value("name"), strong=True),
            Column("role", _("Kind of provider"), width=124, value=lambda row: _(PROVIDER_ROLES.get(row.entry.value("role"), ""))
                   if row.entry.value("role") else ""),
            Column("contact", _("Contact person"), width=96, value=_value("contact")),
            Column("phone", _("Phone"), width=120, value=_value("phone")),
            Column("fee", _("Fee"), width=124, value=_value("fee"), tip=_value("fee")),
            Column("until", _("Contract until"), "date", width=104, value=lambda row: row.entry.day("until"),
                   tone=lambda row: _till(row.entry, found, "until")),
            Column("cases", _("Cases given"), width=116, align="right",
                   value=_counted),
            _money("stake", _("Amount at stake"), base, lambda row: row.total("amount") or None),
            _money("back", _("Brought in"), base, lambda row: row.total("recovered") or None),
            _money("cost", _("Cost"), base, lambda row: row.total("cost") or None)]


def cases(found: Found) -> list[Column]:
    def base() -> str:
        return found().base

    def who(entry: FileEntry) -> str:
        text = entry.value("customer")
        return found().names.get(int(text), text) if text.isdigit() else text

    return [Column("date", _("Given on"), "date", width=100), Column("matter", _("Matter"), width=180, strong=True,
                                                                   value=lambda row: _(MATTERS[row.value("matter")])),
            Column("customer", _("Customer"), value=who),
            _money("amount", _("Amount at stake"), base, lambda row: _amount(row, "amount")),
            _money("cost", _("Cost"), base, lambda row: _amount(row, "cost")),
            _money("recovered", _("Brought in"), base, lambda row: _amount(row, "recovered")),
            Column("closed_on", _("Closed on"), "date", width=100, value=lambda row: row.day("closed_on")),
            Column("result", _("Result"), "tag", width=150, value=lambda row: Tag(
                _(RESULTS[row.value("result")]), "track" if not row.value("result") else "ok", ""))]


def policies(found: Found) -> list[Column]:
    def base() -> str:
        return found().base

    return [Column("no", _("Policy no."), width=130, value=_value("no"), strong=True),
            Column("insurer", _("Insurer"), value=_value("insurer")),
            Column("begins", _("From"), "date", width=100, value=lambda row: row.entry.day("begins")),
            Column("ends", _("Until"), "date", width=100, value=lambda row: row.entry.day("ends"),
                   tone=lambda row: _till(row.entry, found, "ends")),
            Column("percent", _("Insured share"), "percent", width=96, value=_share("percent")),
            _money("maximum", _("Pays at most"), base, lambda row: _amount(row.entry, "maximum")),
            Column("notify", _("Told within, days"), width=110, align="right", value=_value("notify")),
            Column("extension", _("Longest extension, days"), width=140, align="right", shown=False, value=_value("extension")),
            Column("customers", _("Customers"), "int", width=86),
            _money("limits", _("Limits together"), base), _money("covered", _("Covered now"), base, strong=True)]


def assignments(found: Found) -> list[Column]:
    def base() -> str:
        return found().base

    return [Column("date", _("Assigned on"), "date", width=100, value=lambda row: row.entry.date),
            Column("factor", _("Factoring company"), width=150, value=_value("factor"), strong=True), Column("customer", _("Customer")),
            Column("invoices", _("Invoices"), width=150, value=lambda row: row.entry.value("invoices") or _("all open that day"),
                   tip=_value("invoices")),
            Column("recourse", _("Recourse"), "tag", width=112, value=lambda row: Tag(_("with recourse"), "warn", "")
                   if row.entry.value("recourse") else Tag(_("risk sold"), "ok", "")),
            Column("told", _("Customer told"), "date", width=100, value=lambda row: row.entry.day("notified_on")),
            _money("open", _("Not yet paid"), base), _money("sold", _("Out of the exposure"), base, strong=True),
            _money("advanced", _("Advanced"), base)]


def security(found: Found) -> list[Column]:
    return [Column("customer", _("Customer"), strong=True),
            Column("kind", _("Kind"), width=160, value=lambda row: _(KIND_NAMES[row.cover.kind])),
            Column("provider", _("Provider"), width=160, value=lambda row: row.cover.provider),
            Column("amount", _("Amount"), "money", width=118, currency=lambda row: row.cover.currency if row else "CNY",
                   value=lambda row: row.cover.amount, whole=True),
            Column("percent", _("Insured share"), "percent", width=96,
                   value=lambda row: row.cover.percent if row.cover.kind == "insurance" else None),
            Column("until", _("Until"), "date", width=100, value=lambda row: row.cover.until,
                   tone=lambda row: "" if row.cover.until is None else
                   "war" if row.cover.until <= found().as_of + timedelta(ENDING_DAYS) else ""),
            _money("worth", _("Worth in the limit"), lambda: found().base, lambda row: row.cover.worth)]


def sources(found: Found) -> list[Column]:
    return [Column("name", _("Name"), width=220, value=lambda row: row.value("name"), strong=True),
            Column("class", _("Kind"), width=150,
                   value=lambda row: _(SOURCE_CLASSES[row.value("class")]) if row.value("class") else ""),
            Column("address", _("Address"), value=lambda row: row.value("address")),
            _money("cost", _("Cost of one look"), lambda: found().base, lambda row: _amount(row, "cost")),
            Column("note", _("Note"), width=200, value=lambda row: row.value("note"), tip=lambda row: row.value("note")),
            Column("own", _("Entered by"), width=156, value=lambda row: row.created_by or _("came with the program"),
                   tone=lambda row: "t2")]


def meetings(_found: Found) -> list[Column]:
    def long(name: str, title: str, **more: Any) -> Column:
        return Column(name, title, value=lambda row: " ".join(row.value(name).split()), tip=lambda row: row.value(name), **more)

    return [Column("date", _("Held on"), "date", width=100),
            Column("subject", _("Subject"), width=190, value=lambda row: row.value("subject"), strong=True),
            long("present", _("Present"), width=170), long("decided", _("Decided")),
            long("tasks", _("Who does what by when"), width=220)]


__all__ = ["POLICY", "assignments", "cases", "meetings", "policies", "providers", "security", "sources"]
