"""Letters about a limit: granted, raised, cut or temporary (L7), and deliveries suspended (L9) (DOMAIN D18, I4).

They say limit, terms and reasons from a closed list, never a score, a grade, court data or what an insurer decided.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.collections.demand import demand
from ...domain.collections.letter_content import Blocks
from ...domain.collections.letter_words import currency_words
from ...domain.collections.letters import compose
from ...domain.collections.template import Template
from ...domain.credit.limit_reasons import told
from ...domain.credit.terms_offer import read_discount
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.terms import ACCEPTANCE, CIA, COD, CONFIRMATION, DELIVERY, EOM, FIXED_DAY, NET, parse_terms
from ...domain.money import currency_code, display, from_minor, to_minor
from ...store import credit
from ...store.audit import canonical
from ...store.transaction import Transaction
from ..collections.letter_fields import invoice_lines, letterhead
from ..collections.one_letter import fields_of, issue, IssuedNotice, next_number, Parties, parties_in, Planned, preview
from ..collections.opened import open_items_in
from ..collections.templates import template_in
from ..session import Session
from .applications import LimitRequest
from .decisions import ALWAYS
from .terms_setting import Agreed, agreed_in

GRANT, RAISED, CUT, TEMPORARY = "grant", "raise", "cut", "temporary"
REASON_NAMES = {"payment_record": N_("payment record"), "order_volume": N_("order volume"),
                "information": N_("information supplied"), "policy": N_("our policy")}
OVERDUE, OVER_LIMIT, UNEASE = "overdue", "over_limit", "unease"
BASIS_NAMES = {OVERDUE: N_("Overdue, unpaid"), OVER_LIMIT: N_("Over the agreed limit"),
               UNEASE: N_("Doubts about their performance")}
_REASONS = {"payment_record": ("付款记录", "payment record"), "order_volume": ("订单量变化", "order volume"),
            "information": ("资料更新", "information supplied"), "policy": ("我司信用政策", "our policy")}
_TERMS = {NET: ("开票后 {days} 天", "{days} days from the invoice"),
          EOM: ("月结 {days} 天", "{days} days after the end of the month"),
          FIXED_DAY: ("开票后第 {months} 个月 {day} 日", "day {day} of month {months} after the invoice"),
          DELIVERY: ("交货后 {days} 天", "{days} days from delivery"),
          ACCEPTANCE: ("验收后 {days} 天", "{days} days from acceptance"),
          CONFIRMATION: ("对账确认后 {days} 天", "{days} days from the confirmed statement"),
          CIA: ("款到发货", "cash in advance"), COD: ("货到付款", "cash on delivery")}
_HOLD = {OVERDUE: ("贵公司下列款项逾期未付", "the invoices below are overdue"),
         OVER_LIMIT: ("订单金额超出约定信用额度", "the order exceeds the agreed credit limit"),
         UNEASE: ("我司有确切依据对贵公司的履约能力存有疑虑", "we have definite grounds to doubt that you will perform")}
_BASIS = {OVERDUE: ("《民法典》第五百二十六条", "article 526 of the Civil Code of the PRC"),
          OVER_LIMIT: ("双方约定的信用条件", "the credit terms agreed between us"),
          UNEASE: ("《民法典》第五百二十七条、第五百二十八条", "articles 527 and 528 of the Civil Code of the PRC")}
_OWN_LAW = ("双方合同", "our contract")
_ORDERS = ("全部未发货订单", "all orders not yet shipped")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LimitNotice:
    """An L7 as asked for: `reasons` are keys of REASON_NAMES, `decision_id` None takes the latest; `language` "" theirs."""

    customer_id: int
    as_of: date
    reasons: tuple[str, ...]
    decision_id: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class HoldNotice:
    """An L9 as asked for; `orders` names what is suspended ("" all), `excess` is above the limit where that is why."""

    customer_id: int
    as_of: date
    basis: str = OVERDUE
    orders: str = ""
    excess: Decimal | None = None
    currency: str = ""
    language: str = ""


Notice = LimitNotice | HoldNotice


def preview_notice(session: Session, notice: Notice, template: Template | None = None) -> bytes:
    """The very PDF that would be issued; nothing is kept. RuleError `no_limit`, `no_letter`; InputError `missing`."""
    return preview(session, lambda connection: _plan(connection, notice, template))


def preview_limit(session: Session, request: LimitRequest, as_of: date, *, language: str = "") -> bytes:
    """The L7 a limit would lead to, as PDF, before it is decided; nothing is kept. The errors of `preview_notice`."""
    notice = LimitNotice(request.customer_id, as_of, told(request.reasons), language=language)

    def plan(connection: Transaction) -> Planned:
        parties, row = parties_in(connection, notice.customer_id, notice.language), _would_be(request)
        return _limit_content(connection, notice, parties, [row, *_decided(connection, parties.customer.id)], row)

    return preview(session, plan)


def _would_be(request: LimitRequest) -> dict[str, Any]:
    """A decision's row as it would be written, newer than any other."""
    code = currency_code(request.currency)
    return {"id": 10 ** 15, "amount_minor": to_minor(request.amount, code), "currency": code,
            "effective_from": request.begins.isoformat(), "expires_on": request.until.isoformat() if request.until else None,
            "temporary": int(request.temporary), "terms": request.terms, "withdrawn_on": None,
            "methods": canonical(dict(request.methods or {}))}


