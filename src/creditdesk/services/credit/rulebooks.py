"""The firm's rulebooks: shipped texts or own ones, filled with the live figures of the policy, as PDF (DOMAIN A14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ...domain.credit.approval import SLA_DAYS
from ...domain.credit.limit_policy import POSTURE_NAMES
from ...domain.credit.triggers import TEMPORARY_DAYS
from ...domain.customers.file_entries import FileEntry
from ...domain.errors import InputError, N_
from ...domain.roles import POLICY
from ...domain.rulebooks import filled, read_rules, RULEBOOKS, table_of
from ...paths import resource
from ...store import registers as store
from ...store.transaction import Transaction
from ..ledger.entry import entry
from ..session import Session
from .policy_paper import PolicyWords
from .registers import insert_in
from .steps import TRIAL_DEPOSIT

if TYPE_CHECKING:
    from ...files.policy_paper import Section

KIND = "rulebook"


def shipped_rules(book: str, language: str) -> str:
    """The text the program came with; InputError `unknown_rulebook`."""
    if book not in RULEBOOKS or language not in ("zh", "en"):
        raise InputError(N_("There is no rulebook “{value}”."), code="unknown_rulebook", field="book", value=book)
    return resource(f"rulebooks/{language}/{book}.txt").read_text(encoding="utf-8")


def rules_text(session: Session, book: str, language: str) -> tuple[str, bool]:
    """The text in use, and whether it is the firm's own."""
    with session.book.read() as connection:
        own = _own(connection, book, language)
    return (shipped_rules(book, language), False) if own is None else (own.value("text"), True)


def _own(connection: Transaction, book: str, language: str) -> FileEntry | None:
    return next((item for item in store.of_kind(connection, KIND) if item.ended_on is None
                 and (item.value("book"), item.value("language")) == (book, language)), None)


def save_rules(session: Session, book: str, language: str, text: str, today: date) -> None:
    """Use this text from now on; earlier ones stay on file. InputError `unknown_field` names a wrong field and its line."""
    session.require(POLICY)
    read_rules(text)
    usual = shipped_rules(book, language)
    with entry(session, "save", KIND) as (work, says):
        before = _own(work.connection, book, language)
        if text == usual and before is not None:
            store.end(work.connection, before.id, today.isoformat(), "shipped text", work.seq)
            work.touch("register_entry.ending")
        elif text != (before.value("text") if before else usual):
            says["entity_id"] = insert_in(work, FileEntry(0, 0, KIND, today, {"book": book, "language": language, "text": text},
                                                          replaces=before.id if before else 0))
        says["after"] = {"book": book, "language": language}


def rules_document(session: Session, book: str, language: str, as_of: date, text: str | None = None) -> bytes:
    """A rulebook as PDF with the figures in force on a day; `text` stands for the one in use."""
    from ...files.policy_paper import policy_pdf, PolicyPaper
    found = read_rules(rules_text(session, book, language)[0] if text is None else text)
    words = PolicyWords(session, as_of, language)
    values, say = _values(words, as_of), words.say
    sections: list[Section] = []
    for part in found.parts:
        sections += _sections(part.heading, part.paragraphs, values, words)
    return policy_pdf(PolicyPaper(
        filled(found.title, values), words.company, say(N_("In force on {day}")).format(day=as_of.isoformat()), sections,
        (say(N_("Owner:")), say(N_("Date:"))), language, numbered=False))


def _sections(heading: str, paragraphs: tuple[str, ...], values: dict[str, str], words: PolicyWords) -> list[Section]:
    """A part as sections: one ends where a table stands."""
    from ...files.policy_paper import Section
    found, told = list[Section](), list[str]()
    for paragraph in paragraphs:
        table = table_of(paragraph)
        if table:
            found.append(Section(heading, tuple(told), words.grades_grid() if table == "grades_table" else words.matrix_grid()))
            heading, told = "", []
        else:
            told.append(filled(paragraph, values))
    if told or heading:
        found.append(Section(heading, tuple(told)))
    return found


def _values(words: PolicyWords, as_of: date) -> dict[str, str]:
    """What the fields print."""
    policy, rules, say = words.policy, words.policy.limits, words.say
    unset = say(N_("not set"))

    def amount(value: object) -> str:
        return unset if value is None else words.money(value).rsplit(" ", 1)[0]  # type: ignore[arg-type]

    return {
        "company": words.company, "day": as_of.isoformat(), "currency": words.base, "scope": words.principle("policy_scope"),
        "strategy": words.principle("policy_strategy"), "overdue_rule": words.principle("policy_overdue"),
        "posture": say(POSTURE_NAMES[policy.posture]), "trial_amount": amount(rules.trial_amount),
        "trial_deposit": words.share(TRIAL_DEPOSIT), "single_share": words.share(rules.single_own_assets),
        "single_budget": words.share(rules.single_budget), "group_share": words.share(rules.group_budget),
        "section_share": words.share(rules.section_budget), "new_share": words.share(rules.new_customers), "sla_days": str(SLA_DAYS),
        "single_rule": words.deciding()[0] if words.single else "", "temporary_days": str(TEMPORARY_DAYS),
        "order_rule": " ".join(words.orders()), "loss_share": unset if policy.max_loss is None else words.share(policy.max_loss),
        "overdue_share": unset if policy.max_overdue is None else words.share(policy.max_overdue),
        "min_grade": policy.min_grade or unset, "own_net_assets": amount(policy.own_net_assets), "ar_budget": amount(policy.budget),
        "report_rule": words.report_rule(), "warn_at": words.share(policy.warn_at)}
