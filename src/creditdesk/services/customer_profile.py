"""What a customer's file amounts to on a day: where it stands, the next step, risks, prospects, admission (A2, A9, A111, A112)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..domain.credit.caps import CAP_RULES, VETO
from ..domain.credit.financials import statement_problems
from ..domain.credit.grades import D, NR
from ..domain.customers import archive as archive_rule, file_entries as rule, file_kinds as kinds
from ..domain.customers.agreement import agree
from ..domain.customers.archive import ArchiveItem
from ..domain.customers.facts import CONFLICTING, EXPIRED
from ..domain.customers.file_entries import FileEntry
from ..domain.customers.progress import Findings, next_step, Step, steps
from ..domain.customers.prospects import Admission, admission, Prospect, prospect
from ..domain.customers.records import Customer
from ..domain.errors import N_, RuleError
from ..store import customers, facts as fact_store, file_entries as entry_store
from .company import profile_in
from .credit.covers import Cover, covers_in
from .credit.credit_file import archive_of
from .credit.fact_file import FactFile, file_of, waiting
from .credit.facts import every_statement, fact_flags, StatementOnFile, tolerance_of
from .credit.file_relations import mutual_guarantors
from .credit.overview import review_of
from .credit.policy import policy_in
from .credit.review import review_due
from .credit.standing import RED_NAMES, Standing, standing
from .customer_overview import Overview
from .customers import record
from .customers_ids import check_tax_id
from .rates import rate_book
from .session import Session

#: where a risk is looked into: parts of the data tab, tabs of the customer, an action of its head
FACTS, STATEMENTS, PARTS, DOCUMENTS, LIMITS, SCORES = "facts", "statements", "parts", "documents", "limits", "scores"
RED, AMBER, INFO = "danger", "warn", "tint"
_ENDING_DAYS, _TREND_DAYS = 30, Decimal(8)
#: signs of trouble from which a risk check is a red one
_MANY_SIGNS = 3


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that speaks against a customer: a template with `fields`, how grave (a tone), where to look into it."""

    code: str
    template: str
    tone: str
    where: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """One customer's file summed up. `standing` None while nothing is owed, decided or scored."""

    customer_id: int
    facts: FactFile
    entries: tuple[FileEntry, ...]
    archive: tuple[ArchiveItem, ...]
    complete: Decimal
    covers: tuple[Cover, ...]
    standing: Standing | None
    prospect: Prospect
    admission: Admission
    steps: tuple[Step, ...]
    risks: tuple[Risk, ...]

    @property
    def next_step(self) -> Step | None:
        return next_step(self.steps)

    @property
    def state(self) -> str:
        """normal, watch, restricted or stop (DOMAIN A40, D11)."""
        return self.standing.state if self.standing else "normal"

    def fact(self, key: str) -> str:
        """What is known of a key, "" for nothing."""
        return self.facts.known[key].value if key in self.facts.known else ""


def customer_profile(session: Session, view: Overview) -> CustomerProfile:
    """The profile of the customer an overview shows, on its day."""
    customer_id, as_of = view.customer.id, view.as_of
    stands = standing(session, customer_id, as_of)
    with session.book.read() as connection:
        row = customers.by_id(connection, customer_id)
        if row is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        person, home = record(row), profile_in(connection).country
        told = fact_store.facts_of(connection, customer_id)
        entries = tuple(item for item in entry_store.entries_of(connection, customer_id)
                        if item.ended_on is None or item.ended_on > as_of)
        held = tuple(item for item in covers_in(connection, customer_id, rate_book(connection), as_of) if item.counts_on(as_of))
        policy = policy_in(connection, as_of)
        mutual = mutual_guarantors(connection, customer_id, as_of)
    facts = file_of(customer_id, told, as_of)
    items = archive_of(person, entries, told, facts, as_of)
    complete = archive_rule.completeness(items)
    flags = fact_flags(told, as_of)
    vetoes = (stands.veto if stands else False) or any(CAP_RULES[code].effect == VETO for code in flags)
    identity = next((item for item in facts.key_facts if item.code == "identity"), None)
    number = bool(person.tax_id) and check_tax_id(person.tax_id, person.country, home).valid
    admitted = admission(person, identity_verified=identity is not None and identity.verified, number_valid=number,
                         grade=view.grade, vetoes=vetoes)
    found = Findings(complete, admitted.identity, view.score.as_of if view.score else None,
                     bool(view.grade) and view.grade != NR,
                     review_of(view.grade or NR, view.score.as_of if view.score else None, policy),
                     review_due(stands) if stands else None, view.line,
                     view.limit.decision.until if view.limit.decision else None, len(waiting(facts)),
                     bool(person.tax_id))
    sheets = every_statement(told, as_of)
    risks = sorted((*_ledger_risks(view, stands), *_fact_risks(facts, flags), *_record_risks(person, facts),
                    *_file_risks(person, entries, held, as_of, bool(mutual)),
                    *_statement_risks(sheets)), key=lambda risk: (RED, AMBER, INFO).index(risk.tone))
    return CustomerProfile(customer_id, facts, entries, items, complete, held, stands, prospect(person, view.grade), admitted,
                           steps(found, as_of), tuple(risks))


