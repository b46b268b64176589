"""The strategy of a year: outlooks weighed, a posture chosen and said why; the policy follows it from its day on (DOMAIN A113)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ...domain.customers import file_entries
from ...domain.customers.file_entries import FileEntry
from ...domain.errors import InputError, N_
from ...domain.registers import check_strategy, REGISTERS, STRATEGY
from ...domain.roles import POLICY
from ...store import registers as store
from ..ledger.entry import entry
from ..session import Session
from .policy_params import change_in
from .registers import insert_in


def strategies(session: Session) -> list[FileEntry]:
    """Every strategy decided, the newest first."""
    with session.book.read() as connection:
        return store.of_kind(connection, STRATEGY)


def save_strategy(session: Session, draft: FileEntry, today: date, content: tuple[str, bytes] | None = None) -> int:
    """Keep the strategy of a year, and let posture and words of the policy follow it from its day; answers its id.

    One of the same year is replaced and stays on file. InputError or ManyErrors name the fields; RuleError `forbidden`.
    """
    session.require(POLICY)
    ready = file_entries.checked(draft, REGISTERS)
    check_strategy(ready)
    if ready.date < today:
        raise InputError(N_("A change holds from today at the earliest: what was decided before stays as it was."),
                         code="out_of_range", field="date")
    with entry(session, "set", "strategy", reason=ready.value("reasons")) as (work, says):
        former = next((item for item in store.of_kind(work.connection, STRATEGY)
                       if item.value("year") == ready.value("year") and item.ended_on is None), None)
        says["entity_id"] = insert_in(work, replace(ready, replaces=former.id if former else 0), content)
        says["after"] = {"kind": STRATEGY, **ready.values}
        change_in(work.connection, session, {"posture": ready.value("posture"), "policy_strategy": ready.value("reasons").strip()},
                  ready.date, ready.value("reasons").strip())
        new_id: int = says["entity_id"]
    return new_id
