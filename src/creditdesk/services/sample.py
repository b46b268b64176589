"""The sample company: a believable book made through the same tasks a person uses (DESIGN intro and 9; CLI `new`)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..domain.customers.facts import Fact, OFFICIAL
from ..domain.customers.file_entries import checked, FileEntry
from ..domain.customers.file_kinds import PERSON
from ..domain.customers.records import BankAccount, Company, Customer
from ..domain.ledger.documents import CREDIT_NOTE, INVOICE, RECEIPT, WRITE_OFF
from ..domain.ledger.drafts import AllocationDraft, DocumentDraft
from ..paths import resource
from . import company, customers
from .collections.contacts import add_promise_in, ContactDraft, log_contact_in, PromiseDraft
from .credit.facts import record_fact_in, record_financials_in
from .credit.file_writing import save_entry_in
from .credit.limits import decide_in
from .credit.scoring import save_score, score_customer
from .ledger import disputes, posting
from .ledger.entry import Entry, entry
from .rates import put_rate
from .sample_history import Bill, bills, moved, SAMPLE_AS_OF
from .session import Clock, Session

__all__ = ["SAMPLE_AS_OF", "create_sample"]
#: last month in which the statement before last is still the newest, and how long after the year it came
_STATEMENTS_BY, _STATEMENT_DELAY = 3, 89
_BEFORE_FIRST_BILL, _PEOPLE_ENTERED, _REGISTER_READ = 14, 300, 12
#: days among the fields of entries, which move with the sample
_DAYS = frozenset({"signed_on", "begins_on", "ends_on", "retention_due", "expires"})
_PREFIX = {INVOICE: "INV", RECEIPT: "RC", CREDIT_NOTE: "CN", WRITE_OFF: "WO"}
_REASONS = {"limit": ("年度复核", "Yearly review"), CREDIT_NOTE: ("退货", "Goods returned"),
            "retired": ("已停业", "Closed down"), WRITE_OFF: ("门店关闭，无法收回", "Shop closed, cannot be collected")}


@dataclass(slots=True)
class _Sample:
    """The sample on its way into a book: its data, the language it speaks, how many days it stands from its own day."""

    session: Session
    data: Mapping[str, Any]
    english: bool
    shift: timedelta
    ids: dict[str, int] = field(default_factory=dict)
    posted: dict[int, int] = field(default_factory=dict)

    def say(self, pair: Sequence[str]) -> str:
        """The text in the book's language, of (Chinese, English)."""
        return pair[1] if self.english else pair[0]

    def day(self, text: str) -> date:
        return date.fromisoformat(text) + self.shift

    def optional_day(self, text: str | None) -> date | None:
        return self.day(text) if text else None


def create_sample(path: Path, *, as_of: date, user: str, clock: Clock, language: str = "zh", overwrite: bool = False,
                  company_name: str = "") -> Session:
    """Create the sample book as it stands on `as_of`; every day moves with it, the figures stay.

    On SAMPLE_AS_OF the open bills are those of the screens: 1,916,036.50 gross, 214,000.00 of it covered by receipts not
    yet allocated. Errors as `company.create_book`; nothing is left behind when it fails.
    """
    data = json.loads(resource("sample/company.json").read_text(encoding="utf-8"))
    english = language == "en"
    entered = datetime.combine(as_of - timedelta(1), time(9), UTC)  # the list of the day starts with nothing done
    with company.making(path, overwrite=overwrite) as unfinished:
        session = company.create_book(unfinished, profile=_profile(data["company"], english, company_name), user=user,
                                      clock=lambda: entered, overwrite=True)
        try:
            sample = _Sample(session, data, english, as_of - SAMPLE_AS_OF)
            for task in _TASKS:
                task(sample)
        finally:
            session.close()
    return company.open_session(path, user=user, clock=clock)


def _profile(told: Mapping[str, Any], english: bool, name: str) -> Company:
    words = told["en" if english else "zh"]
    holder, bank = words["bank"]
    return Company(
        name or words["name"], name_en=words["name_en"], country="CN", tax_id=told["tax_id"], address=words["address"],
        phone=told["phone"], email=told["email"], contact=words["contact"], signatory=words["signatory"],
        base_currency="CNY", default_terms=told["default_terms"], letter_prefix=told["letter_prefix"], size=told["size"],
        is_sample=True, bank_accounts=(BankAccount("CNY", holder, bank, told["account_no"]),))