def _ledger_risks(view: Overview, stands: Standing | None) -> Iterator[Risk]:
    if stands is not None:
        if stands.frozen:
            yield Risk("frozen", N_("Credit sales are stopped"), RED, LIMITS)
        for name in stands.red:
            if name != "veto":
                yield Risk(name, RED_NAMES[name], RED, LIMITS if name in ("over_limit", "fell") else DOCUMENTS)
        if stands.trend is not None and stands.trend >= _TREND_DAYS:
            yield Risk("trend", N_("Pays {days} days later than in the months before"), AMBER, DOCUMENTS,
                       (("days", stands.trend.quantize(Decimal("0.1"))),))
        due = review_due(stands)
        if due is not None and due < view.as_of and stands.limit is not None:
            yield Risk("review", N_("Review due since {day}"), AMBER, LIMITS, (("day", due),))
    if view.available is not None and view.available >= 0 and view.used is not None and view.used >= view.alert:
        yield Risk("near", N_("{percent} of the limit is used"), AMBER, LIMITS, (("percent", view.used),))
    if view.grade == D:
        yield Risk("default", N_("In default"), RED, SCORES)


def _fact_risks(facts: FactFile, flags: dict[str, str]) -> Iterator[Risk]:
    for code, source in flags.items():
        entry = CAP_RULES[code]
        yield Risk(code, entry.reason, RED if entry.effect == VETO else AMBER, FACTS, (("source", source),))
    for status, template, tone in ((CONFLICTING, N_("Sources disagree: {count}"), AMBER),
                                   (EXPIRED, N_("Facts expired: {count}"), INFO)):
        count = sum(1 for item in facts.known.values() if item.status == status)
        if count:
            yield Risk(status, template, tone, FACTS, (("count", count),))


def _record_risks(person: Customer, facts: FactFile) -> Iterator[Risk]:
    """Letters and invoices carry what the record says: it must be what the sources say."""
    for key, own, template in (("tax_id", person.tax_id, N_("Sources say tax number {said}, the record {own}")),
                               ("name", person.name, N_("Sources say {said}, the record {own}"))):
        known = facts.known.get(key)
        if own and known is not None and not agree(own, known.value, key=key):
            yield Risk(f"record_{key}", template, AMBER, FACTS, (("own", own), ("said", known.value)))


def _file_risks(person: Customer, entries: Sequence[FileEntry], held: Sequence[Cover], as_of: date, mutual: bool) -> Iterator[Risk]:
    for entry in entries:
        if entry.kind == kinds.EVENT and entry.value("severity") != "info":
            yield Risk("event", N_("{day}: {what}"), RED if entry.value("severity") == "red" else AMBER, PARTS,
                       (("day", entry.date), ("what", entry.value("title"))))
        elif entry.kind == kinds.STEP and rule.step_state(entry, as_of) == "late":
            retention = entry.value("what") == "retention"
            yield Risk("step", N_("Retention money due since {day}") if retention else N_("A step of a contract is late since {day}"),
                       RED if retention else AMBER, PARTS, (("day", entry.value("due_on")),))
        elif entry.kind == kinds.BANK and entry.value("private"):
            yield Risk("private", N_("Pays from a private account"), AMBER, PARTS)
    latest = max((entry for entry in entries if entry.kind == kinds.RISKS), key=lambda entry: (entry.date, entry.id), default=None)
    if latest is not None and (seen := rule.signs_seen(latest)):
        yield Risk("signs", N_("Risk check of {day}: {count} signs of trouble"), RED if seen >= _MANY_SIGNS else AMBER, PARTS,
                   (("day", latest.date), ("count", seen)))
    contracts = [entry for entry in entries if entry.kind == kinds.CONTRACT]
    flagged = sum(1 for entry in contracts if rule.contract_flags(entry, person.size))
    if flagged:
        yield Risk("contract", N_("Contracts with amber marks: {count}"), AMBER, PARTS, (("count", flagged),))
    if person.abc_class == "A" and not archive_rule.has_report(entries, as_of):
        yield Risk("no_report", N_("Class A without an agency report of the last 12 months"), AMBER, PARTS)
    for cover in held:
        if cover.until is not None and cover.until <= as_of + timedelta(_ENDING_DAYS):
            yield Risk("cover", N_("Security ends on {day}"), AMBER, LIMITS, (("day", cover.until),))
    if mutual:
        yield Risk("mutual", N_("Guarantees for its own guarantor"), AMBER, PARTS)


def _statement_risks(sheets: Sequence[StatementOnFile]) -> Iterator[Risk]:
    if not sheets:
        return
    statement = sheets[0].statement
    if statement_problems(statement, tolerance=tolerance_of(sheets[0].fact.unit)):
        yield Risk("unbalanced", N_("The latest statement does not add up"), AMBER, STATEMENTS)
    equity = statement.book_equity
    if equity is not None and equity <= 0:
        yield Risk("equity", N_("Debts exceed assets in the latest statement"), RED, STATEMENTS)
    if statement.ocf is not None and statement.ocf < 0:
        yield Risk("cash_flow", N_("Operations burned cash in the latest statement"), AMBER, STATEMENTS)

