"""What was proved: a letter that arrived, a debtor's signature, a suit; and replies to statements (DOMAIN H4, E9, I4).

Only what is recorded here, a written promise, a signed plan or a payment restarts the limitation period.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.collections.limitation import ACKNOWLEDGED, DEMAND, LAWSUIT, PROCEEDINGS
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...domain.money import from_minor, to_minor
from ...store import customers, letters, plans as store, rows
from ...store.transaction import Transaction
from ..attachments import read_document
from ..ledger.entry import Entry, entry
from ..session import Session

KIND_NAMES = {DEMAND: N_("Demand delivered"), ACKNOWLEDGED: N_("Customer agreed in writing"),
              LAWSUIT: N_("Suit or arbitration filed"), PROCEEDINGS: N_("Other proceedings")}
AGREES, DIFFERS, NO_REPLY = "agrees", "differs", "no_reply"
RESULT_NAMES = {"": N_("No reply yet"), AGREES: N_("Agrees"), DIFFERS: N_("Differs"), NO_REPLY: N_("No reply")}
#: letters that ask for payment: a reminder before the due date and a notice about credit do not (DOMAIN I4)
DEMANDING = frozenset({"L2", "L3", "L4", "L5", "L6"})


@dataclass(frozen=True, slots=True)
class ProofDraft:
    """Of a letter (`letter` its number) or of a customer's debts (`invoices` numbers, none: all).

    `day` it arrived, was signed or filed; `runs_from` the end of proceedings. `result` and `balance` answer a statement.
    """

    day: date
    kind: str = DEMAND
    letter: str = ""
    customer_id: int | None = None
    invoices: tuple[str, ...] = ()
    channel: str = ""
    waybill: str = ""
    person: str = ""
    sent_on: date | None = None
    runs_from: date | None = None
    result: str = ""
    balance: Decimal | None = None
    note: str = ""
    document: Path | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof on file; `number` is its letter's, "" for one of debts."""

    id: int
    customer_id: int
    letter_id: int | None
    number: str
    kind: str
    day: date
    sent_on: date | None
    channel: str
    waybill: str
    person: str
    invoices: tuple[str, ...]
    runs_from: date | None
    result: str
    balance: Decimal | None
    note: str
    file_name: str
    created_by: str
    withdrawn_on: date | None


def add_proof(session: Session, draft: ProofDraft) -> int:
    """Record a proof with the paper behind it; InputError or RuleError names the field. Answers its id."""
    paper = read_document(draft.document) if draft.document is not None else None
    with entry(session, "add", "proof", reason=draft.note.strip()) as (work, says):
        says["entity_id"] = new_id = add_proof_in(work, draft, paper)
        says["after"] = {"kind": draft.kind, "day": draft.day.isoformat(), "letter": draft.letter, "waybill": draft.waybill,
                         "invoices": list(draft.invoices)}
    return new_id


def add_proof_in(work: Entry, draft: ProofDraft, paper: tuple[str, bytes] | None = None) -> int:
    """The same inside a transaction."""
    if draft.kind not in KIND_NAMES:
        raise InputError(N_("“{value}” is not known here. Write one of {known}."), code="bad_value", field="interruption",
                         value=draft.kind, known=", ".join(KIND_NAMES))
    check_range(draft.day, "delivered_on")
    letter = _letter(work, draft)
    owner = int(letter["customer_id"]) if letter else draft.customer_id or 0
    root = work.customer(owner)
    if draft.result not in RESULT_NAMES:
        raise InputError(N_("“{value}” is not known here. Write one of {known}."), code="bad_value", field="result",
                         value=draft.result, known=", ".join(filter(None, RESULT_NAMES)))
    if draft.sent_on is not None and draft.sent_on > draft.day:
        raise InputError(N_("It cannot have arrived on {day}, before it was sent on {sent}."), code="out_of_range",
                         field="delivered_on", day=draft.day.isoformat(), sent=draft.sent_on.isoformat())
    file_id = None
    if paper is not None:
        name, content = paper
        file_id = letters.store_file(work.connection, name, content, work.stamp, work.seq,
                                     media=mimetypes.guess_type(name)[0] or "application/octet-stream")
        work.touch("stored_file")
    balance = to_minor(draft.balance, letter["currency"]) if letter and draft.balance is not None else None
    new_id = rows.insert(work.connection, "proof", {
        "customer_id": owner if letter else root, "letter_id": letter["id"] if letter else None, "kind": draft.kind,
        "day": draft.day.isoformat(), "sent_on": _iso(draft.sent_on), "channel": draft.channel.strip(),
        "waybill": draft.waybill.strip(), "person": draft.person.strip(), "invoices": "\n".join(draft.invoices),
        "runs_from": _iso(draft.runs_from), "result": draft.result, "balance_minor": balance, "note": draft.note.strip(),
        "file_id": file_id, "created_at": work.stamp, "created_by": work.session.user, "event_seq": work.seq})
    work.touch("proof")
    return new_id