def _customers(sample: _Sample) -> None:
    """Each customer was entered two weeks before its first bill: the timeline begins where the business did."""
    first: dict[str, date] = {}
    for bill in moved(bills(sample.data), sample.shift.days):
        first[bill.customer] = min(bill.day, first.get(bill.customer, bill.day))
    start = min(first.values())
    for told in sample.data["customers"]:
        founded = told["founded_on"]
        draft = Customer(
            0, told["code"], sample.say(told["name"]), sample.say(told["short"]), tax_id=told["tax_id"],
            country=told.get("country", "CN"), terms=told["terms"], currency=told.get("currency", ""),
            language=told.get("language", ""), contact=sample.say(told["contact"]), phone=told["phone"],
            address=sample.say(told["address"]), industry=told["industry"], size=told["size"],
            salesperson=sample.say(told["salesperson"]), abc_class=told["abc_class"],
            contract_no=told.get("contract_no", ""), contract_rate=told.get("contract_rate", ""),
            founded_on=date.fromisoformat(founded) if founded else None,
            **dict(zip(("growth", "margin", "importance"), sample.data["file"]["prospects"].get(told["code"], ""), strict=False)))
        day = first.get(told["code"], start) - timedelta(_BEFORE_FIRST_BILL)
        entered = datetime.combine(day, time(1), UTC)
        session = Session(sample.session.book, sample.session.user, lambda moment=entered: moment)  # type: ignore[misc]
        sample.ids[told["code"]] = customers.save(session, draft)


def _rates(sample: _Sample) -> None:
    for currency, day, rate in sample.data["rates"]:
        put_rate(sample.session, currency, sample.day(day), Decimal(rate))


def _ledger(sample: _Sample) -> None:
    """Bills in one posting, what settled them in the next, receipts still without an invoice last."""
    told = {customer["code"]: customer for customer in sample.data["customers"]}
    found = moved(bills(sample.data), sample.shift.days)
    drafts = []
    for bill in found:
        customer = told[bill.customer]
        drafts.append(DocumentDraft(
            INVOICE, sample.ids[bill.customer], bill.day, bill.amount, customer.get("currency", "CNY"),
            f"INV-{bill.day.year}-{bill.number:04d}", bill.due, terms=customer["terms"], note=sample.say(customer["goods"]),
            salesperson=sample.say(customer["salesperson"]), contract_no=customer.get("contract_no", "")))
    ids = posting.post_many(sample.session, drafts)
    sample.posted = {bill.number: document for bill, document in zip(found, ids, strict=True)}
    posting.post_many(sample.session, _settlements(sample, found, told))


def _settlements(sample: _Sample, found: Sequence[Bill], told: Mapping[str, Mapping[str, Any]]) -> list[DocumentDraft]:
    """Payments of one customer on one day are one receipt; credit notes and write-offs stand alone."""
    groups: defaultdict[tuple[date, str, str], list[tuple[int, Decimal, str]]] = defaultdict(list)
    for bill in found:
        for part in bill.payments:
            groups[part.day, bill.customer, part.kind].append((bill.number, part.amount, part.reference))
    running: Counter[tuple[str, int]] = Counter()
    drafts = []
    for (day, code, kind), parts in sorted(groups.items()):
        running[kind, day.year] += 1
        drafts.append(DocumentDraft(
            kind, sample.ids[code], day, sum((amount for _number, amount, _reference in parts), Decimal(0)),
            told[code].get("currency", "CNY"), f"{_PREFIX[kind]}-{day.year}-{running[kind, day.year]:04d}",
            method=told[code]["method"] if kind == RECEIPT else "", note=parts[0][2],
            reason=sample.say(_REASONS[kind]) if kind in _REASONS else "",
            allocations=tuple(AllocationDraft(sample.posted[number], amount) for number, amount, _reference in parts)))
    for code, day, amount, method, note in sample.data["unapplied"]:
        drafts.append(DocumentDraft(RECEIPT, sample.ids[code], sample.day(day), Decimal(amount), "CNY", method=method,
                                    note=sample.say(note)))
    return drafts


def _limits(sample: _Sample) -> None:
    reason = sample.say(_REASONS["limit"])
    with entry(sample.session, "decide", "limit", reason=reason) as (work, says):
        for told in sample.data["customers"]:
            for amount, start, end in told["limits"]:
                decide_in(work, sample.ids[told["code"]], Decimal(amount), told.get("currency", "CNY"), sample.day(start),
                          sample.optional_day(end), terms=told["terms"], reason=reason)
        says["after"] = {"customers": len(sample.ids)}


