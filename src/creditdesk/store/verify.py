"""What `verify` finds: a damaged file, a broken chain, a posted row changed outside the program (DOMAIN K, A34)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..domain.errors import Cancelled, N_
from . import audit, ledger, masters, rows, sqlite
from .transaction import Transaction


@dataclass(slots=True)
class Problem:
    """One finding: a stable code, an English template and its fields."""

    code: str
    template: str
    fields: dict[str, Any] = field(default_factory=dict)


def misshapen(kind: str, name: str) -> Problem:
    """A table, index, trigger or view that is not as this program makes it."""
    template = {"table": N_("The table {name} is missing, or not built as CreditDesk builds it."),
                "index": N_("The index {name} is missing, or not built as CreditDesk builds it.")}
    return Problem(kind, template.get(kind, N_("The {kind} {name} does not belong in a book.")), {"kind": kind, "name": name})


@dataclass(slots=True)
class ChainState:
    ok: bool
    events: int
    head: str
    digests: dict[int, dict[str, list[Any]]]
    #: rows that are changed in place, as the last event that names each left it
    masters: masters.Fingerprints
    problems: list[Problem]


def check_chain(connection: Transaction, after: int = 0) -> ChainState:
    """Recompute every event's hash and its link; also the head kept beside the chain, so a cut tail is seen.

    `after`: only the events behind that one, which is taken as it stands.
    """
    before = rows.tuples(connection, "SELECT hash FROM event WHERE seq = ?", (after,))
    previous, expected, problems = before[0][0] if before else audit.GENESIS, after + 1, []
    digests: dict[int, dict[str, list[Any]]] = {}
    last: masters.Fingerprints = {}
    for row in rows.stream(connection, 'SELECT seq, at, "user", action, entity, entity_id, before, after, reason, '
                                       "prev_hash, hash FROM event WHERE seq > ? ORDER BY seq", (after,)):
        if row[0] != expected:
            problems.append(Problem("event_missing", N_("Audit event {seq} is missing."), {"seq": expected}))
            expected = row[0]
        if not all(isinstance(value, str) for value in row[1:]) or row[9] != previous or audit.event_hash(row[:10]) != row[10]:
            problems.append(Problem("event_changed", N_("Audit event {seq} was changed."), {"seq": row[0]}))
        previous, expected = row[10], expected + 1
        for group, value in _digests(row[7]).items():
            if isinstance(value, dict):
                last.setdefault(group, {}).update(value)
            else:
                digests.setdefault(row[0], {})[group] = value
    head = connection.scalar("SELECT value FROM setting WHERE key = 'audit_head'")
    if (head or f"0:{audit.GENESIS}") != f"{expected - 1}:{previous}":
        problems.append(Problem("chain_cut", N_("The end of the audit chain was cut off or changed.")))
    return ChainState(not problems, expected - 1, str(previous), digests, last, problems)


def _said(after: object) -> dict[str, Any]:
    """What an event says, {} for a mangled one."""
    try:
        found = json.loads(after) if isinstance(after, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _digests(after: object) -> dict[str, Any]:
    """What an event vouches for; {} for a mangled one, which is reported by its hash."""
    if not isinstance(after, str) or '"digests"' not in after:
        return {}
    found = _said(after).get("digests")
    return found if isinstance(found, dict) else {}


def check_rows(connection: Transaction, chain: ChainState, cancelled: Callable[[], bool] = bool) -> Iterator[Problem]:
    """Hold every vouched row against its event's digest, and every event's digest against its rows."""
    for group, vouched in audit.VOUCHED.items():
        if cancelled():
            raise Cancelled
        seen: set[int] = set()
        found_rows = rows.stream(
            connection, f"SELECT {vouched.seq}, {vouched.select} FROM {vouched.table} WHERE {vouched.seq} IS NOT NULL "
                        f"ORDER BY {vouched.seq}, id")
        for seq, members in groupby(found_rows, key=itemgetter(0)):
            seen.add(seq)
            found = list(audit.digest(row[1:] for row in members))
            if chain.digests.get(seq, {}).get(group) != found:
                yield _row_problem(connection, group, vouched, seq)
        for seq, groups in chain.digests.items():
            if group in groups and seq not in seen and groups[group][0]:
                yield Problem("rows_missing", N_("Rows of {table} written by audit event {seq} are missing."),
                              {"table": group, "seq": seq})


def check_masters(connection: Transaction, chain: ChainState) -> Iterator[Problem]:
    """Rows that are changed in place against the last event that names each."""
    for name in masters.TABLES:
        told = {key: value for key, value in chain.masters.get(name, {}).items() if value is not None}
        for key, value in masters.everything(connection, name):
            if told.pop(key, None) != value:
                yield Problem("row_changed", N_("{table} {name} differs from what the history says last."),
                              {"table": name, "name": masters.called(connection, name, key)})
        for key in told:
            yield Problem("rows_missing", N_("{table} {name} is missing; no audit event removes it."),
                          {"table": name, "name": key})


def _row_problem(connection: Transaction, group: str, vouched: audit.Vouched, seq: int) -> Problem:
    ids = [row[0] for row in rows.tuples(
        connection, f"SELECT id FROM {vouched.table} WHERE {vouched.seq} = ? ORDER BY id LIMIT 2", (seq,))]
    name = str(ids[0])
    if vouched.table == "document":
        name = str(rows.tuples(connection, "SELECT no FROM document WHERE id = ?", (ids[0],))[0][0])
    if len(ids) > 1:  # one digest for all that an event wrote: it cannot say which
        name += " …"
    return Problem("row_changed", N_("{table} {name} differs from what audit event {seq} recorded."),
                   {"table": group, "name": name, "seq": seq})


_LOOSE = (
    ("document", "status <> 'draft' AND event_seq IS NULL"), ("document", "status = 'draft' AND event_seq IS NOT NULL"),
    ("document", "(status = 'reversed') <> (reversal_seq IS NOT NULL)"),
    ("document", "(reversed_on IS NULL) <> (reversal_seq IS NULL)"),
    ("document", "reversal_seq IS NULL AND reversal_reason <> ''"),
    ("document", "status NOT IN ('draft', 'posted', 'reversed')"),
    ("allocation", "event_seq IS NULL"), ("allocation", "(taken_back_on IS NULL) <> (reversal_seq IS NULL)"),
    ("dispute", "event_seq IS NULL"), ("bill_event", "event_seq IS NULL"),
    ("dispute", "closing_seq IS NULL AND (closed_on IS NOT NULL OR outcome <> '' OR accepted_minor <> 0)"),
    ("promise", "event_seq IS NULL"), ("letter", "event_seq IS NULL"), ("letter_item", "event_seq IS NULL"),
    ("stored_file", "event_seq IS NULL"), ("score", "event_seq IS NULL"), ("limit_decision", "event_seq IS NULL"),
    ("limit_decision", "(withdrawn_on IS NULL) <> (withdrawal_seq IS NULL)"), ("contact", "event_seq IS NULL"),
    ("fact", "verification_seq IS NULL AND (verifier <> '' OR verified_on IS NOT NULL OR method <> '')"),
    ("fact", "(superseded_on IS NULL) <> (superseding_seq IS NULL)"), ("file_entry", "event_seq IS NULL"),
    ("fact", "superseding_seq IS NULL AND (status <> '' OR supersede_reason <> '')"),
    ("fact", "superseding_seq IS NOT NULL AND status <> 'superseded'"), ("posted_entry", "event_seq IS NULL"),
    ("file_entry", "(ended_on IS NULL) <> (ending_seq IS NULL)"), ("industry_note", "event_seq IS NULL"),
    ("file_entry", "ending_seq IS NULL AND end_reason <> ''"), ("register_entry", "event_seq IS NULL"),
    ("register_entry", "(ended_on IS NULL) <> (ending_seq IS NULL)"),
    ("register_entry", "ending_seq IS NULL AND end_reason <> ''"),
    ("fact", "event_seq IS NULL"), ("sales_order", "event_seq IS NULL"), ("shipment", "event_seq IS NULL"),
    ("sales_order", "(cancelled_on IS NULL) <> (cancel_seq IS NULL)"),
    ("sales_order", "cancel_seq IS NULL AND cancel_reason <> ''"),
    ("shipment", "(reversed_on IS NULL) <> (reversal_seq IS NULL)"), ("order_release", "event_seq IS NULL"),
    ("credit_freeze", "event_seq IS NULL"), ("credit_freeze", "(lifted_on IS NULL) <> (lift_seq IS NULL)"),
    ("credit_freeze", "lift_seq IS NULL AND lift_reason <> ''"),
    ("group_limit", "event_seq IS NULL"), ("cover", "event_seq IS NULL"), ("cover", "(ended_on IS NULL) <> (end_seq IS NULL)"),
    ("cover", "end_seq IS NULL AND end_reason <> ''"),
    ("score_override", "event_seq IS NULL"), ("challenger_score", "event_seq IS NULL"),
    ("score_override", "(withdrawn_on IS NULL) <> (withdrawal_seq IS NULL)"), ("scorecard_step", "event_seq IS NULL"),
    ("score_override", "withdrawal_seq IS NULL AND withdraw_reason <> ''"),
    ("scorecard", "event_seq IS NULL AND version IN (SELECT version FROM scorecard_step)"),
    ("user_account", "event_seq IS NULL"), ("limit_application", "event_seq IS NULL"),
    ("application_step", "event_seq IS NULL"), ("payment_plan", "event_seq IS NULL"), ("proof", "event_seq IS NULL"),
    ("payment_plan", "(ended_on IS NULL) <> (ending_seq IS NULL)"), ("payment_plan", "ending_seq IS NULL AND end_reason <> ''"),
    ("plan_document", "event_seq IS NULL"), ("plan_instalment", "event_seq IS NULL"),
    ("proof", "(withdrawn_on IS NULL) <> (withdrawal_seq IS NULL)"),
    ("proof", "withdrawal_seq IS NULL AND withdraw_reason <> ''"),
    ("instalment", "event_seq IS NULL AND document_id IN (SELECT id FROM document WHERE status <> 'draft')"),
)


def check_loose(connection: Transaction) -> Iterator[Problem]:
    """Rows that no event vouches for."""
    for name, where in _LOOSE:
        for (row_id,) in rows.tuples(connection, f"SELECT id FROM {name} WHERE {where} LIMIT 5"):
            yield Problem("not_vouched", N_("{table} {name} is not vouched for by any audit event."),
                          {"table": name, "name": row_id})


def check_ledger(connection: Transaction) -> Iterator[Problem]:
    """Recompute the cached open amounts, and what no allocation may do."""
    for no, kept, real in rows.tuples(connection, """
        SELECT no, open_minor, real FROM (SELECT no, open_minor, CASE WHEN status <> 'posted' THEN 0 ELSE amount_minor
            - coalesce((SELECT sum(a.amount_minor) FROM allocation a
                        WHERE a.to_id = d.id AND a.reversed_on IS NULL), 0)
            + coalesce((SELECT sum(a.amount_minor) FROM allocation a
                        WHERE a.from_id = d.id AND a.reversed_on IS NULL), 0) END AS real FROM document d)
        WHERE open_minor <> real LIMIT 50"""):
        yield Problem("open_amount", N_("Document {no}: {kept} is kept as open, its allocations say {real}."),
                      {"no": no, "kept": kept, "real": real})
    for no, settled in rows.tuples(connection, """
        SELECT no, settled_on FROM document d WHERE settled_on <> CASE WHEN status = 'draft' THEN '0001-01-01'
          WHEN open_minor <> 0 THEN '9999-12-31' ELSE max(date, coalesce(reversed_on, date),
            coalesce((SELECT max(max(a.value_date, coalesce(a.reversed_on, a.value_date))) FROM allocation a
                      WHERE a.to_id = d.id), date),
            coalesce((SELECT max(max(a.value_date, coalesce(a.reversed_on, a.value_date))) FROM allocation a
                      WHERE a.from_id = d.id), date)) END LIMIT 50"""):
        yield Problem("settled_on", N_("Document {no}: its settlement day {day} does not follow from its allocations."),
                      {"no": no, "day": settled})
    for no, amount, opened in rows.tuples(connection, """
        SELECT no, amount_minor, open_minor FROM document WHERE (amount_minor > 0 AND open_minor NOT BETWEEN 0 AND
          amount_minor) OR (amount_minor < 0 AND open_minor NOT BETWEEN amount_minor AND 0) LIMIT 50"""):
        yield Problem("over_allocated", N_("Document {no}: {open} is open of {amount}."),
                      {"no": no, "open": opened, "amount": amount})
    for (row_id,) in rows.tuples(connection, f"SELECT a.id FROM allocation a "
            f"WHERE a.reversed_on IS NOT {ledger.ENDS} LIMIT 50"):
        yield Problem("allocation_end", N_("Allocation {id} ends on another day than it was taken back."), {"id": row_id})
    for (row_id,) in rows.tuples(connection, """
        SELECT a.id FROM allocation a JOIN document f ON f.id = a.from_id JOIN document t ON t.id = a.to_id
        WHERE f.currency <> t.currency OR f.amount_minor >= 0 OR t.amount_minor <= 0 OR a.amount_minor <= 0
          -- one taken back stays behind when a merge is taken back
          OR (f.customer_id <> t.customer_id AND a.reversed_on IS NULL) LIMIT 50"""):
        yield Problem("allocation", N_("Allocation {id} joins documents that do not belong together."), {"id": row_id})
    latest = rows.tuples(connection, "SELECT max(d) FROM (SELECT max(date) AS d FROM document UNION ALL SELECT "
                                     "max(reversed_on) FROM document UNION ALL SELECT max(value_date) FROM allocation "
                                     "UNION ALL SELECT max(reversed_on) FROM allocation)")[0][0]
    kept = rows.tuples(connection, "SELECT value FROM setting WHERE key = 'ledger_horizon'")
    if latest and (not kept or kept[0][0] < latest):
        yield Problem("horizon", N_("The ledger's latest day is kept wrongly."), {})


def check_links(connection: Transaction) -> Iterator[Problem]:
    """Rows that name a row which is not there."""
    for name, row, parent in sqlite.dangling(connection):
        yield Problem("dangling", N_("{table} {name} belongs to a row of “{parent}” that is not there."),
                      {"table": name, "name": row, "parent": parent})


def check_files(connection: Transaction) -> Iterator[Problem]:
    """Stored letters and attachments against their own digest."""
    for (row_id,) in rows.tuples(connection, "SELECT id FROM stored_file ORDER BY id"):
        name, kept, size, content = rows.tuples(
            connection, "SELECT name, sha256, size, content FROM stored_file WHERE id = ?", (row_id,))[0]
        if hashlib.sha256(content).hexdigest() != kept or len(content) != size:
            yield Problem("file_changed", N_("The stored file {name} was changed."), {"name": name})


def check_merges(connection: Transaction) -> Iterator[Problem]:
    """Merged customers against the events that merged them, and their documents against both."""
    told: dict[str, str] = {}
    for action, entity_id, after in rows.tuples(
            connection, "SELECT action, entity_id, after FROM event WHERE entity = 'customer' AND action IN "
                        "('merge', 'unmerge') ORDER BY seq"):
        told[entity_id] = str(_said(after).get("into", "")) if action == "merge" else ""
    for row_id, into in rows.tuples(connection, "SELECT id, coalesce(merged_into, '') FROM customer"):
        if told.get(str(row_id), "") != str(into):
            yield Problem("merge", N_("Customer {id} is merged into {into}, but no audit event says so."),
                          {"id": row_id, "into": into})
    for (no,) in rows.tuples(connection, """
        SELECT d.no FROM document d JOIN customer c ON c.id = d.issued_to
        WHERE d.customer_id <> coalesce(c.merged_into, c.id) LIMIT 20"""):
        yield Problem("owner", N_("Document {no} stands under another customer than the one it was posted for."),
                      {"no": no})


def findings(connection: Transaction, step: Callable[[str], bool] = lambda _step: False) -> tuple[ChainState, list[Problem]]:
    """The chain, and everything that is wrong with the rows; `step(name)` is told each step and answers whether to stop."""
    step("audit")
    chain = check_chain(connection)
    found: list[Problem] = []

    def stop() -> bool:
        return step("rows")

    checks: tuple[Callable[[], Iterator[Problem]], ...] = (
        lambda: check_rows(connection, chain, stop), lambda: check_masters(connection, chain),
        lambda: check_loose(connection), lambda: check_links(connection), lambda: check_files(connection),
        lambda: check_merges(connection), lambda: check_ledger(connection))
    for check in checks:
        try:
            for problem in check():  # one by one: what was found before an unreadable value is kept
                found.append(problem)
        except (TypeError, ValueError, AttributeError) as error:  # a value of another kind than its column's
            found.append(Problem("unreadable", N_("A value in the book cannot be read ({reason})."), {"reason": str(error)}))
    return chain, found
