"""What entries of a customer's file tell as facts: visits, references, accounts, agencies, insurers (DOMAIN B8, B9, C4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.customers import facts as fact_rule, file_entries as rule, file_kinds as kinds
from ...domain.customers.facts import Fact
from ...domain.customers.file_entries import FileEntry
from ...domain.dates import add_months
from ...store import facts as fact_store, file_entries as store
from ..ledger.entry import Entry
from .facts import record_fact_in

#: a reference tells something for six months, and for 180 days more at half its worth: older ones no longer count
_REFERENCE_MONTHS = 12
_WITHDRAWAL_MONTHS = 6


def reference_of(root: int) -> str:
    """How a fact names the entry it rests on."""
    return f"file#{root}"


def tell(work: Entry, ready: FileEntry, root: int) -> None:
    """Write the facts an entry tells; those an earlier version of it told are taken back first."""
    if ready.replaces:
        _supersede(work, ready, root, ready.date, "replaced")
    if ready.kind == kinds.REFERENCE:
        _references(work, ready.customer_id, ready.date)
        return
    for fact in _facts(ready):
        record_fact_in(work, Fact(0, ready.customer_id, fact.key, fact.value, fact.source_type, ready.date, unit=fact.unit,
                                  source_name=fact.source_name, source_ref=reference_of(root), expires_on=fact.expires_on))


def _facts(ready: FileEntry) -> list[Fact]:
    """Drafts with key, value, source and expiry; the rest is filled in by the caller."""
    value = ready.value
    found: list[Fact] = []

    def say(key: str, text: str, source: str, who: str, expires: date | None = None) -> None:
        if text:
            found.append(Fact(0, ready.customer_id, key, text, source, ready.date, source_name=who, expires_on=expires))

    if ready.kind == kinds.VISIT:
        say("QL4", value("level"), fact_rule.VISIT, value("visitor"))
    elif ready.kind == kinds.BANK and value("confirmed"):
        say("payer_account", value("account"), fact_rule.CUSTOMER, value("bank"))
    elif ready.kind == kinds.AGENCY:
        until = ready.day("expires")
        for key, name in (("EX4", "risk"), ("EX1", "court"), ("EX2", "penalties"), ("EX3", "tax_class"),
                          (f"revenue_{value('year')}", "revenue"), (f"net_assets_{value('year')}", "net_assets")):
            say(key, value(name), fact_rule.AGENCY, value("provider"), until)
    elif ready.kind == kinds.INSURER:
        word = rule.insurer_word(Decimal(value("requested")), Decimal(value("approved")), value("ground"))
        say("EX5", word, fact_rule.INSURER, value("insurer"), ready.day("expires"))
        if value("ground") == "withdrawn":
            say("V7", "yes", fact_rule.INSURER, value("insurer"), add_months(ready.date, _WITHDRAWAL_MONTHS))
    return found


def take_back(work: Entry, ended: FileEntry, root: int, on: date, reason: str) -> None:
    """An entry that no longer holds takes the facts it told with it; references are counted anew."""
    if ended.kind == kinds.REFERENCE:
        _references(work, ended.customer_id, on)
    else:
        _supersede(work, ended, root, on, reason)


def _supersede(work: Entry, ready: FileEntry, root: int, on: date, reason: str) -> None:
    for fact_id in fact_store.told_by(work.connection, ready.customer_id, reference_of(root)):
        fact = fact_store.by_id(work.connection, fact_id)
        day = max(on, fact.obtained_on) if fact is not None else on
        fact_store.set_superseded(work.connection, fact_id, day.isoformat(), reason, work.seq)
        work.touch("fact.superseding")


def _references(work: Entry, customer_id: int, day: date) -> None:
    """TR1 of the references asked within a year and not ended; none left: what they told is taken back."""
    first = add_months(day, -_REFERENCE_MONTHS)
    asked = [item for item in store.entries_of(work.connection, customer_id)
             if item.kind == kinds.REFERENCE and item.ended_on is None and item.date > first]
    word = rule.reference_word(item.value("answer") for item in asked)
    told = fact_store.told_by(work.connection, customer_id, "references")
    for fact_id in told:
        fact = fact_store.by_id(work.connection, fact_id)
        if fact is not None and (word is None or fact.value != word):
            fact_store.set_superseded(work.connection, fact_id, max(day, fact.obtained_on).isoformat(), "replaced", work.seq)
            work.touch("fact.superseding")
    if word is not None:
        record_fact_in(work, Fact(0, customer_id, "TR1", word, fact_rule.REFERENCE, day, source_ref="references"))
