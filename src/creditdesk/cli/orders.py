"""Commands about orders: check-order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from creditdesk.domain.credit.exposure import TERM_NAMES
from creditdesk.domain.credit.order_check import OUTCOME_NAMES, Reason, Release
from creditdesk.domain.errors import InputError
from creditdesk.domain.money import display, parse, plain
from creditdesk.i18n import _, N_
from creditdesk.services import customers
from creditdesk.services.credit.order_check import check_order, OrderCheck
from creditdesk.services.credit.order_words import sentence

from .command import Answer, argument, book_argument, Call, command, option, Whole
from .layout import table


def check(call: Call, book: Path, customer: str, amount: str, currency: str, prepaid: str | None,
          order_no: str | None, terms_days: int | None) -> Answer:
    """Whether an order may go out; the exit code is 0 whatever the answer is."""
    with call.book(book) as session:
        found = check_order(session, customers.find(session, customer).id, _amount("amount", amount), call.as_of,
                            currency=currency, prepaid=None if prepaid is None else _amount("prepaid", prepaid),
                            order_no=order_no, terms_days=terms_days)
    return Answer(_data(found), _lines(found))


def _amount(name: str, text: str) -> Decimal:
    try:
        return parse(text, mark="point")
    except InputError as error:
        error.field = name
        raise


def _data(found: OrderCheck) -> dict[str, object]:
    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else plain(amount, found.base)

    decision, released = found.decision, found.released
    return {"customer": found.code, "name": found.name, "decision": found.outcome, "currency": found.base,
            "exposure": text(decision.exposure), "limit": text(decision.limit), "available": text(decision.available),
            "deposit": text(decision.deposit), "reasons": [_reason(found, reason) for reason in decision.reasons],
            "release": [{"action": item.action, "amount": text(item.amount), "message": sentence(item, found.base)}
                        for item in decision.release],
            "waterfall": [] if found.terms is None else [
                {"term": term, "amount": text(amount)} for term, amount in found.terms.waterfall],
            "released": None if released is None else {
                "reason": released.reason_code, "amount": plain(released.amount, released.currency),
                "valid_until": released.valid_until.isoformat(), "user": released.user}}


def _reason(found: OrderCheck, reason: Reason) -> dict[str, object]:
    return {"code": reason.code, "holds": reason.holds, "message": sentence(reason, found.base)}


def _lines(found: OrderCheck) -> list[str]:
    decision = found.decision

    def text(amount: Decimal | None) -> str:
        return _("none") if amount is None else display(amount, found.base)

    lines = [f"{found.code} {found.name}: {_(OUTCOME_NAMES[found.outcome])}", ""]
    if found.terms is not None:
        rows = [[_(TERM_NAMES[term]), text(amount)] for term, amount in found.terms.waterfall if amount]
        lines += table((_("Term"), found.base), [*rows, [_("Exposure"), text(decision.exposure)],
                                                [_("Limit"), text(decision.limit)],
                                                [_("Available"), text(decision.available)]], (1,))
    if decision.deposit:
        lines += ["", _("Passes with a deposit of {amount}.").format(amount=text(decision.deposit))]
    if decision.reasons:
        lines += ["", *(f"- {sentence(reason, found.base)}" for reason in decision.reasons)]
    if decision.release:
        lines += ["", _("What would release it:"), *(_release(item, found) for item in decision.release)]
    if found.released is not None:
        lines += ["", _("Released until {date} by {user}.").format(date=found.released.valid_until.isoformat(),
                                                                  user=found.released.user)]
    return lines


def _release(item: Release, found: OrderCheck) -> str:
    return f"- {sentence(item, found.base)}"


COMMANDS: tuple[click.Command, ...] = (
    command("check-order", N_("Check whether an order may go out, and what would release it."), [
        book_argument(), argument("customer", metavar="CUSTOMER"), argument("amount", metavar="AMOUNT"),
        option("--currency", default="", help=N_("Currency of the order; the book's if left out.")),
        option("--prepaid", help=N_("What is paid before delivery.")),
        option("--order", "order_no", help=N_("Number of an order entered already: it is not counted again.")),
        option("--terms-days", type=Whole(0, 3650), help=N_("Days of credit the order asks for."))], check),
)
