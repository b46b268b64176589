"""Reads and writes of payment plans and of what was proved of letters and debts (DOMAIN E8, H4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction


def plans_signed(connection: Transaction, as_of: date, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Plans signed up to the day, ended ones too, of the whole book or one customer, the earliest first.

    `owner_id` follows merges; `documents` are ids, `parts` (due date, minor units).
    """
    mine = "" if customer_id is None else f" AND coalesce(c.merged_into, c.id) = {int(customer_id)}"
    found = rows.many(
        connection, "SELECT p.*, coalesce(c.merged_into, c.id) AS owner_id FROM payment_plan p JOIN customer c "
                    f"ON c.id = p.customer_id WHERE p.signed_on <= ?{mine} ORDER BY p.signed_on, p.id",
        (as_of.isoformat(),))
    return _with_parts(connection, found)


def plans_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Every plan of a customer, ended ones too, the newest first."""
    found = rows.many(
        connection, "SELECT p.*, coalesce(c.merged_into, c.id) AS owner_id FROM payment_plan p JOIN customer c "
                    "ON c.id = p.customer_id WHERE coalesce(c.merged_into, c.id) = ? ORDER BY p.signed_on DESC, p.id DESC",
        (customer_id,))
    return _with_parts(connection, found)


def plan(connection: Transaction, plan_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM payment_plan WHERE id = ?", (plan_id,))


def _with_parts(connection: Transaction, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    documents: defaultdict[int, list[int]] = defaultdict(list)
    parts: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for chunk in rows.chunks([row["id"] for row in found]):
        marks = rows.marks(chunk)
        for plan_id, document_id in rows.tuples(
                connection, f"SELECT plan_id, document_id FROM plan_document WHERE plan_id IN ({marks}) ORDER BY id", tuple(chunk)):
            documents[plan_id].append(document_id)
        for plan_id, due, minor in rows.tuples(
                connection, f"SELECT plan_id, due_date, amount_minor FROM plan_instalment WHERE plan_id IN ({marks}) "
                            "ORDER BY plan_id, no", tuple(chunk)):
            parts[plan_id].append((due, minor))
    return [{**row, "documents": tuple(documents[row["id"]]), "parts": tuple(parts[row["id"]])} for row in found]


def insert_plan(connection: Transaction, values: dict[str, Any], documents: Sequence[int], parts: Sequence[tuple[str, int]],
                seq: int) -> int:
    """A plan with its invoices and instalments (due date, minor units), numbered from 1; its id."""
    plan_id = rows.insert(connection, "payment_plan", {**values, "event_seq": seq})
    for document_id in documents:
        rows.insert(connection, "plan_document", {"plan_id": plan_id, "document_id": document_id, "event_seq": seq})
    for number, (due, minor) in enumerate(parts, 1):
        rows.insert(connection, "plan_instalment", {
            "plan_id": plan_id, "no": number, "due_date": due, "amount_minor": minor, "event_seq": seq})
    return plan_id


def end_plan(connection: Transaction, plan_id: int, day: str, reason: str, seq: int) -> None:
    rows.update(connection, "payment_plan", plan_id, {"ended_on": day, "end_reason": reason, "ending_seq": seq})


def proofs_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Everything proved about a customer's letters and debts, withdrawn ones too, the newest first."""
    return rows.many(connection, _PROOFS + "WHERE coalesce(c.merged_into, c.id) = ? ORDER BY p.day DESC, p.id DESC",
                     (customer_id,))


def proofs_up_to(connection: Transaction, as_of: date) -> list[dict[str, Any]]:
    """What was proved up to the day and not withdrawn by it, the earliest first; `number` and `letter_kind` of its letter."""
    day = as_of.isoformat()
    return rows.many(connection, _PROOFS + "WHERE p.day <= ? AND (p.withdrawn_on IS NULL OR p.withdrawn_on > ?) "
                                           "ORDER BY p.day, p.id", (day, day))


_PROOFS = ("SELECT p.*, coalesce(c.merged_into, c.id) AS owner_id, l.number AS number, l.kind AS letter_kind, "
           "l.currency AS letter_currency, "
           "f.name AS file_name FROM proof p JOIN customer c ON c.id = p.customer_id LEFT JOIN letter l ON l.id = p.letter_id "
           "LEFT JOIN stored_file f ON f.id = p.file_id ")


def proof(connection: Transaction, proof_id: int) -> dict[str, Any] | None:
    return rows.one(connection, _PROOFS + "WHERE p.id = ?", (proof_id,))


def letters_numbered(connection: Transaction, number: str) -> dict[str, Any] | None:
    """The issued letter with this number, with the customer it stands under as `owner_id`."""
    return rows.one(connection, "SELECT l.*, coalesce(c.merged_into, c.id) AS owner_id FROM letter l JOIN customer c "
                                "ON c.id = l.customer_id WHERE l.number = ?", (number,))


def letter_claims(connection: Transaction, letter_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The documents each of these letters demanded; credits left out."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for chunk in rows.chunks(letter_ids):
        for letter_id, document_id in rows.tuples(
                connection, f"SELECT letter_id, document_id FROM letter_item WHERE letter_id IN ({rows.marks(chunk)}) "
                            "AND amount_minor > 0", tuple(chunk)):
            found[letter_id].add(document_id)
    return {key: frozenset(value) for key, value in found.items()}


def withdraw_proof(connection: Transaction, proof_id: int, day: str, reason: str, seq: int) -> None:
    rows.update(connection, "proof", proof_id, {"withdrawn_on": day, "withdraw_reason": reason, "withdrawal_seq": seq})


def file_of_proof(connection: Transaction, proof_id: int) -> tuple[str, bytes] | None:
    """(name, bytes) of the paper kept with a proof, None without one."""
    found = rows.tuples(connection, "SELECT f.name, f.content FROM proof p JOIN stored_file f ON f.id = p.file_id "
                                    "WHERE p.id = ?", (proof_id,))
    return (str(found[0][0]), bytes(found[0][1])) if found else None


def reductions(connection: Transaction, document_ids: Sequence[int]) -> dict[int, list[tuple[str, str | None, int]]]:
    """(value date, reversed on, minor units) of everything allocated to each document."""
    found: defaultdict[int, list[tuple[str, str | None, int]]] = defaultdict(list)
    for chunk in rows.chunks(document_ids):
        for document_id, day, reversed_on, minor in rows.tuples(
                connection, "SELECT to_id, value_date, reversed_on, amount_minor FROM allocation WHERE to_id IN "
                            f"({rows.marks(chunk)})", tuple(chunk)):
            found[document_id].append((day, reversed_on, minor))
    return dict(found)
