"""Entries of `post` about orders and shipments (CLI Post; DOMAIN D14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...domain.money import to_minor
from ...store import orders as store
from ..credit.orders import enter_in, OrderDraft, ship_in, unknown_order
from .fields import Fields
from .run import check_currency, Kind, Run


def order(run: Run, item: Fields) -> bool:
    """A posted order is approved; the same customer, number, day, amount and currency is the same order."""
    currency, customer_id, number = item.currency(run.base), run.customer_id(item), item.text("no")
    day, amount = item.day("date"), item.money("amount", currency)
    deposit = item.money("deposit", currency) if item.has("deposit") else Decimal(0)
    days = item.whole("terms_days")
    same = (day.isoformat(), to_minor(amount, currency), currency)
    if number and any((row["date"], row["amount_minor"], row["currency"]) == same
                      for row in store.same_number(run.connection, number, customer_id)):
        return False
    enter_in(run.work, OrderDraft(customer_id, day, amount, currency, number, deposit,
                                  days, item.text("note"), item.text("method")))
    return True


def shipment(run: Run, item: Fields) -> bool:
    """Goods sent out on an order, not yet invoiced."""
    row = _order(run, item)
    check_currency(item, row["no"], row["currency"])
    ship_in(run.work, row["id"], item.day("date"), item.money("amount", row["currency"]), item.text("note"))
    return True


def _order(run: Run, item: Fields) -> dict[str, Any]:
    number = item.required("order")
    customer_id = run.optional_customer_id(item)
    found = store.numbered(run.connection, number, customer_id)
    if not found:
        error = unknown_order(number)
        error.code = "unknown_document"
        raise error
    return run.single([{**row, "issued_to": row["customer_id"]} for row in found], "order", number, customer_id)


KINDS_OF_ORDERS: dict[str, Kind] = {"order": order, "shipment": shipment}
