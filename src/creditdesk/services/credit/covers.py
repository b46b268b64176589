"""Security held for a customer: entered, ended, in force on a day, about to run out (DOMAIN D5, H4)."""

from __future__ import annotations

import mimetypes
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.credit import cover as rule
from ...domain.credit.cover import Mitigant
from ...domain.credit.grades import GRADES, NR
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...domain.insight.dashboard import COMING, DayTask, FIRST
from ...domain.money import check_range as check_amount, currency_code, from_minor, to_minor
from ...store import covers as store, customers, letters, rows
from ...store.transaction import Transaction
from ..attachments import read_document
from ..ledger.entry import entry
from ..rates import rate_book, RateBook
from ..session import Session

KIND_NAMES = {
    rule.INSURANCE: N_("Credit insurance"), rule.BANK_GUARANTEE: N_("Bank guarantee"),
    rule.LETTER_OF_CREDIT: N_("Letter of credit"), rule.DEPOSIT: N_("Cash deposit"),
    rule.CORPORATE_GUARANTEE: N_("Guarantee of a company"), rule.PERSONAL_GUARANTEE: N_("Guarantee of a person"),
    rule.TITLE: N_("Retention of title")}
#: days before the end at which the list points to it (DOMAIN H4, J23)
NOTICE_DAYS = (60, 30, 7)
#: guarantors and insurers that must be named
_NAMED = frozenset({rule.INSURANCE, rule.BANK_GUARANTEE, rule.LETTER_OF_CREDIT, rule.CORPORATE_GUARANTEE,
                    rule.PERSONAL_GUARANTEE})
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class CoverDraft:
    """A security as entered. `percent` is the insured fraction (insurance only), `until` its last day, None = open."""

    customer_id: int
    kind: str
    amount: Decimal
    currency: str
    percent: Decimal = _ONE
    provider: str = ""
    guarantor_grade: str = ""
    begins: date | None = None
    until: date | None = None
    note: str = ""
    document: Path | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A security on file; `worth` is what it adds by itself in base currency on the day, None for insurance (depends on
    the limit) or without a rate."""

    id: int
    customer_id: int
    kind: str
    amount: Decimal
    currency: str
    percent: Decimal
    provider: str
    guarantor_grade: str
    begins: date | None
    until: date | None
    note: str
    file_name: str
    ended_on: date | None
    end_reason: str
    created_by: str
    worth: Decimal | None = None

    def counts_on(self, day: date) -> bool:
        """Begun, not run out, not ended: its last day counts, the day it was ended on does not."""
        return ((self.begins is None or self.begins <= day) and (self.until is None or day <= self.until)
                and (self.ended_on is None or day < self.ended_on))


@dataclass(frozen=True, slots=True)
class EndingCover:
    """A security that ends within 60 days, or has; `step` is the notice reached: 60, 30, 7, or 0 once it is over."""

    cover: Cover
    step: int


def add_cover(session: Session, draft: CoverDraft) -> int:
    """Enter a security with the paper behind it; InputError names the field. Answers its id."""
    checked = _checked(draft)
    paper = read_document(draft.document) if draft.document is not None else None
    with entry(session, "add", "cover", reason=draft.note.strip()) as (work, says):
        owner, file_id = work.customer(draft.customer_id), None
        if paper is not None:
            name, content = paper
            file_id = letters.store_file(work.connection, name, content, work.stamp, work.seq,
                                         media=mimetypes.guess_type(name)[0] or "application/octet-stream")
            work.touch("stored_file")
        new_id = rows.insert(work.connection, "cover", checked | {
            "customer_id": owner, "file_id": file_id, "created_at": work.stamp, "created_by": session.user,
            "event_seq": work.seq})
        work.touch("cover")
        says["entity_id"], says["after"] = new_id, checked | {"customer_id": owner}
    return new_id


def _checked(draft: CoverDraft) -> dict[str, Any]:
    code, percent = currency_code(draft.currency), draft.percent if draft.kind == rule.INSURANCE else _ONE
    if draft.amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=draft.amount)
    if not 0 < percent <= 1:
        raise InputError(N_("The insured share lies above 0 and up to 100 %."), code="bad_percent", field="percent")
    Mitigant(draft.kind, check_amount(draft.amount), percent)
    if draft.kind in _NAMED and not draft.provider.strip():
        raise InputError(N_("Say who insures or guarantees."), code="missing", field="provider")
    if draft.guarantor_grade and draft.guarantor_grade not in {*(grade.code for grade in GRADES), NR}:
        raise InputError(N_("There is no grade “{value}”."), code="bad_grade", field="guarantor_grade",
                         value=draft.guarantor_grade)
    for day, name in ((draft.begins, "from"), (draft.until, "until")):
        if day is not None:
            check_range(day, name)
    if draft.begins is not None and draft.until is not None and draft.until < draft.begins:
        raise InputError(N_("The end lies before the beginning."), code="out_of_range", field="until")
    return {"kind": draft.kind, "amount_minor": to_minor(draft.amount, code), "currency": code, "percent": f"{percent:f}",
            "provider": draft.provider.strip(), "guarantor_grade": draft.guarantor_grade,
            "begins": draft.begins.isoformat() if draft.begins else None,
            "until": draft.until.isoformat() if draft.until else None, "note": draft.note.strip()}



def end_cover(session: Session, cover_id: int, day: date, reason: str) -> None:
    """End a security: from the day on it counts no more. RuleError `unknown_cover`, `ended`."""
    if not reason.strip():
        raise InputError(N_("Say why the security ends."), code="missing", field="reason")
    check_range(day, "date")
    with entry(session, "end", "cover", reason=reason) as (work, says):
        row = store.cover(work.connection, cover_id)
        if row is None:
            raise RuleError(N_("There is no such security."), code="unknown_cover", field="cover")
        work.customer(row["customer_id"])
        if row["ended_on"]:
            raise RuleError(N_("This security was ended on {date}."), code="ended", field="cover", date=row["ended_on"])
        store.end(work.connection, cover_id, day.isoformat(), reason.strip(), work.seq)
        work.touch("cover.ending")
        says["entity_id"] = cover_id
        says["after"] = {"customer_id": row["owner_id"], "ended_on": day.isoformat()}


def covers_of(session: Session, customer_id: int, as_of: date) -> list[Cover]:
    """Every security of a customer, those in force first, then the newest."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        return covers_in(connection, root, rate_book(connection), as_of) if root is not None else []


