"""The letter of good standing, L10: thanks to who pays as agreed, with the year's record (DOMAIN A119)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...domain.collections.letter_words import currency_words
from ...domain.collections.letters import compose
from ...domain.collections.template import Template
from ...domain.credit.good_standing import good_record
from ...domain.money import display
from ...store import reads
from ...store.transaction import Transaction
from ..collections.letter_fields import letterhead
from ..collections.one_letter import fields_of, issue, IssuedNotice, next_number, parties_in, Planned, preview
from ..collections.templates import template_in
from ..session import Session

KIND = "L10"


@dataclass(frozen=True, slots=True)
class GoodStandingLetter:
    """An L10 as asked for; `language` "" theirs."""

    customer_id: int
    as_of: date
    language: str = ""


def preview_good_standing(session: Session, wanted: GoodStandingLetter, template: Template | None = None) -> bytes:
    """The very PDF that would be issued; nothing is kept. RuleError `not_earned` where the record says otherwise."""
    return preview(session, lambda connection: _plan(connection, wanted, template))


def issue_good_standing(session: Session, wanted: GoodStandingLetter, folder: Path) -> IssuedNotice:
    """Record the letter with its PDF and write the PDF into `folder`; both or neither."""
    return issue(session, lambda connection: _plan(connection, wanted), folder)


def _plan(connection: Transaction, wanted: GoodStandingLetter, template: Template | None = None) -> Planned:
    parties = parties_in(connection, wanted.customer_id, wanted.language)
    person, firm, language = parties.customer, parties.company, parties.language
    found = good_record(reads.ledger_of(connection, person.id), wanted.as_of)
    currency, number = found.sums[0][0], next_number(connection, firm, KIND, wanted.as_of)
    amounts = tuple(f"{currency_words(code, language)['currency_name']} {display(amount, code)}" for code, amount in found.sums)
    fields = {**fields_of(KIND, number, wanted.as_of, parties, currency), "since": found.since, "window_start": found.start,
              "paid_count": str(found.count), "paid_amount": amounts}
    content = compose(template or template_in(connection, KIND, language), fields, letterhead=letterhead(firm, language))
    figures = {"customer": person.code, "name": person.name, "since": found.since.isoformat(), "count": found.count,
               "paid": {code: str(amount) for code, amount in found.sums}}
    return Planned(KIND, parties, currency, number, wanted.as_of, content, figures)