def issue_notice(session: Session, notice: Notice, folder: Path) -> IssuedNotice:
    """Record the letter with its PDF and write the PDF into `folder`; both or neither."""
    return issue(session, lambda connection: _plan(connection, notice), folder)


def _plan(connection: Transaction, notice: Notice, template: Template | None = None) -> Planned:
    if isinstance(notice, LimitNotice):
        return limit_notice(connection, notice, template)
    return _hold_letter(connection, notice, parties_in(connection, notice.customer_id, notice.language), template)


# -- L7 --

def limit_notice(connection: Transaction, notice: LimitNotice, template: Template | None = None) -> Planned:
    """The L7 planned inside a transaction; RuleError `no_limit`, InputError `missing`."""
    parties = parties_in(connection, notice.customer_id, notice.language)
    reason_words(notice.reasons, parties)
    decided = _decided(connection, parties.customer.id)
    row = next((row for row in decided if notice.decision_id in (None, row["id"])), None)
    if row is None:
        raise RuleError(N_("No limit has been decided."), code="no_limit", field="customer")
    return _limit_content(connection, notice, parties, decided, row, template)


def _decided(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Decisions that were not withdrawn, newest first."""
    return [row for row in credit.limits_of(connection, customer_id) if not row["withdrawn_on"]]


def _limit_content(connection: Transaction, notice: LimitNotice, parties: Parties, decided: Collection[dict[str, Any]],
                   row: dict[str, Any], template: Template | None = None) -> Planned:
    person, firm, language = parties.customer, parties.company, parties.language
    words = reason_words(notice.reasons, parties)
    currency, agreed = row["currency"], agreed_in(row)
    amount, old = from_minor(row["amount_minor"], currency), _before(decided, row)
    if row["temporary"]:
        agreed, amount = agreed_in(_standing(decided, row)), amount + (old or _ZERO)
    said = variant(old, amount, temporary=bool(row["temporary"]))
    terms = agreed.terms or person.terms or firm.default_terms or "30"
    number = next_number(connection, firm, "L7", notice.as_of)
    expires = date.fromisoformat(row["expires_on"]) if row["expires_on"] else None
    fields = {**fields_of("L7", number, notice.as_of, parties, currency),
              "effective_date": date.fromisoformat(row["effective_from"]) if row["effective_from"] > ALWAYS
              else notice.as_of, "new_limit": money_words(amount, currency, language),
              "old_limit": money_words(old, currency, language) if old is not None else None,
              "terms": terms_words(terms, language), **_beside(agreed, language), "reasons": words}
    if row["temporary"]:
        fields["expiry"] = expires
    else:
        fields |= {"temp_clause": "", "next_review": expires}
    content = compose(template or template_in(connection, "L7", language), fields, letterhead=letterhead(firm, language))
    figures = {"customer": person.code, "name": person.name, "variant": said, "decision": row["id"],
               "limit": str(amount), "old_limit": str(old) if old is not None else None, "terms": terms,
               "reasons": list(notice.reasons), "until": row["expires_on"] or "",
               "effective": row["effective_from"] if row["effective_from"] > ALWAYS else notice.as_of.isoformat()}
    return Planned("L7", parties, currency, number, notice.as_of, content, figures)


def variant(old: Decimal | None, new: Decimal, *, temporary: bool) -> str:
    """grant, raise, cut or temporary; a limit kept as it was counts as granted anew."""
    if temporary:
        return TEMPORARY
    return GRANT if old is None or old == new else RAISED if new > old else CUT


def _standing(decided: Collection[dict[str, Any]], row: dict[str, Any]) -> dict[str, Any] | None:
    """The decision, temporary ones aside, that held before a row in its currency."""
    return next((other for other in decided if not other["temporary"] and other["currency"] == row["currency"]
                 and (other["effective_from"], other["id"]) < (row["effective_from"], row["id"])), None)


def _before(decided: Collection[dict[str, Any]], row: dict[str, Any]) -> Decimal | None:
    other = _standing(decided, row)
    return from_minor(other["amount_minor"], other["currency"]) if other else None


def reason_words(codes: Collection[str], parties: Parties) -> tuple[str, ...]:
    """The considerations in the letter's words; InputError `missing`, `unknown_reason`."""
    if not codes:
        raise InputError(N_("Choose at least one reason."), code="missing", field="reasons")
    for code in codes:
        if code not in _REASONS:
            raise InputError(N_("“{value}” is no reason of this letter."), code="unknown_reason", field="reasons", value=code)
    return tuple(_REASONS[code][parties.place] for code in _REASONS if code in codes)


def _beside(agreed: Agreed, language: str) -> dict[str, object]:
    """Discount and deposit as the letter says them; absent where none was agreed."""
    found: dict[str, object] = {}
    offer = read_discount(agreed.discount)
    if offer is not None:
        percent = f"{(offer[0] * 100).normalize():f}%"
        found["discount"] = f"{offer[1]} 天内付款减 {percent}" if language == "zh" else f"{percent} within {offer[1]} days"
    if agreed.deposit:
        found["deposit"] = f"{(agreed.deposit * 100).normalize():f}%"
    return found


def terms_words(terms: str, language: str) -> str:
    """Terms of payment in the language of a letter."""
    found = parse_terms(terms)
    return _TERMS[found.type][0 if language == "zh" else 1].format(days=found.days, day=found.day, months=found.months)


def money_words(amount: Decimal, currency: str, language: str) -> str:
    """An amount in the language of a letter."""
    return f"{currency_words(currency, language)['currency_name']} {display(amount, currency)}"


# -- L9 --

def _hold_letter(connection: Transaction, notice: HoldNotice, parties: Parties, template: Template | None) -> Planned:
    person, firm = parties.customer, parties.company
    if notice.basis not in _BASIS:
        raise InputError(N_("“{value}” is no reason of this letter."), code="unknown_reason", field="basis",
                         value=notice.basis)
    items = open_items_in(connection, notice.as_of, {}, person.id).get(person.id, [])
    late = sorted({item.currency for item in items if item.is_overdue(notice.as_of)})
    currency = notice.currency or person.currency or (late[0] if late else firm.base_currency)
    if not notice.currency and late and currency not in late:
        currency = late[0]
    stated = demand("L9", items, currency, notice.as_of)
    amount = notice.excess if notice.basis == OVER_LIMIT else stated.principal if stated else None
    if amount is None or amount <= 0:
        raise RuleError(N_("There is nothing overdue or above the limit that this letter could speak of."), code="no_letter",
                        field="basis")
    place, number = parties.place, next_number(connection, firm, "L9", notice.as_of)
    chinese = (person.country or firm.country).upper() == "CN" or (firm.country.upper() == "CN" and not person.country)
    basis = _BASIS[notice.basis] if chinese or notice.basis == OVER_LIMIT else _OWN_LAW
    fields = {**fields_of("L9", number, notice.as_of, parties, currency), "hold_reason": _HOLD[notice.basis][place],
              "orders": notice.orders.strip() or _ORDERS[place], "hold_date": notice.as_of, "legal_basis": basis[place],
              "amount_to_release": amount}
    shown = stated if notice.basis != OVER_LIMIT else None
    content = compose(template or template_in(connection, "L9", parties.language), fields,
                      Blocks(invoice_lines(shown) if shown else ()), letterhead=letterhead(firm, parties.language))
    figures = {"customer": person.code, "name": person.name, "basis": notice.basis, "orders": notice.orders.strip(),
               "amount": str(amount), "lines": [{"no": line.no, "open": str(line.open)} for line in shown.lines]
               if shown else []}
    listed = tuple((line.document_id, line.instalment_no, to_minor(line.open, currency)) for line in shown.lines) if shown else ()
    return Planned("L9", parties, currency, number, notice.as_of, content, figures, amount, listed)
