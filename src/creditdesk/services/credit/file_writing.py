"""Entries put into a customer's file, replaced, signed off or ended; papers kept with them; nothing is lost (DOMAIN B5-B10)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ...domain.customers import file_entries as rule, file_kinds as kinds
from ...domain.customers.file_entries import FileEntry
from ...domain.errors import FileError, InputError, N_, RuleError
from ...domain.roles import CREDIT_MANAGER, LEGAL, OWNER, SALES
from ...store import customers, file_entries as store
from ..collections.agreements import yearly_rate
from ..countries import country_code
from ..customers import change, find_in
from ..customers_ids import check_foreign_id
from ..ledger.entry import Entry, entry
from ..session import Session
from .file_facts import take_back, tell
from .file_relations import check_owner

#: roles that sign a contract off for a part; the owner may stand for each
_SIGNERS = {"sales": SALES, "legal": LEGAL, "credit": CREDIT_MANAGER}
Document = tuple[str, bytes]


def save_entry(session: Session, draft: FileEntry, content: Document | None = None, *, papers: Sequence[Document] = (),
               to_record: bool = False) -> int:
    """Put an entry into a file; with `replaces` the earlier one ends on its day and stays. Answers the new id.

    `content` is (name, bytes) of a document, `papers` are kept as documents that hang on the entry. `to_record` takes a
    contract's number, interest, terms and address over into the customer's record. InputError or ManyErrors name the fields.
    """
    ready = _completed(rule.checked(draft))
    with entry(session, "file", "customer_file") as (work, says):
        new_id = save_entry_in(work, ready, content, papers)
        if to_record and ready.kind == kinds.CONTRACT:
            _to_record(work, ready)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": work.customer(ready.customer_id), "kind": ready.kind, **ready.values,
                         **({"papers": [name for name, _bytes in papers]} if papers else {})}
    return new_id


def save_entry_in(work: Entry, ready: FileEntry, content: Document | None, papers: Sequence[Document]) -> int:
    """The same inside a transaction, for an entry already checked."""
    root = work.customer(ready.customer_id)
    ready = _resolved(work, replace(ready, customer_id=root))
    before = store.by_id(work.connection, ready.replaces) if ready.replaces else None
    if content is not None:
        ready = replace(ready, file_id=_keep(work, *content))
    elif before is not None and not ready.file_id:
        ready = replace(ready, file_id=before.file_id)
    if before is not None and ready.kind == kinds.CONTRACT:
        ready = _signed_again(before, ready)
    if ready.kind == kinds.OWNER:
        check_owner(work.connection, ready)
    new_id = store.insert(work.connection, ready, work.stamp, work.session.user, work.seq)
    work.touch("file_entry")
    if ready.replaces:
        _end(work, ready.replaces, ready.date, "replaced")
    if ready.kind == kinds.GROUP:
        for other in store.entries_of(work.connection, root):
            if other.kind == kinds.GROUP and other.ended_on is None and other.id not in (new_id, ready.replaces):
                _end(work, other.id, ready.date, "replaced")
    owner = store.root_of(work.connection, new_id)
    for name, content_ in papers:
        paper = FileEntry(0, root, kinds.PAPER, ready.date, {
            "title": Path(name).stem, "class": kinds.ATTACHED.get(ready.kind, "other"), "of": str(owner)},
                          file_id=_keep(work, name, content_))
        store.insert(work.connection, paper, work.stamp, work.session.user, work.seq)
    tell(work, ready, owner)
    return new_id


def _signed_again(before: FileEntry, ready: FileEntry) -> FileEntry:
    """Sign-offs stay only where nothing but the note changed: what was signed is what stands there."""
    told = {name: value for name, value in before.values.items() if not name.startswith("signed_") and name != "note"}
    now = {name: value for name, value in ready.values.items() if not name.startswith("signed_") and name != "note"}
    kept = {name: value for name, value in before.values.items() if name.startswith("signed_")} if told == now else {}
    values = {name: value for name, value in ready.values.items() if not name.startswith("signed_")}
    return replace(ready, values={**values, **kept})


def sign_contract(session: Session, entry_id: int, part: str, on: date) -> int:
    """Sign a contract off for sales, legal or credit; answers the id of the version that says so.

    InputError `bad_value`; RuleError `forbidden` where the role is another's, `signed` where it is signed already.
    """
    if part not in kinds.SIGN_OFFS:
        raise InputError(N_("“{value}” is not one of the choices."), code="bad_value", field="part", value=part)
    if session.rights is not None and not {_SIGNERS[part], OWNER} & set(session.roles):
        raise RuleError(N_("This sign-off belongs to another role. The owner may stand for each."), code="forbidden", field="part")
    with entry(session, "sign", "contract") as (work, says):
        found = store.by_id(work.connection, entry_id)
        if found is None or found.ended_on is not None or found.kind != kinds.CONTRACT:
            raise RuleError(N_("That entry was replaced or ended already."), code="ended", field="entry")
        work.customer(found.customer_id)
        if found.value(f"signed_{part}"):
            raise RuleError(N_("This was signed off already."), code="signed", field="part")
        values = {**found.values, f"signed_{part}": f"{session.user} {on.isoformat()}"}
        new_id = store.insert(work.connection, replace(found, id=0, date=on, values=values, replaces=found.id), work.stamp,
                              session.user, work.seq)
        work.touch("file_entry")
        _end(work, found.id, on, "signed")
        says["entity_id"], says["after"] = new_id, {"customer_id": found.customer_id, "part": part}
    return new_id


def end_entry(session: Session, entry_id: int, on: date, reason: str) -> None:
    """Let an entry count no more, and what it told as a fact; both stay in the file. InputError `missing` without a reason."""
    if not reason.strip():
        raise InputError(N_("Say why it no longer holds."), code="missing", field="reason")
    with entry(session, "end", "customer_file", reason=reason.strip()) as (work, says):
        found = _end(work, entry_id, on, reason.strip())
        work.customer(found.customer_id)
        take_back(work, found, store.root_of(work.connection, entry_id), on, reason.strip())
        says["entity_id"], says["after"] = entry_id, {"customer_id": found.customer_id}


def join_group(session: Session, name: str, customer_ids: Sequence[int], on: date) -> None:
    """Put customers into one group; each leaves the one it was in."""
    with entry(session, "file", "customer_file") as (work, says):
        for customer_id in customer_ids:
            save_entry_in(work, rule.checked(FileEntry(0, customer_id, kinds.GROUP, on, {"name": name})), None, ())
        says["after"] = {"group": name, "customers": list(customer_ids)}


def stored_document(session: Session, file_id: int) -> Document:
    """(name, content) of a document in the book; RuleError `unknown_file`."""
    with session.book.read() as connection:
        found = store.file_content(connection, file_id)
    if found is None:
        raise RuleError(N_("There is no such document."), code="unknown_file", field="file")
    return found


def export_document(session: Session, file_id: int, path: Path) -> Path:
    """Write a copy of a document; the whole file or none. FileError `not_written`, RuleError `unknown_file`."""
    from ...files.writing import write_bytes
    _name, content = stored_document(session, file_id)
    write_bytes(path, content)
    return path


def _keep(work: Entry, name: str, content: bytes) -> int:
    if not content:
        raise FileError(N_("“{file}” is empty."), code="empty", file=name)
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    work.touch("stored_file")
    return store.keep_file(work.connection, name, media, content, work.stamp, work.seq)


def _end(work: Entry, entry_id: int, on: date, reason: str) -> FileEntry:
    found = store.by_id(work.connection, entry_id)
    if found is None or found.ended_on is not None:
        raise RuleError(N_("That entry was replaced or ended already."), code="ended", field="entry")
    store.end(work.connection, entry_id, on.isoformat(), reason, work.seq)
    work.touch("file_entry.ending")
    return found


def _completed(draft: FileEntry) -> FileEntry:
    """A visit's result from its check list; a foreign number in its written form, a wrong one noted as such."""
    values = dict(draft.values)
    if draft.kind == kinds.VISIT and not values.get("level"):
        level = rule.visit_level(draft.checks())
        if level is not None:
            values["level"] = str(level)
    if draft.kind == kinds.CONTRACT and values.get("interest") and yearly_rate(values["interest"]) is None:
        raise InputError(N_("“{value}” is not a rate. Write it like 12 % or 0.05 %/day."), code="bad_rate", field="interest",
                         value=values["interest"])
    if draft.kind == kinds.FOREIGN_ID:
        country = country_code(values["country"])
        if not country:
            raise InputError(N_("“{value}” is not a country. Write its two letters, such as CN."), code="bad_country",
                             field="country", value=values["country"])
        found = check_foreign_id(values.get("type", ""), values["value"], country)
        values |= {"country": country, "value": found.value, "format": "ok" if found.valid else "doubtful"}
    return replace(draft, values=values)


def _resolved(work: Entry, ready: FileEntry) -> FileEntry:
    """An owner or affiliate that is our customer too is kept by its id; RuleError where no such customer is known."""
    named = ready.value("customer")
    if ready.kind != kinds.OWNER:
        return ready
    if named.isdigit() and (row := customers.by_id(work.connection, int(named))) is not None:
        key = int(row["merged_into"] or row["id"])
    elif named:
        try:
            key = int(find_in(work.connection, named)["id"])
        except RuleError as error:
            error.field = "customer"
            raise
    else:
        same = customers.by_name(work.connection, ready.value("name"))
        if len({row["merged_into"] or row["id"] for row in same}) != 1:
            return ready
        key = int(same[0]["merged_into"] or same[0]["id"])
    return replace(ready, values={**ready.values, "customer": str(key)})


def _to_record(work: Entry, ready: FileEntry) -> None:
    """The record takes what the contract agrees: letters, interest and due dates go by it."""
    values = {"contract_no": ready.value("no"), "contract_rate": ready.value("interest"), "terms": ready.value("terms"),
              "service_address": ready.value("service_address")}
    change(work.connection, work.session, work.customer(ready.customer_id),
           {name: value for name, value in values.items() if value}, "contract", told=False)
