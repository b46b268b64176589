"""Entries of `post` about customers, limits, facts, rates and the book's rules (CLI Post; DOMAIN B, D)."""

from __future__ import annotations

import dataclasses
from typing import Any

from ...domain.customers.facts import Fact
from ...domain.customers.records import Customer, LANGUAGES
from ...domain.errors import InputError, N_
from ...domain.money import currency_code
from ...store import audit, company as company_store, customers as customer_store, posted, rows
from .. import customers
from ..collections.agreements import check_rate
from ..company import close_books_in
from ..credit.application_case import check_direct
from ..credit.facts import record_fact_in, record_financials_in
from ..credit.limits import decide_in
from ..credit.policy_params import is_param, known_value
from ..customers_ids import check_tax_id
from ..rates import put_rate_in
from .fields import Fields
from .run import Kind, Run

_TEXTS = ("code", "name", "short_name", "tax_id", "country", "terms", "currency", "contact", "phone", "email", "address",
          "service_address", "industry", "size", "salesperson", "contract_no", "contract_rate", "legal_form", "note",
          "name_en", "registration_no", "business_address", "website", "invoice_title", "invoice_tax_id", "invoice_address",
          "invoice_bank", "growth", "margin", "importance")


def customer(run: Run, item: Fields) -> bool:
    """A known code (without one, a known name) is updated by the fields given; equal in all of them it is a duplicate."""
    code, name = item.text("code"), item.text("name")
    named = customer_store.by_name(run.connection, name) if name and not code else []
    row = customer_store.by_code(run.connection, code) if code else next(iter(named), None)
    values = _customer_values(item)
    if values.get("tax_id"):
        country = values.get("country") or (str(row["country"]) if row else "")
        doubt = check_tax_id(values["tax_id"], country, str(company_store.company(run.connection)["country"])).error
        if doubt is not None:  # as in an import: it is kept as it stands, and told
            run.told.append(doubt)
    if row is None:
        run.flush()
        customers.insert(run.connection, run.session, dataclasses.replace(Customer(0, code, name), **values))
        return True
    if row["merged_into"]:  # the firm goes on under its successor's code and name
        row = customers.find_in(run.connection, code or name)
        values = {field: value for field, value in values.items() if field not in ("code", "name")}
    draft = dataclasses.replace(customers.record(row), **values)
    run.flush()
    return bool(customers.update(run.connection, run.session, draft))


def _customer_values(item: Fields) -> dict[str, Any]:
    values: dict[str, Any] = {name: item.text(name) for name in _TEXTS if item.values.get(name) is not None}
    if item.has("language"):
        values["language"] = item.choice("language", LANGUAGES)
    if item.has("class"):
        values["abc_class"] = item.choice("class", ("A", "B", "C"))
    for name in ("strategic", "cash_only"):
        if name in item.values:
            values[name] = item.flag(name)
    for name in ("founded_on", "sme_notice_on"):
        if item.has(name):
            values[name] = item.day(name)
    if item.has("contract_rate"):
        check_rate(values["contract_rate"])
    if item.values.get("methods") is not None:
        values["methods"] = ",".join(item.texts("methods"))
    if item.has("starting_stage"):
        values["starting_stage"] = int(item.choice("starting_stage", ("0", "1", "2", "3", "4", "5")))
    return values


def limit(run: Run, item: Fields) -> bool:
    currency, reason = item.currency(run.base), item.text("reason") or item.text("note")
    check_direct(run.session, run.connection, run.customer_id(item), item.money("amount", currency), currency,
                 temporary=item.flag("temporary"), reason=reason)
    decide_in(run.work, run.customer_id(item), item.money("amount", currency), currency, item.day("from"),
              item.optional_day("until"), temporary=item.flag("temporary"),
              terms=item.text("terms"), reason=reason)
    return True


def fact(run: Run, item: Fields) -> bool:
    """A fact never replaces another: the newer one stands beside it (DOMAIN B9)."""
    return record_fact_in(run.work, Fact(
        0, run.customer_id(item), item.required("key"), item.required("value"), item.required("source"),
        item.day("obtained_on"), item.text("unit"), item.text("source_name"), item.text("source_ref"),
        item.text("quotes"), item.optional_day("valid_from"), item.optional_day("expires_on"),
        note=item.text("note"))) is not None


def financials(run: Run, item: Fields) -> bool:
    """A financial statement: kept as a fact of its period."""
    lines = item.values.get("lines")
    if not isinstance(lines, dict) or not lines:
        raise InputError(N_("“{name}” is missing."), code="missing", field="lines", name="lines")
    figures = {name: Fields(lines).amount(name) if value not in (None, "") else None for name, value in lines.items()}
    return record_financials_in(
        run.work, run.customer_id(item), item.day("period_end"), figures, unit=item.text("unit", "1"),
        audited=item.flag("audited"), obtained_on=item.optional_day("obtained_on"), note=item.text("note")) is not None


def rate(run: Run, item: Fields) -> bool:
    currency = currency_code(item.required("currency"))
    day, value = item.day("date"), item.amount("rate")
    if currency == run.base:
        raise InputError(N_("{currency} is the book's own currency: it needs no rate."), code="bad_rate",
                         field="currency", currency=currency)
    if (day, value) in company_store.rates(run.connection).get(currency, ()):
        return False
    run.flush()
    put_rate_in(run.connection, run.session, currency, day, value)
    return True


def lock(run: Run, item: Fields) -> bool:
    day = item.day("date")
    if company_store.setting(run.connection, "lock_date") == day.isoformat():
        return False
    run.flush()
    close_books_in(run.connection, run.session, day, item.text("reason") or item.text("note"))
    return True


def policy(run: Run, item: Fields) -> bool:
    key, start = item.required("key"), item.day("from").isoformat()
    text = item.value("value") or ""
    before = posted.policy_value(run.connection, key, start)
    if not text:
        item.required("value")
    try:
        value = known_value(key, text)
    except InputError as error:  # the entry's own field, whatever the parameter is called
        error.field = "value"
        raise
    if not is_param(key):
        run.told.append(InputError(N_("“{value}” is no parameter of the policy: it is kept and has no effect."),
                                   code="unknown_parameter", field="key", value=key))
    if before == value:
        return False
    run.flush()
    rows.insert(run.connection, "policy_param", {
        "key": key, "value": value, "effective_from": start, "author": run.session.user,
        "reason": item.text("reason") or item.text("note"), "created_at": run.session.stamp()})
    audit.record(run.connection, audit.Change("change", "policy_param", key, {"value": before}, {
        "value": value, "from": start}, item.text("reason") or item.text("note")), run.session.signature())
    return True


#: these are told again by the state of the book, not by having been posted before
KINDS_OF_STATE: dict[str, Kind] = {"customer": customer, "rate": rate, "lock": lock, "policy": policy}
KINDS_OF_MASTERS: dict[str, Kind] = {"limit": limit, "fact": fact, "financials": financials}
