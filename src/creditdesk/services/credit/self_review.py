"""The month's own decisions, for a second look by who made them (DOMAIN D12, single-person mode)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...domain.dates import add_months
from ...domain.errors import InputError, N_
from ...store import applications as store, audit, company
from ..session import Session


@dataclass(frozen=True, slots=True)
class OwnAct:
    """A decision nobody else looked at: limit, override, release, write-off, freeze lifted, policy."""

    seq: int
    at: str
    user: str
    action: str
    entity: str
    entity_id: str
    after: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class SelfReview:
    """A month's list; `reviewed_at` and `note` once it was gone through."""

    month: date
    acts: tuple[OwnAct, ...]
    reviewed_at: str
    note: str


def self_review(session: Session, month: date) -> SelfReview:
    """The decisions of a calendar month (its first day is enough), oldest first."""
    first = month.replace(day=1)
    with session.book.read() as connection:
        found = store.own_acts(connection, first.isoformat(), add_months(first, 1).isoformat())
        kept = company.setting(connection, _key(first))
    at, _, note = kept.partition(" ")
    return SelfReview(first, tuple(OwnAct(
        row["seq"], row["at"], row["user"], row["action"], row["entity"], row["entity_id"],
        json.loads(row["after"]) if row["after"] else {}, row["reason"]) for row in found), at, note)


def confirm_review(session: Session, month: date, note: str) -> None:
    """Say that the month's list was gone through, with what was found."""
    if not note.strip():
        raise InputError(N_("Write what you found, or that all stands."), code="missing", field="note")
    first, stamp = month.replace(day=1), session.stamp()
    with session.book.write() as connection:
        company.put_setting(connection, _key(first), f"{stamp} {note.strip()}")
        audit.record(connection, audit.Change("review", "limit", first.isoformat()[:7], reason=note.strip()),
                     session.signature())


def _key(first: date) -> str:
    return f"self_review_{first:%Y-%m}"
