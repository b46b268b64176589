"""The hold slip: the answer of an order check on paper, with what would release it (DOMAIN D14)."""

from __future__ import annotations

from pathlib import Path

from ...domain.credit.exposure import TERM_NAMES
from ...domain.credit.order_check import OUTCOME_NAMES, RELEASE_NAMES
from ...domain.errors import N_
from ...domain.insight.tables import Column, Table
from ...domain.money import display
from ...i18n import _, current_language
from ...store import company
from ..session import Session
from .order_check import OrderCheck
from .order_words import sentence

#: suspending what is already contracted has its preconditions (DOMAIN D14, CC 525–528)
LEGAL_NOTE = N_("For goods already contracted: suspend only with definite evidence, tell the customer at once, and deliver "
                "when security is given (Civil Code 525–528).")


def hold_slip(found: OrderCheck) -> Table:
    """The slip as a table of two columns: figures, reasons, what would release it, and room for a signature."""
    base, decision = found.base, found.decision
    rows: list[tuple[str, str]] = [
        (_("Customer"), f"{found.code} {found.name}"), (_("Order"), found.order_no or ""),
        (_("Amount"), f"{found.currency} {display(found.amount, found.currency)}"),
        (_("Prepaid"), f"{found.currency} {display(found.prepaid, found.currency)}")]
    if found.terms is not None:
        rows += [(_(TERM_NAMES[term]), display(amount, base)) for term, amount in found.terms.waterfall if amount]
    rows += [(_(name), "" if amount is None else display(amount, base)) for name, amount in (
        (N_("Exposure"), decision.exposure), (N_("Limit"), decision.limit), (N_("Available"), decision.available))]
    if decision.deposit:
        rows.append((_("Deposit needed"), display(decision.deposit, base)))
    rows += [(_("Reason") if reason.holds else _("Note"), sentence(reason, base)) for reason in decision.reasons]
    rows += [(_("Would release it"), sentence(item, base)) for item in decision.release]
    if found.released is not None:
        rows.append((_("Released"), "; ".join((_(RELEASE_NAMES[found.released.reason_code]), found.released.note,
                                               found.released.user, found.released.valid_until.isoformat()))))
    rows += [(_("Note"), _(LEGAL_NOTE)), (_("Decided by, date"), ""), (_("Told to"), "")]
    title = _("Order check: {outcome}").format(outcome=_(OUTCOME_NAMES[found.outcome]))
    subtitle = _("As of {date}, amounts in {currency}").format(date=found.as_of.isoformat(), currency=base)
    return Table(title, subtitle, (Column(_("Term")), Column(_("Content"))), tuple(rows))


def print_hold_slip(session: Session, found: OrderCheck, path: Path) -> Path:
    """Write the slip to a PDF; FileError `not_written`."""
    from ...files.reports import write_report
    with session.book.read() as connection:
        own = str(company.company(connection)["name"])
    write_report(hold_slip(found), path, company=own, language=current_language())
    return path
