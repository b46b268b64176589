"""Reads and writes of orders, shipments, releases and freezes (DOMAIN D11, D14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from . import audit, rows
from .transaction import Transaction

ORDER_COLUMNS = ("id", "no", "customer_id", "date", "currency", "amount_minor", "deposit_minor", "terms_days", "method",
                 "status", "note", "batch_id", "created_at", "created_by", "event_seq")
#: an order counts from its date, one entered as held from its first release, or from the day goods went out on it
_COUNTS_FROM = ("CASE WHEN o.status = 'approved' THEN o.date ELSE max(o.date, (SELECT min(f.date) FROM (SELECT r.date FROM "
                "order_release r WHERE r.order_id = o.id UNION ALL SELECT s.date FROM shipment s WHERE s.order_id = o.id "
                "AND s.reversed_on IS NULL) f)) END")
_SHIPPED = ("coalesce((SELECT sum(s.amount_minor) FROM shipment s WHERE s.order_id = o.id AND s.date <= :day "
            "AND (s.reversed_on IS NULL OR s.reversed_on > :day)), 0)")
_INVOICED = ("coalesce((SELECT sum(d.amount_minor) FROM document d WHERE d.order_no = o.no AND d.order_no <> '' "
             "AND d.customer_id = coalesce(c.merged_into, c.id) AND d.kind = 'invoice' AND d.currency = o.currency "
             "AND d.status <> 'draft' AND d.date <= :day AND (d.reversed_on IS NULL OR d.reversed_on > :day)), 0)")
_ORDERS = f"""SELECT o.*, coalesce(c.merged_into, c.id) AS owner_id, {_COUNTS_FROM} AS counts_from,
    {_SHIPPED} AS shipped_minor, {_INVOICED} AS invoiced_minor,
    (SELECT max(r.valid_until) FROM order_release r WHERE r.order_id = o.id AND r.date <= :day) AS released_until
    FROM sales_order o JOIN customer c ON c.id = o.customer_id"""
_OF_CUSTOMER = "o.customer_id IN (SELECT id FROM customer WHERE id = :customer OR merged_into = :customer)"


def orders(connection: Transaction, as_of: date, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Orders dated up to the day with what was shipped and invoiced by then, newest first; of one customer or all."""
    where = "" if customer_id is None else f" AND {_OF_CUSTOMER}"
    return _many(connection, f"{_ORDERS} WHERE o.date <= :day{where} ORDER BY o.date DESC, o.id DESC", as_of,
                 customer=customer_id or 0)


def held(connection: Transaction, as_of: date) -> list[dict[str, Any]]:
    """Orders entered as held by the day, neither released, shipped nor cancelled, oldest first, with their customer."""
    day = as_of.isoformat()
    return rows.many(connection, f"""SELECT o.*, k.id AS owner_id, k.name, k.short_name FROM sales_order o
        JOIN customer c ON c.id = o.customer_id JOIN customer k ON k.id = coalesce(c.merged_into, c.id)
        WHERE o.status = 'held' AND o.date <= ? AND (o.cancelled_on IS NULL OR o.cancelled_on > ?)
          AND coalesce({_COUNTS_FROM}, '9') > ? ORDER BY o.date, o.id""", (day, day, day))


def order(connection: Transaction, order_id: int, as_of: date) -> dict[str, Any] | None:
    """One order with what was shipped and invoiced by the day, or None."""
    found = _many(connection, f"{_ORDERS} WHERE o.id = :id", as_of, id=order_id)
    return found[0] if found else None


def _many(connection: Transaction, statement: str, as_of: date, **more: int) -> list[dict[str, Any]]:
    return rows.many(connection, statement, {"day": as_of.isoformat(), **more})