def covers_in(connection: Transaction, root: int, rates: RateBook, as_of: date) -> list[Cover]:
    """The same inside a transaction; `root` is the customer's living record."""
    found = [record(row, rates, as_of) for row in store.covers_of(connection, root)]
    return sorted(found, key=lambda item: not item.counts_on(as_of))


def cover_document(session: Session, cover_id: int) -> tuple[str, bytes] | None:
    """(name, bytes) of the paper kept with a security, None without one."""
    with session.book.read() as connection:
        return store.file_of(connection, cover_id)


def record(row: Mapping[str, Any], rates: RateBook, as_of: date) -> Cover:
    """A row as a record, its worth at the rate of the day."""
    amount = from_minor(row["amount_minor"], row["currency"])
    found = Cover(row["id"], row["owner_id"], row["kind"], amount, row["currency"], Decimal(row["percent"] or 1),
                  row["provider"], row["guarantor_grade"], _day(row["begins"]), _day(row["until"]), row["note"],
                  row["file_name"] or "", _day(row["ended_on"]), row["end_reason"], row["created_by"])
    base = rates.to_base(amount, row["currency"], as_of)
    if base is None or row["kind"] == rule.INSURANCE:
        return found
    worth = _mitigant(found, base).fixed_worth if found.counts_on(as_of) else Decimal(0)
    return Cover(**{name: getattr(found, name) for name in Cover.__slots__ if name != "worth"}, worth=worth)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _mitigant(cover: Cover, amount: Decimal) -> Mitigant:
    return Mitigant(cover.kind, amount, cover.percent, cover.guarantor_grade or None, cover.until, cover.provider,
                    cover.begins)


def held_in(connection: Transaction, customer_id: int, rates: RateBook, as_of: date) -> tuple[Mitigant, ...]:
    """What counts for a customer on a day, base currency; a security in a currency without a rate counts nothing."""
    return _mitigants((row for row in store.covers_of(connection, customer_id)), rates, as_of).get(customer_id, ())


def all_held_in(connection: Transaction, rates: RateBook, as_of: date) -> dict[int, tuple[Mitigant, ...]]:
    """The same of every customer that has any."""
    return _mitigants(iter(store.covers(connection, as_of)), rates, as_of)


def _mitigants(found: Iterator[Mapping[str, Any]], rates: RateBook, as_of: date) -> dict[int, tuple[Mitigant, ...]]:
    held: defaultdict[int, list[Mitigant]] = defaultdict(list)
    for row in found:
        item = record(row, rates, as_of)
        amount = rates.to_base(item.amount, item.currency, as_of)
        if amount is not None and item.counts_on(as_of):
            held[item.customer_id].append(_mitigant(item, amount))
    return {customer: tuple(items) for customer, items in held.items()}


def covers_everywhere(connection: Transaction, rates: RateBook, as_of: date) -> list[Cover]:
    """Every security that counts on a day, of all customers."""
    found = (record(row, rates, as_of) for row in store.covers(connection, as_of))
    return [item for item in found if item.counts_on(as_of)]


def held_worth(cover: Cover, rates: RateBook, as_of: date, exposure: Decimal) -> Decimal:
    """What a security is worth at an exposure, base currency; 0 without a rate (DOMAIN D5)."""
    amount = rates.to_base(cover.amount, cover.currency, as_of)
    return rule.cover_of((_mitigant(cover, amount),), exposure, as_of)[0].worth if amount is not None else Decimal(0)


def ending_in(connection: Transaction, as_of: date) -> list[EndingCover]:
    """The same inside a transaction."""
    rates, first, last = rate_book(connection), as_of - timedelta(30), as_of + timedelta(NOTICE_DAYS[0])
    found = []
    for row in store.covers(connection, as_of):
        item = record(row, rates, as_of)
        if item.until is not None and first <= item.until <= last:
            left = (item.until - as_of).days
            found.append(EndingCover(item, 0 if left < 0 else min(step for step in NOTICE_DAYS if left <= step)))
    return sorted(found, key=lambda ending: (ending.cover.until or as_of, ending.cover.id))


def cover_tasks(connection: Transaction, as_of: date) -> Iterator[DayTask]:
    """Lines of the day's list: the last week before the end, and what has run out, is handled first."""
    for ending in ending_in(connection, as_of):
        item = ending.cover
        row = customers.by_id(connection, item.customer_id)
        if row is None or item.until is None:
            continue
        template = N_("{name}: security ended {day}") if ending.step == 0 else N_("{name}: security ends {day}")
        yield DayTask(FIRST if ending.step in (0, NOTICE_DAYS[-1]) else COMING, "cover_ends", template,
                      N_("{kind}, {amount}"), "credit",
                      {"name": row["short_name"] or row["name"], "day": item.until, "kind": KIND_NAMES[item.kind],
                       "amount": item.amount}, item.customer_id, item.id, item.currency)