def _contacts(sample: _Sample) -> None:
    with entry(sample.session, "log", "contact") as (work, says):
        for code, at, channel, result, person, note, action, follow_up, promise in sample.data["contacts"]:
            day, moment = at.split("T")
            made = sample.day(day)
            log_contact_in(work, ContactDraft(
                sample.ids[code], f"{made.isoformat()}T{moment}", channel, result, sample.say(person), note=sample.say(note),
                next_action=sample.say(action), next_on=sample.optional_day(follow_up)))
            if promise:
                add_promise_in(work, PromiseDraft(sample.ids[code], Decimal(promise[0]), "CNY", sample.day(promise[1]),
                                                  made, channel=channel, person=sample.say(person), note=sample.say(note)))
        says["after"] = {"count": len(sample.data["contacts"])}


def _disputes(sample: _Sample) -> None:
    """Each names its bill by number; one with a last day was accepted by then."""
    for number, amount, reason, raised, target, closed, note in sample.data["disputes"]:
        new_id = disputes.add_dispute(sample.session, sample.posted[int(number)], Decimal(amount), reason,
                                      sample.day(raised), target_on=sample.day(target), note=sample.say(note))
        if closed:
            disputes.close_dispute(sample.session, new_id, disputes.ACCEPTED, sample.day(closed))


def _retired(sample: _Sample) -> None:
    for told in sample.data["customers"]:
        if told.get("retired_on"):
            customers.retire(sample.session, sample.ids[told["code"]], sample.day(told["retired_on"]),
                             sample.say(_REASONS["retired"]))


def _files(sample: _Sample) -> None:
    """What registers, visits and yearly statements say of the customers that are scored."""
    told = {customer["code"]: customer for customer in sample.data["customers"]}
    as_of = SAMPLE_AS_OF + sample.shift
    period_end = date(as_of.year - (1 if as_of.month > _STATEMENTS_BY else 2), 12, 31)
    with entry(sample.session, "record", "fact") as (work, says):
        for code, day, _opinion in sample.data["scores"]:
            for key, value, source in sample.data["profiles"][told[code]["profile"]]:
                record_fact_in(work, Fact(0, sample.ids[code], key, value, source, sample.day(day)))
        for code, customer in told.items():
            lines = _statement(sample.data["statements"], customer)
            if lines:
                record_financials_in(work, sample.ids[code], period_end, lines, unit="10000",
                                     obtained_on=period_end + timedelta(_STATEMENT_DELAY))
        says["after"] = {"customers": len(sample.data["scores"])}


def _statement(known: Mapping[str, Mapping[str, str]], customer: Mapping[str, Any]) -> dict[str, Decimal | str | None]:
    """The customer's own lines, else those of its kind at its revenue, in ten thousands."""
    if customer["code"] in known:
        return dict(known[customer["code"]])
    if not customer["revenue"]:
        return {}
    scale = Decimal(customer["revenue"]) / 1000
    return {name: (Decimal(amount) * scale).quantize(Decimal("0.01"))
            for name, amount in known[customer["profile"]].items()}


def _parts(sample: _Sample) -> None:
    """People, contracts, visits and the like, and what the register says of the larger customers."""
    with entry(sample.session, "file", "customer_file") as (work, says):
        for told in sample.data["customers"]:
            if sample.say(told["contact"]):
                _part(sample, work, told["code"], PERSON, SAMPLE_AS_OF - timedelta(_PEOPLE_ENTERED), {
                    "name": sample.say(told["contact"]), "phone": told["phone"], "role": "finance"})
        for code, kind, day, values in sample.data["file"]["entries"]:
            words = {name: sample.say(text) if isinstance(text, list) else text for name, text in values.items()}
            words |= {name: sample.day(text).isoformat() for name, text in words.items() if name in _DAYS}
            _part(sample, work, code, kind, date.fromisoformat(day), words)
        for code, person, capital in sample.data["file"]["registry"]:
            on = SAMPLE_AS_OF - timedelta(_REGISTER_READ) + sample.shift
            for key, value in (("legal_representative", sample.say(person)), ("registered_capital", capital),
                               ("registration_status", "active")):
                record_fact_in(work, Fact(0, sample.ids[code], key, value, OFFICIAL, on, source_name="gsxt.gov.cn"))
        says["after"] = {"customers": len(sample.ids)}


def _part(sample: _Sample, work: Entry, code: str, kind: str, day: date, values: Mapping[str, str]) -> None:
    """One entry; a day of the sample moves with it."""
    save_entry_in(work, checked(FileEntry(0, sample.ids[code], kind, day + sample.shift, values)), None, ())


def _scores(sample: _Sample) -> None:
    for code, day, opinion in sample.data["scores"]:
        view = score_customer(sample.session, sample.ids[code], sample.day(day))
        save_score(sample.session, view, opinion=sample.say(opinion))


#: in the order in which one builds on another
_TASKS: tuple[Callable[[_Sample], None], ...] = (_customers, _rates, _ledger, _retired, _limits, _contacts, _disputes,
                                                 _files, _parts, _scores)