def _letter(work: Entry, draft: ProofDraft) -> dict[str, Any] | None:
    if not draft.letter:
        if draft.customer_id is None:
            raise InputError(N_("Name the letter, or the customer."), code="missing", field="letter")
        return None
    row = store.letters_numbered(work.connection, draft.letter)
    if row is None:
        raise RuleError(N_("There is no letter {no}."), code="unknown_document", field="letter", no=draft.letter,
                        value=draft.letter)
    if draft.customer_id is not None and row["owner_id"] != work.customer(draft.customer_id):
        raise RuleError(N_("Letter {no} went to another customer."), code="unknown_document", field="customer",
                        no=draft.letter)
    if draft.day.isoformat() < row["date"]:
        raise InputError(N_("Letter {no} is dated {date}: it cannot have arrived before."), code="out_of_range",
                         field="delivered_on", no=draft.letter, date=row["date"])
    return row


def withdraw_proof(session: Session, proof_id: int, reason: str) -> None:
    """Take back a proof that was recorded by mistake, with the reason: it counts on no day, as if it had never been."""
    if not reason.strip():
        raise InputError(N_("Say why it is taken back."), code="missing", field="reason")
    with entry(session, "withdraw", "proof", reason=reason.strip()) as (work, says):
        row = store.proof(work.connection, proof_id)
        if row is None or row["withdrawn_on"]:
            raise RuleError(N_("There is no such proof."), code="unknown_proof", field="proof")
        work.customer(row["customer_id"])
        store.withdraw_proof(work.connection, proof_id, row["day"], reason.strip(), work.seq)
        work.touch("proof.withdrawal")
        says["entity_id"] = proof_id


def proofs_of(session: Session, customer_id: int) -> list[Proof]:
    """Everything on file for a customer, the newest first."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        found = store.proofs_of(connection, root) if root is not None else []
    return [_record(row, row["letter_currency"]) for row in found]


def proof_document(session: Session, proof_id: int) -> tuple[str, bytes] | None:
    """(name, bytes) of the paper kept with a proof, None without one."""
    with session.book.read() as connection:
        return store.file_of_proof(connection, proof_id)


def _record(row: Mapping[str, Any], currency: str | None) -> Proof:
    return Proof(row["id"], row["owner_id"], row["letter_id"], row["number"] or "", row["kind"], date.fromisoformat(row["day"]),
                 _day(row["sent_on"]), row["channel"], row["waybill"], row["person"], lines(row["invoices"]),
                 _day(row["runs_from"]), row["result"],
                 from_minor(row["balance_minor"], currency or "") if row["balance_minor"] is not None else None, row["note"],
                 row["file_name"] or "", row["created_by"], _day(row["withdrawn_on"]))


def lines(text: str) -> tuple[str, ...]:
    """The numbers kept one a line."""
    return tuple(filter(None, text.split("\n")))


def of_letters(connection: Transaction, as_of: date) -> dict[int, Proof]:
    """The proof that says how each letter stands on the day: the latest; one with a reply goes before one without."""
    found: dict[int, Proof] = {}
    for row in store.proofs_up_to(connection, as_of):
        if row["letter_id"] is not None and not (row["letter_id"] in found and found[row["letter_id"]].result
                                                 and not row["result"]):
            found[row["letter_id"]] = _record(row, row["letter_currency"])
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