def numbered(connection: Transaction, number: str, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Orders with a number that were not cancelled, of one customer or of all."""
    return [row for row in same_number(connection, number, customer_id) if row["cancelled_on"] is None]


def same_number(connection: Transaction, number: str, customer_id: int | None = None) -> list[dict[str, Any]]:
    """The same, cancelled ones too; those of an undone import are forgotten."""
    where = "" if customer_id is None else (" AND o.customer_id IN (SELECT id FROM customer WHERE id = ? OR "
                                            "merged_into = ?)")
    return rows.many(connection, "SELECT o.*, coalesce(c.merged_into, c.id) AS owner_id FROM sales_order o JOIN customer c "
                                 "ON c.id = o.customer_id LEFT JOIN batch b ON b.id = o.batch_id WHERE o.no = ? AND "
                                 f"coalesce(b.status, '') <> 'undone'{where} ORDER BY o.id",
                     (number, *(() if customer_id is None else (customer_id, customer_id))))


def shipments(connection: Transaction, as_of: date, customer_id: int | None = None) -> list[tuple[int, str, int]]:
    """(order, day, amount minor) of the shipments of a customer or of all that count on the day."""
    where = "" if customer_id is None else f"{_OF_CUSTOMER} AND "
    return [(row[0], row[1], row[2]) for row in rows.tuples(
        connection, "SELECT s.order_id, s.date, s.amount_minor FROM sales_order o JOIN shipment s ON s.order_id = o.id "
                    f"WHERE {where}s.date <= :day AND (s.reversed_on IS NULL OR s.reversed_on > :day) ORDER BY s.id",
        {"customer": customer_id or 0, "day": as_of.isoformat()})]


def parts(connection: Transaction, as_of: date, base: str) -> list[tuple[int, str, int, int, int]]:
    """(customer, currency, shipped not invoiced, open less deposits, deposits) in minor units on the day (D14).

    Orders in the base currency are added up; each in another stands alone, to be converted and rounded by itself.
    """
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows.tuples(connection, f"""
        WITH p AS (SELECT o.id, coalesce(c.merged_into, c.id) AS owner, o.currency, o.amount_minor AS amount,
            o.deposit_minor AS deposit, {_SHIPPED} AS shipped, {_INVOICED} AS invoiced
            FROM sales_order o JOIN customer c ON c.id = o.customer_id WHERE o.date <= :day
            AND (o.cancelled_on IS NULL OR o.cancelled_on > :day)
            AND (o.status = 'approved' OR {_COUNTS_FROM} <= :day)),
        q AS (SELECT id, owner, currency, deposit, max(0, shipped - invoiced) AS shipped,
            max(0, amount - max(shipped, invoiced)) AS waiting FROM p)
        SELECT owner, currency, sum(shipped), sum(waiting - min(deposit, waiting)), sum(min(deposit, waiting)) FROM q
        WHERE shipped > 0 OR waiting > 0 GROUP BY owner, currency, CASE WHEN currency = :base THEN 0 ELSE id END""",
        {"day": as_of.isoformat(), "base": base})]


def unapplied_receipts(connection: Transaction, as_of: date, customers: Collection[int]) -> list[tuple[int, str, int]]:
    """(customer, currency, open minor, above zero) of each receipt of these customers not yet allocated on the day."""
    if not customers:
        return []
    found = rows.tuples(connection, """
        SELECT d.customer_id, d.currency, -d.amount_minor - coalesce((SELECT sum(a.amount_minor) FROM allocation a
            WHERE a.from_id = d.id AND a.value_date <= :day AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0)
        FROM document d INDEXED BY ix_document_settled WHERE d.settled_on > :day AND d.date <= :day AND d.amount_minor < 0
          AND (d.reversed_on IS NULL OR d.reversed_on > :day) AND d.kind <> 'credit_note'""", {"day": as_of.isoformat()})
    return [(row[0], row[1], row[2]) for row in found if row[2] and row[0] in customers]


def insert_order(connection: Transaction, values: dict[str, Any], seq: int) -> int:
    """Write an order under an audit event and answer its id."""
    return rows.insert(connection, "sales_order", {**values, "event_seq": seq})


def insert_orders(connection: Transaction, found: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Insert tuples in ORDER_COLUMNS order and answer [count, digest] for their event."""
    rows.insert_many(connection, "sales_order", ORDER_COLUMNS, found)
    pick = itemgetter(*rows.vouched_order("sales_order", ORDER_COLUMNS))
    return list(audit.digest(map(pick, found)))


def latest_number(connection: Transaction, prefix: str) -> int:
    """The highest running number among orders numbered `prefix` + digits; 0 when there is none."""
    latest = connection.scalar(
        "SELECT max(CAST(substr(no, ?) AS INTEGER)) FROM sales_order WHERE no >= ? AND no < ?",
        (len(prefix) + 1, prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)))
    return int(latest or 0)


def cancel(connection: Transaction, order_ids: Sequence[int], day: str | None, reason: str, seq: int) -> None:
    """Cancel orders from a day on (None: each from its own date)."""
    for part in rows.chunks(order_ids):
        connection.execute(
            "UPDATE sales_order SET cancelled_on = coalesce(?, date), cancel_reason = ?, cancel_seq = ? "
            f"WHERE cancelled_on IS NULL AND id IN ({rows.marks(part)})", (day, reason, seq, *part))


def shipment(connection: Transaction, shipment_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM shipment WHERE id = ?", (shipment_id,))


def shipments_of(connection: Transaction, order_id: int) -> list[dict[str, Any]]:
    """Every shipment of an order, those taken back too, oldest first."""
    return rows.many(connection, "SELECT * FROM shipment WHERE order_id = ? ORDER BY date, id", (order_id,))


def reverse_shipment(connection: Transaction, shipment_id: int, day: str, seq: int) -> None:
    connection.execute("UPDATE shipment SET reversed_on = max(?, date), reversal_seq = ? WHERE id = ? AND "
                               "reversed_on IS NULL", (day, seq, shipment_id))


def release(connection: Transaction, order_id: int, as_of: date) -> dict[str, Any] | None:
    """The release of an order that is valid on the day, the latest entered, or None."""
    day = as_of.isoformat()
    return rows.one(connection, "SELECT * FROM order_release WHERE order_id = ? AND date <= ? AND valid_until >= ? "
                                "ORDER BY id DESC LIMIT 1", (order_id, day, day))


def releases(connection: Transaction, as_of: date, order_id: int | None = None) -> list[dict[str, Any]]:
    """Every release up to the day with its order and customer, newest first; of one order or of all."""
    where = "" if order_id is None else " AND r.order_id = ?"
    return rows.many(connection, "SELECT r.*, o.no, o.currency, k.id AS owner_id, k.name AS customer FROM order_release r "
                                 "JOIN sales_order o ON o.id = r.order_id JOIN customer c ON c.id = o.customer_id "
                                 "JOIN customer k ON k.id = coalesce(c.merged_into, c.id) "
                                 f"WHERE r.date <= ?{where} ORDER BY r.date DESC, r.id DESC",
                     (as_of.isoformat(), *(() if order_id is None else (order_id,))))


def freeze(connection: Transaction, customer_id: int, as_of: date) -> dict[str, Any] | None:
    """The freeze a person put on a customer that holds on the day, a stop before a restriction; None without one."""
    day = as_of.isoformat()
    return rows.one(connection, "SELECT z.* FROM credit_freeze z WHERE z.customer_id IN (SELECT id FROM customer WHERE "
                                "id = ? OR merged_into = ?) AND z.since <= ? AND (z.lifted_on IS NULL OR z.lifted_on > ?) "
                                "ORDER BY z.state = 'stop' DESC, z.id DESC LIMIT 1", (customer_id, customer_id, day, day))


def lift_freeze(connection: Transaction, freeze_id: int, day: str, reason: str, seq: int) -> None:
    connection.execute("UPDATE credit_freeze SET lifted_on = max(?, since), lift_reason = ?, lift_seq = ? "
                               "WHERE id = ?", (day, reason, seq, freeze_id))


# -- imports --

_IDENTITY = """SELECT coalesce(c.merged_into, c.id), 'order', o.no, o.date, o.amount_minor, o.currency,
    CASE WHEN o.cancelled_on IS NULL THEN 'posted' ELSE 'reversed' END, o.id, 0 FROM sales_order o
    JOIN customer c ON c.id = o.customer_id LEFT JOIN batch b ON b.id = o.batch_id
    WHERE coalesce(b.status, '') <> 'undone'"""


def identities(connection: Transaction) -> Iterator[tuple[Any, ...]]:
    """(customer, kind, number, date, minor, currency, status, id, 0) of every order, as documents are told apart."""
    yield from rows.stream(connection, _IDENTITY)


def numberless(connection: Transaction, prefix: str) -> Iterator[tuple[Any, ...]]:
    """(customer, date, minor, currency, how many) of orders whose number was given by the program."""
    yield from rows.stream(connection, """
        SELECT coalesce(c.merged_into, c.id), o.date, o.amount_minor, o.currency, count(*) FROM sales_order o
        JOIN customer c ON c.id = o.customer_id LEFT JOIN batch b ON b.id = o.batch_id
        WHERE o.no >= ? AND o.no < ? AND substr(o.no, 1, ?) = ? || substr(o.date, 1, 4) || '-'
          AND coalesce(b.status, '') <> 'undone'
        GROUP BY 1, o.date, o.amount_minor, o.currency""", (prefix, prefix[:-1] + ".", len(prefix) + 5, prefix))


def batch_orders(connection: Transaction, batch_id: int) -> list[int]:
    """Orders of a batch that are not cancelled."""
    return [row[0] for row in rows.tuples(
        connection, "SELECT id FROM sales_order WHERE batch_id = ? AND cancelled_on IS NULL ORDER BY id", (batch_id,))]


def relied_on(connection: Transaction, batch_id: int) -> str | None:
    """The number of an order of the batch that was shipped, released or invoiced since, or None."""
    found = rows.tuples(connection, """
        SELECT o.no FROM sales_order o JOIN customer c ON c.id = o.customer_id WHERE o.batch_id = ?
          AND o.cancelled_on IS NULL AND (
          EXISTS (SELECT 1 FROM shipment s WHERE s.order_id = o.id AND s.reversed_on IS NULL)
          OR EXISTS (SELECT 1 FROM order_release r WHERE r.order_id = o.id)
          OR EXISTS (SELECT 1 FROM document d WHERE d.order_no = o.no AND d.order_no <> '' AND d.status = 'posted'
                     AND d.kind = 'invoice' AND d.customer_id = coalesce(c.merged_into, c.id)
                     AND d.event_seq > o.event_seq)) LIMIT 1""", (batch_id,))
    return str(found[0][0]) if found else None
