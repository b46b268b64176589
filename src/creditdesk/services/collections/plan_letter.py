"""The agreement of a payment plan, L8: drawn up from the plan as it stands in the dialog, issued before it is signed (DOMAIN I4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ...domain.collections.letter_content import Blocks, InstalmentLine, InvoiceLine
from ...domain.collections.letters import compose
from ...domain.collections.template import Template
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.open_items import OpenItem
from ...domain.money import display, to_minor
from ...store.transaction import Transaction
from ..own_customers import check_not_seller
from ..session import Session
from .agreements import agreement_for, agreements_in
from .interest import interest_in
from .letter_fields import basis_words, letterhead, percent
from .one_letter import fields_of, issue, IssuedNotice, next_number, Parties, parties_in, Planned, preview
from .opened import open_items_in
from .plans import PlanDraft
from .positions import positions_in
from .templates import template_in

KIND = "L8"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanLetter:
    """An L8 as asked for: `rate` a yearly fraction on the balance, `waives` whether earlier interest is let go.

    `guarantor` None takes those on file, "" none.
    """

    draft: PlanDraft
    as_of: date
    rate: Decimal = _ZERO
    waives: bool = True
    guarantor: str | None = None
    language: str = ""


def preview_plan_letter(session: Session, wanted: PlanLetter, template: Template | None = None) -> bytes:
    """The very PDF that would be issued; nothing is kept. InputError names the field."""
    return preview(session, lambda connection: _plan(connection, wanted, template))


def issue_plan_letter(session: Session, wanted: PlanLetter, folder: Path) -> IssuedNotice:
    """Record the agreement with its PDF and write the PDF into `folder`; both or neither. The plan itself is noted once signed."""
    def plan(connection: Transaction) -> Planned:
        if wanted.waives:  # interest let go is a waiver, which nobody grants a customer they sell to (DOMAIN D12)
            check_not_seller(session, connection, wanted.draft.customer_id)
        return _plan(connection, wanted)

    return issue(session, plan, folder)


def _plan(connection: Transaction, wanted: PlanLetter, template: Template | None = None) -> Planned:
    draft, day = wanted.draft, wanted.as_of
    parties = parties_in(connection, draft.customer_id, wanted.language)
    person, firm, language = parties.customer, parties.company, parties.language
    if not 0 <= wanted.rate <= 1:
        raise InputError(N_("A yearly rate lies between 0 and 100 %."), code="bad_rate", field="rate", value=wanted.rate)
    items = [item for item in open_items_in(connection, day, {}, person.id).get(person.id, [])
             if item.is_claim and item.currency == draft.currency and item.document_id in draft.document_ids]
    owed = sum((item.open for item in items), _ZERO)
    _whole(draft, owed)
    guarantor, basis = _backing(connection, wanted, parties, items)
    number = next_number(connection, firm, KIND, day)
    contract = agreement_for("", person, agreements_in(connection, day).get(person.id, ()))
    fields: dict[str, object] = {
        **fields_of(KIND, number, day, parties, draft.currency), "principal_due": owed, "plan_rate": percent(wanted.rate),
        "default_days": str(draft.default_days), "interest_basis": basis, "guarantor": guarantor}
    if guarantor:
        fields["copies"] = ("三", "three")[parties.place]
    if contract is not None and contract.jurisdiction:
        fields["court"] = contract.jurisdiction
    if not wanted.waives:
        fields["waive_clause"] = ""
    blocks = Blocks(tuple(InvoiceLine(item.no, item.date, item.due_date, item.amount, item.paid, item.open,
                                      max(0, item.days_overdue(day))) for item in items),
                    instalments=tuple(InstalmentLine(place, part.due_date, part.amount)
                                      for place, part in enumerate(draft.instalments, 1)))
    content = compose(template or template_in(connection, KIND, language), fields, blocks, letterhead=letterhead(firm, language))
    figures = {"customer": person.code, "name": person.name, "principal": str(owed), "rate": str(wanted.rate),
               "waives": wanted.waives, "guarantor": guarantor,
               "instalments": [[part.due_date.isoformat(), str(part.amount)] for part in draft.instalments]}
    return Planned(KIND, parties, draft.currency, number, day, content, figures, owed,
                   tuple((item.document_id, item.instalment_no, to_minor(item.open, draft.currency)) for item in items))


def _whole(draft: PlanDraft, owed: Decimal) -> None:
    """An agreement divides the whole of what is acknowledged, no more and no less."""
    if not owed:
        raise RuleError(N_("Nothing is open on these invoices."), code="no_letter", field="invoices")
    total = sum((part.amount for part in draft.instalments), _ZERO)
    if total != owed:
        raise InputError(N_("The instalments add up to {total}, the invoices to {owed} {currency}: the agreement divides the whole."),
                         code="bad_amount", field="instalments", total=display(total, draft.currency),
                         owed=display(owed, draft.currency), currency=draft.currency)


def _backing(connection: Transaction, wanted: PlanLetter, parties: Parties, items: Sequence[OpenItem]) -> tuple[str, str]:
    """(guarantor, words for the interest that revives), as far as the file knows them."""
    positions = positions_in(connection, wanted.as_of, parties.customer.id)
    position = next((row for row in positions.customers if row.customer.id == parties.customer.id), None)
    if position is None:
        return wanted.guarantor or "", ""
    mine = {item.document_id for item in items}
    regimes = [row for row in interest_in(connection, positions, [position]).get(parties.customer.id, ())
               if row.document_id in mine]
    known = ("、" if parties.place == 0 else " and ").join(position.backing.guarantors)
    return (known if wanted.guarantor is None else wanted.guarantor.strip(),
            basis_words(regimes, parties.language, positions.policy.interest.sale_factor))
